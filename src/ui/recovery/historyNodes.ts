/** The rows of the view "Repair History", before they become tree items. */
import { previousCopyOf } from '../../core/recovery/names';
import { shownId, oneLine, visibleText } from '../../core/visibleText';
import { createFormats } from '../../core/words/format';
import { HISTORY_WORDS } from '../../core/words/repairHistory';
import { say } from '../../core/words/say';
import type { RunSummary } from '../../io/repairRun/listRuns';
import type { KeptOfRun } from '../../io/repairs/runKeeps';
import type { RecoveryPlace } from './recoveryPlace';

export type HistoryNode =
  | { readonly kind: 'place'; readonly place: RecoveryPlace }
  | { readonly kind: 'run'; readonly place: RecoveryPlace; readonly runId: string; readonly run: RunSummary }
  | {
      readonly kind: 'kept';
      readonly place: RecoveryPlace;
      readonly runId: string;
      readonly sessionId: string;
      readonly run: RunSummary;
      readonly kept: KeptOfRun;
    };

/** Equal for the same row before and after a repair, so that VS Code keeps expansion and selection. */
export function historyNodeId(node: HistoryNode): string {
  const { key } = node.place;
  if (node.kind === 'place') return JSON.stringify([key]);
  return JSON.stringify(node.kind === 'run' ? [key, node.runId] : [key, node.runId, node.kept.target]);
}

/** For `when` clauses: what can be done with a row. */
export function historyContext(node: HistoryNode): string {
  if (node.kind === 'place') return 'place';
  if (node.kind === 'run') {
    const { state, steps } = node.run;
    if (state === 'interrupted') return 'run:interrupted';
    return steps.some(({ isInEffect }) => isInEffect) ? 'run:undoable' : 'run';
  }
  const canUndo = node.kept.isInEffect && node.run.state !== 'interrupted';
  return `kept${node.kept.original === null ? '' : ':original'}${canUndo ? ':undoable' : ''}`;
}

/** "Repair of 14:12"; with its day when that is not today. */
export function runTitle({ kind, startedAt }: RunSummary, now: number, locale: string): string {
  const formats = createFormats(locale);
  const isToday = formats.day(startedAt) === formats.day(now);
  return say(HISTORY_WORDS, kind ?? 'unreadable', { time: isToday ? formats.time(startedAt) : formats.dayAndTime(startedAt) });
}

/** "3 conversations · taken back" */
export function runDescription(run: RunSummary, locale: string): string {
  const count = run.steps.filter(isConversation).length;
  const what = count > 0 ? say(HISTORY_WORDS, 'conversations', { count }, locale) : run.steps.length > 0 ? HISTORY_WORDS.folder : '';
  return [what, HISTORY_WORDS[`state_${stateOf(run, count)}`]].filter((words) => words !== '').join(' · ');
}

/** A leftover beside a conversation is none. */
const isConversation = ({ step: { sessionId, target } }: RunSummary['steps'][number]): boolean => sessionId !== null && target === `${sessionId}.json`;

function stateOf({ state, steps }: RunSummary, conversations: number): RunSummary['state'] | 'partly' | 'nothing' {
  if (state !== 'done') return state;
  const applied = steps.filter(({ step, end }) => step.sessionId !== null && end.state === 'applied');
  if (conversations > 0 && applied.length === 0) return 'nothing';
  return applied.some(({ isInEffect }) => !isInEffect) ? 'partly' : 'done';
}

export const keptTitle = ({ title, sessionId, target, isLeftover }: KeptOfRun): string =>
  oneLine(visibleText(title ?? ''), 80) || shownId(isLeftover ? target : sessionId);

/** "2 messages kept, 1,000 now" */
export function keptDescription(kept: KeptOfRun, locale: string): string {
  const { original, messagesThen, messagesNow, end, isInEffect, isLeftover } = kept;
  if (end !== 'applied') return HISTORY_WORDS[`end_${end}`];
  const leftover = kept.target === previousCopyOf(kept.sessionId) ? HISTORY_WORDS.previousCopy : HISTORY_WORDS.leftover;
  if (isLeftover) return [leftover, isInEffect ? '' : HISTORY_WORDS.takenBack].filter((words) => words !== '').join(' · ');
  const args = { then: messagesThen, now: messagesNow };
  const keeps =
    original === null
      ? say(HISTORY_WORDS, messagesNow < 0 ? 'hadNoneGone' : 'hadNone', args, locale)
      : messagesThen < 0
        ? HISTORY_WORDS.keepsUnread
        : say(HISTORY_WORDS, messagesNow < 0 ? 'keepsGone' : 'keeps', args, locale);
  return [keeps, isInEffect ? '' : HISTORY_WORDS.takenBack].filter((words) => words !== '').join(' · ');
}

/** A repair, an undo and their history for a person: what would be done, what became of it, and the next command. */
import { join } from 'node:path';
import { RECOVERY_NAME } from '../core/recovery/names';
import type { PlannedItem, RepairItem, RunItem, StepItem } from '../core/recovery/repairReport';
import { visibleText } from '../core/visibleText';
import { errnoWords } from '../core/words/errno';
import { ACTION_WORDS, NOT_PLANNED_WORDS, OUTCOME_WORDS, RUN_WORDS, SKIP_WORDS } from '../core/words/repair';
import { refusalWords } from '../core/words/repairResult';
import { say } from '../core/words/say';
import { padEnd, shownId, widestOf } from './columns';
import type { Output } from './output';
import { renderShortReport } from './renderReport';
import { commandLine } from './shellWord';

const WIDEST_NAME = 48;

export function renderPlan(
  { plan, not_planned: notPlanned }: Pick<RepairItem, 'plan' | 'not_planned'>,
  sessionDir: string,
  { isDryRun, isNarrowed, merges }: { readonly isDryRun: boolean; readonly isNarrowed: boolean; readonly merges: string | null },
  { locale }: Output,
): string[] {
  const dir = visibleText(sessionDir);
  const left = notPlanned.map(({ session_id: id, reason }) =>
    say(RUN_WORDS, 'notPlanned', { id: shownId(id), reason: NOT_PLANNED_WORDS[reason] }),
  );
  if (plan.length === 0 && merges !== null && left.length === 0)
    return [say(RUN_WORDS, 'nothingToMerge', { id: shownId(merges), dir }), ''];
  if (plan.length === 0) return [say(RUN_WORDS, isNarrowed ? 'nothingChosen' : 'nothingToRepair', { dir }), ...left, ''];
  const actions = plan.map(({ action }) => ACTION_WORDS[action]);
  const names = plan.map(({ target }) => shownId(target));
  return [
    say(RUN_WORDS, isDryRun ? 'plan' : 'planned', { dir }),
    '',
    ...plan.map((item, i) =>
      [
        `  ${padEnd(actions[i] ?? '', widestOf(actions, 16))}`,
        padEnd(names[i] ?? '', widestOf(names, WIDEST_NAME)),
        changeOf(item, locale),
      ]
        .join('  ')
        .trimEnd(),
    ),
    '',
    ...(left.length > 0 ? [...left, ''] : []),
  ];
}

function changeOf(item: PlannedItem, locale: string): string {
  const { action, messages_before: before, messages_after: after, left_out: leftOut, sources, metadata, problem } = item;
  if (problem !== null) return say(RUN_WORDS, 'cannot', { reason: SKIP_WORDS[problem] });
  if (action === 'move_aside' || after < 0) return '';
  const from = sources.length === 0 ? '' : say(RUN_WORDS, 'from', { sources: sources.map(visibleText).join(', ') });
  const keys = metadata.map(({ key }) => visibleText(key)).join(', ');
  const left = leftOut === 0 ? '' : say(RUN_WORDS, 'leavesOut', { count: leftOut }, locale);
  if (before === after && keys !== '' && leftOut === 0) return `${say(RUN_WORDS, 'onlyMetadata', { keys })}; ${from}`;
  const counts =
    before < 0
      ? say(RUN_WORDS, 'restored', { count: after }, locale)
      : say(RUN_WORDS, 'change', { before, count: after }, locale);
  const back = keys === '' ? '' : say(RUN_WORDS, 'metadata', { keys });
  return [counts, left, from, back].filter((part) => part !== '').join('; ');
}

/** `where` names the directory again. Says what became of a run, what follows from it, and the audit that follows; why nothing was begun is a remark. */
export async function printRun(item: RunItem, where: readonly string[], output: Output): Promise<void> {
  if (item.refused === null) await output.write(renderRun(item, where, output));
  else {
    output.remark(refusalWords(item.refused, item.errno));
    await output.write(`${RUN_WORDS.nothingDone}\n`);
  }
}

function renderRun(item: RunItem, where: readonly string[], output: Output): string {
  const { session_dir: sessionDir, run, interrupted, steps, asides_changed: changed, after } = item;
  const keptIn = run === null ? '' : join(sessionDir, RECOVERY_NAME, run);
  // An index that was made anew is no reason to take anything back.
  const ofConversations = steps.filter(({ session_id: id }) => id !== null);
  const counted = ofConversations.length > 0 ? ofConversations : steps;
  const hasChanged = counted.some(({ outcome }) => outcome === 'applied');
  const lines = [...renderOutcomes(steps)];
  if (run !== null) {
    if (interrupted) {
      lines.push(say(RUN_WORDS, 'interrupted', { command: commandLine('repair', ...where, '--complete', run) }));
    }
    if (hasChanged) {
      lines.push(say(RUN_WORDS, 'kept', { dir: visibleText(keptIn) }));
      lines.push(say(RUN_WORDS, 'undoWith', { command: commandLine('undo', ...where, '--run', run) }));
      lines.push(RUN_WORDS.restart);
    }
    lines.push(...changed.map((name) => say(RUN_WORDS, 'asideChanged', { name: visibleText(name) })), '');
  }
  if (after !== null) lines.push(...renderShortReport({ sessionDir, report: after }, output));
  return `${lines.join('\n')}\n`;
}

function renderOutcomes(steps: readonly StepItem[]): string[] {
  const names = steps.map(({ target }) => shownId(target));
  return [
    RUN_WORDS.outcomes,
    '',
    ...steps.map((step, i) => `  ${padEnd(names[i] ?? '', widestOf(names, WIDEST_NAME))}  ${outcomeOf(step)}`),
    '',
  ];
}

function outcomeOf({ outcome, reason, errno }: StepItem): string {
  const word = OUTCOME_WORDS[outcome];
  const why = reason !== null ? SKIP_WORDS[reason] : errno === null ? null : errnoWords(errno);
  return why === null ? word : say(RUN_WORDS, 'outcomeBecause', { outcome: word, reason: why });
}

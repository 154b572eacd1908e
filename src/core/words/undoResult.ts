/** How an undo or a completion ended, in one notification. */
import type { Outcome } from '../recovery/outcome';
import type { RunFacts } from '../recovery/repairReport';
import { groupBy } from '../recovery/groupBy';
import { oneLine, shownId, visibleText } from '../visibleText';
import { createFormats } from './format';
import { errnoWords } from './errno';
import { listWords } from './listWords';
import { SKIP_WORDS } from './repair';
import { interruptedWords, refusalWords, restartWords, resultButton, withAdvice } from './repairResult';
import { REPAIRING_WORDS } from './repairing';
import { say } from './say';
import { UNDOING_WORDS } from './undoing';

export interface KeptChange {
  readonly target: string;
  readonly change: 'same_messages' | 'other_messages' | 'unknown';
  readonly new_messages: number;
  readonly previews: readonly string[];
}

export interface EndedRun {
  readonly way: 'undo' | 'complete';
  /** What was taken back or completed: a repair, or an undo. */
  readonly kind: 'repair' | 'undo';
  /** Of the run that was taken back or completed. */
  readonly startedAt: number;
  readonly result: RunFacts;
  readonly kept: readonly KeptChange[];
  /** By session id, where one is known. */
  readonly titles: ReadonlyMap<string, string>;
}

export interface EndedWords {
  readonly level: 'info' | 'warning' | 'error';
  readonly text: string;
  /** In the order of their buttons; at least one, as of a repair's result. `replace_settings`: files stayed of which only settings changed, and may go aside when the person says so. */
  readonly actions: readonly EndedAction[];
}

export type EndedAction = 'replace_settings' | 'complete' | 'undo' | 'history';

export const endedButton = (action: EndedAction): string => (action === 'replace_settings' ? UNDOING_WORDS.replaceSettings : resultButton(action));

interface Ended {
  readonly sessionId: string;
  /** Null: done. */
  readonly problem: Exclude<Outcome, { state: 'applied' }> | null;
  readonly kept: KeptChange | null;
}

type Left = Ended & { readonly problem: NonNullable<Ended['problem']> };

export function endedWords(run: EndedRun, locale: string): EndedWords {
  const { way, kind, result, titles } = run;
  const what = UNDOING_WORDS[`the_${kind}`];
  const { refusal, errno } = result;
  const actions = result.isInterrupted ? (['complete', 'undo'] as const) : (['history'] as const);
  if (refusal !== null) return { level: 'error', text: refusalWords(refusal, errno), actions };
  if (result.isInterrupted) {
    const failed = result.steps.flatMap(({ outcome }) => (outcome.state === 'failed' ? [outcome.errno] : []))[0];
    const table = way === 'undo' || kind === 'undo' ? UNDOING_WORDS : REPAIRING_WORDS;
    return { level: 'error', text: interruptedWords(table.interrupted, failed ?? errno), actions };
  }
  const ended = endedOf(run);
  const left = ended.flatMap(({ problem, ...one }) => (problem === null ? [] : [{ ...one, problem }]));
  const done = ended.length - left.length;
  const time = createFormats(locale).time(run.startedAt);
  const past = way === 'undo' ? 'undone' : 'completed';
  const [only] = ended;
  const first =
    left.length === 0
      ? way === 'undo' && ended.length === 1 && only !== undefined
        ? say(UNDOING_WORDS, 'undoneOne', { what, time, title: titleOf(only.sessionId, titles) })
        : say(UNDOING_WORDS, past, { what, time })
      : done === 0
        ? UNDOING_WORDS[`${past}None`]
        : say(UNDOING_WORDS, `${past}Some`, { what, time, done, total: ended.length }, locale);
  const more = left.length > 1 ? [say(UNDOING_WORDS, 'moreKept', { count: left.length - 1 }, locale)] : [];
  const back = way === 'undo' ? leftoversBack(run) : 0;
  const leftovers = back > 0 ? [say(UNDOING_WORDS, 'leftovers', { count: back }, locale)] : [];
  const restart = done > 0 ? [restartWords(done)] : [];
  return {
    level: left.length === 0 ? 'info' : 'warning',
    text: [first, ...left.slice(0, 1).map((one) => problemWords(one, titles, locale)), ...more, ...leftovers, ...restart].join(' '),
    actions: way === 'undo' && left.some(({ kept }) => kept?.change === 'same_messages') ? ['replace_settings', 'history'] : ['history'],
  };
}

/** A leftover that is back is as young as its undo, and only old ones are found: a person would look for it in vain. */
const leftoversBack = ({ result }: EndedRun): number =>
  result.steps.filter(({ step, outcome }) => outcome.state === 'applied' && isLeftover(step)).length;

const isLeftover = ({ action, kinds, target, sessionId }: RunFacts['steps'][number]['step']): boolean =>
  action === 'create' && kinds.includes('stale_temp_file') && target !== `${sessionId}.json` && target !== `${sessionId}.json.bak`;

/** A conversation is done when all of its steps are. */
function endedOf({ result, kept }: EndedRun): Ended[] {
  const ofSessions = result.steps.filter(({ step }) => step.sessionId !== null);
  return [...groupBy(ofSessions, ({ step }) => step.sessionId ?? '')].map(([sessionId, steps]): Ended => {
    const problems = steps.flatMap(({ outcome }) => (outcome.state === 'applied' ? [] : [outcome]));
    // Another step of it was not done: why that one was not says more.
    const problem = problems.find((one) => one.state !== 'skipped' || one.reason !== 'after_skipped') ?? problems[0] ?? null;
    const targets = new Set(steps.map(({ step }) => step.target));
    return { sessionId, problem, kept: kept.find(({ target }) => targets.has(target)) ?? null };
  });
}

const titleOf = (sessionId: string, titles: ReadonlyMap<string, string>): string =>
  oneLine(visibleText(titles.get(sessionId) ?? ''), 60) || shownId(sessionId);

function problemWords({ sessionId, problem, kept }: Left, titles: ReadonlyMap<string, string>, locale: string): string {
  const title = titleOf(sessionId, titles);
  if (kept !== null) {
    const shown = kept.previews.map((text) => say(UNDOING_WORDS, 'preview', { text: oneLine(visibleText(text), 60) }));
    const args = { title, count: kept.new_messages, previews: shown.length === 0 ? '' : say(UNDOING_WORDS, 'previews', { texts: listWords(shown, locale) }) };
    return say(UNDOING_WORDS, `kept_${kept.change}`, args, locale);
  }
  if (problem.state === 'failed') return say(UNDOING_WORDS, 'keptFailed', { title, reason: errnoWords(problem.errno) });
  return withAdvice(say(UNDOING_WORDS, 'keptBecause', { title, reason: SKIP_WORDS[problem.reason] }), problem.reason);
}

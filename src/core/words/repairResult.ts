/** How a repair ended, in the one notification that a person gets. */
import { previousCopyOf } from '../recovery/names';
import type { RefusalReason, SkipReason } from '../recovery/outcome';
import { comesBackTo, type EndedConversation, type RepairSummary } from '../recovery/repairSummary';
import { oneLine, shownId, visibleText } from '../visibleText';
import { errnoWords } from './errno';
import { createFormats } from './format';
import { listWords } from './listWords';
import { REFUSAL_ADVICE, REFUSAL_WORDS, RUN_WORDS, SKIP_ADVICE, SKIP_WORDS } from './repair';
import { REPAIRING_WORDS } from './repairing';
import { say } from './say';

export type ResultAction = 'read' | 'undo' | 'report' | 'complete' | 'again' | 'history' | 'view';

export const resultButton = (action: ResultAction): string => REPAIRING_WORDS[BUTTONS[action]];

const BUTTONS = {
  read: 'read',
  undo: 'undo',
  report: 'showReport',
  complete: 'complete',
  again: 'tryAgain',
  history: 'showHistory',
  view: 'showView',
} as const satisfies Readonly<Record<ResultAction, keyof typeof REPAIRING_WORDS>>;

export interface ResultWords {
  /** `error`: nothing was done, or something is left in the middle. `warning`: not all of it was done. */
  readonly level: 'info' | 'warning' | 'error';
  readonly text: string;
  /** In the order of their buttons. At least one: VS Code cuts a notification without buttons off after its first line. */
  readonly actions: readonly ResultAction[];
}

/** A title, else an id, short enough for a sentence. */
export const titleWords = ({ title, sessionId }: Pick<EndedConversation, 'title' | 'sessionId'>): string =>
  oneLine(visibleText(title ?? ''), 60) || shownId(sessionId);

const isDone = ({ outcome }: EndedConversation): boolean => outcome.state === 'applied';

export function resultWords(summary: RepairSummary, locale: string): ResultWords {
  const { refusal, errno, isInterrupted, isStopped } = summary;
  if (refusal !== null) return { level: 'error', text: refusalWords(refusal, errno), actions: ['again'] };
  if (isInterrupted) {
    const text = interruptedWords(REPAIRING_WORDS.interrupted, summary.failedErrno ?? errno);
    return { level: 'error', text, actions: ['complete', 'undo', 'report'] };
  }
  if (isStopped) return stopped(summary, locale);
  return ended(summary, locale);
}

/** `words` has a hole for the reason, with its colon; nobody knows the reason of a lost lock. */
export const interruptedWords = (words: string, errno: string | null): string =>
  errno === null ? words.replace(': {reason}', '') : say({ words }, 'words', { reason: errnoWords(errno) });

/** Hermes WebUI keeps conversations in memory. */
export const restartWords = (conversations: number): string => (conversations === 1 ? REPAIRING_WORDS.restart : REPAIRING_WORDS.restartMany);

/** "The session folder cannot be written to: permission denied (EACCES). Nothing was changed. See that …" */
export function refusalWords(refusal: RefusalReason, errno: string | null): string {
  const what = REFUSAL_WORDS[refusal];
  const because = errno === null ? what : say(RUN_WORDS, 'refusedBy', { what: what.replace(/\.$/, ''), errno: errnoWords(errno) });
  return joined(because, RUN_WORDS.nothingChanged, REFUSAL_ADVICE[refusal] ?? '');
}

const joined = (...sentences: readonly string[]): string => sentences.filter((sentence) => sentence !== '').join(' ');

/** What can be done about it, behind a sentence that says why something was not done. */
export const withAdvice = (sentence: string, reason: SkipReason): string => joined(sentence, SKIP_ADVICE[reason] ?? '');

/** "Stopped after 3 of 5. The 3 are repaired, the other 2 are untouched." */
function stopped({ conversations, leftovers }: RepairSummary, locale: string): ResultWords {
  const total = conversations.length;
  const done = conversations.filter(isDone).length;
  const left = total - done;
  if (done === 0) {
    return leftovers === 0
      ? { level: 'info', text: REPAIRING_WORDS.stoppedFirst, actions: ['again'] }
      : { level: 'info', text: say(REPAIRING_WORDS, 'stoppedLeftovers', { count: leftovers }, locale), actions: ['again', 'undo'] };
  }
  const first = done === 1 ? REPAIRING_WORDS.stoppedOneDone : say(REPAIRING_WORDS, 'stoppedDone', { done });
  const second = left === 1 ? REPAIRING_WORDS.stoppedOneLeft : say(REPAIRING_WORDS, 'stoppedLeft', { left });
  const rest = say(REPAIRING_WORDS, 'stoppedRest', { first, second });
  return { level: 'info', text: say(REPAIRING_WORDS, 'stopped', { done, total, rest }), actions: ['undo', 'report'] };
}

function ended(summary: RepairSummary, locale: string): ResultWords {
  const { conversations, asidesChanged } = summary;
  const done = conversations.filter(isDone);
  const problems = conversations.filter((conversation) => !isDone(conversation));
  const hasDone = done.length > 0 || summary.leftovers > 0 || (conversations.length === 0 && summary.hasIndex);
  const others = done.filter(({ isAsPlanned }) => !isAsPlanned);
  const sentences = [
    doneWords(done, conversations.length, hasDone, locale),
    ...problems.slice(0, 1).map(problemWords),
    ...(problems.length > 1 ? [say(REPAIRING_WORDS, 'moreProblems', { count: problems.length - 1 }, locale)] : []),
    ...done.flatMap(leftBesideWords).slice(0, 1),
    // One alone has been said so already.
    ...(done.length > 1 ? others : []).slice(0, 1).map((one) => say(REPAIRING_WORDS, 'notAsWritten', { title: titleWords(one) })),
    ...(asidesChanged.length > 0
      ? [say(REPAIRING_WORDS, 'asidesChanged', { names: listWords(asidesChanged.map(visibleText), locale) })]
      : []),
    ...(done.length > 0 ? [restartWords(done.length)] : []),
  ];
  const isWhole = hasDone && problems.length === 0 && others.length === 0 && done.every(({ leftBeside }) => leftBeside === null) && asidesChanged.length === 0;
  return {
    level: isWhole ? 'info' : 'warning',
    text: sentences.filter((sentence) => sentence !== '').join(' '),
    actions: hasDone ? [...(done.length === 1 ? (['read'] as const) : []), 'undo', 'report'] : ['again', 'report'],
  };
}

function doneWords(done: readonly EndedConversation[], total: number, hasDone: boolean, locale: string): string {
  const [only, ...more] = done;
  if (only === undefined) {
    if (total === 0) return hasDone ? REPAIRING_WORDS.repairedFolder : REPAIRING_WORDS.folderNotRepaired;
    return total > 1 ? REPAIRING_WORDS.nothingRepaired : '';
  }
  if (done.length < total) return say(REPAIRING_WORDS, 'repairedSome', { done: done.length, total }, locale);
  const added = addedBack(done);
  if (more.length > 0) {
    return say(REPAIRING_WORDS, added > 0 ? 'backMany' : 'repairedMany', { count: done.length, added }, locale);
  }
  const title = titleWords(only);
  if (!only.isAsPlanned) return say(REPAIRING_WORDS, 'notAsWritten', { title });
  if (only.leftOut > 0) return say(REPAIRING_WORDS, 'merged', { title, count: only.messages }, locale);
  return added > 0 ? say(REPAIRING_WORDS, 'back', { ...backOf(only), title }, locale) : say(REPAIRING_WORDS, 'repaired', { title });
}

/** "aaa.json.bak could not be put away beside it: another program holds the file." */
export function leftBesideWords({ leftBeside, sessionId }: EndedConversation): string[] {
  if (leftBeside === null) return [];
  const { target, outcome } = leftBeside;
  const reason = outcome.state === 'failed' ? errnoWords(outcome.errno) : SKIP_WORDS[outcome.reason];
  return [say(REPAIRING_WORDS, target === previousCopyOf(sessionId) ? 'leftCopy' : 'leftBeside', { name: visibleText(target), reason })];
}

/**
 * Messages that came back, counted as the question before the repair counts them. Only what stands there as it was written is
 * proven to be back.
 */
const addedBack = (done: readonly EndedConversation[]): number =>
  done.filter(({ isAsPlanned }) => isAsPlanned).reduce((sum, one) => sum + comesBackTo(one), 0);

/** What is back, and how many of the messages that were written are found in the file. */
export const backOf = ({ added, messages, proof }: EndedConversation): { added: number; found: number; count: number } => ({
  added,
  // Too large to be looked into again: its digest says that it is what was written.
  found: Math.max(0, proof?.looked?.messages ?? messages),
  count: messages,
});

function problemWords(conversation: EndedConversation): string {
  const { outcome } = conversation;
  const title = titleWords(conversation);
  if (outcome.state === 'failed') return say(REPAIRING_WORDS, 'failed', { title, reason: errnoWords(outcome.errno) });
  return outcome.state === 'applied' ? '' : withAdvice(say(REPAIRING_WORDS, 'because', { title, reason: SKIP_WORDS[outcome.reason] }), outcome.reason);
}

/** When Hermes WebUI wrote its old copies over what was repaired; `at` is when that was seen. */
export function writtenBackWords(titles: readonly string[], at: number, locale: string): string {
  const time = createFormats(locale).time(at);
  const [only = '', ...others] = titles;
  return others.length === 0
    ? say(REPAIRING_WORDS, 'writtenBack', { title: only, time })
    : say(REPAIRING_WORDS, 'writtenBackMany', { count: titles.length, time }, locale);
}

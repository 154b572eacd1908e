/** What a person is asked before something is taken back, or carried to its end. */
import { oneLine, shownId, visibleText } from '../visibleText';
import { createFormats } from './format';
import type { PreflightPlace } from './preflight';
import { say } from './say';
import { UNDOING_WORDS } from './undoing';

/** What one run keeps of one file of a conversation. */
export interface KeptConversation {
  readonly sessionId: string;
  readonly title: string | null;
  /** Something that was moved aside beside a conversation. */
  readonly isLeftover: boolean;
  /** Null when there was no file. */
  readonly original: string | null;
  /** Messages of the original; -1 where it cannot be read. */
  readonly messagesThen: number;
  readonly end: string;
  /** Done, and not undone since. */
  readonly isInEffect: boolean;
}

export interface AskedRun {
  readonly kind: 'repair' | 'undo' | null;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
}

export interface UndoQuestion {
  readonly message: string;
  readonly detail: string;
  readonly button: string;
}

type Place = Pick<PreflightPlace, 'where' | 'dir'>;

/** `sessionId`: only this conversation of the run is meant. */
export function undoQuestion(
  { kind, startedAt }: AskedRun,
  keeps: readonly KeptConversation[],
  sessionId: string | undefined,
  { where, dir }: Place,
  locale: string,
): UndoQuestion {
  const meant = keeps
    .filter(({ isLeftover }) => !isLeftover)
    .filter((one) => (sessionId === undefined ? one.isInEffect || one.end === 'open' : one.sessionId === sessionId));
  const [only, ...others] = meant;
  const isOne = only !== undefined && others.length === 0;
  const args = { time: createFormats(locale).time(startedAt), where, title: isOne ? keptTitleWords(only) : '' };
  const key = sessionId !== undefined && isOne ? 'confirmOne' : kind === 'undo' ? 'confirmUndo' : 'confirm';
  const goes =
    only === undefined
      ? UNDOING_WORDS.folderGoesBack
      : isOne
        ? goesBack(only, locale)
        : say(UNDOING_WORDS, 'goBack', { count: meant.length }, locale);
  return {
    message: say(UNDOING_WORDS, key, args),
    detail: [goes, UNDOING_WORDS.changedStays, say(UNDOING_WORDS, 'keeps', { dir })].map((line) => `• ${line}`).join('\n'),
    button: kind === 'undo' ? UNDOING_WORDS.buttonUndo : UNDOING_WORDS.button,
  };
}

/** `done` and `total` are steps. */
export function completeQuestion({ kind, startedAt }: AskedRun, done: number, total: number, { where, dir }: Place, locale: string): UndoQuestion {
  const args = { time: createFormats(locale).time(startedAt), where };
  return {
    message: say(UNDOING_WORDS, kind === 'undo' ? 'confirmCompleteUndo' : 'confirmComplete', args),
    detail: say(UNDOING_WORDS, 'completeDetail', { done, total, dir }, locale),
    button: UNDOING_WORDS.completeButton,
  };
}

/** A title, else an id, short enough for a sentence. */
export const keptTitleWords = ({ title, sessionId }: Pick<KeptConversation, 'title' | 'sessionId'>): string =>
  oneLine(visibleText(title ?? ''), 60) || shownId(sessionId);

function goesBack(kept: KeptConversation, locale: string): string {
  const title = keptTitleWords(kept);
  if (kept.original === null) return say(UNDOING_WORDS, 'goesAway', { title });
  return kept.messagesThen < 0
    ? say(UNDOING_WORDS, 'goesBackUnread', { title })
    : say(UNDOING_WORDS, 'goesBack', { title, count: kept.messagesThen }, locale);
}

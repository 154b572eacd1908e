/** The view "Repair History", and what happens to old repairs. */
import { visibleText } from '../visibleText';
import { createFormats } from './format';
import { say } from './say';

export const HISTORY_WORDS = {
  repair: 'Repair of {time}',
  undo: 'Undo of {time}',
  unreadable: 'Repair of {time}',
  conversations: '{count|conversation|conversations}',
  folder: 'session folder',
  state_done: '',
  state_undone: 'taken back',
  state_partly: 'taken back in part',
  state_interrupted: 'interrupted',
  state_not_started: 'changed nothing',
  state_nothing: 'changed no conversation',
  state_unreadable: 'cannot be read',
  state_newer_version: 'made by a newer version',
  keeps: '{then|message|messages} kept, {now} now',
  keepsGone: '{then|message|messages} kept, no file now',
  keepsUnread: 'the file as it was is kept',
  hadNone: 'no file before, {now|message|messages} now',
  hadNoneGone: 'no file before, none now',
  leftover: 'leftover file, moved aside',
  previousCopy: 'previous copy, moved aside',
  takenBack: 'taken back',
  end_open: 'not finished',
  end_skipped: 'not done',
  end_failed: 'failed',
  end_taken_back: 'taken back',
  originalTitle: '{title} · before {time}',
  noOriginal: 'There was no conversation file before this repair.',
  tooltip: 'What it replaced is kept in {dir}',

  trashTitle: 'Move Old Repairs to Trash',
  trashAge: 'Older than {days} days',
  trashAll: 'All that came to their end',
  trashNone: 'No repair is that old.',
  trashCount: '{count|repair|repairs}, {size}',
  trashConfirm: 'Move {count|old repair|old repairs} of {where} to the trash?',
  trashDetail: 'They keep {size}, also of chats that were deleted since. They cannot be undone any more afterwards.',
  trashDir: 'In {dir}.',
  trashButton: 'Move to Trash',
  copyPath: 'Copy Path',
  tryAgain: 'Try Again',
  trashed: '{count|old repair is|old repairs are} in the trash.',
  noTrash: 'There is no trash on this machine, so nothing was deleted. To make room, move these folders away yourself: {dir}',
  trashFailed: '{done} of {total} old repairs are in the trash. The next one could not be moved: {reason}',
} as const;

/** Ages that are offered, in days; what is younger is what a person may still want back. */
export const TRASH_DAYS = [30, 90, 365] as const;

export interface OldRuns {
  /** "profile default" */
  readonly where: string;
  /** The folder of repairs, as a path for a person. */
  readonly dir: string;
  readonly count: number;
  readonly sizeBytes: number;
}

export function trashQuestion({ where, dir, count, sizeBytes }: OldRuns, locale: string): { readonly message: string; readonly detail: string } {
  const size = createFormats(locale).size(sizeBytes);
  const lines = [say(HISTORY_WORDS, 'trashDir', { dir }), say(HISTORY_WORDS, 'trashDetail', { size })];
  return { message: say(HISTORY_WORDS, 'trashConfirm', { count, where }, locale), detail: lines.map((line) => `• ${line}`).join('\n') };
}

/** Why moving ended after `done`, and what can be done about it; `problem` is the system's own text. */
export function trashProblem(problem: string, done: number, { dir, count }: OldRuns, locale: string): { readonly text: string; readonly button: 'copyPath' | 'tryAgain' } {
  return done === 0 && /trash/i.test(problem)
    ? { text: say(HISTORY_WORDS, 'noTrash', { dir }), button: 'copyPath' }
    : { text: say(HISTORY_WORDS, 'trashFailed', { done, total: count, reason: visibleText(problem) }, locale), button: 'tryAgain' };
}

/** A folder that another repair holds, or seems to: named, and opened by one explicit answer where nobody can prove it dead. */
import * as vscode from 'vscode';
import { heldHere, lockQuestion } from '../../core/words/lockWords';
import { REPAIRING_WORDS } from '../../core/words/repairing';
import { displayPath } from '../settings';
import type { RecoveryPlace } from './recoveryPlace';
import { profileWords } from './repairTarget';
import type { RepairTools } from './repairTools';

/**
 * True when nobody holds the folder, or the person said that the lock counts no more. Otherwise they were told.
 * @throws CancellationError; Failure worker_lost
 */
export async function passLock(place: RecoveryPlace, { client }: Pick<RepairTools, 'client'>): Promise<boolean> {
  const { sessionDir } = place;
  const seen = await client.call('lock', [sessionDir]);
  if (seen === null) return true;
  const locale = vscode.env.language;
  const frame = { where: profileWords(place), dir: displayPath(sessionDir) };
  const holder = seen.state.state === 'held' ? seen.state.holder : null;
  if (holder !== null && seen.isHeldHere) {
    return tryingAgain(heldHere(holder, frame, locale), () => passLock(place, { client }));
  }
  const { message, detail } = lockQuestion(holder, frame, locale);
  const { tryAgain, lockButton, lockChanged } = REPAIRING_WORDS;
  // The first button has the focus: an Enter too many looks once more, and breaks nothing.
  const answer = await vscode.window.showWarningMessage(message, { modal: true, detail }, tryAgain, lockButton);
  if (answer === tryAgain) return passLock(place, { client });
  if (answer !== lockButton) return false;
  // Safe: the very lock that was shown, and none whose holder is there; the engine looks at both again.
  if (await client.call('breakLock', [sessionDir, seen])) return true;
  return tryingAgain(lockChanged, () => passLock(place, { client }));
}

/** Waits for as long as the notification is open: whoever asked goes on with what they wanted. */
async function tryingAgain(words: string, again: () => Promise<boolean>): Promise<boolean> {
  const { tryAgain } = REPAIRING_WORDS;
  return (await vscode.window.showWarningMessage(words, tryAgain)) === tryAgain ? again() : false;
}

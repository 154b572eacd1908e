/** What a person is told when another repair holds the folder, or seems to. */
import { visibleText } from '../visibleText';
import { createFormats } from './format';
import { REPAIRING_WORDS } from './repairing';
import { say } from './say';

/** Null: cut off while it was made, so that nobody can read whose it is. */
export type Holder = { readonly host: string; readonly pid: number; readonly heartbeatAt: number } | null;

export interface LockFrame {
  /** "profile default" */
  readonly where: string;
  /** The session directory, as a path for a person. */
  readonly dir: string;
}

/** Where nobody may break it. */
export const heldHere = (holder: NonNullable<Holder>, { where }: LockFrame, locale: string): string =>
  say(REPAIRING_WORDS, 'lockHere', { where, ...argsOf(holder, locale) });

export function lockQuestion(holder: Holder, { where, dir }: LockFrame, locale: string): { readonly message: string; readonly detail: string } {
  const lines = [
    holder === null ? REPAIRING_WORDS.lockUnreadable : say(REPAIRING_WORDS, 'lockHeld', argsOf(holder, locale)),
    REPAIRING_WORDS.lockMeans,
    REPAIRING_WORDS.lockAtWork,
    say(REPAIRING_WORDS, 'lockDir', { dir }),
  ];
  return { message: say(REPAIRING_WORDS, 'lockQuestion', { where }), detail: lines.map((line) => `• ${line}`).join('\n') };
}

/** A machine's own id may stand behind its name: it tells machines of one name apart, and says nothing to a person. */
const argsOf = (holder: Holder, locale: string): { host: string; pid: string; time: string } => ({
  host: visibleText(holder?.host.split('/')[0] ?? ''),
  pid: String(holder?.pid ?? ''),
  time: holder === null ? '' : createFormats(locale).dayAndTime(holder.heartbeatAt),
});

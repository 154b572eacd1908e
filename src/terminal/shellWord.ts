/** Commands for a person to copy. */
import { visibleText } from '../core/visibleText';

/** A command that does what comes next, to be copied as it stands. */
export const commandLine = (...words: readonly string[]): string =>
  ['hermes-sessions', ...words].map((word) => shellWord(visibleText(word))).join(' ');

/** A path as one word of a POSIX shell, where it needs quoting. */
export const shellWord = (path: string): string =>
  /^[\w@%+=:,./\\~-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;

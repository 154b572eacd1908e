/** The system's words for what it refuses, in a person's. */
import { visibleText } from '../visibleText';

export const ERRNO_WORDS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the disk is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'your share of the disk is used up',
  EIO: 'the disk reports an error',
  EBUSY: 'another program holds the file',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
};

/** "the disk is full (ENOSPC)", to stand in a sentence: the system's own word is what a search finds. */
export function errnoWords(errno: string): string {
  const known = Object.hasOwn(ERRNO_WORDS, errno) ? ERRNO_WORDS[errno] : undefined;
  return known === undefined ? `the system reports ${visibleText(errno)}` : `${known} (${errno})`;
}

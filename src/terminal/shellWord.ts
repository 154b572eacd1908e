/** Commands for a person to copy. */

/** A path as one word of a POSIX shell, where it needs quoting. */
export const shellWord = (path: string): string =>
  /^[\w@%+=:,./\\~-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;

/**
 * The disk as a repair sees it: the only verbs of the project that write. Small and synchronous, so that tests can number
 * every operation, stop at each, and lose what was not synced. Paths are absolute; errors are Node's own
 * `ErrnoException`s. No verb follows a symbolic link at the end of a path.
 */

/** What stands under a name itself, not behind a link. Times are nanoseconds since 1970. */
export interface EntryStat {
  readonly kind: 'file' | 'directory' | 'link' | 'other';
  readonly dev: bigint;
  readonly ino: bigint;
  /** Names of the file; 1 where the file system does not count them. */
  readonly links: number;
  readonly sizeBytes: number;
  readonly mtimeNs: bigint;
  /** Permission bits only. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

export interface NewFile {
  readonly mode: number;
  /** Null: the owner that a new file gets by itself. */
  readonly owner: { readonly uid: number; readonly gid: number } | null;
}

export interface Disk {
  /** Null when nothing is there (ENOENT, ENOTDIR). */
  stat(path: string): EntryStat | null;
  /** Names only, in no particular order. */
  list(path: string): string[];
  /** The whole file. Refuses a link (ELOOP) and does not hang on a FIFO. */
  read(path: string): Uint8Array;
  /** Bytes that a file in `dir` may still take; null when nobody can tell. */
  freeBytes(dir: string): number | null;

  /** Fails with EEXIST when something is there. `owner` is kept where the system lets us, and ignored elsewhere. */
  makeDir(path: string, mode: number, owner?: NewFile['owner']): void;
  /** A new file with exactly these bytes; EEXIST when something is there. Not synced. */
  create(path: string, bytes: Uint8Array, file: NewFile): void;
  /** Adds bytes at the end of an existing file. Not synced. */
  append(path: string, bytes: Uint8Array): void;
  syncFile(path: string): void;
  /** The names in a directory; a no-op where directories cannot be synced (Windows). */
  syncDir(path: string): void;
  /** A second name for a file; EEXIST when something is there. Never replaces. */
  link(from: string, to: string): void;
  /** Replaces what stands at `to`: only for names that are ours alone, and for the derived index. */
  rename(from: string, to: string): void;
  /** Only for names that a run made itself, and whose content has another name. */
  unlink(path: string): void;
}

/**
 * Why the write-ahead log beside a database (`state.db-wal`) cannot be used whole, so that what was written last may be
 * missing without any error: SQLite itself passes over such a log, or over its end, and says nothing.
 */
export type LogProblemKind =
  /** A directory, a pipe, a link that leads in a circle. */
  | 'not_a_file'
  /** It does not begin as a log does. */
  | 'header'
  /** It ends within what was written to it. */
  | 'cut'
  /** Committed frames lie behind ones that are not sound. */
  | 'damaged'
  /** It is empty or not there, and the index of the log knows of frames that never reached the database. */
  | 'gone'
  /** Frames of the generation before, committed and checkpointed, are not what the database holds. */
  | 'not_reached'
  /** Its end cannot be read; `errno` says why. */
  | 'unreadable';

export interface LogProblem {
  readonly kind: LogProblemKind;
  /** The log's path. */
  readonly path: string;
  /** The operating system's name of an error, '' where there was none. */
  readonly errno: string;
}

import type { LogProblem } from '../../core/logProblem';

/** What code above the page reader sees of a database: one proven-consistent snapshot, and how to run SQL on it. */

/**
 * As sql.js returns them: INTEGER and REAL as number, TEXT as string (whole, also beyond a NUL; bytes that are not
 * UTF-8 become U+FFFD, so read a column as BLOB to notice them), BLOB, NULL.
 */
export type SqlValue = number | string | Uint8Array | null;

/**
 * Queries on one snapshot. Valid only inside the `read` callback that received it. Damage is a `Failure` db_damaged,
 * thrown only once it is certain, so that a callback may catch it and read on elsewhere; any other error must be let
 * through.
 */
export interface SnapshotReader {
  /** All rows. Statements are prepared once per SQL text and kept while the database stays open. */
  all(sql: string, params?: readonly SqlValue[]): SqlValue[][];
  /** The first row or null. */
  first(sql: string, params?: readonly SqlValue[]): SqlValue[] | null;
  /** Row by row without collecting; return false to stop early. */
  each(sql: string, params: readonly SqlValue[], row: (values: SqlValue[]) => boolean | void): void;
  /**
   * What `read` gives, kept for later snapshots while the schema stays the same: for what depends on the schema alone.
   * Known by `read` itself, so hand over the same function each time.
   */
  ofSchema<T>(read: (reader: SnapshotReader) => T): T;
}

/**
 * How the snapshot was had. `token` is equal for two reads of the same state, and differs whenever something was
 * committed.
 */
export interface SnapshotInfo {
  readonly token: string;
  readonly mode: 'wal' | 'main' | 'journal' | 'pinned' | 'copy';
  readonly pageSizeBytes: number;
  readonly pageCount: number;
  /**
   * Pages that the database should have and the file has not: above 0, the file was cut short and what is left was
   * read.
   */
  readonly missingPages: number;
  /** When the snapshot was proven, milliseconds since 1970. */
  readonly provenAt: number;
}

/** A database opened for reading. One owner, one thread. */
export interface ReadableDatabase {
  /**
   * Runs `work` on one snapshot; its result is released only after every page it read was proven to belong to that
   * snapshot. `work` runs again from the start when the snapshot moved, so it must not keep state of its own between
   * runs.
   * @throws Failure db_missing, db_not_a_file, db_empty, db_zeroed, db_not_sqlite, db_permission, db_io, db_damaged,
   *   db_busy, db_too_large
   */
  read<T>(work: (snapshot: SnapshotReader) => T): { readonly value: T; readonly snapshot: SnapshotInfo };
  /**
   * A cheap look (stats and the WAL's tail, no SQL): the token of the newest committed state. Same failures as `read`.
   */
  token(): string;
  /**
   * What may be missing of the state that was read last because its log cannot be used whole; null when nothing is known
   * to be. A look of its own, a few small reads. Never throws: what cannot be looked at is a problem, too.
   */
  logProblem(): LogProblem | null;
  /** Closes every handle. The next `read` opens anew. */
  close(): void;
}

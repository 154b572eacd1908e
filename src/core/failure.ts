/**
 * The closed list of things we can be asked to do and cannot. Code decides on `code`, never on message text; words for a
 * person come from `words/describeFailure`. Anything that is not a `Failure` and not a cancellation is a bug.
 */
export type FailureCode =
  /** There is no file at the path (also a dangling or cyclic symlink: see `details.reason`). */
  | 'db_missing'
  /** The path is a directory, FIFO, socket or device. */
  | 'db_not_a_file'
  /** Zero bytes. Hermes starts such a file anew, so it may stand in for a lost database. */
  | 'db_empty'
  /** The header is all NUL bytes (Hermes calls such a file "zeroed"). */
  | 'db_zeroed'
  /** The first bytes are not those of an SQLite 3 database (Hermes: "notadb"). */
  | 'db_not_sqlite'
  /** A database, but not Hermes's: it has no `sessions` table. */
  | 'db_foreign'
  /** The operating system refused to let us read. */
  | 'db_permission'
  /** Any other read error of the operating system; `details.errno` names it. */
  | 'db_io'
  /** Pages proven to be of one snapshot do not form a sound database. */
  | 'db_damaged'
  /** A writer moved the database under every attempt; the last good state is still right for its time. */
  | 'db_busy'
  /** Larger than the fallback reader may load, and the page reader's self-test failed. */
  | 'db_too_large'
  /** The profile keeps its conversations in PostgreSQL, and nothing else holds any. */
  | 'db_postgres'
  /** A session directory that is there and cannot be listed; `details.errno` names why. */
  | 'session_dir_unreadable'
  /** No session has this id. */
  | 'session_not_found'
  /** The session has no such copy (any more): `details.source` names it. */
  | 'copy_missing'
  /** Messages were taken out of a conversation (an undo, a compaction) while it was being written to a document. */
  | 'conversation_changed'
  /** Something of this name is there already, and a document is never written over it unasked. */
  | 'file_exists'
  /** The operating system refused to let us write a document; `details.errno` names why. */
  | 'save_failed'
  /** The place of a document lies among the files that Hermes reads. */
  | 'save_protected'
  /** The worker ended without an answer (crash or out of memory). */
  | 'worker_lost'
  /** No Hermes home where we looked; `details.looked` lists the places. */
  | 'home_missing'
  /** A command line that cannot be understood; `details.problem` says why. */
  | 'usage';

/** Plain values only: a failure crosses thread borders by structured clone and is shown as words. */
export type FailureDetails = Readonly<Record<string, string | number | readonly string[]>>;

/** An expected failure. `cause` keeps the original error for the log. */
export class Failure extends Error {
  override readonly name = 'Failure';
  constructor(
    readonly code: FailureCode,
    readonly details: FailureDetails = {},
    cause?: unknown,
  ) {
    super(code, cause === undefined ? undefined : { cause });
  }

  static is(error: unknown, code?: FailureCode): error is Failure {
    return error instanceof Failure && (code === undefined || error.code === code);
  }
}

/** The person or a newer request ended this work. Never shown. */
export class CancellationError extends Error {
  override readonly name = 'CancellationError';
}

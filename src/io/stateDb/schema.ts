/**
 * What this file's schema offers. Columns come and go between Hermes versions and forks: probed, never
 * assumed.
 */
import { Failure } from '../../core/failure';
import { quoteName } from './cells';
import type { SnapshotReader } from '../sqlite/snapshotReader';

export interface Schema {
  readonly sessions: ReadonlySet<string>;
  /** Column names in table order, for exact exports. */
  readonly sessionColumns: readonly string[];
  /** Null when the table is missing. */
  readonly messages: ReadonlySet<string> | null;
  readonly messageColumns: readonly string[];
  readonly hasSystemPrompts: boolean;
  /** An index gives session and timestamp of every message without touching message rows. */
  readonly hasActivityIndex: boolean;
  /** An index gives the newest started sessions. */
  readonly hasStartedIndex: boolean;
  /**
   * Indexes find a session by its id, its children, and its messages: without them each look-up would read a whole
   * table.
   */
  readonly hasLookupIndexes: boolean;
}

// Every schema has these columns, and no schema of another program is likely to have them all.
const SESSION_MARKS = ['id', 'source', 'started_at'] as const;

/** @throws Failure db_foreign when there is no table `sessions` as Hermes makes it */
export const probeSchema = (db: SnapshotReader): Schema => db.ofSchema(readSchema);

function readSchema(db: SnapshotReader): Schema {
  const sessionColumns = columnsOf(db, 'sessions');
  if (!SESSION_MARKS.every((name) => sessionColumns.includes(name)))
    throw new Failure('db_foreign', { tables: tableNames(db) });
  const messageColumns = columnsOf(db, 'messages');
  const usable = messageColumns.includes('id') && messageColumns.includes('session_id');
  const hasActivityIndex = usable && hasIndexStarting(db, 'messages', ['session_id', 'timestamp']);
  const hasParents = sessionColumns.includes('parent_session_id');
  return {
    sessions: new Set(sessionColumns),
    sessionColumns,
    messages: usable ? new Set(messageColumns) : null,
    messageColumns: usable ? messageColumns : [],
    hasSystemPrompts: columnsOf(db, 'system_prompts').includes('prompt'),
    hasActivityIndex,
    hasStartedIndex: hasIndexStarting(db, 'sessions', ['started_at']),
    hasLookupIndexes:
      hasIndexStarting(db, 'sessions', ['id']) &&
      (!hasParents || hasIndexStarting(db, 'sessions', ['parent_session_id'])) &&
      (!usable || hasActivityIndex || hasIndexStarting(db, 'messages', ['session_id'])),
  };
}

/** Names in table order; none for what is not an ordinary table with rowids, which all reading here stands on. */
function columnsOf(db: SnapshotReader, table: string): string[] {
  // First, because it is the one that notices when the schema is another than at the last look.
  const columns = db.all(`PRAGMA table_info(${quoteName(table)})`).map((row) => String(row[1]));
  const isOrdinary = `SELECT 1 FROM pragma_table_list(?) WHERE schema = 'main' AND type = 'table' AND wr = 0`;
  return db.first(isOrdinary, [table]) === null ? [] : columns;
}

function tableNames(db: SnapshotReader): string[] {
  return db
    .all(`SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name LIMIT 20`)
    .map((row) => String(row[0]));
}

/** True when a complete (not partial) index of `table` starts with `columns`. */
function hasIndexStarting(db: SnapshotReader, table: string, columns: readonly string[]): boolean {
  return db.all(`PRAGMA index_list(${quoteName(table)})`).some((index) => {
    if (index[4] === 1) return false;
    const names = db.all(`PRAGMA index_info(${quoteName(String(index[1]))})`).map((row) => row[2]);
    return columns.every((column, i) => names[i] === column);
  });
}

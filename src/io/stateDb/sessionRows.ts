/** Rows of `sessions` as core records: all of them, or some by id. */
import type { SessionRecord } from '../../core/sessionRecord';
import { numberOf, textOf } from './cells';
import { isDamage, orIfDamaged } from './damage';
import { newestMessageOf, newestMessages } from './newestMessages';
import { scanTable, type Skipped } from './salvage';
import type { Schema } from './schema';
import { recordWithoutRow, sessionRecordOf, sessionSelect } from './sessionCells';
import type { SnapshotReader } from '../sqlite/snapshotReader';

/** Everything the catalogue knows after a full reading, and what could not be read. */
export interface SessionRows {
  readonly rows: readonly SessionRecord[];
  /** Rows that lie in damaged pages; `rows` then names those that an index still knows, as `rowMissing`. */
  readonly skipped: readonly Skipped[];
  /** Where the newest rows stood; null when that could not be read. */
  readonly newest: NewestRows | null;
}

/** The starting points for `touchedSince`; 0 in an empty table. */
export interface NewestRows {
  readonly messageId: number;
  readonly sessionRowid: number;
}

/** Reads every session and, for ids that occur only in `messages`, a record marked `rowMissing`. */
export function readAllSessions(db: SnapshotReader, schema: Schema): SessionRows {
  const skipped: Skipped[] = [];
  const newest = newestMessages(db, schema, skipped);
  const rows: SessionRecord[] = [];
  const seen = new Set<string>();
  skipped.push(
    ...scanTable(db, 'sessions', sessionSelect(schema), (cells) => {
      const record = sessionRecordOf(cells, newest.get(textOf(cells[0]) ?? '') ?? null);
      rows.push(record);
      seen.add(record.id);
    }),
  );
  const addWithoutRow = (id: string, at: number | null): void => {
    if (seen.has(id)) return;
    seen.add(id);
    rows.push(recordWithoutRow(id, at));
  };
  for (const [id, at] of newest) addWithoutRow(id, at);
  if (skipped.some((range) => range.table === 'sessions')) for (const id of idsInIndex(db)) addWithoutRow(id, null);
  return { rows, skipped, newest: orIfDamaged(() => newestRows(db, schema), null) };
}

/** The rows with these ids, with the newest message time of each; ids without a row or a message are absent. */
export function readSessions(db: SnapshotReader, schema: Schema, ids: Iterable<string>): SessionRecord[] {
  const select = `SELECT ${sessionSelect(schema)} FROM sessions WHERE id = ?`;
  const rows: SessionRecord[] = [];
  for (const id of ids) {
    const cells = db.first(select, [id]);
    const newest = newestMessageOf(db, schema, id);
    if (cells !== null) rows.push(sessionRecordOf(cells, newest ?? null));
    else if (newest !== undefined) rows.push(recordWithoutRow(id, newest));
  }
  return rows;
}

/** True when there is a row with this id, or when damage hides whether there is. */
export function hasSession(db: SnapshotReader, id: string): boolean {
  return orIfDamaged(() => db.first('SELECT 1 FROM sessions WHERE id = ?', [id]) !== null, true);
}

export function newestRows(db: SnapshotReader, schema: Schema): NewestRows {
  const newestOf = (sql: string): number => numberOf(db.first(sql)?.[0]) ?? 0;
  return {
    messageId: schema.messages === null ? 0 : newestOf('SELECT max(id) FROM messages'),
    sessionRowid: newestOf('SELECT max(rowid) FROM sessions'),
  };
}

/**
 * Ids that the primary key's index still knows when pages of the table are damaged; read from both ends when it is too.
 */
function idsInIndex(db: SnapshotReader): Set<string> {
  const ids = new Set<string>();
  for (const order of ['ASC', 'DESC']) {
    try {
      db.each(`SELECT id FROM sessions ORDER BY id ${order}`, [], (cells) => {
        const id = textOf(cells[0]);
        if (id !== null) ids.add(id);
      });
      break;
    } catch (error) {
      if (!isDamage(error)) throw error;
    }
  }
  return ids;
}

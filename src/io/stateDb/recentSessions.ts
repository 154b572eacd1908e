/**
 * Which sessions a quick look has to read: those active lately, and those that something happened to since the last
 * look.
 */
import { textOf } from './cells';
import type { Schema } from './schema';
import type { NewestRows } from './sessionRows';
import type { SnapshotReader, SqlValue } from '../sqlite/snapshotReader';

/**
 * Messages looked at: enough to meet old sessions that were taken up again lately. Most of the newest sessions are
 * found by their start, and what this walk misses comes with the full reading that follows.
 */
const MOST_MESSAGES = 1_000;
/** Hermes's own bound on the segments of a chain. */
const MOST_HOPS = 100;
const MOST_CONTINUATIONS = 200;

/**
 * Ids of about `limit` most recently active sessions, found by walking back from the newest message and the newest
 * start: a bounded number of rows however large the file is, and no lookup per session. Ids only: order comes from the
 * records.
 */
export function recentSessionIds(db: SnapshotReader, schema: Schema, limit: number): Set<string> {
  const ids = new Set<string>();
  if (schema.messages !== null) {
    let visited = 0;
    // `session_id` is the second column: it lies in the leaf page itself, so large messages cost nothing here.
    db.each('SELECT session_id FROM messages ORDER BY id DESC', [], (cells) => {
      addId(ids, cells);
      visited += 1;
      return ids.size < limit && visited < MOST_MESSAGES;
    });
  }
  const order = schema.hasStartedIndex ? 'started_at' : 'rowid';
  for (const cells of db.all(`SELECT id FROM sessions ORDER BY ${order} DESC LIMIT ?`, [limit])) addId(ids, cells);
  return ids;
}

/**
 * `ids` and all that folds with them, so that chains come out whole: parents up to the root, and what a compressed
 * session went on as. Other children are conversations of their own.
 */
export function withRelatives(db: SnapshotReader, schema: Schema, ids: ReadonlySet<string>): Set<string> {
  const all = new Set(ids);
  if (!schema.sessions.has('parent_session_id')) return all;
  const reason = schema.sessions.has('end_reason') ? 'end_reason' : 'NULL';
  const queue = [...ids];
  for (let i = 0; i < queue.length && i < ids.size * MOST_HOPS; i += 1) {
    const id = queue[i] as string;
    const cells = db.first(`SELECT parent_session_id, ${reason} FROM sessions WHERE id = ?`, [id]);
    const relatives = [textOf(cells?.[0])];
    if (textOf(cells?.[1]) === 'compression') {
      const sql = `SELECT id FROM sessions WHERE parent_session_id = ? LIMIT ${MOST_CONTINUATIONS}`;
      relatives.push(...db.all(sql, [id]).map((child) => textOf(child[0])));
    }
    for (const relative of relatives) {
      if (relative === null || relative === '' || all.has(relative)) continue;
      all.add(relative);
      queue.push(relative);
    }
  }
  return all;
}

/** Sessions that got messages or rows after `since`. */
export function touchedSince(db: SnapshotReader, schema: Schema, since: NewestRows): Set<string> {
  const ids = new Set<string>();
  const add = (cells: SqlValue[]): void => addId(ids, cells);
  if (schema.messages !== null)
    db.each('SELECT session_id FROM messages WHERE id > ? ORDER BY id', [since.messageId], add);
  // The newest row itself too: rowids of `sessions` are used again, and it may have been deleted for another to take
  // its place.
  db.each('SELECT id FROM sessions WHERE rowid >= ?', [since.sessionRowid], add);
  return ids;
}

function addId(ids: Set<string>, cells: readonly SqlValue[]): void {
  const id = textOf(cells[0]);
  if (id !== null) ids.add(id);
}

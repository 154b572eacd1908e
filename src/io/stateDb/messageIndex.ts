/** Which messages a session has and in which order they are shown, without reading what they say. */
import type { MessageState } from '../../core/message';
import { numberOf, textOf } from './cells';
import { isDamage, orIfDamaged } from './damage';
import { scanTable } from './salvage';
import type { Schema } from './schema';
import type { SnapshotReader, SqlValue } from '../sqlite/snapshotReader';

export interface MessageIndexEntry {
  readonly id: number;
  readonly state: MessageState;
}

export interface MessageIndex {
  /** Live rows and rows archived by an in-place compaction, by id: clocks step back, ids do not. */
  readonly shown: readonly MessageIndexEntry[];
  /** Rows Hermes hides after an undo; by id. */
  readonly undone: readonly MessageIndexEntry[];
  /** True when damaged pages hide some of the session's messages, or may. */
  readonly incomplete: boolean;
}

/** An unknown session gives an empty index. */
export function readMessageIndex(db: SnapshotReader, schema: Schema, sessionId: string): MessageIndex {
  const columns = schema.messages;
  if (columns === null) return { shown: [], undone: [], incomplete: false };
  const { rows, incomplete } = readStates(db, columns, sessionId);
  const replaced = copiesOfLiveRows(db, columns, rows);
  const shown: MessageIndexEntry[] = [];
  const undone: MessageIndexEntry[] = [];
  for (const { id, state } of rows.sort((a, b) => a.id - b.id)) {
    if (state === 'undone') undone.push({ id, state });
    else if (!replaced.has(id)) shown.push({ id, state });
  }
  return { shown, undone, incomplete };
}

interface StateRow extends MessageIndexEntry {
  readonly timestamp: number | null;
}

function readStates(
  db: SnapshotReader,
  columns: ReadonlySet<string>,
  sessionId: string,
): { rows: StateRow[]; incomplete: boolean } {
  const time = columns.has('timestamp') ? 'timestamp' : 'NULL';
  const active = columns.has('active') ? 'active' : '1';
  const select = `SELECT id, ${active}, ${time} FROM messages`;
  const rows: StateRow[] = [];
  let incomplete = false;
  try {
    // Answered from idx_messages_session_active alone where Hermes made it.
    db.each(`${select} WHERE session_id = ?`, [sessionId], (cells) => {
      rows.push(stateRowOf(cells));
    });
  } catch (error) {
    if (!isDamage(error)) throw error;
    rows.length = 0;
    // The index is damaged, or a row it pointed at. The table itself is walked, and each row asked on its own.
    const ids: number[] = [];
    const skipped = scanTable(db, 'messages', 'session_id', (cells) => {
      if (textOf(cells[0]) === sessionId) ids.push(numberOf(cells[1]) ?? 0);
    });
    incomplete = skipped.length > 0;
    for (const id of ids) {
      const cells = orIfDamaged(() => db.first(`${select} WHERE id = ?`, [id]), null);
      // A row that cannot be read whole is there all the same, and stands in its place.
      rows.push(cells === null ? { id, state: 'live', timestamp: null } : stateRowOf(cells));
      incomplete ||= cells === null;
    }
  }
  if (!columns.has('compacted')) return { rows, incomplete };
  const isCompacted = (id: number): boolean =>
    orIfDamaged(() => (numberOf(db.first('SELECT compacted FROM messages WHERE id = ?', [id])?.[0]) ?? 0) !== 0, false);
  return {
    rows: rows.map((row) => (row.state === 'undone' && isCompacted(row.id) ? { ...row, state: 'compacted' } : row)),
    incomplete,
  };
}

function stateRowOf(cells: readonly SqlValue[]): StateRow {
  // NULL counts as active.
  const live = cells[1] === null || numberOf(cells[1]) !== 0;
  return { id: numberOf(cells[0]) ?? 0, state: live ? 'live' : 'undone', timestamp: numberOf(cells[2]) };
}

/**
 * In-place compaction copies the tail it keeps, so the same message stands there twice: archived and live. Hermes shows
 * one: equal role, content, timestamp and tool fields; the live copy stays, of two archived ones the newer.
 */
function copiesOfLiveRows(db: SnapshotReader, columns: ReadonlySet<string>, rows: readonly StateRow[]): Set<number> {
  const replaced = new Set<number>();
  if (!rows.some((row) => row.state === 'compacted')) return replaced;
  const byTime = new Map<number, StateRow[]>();
  for (const row of rows) {
    if (row.state === 'undone' || row.timestamp === null) continue;
    const same = byTime.get(row.timestamp);
    if (same === undefined) byTime.set(row.timestamp, [row]);
    else same.push(row);
  }
  const names = ['role', 'content', 'tool_call_id', 'tool_calls', 'tool_name'].filter((name) => columns.has(name));
  const sql = `SELECT ${names.map((name) => `CAST(${name} AS BLOB)`).join(', ')} FROM messages WHERE id = ?`;
  for (const same of byTime.values()) {
    // Only archived rows are ever copies: equal live rows are two messages.
    if (same.length < 2 || !same.some((row) => row.state === 'compacted')) continue;
    const kept = new Set<string>();
    const liveFirst = [...same].sort((a, b) => Number(b.state === 'live') - Number(a.state === 'live') || b.id - a.id);
    for (const row of liveFirst) {
      const cells = orIfDamaged(() => db.first(sql, [row.id]), null);
      if (cells === null) continue;
      const key = fingerprint(cells);
      if (kept.has(key) && row.state === 'compacted') replaced.add(row.id);
      kept.add(key);
    }
  }
  return replaced;
}

const fingerprint = (cells: readonly SqlValue[]): string => cells.map((cell) => JSON.stringify(textOf(cell))).join(',');

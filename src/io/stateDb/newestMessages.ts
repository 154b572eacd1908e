/**
 * When each session got its newest message. Salvaged rows carried times like 5e246: a time that
 * cannot be is passed over for the newest one that can, and stands only where there is no other, as proof that there is
 * a message.
 */
import { saneSeconds } from '../../core/sessionRecord';
import { numberOf, textOf } from './cells';
import { orIfDamaged } from './damage';
import { scanTable, type Skipped } from './salvage';
import type { Schema } from './schema';
import type { SnapshotReader } from '../sqlite/snapshotReader';

/** Seconds by session id. A session that is absent has no message; null: it has some, but no time is known. */
export type NewestMessages = ReadonlyMap<string, number | null>;

/** In one pass over an index; over the table's leaf pages where there is no such index, or where it is damaged. */
export function newestMessages(db: SnapshotReader, schema: Schema, skipped: Skipped[]): NewestMessages {
  if (schema.messages === null) return new Map();
  const fromIndex = schema.hasActivityIndex ? orIfDamaged(() => newestByIndex(db), null) : null;
  return fromIndex ?? newestByTable(db, schema, skipped);
}

/** One session's; undefined when it has no message. Needs an index on `session_id` to be quick. */
export function newestMessageOf(db: SnapshotReader, schema: Schema, id: string): number | null | undefined {
  if (schema.messages === null || db.first('SELECT 1 FROM messages WHERE session_id = ? LIMIT 1', [id]) === null)
    return undefined;
  if (!schema.messages.has('timestamp')) return null;
  return believable(db, id, numberOf(db.first('SELECT max(timestamp) FROM messages WHERE session_id = ?', [id])?.[0]));
}

function newestByIndex(db: SnapshotReader): NewestMessages {
  const newest = new Map<string, number | null>();
  db.each('SELECT session_id, max(timestamp) FROM messages GROUP BY session_id', [], (cells) => {
    const id = textOf(cells[0]);
    if (id !== null) newest.set(id, numberOf(cells[1]));
  });
  for (const [id, at] of newest) if (saneSeconds(at) === null) newest.set(id, believable(db, id, at));
  return newest;
}

function believable(db: SnapshotReader, id: string, newest: number | null): number | null {
  let found = saneSeconds(newest);
  if (found !== null) return found;
  db.each('SELECT timestamp FROM messages WHERE session_id = ? ORDER BY timestamp DESC', [id], (cells) => {
    found = saneSeconds(numberOf(cells[0]));
    return found === null;
  });
  return found ?? newest;
}

/** `timestamp` lies behind the content, pages away: only the newest row of each session is looked at. */
function newestByTable(db: SnapshotReader, schema: Schema, skipped: Skipped[]): NewestMessages {
  const newestIds = new Map<string, number>();
  skipped.push(
    ...scanTable(db, 'messages', 'session_id', (cells) => {
      const id = textOf(cells[0]);
      if (id !== null) newestIds.set(id, numberOf(cells[1]) ?? 0);
    }),
  );
  const hasTime = schema.messages?.has('timestamp') ?? false;
  const timeOf = (rowid: number): number | null =>
    hasTime
      ? orIfDamaged(() => numberOf(db.first('SELECT timestamp FROM messages WHERE rowid = ?', [rowid])?.[0]), null)
      : null;
  return new Map([...newestIds].map(([id, rowid]) => [id, timeOf(rowid)]));
}

/** Facts of one database of the home. It is read like everywhere else: no lock, no write, one proven snapshot. */
import { isExtra } from '../../core/recovery/fingerprint';
import { Failure } from '../../core/failure';
import type { DatabaseFact, DatabaseRows, RowFact, RowMessages, StoredPrint } from '../../core/recovery/snapshot';
import { toMs } from '../../core/sessionRecord';
import type { ReadFiles } from '../files';
import { findDatabaseCopies } from '../lostDatabases';
import { openDatabase } from '../sqlite/openDatabase';
import type { SqlJs } from '../sqlite/openSqlJs';
import type { SnapshotReader } from '../sqlite/snapshotReader';
import { textOf } from '../stateDb/cells';
import { readMessageIndex, type MessageIndex } from '../stateDb/messageIndex';
import { readMessages } from '../stateDb/messageRows';
import { scanTable, type Skipped } from '../stateDb/salvage';
import { probeSchema, type Schema } from '../stateDb/schema';
import { readAllSessions } from '../stateDb/sessionRows';
import { digestText, printOf } from './digests';

export interface DatabasePlace {
  readonly path: string;
  readonly profile: string;
}

/** A row as far as it is known before its messages are read. `newestAt` is milliseconds since 1970. */
export interface RowOutline {
  readonly id: string;
  readonly source: string;
  readonly messageRows: number;
  readonly newestAt: number | null;
}

/** Messages are read for the rows that `isWanted` chooses; a home has far more than an audit needs. */
export function readDatabaseFacts(
  place: DatabasePlace,
  sqlJs: SqlJs,
  files: ReadFiles,
  isWanted: (row: RowOutline) => boolean,
): DatabaseFact {
  const copies = findDatabaseCopies(place.path, files).map(({ kind, madeAt }) => ({ kind, madeAt }));
  const database = openDatabase({ path: place.path, sqlJs, files });
  try {
    const { value, snapshot } = database.read((db) => rowsOf(db, isWanted));
    const rows = { ...value, missingPages: snapshot.missingPages, logProblem: database.logProblem() };
    return { ...place, rows: { state: 'read', value: rows }, failure: null, copies };
  } catch (error) {
    if (!Failure.is(error)) throw error;
    const { code, details } = error;
    // A log without its database, or a link to a drive that is not connected, is not "no database".
    if (code === 'db_missing' && details.reason === 'absent' && !details.walBytes)
      return { ...place, rows: { state: 'absent' }, failure: null, copies };
    return { ...place, rows: { state: 'unreadable', reason: code }, failure: { code, details }, copies };
  } finally {
    database.close();
  }
}

function rowsOf(db: SnapshotReader, isWanted: (row: RowOutline) => boolean): Omit<DatabaseRows, 'missingPages' | 'logProblem'> {
  const schema = probeSchema(db);
  const sessions = readAllSessions(db, schema);
  const counts = countMessages(db, schema);
  const skipped = [...sessions.skipped, ...counts.skipped];
  const byId = new Map<string, RowFact>();
  let oldestAt: number | null = null;
  for (const record of sessions.rows) {
    if (record.rowMissing) continue;
    const messageRows = counts.byId.get(record.id) ?? 0;
    const startedAt = toMs(record.started_at);
    if (startedAt !== null && (oldestAt === null || startedAt < oldestAt)) oldestAt = startedAt;
    const outline = { id: record.id, source: record.source, messageRows, newestAt: toMs(record.newest_message_at) };
    const messages =
      messageRows === 0 ? NO_MESSAGES : isWanted(outline) ? readRowMessages(db, schema, record.id) : null;
    byId.set(record.id, {
      id: record.id,
      source: record.source,
      startedAtSeconds: record.started_at,
      messageRows,
      messages,
    });
  }
  return { byId, oldestAt, damagedRows: rowsIn(skipped) };
}

/**
 * Messages of each session, by walking the table: SQLite would answer a count from an index, which says nothing of the
 * rows themselves, and a walk meets damage where there is any.
 */
function countMessages(db: SnapshotReader, schema: Schema): { byId: ReadonlyMap<string, number>; skipped: Skipped[] } {
  const byId = new Map<string, number>();
  if (schema.messages === null || !schema.messages.has('role') || !schema.messages.has('content'))
    return { byId, skipped: [] };
  const skipped = scanTable(db, 'messages', 'session_id', (cells) => {
    const id = textOf(cells[0]);
    if (id !== null) byId.set(id, (byId.get(id) ?? 0) + 1);
  });
  return { byId, skipped };
}

/** Rows in damaged pages, at most. Both passes over `messages` meet the same damage. */
function rowsIn(skipped: readonly Skipped[]): number {
  const ranges = new Map(skipped.map((range) => [`${range.table}:${range.from}`, range]));
  return [...ranges.values()].reduce((sum, { from, to }) => sum + to - from + 1, 0);
}

const NO_MESSAGES: RowMessages = { prints: [], extras: 0, digest: '', undone: [], shownCount: 0, isIncomplete: false };
const PAGE = 500;

/** The rows of one session as an audit compares them. */
export function readRowMessages(db: SnapshotReader, schema: Schema, sessionId: string): RowMessages {
  const { shown, undone, incomplete } = readMessageIndex(db, schema, sessionId);
  let isIncomplete = incomplete;
  let extras = 0;
  const printsOf = (all: MessageIndex['shown']): StoredPrint[] => {
    const prints: StoredPrint[] = [];
    // In pieces, so that only fingerprints of a long session are held at once.
    for (let from = 0; from < all.length; from += PAGE) {
      const entries = all.slice(from, from + PAGE);
      const messages = readMessages(db, schema, sessionId, entries);
      // A row in a damaged page has no role.
      isIncomplete ||= messages.length < entries.length || messages.some(({ role }) => role === 'unknown');
      extras += messages.filter((message) => message.state !== 'undone' && isExtra(message)).length;
      prints.push(...messages.map((message) => printOf(message)).filter((print) => print !== null));
    }
    return prints;
  };
  const prints = printsOf(shown);
  return {
    prints,
    extras,
    digest: digestRows(shown, prints),
    undone: printsOf(undone),
    shownCount: shown.length,
    isIncomplete,
  };
}

const digestRows = (shown: MessageIndex['shown'], prints: readonly StoredPrint[]): string =>
  digestText(JSON.stringify([shown.map(({ id, state }) => [id, state]), prints.map(({ key, at }) => [key, at])]));

/** What it proves that something is not there. */
import type { DatabaseCopyKind } from '../databaseCopy';
import type { DatabaseFact, RecoveryFacts } from './snapshot';
import type { SessionView } from './sessionView';

/** Databases that Hermes put aside as unusable: rows that are missing now may be in them. */
const PUT_ASIDE: ReadonlySet<DatabaseCopyKind> = new Set(['zeroed', 'notadb', 'malformed', 'corrupt', 'retired_wal']);

/**
 * True when it is a sign of deletion that no database has a row of this session. A database says so when it was read
 * whole, is not empty and is older than the conversation's last message. All of them are silenced by one that could not
 * be read whole, and by one that was put aside after that message.
 *
 * @param lastAt when the conversation was last written to, milliseconds since 1970; null when its messages do not say
 */
export function rowAbsenceMeansDeleted(facts: RecoveryFacts, view: SessionView, lastAt: number | null): boolean {
  if (view.rows.length > 0) return false;
  const present = facts.databases.filter(({ rows }) => rows.state !== 'absent');
  if (!present.every(wasReadWhole) || facts.databases.some((database) => mayBePutAside(database, lastAt))) return false;
  return present.some((database) => couldHaveRow(database, lastAt));
}

/** A database with damaged or missing pages, or whose newest rows may be lost, proves nothing, and feeds no repair. */
export const wasReadWhole = ({ rows }: DatabaseFact): boolean =>
  rows.state === 'read' &&
  rows.value.damagedRows === 0 &&
  rows.value.missingPages === 0 &&
  rows.value.logProblem === null;

/** The row may have gone with a database that was put aside later than the conversation was written. */
const mayBePutAside = ({ copies }: DatabaseFact, lastAt: number | null): boolean =>
  copies.some(({ kind, madeAt }) => PUT_ASIDE.has(kind) && (lastAt === null || madeAt > lastAt));

/** An empty database, or one that begins after the conversation's end, cannot have had its row. */
function couldHaveRow({ rows }: DatabaseFact, lastAt: number | null): boolean {
  if (rows.state !== 'read' || rows.value.byId.size === 0) return false;
  const { oldestAt } = rows.value;
  return oldestAt === null || lastAt === null || oldestAt <= lastAt;
}

/** WebUI forgets tombstones beyond this number. */
const MOST_TOMBSTONES = 1000;

/**
 * True when a deletion of this session would stand in the tombstones, so that it was lost and not deleted: the file is
 * there, is older than the session, and is not full.
 */
export function wouldHaveTombstone(facts: RecoveryFacts, startedAt: number | null): boolean {
  if (facts.tombstones.state !== 'read' || startedAt === null) return false;
  const { ids, modifiedAt } = facts.tombstones.value;
  return ids.size < MOST_TOMBSTONES && modifiedAt < startedAt;
}

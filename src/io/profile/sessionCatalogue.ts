/**
 * The rows of one state.db, kept between reads. A first look reads only what was active lately, a full reading replaces
 * all, and in between only what changed is read again.
 */
import { Failure } from '../../core/failure';
import type { LogProblem } from '../../core/logProblem';
import { lastActive, type SessionRecord } from '../../core/sessionRecord';
import type { ReadableDatabase, SnapshotInfo, SnapshotReader } from '../sqlite/snapshotReader';
import { orIfDamaged } from '../stateDb/damage';
import { recentSessionIds, touchedSince, withRelatives } from '../stateDb/recentSessions';
import type { Skipped } from '../stateDb/salvage';
import { probeSchema, type Schema } from '../stateDb/schema';
import { newestRows, readAllSessions, readSessions, type NewestRows } from '../stateDb/sessionRows';

/** How much to read: what was active lately, or everything. */
export type Depth = 'recent' | 'full';

/** What the last reading of the database came to. */
export interface DatabaseState {
  /**
   * `good`: the rows are those of `provenAt`. `stale`: reading failed, the rows are of an earlier `provenAt`. `none`:
   * no rows.
   */
  readonly status: 'good' | 'stale' | 'none';
  /** Why it is not `good`; null when it is. */
  readonly failure: Failure | null;
  readonly provenAt: number | null;
  /** False while only the recently active sessions were read. */
  readonly complete: boolean;
  readonly skipped: readonly Skipped[];
  /** Pages that the database's header promises and the file does not have: it was cut short. */
  readonly missingPages: number;
  readonly mode: SnapshotInfo['mode'] | null;
  /** Why what was written last may be missing although nothing failed; null when nothing is known to be. */
  readonly logProblem: LogProblem | null;
}

/** Before the first reading, and after one that gave nothing. */
export const NO_DATABASE: DatabaseState = {
  status: 'none',
  failure: null,
  provenAt: null,
  complete: true,
  skipped: [],
  missingPages: 0,
  mode: null,
  logProblem: null,
};

// Titles, ends and flags of the sessions at the top change without a new message: they are looked at in every reading.
const ALWAYS_REREAD = 100;

/** The error codes of a database that is there and may be read again later. */
const OUT_OF_REACH: ReadonlySet<string> = new Set(['db_busy', 'db_io', 'db_permission']);

export class SessionCatalogue {
  private rows: ReadonlyMap<string, SessionRecord> = new Map();
  private list: readonly SessionRecord[] = [];
  private state: DatabaseState = { ...NO_DATABASE, complete: false };
  private token: string | null = null;
  private newest: NewestRows | null = null;

  constructor(private readonly database: ReadableDatabase) {}

  get records(): readonly SessionRecord[] {
    return this.list;
  }

  get current(): DatabaseState {
    return this.state;
  }

  /** Reads what is needed; true when rows or state changed. Failures become state, never exceptions. */
  refresh(depth: Depth, recentLimit: number): boolean {
    const before = this.state;
    try {
      return this.read(depth, recentLimit) || before.status !== this.state.status;
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      // A database that was read before and is merely out of reach keeps its last good rows, and says from when.
      if (OUT_OF_REACH.has(error.code) && before.status !== 'none') {
        this.state = { ...before, status: 'stale', failure: error };
      } else {
        this.keep(new Map());
        this.state = { ...NO_DATABASE, failure: error };
      }
      return before.status !== this.state.status || before.failure?.code !== error.code;
    }
  }

  private read(depth: Depth, recentLimit: number): boolean {
    const token = this.database.token();
    const known = this.state.status !== 'none';
    if (known && token === this.token && (depth === 'recent' || this.state.complete)) {
      const before = this.state.logProblem;
      this.state = { ...this.state, status: 'good', failure: null, logProblem: this.database.logProblem() };
      return before?.kind !== this.state.logProblem?.kind;
    }
    const isWhole = known && this.state.complete;
    const { value, snapshot } = this.database.read((db) => {
      const schema = probeSchema(db);
      if (depth === 'full' || !schema.hasLookupIndexes) return readAll(db, schema);
      const quick = (): Reading | null =>
        isWhole ? this.readChanged(db, schema) : readRecent(db, schema, recentLimit);
      // A look that meets damage is not enough: reading everything knows how to read around it.
      return orIfDamaged(quick, null) ?? readAll(db, schema);
    });
    this.keep(value.rows);
    this.newest = value.newest;
    this.token = snapshot.token;
    this.state = {
      status: 'good',
      failure: null,
      provenAt: snapshot.provenAt,
      complete: value.complete,
      skipped: value.skipped,
      missingPages: snapshot.missingPages,
      mode: snapshot.mode,
      logProblem: this.database.logProblem(),
    };
    return true;
  }

  /** What changed since the last look; null when what is known cannot be built upon. */
  private readChanged(db: SnapshotReader, schema: Schema): Reading | null {
    const since = this.newest;
    if (since === null) return null;
    const newest = newestRows(db, schema);
    // Fewer than before: rows were deleted, or it is another file.
    if (newest.messageId < since.messageId || newest.sessionRowid < since.sessionRowid) return null;
    const looked = new Set([...withRelatives(db, schema, touchedSince(db, schema, since)), ...this.freshestIds()]);
    const rows = new Map(this.rows);
    for (const row of readSessions(db, schema, looked)) {
      rows.set(row.id, row);
      looked.delete(row.id);
    }
    // One that was known is gone, and may not be the only one.
    for (const id of looked) if (rows.has(id)) return null;
    return { rows, newest, complete: true, skipped: [] };
  }

  private freshestIds(): string[] {
    const activity = Float64Array.from(this.list, (row) => lastActive(row) ?? 0);
    const least = activity.slice().sort().at(-ALWAYS_REREAD) ?? -Infinity;
    const above = this.list.filter((_, i) => (activity[i] as number) > least);
    const level = this.list.filter((_, i) => activity[i] === least).slice(0, ALWAYS_REREAD - above.length);
    return [...above, ...level].map((row) => row.id);
  }

  private keep(rows: ReadonlyMap<string, SessionRecord>): void {
    this.rows = rows;
    this.list = [...rows.values()];
  }
}

interface Reading {
  readonly rows: ReadonlyMap<string, SessionRecord>;
  /** Null where the next look has nothing to go on from and must read everything: damage hides what is newest. */
  readonly newest: NewestRows | null;
  readonly complete: boolean;
  readonly skipped: readonly Skipped[];
}

function readAll(db: SnapshotReader, schema: Schema): Reading {
  const { rows, skipped, newest } = readAllSessions(db, schema);
  // Around damage there is no quick look: rows would come and go as it touches the damaged pages or not.
  return { rows: byId(rows), newest: skipped.length > 0 ? null : newest, complete: true, skipped };
}

function readRecent(db: SnapshotReader, schema: Schema, limit: number): Reading {
  const ids = withRelatives(db, schema, recentSessionIds(db, schema, limit));
  return { rows: byId(readSessions(db, schema, ids)), newest: null, complete: false, skipped: [] };
}

const byId = (rows: readonly SessionRecord[]): ReadonlyMap<string, SessionRecord> =>
  new Map(rows.map((row) => [row.id, row]));

/**
 * The rows of one state.db, kept between reads. A first look reads only what was active lately, a full reading replaces all,
 * and in between only what changed is read again.
 */
import { Failure } from '../../core/failure';
import { lastActive, type SessionRecord } from '../../core/sessionRecord';
import {
  newestMessageId,
  newestSessionRowid,
  readAllSessions,
  readSessions,
  recentSessionIds,
  touchedSince,
  withRelatives,
} from '../stateDb/sessionRows';
import type { Skipped } from '../stateDb/salvage';
import { probeSchema, type Schema } from '../stateDb/schema';
import type { ReadableDatabase, SnapshotInfo, SnapshotReader } from '../sqlite/snapshotReader';

/** How much to read: what was active lately, or everything. */
export type Depth = 'recent' | 'full';

/** What the last reading of the database came to. */
export interface DatabaseState {
  /** `good`: the rows are those of `provenAt`. `stale`: reading failed, the rows are of an earlier `provenAt`. `none`: no rows. */
  readonly status: 'good' | 'stale' | 'none';
  /** Why it is not `good`; null when it is. */
  readonly failure: Failure | null;
  readonly provenAt: number | null;
  /** False while only the recently active sessions were read. */
  readonly complete: boolean;
  readonly skipped: readonly Skipped[];
  readonly mode: SnapshotInfo['mode'] | null;
}

// Titles, ends and flags of the sessions at the top change without a new message: they are looked at in every reading.
const ALWAYS_REREAD = 100;

export class SessionCatalogue {
  private rows = new Map<string, SessionRecord>();
  private state: DatabaseState = { status: 'none', failure: null, provenAt: null, complete: false, skipped: [], mode: null };
  private token: string | null = null;
  private newestMessageId = 0;
  private newestRowid = 0;

  constructor(private readonly database: ReadableDatabase) {}

  get records(): readonly SessionRecord[] {
    return [...this.rows.values()];
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
      this.token = null;
      const lost = error.code === 'db_busy' || error.code === 'db_io' || error.code === 'db_permission';
      // A database that was read before and is merely busy or out of reach keeps its last good rows, and says from when.
      if (lost && before.status !== 'none') this.state = { ...before, status: 'stale', failure: error };
      else {
        this.rows = new Map();
        this.state = { status: 'none', failure: error, provenAt: null, complete: true, skipped: [], mode: null };
      }
      return before.status !== this.state.status || before.failure?.code !== error.code;
    }
  }

  private read(depth: Depth, recentLimit: number): boolean {
    const token = this.database.token();
    const known = this.state.status !== 'none';
    if (known && token === this.token && (depth === 'recent' || this.state.complete)) {
      this.state = { ...this.state, status: 'good', failure: null };
      return false;
    }
    const canAdd = this.state.complete && known && depth === 'recent';
    const { value, snapshot } = this.database.read((db) => {
      const schema = probeSchema(db);
      if (depth === 'full') return this.readAll(db, schema);
      return canAdd ? this.readChanged(db, schema) : this.readRecent(db, schema, recentLimit);
    });
    this.rows = value.rows;
    this.newestMessageId = value.newestMessageId;
    this.newestRowid = value.newestRowid;
    this.token = snapshot.token;
    this.state = {
      status: 'good',
      failure: null,
      provenAt: snapshot.provenAt,
      complete: value.complete,
      skipped: value.skipped ?? this.state.skipped,
      mode: snapshot.mode,
    };
    return true;
  }

  private readAll(db: SnapshotReader, schema: Schema): Reading {
    const all = readAllSessions(db, schema);
    return {
      rows: new Map(all.rows.map((row) => [row.id, row])),
      newestMessageId: all.newestMessageId,
      newestRowid: newestSessionRowid(db),
      complete: true,
      skipped: all.skipped,
    };
  }

  private readRecent(db: SnapshotReader, schema: Schema, limit: number): Reading {
    const ids = withRelatives(db, recentSessionIds(db, schema, limit), schema);
    return {
      rows: new Map(readSessions(db, schema, ids).map((row) => [row.id, row])),
      newestMessageId: newestMessageId(db, schema),
      newestRowid: newestSessionRowid(db),
      complete: false,
      skipped: null,
    };
  }

  private readChanged(db: SnapshotReader, schema: Schema): Reading {
    const messageId = newestMessageId(db, schema);
    const rowid = newestSessionRowid(db);
    // Fewer than before: the file was replaced or rows were deleted. Nothing that is known can be trusted.
    if (messageId < this.newestMessageId || rowid < this.newestRowid) return this.readAll(db, schema);
    const ids = withRelatives(db, touchedSince(db, schema, this.newestMessageId, this.newestRowid), schema);
    for (const id of this.freshestIds()) ids.add(id);
    const rows = new Map(this.rows);
    for (const id of ids) rows.delete(id);
    for (const row of readSessions(db, schema, ids)) rows.set(row.id, row);
    return { rows, newestMessageId: messageId, newestRowid: rowid, complete: true, skipped: null };
  }

  private freshestIds(): string[] {
    return [...this.rows.values()]
      .sort((a, b) => (lastActive(b) ?? 0) - (lastActive(a) ?? 0))
      .slice(0, ALWAYS_REREAD)
      .map((row) => row.id);
  }
}

interface Reading {
  readonly rows: Map<string, SessionRecord>;
  readonly newestMessageId: number;
  readonly newestRowid: number;
  readonly complete: boolean;
  /** Null: not looked at in this reading. */
  readonly skipped: readonly Skipped[] | null;
}

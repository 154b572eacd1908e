/**
 * Small Hermes databases for tests, built by sql.js: rows in, a file out, with or without a `-wal` beside it.
 *
 *     const db = await FixtureDatabase.create({ schema: 16 });
 *     db.addSession({ id: 's', source: 'cli', started_at: 1_780_000_000 });
 *     db.addMessage({ session_id: 's', role: 'user', content: 'hello' });
 *     db.toFileWithWal(path, () => db.addMessage({ session_id: 's', role: 'assistant', content: 'only in the log' }));
 *
 * Rows are objects of Hermes's own column names; a column that is left out takes the schema's default, one the schema
 * does not have is an error. Times are Hermes's seconds. Strings may hold NUL; a `Uint8Array` for a TEXT column becomes
 * TEXT of exactly these bytes, so that cells that are not UTF-8 can be made.
 */
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import initSqlJs from 'sql.js';
import type { Database, SqlJsStatic } from 'sql.js';
import { columnsOf, schemaSql, type SchemaVersion } from './hermesSchema';
import { changedPages, encodeWal, type WalOptions, type WalTransaction } from './walFile';

export type Cell = string | number | Uint8Array | null;

/** Columns of `sessions`; `source` is 'cli' and `started_at` the fixture's first second when left out. */
export interface SessionRow {
  readonly id: string;
  readonly [column: string]: Cell | undefined;
}

/** Columns of `messages`; `timestamp` is one second after the message before when left out, `id` the next one. */
export interface MessageRow {
  readonly session_id: string;
  readonly role: string;
  readonly [column: string]: Cell | undefined;
}

export interface FixtureOptions {
  readonly schema?: SchemaVersion;
  /** A power of two, 512 to 65536. Hermes's own is 4096. */
  readonly pageSizeBytes?: number;
  /**
   * Whether the header says WAL, as Hermes's does unless the file system refuses it. `toFileWithWal` always says so.
   */
  readonly walMode?: boolean;
}

/** The first second of fixtures that name no time of their own: 2026-05-01T09:00:00Z. */
export const FIXTURE_SECOND = 1_777_626_000;

const REQUIRED_SESSION = { source: 'cli', started_at: FIXTURE_SECOND } as const;

let loading: Promise<SqlJsStatic> | undefined;
// A process has one sql.js, with the settings of whoever loads it first: ours are those of the product.
const SETTINGS: Parameters<typeof initSqlJs>[0] & { readonly useOldExtensionFunctions: boolean } = {
  useOldExtensionFunctions: false,
};
/** The one sql.js of the test process. */
export const testSql = (): Promise<SqlJsStatic> => (loading ??= initSqlJs(SETTINGS));

export class FixtureDatabase {
  /** Seconds since 1970 of the newest message without a time of its own. */
  private clock = FIXTURE_SECOND;

  private constructor(
    private readonly db: Database,
    readonly schema: SchemaVersion,
    readonly pageSizeBytes: number,
    private readonly walMode: boolean,
  ) {}

  static async create(options: FixtureOptions = {}): Promise<FixtureDatabase> {
    const { schema = 30, pageSizeBytes = 4096, walMode = false } = options;
    const sql = await testSql();
    const db = new sql.Database();
    db.run(`PRAGMA page_size = ${pageSizeBytes}; PRAGMA auto_vacuum = 0; PRAGMA encoding = 'UTF-8';`);
    db.run(schemaSql(schema));
    return new FixtureDatabase(db, schema, pageSizeBytes, walMode);
  }

  addSession(row: SessionRow): this {
    this.insert('sessions', columnsOf('sessions', this.schema), { ...REQUIRED_SESSION, ...row });
    return this;
  }

  /** Returns the row's id. The session need not exist: Hermes's own files hold such rows. */
  addMessage(row: MessageRow): number {
    this.clock += 1;
    this.insert('messages', columnsOf('messages', this.schema), { timestamp: this.clock, ...row });
    return this.db.exec('SELECT last_insert_rowid()')[0]?.values[0]?.[0] as number;
  }

  /** Stores a system prompt as schema 25 and later do; returns its hash, the value for `system_prompt_hash`. */
  addSystemPrompt(prompt: string | Uint8Array): string {
    const hash = createHash('sha256').update(prompt).digest('hex');
    this.insert('system_prompts', ['hash', 'prompt'], { hash, prompt });
    return hash;
  }

  /**
   * Any other statements: a fork's column, an update, a table of its own. Without parameters several may stand in
   * `sql`.
   */
  exec(sql: string, params: readonly Cell[] = []): this {
    this.db.run(sql, params.length === 0 ? undefined : [...params]);
    return this;
  }

  /** The whole database as it stands, as bytes of one file. */
  toBytes(): Uint8Array {
    return withJournalMode(this.db.export(), this.walMode);
  }

  toFile(path: string): void {
    fs.writeFileSync(path, this.toBytes(), { mode: 0o600 });
  }

  /**
   * Writes the database as it stands to `path`, then runs each of `later` as one transaction whose pages go only to
   * `path`-wal. Reading the main file alone therefore shows none of them.
   */
  toFileWithWal(path: string, later: (() => void) | readonly (() => void)[], wal: Partial<WalOptions> = {}): void {
    const main = withJournalMode(this.db.export(), true);
    const transactions: WalTransaction[] = [];
    let before = main;
    for (const transaction of typeof later === 'function' ? [later] : later) {
      transaction();
      const after = withJournalMode(this.db.export(), true);
      const pages = changedPages(before, after, this.pageSizeBytes);
      transactions.push({ pages, pageCount: after.length / this.pageSizeBytes });
      before = after;
    }
    fs.writeFileSync(path, main, { mode: 0o600 });
    fs.writeFileSync(`${path}-wal`, encodeWal({ pageSizeBytes: this.pageSizeBytes, transactions, ...wal }), {
      mode: 0o600,
    });
  }

  close(): void {
    this.db.close();
  }

  private insert(table: string, known: readonly string[], row: Readonly<Record<string, Cell | undefined>>): void {
    const columns = Object.keys(row).filter((name) => row[name] !== undefined);
    const strange = columns.filter((name) => !known.includes(name));
    if (strange.length > 0) throw new Error(`schema ${this.schema}: ${table} has no ${strange.join(', ')}`);
    // A BLOB bound to a TEXT column stays a BLOB; Hermes's cells are TEXT whatever their bytes are.
    const places = columns.map((name) =>
      row[name] instanceof Uint8Array && name !== 'display_identity' ? 'CAST(? AS TEXT)' : '?',
    );
    const values = columns.map((name) => row[name] as Cell);
    this.db.run(`INSERT INTO ${table} (${columns.join(', ')}) VALUES (${places.join(', ')})`, values);
  }
}

/**
 * Bytes 18 and 19 of the header say which journal a file uses; sql.js, which has no shared memory, only makes and opens
 * 1.
 */
export function withJournalMode(bytes: Uint8Array, wal: boolean): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy.fill(wal ? 2 : 1, 18, 20);
  return copy;
}

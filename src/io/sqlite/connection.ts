import type { Database, Statement } from 'sql.js';
import type { SqlJs } from './openSqlJs';
import type { SnapshotReader, SqlValue } from './snapshotReader';
import { StatementCache } from './statementCache';

/** Takes what SQLite threw while a callback was reading, and throws what the callback is to see. */
export type Judge = (error: unknown) => never;

/** One sql.js connection that only reads. Its bytes are those of one snapshot, or of one after another. */
export class Connection {
  private readonly db: Database;
  private readonly statements: StatementCache;
  /**
   * As good as the schema that SQLite has parsed, and like it gone with the connection: the owner closes us when the
   * schema may be another, and after every read that was not proven.
   */
  private readonly ofSchema: SchemaFacts = new Map();

  constructor(sqlJs: SqlJs, image: Uint8Array, cacheKiB: number) {
    this.db = new sqlJs.Database(image);
    this.statements = new StatementCache(this.db);
    try {
      // trusted_schema: a database that someone crafted may not run functions through its views and defaults.
      // temp_store 2: sorters stay in memory; sql.js has no disk.
      this.db.exec(`PRAGMA query_only=1; PRAGMA trusted_schema=0; PRAGMA temp_store=2; PRAGMA cache_size=-${cacheKiB}`);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /**
   * Runs `work` in one transaction. Between transactions SQLite keeps its page cache for as long as the change counter
   * of page 1 stays the same, and drops it whole when it does not.
   */
  transaction<T>(work: (reader: SnapshotReader) => T, judge: Judge): T {
    const reader = new TransactionReader(this.statements, this.ofSchema, judge);
    this.run('BEGIN');
    try {
      return work(reader);
    } finally {
      reader.end();
      try {
        this.run('ROLLBACK');
      } catch {
        // After an I/O error SQLite has rolled back by itself. `judge` has seen that error, and the owner closes us for
        // it.
      }
    }
  }

  close(): void {
    try {
      this.db.close();
    } catch {
      // Closing may report the last I/O error once more; the connection is gone all the same.
    }
  }

  private run(sql: string): void {
    const statement = this.statements.take(sql);
    try {
      statement.step();
    } finally {
      this.statements.giveBack(sql, statement);
    }
  }
}

type SchemaFacts = Map<(reader: SnapshotReader) => unknown, unknown>;

class TransactionReader implements SnapshotReader {
  private ended = false;

  constructor(
    private readonly statements: StatementCache,
    private readonly facts: SchemaFacts,
    private readonly judge: Judge,
  ) {}

  all(sql: string, params: readonly SqlValue[] = []): SqlValue[][] {
    return this.query(sql, params, (statement) => {
      const rows: SqlValue[][] = [];
      while (statement.step()) rows.push(statement.get());
      return rows;
    });
  }

  first(sql: string, params: readonly SqlValue[] = []): SqlValue[] | null {
    return this.query(sql, params, (statement) => (statement.step() ? statement.get() : null));
  }

  each(sql: string, params: readonly SqlValue[], row: (values: SqlValue[]) => boolean | void): void {
    // An error of `row` is the caller's own: it must not be judged as one of SQLite's.
    const thrown = this.query(sql, params, (statement) => {
      while (statement.step()) {
        const values = statement.get();
        try {
          if (row(values) === false) return null;
        } catch (error) {
          return { error };
        }
      }
      return null;
    });
    if (thrown !== null) throw thrown.error;
  }

  ofSchema<T>(read: (reader: SnapshotReader) => T): T {
    if (!this.facts.has(read)) this.facts.set(read, read(this));
    return this.facts.get(read) as T;
  }

  end(): void {
    this.ended = true;
  }

  private query<T>(sql: string, params: readonly SqlValue[], use: (statement: Statement) => T): T {
    if (this.ended) throw new Error('a snapshot was used after its read had ended');
    let statement: Statement | null = null;
    try {
      statement = this.statements.take(sql);
      if (params.length > 0) statement.bind([...params]);
      return use(statement);
    } catch (error) {
      return this.judge(error);
    } finally {
      if (statement !== null) this.statements.giveBack(sql, statement);
    }
  }
}

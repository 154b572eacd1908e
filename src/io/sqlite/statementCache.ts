import type { Database, Statement } from 'sql.js';

/** More texts than a caller that binds its values will ever use; a caller that does not must not fill the memory. */
const MOST_STATEMENTS = 64;

/** Prepared statements of one connection by SQL text, the least recently used dropped first. */
export class StatementCache {
  private readonly idle = new Map<string, Statement>();

  constructor(private readonly db: Database) {}

  /** A reset statement that nobody else has, also while another of the same text is in use. Goes back by `giveBack`. */
  take(sql: string): Statement {
    const statement = this.idle.get(sql);
    if (statement === undefined) return this.db.prepare(sql);
    this.idle.delete(sql);
    return statement;
  }

  giveBack(sql: string, statement: Statement): void {
    // A statement left in the middle of its rows would hold its transaction, and so its snapshot, open.
    statement.reset();
    this.idle.get(sql)?.free();
    this.idle.delete(sql);
    this.idle.set(sql, statement);
    if (this.idle.size <= MOST_STATEMENTS) return;
    const [oldestSql, oldest] = this.idle.entries().next().value!;
    this.idle.delete(oldestSql);
    oldest.free();
  }
}

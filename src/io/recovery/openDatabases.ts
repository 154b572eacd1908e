/** The databases of one repair, each opened once: every look proves its snapshot anew, and opening costs more than that. */
import type { ReadFiles } from '../files';
import { openDatabase } from '../sqlite/openDatabase';
import type { SqlJs } from '../sqlite/openSqlJs';
import type { ReadableDatabase } from '../sqlite/snapshotReader';

export class OpenDatabases {
  private readonly open = new Map<string, ReadableDatabase>();

  constructor(
    private readonly sqlJs: SqlJs,
    private readonly files: ReadFiles,
  ) {}

  get(path: string): ReadableDatabase {
    const known = this.open.get(path);
    if (known !== undefined) return known;
    const database = openDatabase({ path, sqlJs: this.sqlJs, files: this.files });
    this.open.set(path, database);
    return database;
  }

  /** Closes every handle; a later `get` opens anew. */
  close(): void {
    for (const database of this.open.values()) database.close();
    this.open.clear();
  }
}

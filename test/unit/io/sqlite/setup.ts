import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../../../src/io/sqlite/openDatabase';
import type { OpenDatabaseOptions } from '../../../../src/io/sqlite/openDatabase';
import { loadSqlJs } from '../../../../src/io/sqlite/openSqlJs';
import type { SqlJs } from '../../../../src/io/sqlite/openSqlJs';
import type { ReadableDatabase, SqlValue } from '../../../../src/io/sqlite/snapshotReader';
import { nativeNodePath, projectRoot } from '../../../support/nativeNode';

export const WASM_PATH = join(projectRoot(), 'node_modules', 'sql.js', 'dist', 'sql-wasm.wasm');

/** What each test of a suite has for itself: a folder, and databases that are closed with it. */
export interface Setup {
  readonly folder: string;
  readonly path: string;
  readonly sqlJs: SqlJs;
  open(options?: Partial<OpenDatabaseOptions>): ReadableDatabase;
}

/** Call inside `describe`; the fields are those of the running test. */
export function useSetup(): Setup {
  let folder = '';
  let sqlJs: SqlJs;
  let opened: ReadableDatabase[] = [];
  before(async () => {
    sqlJs = await loadSqlJs(WASM_PATH);
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'hs-'));
  });
  afterEach(() => {
    for (const db of opened) db.close();
    opened = [];
    rmSync(folder, { recursive: true, force: true });
  });
  return {
    get folder() {
      return folder;
    },
    get path() {
      return join(folder, 'state.db');
    },
    get sqlJs() {
      return sqlJs;
    },
    open(options = {}) {
      const db = openDatabase({ path: join(folder, 'state.db'), sqlJs, ...options });
      opened.push(db);
      return db;
    },
  };
}

/**
 * Runs `body` in a native node with `db` open on `path` and returns what it prints. With 'killed' the process ends
 * without closing the database, so that `-wal`, `-shm` or `-journal` stay as they are.
 */
export function native(path: string, body: string, end: 'closed' | 'killed' = 'closed'): string {
  const script = `const { DatabaseSync } = require('node:sqlite'); const fs = require('node:fs');
    const path = ${JSON.stringify(path)}; const db = new DatabaseSync(path);
    ${body}
    ${end === 'killed' ? "process.kill(process.pid, 'SIGKILL')" : 'db.close()'}`;
  const { status, signal, stdout, stderr } = spawnSync(nativeNodePath(), ['--no-warnings', '-e', script], { encoding: 'utf8', timeout: 60_000 });
  const asExpected = end === 'killed' ? signal === 'SIGKILL' : status === 0;
  if (!asExpected) throw new Error(`the native writer failed (${status ?? signal}): ${stderr}`);
  return stdout;
}

/** A table of `rows` rows, a few to a page, whose sum of `n` is `rows * (rows + 1) / 2`. */
export const tableSql = (rows: number): string => `CREATE TABLE t(n INTEGER PRIMARY KEY, pad TEXT);
  WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < ${rows})
  INSERT INTO t SELECT n, printf('%0300d', n) FROM c;`;

export const sumOf = (rows: number): number => (rows * (rows + 1)) / 2;

export function all(db: ReadableDatabase, sql: string, params: readonly SqlValue[] = []): SqlValue[][] {
  return db.read((reader) => reader.all(sql, params)).value;
}

export const sum = (db: ReadableDatabase): SqlValue => all(db, 'SELECT sum(n) FROM t')[0]![0]!;

/** Bytes of a database made without a native engine. */
export function build(sqlJs: SqlJs, sql: string): Buffer {
  const db = new sqlJs.Database();
  try {
    db.exec(sql);
    return Buffer.from(db.export());
  } finally {
    db.close();
  }
}

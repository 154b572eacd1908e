import * as assert from 'node:assert/strict';
import { closeSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { nodeFiles } from '../../../../src/io/files';
import type { ReadFiles } from '../../../../src/io/files';
import { Connection } from '../../../../src/io/sqlite/connection';
import type { SqlJs } from '../../../../src/io/sqlite/openSqlJs';
import { PageArray } from '../../../../src/io/sqlite/pageArray';
import { selfTest } from '../../../../src/io/sqlite/selfTest';
import { kindOfSqliteError } from '../../../../src/io/sqlite/sqliteError';
import { projectRoot } from '../../../support/nativeNode';
import { all, build, sum, sumOf, tableSql, useSetup } from './setup';

describe('the pinned sql.js', () => {
  const setup = useSetup();
  const letThrough = (error: unknown): never => {
    throw error;
  };

  it('is the version these tests hold', () => {
    const read = (...path: string[]): unknown => JSON.parse(readFileSync(join(projectRoot(), ...path), 'utf8'));
    assert.equal((read('package.json') as { dependencies: Record<string, string> }).dependencies['sql.js'], '1.16.0');
    assert.equal((read('node_modules', 'sql.js', 'package.json') as { version: string }).version, '1.16.0');
  });

  it('passes the self-test', () => assert.equal(selfTest(setup.sqlJs), null));

  it('keeps a page array as it is and asks it for every byte', () => {
    const bytes = build(setup.sqlJs, tableSql(500));
    const asked: number[] = [];
    const pages = new PageArray((position, length) => {
      asked.push(position / 4096);
      return bytes.subarray(position, position + length);
    }, bytes.length);
    const connection = new Connection(setup.sqlJs, pages, 1024);
    try {
      const query = (): unknown => connection.transaction((reader) => reader.all('SELECT sum(n) FROM t'), letThrough);
      assert.deepEqual(query(), [[sumOf(500)]]);
      assert.equal(new Set(asked.filter(Number.isInteger)).size, bytes.length / 4096);
      asked.length = 0;
      assert.deepEqual(query(), [[sumOf(500)]]);
      // Only the change counter: SQLite's own cache is still right.
      assert.deepEqual(asked, [24 / 4096]);
    } finally {
      connection.close();
    }
  });

  it('recovers after an I/O error, and does not say what it was', () => {
    const bytes = build(setup.sqlJs, tableSql(500));
    let failing = false;
    const pages = new PageArray((position, length) => {
      if (failing) throw new Error('the real reason');
      return bytes.subarray(position, position + length);
    }, bytes.length);
    const connection = new Connection(setup.sqlJs, pages, 0);
    try {
      failing = true;
      // While it parses the schema SQLite calls even this "malformed": the array's own error is what counts.
      const expected = /disk I\/O error|malformed/;
      assert.throws(() => connection.transaction((reader) => reader.all('SELECT sum(n) FROM t'), letThrough), expected);
      assert.equal((pages.lastError as Error).message, 'the real reason');
      failing = false;
      assert.deepEqual(connection.transaction((reader) => reader.all('SELECT sum(n) FROM t'), letThrough), [[sumOf(500)]]);
    } finally {
      connection.close();
    }
  });

  it('refuses writes, by SQL and into the array', () => {
    const bytes = build(setup.sqlJs, tableSql(5));
    const pages = new PageArray((position, length) => bytes.subarray(position, position + length), bytes.length);
    const connection = new Connection(setup.sqlJs, pages, 64);
    try {
      for (const sql of ['DELETE FROM t', 'CREATE TABLE u(x)', 'PRAGMA user_version=7', 'VACUUM']) {
        assert.throws(() => connection.transaction((reader) => reader.all(sql), letThrough), sql);
      }
    } finally {
      connection.close();
    }
    assert.throws(() => pages.set());
    const open = new setup.sqlJs.Database(new PageArray((position, length) => bytes.subarray(position, position + length), bytes.length));
    assert.throws(() => open.exec('DELETE FROM t'), /disk I\/O error/);
    open.close();
    assert.deepEqual(bytes, build(setup.sqlJs, tableSql(5)));
  });

  it("has SQLite's functions only", () => {
    const db = new setup.sqlJs.Database();
    try {
      assert.throws(() => db.exec("SELECT reverse('abc')"), /no such function/);
      assert.deepEqual(db.exec("SELECT replace('aba', 'a', 'c')")[0]?.values, [['cbc']]);
    } finally {
      db.close();
    }
  });

  it('gives text whole, also beyond a NUL, and replaces what is not UTF-8', () => {
    const db = new setup.sqlJs.Database();
    try {
      const [found] = db.exec("SELECT CAST(x'006a73' AS TEXT), CAST(x'61ff62' AS TEXT)");
      assert.deepEqual(found?.values, [['\0js', 'a\ufffdb']]);
    } finally {
      db.close();
    }
  });

  it('drops a byte order mark of a text, and counts stored bytes without reading them', () => {
    const db = new setup.sqlJs.Database();
    try {
      const mark = "CAST(x'efbbbf61' AS TEXT)";
      const [found] = db.exec(`SELECT ${mark}, octet_length(${mark}), octet_length(CAST(x'6100ff' AS TEXT))`);
      assert.deepEqual(found?.values, [['a', 4, 3]]);
    } finally {
      db.close();
    }
  });

  it('says damage in the words we know', () => {
    const messageOf = (change: (bytes: Buffer) => void): unknown => {
      const bytes = build(setup.sqlJs, tableSql(500));
      change(bytes);
      const db = new setup.sqlJs.Database(bytes);
      try {
        db.exec('SELECT sum(n) FROM t');
        return null;
      } catch (error) {
        return error;
      } finally {
        db.close();
      }
    };
    const kinds = [
      (bytes: Buffer) => bytes.fill(0xab, 4096, 8192),
      (bytes: Buffer) => bytes.fill(0xab, 100, 4096),
      (bytes: Buffer) => bytes.fill(9, 21, 24),
      (bytes: Buffer) => bytes.fill(9, 44, 48),
      (bytes: Buffer) => bytes.write('CREATE TABLE t(n !NTEG', bytes.indexOf('CREATE TABLE t(n INTEG')),
    ].map((change) => kindOfSqliteError(messageOf(change)));
    assert.deepEqual(kinds, ['damaged', 'damaged', 'damaged', 'damaged', 'damaged']);
    assert.equal(kindOfSqliteError(new Error('malformed JSON')), 'other');
  });

  it('reads pages past 2 and 4 GiB', () => {
    const pageCount = (5 * 2 ** 30) / 4096;
    const reads = new Set<number>();
    writeSpread(setup.path, setup.sqlJs, 2000, pageCount);
    const files: ReadFiles = {
      ...nodeFiles,
      read(fd, into, offset, length, position) {
        reads.add(Math.floor(position / 2 ** 30));
        return nodeFiles.read(fd, into, offset, length, position);
      },
    };
    const db = setup.open({ files });
    assert.equal(sum(db), sumOf(2000));
    assert.deepEqual(all(db, 'SELECT pad FROM t WHERE n = 2000'), [[String(2000).padStart(300, '0')]]);
    assert.deepEqual([...reads].sort(), [0, 2, 4]);
    assert.equal(db.read(() => 0).snapshot.pageCount, pageCount);
  });
});

/**
 * A sparse database whose table `t` lies in two places: its root beyond 2 GiB, its other pages at the end of
 * `pageCount`.
 */
function writeSpread(path: string, sqlJs: SqlJs, rows: number, pageCount: number): void {
  const rootPage = (2 * 2 ** 30) / 4096 + 17;
  const bytes = build(sqlJs, `${tableSql(rows)} PRAGMA writable_schema=ON; UPDATE sqlite_schema SET rootpage = ${rootPage}`);
  const moved = (page: number): number => pageCount - bytes.length / 4096 + page;
  bytes.writeUInt32BE(pageCount, 28);
  const fd = openSync(path, 'w');
  try {
    ftruncateSync(fd, pageCount * 4096);
    for (let page = 1; page <= bytes.length / 4096; page++) {
      const content = bytes.subarray((page - 1) * 4096, page * 4096);
      // An interior table page: what it holds of others are their numbers, in its header and at the start of each cell.
      if (content[0] === 5) {
        content.writeUInt32BE(moved(content.readUInt32BE(8)), 8);
        for (let cell = 0; cell < content.readUInt16BE(3); cell++) {
          const at = content.readUInt16BE(12 + 2 * cell);
          content.writeUInt32BE(moved(content.readUInt32BE(at)), at);
        }
      }
      const place = page === 1 ? 1 : page === 2 ? rootPage : moved(page);
      writeSync(fd, content, 0, 4096, (place - 1) * 4096);
    }
  } finally {
    closeSync(fd);
  }
}

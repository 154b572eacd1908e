import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Failure } from '../../../../src/core/failure';
import type { FailureCode, FailureDetails } from '../../../../src/core/failure';
import { nodeFiles } from '../../../../src/io/files';
import type { OpenDatabaseOptions } from '../../../../src/io/sqlite/openDatabase';
import { all, build, native, sum, sumOf, tableSql, useSetup } from './setup';

describe('states of the database file', () => {
  const setup = useSetup();

  function fails(code: FailureCode, details: FailureDetails = {}, options: Partial<OpenDatabaseOptions> = {}): void {
    const db = setup.open(options);
    for (const ask of [() => db.token(), () => sum(db), () => db.read((reader) => reader.all('SELECT sum(n) FROM t'))]) {
      assert.throws(ask, (error) => {
        assert.ok(Failure.is(error), String(error));
        assert.equal(error.code, code);
        assert.deepEqual({ ...error.details, ...details }, error.details);
        return true;
      });
    }
  }

  it('missing', () => fails('db_missing', { path: setup.path, reason: 'absent', walBytes: 0 }));
  it('missing folder', () => fails('db_missing', { reason: 'absent' }, { path: join(setup.path, 'deeper', 'state.db') }));
  it('a WAL without its database', () => {
    fs.writeFileSync(`${setup.path}-wal`, 'x'.repeat(5000));
    fails('db_missing', { walBytes: 5000 });
    fs.writeFileSync(setup.path, '');
    fails('db_empty', { walBytes: 5000 });
  });
  it('a dangling symlink', () => {
    fs.symlinkSync('nowhere', setup.path);
    fails('db_missing', { reason: 'dangling_symlink' });
  });
  it('a cyclic symlink', () => {
    fs.symlinkSync('other', setup.path);
    fs.symlinkSync('state.db', join(setup.folder, 'other'));
    fails('db_missing', { reason: 'symlink_loop', errno: 'ELOOP' });
  });
  it('a path no file can have', () => fails('db_missing', { reason: 'impossible_path' }, { path: 'a\0b' }));
  it('a directory', () => {
    fs.mkdirSync(setup.path);
    fails('db_not_a_file', { kind: 'directory' });
  });
  it('a FIFO, without waiting for its writer', () => {
    execFileSync('mkfifo', [setup.path]);
    fails('db_not_a_file', { kind: 'other' });
  });
  it('a socket', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(setup.path, resolve));
    try {
      fails('db_not_a_file', { kind: 'other' });
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  });
  it('empty', () => {
    fs.writeFileSync(setup.path, '');
    fails('db_empty', { path: setup.path });
  });
  it('all NUL, and a NUL header', () => {
    fs.writeFileSync(setup.path, Buffer.alloc(8192));
    fails('db_zeroed');
    fs.writeFileSync(setup.path, build(setup.sqlJs, tableSql(100)).fill(0, 0, 100));
    fails('db_zeroed');
  });
  it('not SQLite, however short', () => {
    for (const bytes of ['x', 'hello, this is text\n'.repeat(300), 'SQLite format 4\0'.padEnd(4096), 'SQLite']) {
      fs.writeFileSync(setup.path, bytes);
      fails('db_not_sqlite');
    }
  });
  it('cut within the header, or with an impossible page size', () => {
    const bytes = build(setup.sqlJs, tableSql(100));
    fs.writeFileSync(setup.path, bytes.subarray(0, 60));
    fails('db_damaged', { reason: 'truncated' });
    bytes.writeUInt16BE(1000, 16);
    fs.writeFileSync(setup.path, bytes);
    fails('db_damaged', { reason: 'page_size_impossible' });
  });
  it('a read error of the operating system, by name', () => {
    fs.writeFileSync(setup.path, build(setup.sqlJs, tableSql(100)));
    const eio = (): never => {
      throw Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO' });
    };
    fails('db_io', { errno: 'EIO', path: setup.path }, { files: { ...nodeFiles, read: eio } });
    const denied = (path: string): never => {
      throw Object.assign(new Error('EACCES'), { code: 'EACCES', path });
    };
    fails('db_permission', { errno: 'EACCES' }, { files: { ...nodeFiles, open: denied } });
    fails('db_permission', { errno: 'EACCES' }, { files: { ...nodeFiles, stat: denied } });
  });
  it('a read error in the middle of a query, and well again after it', () => {
    fs.writeFileSync(setup.path, build(setup.sqlJs, tableSql(5000)));
    let failing = true;
    const read: typeof nodeFiles.read = (fd, into, offset, length, position) => {
      if (failing && position > 100_000) throw Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO' });
      return nodeFiles.read(fd, into, offset, length, position);
    };
    const db = setup.open({ files: { ...nodeFiles, read } });
    for (let i = 0; i < 2; i++) assert.throws(() => sum(db), (error) => Failure.is(error, 'db_io') && error.details.errno === 'EIO');
    failing = false;
    assert.equal(sum(db), sumOf(5000));
  });

  it('damaged pages: certain, named once, and what is sound still reads', () => {
    const bytes = build(setup.sqlJs, `${tableSql(500)} CREATE TABLE u(x); INSERT INTO u VALUES (1), (2)`);
    bytes.fill(0xab, 4 * 4096, 5 * 4096);
    fs.writeFileSync(setup.path, bytes);
    const restarts: string[] = [];
    const db = setup.open({ onRestart: (reason) => restarts.push(reason) });
    const { value } = db.read((reader) => {
      try {
        reader.all('SELECT sum(n), sum(length(pad)) FROM t');
      } catch (error) {
        return [Failure.is(error) ? error.code : error, ...reader.all('SELECT x FROM u')];
      }
      return assert.fail('no damage');
    });
    assert.deepEqual(value, ['db_damaged', [1], [2]]);
    // Believed on the second look, which shares nothing with the first; and then known.
    assert.deepEqual(restarts, ['damage suspected']);
    assert.throws(() => all(db, 'SELECT sum(n), sum(length(pad)) FROM t'), (error) => Failure.is(error, 'db_damaged'));
    assert.equal(restarts.length, 1);
  });

  it('truncated halfway and mid-page: says what is missing, reads what is left', () => {
    const bytes = build(setup.sqlJs, `CREATE TABLE early(x); INSERT INTO early VALUES (7); ${tableSql(2000)}`);
    const pages = bytes.length / 4096;
    for (const [size, missing] of [[Math.floor(pages / 2) * 4096, Math.ceil(pages / 2)], [bytes.length - 1000, 1], [bytes.length - 5000, 2]] as const) {
      fs.writeFileSync(setup.path, bytes.subarray(0, size));
      const db = setup.open();
      const { value, snapshot } = db.read((reader) => reader.all('SELECT x FROM early'));
      assert.deepEqual([value, snapshot.missingPages], [[[7]], missing]);
      if (missing > 2) assert.throws(() => sum(db), (error) => Failure.is(error, 'db_damaged'));
    }
  });

  it('truncated within a long value: damaged, not a value that ends in zeros', () => {
    const bytes = build(setup.sqlJs, `CREATE TABLE long(x); INSERT INTO long VALUES (printf('%020000d', 7))`);
    fs.writeFileSync(setup.path, bytes.subarray(0, bytes.length - 4096));
    assert.throws(() => all(setup.open(), 'SELECT x FROM long'), (error) => Failure.is(error, 'db_damaged'));
  });

  for (const name of ['with space', 'a?b#c%20d', 'größe-日本-🙂', "quote'\"", '-wal', 'new\nline']) {
    it(`path ${JSON.stringify(name)}`, () => {
      const path = join(setup.folder, name);
      fs.writeFileSync(path, build(setup.sqlJs, tableSql(10)));
      assert.equal(sum(setup.open({ path })), sumOf(10));
    });
  }

  it('a symlink to a database, with the neighbours of the real one, as native SQLite does', () => {
    native(setup.path, tableAndWal, 'killed');
    const link = join(setup.folder, 'link.db');
    fs.symlinkSync('state.db', link);
    const db = setup.open({ path: link });
    assert.equal(sum(db), sumOf(20));
    const other = join(setup.folder, 'other.db');
    native(other, tableAndWal.replaceAll('20', '30'), 'killed');
    fs.unlinkSync(link);
    fs.symlinkSync(other, link);
    assert.equal(sum(db), sumOf(30));
  });
});

const tableAndWal = `db.exec("PRAGMA journal_mode=WAL"); db.exec(${JSON.stringify(tableSql(20))});`;

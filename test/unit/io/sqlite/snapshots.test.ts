import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { CancellationError, Failure } from '../../../../src/core/failure';
import { nodeFiles } from '../../../../src/io/files';
import type { ReadFiles } from '../../../../src/io/files';
import type { SnapshotReader } from '../../../../src/io/sqlite/snapshotReader';
import { changedPages, encodeWal } from '../../../support/walFile';
import { all, build, native, sum, sumOf, tableSql, useSetup } from './setup';

const WAL = 'db.exec("PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0");';
const create = (rows: number): string => `db.exec(${JSON.stringify(tableSql(rows))});`;
const insert = (n: number): string => `db.exec("INSERT INTO t VALUES (${n}, 'new')");`;

describe('snapshots', () => {
  const setup = useSetup();
  const mode = (db: ReturnType<typeof setup.open>): string => db.read(() => 0).snapshot.mode;

  it('of a WAL whose rows are nowhere else', () => {
    native(setup.path, `${WAL} ${create(500)}`, 'killed');
    assert.ok(fs.statSync(setup.path).size <= 4096);
    const db = setup.open();
    assert.equal(sum(db), sumOf(500));
    assert.equal(mode(db), 'wal');
    assert.deepEqual(all(db, 'PRAGMA integrity_check'), [['ok']]);
  });

  for (const pageSize of [512, 1024, 4096, 8192, 65536]) {
    it(`of pages of ${pageSize} bytes, in the WAL and in the file`, () => {
      native(setup.path, `db.exec("PRAGMA page_size=${pageSize}"); ${WAL} ${create(700)}
        db.exec("PRAGMA wal_checkpoint(TRUNCATE)"); ${insert(701)}`, 'killed');
      const db = setup.open();
      assert.equal(sum(db), sumOf(701));
      assert.equal(db.read(() => 0).snapshot.pageSizeBytes, pageSize);
      assert.deepEqual(all(db, 'PRAGMA integrity_check'), [['ok']]);
    });
  }

  for (const checksumOrder of ['little', 'big'] as const) {
    it(`of a WAL with ${checksumOrder}-endian checksums`, () => {
      const before = build(setup.sqlJs, tableSql(300));
      const after = build(setup.sqlJs, `${tableSql(300)} UPDATE t SET pad = 'changed' WHERE n % 7 = 0`);
      const transaction = { pages: changedPages(before, after, 4096), pageCount: after.length / 4096 };
      fs.writeFileSync(setup.path, before);
      fs.writeFileSync(`${setup.path}-wal`, encodeWal({ pageSizeBytes: 4096, transactions: [transaction], checksumOrder }));
      assert.deepEqual(all(setup.open(), "SELECT count(*) FROM t WHERE pad = 'changed'"), [[42]]);
    });
  }

  it('have a token that is equal while nothing changes, and differs after each commit', () => {
    native(setup.path, `${WAL} ${create(50)}`, 'killed');
    const [db, other] = [setup.open(), setup.open()];
    const seen = new Set<string>();
    for (let n = 51; n < 55; n++) {
      const token = db.token();
      assert.deepEqual([db.token(), db.read(() => 0).snapshot.token, other.token()], [token, token, token]);
      assert.equal(seen.has(token), false);
      seen.add(token);
      native(setup.path, insert(n), 'killed');
      assert.equal(sum(db), sumOf(n));
    }
    native(setup.path, 'db.prepare("SELECT count(*) FROM t").get()'); // the last one out checkpoints and deletes the WAL
    assert.equal(seen.has(db.token()), false);
    assert.deepEqual([sum(db), mode(db)], [sumOf(54), 'main']);
    native(setup.path, `db.exec('PRAGMA journal_mode=DELETE')`);
    const token = db.token();
    assert.equal(db.token(), token);
    native(setup.path, insert(55));
    assert.notEqual(db.token(), token);
    assert.equal(sum(db), sumOf(55));
  });

  it('ignore garbage, an empty WAL and one that is too short', () => {
    native(setup.path, `${WAL} ${create(50)}`);
    const db = setup.open();
    for (const wal of ['', 'short', 'garbage'.repeat(5000), Buffer.alloc(100_000)]) {
      fs.writeFileSync(`${setup.path}-wal`, wal);
      assert.deepEqual([sum(db), mode(db)], [sumOf(50), 'main']);
    }
  });

  it('ignore frames of an older generation behind those of the present one', () => {
    native(setup.path, `${WAL} ${create(50)} for (let i = 0; i < 40; i++) db.exec("UPDATE t SET pad = pad || 'old'");
      db.exec("PRAGMA wal_checkpoint(RESTART)"); ${insert(51)}`, 'killed');
    assert.ok(fs.statSync(`${setup.path}-wal`).size > 40 * 4096);
    const db = setup.open();
    assert.equal(sum(db), sumOf(51));
    assert.deepEqual(all(db, 'PRAGMA integrity_check'), [['ok']]);
  });

  it('of a WAL without its index, and in a folder where nothing may be made', () => {
    native(setup.path, `${WAL} ${create(50)}`, 'killed');
    fs.rmSync(`${setup.path}-shm`);
    assert.equal(sum(setup.open()), sumOf(50));
    fs.rmSync(`${setup.path}-wal`);
    fs.writeFileSync(setup.path, build(setup.sqlJs, tableSql(9)).fill(2, 18, 20));
    assert.equal(sum(setup.open()), sumOf(9));
    assert.deepEqual(fs.readdirSync(setup.folder), ['state.db']);
  });

  it('leave a hot journal alone and read the state before it', () => {
    native(setup.path, `db.exec("PRAGMA journal_mode=DELETE"); ${create(3000)}`);
    native(setup.path, `db.exec("PRAGMA cache_size=5; PRAGMA synchronous=FULL; BEGIN; UPDATE t SET pad = 'uncommitted', n = n + 100000; DELETE FROM t WHERE n % 3 = 0");`, 'killed');
    const journal = fs.readFileSync(`${setup.path}-journal`);
    assert.ok(journal.length > 10 * 4096);
    const db = setup.open();
    assert.deepEqual([sum(db), mode(db)], [sumOf(3000), 'journal']);
    assert.deepEqual(all(db, 'PRAGMA integrity_check'), [['ok']]);
    assert.equal(db.token(), db.token());
    assert.deepEqual(fs.readFileSync(`${setup.path}-journal`), journal);
    native(setup.path, 'db.prepare("SELECT count(*) FROM t").get()'); // rolls back
    assert.deepEqual([sum(db), mode(db)], [sumOf(3000), 'main']);
  });

  it('begin anew when a transaction begins, even before it changed the main file', () => {
    const hot = `${setup.path}.hot`;
    native(hot, `db.exec("PRAGMA journal_mode=DELETE"); ${create(3000)}`);
    native(hot, `db.exec("PRAGMA cache_size=5; BEGIN; UPDATE t SET pad = 'uncommitted'")`, 'killed');
    native(setup.path, `db.exec("PRAGMA journal_mode=DELETE"); ${create(3000)}`);
    const db = setup.open({ cacheKiB: 16, readAheadBytes: 4096 });
    let runs = 0;
    const { snapshot } = db.read((reader) => {
      runs++;
      reader.all('SELECT sum(n) FROM t');
      if (runs === 1) fs.copyFileSync(`${hot}-journal`, `${setup.path}-journal`);
      return reader.all('SELECT sum(n) FROM t');
    });
    assert.deepEqual([runs, snapshot.mode], [2, 'journal']);
  });

  for (const journalMode of ['TRUNCATE', 'PERSIST']) {
    it(`take the leftovers of journal_mode ${journalMode} for nothing`, () => {
      native(setup.path, `db.exec("PRAGMA journal_mode=${journalMode}"); ${create(50)} ${insert(51)}`, 'killed');
      assert.ok(fs.existsSync(`${setup.path}-journal`));
      const db = setup.open();
      assert.deepEqual([sum(db), mode(db)], [sumOf(51), 'main']);
    });
  }

  it('follow VACUUM, a changed page size, and a file that takes the place of another', () => {
    native(setup.path, `db.exec("PRAGMA journal_mode=DELETE"); ${create(2000)}`);
    const db = setup.open();
    assert.equal(sum(db), sumOf(2000));
    native(setup.path, `db.exec("DELETE FROM t WHERE n > 100; VACUUM")`);
    assert.equal(sum(db), sumOf(100));
    native(setup.path, `db.exec("PRAGMA page_size=1024; VACUUM")`);
    assert.deepEqual([sum(db), db.read(() => 0).snapshot.pageSizeBytes], [sumOf(100), 1024]);
    const other = `${setup.path}.new`;
    native(other, `db.exec("PRAGMA journal_mode=DELETE"); ${create(77)}`);
    fs.renameSync(other, setup.path);
    assert.equal(sum(db), sumOf(77));
    fs.rmSync(setup.path);
    assert.throws(() => sum(db), (error) => Failure.is(error, 'db_missing'));
    native(setup.path, create(12));
    assert.equal(sum(db), sumOf(12));
  });

  it('never read one file by the schema of another, also where both have the same schema cookie', () => {
    const write = (sql: string): void => {
      // Made whole, then moved or written into place: as restoring a backup does.
      const bytes = build(setup.sqlJs, sql);
      fs.writeFileSync(`${setup.path}.new`, bytes);
    };
    const firstRow = (): unknown => all(db, 'SELECT a FROM t')[0]![0];
    const db = setup.open();
    write("CREATE TABLE t(a TEXT, b TEXT); INSERT INTO t VALUES('a', 'b')");
    fs.renameSync(`${setup.path}.new`, setup.path);
    assert.equal(firstRow(), 'a');
    write("CREATE TABLE t(b TEXT, a TEXT); INSERT INTO t VALUES('b', 'a')");
    fs.renameSync(`${setup.path}.new`, setup.path);
    assert.equal(firstRow(), 'a');
    write("CREATE TABLE t(c TEXT, a TEXT, b TEXT); INSERT INTO t VALUES('c', 'a', 'b')");
    fs.copyFileSync(`${setup.path}.new`, setup.path);
    assert.equal(firstRow(), 'a');
  });

  it('follow VACUUM in a WAL, where pages of the main file are cut off by a checkpoint', () => {
    native(setup.path, `${WAL} ${create(3000)}`);
    // One read lasts over a VACUUM, a checkpoint that cuts the file, and must not see zeros for what was cut off.
    const db = setup.open({ cacheKiB: 16, readAheadBytes: 4096 });
    let runs = 0;
    const { value } = db.read((reader) => {
      runs++;
      const first = reader.first('SELECT count(*), min(n) FROM t');
      if (runs === 1) native(setup.path, `${WAL} db.exec("DELETE FROM t WHERE n < 2900; VACUUM; PRAGMA wal_checkpoint(PASSIVE)")`, 'killed');
      return [first, reader.first('SELECT count(*), min(n), min(length(pad)) FROM t')];
    });
    assert.deepEqual(value, [[101, 2900], [101, 2900, 300]]);
    assert.equal(runs, 2);
  });

  for (const [what, checkpoint, expectedRuns] of [
    // Without a checkpoint nothing that the read has seen was touched; the wal-index says so.
    ['do not read again when a commit only lies in the WAL', '', 1],
    ['read again when a commit was checkpointed under them', 'db.exec("PRAGMA wal_checkpoint(PASSIVE)");', 2],
  ] as const) {
    it(what, () => {
      native(setup.path, `${WAL} ${create(3000)} db.exec("PRAGMA wal_checkpoint(TRUNCATE)"); ${insert(3001)}`, 'killed');
      const db = setup.open({ cacheKiB: 16, readAheadBytes: 4096 });
      let runs = 0;
      const { value } = db.read((reader) => {
        runs++;
        const before = reader.first('SELECT sum(length(pad)) FROM t')![0] as number;
        if (runs === 1) native(setup.path, `${WAL} db.exec("UPDATE t SET pad = pad || 'x'"); ${checkpoint}`, 'killed');
        return (reader.first('SELECT sum(length(pad)) FROM t')![0] as number) - before;
      });
      assert.deepEqual([value, runs], [0, expectedRuns]);
    });
  }

  it('may not be used after their read', () => {
    native(setup.path, create(5));
    let kept: SnapshotReader | undefined;
    setup.open().read((reader) => void (kept = reader));
    assert.throws(() => kept!.all('SELECT 1'), /after its read/);
  });

  it('answer all, first and each, nested and stopped early, with values of every kind', () => {
    native(setup.path, create(5));
    const db = setup.open();
    const { value } = db.read((reader) => {
      const pairs: unknown[] = [];
      reader.each('SELECT n FROM t WHERE n <= ?', [2], ([outer]) => {
        reader.each('SELECT n FROM t WHERE n <= ?', [9], ([inner]) => {
          pairs.push([outer, inner]);
          return (inner as number) < 2;
        });
      });
      return [pairs, reader.first('SELECT n FROM t WHERE n > 5'), reader.first("SELECT 1.5, x'00ff', NULL, ?", ['ü'])];
    });
    assert.deepEqual(value, [[[1, 1], [1, 2], [2, 1], [2, 2]], null, [1.5, new Uint8Array([0, 255]), null, 'ü']]);
    assert.deepEqual(all(db, 'SELECT ?', [null]), [[null]]);
    assert.deepEqual(all(db, 'SELECT count(?)', []), [[0]], 'no parameter is left from before');
  });

  it("pass on the callback's own errors, SQL errors and cancellation, and go on", () => {
    native(setup.path, create(5));
    const db = setup.open();
    const own = new Error('own');
    const thrower = (error: unknown) => (): never => {
      throw error;
    };
    assert.throws(() => db.read(thrower(own)), own);
    assert.throws(() => db.read((reader) => reader.each('SELECT 1', [], thrower(own))), own);
    assert.throws(() => db.read(thrower(new Failure('session_not_found'))), (error) => Failure.is(error, 'session_not_found'));
    assert.throws(() => db.read(thrower(new CancellationError())), CancellationError);
    assert.throws(() => all(db, 'SELECT * FROM nowhere'), /no such table: nowhere/);
    assert.equal(sum(db), sumOf(5));
  });

  it('keep what depends on the schema alone until that changes, and nothing of a read that was void', () => {
    native(setup.path, `${WAL} ${create(3000)} db.exec("PRAGMA wal_checkpoint(TRUNCATE)"); ${insert(3001)}`, 'killed');
    const db = setup.open();
    let made = 0;
    const tables = (reader: SnapshotReader): unknown => {
      made++;
      return reader.first('SELECT count(*) FROM sqlite_schema')?.[0];
    };
    const look = (): unknown => db.read((reader) => reader.ofSchema(tables)).value;
    assert.deepEqual([look(), look(), made], [1, 1, 1]);
    native(setup.path, insert(3002), 'killed');
    assert.deepEqual([look(), made], [1, 1]);
    native(setup.path, 'db.exec("CREATE TABLE u(x)")', 'killed');
    assert.deepEqual([look(), look(), made], [2, 2, 2]);
    let runs = 0;
    db.read((reader) => {
      reader.ofSchema(tables);
      reader.all('SELECT sum(n), sum(length(pad)) FROM t');
      if (++runs === 1) native(setup.path, `${WAL} db.exec("UPDATE t SET pad = pad || 'x'"); db.exec("PRAGMA wal_checkpoint(PASSIVE)");`, 'killed');
    });
    assert.deepEqual([runs, made], [2, 3]);
  });

  it('cannot be written', () => {
    native(setup.path, create(5));
    const db = setup.open();
    for (const sql of ['DELETE FROM t', 'CREATE TABLE u(x)', 'VACUUM', 'PRAGMA user_version=3']) assert.throws(() => all(db, sql), sql);
    assert.equal(sum(db), sumOf(5));
  });

  it('are read from warm caches while nothing changes, and proven pages outlive a commit', () => {
    native(setup.path, `${WAL} ${create(3000)} db.exec("PRAGMA wal_checkpoint(TRUNCATE)"); ${insert(3001)}`, 'killed');
    let pageReads = 0;
    const files: ReadFiles = {
      ...nodeFiles,
      read(fd, into, offset, length, position) {
        if (length >= 4096) pageReads++;
        return nodeFiles.read(fd, into, offset, length, position);
      },
    };
    const db = setup.open({ files });
    sum(db);
    const cold = pageReads;
    assert.ok(cold > 10);
    for (let i = 0; i < 20; i++) sum(db);
    assert.equal(pageReads, cold);
    native(setup.path, insert(3002), 'killed');
    assert.equal(sum(db), sumOf(3002));
    // The frames of the WAL, and no page of the main file that was read before.
    assert.ok(pageReads - cold < 12, `${pageReads - cold} reads`);
  });

  it('wait until a young modification time can be told from the next one, also where times are whole seconds', () => {
    fs.writeFileSync(setup.path, build(setup.sqlJs, tableSql(9)));
    for (const [mtime, expected] of [[1_700_000_000.5, 61], [1_700_000_000, 2101]] as const) {
      fs.utimesSync(setup.path, mtime, mtime);
      let clock = mtime * 1000 - 1;
      const waits: number[] = [];
      const sleep = (ms: number): void => {
        waits.push(ms);
        clock += ms;
      };
      assert.equal(sum(setup.open({ now: () => clock, sleep })), sumOf(9));
      assert.equal(waits.length, 1);
      assert.ok(Math.abs(waits[0]! - expected) <= 1, String(waits));
      // On a clock that is not ours no age says anything, until it was watched.
      clock = mtime * 1000 + 1e6;
      assert.equal(sum(setup.open({ now: () => clock, sleep })), sumOf(9));
      assert.equal(waits.length, 1);
      assert.equal(sum(setup.open({ now: () => clock, sleep, storage: 'shared' })), sumOf(9));
      assert.equal(waits.length, 2);
    }
  });
});

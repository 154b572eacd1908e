import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import type { LogProblemKind } from '../../../../src/core/logProblem';
import { nodeFiles } from '../../../../src/io/files';
import type { OpenDatabaseOptions } from '../../../../src/io/sqlite/openDatabase';
import type { ReadableDatabase } from '../../../../src/io/sqlite/snapshotReader';
import { encodeWal, type WalTransaction } from '../../../support/walFile';
import { all, build, native, sum, sumOf, tableSql, useSetup } from './setup';

const PAGE = 4096;
const FRAME = 24 + PAGE;
const WAL = 'db.exec("PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0");';
const create = (rows: number): string => `db.exec(${JSON.stringify(tableSql(rows))});`;
const insert = (...rows: number[]): string => rows.map((n) => `db.exec("INSERT INTO t VALUES (${n}, 'later')");`).join('');

describe('a log that cannot be used whole', function () {
  this.timeout(60_000);
  const setup = useSetup();
  const walPath = (): string => `${setup.path}-wal`;

  /** Fifty rows in the file and three transactions in the log, left by a writer that died long ago. */
  function threeCommits(index: 'with an index' | 'without one'): Buffer {
    for (const end of ['', '-wal', '-shm']) fs.rmSync(`${setup.path}${end}`, { recursive: true, force: true });
    native(setup.path, `${WAL} ${create(50)} db.exec("PRAGMA wal_checkpoint(TRUNCATE)"); ${insert(51, 52, 53)}`, 'killed');
    if (index === 'without one') fs.rmSync(`${setup.path}-shm`);
    return fs.readFileSync(walPath());
  }

  function writeLog(bytes: Uint8Array): void {
    fs.writeFileSync(walPath(), bytes);
    age();
  }
  /** Nobody has written for an hour. */
  function age(): void {
    const before = Date.now() / 1000 - 3600;
    fs.utimesSync(walPath(), before, before);
  }

  function kindOf(db: ReadableDatabase): LogProblemKind | null {
    sum(db);
    const problem = db.logProblem();
    if (problem !== null) assert.equal(problem.path, fs.realpathSync(setup.folder) + '/state.db-wal');
    return problem?.kind ?? null;
  }
  const kind = (options: Partial<OpenDatabaseOptions> = {}): LogProblemKind | null => kindOf(setup.open(options));

  const flipped = (bytes: Buffer, at: number): Buffer => {
    const copy = Buffer.from(bytes);
    copy[at]! ^= 0x10;
    return copy;
  };
  const inFrame = (frame: number, offset: number): number => 32 + frame * FRAME + offset;

  it('is told when a bit of it turned, in its header or before its end, and counts up to there', () => {
    const wal = threeCommits('without one');
    const frames = (wal.length - 32) / FRAME;
    assert.ok(frames >= 3);
    const last = frames - 1;
    const cases: [at: number, kind: LogProblemKind, rows: number][] = [
      [20, 'header', 50],
      [2, 'header', 50],
      [inFrame(0, 100), 'damaged', 50],
      [inFrame(0, 9), 'damaged', 50],
      [inFrame(0, 3), 'damaged', 50],
      [inFrame(1, 2000), 'damaged', 51],
      // The last commit of all: nothing follows that could tell, but that it says "commit" itself.
      [inFrame(last, 100), 'damaged', 52],
    ];
    for (const [at, expected, rows] of cases) {
      writeLog(flipped(wal, at));
      const db = setup.open();
      assert.deepEqual([kindOf(db), sum(db)], [expected, sumOf(rows)], `byte ${at}`);
    }
  });

  it('is told when garbage or zeros stand in it', () => {
    const wal = threeCommits('without one');
    // Far from its salts, which are random: garbage that passes for an older frame is rare, and cannot be told from one.
    for (const byte of [0, wal[16]! ^ 0x80]) {
      writeLog(Buffer.from(wal).fill(byte, 0, 32));
      assert.equal(kind(), 'header');
      writeLog(Buffer.from(wal).fill(byte));
      assert.equal(kind(), 'header');
      for (const frame of [0, 1]) {
        writeLog(Buffer.from(wal).fill(byte, inFrame(frame, 0)));
        assert.equal(kind(), 'damaged', `from frame ${frame}`);
      }
      writeLog(Buffer.from(wal).fill(byte, inFrame(1, 0), inFrame(2, 0)));
      assert.equal(kind(), 'damaged', 'in the middle');
    }
    writeLog(Buffer.alloc(100_000, 'garbage'));
    assert.equal(kind(), 'header');
  });

  it('is told when it ends within a frame, and when its index knows of more', () => {
    const wal = threeCommits('without one');
    for (const size of [wal.length - 1, wal.length - PAGE, wal.length - PAGE - 20, inFrame(0, 4), inFrame(1, 1)]) {
      writeLog(wal.subarray(0, size));
      assert.equal(kind(), 'cut', `${size} bytes`);
    }
    const indexed = threeCommits('with an index');
    for (const size of [inFrame(2, 0), inFrame(1, 0), inFrame(1, 700), 32]) {
      fs.writeFileSync(walPath(), indexed.subarray(0, size));
      assert.equal(kind(), 'cut', `${size} bytes, just now`);
    }
    fs.writeFileSync(walPath(), flipped(indexed, inFrame(1, 100)));
    assert.equal(kind(), 'damaged');
  });

  it('is told when it is gone and its index says that not all of it was in the file', () => {
    threeCommits('with an index');
    for (const take of [() => fs.truncateSync(walPath()), () => fs.truncateSync(walPath(), 0), () => fs.rmSync(walPath())]) {
      take();
      assert.equal(kind(), 'gone');
    }
    assert.equal(kind({ storage: 'shared' }), null, 'whose index nobody can trust');
  });

  it('is told when it is no file: a folder, a pipe, links in a circle', () => {
    threeCommits('without one');
    const things: (() => void)[] = [
      () => fs.mkdirSync(walPath()),
      () => execFileSync('mkfifo', [walPath()]),
      () => fs.symlinkSync('state.db-wal', walPath()),
    ];
    for (const make of things) {
      fs.rmSync(walPath(), { recursive: true, force: true });
      make();
      const db = setup.open();
      assert.deepEqual([kindOf(db), sum(db)], ['not_a_file', sumOf(50)]);
    }
  });

  it('is told when the file lacks what an earlier generation had written to it', () => {
    native(setup.path, `${WAL} ${create(50)} db.exec("PRAGMA wal_checkpoint(TRUNCATE)");`);
    const older = fs.readFileSync(setup.path);
    native(
      setup.path,
      `${WAL} for (let i = 0; i < 5; i++) db.exec("UPDATE t SET pad = 'x' || " + i + " || substr(pad, 9)");
      db.exec("PRAGMA wal_checkpoint(RESTART)"); ${insert(51)}`,
      'killed',
    );
    fs.rmSync(`${setup.path}-shm`);
    age();
    assert.equal(kind(), null, 'all of it arrived');
    const now = fs.readFileSync(setup.path);
    fs.writeFileSync(setup.path, older);
    assert.equal(kind(), 'not_reached');
    fs.writeFileSync(setup.path, now);
    assert.equal(kind(), null);
  });

  it('is told when its end cannot be read', () => {
    const wal = threeCommits('without one');
    // Room for a fourth frame that nobody can read.
    writeLog(Buffer.concat([wal, Buffer.alloc(FRAME)]));
    const read: typeof nodeFiles.read = (fd, into, offset, length, position) => {
      const isEnd = nodeFiles.statOpen(fd).sizeBytes === wal.length + FRAME && position >= wal.length && length === 24;
      if (isEnd && armed) throw Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO' });
      return nodeFiles.read(fd, into, offset, length, position);
    };
    let armed = false;
    const db = setup.open({ files: { ...nodeFiles, read } });
    assert.equal(sum(db), sumOf(53));
    armed = true;
    assert.deepEqual(db.logProblem(), { kind: 'unreadable', path: walPath(), errno: 'EIO' });
    armed = false;
    assert.notEqual(db.logProblem()?.kind, 'unreadable', 'looked at anew once it reads');
  });

  it('is not told of what is normal', () => {
    const normal: Record<string, () => void> = {
      'no log': () => native(setup.path, create(50)),
      'an empty log': () => native(setup.path, `${WAL} ${create(50)} db.exec("PRAGMA wal_checkpoint(TRUNCATE)");`, 'killed'),
      'a log that was never copied': () => native(setup.path, `${WAL} ${create(50)} ${insert(51, 52)}`, 'killed'),
      'a log that was copied': () => native(setup.path, `${WAL} ${create(50)} db.exec("PRAGMA wal_checkpoint(PASSIVE)")`, 'killed'),
      'a log begun anew over an older one': () =>
        native(
          setup.path,
          `${WAL} ${create(500)} db.exec("UPDATE t SET pad = 'y' || pad"); db.exec("PRAGMA wal_checkpoint(RESTART)"); ${insert(501)}
          db.exec("PRAGMA wal_checkpoint(RESTART)"); ${insert(502, 503)}`,
          'killed',
        ),
      'a database that shrank and grew since': () =>
        native(
          setup.path,
          `${WAL} ${create(900)} db.exec("PRAGMA wal_checkpoint(RESTART)"); db.exec("DELETE FROM t WHERE n > 9"); db.exec("VACUUM");
          db.exec("PRAGMA wal_checkpoint(PASSIVE)"); ${insert(10)}`,
          'killed',
        ),
      'a transaction that spilled and runs': () =>
        native(setup.path, `${WAL} ${create(50)} db.exec("PRAGMA cache_size=5; BEGIN");
          for (let i = 0; i < 300; i++) db.exec("INSERT INTO t VALUES (" + (1000 + i) + ", hex(zeroblob(1500)))");`, 'killed'),
      'a long transaction that spilled, was rolled back, and a short one after it': () =>
        native(setup.path, `${WAL} ${create(50)} db.exec("PRAGMA cache_size=5; BEGIN");
          for (let i = 0; i < 300; i++) db.exec("INSERT INTO t VALUES (" + (1000 + i) + ", hex(zeroblob(1500)))");
          db.exec("ROLLBACK"); ${insert(51)}`, 'killed'),
      'a log cut by journal_size_limit within an older frame': () =>
        native(
          setup.path,
          `${WAL} db.exec("PRAGMA journal_size_limit=100000"); ${create(500)} db.exec("UPDATE t SET pad = 'y' || pad");
          db.exec("PRAGMA wal_checkpoint(RESTART)"); ${insert(501)}`,
          'killed',
        ),
      'a header and nothing behind it': () => {
        native(setup.path, `${WAL} ${create(50)} db.exec("PRAGMA wal_checkpoint(TRUNCATE)");`);
        fs.writeFileSync(walPath(), encodeWal({ pageSizeBytes: PAGE, transactions: [] }));
      },
      'too little for a frame': () => {
        native(setup.path, `${WAL} ${create(50)} db.exec("PRAGMA wal_checkpoint(TRUNCATE)");`);
        fs.writeFileSync(walPath(), 'short');
      },
      'a rollback journal': () =>
        native(setup.path, `${create(50)} db.exec("PRAGMA cache_size=5; BEGIN; UPDATE t SET pad = 'z' || pad");`, 'killed'),
    };
    for (const [what, make] of Object.entries(normal)) {
      for (const end of ['', '-wal', '-shm', '-journal']) fs.rmSync(`${setup.path}${end}`, { force: true });
      make();
      if (fs.existsSync(walPath())) age();
      assert.equal(kind(), null, what);
      assert.equal(kind({ storage: 'shared' }), null, `${what}, on shared storage`);
      fs.rmSync(`${setup.path}-shm`, { force: true });
      assert.equal(kind(), null, `${what}, without an index`);
    }
  });

  it('is not told of a log that is gone when all of it had reached the file', () => {
    native(setup.path, `${WAL} ${create(50)} ${insert(51)} db.exec("PRAGMA wal_checkpoint(PASSIVE)");`, 'killed');
    fs.truncateSync(walPath(), 0);
    assert.equal(kind(), null);
  });

  describe('whose older generation is compared with the file', () => {
    let main: Buffer;
    let pages: number;
    beforeEach(() => {
      main = build(setup.sqlJs, tableSql(500));
      pages = main.length / PAGE;
    });
    const page = (number: number): Buffer => main.subarray((number - 1) * PAGE, number * PAGE);
    /** The same rows with another text: a leaf of the table that the file does not hold. */
    const other = (number: number): Buffer => Buffer.from(page(number).toString('latin1').replaceAll('000', '111'), 'latin1');
    const commit = (content: (number: number) => Buffer, pageCount: number, ...numbers: number[]): WalTransaction => ({
      pageCount,
      pages: new Map(numbers.map((number) => [number, content(number)])),
    });

    /** A log of `newer` written over one of `older`, at rest. */
    function kindOver(older: WalTransaction[], newer: WalTransaction[], salt = 8): LogProblemKind | null {
      const before = encodeWal({ pageSizeBytes: PAGE, transactions: older, salts: [7, 70] });
      const after = encodeWal({ pageSizeBytes: PAGE, transactions: newer, salts: [salt, 80] });
      assert.ok(before.length > after.length);
      fs.writeFileSync(setup.path, main);
      writeLog(Buffer.concat([after, before.subarray(after.length)]));
      const db = setup.open();
      db.token();
      return db.logProblem()?.kind ?? null;
    }

    it('tells of a committed page that the file does not hold', () => {
      assert.equal(kindOver([commit(page, pages, 5, 6, 7, 8)], [commit(page, pages, 5)]), null);
      assert.equal(kindOver([commit(other, pages, 5, 6, 7, 8)], [commit(page, pages, 5)]), 'not_reached');
      // Also over nothing but a new header.
      assert.equal(kindOver([commit(other, pages, 5, 6, 7, 8)], []), 'not_reached');
    });

    it('compares only what that generation wrote last of a page', () => {
      const twice = [commit(other, pages, 5, 6, 7), commit(page, pages, 6, 7)];
      assert.equal(kindOver(twice, [commit(page, pages, 5)]), null);
    });

    it('leaves out pages that the log has anew, and those it made the file lose', () => {
      assert.equal(kindOver([commit(page, pages, 5, 6), commit(other, pages, 7)], [commit(page, pages, 7)]), null);
      const shrunk = [commit(page, 4, 2), commit(page, pages, 3)];
      assert.equal(kindOver([commit(page, pages, 2, 3, 4), commit(other, pages, 6, 7, 8)], shrunk), null);
      const beyond = [commit(page, pages, 2, 3), commit(other, pages, 7), commit(page, 5, 4)];
      assert.equal(kindOver(beyond, [commit(page, pages, 2)]), null);
    });

    it('leaves out frames without their commit, of generations further back, and damaged ones', () => {
      const rolledBack = [commit(page, pages, 2, 3), commit(other, 0, 5, 6)];
      assert.equal(kindOver(rolledBack, [commit(page, pages, 2)]), null);
      assert.equal(kindOver([commit(other, pages, 5, 6, 7, 8)], [commit(page, pages, 5)], 9), null);
      kindOver([commit(other, pages, 5, 6)], []);
      const log = fs.readFileSync(walPath());
      writeLog(flipped(log, inFrame(1, 500)));
      const db = setup.open();
      db.token();
      assert.equal(db.logProblem(), null);
    });
  });

  it('is not told while a writer is at it, and told once the file lies still', () => {
    const wal = threeCommits('without one');
    const broken = flipped(wal, inFrame(1, 2000));
    fs.writeFileSync(walPath(), broken);
    const writer = { writes: true };
    let now = Date.now();
    const sleep = (): void => {
      if (writer.writes) fs.writeFileSync(walPath(), broken);
    };
    const db = setup.open({ now: () => now, sleep });
    assert.equal(kindOf(db), null);
    writer.writes = false;
    assert.equal(kindOf(db), 'damaged');
    writeLog(wal);
    assert.equal(kindOf(db), null, 'what was put right is told no longer');

    // Another machine's clock and coarse times: only age counts.
    fs.writeFileSync(walPath(), broken);
    const shared = setup.open({ storage: 'shared', now: () => now, sleep: () => void (now += 3000) });
    now = Date.now();
    assert.equal(kindOf(shared), null);
    now += 10_000;
    assert.equal(kindOf(shared), 'damaged');
  });

  it('does not doubt the last frames where the index has seen every commit', () => {
    const wal = threeCommits('with an index');
    // As a writer that dies leaves them: the head of a commit whose page never came, and half of a head.
    const head = Buffer.from(wal.subarray(wal.length - FRAME, wal.length - PAGE));
    for (const rest of [Buffer.concat([head, Buffer.alloc(PAGE, 1)]), head.subarray(0, 20)]) {
      writeLog(Buffer.concat([wal, rest]));
      assert.equal(kind(), null);
      const index = fs.readFileSync(`${setup.path}-shm`);
      fs.rmSync(`${setup.path}-shm`);
      assert.notEqual(kind(), null, 'without it nobody knows');
      fs.writeFileSync(`${setup.path}-shm`, index);
    }
  });

  it('is looked at without opening anything for writing, and holds no handle', () => {
    threeCommits('without one');
    const open = new Set<number>();
    const db = setup.open({
      files: {
        ...nodeFiles,
        open: (path) => {
          const fd = nodeFiles.open(path);
          open.add(fd);
          return fd;
        },
        close: (fd) => {
          open.delete(fd);
          nodeFiles.close(fd);
        },
      },
    });
    all(db, 'SELECT 1');
    const held = open.size;
    for (let i = 0; i < 50; i++) {
      fs.utimesSync(walPath(), i, i);
      db.logProblem();
    }
    assert.equal(open.size, held);
  });
});

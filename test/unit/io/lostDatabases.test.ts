import * as assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, sep } from 'node:path';
import { findDatabaseCopies } from '../../../src/io/lostDatabases';
import { errorOf } from './memoryFiles';
import { TracedFiles } from './tracedFiles';

const two = (n: number): string => String(n).padStart(2, '0');
const DATABASE = `SQLite format 3\0${'\0'.repeat(84)}`;

describe('findDatabaseCopies', () => {
  let home: string;
  let files: TracedFiles;
  // A zone that is far from UTC, or the two could not be told apart on a machine that runs in UTC.
  const zone = process.env.TZ;
  before(() => (process.env.TZ = 'Asia/Kolkata'));
  after(() => (zone === undefined ? delete process.env.TZ : (process.env.TZ = zone)));
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'hs-'));
    files = new TracedFiles();
  });
  afterEach(() => {
    assert.equal(files.openHandles, 0);
    rmSync(home, { recursive: true });
  });

  const write = (name: string, content: string, at?: Date): void => {
    mkdirSync(dirname(join(home, name)), { recursive: true });
    writeFileSync(join(home, name), content);
    if (at !== undefined) utimesSync(join(home, name), at, at);
  };
  const nameOf = (path: string): string => relative(home, path).split(sep).join('/');
  const find = (): ReturnType<typeof findDatabaseCopies> => findDatabaseCopies(join(home, 'state.db'), files);

  it('finds all that Hermes and people leave, newest first', () => {
    write('state.db', DATABASE);
    write('state.db-wal', 'w');
    write('config.yaml', '');
    write('state.db.zeroed-20261009-120000-7.bak', '\0\0');
    write('state.db.notadb-20261008-120000-7.bak', 'junk');
    write('state.db.malformed-backup-20261007_120000', DATABASE);
    write('state.db.malformed-backup-20261007_120000-wal', 'frames');
    write('state.db.retired-wal-20261006-120000-7/state.db', DATABASE);
    write('state.db.retired-wal-20261006-120000-7/state.db-wal', 'frames');
    write('state.db.retired-wal-20261005-120000-7/state.db-wal', 'frames');
    write('state.db.retired-wal-20261005-120000-7/state.db.header', 'x');
    write('state.db.retired-wal-20261004-120000-7/manifest.json', '{}');
    write('state.db.bak', DATABASE, new Date(2026, 9, 3));
    write('state.db.bak-wal', '');
    write('state.db.notes', 'not a database');
    write('state-snapshots/20261002-120000-before-update/state.db', DATABASE);
    write('state-snapshots/20261002-120000-before-update/manifest.json', '{}');
    write('state-snapshots/empty/manifest.json', '{}');
    write('backups/pre-update-20261001-120000.zip', 'PK');
    write('backups/readme.txt', '');
    const local = (day: number): number => new Date(2026, 9, day, 12).getTime();
    assert.deepEqual(
      find().map((copy) => [
        nameOf(copy.path),
        copy.kind,
        copy.openable,
        copy.walPath === null ? null : nameOf(copy.walPath),
        copy.madeAt,
      ]),
      [
        ['state.db.zeroed-20261009-120000-7.bak', 'zeroed', false, null, local(9)],
        ['state.db.notadb-20261008-120000-7.bak', 'notadb', false, null, local(8)],
        [
          'state.db.malformed-backup-20261007_120000',
          'malformed',
          true,
          'state.db.malformed-backup-20261007_120000-wal',
          local(7),
        ],
        [
          'state.db.retired-wal-20261006-120000-7/state.db',
          'retired_wal',
          true,
          'state.db.retired-wal-20261006-120000-7/state.db-wal',
          local(6),
        ],
        [
          'state.db.retired-wal-20261005-120000-7',
          'retired_wal',
          false,
          'state.db.retired-wal-20261005-120000-7/state.db-wal',
          local(5),
        ],
        ['state.db.bak', 'user_copy', true, null, new Date(2026, 9, 3).getTime()],
        ['state-snapshots/20261002-120000-before-update/state.db', 'snapshot', true, null, Date.UTC(2026, 9, 2, 12)],
        ['backups/pre-update-20261001-120000.zip', 'archive', false, null, local(1)],
      ],
    );
  });

  it('works where the database itself is gone, and under another name', () => {
    write('other.db.bak', DATABASE);
    write('state.db.bak', DATABASE);
    assert.deepEqual(
      findDatabaseCopies(join(home, 'other.db'), files).map((copy) => copy.path),
      [join(home, 'other.db.bak')],
    );
    assert.deepEqual(findDatabaseCopies(join(home, 'none', 'state.db'), files), []);
  });

  it('is bounded', () => {
    for (let i = 0; i < 300; i += 1)
      write(`state.db.zeroed-20261001-10${two(Math.floor(i / 60))}${two(i % 60)}-7.bak`, '');
    const found = find();
    assert.equal(found.length, 200);
    assert.ok(found[0]?.path.endsWith('100459-7.bak'), found[0]?.path);
  });

  it('passes over what it cannot look at', () => {
    write('state.db.zeroed-20261001-120000-7.bak', '');
    write('state.db.bak/inner', '');
    write('backups', 'a file');
    symlinkSync('nowhere', join(home, 'state.db.old'));
    write('state.db.notadb-20261001-120000-7.bak', '');
    files.before = (_call, path) => {
      if (path.includes('notadb')) throw errorOf('EACCES');
    };
    assert.deepEqual(
      find().map((copy) => copy.kind),
      ['zeroed'],
    );
    files.before = (call) => {
      if (call === 'list') throw errorOf('EACCES');
    };
    assert.deepEqual(find(), []);
  });
});

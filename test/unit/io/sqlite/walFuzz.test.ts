import * as assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../../../../src/core/failure';
import { nativeNodePath } from '../../../support/nativeNode';
import { all, native, useSetup } from './setup';

const CASES = 300;
const QUERY = 'SELECT count(*), sum(n), sum(length(pad)), max(pad) FROM t';

/** Answers QUERY for each case folder by native SQLite, which recovers its WAL; "damaged" where it says so. */
const NATIVE = `
  const { DatabaseSync } = require('node:sqlite'); const fs = require('node:fs');
  const answers = [];
  for (let i = 0; i < ${CASES}; i++) {
    const db = new DatabaseSync(process.argv[1] + '/' + i + '/state.db');
    try { answers.push(Object.values(db.prepare(${JSON.stringify(QUERY)}).get())); }
    catch (error) { answers.push(/malformed/.test(error.message) ? 'damaged' : error.message); }
    db.close();
  }
  console.log(JSON.stringify(answers));`;

describe('fuzzed WAL files', () => {
  const setup = useSetup();

  it(`say to us what native recovery reads in them, ${CASES} times`, function () {
    this.timeout(120_000);
    native(
      setup.path,
      `db.exec("PRAGMA page_size=1024; PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0; CREATE TABLE t(n INTEGER PRIMARY KEY, pad TEXT)");
       const insert = db.prepare('INSERT INTO t(pad) VALUES (?)');
       const rows = (count, from) => { for (let i = 0; i < count; i++) insert.run('p'.repeat((i * 37) % 900) + (from + i)); };
       rows(60, 0); db.exec('PRAGMA wal_checkpoint(RESTART)');
       for (let round = 0; round < 12; round++) { db.exec('BEGIN'); rows(5, round * 100); db.exec("UPDATE t SET pad = pad || 'u' WHERE n % 9 = " + round % 9 + '; COMMIT'); }`,
      'killed',
    );
    const [database, wal] = [fs.readFileSync(setup.path), fs.readFileSync(`${setup.path}-wal`)];
    const older = fs.readFileSync(`${setup.path}-wal`);
    older.writeUInt32BE(older.readUInt32BE(16) - 1, 16);
    let seed = 20;
    const random = (below: number): number => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      return Math.floor((seed / 2 ** 32) * below);
    };
    for (let i = 0; i < CASES; i++) {
      const folder = join(setup.folder, String(i));
      fs.mkdirSync(folder);
      fs.writeFileSync(join(folder, 'state.db'), database);
      fs.writeFileSync(join(folder, 'state.db-wal'), mutated(wal, older, random));
    }
    // Ours first: native recovery writes.
    const ours = Array.from({ length: CASES }, (_, i) => {
      const db = setup.open({ path: join(setup.folder, String(i), 'state.db') });
      try {
        return all(db, QUERY)[0];
      } catch (error) {
        return Failure.is(error, 'db_damaged') ? 'damaged' : String(error);
      } finally {
        db.close();
      }
    });
    const { stdout, stderr } = spawnSync(nativeNodePath(), ['--no-warnings', '-e', NATIVE, setup.folder], { encoding: 'utf8' });
    assert.equal(stderr, '');
    const theirs = JSON.parse(stdout) as unknown[];
    for (let i = 0; i < CASES; i++) assert.deepEqual(ours[i], theirs[i], `case ${i}`);
    // The mutations must have cut at many different commits, or nothing was compared.
    assert.ok(new Set(ours.map((answer) => JSON.stringify(answer))).size >= 8);
  });
});

function mutated(wal: Buffer, older: Buffer, random: (below: number) => number): Buffer {
  const bytes = Buffer.from(wal);
  switch (random(6)) {
    case 0:
      return bytes.subarray(0, random(bytes.length));
    case 1:
      return Buffer.concat([bytes.subarray(0, random(bytes.length)), older]);
    case 2: {
      // Frames of another generation over the tail, on a frame border.
      const at = 32 + (24 + 1024) * random((bytes.length - 32) / (24 + 1024));
      return Buffer.concat([bytes.subarray(0, at), older.subarray(at)]);
    }
    case 3:
      return bytes.fill(0, random(bytes.length));
    case 4:
      bytes[random(60)]! ^= 1 << random(8);
      return bytes;
    default:
      for (let i = 0; i <= random(3); i++) bytes[random(bytes.length)]! ^= 1 << random(8);
      return bytes;
  }
}

import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { Failure } from '../../../../src/core/failure';
import { all, build, native, sumOf, tableSql, useSetup } from './setup';

describe('a writer that never rests', () => {
  const setup = useSetup();
  const isBusy = (error: unknown): boolean => Failure.is(error, 'db_busy') && error.details.path === setup.path;

  it('ends in db_busy after so many attempts', () => {
    fs.writeFileSync(setup.path, build(setup.sqlJs, tableSql(3000)));
    let runs = 0;
    const db = setup.open({ attempts: 7, patienceMs: 1e9, pinBytes: 0, sleep: () => undefined, now: () => Date.now() + 1e9 });
    const disturbed = (): unknown =>
      db.read((reader) => {
        if (++runs > 20) throw new Error('the attempts have no end');
        const found = reader.all('SELECT sum(n) FROM t');
        fs.utimesSync(setup.path, 1e9 + runs, 1e9 + runs + 0.5);
        return found;
      });
    assert.throws(disturbed, isBusy);
    assert.equal(runs, 7);
    assert.deepEqual(all(db, 'SELECT sum(n) FROM t'), [[sumOf(3000)]]);
  });

  it('ends in db_busy after so much time, also while no snapshot can be had at all', () => {
    fs.writeFileSync(setup.path, build(setup.sqlJs, tableSql(10)));
    let clock = Date.now();
    let touched = 0;
    const sleep = (ms: number): void => {
      clock += ms;
      touched++;
      fs.utimesSync(setup.path, clock / 1000, clock / 1000);
    };
    sleep(0);
    const db = setup.open({ now: () => clock, sleep, patienceMs: 3000 });
    const begunAt = clock;
    assert.throws(() => db.token(), isBusy);
    assert.ok(clock - begunAt >= 3000 && clock - begunAt < 4000);
    assert.ok(touched > 10);
  });

  it('is outrun by copying a small database first', () => {
    native(setup.path, `db.exec("PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0"); db.exec(${JSON.stringify(tableSql(3000))})`);
    const db = setup.open({ cacheKiB: 16, readAheadBytes: 4096 });
    let runs = 0;
    const { value, snapshot } = db.read((reader) => {
      runs++;
      const before = reader.first('SELECT count(*) FROM t');
      native(setup.path, `db.exec("PRAGMA journal_mode=WAL; UPDATE t SET pad = pad || '${runs}'; PRAGMA wal_checkpoint(TRUNCATE)")`, 'killed');
      return [before, reader.first('SELECT count(*) FROM t'), reader.first('SELECT count(DISTINCT length(pad)) FROM t')];
    });
    assert.deepEqual(value, [[3000], [3000], [1]]);
    assert.deepEqual([snapshot.mode, runs], ['pinned', 3]);
    assert.equal(db.read(() => 0).snapshot.mode, 'main');
  });
});

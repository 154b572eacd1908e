import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import type { Database } from 'sql.js';
import { Failure } from '../../../../src/core/failure';
import type { SqlJs } from '../../../../src/io/sqlite/openSqlJs';
import { PageArray } from '../../../../src/io/sqlite/pageArray';
import { selfTest } from '../../../../src/io/sqlite/selfTest';
import { build, native, sum, sumOf, tableSql, useSetup } from './setup';

describe('a sql.js that does not read through a page array', () => {
  const setup = useSetup();
  let isBroken = true;

  /** The same sql.js, but it copies what it is given, as other builds might. */
  function copying(): SqlJs {
    const Original = setup.sqlJs.Database;
    const Database = function (data?: ArrayLike<number> | null): Database {
      return new Original(isBroken && data instanceof PageArray ? data.subarray(0, 2048).slice() : data);
    };
    return { ...setup.sqlJs, Database: Database as unknown as SqlJs['Database'] };
  }
  beforeEach(() => {
    isBroken = true;
  });

  it('fails its self-test', () => assert.notEqual(selfTest(copying()), null));

  it('still reads everything, WAL included, from a copy, and says so', () => {
    native(setup.path, `db.exec("PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0"); db.exec(${JSON.stringify(tableSql(500))})`, 'killed');
    const db = setup.open({ sqlJs: copying() });
    assert.equal(sum(db), sumOf(500));
    assert.equal(db.read(() => 0).snapshot.mode, 'copy');
    native(setup.path, "db.exec(\"INSERT INTO t VALUES (501, 'new')\")", 'killed');
    assert.equal(sum(db), sumOf(501));
  });

  it('refuses what is too large to copy', () => {
    fs.writeFileSync(setup.path, build(setup.sqlJs, tableSql(500)));
    const db = setup.open({ sqlJs: copying(), copyBytes: 10_000 });
    const isTooLarge = (error: unknown): boolean => Failure.is(error, 'db_too_large') && error.details.limitBytes === 10_000;
    assert.throws(() => sum(db), isTooLarge);
  });

  it('is tried again when the database is opened next', () => {
    fs.writeFileSync(setup.path, build(setup.sqlJs, tableSql(500)));
    const db = setup.open({ sqlJs: copying() });
    for (let opening = 1; opening <= 2; opening++) {
      assert.equal(sum(db), sumOf(500));
      assert.equal(db.read(() => 0).snapshot.mode, 'copy');
      db.close();
    }
    isBroken = false;
    assert.equal(sum(db), sumOf(500));
    assert.equal(db.read(() => 0).snapshot.mode, 'main');
  });
});

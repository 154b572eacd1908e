import * as assert from 'node:assert/strict';
import { databaseCopyKind, timeInName } from '../../../src/core/databaseCopy';

describe('databaseCopyKind', () => {
  const kinds: readonly (readonly [string, string | null])[] = [
    ['state.db.zeroed-20261001-120000-77.bak', 'zeroed'],
    ['state.db.notadb-20261001-120000-77-2.bak', 'notadb'],
    ['state.db.malformed-backup-20261001_120000', 'malformed'],
    ['state.db.retired-wal-20261001-120000-77', 'retired_wal'],
    ['state.db.corrupt.1790000000.bak', 'corrupt'],
    ['state.db.corrupt-today', 'corrupt'],
    ['state.db.pre-update-emergency-2026-10-01T12-00-00-000Z.bak', 'before_update'],
    ['state.db.backup-before-fts-rebuild-20261001', 'before_fts_rebuild'],
    ['state.db.bak', 'user_copy'],
    ['State.DB.OLD', 'user_copy'],
    ['state.db~', 'user_copy'],
    ['state.db (1)', 'user_copy'],
    ['state.db.manual-backup', 'user_copy'],
    ['state copy.db', 'user_copy'],
    ['state - Copy.db', 'user_copy'],
    ['state (2).db', 'user_copy'],
    ['state_backup.db', 'user_copy'],
    ['state-2026-05-01.db', 'user_copy'],
    ['Copy of state.db', 'user_copy'],
    ['state.db', null],
    ['state.db-wal', null],
    ['state.db-shm', null],
    ['state.db-journal', null],
    ['state.db.zeroed-20261001-120000-77.bak-wal', null],
    ['state.db.repair.lock', null],
    ['state.db.repair-attempts.json', null],
    ['state.db.repair-scratch', null],
    ['state.db.backup-staging-17', null],
    ['state_meta.db', null],
    ['shared-state.db', null],
    ['kanban.db', null],
    ['statement.db', null],
  ];
  for (const [name, kind] of kinds)
    it(`${name}: ${String(kind)}`, () => assert.equal(databaseCopyKind(name, 'state.db'), kind));
});

describe('timeInName', () => {
  // A zone that is far from UTC, or the two could not be told apart on a machine that runs in UTC.
  const zone = process.env.TZ;
  before(() => (process.env.TZ = 'Asia/Kolkata'));
  after(() => (zone === undefined ? delete process.env.TZ : (process.env.TZ = zone)));

  const local = Date.UTC(2026, 9, 1, 7, 4, 56);
  const utc = Date.UTC(2026, 9, 1, 12, 34, 56);
  it('reads the forms that Hermes writes', () => {
    assert.equal(timeInName('state.db.zeroed-20261001-123456-77.bak'), local);
    assert.equal(timeInName('state.db.malformed-backup-20261001_123456_1'), local);
    assert.equal(timeInName('x-2026-10-01T12-34-56-789Z.bak'), utc);
    assert.equal(timeInName('20261001-123456-before', true), utc);
    for (const name of ['state.db.bak', '20269999-999999', '2026']) assert.equal(timeInName(name), null);
  });
});

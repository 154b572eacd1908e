import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import type { DatabaseCopy } from '../../../../src/io/lostDatabases';
import { FIXTURE_SECOND } from '../../../support/fixtureDatabase';
import { useProfile } from './setup';

const copyMadeAt = (seconds: number): DatabaseCopy => ({
  path: `/nowhere/state.db.bak-${seconds}`,
  kind: 'user_copy',
  madeAt: seconds * 1000,
  sizeBytes: 1,
  openable: true,
  walPath: null,
});

describe('ProfileReader names copies of the database', function () {
  this.timeout(120_000);
  const setup = useProfile();
  const old = copyMadeAt(FIXTURE_SECOND - 1000);
  const young = copyMadeAt(FIXTURE_SECOND + 1000);
  const copiesOf = (depth: 'recent' | 'full' = 'full', limit = 200): readonly DatabaseCopy[] =>
    setup.profile({ findCopies: () => [young, old] }).refresh(depth, limit).copies;

  it('when there is none, when it is empty, and when it cannot be read', async () => {
    assert.deepEqual(copiesOf(), [young, old]);
    fs.writeFileSync(setup.path, '');
    assert.deepEqual(copiesOf(), [young, old]);
    fs.writeFileSync(setup.path, Buffer.alloc(8192));
    assert.deepEqual(copiesOf(), [young, old]);
    await setup.start();
    setup.save();
    assert.deepEqual(copiesOf(), [young, old]);
  });

  it('that are older than its oldest session', async () => {
    (await setup.start())
      .addSession({ id: 'a', started_at: FIXTURE_SECOND })
      .addSession({ id: 'absurd', started_at: 5e246 });
    setup.save();
    assert.deepEqual(copiesOf(), [old]);
  });

  it('not before the oldest session is known, and not of a database with many sessions', async () => {
    const db = await setup.start();
    for (let i = 0; i < 501; i += 1) db.addSession({ id: `s${i}`, started_at: FIXTURE_SECOND + i });
    setup.save();
    assert.deepEqual(copiesOf('recent', 5), []);
    assert.deepEqual(copiesOf(), []);
    db.exec("DELETE FROM sessions WHERE id = 's0'");
    setup.save();
    assert.deepEqual(copiesOf(), [old]);
  });

  it('not because it is busy', async () => {
    (await setup.start()).addSession({ id: 'a' });
    setup.save();
    const database = setup.watch();
    const reader = setup.profile({ database, findCopies: () => [young] });
    database.failure = 'db_busy';
    assert.deepEqual(reader.refresh('full').copies, []);
    database.failure = null;
    reader.refresh('full');
    database.failure = 'db_io';
    assert.deepEqual([reader.refresh('full').copies, reader.list().conversations.length], [[], 1]);
  });
});

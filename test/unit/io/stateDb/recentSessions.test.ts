import * as assert from 'node:assert/strict';
import type { SnapshotReader } from '../../../../src/io/sqlite/snapshotReader';
import { recentSessionIds, touchedSince, withRelatives } from '../../../../src/io/stateDb/recentSessions';
import { newestRows } from '../../../../src/io/stateDb/sessionRows';
import { FIXTURE_SECOND, type FixtureDatabase } from '../../../support/fixtureDatabase';
import { recorded, useStateDb, VERSIONS } from './setup';

describe('what a quick look reads', function () {
  this.timeout(120_000);
  const setup = useStateDb();

  /** Sessions s0 .. s(n-1), a minute apart, each with a message. */
  const line = (db: FixtureDatabase, n: number): void => {
    for (let i = 0; i < n; i += 1) {
      db.addSession({ id: `s${i}`, started_at: FIXTURE_SECOND + i * 60 });
      db.addMessage({ session_id: `s${i}`, role: 'user', content: 'x' });
    }
  };

  for (const schema of VERSIONS) {
    it(`finds what was active and what was started lately in schema ${schema}`, async () => {
      await setup.make(
        (db) => {
          line(db, 40);
          db.addSession({ id: 'silent', started_at: FIXTURE_SECOND + 9_999 });
          db.addMessage({ session_id: 's3', role: 'user', content: 'again' });
        },
        { schema },
      );
      const ids = setup.read((db, s) => recentSessionIds(db, s, 4));
      assert.deepEqual([...ids].sort(), ['s3', 's37', 's38', 's39', 'silent']);
    });
  }

  it('walks a bounded way back through a session of very many messages', async () => {
    await setup.make((db) => {
      line(db, 10);
      db.exec(`WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 5000)
        INSERT INTO messages(session_id, role, timestamp) SELECT 's9', 'tool', 1 FROM c`);
    });
    let visited = 0;
    const counting = (db: SnapshotReader): SnapshotReader => ({
      ...recorded(db, []),
      each: (sql, params, row) =>
        db.each(sql, params, (cells) => {
          visited += 1;
          return row(cells);
        }),
    });
    const ids = setup.read((db, s) => recentSessionIds(counting(db), s, 3));
    assert.equal(visited, 1_000);
    assert.deepEqual([...ids].sort(), ['s7', 's8', 's9']);
  });

  it('completes chains upwards and along compression, and leaves other children alone', async () => {
    await setup.make((db) => {
      db.addSession({ id: 'root', end_reason: 'compression' });
      db.addSession({ id: 'middle', parent_session_id: 'root', end_reason: 'compression' });
      db.addSession({ id: 'tip', parent_session_id: 'middle' });
      db.addSession({ id: 'helper', parent_session_id: 'tip', source: 'subagent' });
      db.addSession({ id: 'stranger' });
      db.addSession({ id: 'lost child', parent_session_id: 'lost parent' });
      db.addSession({ id: 'blank', parent_session_id: '' });
    });
    const relatives = (...ids: string[]): string[] =>
      setup.read((db, s) => [...withRelatives(db, s, new Set(ids))].sort());
    assert.deepEqual(relatives('tip'), ['middle', 'root', 'tip']);
    assert.deepEqual(relatives('root'), ['middle', 'root', 'tip']);
    assert.deepEqual(relatives('helper'), ['helper', 'middle', 'root', 'tip']);
    assert.deepEqual(relatives('lost child', 'blank', 'nobody'), ['blank', 'lost child', 'lost parent', 'nobody']);
  });

  it('ends in a cycle, and after as many hops as Hermes follows', async () => {
    await setup.make((db) => {
      db.addSession({ id: 'a', parent_session_id: 'b', end_reason: 'compression' });
      db.addSession({ id: 'b', parent_session_id: 'a', end_reason: 'compression' });
      for (let i = 0; i < 300; i += 1) db.addSession({ id: `c${i}`, parent_session_id: `c${i + 1}` });
    });
    const statements: string[] = [];
    assert.deepEqual(
      setup.read((db, s) => [...withRelatives(db, s, new Set(['a']))]),
      ['a', 'b'],
    );
    assert.equal(setup.read((db, s) => withRelatives(recorded(db, statements), s, new Set(['c0']))).size, 101);
    assert.equal(statements.length, 100);
  });

  it('finds what was touched since: messages, new rows, and a row that took the place of the newest', async () => {
    await setup.make((db) => line(db, 5));
    const since = setup.read(newestRows);
    const touched = (): string[] => setup.read((db, s) => [...touchedSince(db, s, since)].sort());
    assert.deepEqual(touched(), ['s4']);
    await setup.make((db) => {
      line(db, 5);
      db.exec("DELETE FROM sessions WHERE id = 's4'");
      db.addSession({ id: 'instead' });
      db.addMessage({ session_id: 's1', role: 'user', content: 'x' });
      db.addMessage({ session_id: 'orphan', role: 'user', content: 'x' });
    });
    assert.deepEqual(touched(), ['instead', 'orphan', 's1']);
  });
});

import * as assert from 'node:assert/strict';
import type { SessionRecord } from '../../../../src/core/sessionRecord';
import { hasSession, newestRows, readAllSessions, readSessions } from '../../../../src/io/stateDb/sessionRows';
import { FIXTURE_SECOND, FixtureDatabase } from '../../../support/fixtureDatabase';
import { columnsOf } from '../../../support/hermesSchema';
import { useStateDb, VERSIONS } from './setup';

const byId = (rows: readonly SessionRecord[]): Record<string, SessionRecord> =>
  Object.fromEntries(rows.map((row) => [row.id, row]));

describe('readAllSessions and readSessions', function () {
  this.timeout(120_000);
  const setup = useStateDb();
  const readAll = () => setup.read(readAllSessions);

  for (const schema of VERSIONS) {
    it(`read schema ${schema}: what a column says, and "not set" where there is none`, async () => {
      const known = new Set(columnsOf('sessions', schema));
      const wanted = {
        title: 'A title',
        last_activity_at: FIXTURE_SECOND + 500.5,
        archived: 1,
        hidden: 1,
        pinned: 1,
        session_key: 'agent:main:cli',
      };
      const offered = Object.fromEntries(Object.entries(wanted).filter(([name]) => known.has(name)));
      await setup.make(
        (db) => {
          db.addSession({
            id: 'a',
            source: 'tui',
            parent_session_id: 'p',
            ended_at: FIXTURE_SECOND + 9,
            end_reason: 'branched',
            message_count: 7,
            ...offered,
            model_config: JSON.stringify({
              _branched_from: 'p',
              _delegate_from: 'd',
              _reset_from: 'r',
              max_tokens: null,
            }),
          });
          db.addSession({ id: 'b' });
          db.addMessage({ session_id: 'a', role: 'user', content: 'x', timestamp: FIXTURE_SECOND + 30.25 });
          db.addMessage({ session_id: 'a', role: 'user', content: 'x', timestamp: FIXTURE_SECOND + 20 });
        },
        { schema },
      );
      const { rows, skipped } = readAll();
      assert.deepEqual(skipped, []);
      assert.deepEqual(byId(rows).a, {
        id: 'a',
        source: 'tui',
        title: known.has('title') ? 'A title' : null,
        parent_session_id: 'p',
        started_at: FIXTURE_SECOND,
        ended_at: FIXTURE_SECOND + 9,
        end_reason: 'branched',
        message_count: 7,
        last_activity_at: known.has('last_activity_at') ? FIXTURE_SECOND + 500.5 : null,
        archived: known.has('archived'),
        hidden: known.has('hidden'),
        pinned: known.has('pinned'),
        session_key: known.has('session_key') ? 'agent:main:cli' : null,
        branched_from: 'p',
        delegate_from: 'd',
        reset_from: 'r',
        newest_message_at: FIXTURE_SECOND + 30.25,
        rowMissing: false,
      });
      assert.equal(byId(rows).b?.newest_message_at, null);
      assert.deepEqual(
        setup.read((db, s) => byId(readSessions(db, s, ['b', 'nobody', 'a']))),
        byId(rows),
      );
    });
  }

  it('know sessions that only messages speak of', async () => {
    await setup.make((db) => {
      db.addSession({ id: 'with row' });
      db.addMessage({ session_id: 'without row', role: 'user', content: 'x', timestamp: FIXTURE_SECOND + 5 });
    });
    const { rows } = readAll();
    assert.deepEqual(
      rows.map((row) => [row.id, row.rowMissing, row.newest_message_at]),
      [
        ['with row', false, null],
        ['without row', true, FIXTURE_SECOND + 5],
      ],
    );
    assert.deepEqual(
      setup.read((db, s) => readSessions(db, s, ['without row'])),
      rows.slice(1),
    );
  });

  it('read the same without the index over activity, and without any index', async () => {
    const rows: SessionRecord[][] = [];
    for (const drop of [
      '',
      'DROP INDEX idx_messages_session',
      'DROP INDEX idx_messages_session; DROP INDEX idx_sessions_started; DROP INDEX idx_sessions_parent',
    ]) {
      await setup.make(
        (db) => {
          for (let i = 0; i < 50; i += 1) {
            db.addSession({ id: `s${i}`, started_at: FIXTURE_SECOND - i });
            for (let n = 0; n < i % 4; n += 1)
              db.addMessage({ session_id: `s${i}`, role: 'user', content: 'x'.repeat(i * 100) });
          }
          db.addMessage({ session_id: 'orphan', role: 'user', content: null });
          if (drop !== '') db.exec(drop);
        },
        { schema: 11 },
      );
      rows.push([...readAll().rows].sort((a, b) => (a.id < b.id ? -1 : 1)));
    }
    assert.equal(rows[0]?.length, 51);
    assert.deepEqual(rows[1], rows[0]);
    assert.deepEqual(rows[2], rows[0]);
  });

  it('pass over times that cannot be for the newest that can', async () => {
    await setup.make((db) => {
      for (const id of ['mixed', 'absurd', 'text']) db.addSession({ id, started_at: 5e246 });
      for (const timestamp of [FIXTURE_SECOND + 1, FIXTURE_SECOND + 2, 5e246, -3, 0])
        db.addMessage({ session_id: 'mixed', role: 'user', timestamp });
      db.addMessage({ session_id: 'absurd', role: 'user', timestamp: 5e246 });
      db.addMessage({ session_id: 'text', role: 'user', timestamp: 'yesterday' });
      db.addMessage({ session_id: 'text', role: 'user', timestamp: String(FIXTURE_SECOND) });
    });
    const { rows } = readAll();
    const found = byId(rows);
    assert.equal(found.mixed?.newest_message_at, FIXTURE_SECOND + 2);
    assert.equal(found.absurd?.newest_message_at, 5e246);
    assert.equal(found.text?.newest_message_at, FIXTURE_SECOND);
    assert.deepEqual(
      setup.read((db, s) => byId(readSessions(db, s, ['mixed', 'absurd', 'text']))),
      found,
    );
  });

  it('take markers only from JSON objects, and only strings', async () => {
    const configs = [
      '{"_branched_from": "p"',
      '["_branched_from"]',
      '"_from"',
      '{"_branched_from": 1, "_reset_from": ""}',
      'null',
      '{"_branched_from": null}',
    ];
    await setup.make((db) => configs.forEach((model_config, i) => db.addSession({ id: `s${i}`, model_config })));
    for (const row of readAll().rows)
      assert.deepEqual([row.branched_from, row.delegate_from, row.reset_from], [null, null, null], row.id);
  });

  it('keep ids and titles whole, whatever is in them', async () => {
    const ids = ['a/b\\c', 'line\nbreak', '../..', 'x'.repeat(10_240), 'quo\'te"', '日本語', '%_', ' '];
    await setup.make((db) => {
      for (const id of ids) {
        db.addSession({ id, title: `t\0${id}` });
        db.addMessage({ session_id: id, role: 'user', content: 'x' });
      }
      db.addSession({ id: 'invalid', title: Uint8Array.of(0x41, 0xff, 0x42) });
    });
    const { rows } = readAll();
    assert.deepEqual(
      rows.map((row) => row.id),
      [...ids, 'invalid'],
    );
    assert.deepEqual(
      rows.map((row) => row.title),
      [...ids.map((id) => `t\0${id}`), 'A\ufffdB'],
    );
    assert.deepEqual(
      setup.read((db, s) => readSessions(db, s, ids)),
      rows.slice(0, -1),
    );
    for (const id of ids)
      assert.equal(
        setup.read((db) => hasSession(db, id)),
        true,
      );
    assert.equal(
      setup.read((db) => hasSession(db, 'nobody')),
      false,
    );
  });

  it('take numbers from text, and nothing from what is none', async () => {
    await setup.make((db) => {
      db.addSession({ id: 'a', message_count: 'many', ended_at: `${FIXTURE_SECOND}.5`, archived: 'yes' });
      db.addSession({ id: 'b', message_count: '12', ended_at: '', archived: '1' });
    });
    const { a, b } = byId(readAll().rows);
    assert.deepEqual([a?.message_count, a?.ended_at, a?.archived], [null, FIXTURE_SECOND + 0.5, false]);
    assert.deepEqual([b?.message_count, b?.ended_at, b?.archived], [12, null, true]);
  });

  it('read an empty database, and one without a messages table', async () => {
    await setup.make(() => undefined);
    assert.deepEqual(readAll(), { rows: [], skipped: [], newest: { messageId: 0, sessionRowid: 0 } });
    await setup.make((db) => db.addSession({ id: 'a' }).exec('DROP TABLE messages'), { schema: 11 });
    assert.deepEqual(
      readAll().rows.map((row) => [row.id, row.newest_message_at]),
      [['a', null]],
    );
    assert.deepEqual(setup.read(newestRows), { messageId: 0, sessionRowid: 1 });
  });

  it('see what is only in the log', async () => {
    const db = await FixtureDatabase.create();
    db.addSession({ id: 'old' });
    db.toFileWithWal(setup.path, () => {
      db.addSession({ id: 'new', title: 'In the log' });
      db.addMessage({ session_id: 'old', role: 'user', content: 'x', timestamp: FIXTURE_SECOND + 77 });
    });
    db.close();
    const { rows } = readAll();
    assert.deepEqual(
      rows.map((row) => [row.id, row.title, row.newest_message_at]),
      [
        ['old', null, FIXTURE_SECOND + 77],
        ['new', 'In the log', null],
      ],
    );
  });
});

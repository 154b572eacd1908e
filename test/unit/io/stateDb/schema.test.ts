import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { Failure } from '../../../../src/core/failure';
import { probeSchema } from '../../../../src/io/stateDb/schema';
import { columnsOf } from '../../../support/hermesSchema';
import { build } from '../sqlite/setup';
import { useStateDb, VERSIONS } from './setup';

const isForeign = (error: unknown): boolean => Failure.is(error, 'db_foreign') && Array.isArray(error.details.tables);

describe('probeSchema', function () {
  this.timeout(120_000);
  const setup = useStateDb();

  for (const schema of VERSIONS) {
    it(`finds the columns and indexes of schema ${schema}`, async () => {
      await setup.make(() => undefined, { schema });
      const found = setup.read((_, probed) => probed);
      assert.deepEqual(found.sessionColumns, columnsOf('sessions', schema));
      assert.deepEqual(found.messageColumns, columnsOf('messages', schema));
      assert.equal(found.hasSystemPrompts, schema >= 25);
      assert.deepEqual([found.hasActivityIndex, found.hasStartedIndex, found.hasLookupIndexes], [true, true, true]);
    });
  }

  it('sees columns of forks, and those that a fork dropped', async () => {
    await setup.make(
      (db) => db.exec('ALTER TABLE sessions ADD COLUMN icon TEXT; ALTER TABLE messages DROP COLUMN tool_name;'),
      { schema: 16 },
    );
    const found = setup.read((_, probed) => probed);
    assert.ok(found.sessions.has('icon'));
    assert.equal(found.messages?.has('tool_name'), false);
  });

  it('counts only complete indexes that start as needed', async () => {
    await setup.make((db) =>
      db.exec(`DROP INDEX idx_messages_session; DROP INDEX idx_sessions_started;
        CREATE INDEX a ON messages(session_id, timestamp) WHERE role = 'user';
        CREATE INDEX b ON messages(timestamp, session_id);
        CREATE INDEX c ON sessions(source, started_at);`),
    );
    const found = setup.read((_, probed) => probed);
    assert.deepEqual([found.hasActivityIndex, found.hasStartedIndex], [false, false]);
    // (session_id, id) still finds a session's messages.
    assert.equal(found.hasLookupIndexes, true);
  });

  for (const index of ['idx_sessions_parent', 'idx_messages_session']) {
    it(`knows that look-ups are slow without ${index}`, async () => {
      await setup.make((db) => db.exec(`DROP INDEX ${index}`), { schema: 11 });
      assert.equal(
        setup.read((_, probed) => probed.hasLookupIndexes),
        false,
      );
    });
  }

  it('does without a messages table, or with one that is not usable', async () => {
    await setup.make((db) => db.exec('DROP TABLE messages'), { schema: 16 });
    assert.equal(
      setup.read((_, probed) => probed.messages),
      null,
    );
    await setup.make((db) => db.exec('DROP TABLE messages; CREATE VIEW messages AS SELECT 1 AS id, 2 AS session_id'), {
      schema: 16,
    });
    assert.equal(
      setup.read((_, probed) => probed.messages),
      null,
    );
  });

  it('sees at once that Hermes made or changed its tables since the last look', async () => {
    const db = new setup.sqlJs.Database();
    const database = setup.open();
    let cookie = 0;
    const look = (sql: string): ReadonlySet<string> | null => {
      db.exec(sql);
      const bytes = Buffer.from(db.export());
      cookie += 1;
      // A writer counts the changes of its schema; an exported copy begins anew.
      bytes.writeUInt32BE(cookie, 40);
      fs.writeFileSync(setup.path, bytes);
      return database.read((reader) => probeSchema(reader)).value.messages;
    };
    assert.throws(() => look('CREATE TABLE other(a)'), isForeign);
    assert.equal(look('CREATE TABLE sessions(id TEXT PRIMARY KEY, source TEXT, started_at REAL)'), null);
    assert.deepEqual(
      look('CREATE TABLE messages(id INTEGER PRIMARY KEY, session_id TEXT)'),
      new Set(['id', 'session_id']),
    );
    assert.ok(look('ALTER TABLE messages ADD COLUMN role TEXT')?.has('role'));
    db.close();
  });

  const FOREIGN: Readonly<Record<string, string>> = {
    'no table sessions': 'CREATE TABLE places(id INTEGER PRIMARY KEY, url TEXT); CREATE TABLE visits(id INTEGER)',
    'sessions of a web framework':
      'CREATE TABLE sessions(id TEXT PRIMARY KEY, user_id TEXT, payload TEXT, last_activity INTEGER)',
    'sessions without rowids': 'CREATE TABLE sessions(id TEXT PRIMARY KEY, source TEXT, started_at REAL) WITHOUT ROWID',
    'a view': 'CREATE VIEW sessions AS SELECT 1 AS id, 2 AS source, 3 AS started_at',
  };
  for (const [what, sql] of Object.entries(FOREIGN)) {
    it(`calls a database foreign: ${what}`, () => {
      fs.writeFileSync(setup.path, build(setup.sqlJs, sql));
      const database = setup.open();
      assert.throws(() => database.read((db) => probeSchema(db)), isForeign);
    });
  }
});

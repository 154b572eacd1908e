import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import type { FailureCode } from '../../../../src/core/failure';
import { SessionCatalogue } from '../../../../src/io/profile/sessionCatalogue';
import { FIXTURE_SECOND } from '../../../support/fixtureDatabase';
import { treeOf } from '../stateDb/setup';
import { useProfile, type WatchedDatabase } from './setup';

describe('SessionCatalogue', function () {
  this.timeout(120_000);
  const setup = useProfile();
  const LIMIT = 5;

  /** Sessions s0 .. s(n-1), a minute apart, with a message each. */
  async function line(count: number): Promise<{ catalogue: SessionCatalogue; database: WatchedDatabase }> {
    const db = await setup.start();
    for (let i = 0; i < count; i += 1) {
      db.addSession({ id: `s${i}`, started_at: FIXTURE_SECOND + i * 60, title: `Title ${i}` });
      db.addMessage({ session_id: `s${i}`, role: 'user', content: 'x', timestamp: FIXTURE_SECOND + i * 60 + 1 });
    }
    setup.save();
    const database = setup.watch();
    return { catalogue: new SessionCatalogue(database), database };
  }
  const ids = (catalogue: SessionCatalogue): string[] => catalogue.records.map((row) => row.id).sort();
  const title = (catalogue: SessionCatalogue, id: string) => catalogue.records.find((row) => row.id === id)?.title;

  it('reads first what was active lately, then everything', async () => {
    const { catalogue } = await line(300);
    assert.deepEqual([catalogue.current.status, catalogue.current.complete], ['none', false]);
    assert.equal(catalogue.refresh('recent', LIMIT), true);
    assert.deepEqual(ids(catalogue), ['s295', 's296', 's297', 's298', 's299']);
    assert.deepEqual(
      [catalogue.current.status, catalogue.current.complete, catalogue.current.failure],
      ['good', false, null],
    );
    assert.equal(catalogue.refresh('full', LIMIT), true);
    assert.deepEqual([catalogue.records.length, catalogue.current.complete], [300, true]);
    assert.ok((catalogue.current.provenAt ?? 0) > 0);
  });

  it('reads nothing while nothing was committed', async () => {
    const { catalogue, database } = await line(10);
    catalogue.refresh('full', LIMIT);
    const { reads } = database;
    for (let i = 0; i < 5; i += 1) {
      assert.equal(catalogue.refresh('recent', LIMIT), false);
      assert.equal(catalogue.refresh('full', LIMIT), false);
    }
    assert.equal(database.reads, reads);
  });

  it('stays at the newest sessions until a full reading was asked for', async () => {
    const { catalogue } = await line(30);
    catalogue.refresh('recent', LIMIT);
    setup.fixture.addSession({ id: 'new', started_at: FIXTURE_SECOND + 99_999 });
    setup.save();
    assert.equal(catalogue.refresh('recent', LIMIT), true);
    assert.equal(catalogue.current.complete, false);
    assert.ok(ids(catalogue).includes('new'));
    catalogue.refresh('full', LIMIT);
    assert.equal(catalogue.records.length, 31);
  });

  it('finds what is new and what changed at the top, without reading all', async () => {
    const { catalogue, database } = await line(300);
    catalogue.refresh('full', LIMIT);
    setup.fixture.addSession({ id: 'new', parent_session_id: 's299', started_at: FIXTURE_SECOND + 50_000 });
    setup.fixture.addMessage({ session_id: 's3', role: 'user', content: 'x', timestamp: FIXTURE_SECOND + 60_000 });
    setup.fixture.addMessage({ session_id: 'orphan', role: 'user', content: 'x', timestamp: FIXTURE_SECOND + 70_000 });
    setup.fixture.exec("UPDATE sessions SET title = 'Renamed', end_reason = 'compression' WHERE id = 's299'");
    setup.save();
    database.statements.length = 0;
    assert.equal(catalogue.refresh('recent', LIMIT), true);
    assert.deepEqual([catalogue.records.length, catalogue.current.complete], [302, true]);
    assert.equal(title(catalogue, 's299'), 'Renamed');
    const found = (id: string) => catalogue.records.find((row) => row.id === id);
    assert.equal(found('s3')?.newest_message_at, FIXTURE_SECOND + 60_000);
    assert.deepEqual([found('new')?.parent_session_id, found('orphan')?.rowMissing], ['s299', true]);
    assert.ok(!database.statements.some((sql) => sql.includes('GROUP BY')));
  });

  it('learns of a change far below the top in a full reading', async () => {
    const { catalogue } = await line(300);
    catalogue.refresh('full', LIMIT);
    setup.fixture.exec("UPDATE sessions SET title = 'Renamed' WHERE id = 's0'");
    setup.save();
    catalogue.refresh('recent', LIMIT);
    assert.equal(title(catalogue, 's0'), 'Title 0');
    setup.fixture.exec("UPDATE sessions SET title = 'Again' WHERE id = 's0'");
    setup.save();
    catalogue.refresh('full', LIMIT);
    assert.equal(title(catalogue, 's0'), 'Again');
  });

  const GONE: Readonly<Record<string, string>> = {
    'the newest session': "DELETE FROM messages WHERE session_id = 's299'; DELETE FROM sessions WHERE id = 's299'",
    'one at the top, so perhaps more':
      "DELETE FROM messages WHERE session_id IN ('s250', 's1'); DELETE FROM sessions WHERE id IN ('s250', 's1')",
    'messages that were the newest': 'DELETE FROM messages WHERE id > 290',
    'the newest message, of a session far below the top': 'DELETE FROM messages WHERE id = 301',
    'the newest, whose rowid another took':
      "DELETE FROM sessions WHERE id = 's299'; DELETE FROM messages WHERE session_id = 's299'; " +
      "INSERT INTO sessions(id, source, started_at) VALUES ('other', 'cli', 1)",
  };
  for (const [what, sql] of Object.entries(GONE)) {
    it(`reads everything when rows are gone: ${what}`, async () => {
      const { catalogue } = await line(300);
      setup.fixture.addMessage({ session_id: 's0', role: 'user', timestamp: FIXTURE_SECOND + 2 });
      setup.save();
      catalogue.refresh('full', LIMIT);
      setup.fixture.exec(sql);
      setup.save();
      assert.equal(catalogue.refresh('recent', LIMIT), true);
      const quick = [...catalogue.records].sort((a, b) => (a.id < b.id ? -1 : 1));
      const fresh = new SessionCatalogue(setup.open());
      fresh.refresh('full', LIMIT);
      assert.deepEqual(
        quick,
        [...fresh.records].sort((a, b) => (a.id < b.id ? -1 : 1)),
      );
      assert.equal(catalogue.current.complete, true);
    });
  }

  it('keeps nothing of a database that another one replaced, though that has more rows', async () => {
    const { catalogue } = await line(20);
    catalogue.refresh('full', LIMIT);
    const other = await setup.start();
    for (let i = 0; i < 40; i += 1) {
      other.addSession({ id: `other${i}` });
      other.addMessage({ session_id: `other${i}`, role: 'user', content: 'x' });
    }
    fs.rmSync(setup.path);
    setup.save();
    catalogue.refresh('recent', LIMIT);
    assert.deepEqual([catalogue.records.length, ids(catalogue).every((id) => id.startsWith('other'))], [40, true]);
  });

  for (const code of ['db_busy', 'db_io', 'db_permission'] as const) {
    it(`keeps the last good rows as stale after ${code}, and recovers`, async () => {
      const { catalogue, database } = await line(10);
      catalogue.refresh('full', LIMIT);
      const { provenAt } = catalogue.current;
      database.failure = code;
      assert.equal(catalogue.refresh('recent', LIMIT), true);
      assert.deepEqual(
        [catalogue.current.status, catalogue.current.failure?.code, catalogue.current.provenAt],
        ['stale', code, provenAt],
      );
      assert.equal(catalogue.records.length, 10);
      assert.equal(catalogue.refresh('recent', LIMIT), false);
      database.failure = null;
      assert.equal(catalogue.refresh('recent', LIMIT), true);
      assert.deepEqual(
        [catalogue.current.status, catalogue.current.failure, catalogue.records.length],
        ['good', null, 10],
      );
    });
  }

  const FINAL: readonly FailureCode[] = [
    'db_missing',
    'db_not_a_file',
    'db_empty',
    'db_zeroed',
    'db_not_sqlite',
    'db_foreign',
    'db_damaged',
    'db_too_large',
  ];
  for (const code of FINAL) {
    it(`has no rows after ${code}, as a state and not as an exception, and recovers`, async () => {
      const { catalogue, database } = await line(10);
      catalogue.refresh('full', LIMIT);
      database.failure = code;
      assert.equal(catalogue.refresh('recent', LIMIT), true);
      assert.deepEqual(
        [catalogue.current.status, catalogue.current.failure?.code, catalogue.records],
        ['none', code, []],
      );
      assert.equal(catalogue.refresh('full', LIMIT), false);
      database.failure = null;
      assert.equal(catalogue.refresh('full', LIMIT), true);
      assert.deepEqual([catalogue.current.status, catalogue.records.length], ['good', 10]);
    });
  }

  it('has no rows when the first reading finds the database busy', async () => {
    const { catalogue, database } = await line(10);
    database.failure = 'db_busy';
    assert.equal(catalogue.refresh('recent', LIMIT), true);
    assert.deepEqual([catalogue.current.status, catalogue.current.failure?.code], ['none', 'db_busy']);
  });

  it('lets a bug through', async () => {
    const { database } = await line(1);
    const bug = new TypeError('a bug');
    const broken = new SessionCatalogue({
      read: (work) => database.read(work),
      close: () => undefined,
      logProblem: () => null,
      token: () => {
        throw bug;
      },
    });
    assert.throws(
      () => broken.refresh('full', LIMIT),
      (error) => error === bug,
    );
  });

  it('reads everything at once where look-ups would be slow', async () => {
    await line(50);
    setup.fixture.exec('DROP INDEX idx_sessions_parent');
    setup.save();
    const catalogue = new SessionCatalogue(setup.open());
    catalogue.refresh('recent', LIMIT);
    assert.deepEqual([catalogue.records.length, catalogue.current.complete], [50, true]);
  });

  it('lists what is readable around damage, says what is not, and stays so', async () => {
    await line(600);
    const bytes = setup.fixture.toBytes();
    const [leaf] = (await treeOf(bytes, 'sessions')).leaves.slice(1);
    assert.ok(leaf);
    const broken = Buffer.from(bytes).fill(0xa5, (leaf.page - 1) * 4096, leaf.page * 4096);
    fs.writeFileSync(setup.path, broken);
    const catalogue = new SessionCatalogue(setup.open());
    const check = (): void => {
      const { status, complete, skipped } = catalogue.current;
      assert.deepEqual(
        [status, complete, skipped],
        ['good', true, [{ table: 'sessions', from: leaf.from, to: leaf.to }]],
      );
      assert.equal(catalogue.records.length, 600);
      assert.equal(catalogue.records.filter((row) => row.rowMissing).length, leaf.to - leaf.from + 1);
    };
    // Far enough to meet the damage.
    catalogue.refresh('recent', 700);
    check();
    // A commit that changes nothing of it.
    broken.writeUInt32BE(99, 24);
    broken.writeUInt32BE(99, 92);
    fs.writeFileSync(setup.path, broken);
    assert.equal(catalogue.refresh('recent', LIMIT), true);
    check();
  });

  it('says that a file was cut short, and lists what is left of it', async () => {
    await line(600);
    const bytes = setup.fixture.toBytes();
    const pages = bytes.length / 4096;
    fs.writeFileSync(setup.path, bytes.subarray(0, (pages - 3) * 4096));
    const catalogue = new SessionCatalogue(setup.open());
    catalogue.refresh('full', LIMIT);
    assert.deepEqual([catalogue.current.status, catalogue.current.missingPages], ['good', 3]);
    assert.ok(catalogue.records.length > 300, `${catalogue.records.length} of 600`);
    // Cut in the middle of its last page: that page still reads as far as it goes, and is said to be missing.
    fs.writeFileSync(setup.path, bytes.subarray(0, bytes.length - 1000));
    catalogue.refresh('full', LIMIT);
    assert.deepEqual([catalogue.current.status, catalogue.current.missingPages], ['good', 1]);
  });

  it('says what its log lost, and that this changed although nothing else did', async () => {
    const { catalogue } = await line(3);
    setup.fixture.toFileWithWal(setup.path, () => setup.fixture.addSession({ id: 'logged' }));
    const wal = `${setup.path}-wal`;
    const whole = fs.readFileSync(wal);
    assert.equal(catalogue.refresh('full', LIMIT), true);
    assert.deepEqual([ids(catalogue).includes('logged'), catalogue.current.logProblem], [true, null]);
    // Half a frame more: not one row changes.
    fs.writeFileSync(wal, Buffer.concat([whole, whole.subarray(32, 1000)]));
    assert.equal(catalogue.refresh('recent', LIMIT), true);
    assert.equal(catalogue.current.logProblem?.kind, 'cut');
    assert.equal(catalogue.refresh('recent', LIMIT), false);
    assert.equal(catalogue.current.logProblem?.kind, 'cut');
    fs.writeFileSync(wal, whole);
    assert.equal(catalogue.refresh('recent', LIMIT), true);
    assert.equal(catalogue.current.logProblem, null);
  });
});

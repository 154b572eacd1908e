import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { Failure } from '../../../../src/core/failure';
import { readMessageIndex } from '../../../../src/io/stateDb/messageIndex';
import { readMessages } from '../../../../src/io/stateDb/messageRows';
import { scanTable, type Skipped } from '../../../../src/io/stateDb/salvage';
import { readAllSessions } from '../../../../src/io/stateDb/sessionRows';
import type { FixtureDatabase } from '../../../support/fixtureDatabase';
import { recorded, treeOf, useStateDb, type Leaf } from './setup';

/** `count` sessions of one message each; rowids are 1 .. count, ids s1 .. scount. */
function many(db: FixtureDatabase, count: number, pad = 40): void {
  db.exec(`WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < ${count})
    INSERT INTO sessions(id, source, started_at, title) SELECT 's' || n, 'cli', 1777626000 + n, 'Title ' || n FROM c`);
  db.exec(`WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < ${count})
    INSERT INTO messages(session_id, role, content, timestamp)
    SELECT 's' || n, 'user', printf('%.*c', ${pad}, 'w'), 1777626000 + n FROM c`);
}

const numbers = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);
const without = (count: number, lost: readonly Leaf[]): number[] =>
  numbers(1, count).filter((n) => !lost.some((leaf) => n >= leaf.from && n <= leaf.to));

describe('a table with damaged pages', function () {
  this.timeout(120_000);
  const setup = useStateDb();
  const COUNT = 4_000;

  const scan = (table: Skipped['table'] = 'sessions'): { rowids: number[]; skipped: Skipped[]; statements: string[] } =>
    setup.read((db) => {
      const rowids: number[] = [];
      const statements: string[] = [];
      const skipped = scanTable(
        recorded(db, statements),
        table,
        table === 'sessions' ? 'id' : 'session_id',
        (cells) => {
          assert.equal(cells[0], `s${String(cells[1])}`);
          rowids.push(cells[1] as number);
        },
      );
      return { rowids, skipped, statements };
    });

  it('is read whole with one statement when it is sound', async () => {
    await setup.make((db) => many(db, COUNT));
    const { rowids, skipped, statements } = scan();
    assert.deepEqual([rowids, skipped, statements.length], [numbers(1, COUNT), [], 1]);
  });

  for (const byte of [0xa5, 0x00]) {
    it(`gives all but the rows of single leaf pages full of ${byte}, and names exactly those`, async () => {
      const { leaves } = await treeOf(await setup.make((db) => many(db, COUNT)), 'sessions');
      assert.ok(leaves.length > 40);
      const lost = [leaves[0], leaves[7], leaves[20], leaves.at(-2)] as Leaf[];
      setup.clobber(
        lost.map((leaf) => leaf.page),
        byte,
      );
      const { rowids, skipped, statements } = scan();
      assert.deepEqual(rowids, without(COUNT, lost));
      assert.deepEqual(
        skipped,
        lost.map(({ from, to }) => ({ table: 'sessions', from, to })),
      );
      assert.ok(statements.length < lost.length * 60, `${statements.length} statements`);
    });
  }

  it('finds a good page between two damaged ones', async () => {
    const { leaves } = await treeOf(await setup.make((db) => many(db, COUNT)), 'sessions');
    const lost = [leaves[3], leaves[5], leaves[7], leaves[8], leaves[10]] as Leaf[];
    setup.clobber(lost.map((leaf) => leaf.page));
    assert.deepEqual(scan().rowids, without(COUNT, lost));
  });

  it('ends at a damaged last page, or where only the last pages are damaged', async () => {
    const { leaves } = await treeOf(await setup.make((db) => many(db, COUNT)), 'sessions');
    const last = leaves.at(-1) as Leaf;
    setup.clobber([last.page]);
    const { rowids, skipped, statements } = scan();
    assert.deepEqual(rowids, numbers(1, last.from - 1));
    assert.deepEqual(skipped, [{ table: 'sessions', from: last.from, to: last.from, isOpenEnded: true }]);
    assert.ok(statements.length < 1_000);
  });

  it('gives what lies beside a damaged interior page', async () => {
    const bytes = await setup.make((db) => many(db, 40_000, 200));
    const { interior, leaves } = await treeOf(bytes, 'messages');
    assert.ok(interior.length > 3);
    const [, , hit] = interior;
    setup.clobber([hit as number]);
    const { rowids, skipped, statements } = scan('messages');
    assert.equal(skipped.length, 1);
    const [{ from, to }] = skipped as [Skipped];
    assert.deepEqual(rowids, [...numbers(1, from - 1), ...numbers(to + 1, 40_000)]);
    assert.ok(leaves.some((leaf) => leaf.from === from) && leaves.some((leaf) => leaf.to === to));
    assert.ok(to - from > 5_000 && to - from < 35_000);
    assert.ok(statements.length < 300);
  });

  it('gives nothing of a tree whose root is damaged, and takes the index at its word', async () => {
    const bytes = await setup.make((db) => many(db, COUNT));
    setup.clobber([(await treeOf(bytes, 'sessions')).interior[0] as number]);
    const { rowids, skipped, statements } = scan();
    assert.deepEqual([rowids, skipped], [[], [{ table: 'sessions', from: 1, to: 1, isOpenEnded: true }]]);
    assert.ok(statements.length < 1_000);
    const { rows } = setup.read(readAllSessions);
    assert.equal(rows.length, COUNT);
    assert.ok(rows.every((row) => row.rowMissing));
  });

  it('loses only the row whose own bytes are damaged, also behind a gap', async () => {
    const bytes = await setup.make(
      (db) => {
        many(db, 10);
        db.exec(
          'INSERT INTO sessions(rowid, id, source, started_at, model_config) ' +
            `VALUES (5000000, 's11', 'cli', 1, printf('%.20000c', 'm') || '_from"')`,
        );
        db.exec("INSERT INTO sessions(rowid, id, source, started_at) VALUES (9000000, 's9000000', 'cli', 1)");
      },
      { schema: 11 },
    );
    // The first page of the overflow chain of the long row: the row can be counted, but not read.
    const at = Buffer.from(bytes).indexOf('mmmmmmmm'.repeat(200), 0);
    assert.ok(at > 0);
    const leafPage = Math.ceil(at / 4096);
    let chain = 0;
    for (let page = leafPage + 1; page * 4096 <= bytes.length && chain === 0; page += 1) {
      if (bytes[(page - 1) * 4096 + 100] === 0x6d && bytes[(page - 1) * 4096 + 4] === 0x6d) chain = page;
    }
    const fill = Buffer.alloc(4, 0xff);
    Buffer.from(bytes.buffer, bytes.byteOffset).set(fill, (chain - 1) * 4096);
    fs.writeFileSync(setup.path, bytes);
    const { rows, skipped } = setup.read(readAllSessions);
    assert.deepEqual(skipped, [{ table: 'sessions', from: 11, to: 5_000_000 }]);
    assert.deepEqual(
      rows.filter((row) => !row.rowMissing).map((row) => row.id),
      [...numbers(1, 10).map((n) => `s${n}`), 's9000000'],
    );
    assert.deepEqual(
      rows.filter((row) => row.rowMissing).map((row) => row.id),
      ['s11'],
    );
  });

  it('costs a bounded number of probes in 50,000 rows, and reads on when every other page is damaged', async () => {
    const { leaves } = await treeOf(await setup.make((db) => many(db, 50_000)), 'sessions');
    const lost = [leaves[100], leaves[500], leaves[900]] as Leaf[];
    setup.clobber(lost.map((leaf) => leaf.page));
    const found = scan();
    assert.deepEqual(found.rowids, without(50_000, lost));
    assert.ok(found.statements.length < 3 * 50, `${found.statements.length} statements`);
    setup.clobber(leaves.filter((_, i) => i % 2 === 0).map((leaf) => leaf.page));
    assert.ok(scan().rowids.length > 20_000);
  });

  it('gives up on the rest when the probes are used up, and says so', async () => {
    const { leaves } = await treeOf(await setup.make((db) => many(db, COUNT)), 'sessions');
    setup.clobber(leaves.slice(1).map((leaf) => leaf.page));
    setup.read((db) => {
      const statements: string[] = [];
      const skipped = scanTable(recorded(db, statements), 'sessions', 'id', () => undefined, 10);
      assert.deepEqual(
        skipped.map((range) => range.from),
        [leaves[1]?.from],
      );
      assert.ok(statements.length <= 13, `${statements.length} statements`);
    });
  });

  it('lets through every error that is not damage', async () => {
    await setup.make((db) => many(db, 10));
    const stop = new Failure('db_busy');
    assert.throws(
      () =>
        setup.read((db) =>
          scanTable(db, 'sessions', 'id', () => {
            throw stop;
          }),
        ),
      (error) => error === stop,
    );
  });
});

describe('sessions and messages around damaged pages', function () {
  this.timeout(120_000);
  const setup = useStateDb();

  it('lists what an index knows of rows that cannot be read', async () => {
    const { leaves } = await treeOf(await setup.make((db) => many(db, 2_000)), 'sessions');
    const lost = [leaves[2], leaves[3], leaves[11]] as Leaf[];
    setup.clobber(lost.map((leaf) => leaf.page));
    const { rows, skipped } = setup.read(readAllSessions);
    assert.equal(rows.length, 2_000);
    const missing = rows
      .filter((row) => row.rowMissing)
      .map((row) => Number(row.id.slice(1)))
      .sort((a, b) => a - b);
    assert.deepEqual(
      missing,
      numbers(1, 2_000).filter((n) => !without(2_000, lost).includes(n)),
    );
    assert.deepEqual(
      skipped.map((range) => [range.from, range.to]),
      [
        [leaves[2]?.from, leaves[3]?.to],
        [leaves[11]?.from, leaves[11]?.to],
      ],
    );
    assert.ok(rows.every((row) => row.newest_message_at !== null));
  });

  it('names ids from both ends of an index that is damaged too', async () => {
    const bytes = await setup.make((db) => {
      many(db, 2_000);
      db.exec('DELETE FROM messages');
    });
    const table = await treeOf(bytes, 'sessions');
    const index = await treeOf(bytes, 'sqlite_autoindex_sessions_1');
    setup.clobber([table.interior[0] as number, (index.leaves[3] as Leaf).page]);
    const { rows } = setup.read(readAllSessions);
    assert.ok(rows.length > 1_500 && rows.length < 2_000, `${rows.length} rows`);
    assert.equal(new Set(rows.map((row) => row.id)).size, rows.length);
  });

  it('reads times from the table when the index is damaged, and names messages it could not read', async () => {
    const bytes = await setup.make((db) => many(db, 3_000));
    const whole = setup.read(readAllSessions);
    const index = await treeOf(bytes, 'idx_messages_session');
    setup.clobber([(index.leaves[1] as Leaf).page]);
    assert.deepEqual(setup.read(readAllSessions), whole);
    const { leaves } = await treeOf(bytes, 'messages');
    const lost = leaves[4] as Leaf;
    setup.clobber([lost.page]);
    const { rows, skipped } = setup.read(readAllSessions);
    assert.deepEqual(skipped, [{ table: 'messages', from: lost.from, to: lost.to }]);
    assert.deepEqual(
      rows.filter((row) => row.newest_message_at === null).map((row) => row.id),
      numbers(lost.from, lost.to).map((n) => `s${n}`),
    );
  });

  it('shows a message that cannot be read in its place', async () => {
    const { leaves } = await treeOf(
      await setup.make((db) => {
        for (let i = 0; i < 200; i += 1)
          db.addMessage({ session_id: 's', role: 'assistant', content: `message ${i + 1} ${'.'.repeat(200)}` });
      }),
      'messages',
    );
    const lost = leaves[2] as Leaf;
    setup.clobber([lost.page]);
    const { index, messages } = setup.read((db, schema) => {
      const found = readMessageIndex(db, schema, 's');
      return { index: found, messages: readMessages(db, schema, 's', found.shown) };
    });
    assert.deepEqual([index.shown.length, index.incomplete, messages.length], [200, false, 200]);
    for (const [i, message] of messages.entries()) {
      const [part] = message.parts;
      const isLost = i + 1 >= lost.from && i + 1 <= lost.to;
      assert.deepEqual([message.id, message.sessionId], [String(i + 1), 's']);
      assert.equal(part?.kind === 'unknown' && part.type === 'damaged', isLost, `message ${i + 1}`);
      if (part?.kind === 'text') assert.ok(part.text.startsWith(`message ${i + 1} `));
    }
  });

  it("finds a session's messages in the table when the index over them is damaged", async () => {
    const bytes = await setup.make((db) => {
      for (let i = 0; i < 1_000; i += 1) {
        db.addMessage({
          session_id: i % 3 === 0 ? 'wanted' : 'other',
          role: 'user',
          content: `m${i}`,
          active: i % 30 === 0 ? 0 : 1,
          compacted: i % 60 === 0 ? 1 : 0,
        });
      }
    });
    const read = () => setup.read((db, schema) => readMessageIndex(db, schema, 'wanted'));
    const whole = read();
    assert.equal(whole.shown.length + whole.undone.length, 334);
    const indexes = ['idx_messages_session_active', 'idx_messages_session', 'idx_messages_session_id'];
    // Only the last page first: some rows come before the damage is met.
    for (const name of indexes) setup.clobber([((await treeOf(bytes, name)).leaves.at(-1) as Leaf).page]);
    assert.deepEqual(read(), whole);
    for (const name of indexes) {
      setup.clobber((await treeOf(bytes, name)).leaves.map((leaf) => leaf.page));
    }
    assert.deepEqual(read(), whole);
    const lost = (await treeOf(bytes, 'messages')).leaves[1] as Leaf;
    setup.clobber([lost.page]);
    const less = read();
    assert.equal(less.incomplete, true);
    assert.deepEqual(
      less.shown,
      whole.shown.filter(({ id }) => id < lost.from || id > lost.to),
    );
  });
});

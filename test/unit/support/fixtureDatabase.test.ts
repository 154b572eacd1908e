import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FixtureDatabase, testSql, withJournalMode } from '../../support/fixtureDatabase';
import { columnsOf, type SchemaVersion } from '../../support/hermesSchema';
import { overlayWal } from '../../support/walFile';

const VERSIONS: readonly SchemaVersion[] = [1, 11, 16, 23, 25, 30];

async function query(bytes: Uint8Array, sql: string): Promise<unknown[][]> {
  const { Database } = await testSql();
  const db = new Database(withJournalMode(bytes, false));
  try {
    return db.exec(sql)[0]?.values ?? [];
  } finally {
    db.close();
  }
}

describe('FixtureDatabase', () => {
  let dir = '';
  beforeEach(() => {
    dir = fs.mkdtempSync(join(tmpdir(), 'hs-'));
  });
  afterEach(() => fs.rmSync(dir, { recursive: true, force: true }));

  for (const schema of VERSIONS) {
    it(`declares the tables of schema ${schema} and takes rows`, async () => {
      const db = await FixtureDatabase.create({ schema });
      db.addSession({ id: 's' });
      assert.equal(db.addMessage({ session_id: 's', role: 'user', content: 'hello' }), 1);
      const bytes = db.toBytes();
      db.close();
      assert.deepEqual(await query(bytes, 'SELECT version FROM schema_version'), [[schema]]);
      const columns = await query(bytes, "SELECT name FROM pragma_table_info('messages')");
      assert.deepEqual(columns.flat(), columnsOf('messages', schema));
      assert.deepEqual(await query(bytes, 'SELECT content, timestamp > 0 FROM messages'), [['hello', 1]]);
    });
  }

  it('refuses a column its schema does not have', async () => {
    const db = await FixtureDatabase.create({ schema: 11 });
    assert.throws(() => db.addSession({ id: 's', archived: 1 }), /schema 11: sessions has no archived/);
    db.close();
  });

  it('keeps the bytes of cells: NUL in strings, and text that is not UTF-8', async () => {
    const db = await FixtureDatabase.create();
    db.addMessage({ session_id: 's', role: 'user', content: '\0json:[]' });
    db.addMessage({ session_id: 's', role: 'user', content: Uint8Array.of(0xff, 0x41) });
    const rows = await query(db.toBytes(), 'SELECT typeof(content), hex(content) FROM messages ORDER BY id');
    db.close();
    assert.deepEqual(rows, [
      ['text', '006A736F6E3A5B5D'],
      ['text', 'FF41'],
    ]);
  });

  it('writes the asked page size and journal mode into the header', async () => {
    const db = await FixtureDatabase.create({ pageSizeBytes: 65536, walMode: true });
    const bytes = db.toBytes();
    db.close();
    // 65536 does not fit into two bytes: the format writes 1 for it.
    assert.deepEqual([...bytes.subarray(16, 20)], [0, 1, 2, 2]);
  });

  it('puts later rows only into the log, one commit a transaction', async () => {
    const db = await FixtureDatabase.create({ pageSizeBytes: 1024 });
    db.addSession({ id: 's' }).addMessage({ session_id: 's', role: 'user', content: 'early' });
    const path = join(dir, 'state.db');
    const late = (n: number) => (): void =>
      void db.addMessage({ session_id: 's', role: 'assistant', content: `late ${n}` });
    db.toFileWithWal(path, [late(1), late(2)]);
    db.close();
    assert.deepEqual(await query(fs.readFileSync(path), 'SELECT content FROM messages'), [['early']]);
    const overlaid = overlayWal(fs.readFileSync(path), fs.readFileSync(`${path}-wal`));
    assert.equal(overlaid.commits, 2);
    assert.deepEqual(await query(overlaid.bytes, 'SELECT content FROM messages ORDER BY id'), [
      ['early'],
      ['late 1'],
      ['late 2'],
    ]);
  });
});

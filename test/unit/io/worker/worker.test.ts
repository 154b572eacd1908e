import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { Failure } from '../../../../src/core/failure';
import { MESSAGE_TEXT_LIMIT, PAGE_TEXT_LIMIT } from '../../../../src/core/transcriptMessage';
import { ProfileClient } from '../../../../src/io/worker/client';
import { readDirectoryState } from '../../../support/directoryState';
import { FIXTURE_SECOND, FixtureDatabase } from '../../../support/fixtureDatabase';
import { projectRoot } from '../../../support/nativeNode';
import { WASM_PATH } from '../sqlite/setup';
import { locationAt } from './location';

describe('the profile worker', function () {
  this.timeout(60_000);
  let built = '';
  let home = '';
  let client: ProfileClient;

  before(async () => {
    built = fs.mkdtempSync(join(tmpdir(), 'hs-'));
    await build({
      entryPoints: [join(projectRoot(), 'src', 'io', 'worker', 'main.ts')],
      outfile: join(built, 'worker.js'),
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      logLevel: 'silent',
    });
    fs.copyFileSync(WASM_PATH, join(built, 'sql-wasm.wasm'));
  });
  after(() => fs.rmSync(built, { recursive: true, force: true }));

  beforeEach(async () => {
    home = fs.mkdtempSync(join(tmpdir(), 'hs-'));
    const db = await FixtureDatabase.create();
    db.addSession({ id: 'a', title: 'A title', model: 'm', message_count: 2, system_prompt: 'Prompt' });
    db.addMessage({ session_id: 'a', role: 'user', content: 'hello' });
    db.addMessage({ session_id: 'a', role: 'assistant', content: 'x'.repeat(MESSAGE_TEXT_LIMIT + 1_000) });
    db.toFileWithWal(join(home, 'state.db'), () => {
      db.addSession({
        id: 'b',
        started_at: FIXTURE_SECOND + 1_000,
        parent_session_id: 'a',
        model_config: '{"_branched_from": "a"}',
      });
      db.addMessage({ session_id: 'b', role: 'user', content: 'only in the log' });
    });
    db.close();
    client = start();
  });
  afterEach(() => {
    client.dispose();
    fs.rmSync(home, { recursive: true, force: true });
  });

  const start = (wasm = join(built, 'sql-wasm.wasm')): ProfileClient =>
    new ProfileClient({
      location: locationAt(home),
      sessionDirProfiles: ['default'],
      wasmPath: wasm,
      workerPath: join(built, 'worker.js'),
    });

  it('answers every call, and touches nothing', async () => {
    const before = readDirectoryState(home);
    const state = await client.call('refresh', ['full']);
    assert.deepEqual([state.database.status, state.complete, state.database.mode], ['good', true, 'wal']);
    const now = (FIXTURE_SECOND + 5_000) * 1000;
    const overview = await client.call('overview', [[], now]);
    const [group] = overview.groups;
    assert.ok(group);
    const rows = await client.call('rows', [[], now, group.key, 0, 10]);
    assert.deepEqual(
      rows.map((row) => [row.id, row.label]),
      [
        ['b', 'only in the log'],
        ['a', 'A title'],
      ],
    );
    assert.deepEqual(
      (await client.call('children', ['a'])).map((child) => child.row.id),
      ['b'],
    );
    assert.equal((await client.call('row', ['b']))?.id, 'b');
    assert.equal((await client.call('details', ['a']))?.model, 'm');
    assert.equal((await client.call('systemPrompt', ['a']))?.text, 'Prompt');
    assert.equal((await client.call('source', ['a'])).messageCount, 2);
    const [first, second] = await client.call('page', ['a', 0, 10]);
    assert.deepEqual([first?.index, second?.index], [0, 1]);
    const [part] = second?.parts ?? [];
    assert.ok(part?.kind === 'text');
    assert.deepEqual([part.text.length, part.chars], [MESSAGE_TEXT_LIMIT, MESSAGE_TEXT_LIMIT + 1_000]);
    assert.equal((await client.call('message', ['a', '2']))?.index, 1);
    assert.equal(await client.call('message', ['a', '99']), null);
    const rest = await client.call('text', ['a', '2', 'part:0', MESSAGE_TEXT_LIMIT]);
    assert.deepEqual([rest?.text.length, rest?.chars], [1_000, MESSAGE_TEXT_LIMIT + 1_000]);
    assert.equal(await client.call('text', ['a', '99', 'part:0', 0]), null);
    assert.deepEqual(readDirectoryState(home), before);
  });

  it('answers with less than it was asked for where messages are long, and goes on from there', async () => {
    const db = await FixtureDatabase.create();
    db.addSession({ id: 'long' });
    for (let i = 0; i < 20; i += 1)
      db.addMessage({ session_id: 'long', role: 'assistant', content: 'x'.repeat(MESSAGE_TEXT_LIMIT), reasoning: 'never fits' });
    for (const end of ['', '-wal']) fs.rmSync(join(home, `state.db${end}`));
    db.toFile(join(home, 'state.db'));
    db.close();
    const lengths: number[] = [];
    for (let from = 0; from < 20; from += lengths.at(-1) as number) {
      const page = await client.call('page', ['long', from, 200]);
      assert.equal(page[0]?.index, from);
      lengths.push(page.length);
    }
    const most = PAGE_TEXT_LIMIT / MESSAGE_TEXT_LIMIT;
    assert.deepEqual(lengths, [...Array.from({ length: 20 / most }, () => most)]);
    assert.deepEqual(await client.call('page', ['long', 20, 200]), []);
  });

  it('reads everything first when the first call of a new thread is not a refresh', async () => {
    assert.deepEqual(
      (await client.call('children', ['a'])).map((child) => child.row.id),
      ['b'],
    );
  });

  it('brings failures over: as a rejection of a call, as a state of a refresh', async () => {
    await assert.rejects(
      client.call('source', ['nobody']),
      (error) => Failure.is(error, 'session_not_found') && error.details.id === 'nobody',
    );
    fs.writeFileSync(join(home, 'state.db'), 'not a database at all, and longer than a hundred bytes. '.repeat(4));
    fs.rmSync(join(home, 'state.db-wal'));
    const state = await client.call('refresh', ['full']);
    assert.deepEqual([state.database.status, state.database.failure?.code], ['none', 'db_not_sqlite']);
  });

  it('tries again to load what it needs, and is not stuck with a first failure', async () => {
    client.dispose();
    const wasm = join(built, 'later.wasm');
    client = start(wasm);
    await assert.rejects(client.call('refresh', ['full']), /ENOENT/);
    fs.copyFileSync(WASM_PATH, wasm);
    assert.equal((await client.call('refresh', ['full'])).database.status, 'good');
    assert.equal(client.generation, 1);
  });
});

import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { ExportRequest } from '../../../../src/core/export/exportRequest';
import { Failure } from '../../../../src/core/failure';
import { MESSAGE_TEXT_LIMIT, PAGE_TEXT_LIMIT } from '../../../../src/core/transcriptMessage';
import { usualCopy } from '../../../../src/core/transcriptTarget';
import { ProfileClient } from '../../../../src/io/worker/client';
import type { ExportPiece } from '../../../../src/io/worker/exportJobs';
import { NativeWriter } from '../../../support/nativeWriter';
import { readDirectoryState } from '../../../support/directoryState';
import { FIXTURE_SECOND, FixtureDatabase } from '../../../support/fixtureDatabase';
import { projectRoot } from '../../../support/nativeNode';
import { WASM_PATH } from '../sqlite/setup';
import { treeOf } from '../stateDb/setup';
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

  it('gives texts to search with a token that says for how long they are true', async () => {
    const target = usualCopy('a');
    const page = await client.call('findPage', [target, 0]);
    assert.equal(page.token, await client.call('findToken', [target]));
    assert.notEqual(page.token, await client.call('findToken', [{ ...target, filter: { kinds: ['prompts'], tools: [], errors: false } }]), 'of a filter there are others');
    const writer = new NativeWriter(join(home, 'state.db'));
    try {
      // As many letters, no row more, and nothing that a row of a session would tell.
      await writer.run(`UPDATE messages SET content = 'jello' WHERE session_id = 'a' AND role = 'user'`, []);
      assert.notEqual(page.token, await client.call('findToken', [target]));
      assert.match((await client.call('findPage', [target, 0])).text, /^jello/);
    } finally {
      await writer.close();
    }
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
    assert.equal((await client.call('source', [usualCopy('a')])).messageCount, 2);
    const [first, second] = await client.call('page', [usualCopy('a'), 0, 10]);
    assert.deepEqual([first?.index, second?.index], [0, 1]);
    const [part] = second?.parts ?? [];
    assert.ok(part?.kind === 'text');
    assert.deepEqual([part.text.length, part.chars], [MESSAGE_TEXT_LIMIT, MESSAGE_TEXT_LIMIT + 1_000]);
    assert.equal((await client.call('message', [usualCopy('a'), '2']))?.index, 1);
    assert.equal(await client.call('message', [usualCopy('a'), '99']), null);
    const rest = await client.call('text', [usualCopy('a'), '2', 'part:0', MESSAGE_TEXT_LIMIT]);
    assert.deepEqual([rest?.text.length, rest?.chars], [1_000, MESSAGE_TEXT_LIMIT + 1_000]);
    assert.equal(await client.call('text', [usualCopy('a'), '99', 'part:0', 0]), null);
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
      const page = await client.call('page', [usualCopy('long'), from, 200]);
      assert.equal(page[0]?.index, from);
      lengths.push(page.length);
    }
    const most = PAGE_TEXT_LIMIT / MESSAGE_TEXT_LIMIT;
    assert.deepEqual(lengths, [...Array.from({ length: 20 / most }, () => most)]);
    assert.deepEqual(await client.call('page', [usualCopy('long'), 20, 200]), []);
  });

  it('reads everything first when the first call of a new thread is not a refresh', async () => {
    assert.deepEqual(
      (await client.call('children', ['a'])).map((child) => child.row.id),
      ['b'],
    );
  });

  it('brings failures over: as a rejection of a call, as a state of a refresh', async () => {
    await assert.rejects(
      client.call('source', [usualCopy('nobody')]),
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

  describe('writes documents', () => {
    const request = (more: object = {}): ExportRequest => ({
      sessionIds: ['a'],
      format: 'text',
      tools: true,
      reasoning: true,
      systemPrompt: 'all',
      redact: false,
      source: null,
      locale: 'en',
      ...more,
    });
    async function pieces(job: string, asked: ExportRequest): Promise<ExportPiece[]> {
      const all: ExportPiece[] = [];
      for (let last = false; !last; last = all.at(-1)!.isLast)
        all.push(await client.call('exportPiece', [job, all.length === 0, asked]));
      return all;
    }

    it('in pieces of bounded size, whole', async () => {
      const db = await FixtureDatabase.create();
      db.addSession({ id: 'a', title: 'Long' });
      for (let i = 0; i < 500; i += 1) db.addMessage({ session_id: 'a', role: 'user', content: `${i} ${'🛳'.repeat(1000)}` });
      db.addMessage({ session_id: 'a', role: 'user', content: '🛳'.repeat(400_000) });
      fs.rmSync(join(home, 'state.db-wal'));
      db.toFile(join(home, 'state.db'));
      db.close();
      const all = await pieces('j', request());
      assert.ok(all.length > 5 && all.every(({ text }) => text.length <= 256 * 1024));
      assert.ok(all.every(({ text }) => Buffer.from(text).toString() === text), 'no character is cut');
      const whole = all.map(({ text }) => text).join('');
      assert.equal(whole.match(/── You/g)?.length, 501);
      assert.equal(whole.split('🛳').length - 1, 900_000);
      assert.deepEqual([all.at(-1)?.done, all.at(-1)?.total], [501, 501]);
      const dones = all.map(({ done }) => done);
      assert.deepEqual(dones, [...dones].sort((x, y) => x - y));
    });

    it('with the places where messages begin, in whichever piece', async () => {
      const db = await FixtureDatabase.create();
      db.addSession({ id: 'one', end_reason: 'compression', ended_at: FIXTURE_SECOND });
      db.addMessage({ session_id: 'one', role: 'user', content: 'first' });
      db.addSession({ id: 'two', parent_session_id: 'one' });
      db.addMessage({ session_id: 'two', role: 'user', content: `second ${'x'.repeat(300_000)}` });
      db.addMessage({ session_id: 'two', role: 'assistant', content: 'third' });
      fs.rmSync(join(home, 'state.db-wal'));
      db.toFile(join(home, 'state.db'));
      db.close();
      const all = await pieces('m', request({ sessionIds: ['one', 'two'], format: 'markdown' }));
      assert.ok(all.length > 1);
      const whole = all.map(({ text }) => text).join('');
      let before = 0;
      const begins = all.flatMap(({ text, marks }) => {
        const places = marks.map(({ messageId, at }) => [messageId, whole.slice(before + at, before + at + 6)]);
        before += text.length;
        return places;
      });
      assert.deepEqual(begins, [['1', '## You'], ['1:2', '## You'], ['1:3', '## Her']]);
    });

    it('in every form, and says what was redacted', async () => {
      for (const format of ['text', 'markdown', 'html', 'json', 'jsonl']) {
        const last = (await pieces(format, request({ format }))).at(-1);
        assert.equal(last?.redacted, null);
        assert.match((await pieces(format, request({ format }))).map(({ text }) => text).join(''), /hello/);
      }
      const redacted = (await pieces('r', request({ redact: true }))).at(-1);
      assert.equal(redacted?.redacted?.email, 0);
      await assert.rejects(pieces('b', request({ sessionIds: ['nobody'] })), (error) => Failure.is(error, 'session_not_found'));
    });

    it('and tells of what cannot be read in every form', async () => {
      const db = await FixtureDatabase.create();
      db.addSession({ id: 'a', title: 'Hurt' });
      for (let i = 0; i < 100; i += 1) db.addMessage({ session_id: 'a', role: 'user', content: 'x'.repeat(200) });
      const bytes = Buffer.from(db.toBytes());
      db.close();
      const [, lost] = (await treeOf(bytes, 'messages')).leaves;
      assert.ok(lost);
      fs.rmSync(join(home, 'state.db-wal'));
      for (const isHurt of [false, true]) {
        if (isHurt) bytes.fill(0xa5, (lost.page - 1) * 4096, lost.page * 4096);
        fs.writeFileSync(join(home, 'state.db'), bytes);
        await client.call('refresh', ['full']);
        for (const format of ['text', 'markdown', 'html', 'json', 'jsonl'])
          assert.equal((await pieces(format, request({ format }))).at(-1)?.incomplete, isHurt, format);
      }
    });

    it('several at once, and others are answered in between', async () => {
      const first = await client.call('exportPiece', ['one', true, request()]);
      const [one, two, row] = await Promise.all([
        first.isLast ? first : client.call('exportPiece', ['one', false, request()]),
        pieces('two', request({ sessionIds: ['b'] })),
        client.call('row', ['a']),
      ]);
      assert.ok(one !== undefined && two.at(-1)?.isLast === true && row?.id === 'a');
    });

    it('not further than they were begun: another worker, or an ended export, knows nothing of them', async () => {
      const unknown = (error: unknown): boolean => Failure.is(error, 'worker_lost');
      await assert.rejects(client.call('exportPiece', ['nobody', false, request()]), unknown);
      await client.call('exportEnd', ['nobody']);
    });
  });
});

import * as assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { audit } from '../../../../src/core/recovery/audit';
import { planRepairs, type PlannedRepairs } from '../../../../src/core/recovery/planRepairs';
import { readFacts } from '../../../../src/io/recovery/readFacts';
import { createStepSource, type StepSource } from '../../../../src/io/recovery/stepSource';
import { applyPlan } from '../../../../src/io/repairRun/applyPlan';
import { portsOfThisHost } from '../../../../src/io/repairRun/thisHost';
import { undoRun } from '../../../../src/io/repairRun/undoRun';
import { FixtureDatabase, FIXTURE_SECOND, testSql } from '../../../support/fixtureDatabase';
import { TracedFiles } from '../tracedFiles';

const NOW = (FIXTURE_SECOND + 86_400) * 1000;
const talk = (count: number): { role: string; content: string; timestamp: number }[] =>
  Array.from({ length: count }, (_, i) => ({
    role: i % 2 === 0 ? 'user' : 'assistant',
    content: `message ${i}`,
    timestamp: FIXTURE_SECOND + i * 10,
  }));
const chat = (id: string, count: number): string => JSON.stringify({ session_id: id, messages: talk(count) });

describe('stepSource', () => {
  let home: string;
  let files: TracedFiles;
  let opened: StepSource[];
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'hs-'));
    mkdirSync(sessions());
    files = new TracedFiles();
    opened = [];
  });
  afterEach(() => {
    for (const source of opened) source.close();
    assert.equal(files.openHandles, 0, 'a file was left open');
    rmSync(home, { recursive: true });
  });

  const sessions = (name = ''): string => join(home, 'sessions', name);
  const database = (): string => join(home, 'state.db');

  function put(name: string, content: string | Uint8Array, secondsAgo = 80_000): void {
    mkdirSync(dirname(sessions(name)), { recursive: true });
    writeFileSync(sessions(name), content);
    utimesSync(sessions(name), NOW / 1000 - secondsAgo, NOW / 1000 - secondsAgo);
  }

  async function putRows(count: number, id = 'a'): Promise<void> {
    const db = await FixtureDatabase.create();
    db.addSession({ id, source: 'webui' });
    for (const message of talk(count)) db.addMessage({ session_id: id, ...message });
    db.toFile(database());
    db.close();
  }

  async function prepare(): Promise<{ plan: PlannedRepairs; source: StepSource }> {
    const sqlJs = await testSql();
    const databases = [{ path: database(), profile: 'default' }];
    const facts = readFacts({ sessionDir: sessions(), databases, agentDirs: [], sqlJs, now: NOW, files });
    const source = createStepSource({ sessionDir: sessions(), files, sqlJs, now: () => NOW });
    opened.push(source);
    return { plan: planRepairs(facts, audit(facts)), source };
  }
  const first = ({ plan, source }: { plan: PlannedRepairs; source: StepSource }): ReturnType<StepSource['make']> =>
    source.make(plan.steps[0]!);
  const recheck = ({ plan, source }: { plan: PlannedRepairs; source: StepSource }): string | null =>
    source.recheck(plan.steps[0]!);
  const bytesOf = (made: ReturnType<StepSource['make']>): Buffer =>
    Buffer.from(made.kind === 'content' ? made.bytes : []);
  const CHANGED = { kind: 'skip', reason: 'source_changed' } as const;

  it('copies a previous copy byte for byte', async () => {
    const copy = Buffer.from(`{ "session_id":"a",\t"n": 1.0, "messages": ${JSON.stringify(talk(6))} }\r\n`);
    put('a.json', chat('a', 1));
    put('a.json.bak', copy);
    assert.deepEqual(bytesOf(first(await prepare())), copy);
  });

  it('takes a byte order mark off, which WebUI cannot load', async () => {
    put('a.json.bak', `\ufeff${chat('a', 6)}`);
    assert.equal(bytesOf(first(await prepare())).toString(), chat('a', 6));
  });

  it('makes nothing of a copy that changed, or went, since it was compared', async () => {
    put('a.json', chat('a', 1));
    put('a.json.bak', chat('a', 6));
    const prepared = await prepare();
    put('a.json.bak', chat('a', 7));
    assert.deepEqual(first(prepared), CHANGED);
    rmSync(sessions('a.json.bak'));
    assert.deepEqual(first(prepared), CHANGED);
  });

  it('makes nothing of rows that changed, or cannot be read, since they were compared', async () => {
    await putRows(4);
    const prepared = await prepare();
    assert.equal(first(prepared).kind, 'content');
    assert.deepEqual(bytesOf(first(prepared)), bytesOf(first(prepared)));
    await putRows(5);
    assert.deepEqual(first(prepared), CHANGED);
    writeFileSync(database(), 'no database');
    assert.deepEqual(first(prepared), CHANGED);
    rmSync(database());
    assert.deepEqual(first(prepared), CHANGED);
  });

  it('makes nothing of a journal that went on since', async () => {
    const event = { event: 'submitted', turn_id: 't', content: 'lost', created_at: FIXTURE_SECOND + 500 };
    const journal = `${JSON.stringify(event)}\n`;
    put('a.json', chat('a', 2));
    put('_turn_journal/a.jsonl', journal);
    const prepared = await prepare();
    assert.match(bytesOf(first(prepared)).toString(), /"lost"/);
    put('_turn_journal/a.jsonl', `${journal}{"event": "completed", "turn_id": "t"}\n`);
    assert.deepEqual(first(prepared), CHANGED);
  });

  it('changes no database and leaves none behind', async () => {
    await putRows(4);
    const before = readFileSync(database());
    first(await prepare());
    assert.deepEqual(readFileSync(database()), before);
  });

  it('asks again whether the conversation was deleted', async () => {
    await putRows(4);
    const prepared = await prepare();
    assert.equal(recheck(prepared), null);
    put('_deleted_webui_sessions.json', '{"version": 1, "ids": ["a"]}');
    assert.equal(recheck(prepared), 'deleted');
    rmSync(sessions('_deleted_webui_sessions.json'));
    await putRows(4, 'another');
    assert.equal(recheck(prepared), 'deleted');
  });

  it('does not take a database that cannot be read for a deletion', async () => {
    await putRows(4);
    const prepared = await prepare();
    writeFileSync(database(), 'no database');
    assert.equal(recheck(prepared), null);
  });

  it('asks again whether somebody is at work', async () => {
    put('a.json', chat('a', 1));
    put('a.json.bak', chat('a', 6));
    const prepared = await prepare();
    assert.equal(recheck(prepared), null);
    put('_turn_journal/a~7.jsonl', '{"event": "submitted", "turn_id": "t", "content": "new"}\n', 5);
    assert.equal(recheck(prepared), 'in_flight');
    rmSync(sessions('_turn_journal/a~7.jsonl'));
    put('a.json', chat('a', 1), 5);
    assert.equal(recheck(prepared), 'just_written');
  });

  it('takes the writing of the newest run for no sign of work', async () => {
    put('a.json', chat('a', 1));
    put('a.json.bak', chat('a', 6));
    const prepared = await prepare();
    const before = readFileSync(sessions('a.json'));
    const [step] = prepared.plan.steps;
    applyPlan(prepared.plan, prepared.source, portsOfThisHost());
    undoRun(sessions(), null, portsOfThisHost(), () => null);
    assert.deepEqual(readFileSync(sessions('a.json')), before);
    const again = createStepSource({ sessionDir: sessions(), files, sqlJs: await testSql(), now: Date.now });
    opened.push(again);
    assert.ok(step !== undefined);
    assert.equal(again.recheck(step), null);
    writeFileSync(sessions('a.json'), chat('a', 2));
    assert.equal(again.recheck(step), 'just_written');
  });

  it('moves a leftover although its conversation was written a moment ago, by the step before', async () => {
    put('a.json', chat('a', 1));
    put('a.tmp.1.1', '{');
    put('_index.json', '[{"session_id": "a", "message_count": 1}]');
    const prepared = await prepare();
    assert.deepEqual(
      prepared.plan.steps.map(({ action }) => action),
      ['move_aside'],
    );
    put('a.json', chat('a', 1), 0);
    assert.equal(recheck(prepared), null);
  });

  it('answers also when the folder went away', async () => {
    put('a.json', chat('a', 1));
    put('a.json.bak', chat('a', 6));
    put('_index.json', '[]');
    const prepared = await prepare();
    rmSync(sessions(), { recursive: true });
    assert.deepEqual(
      prepared.plan.steps.map((step) => prepared.source.make(step)),
      [CHANGED, { kind: 'skip', reason: 'vanished' }],
    );
    assert.equal(recheck(prepared), 'vanished');
  });

  describe('the index', () => {
    const rows = async (refresh: readonly string[] | null, drop: readonly string[] = []): Promise<string[]> => {
      const { source } = await prepare();
      const step = {
        action: 'replace_derived',
        sessionId: null,
        target: '_index.json',
        expected: { state: 'absent' },
        content: { kind: 'index', refresh, drop },
        kinds: [],
      } as const;
      const list = JSON.parse(bytesOf(source.make(step)).toString()) as { session_id: string; message_count: number }[];
      return list.map(({ session_id: id, message_count: count }) => `${id} ${count}`);
    };
    const row = (id: string, count: number): object => ({ session_id: id, message_count: count, updated_at: count });

    it('makes the named rows anew and leaves the others as they are', async () => {
      for (const id of ['a', 'b']) put(`${id}.json`, chat(id, 3));
      put('_index.json', JSON.stringify([row('a', 1), row('b', 2), row('lost', 5), row('ghost', 4)]));
      assert.deepEqual(await rows(['a'], ['ghost']), ['lost 5', 'b 2', 'a 3']);
    });

    it('does not drop a row whose file came back, nor make one for a file that went', async () => {
      put('a.json', chat('a', 3));
      put('_index.json', JSON.stringify([row('a', 1), row('b', 2)]));
      assert.deepEqual(await rows(['b'], ['a']), ['b 2', 'a 1']);
    });

    it('is made of all files where it is to be new, or where its rows are gone', async () => {
      for (const id of ['a', 'b']) put(`${id}.json`, chat(id, 3));
      put('_index.json', JSON.stringify([row('a', 1), row('lost', 5)]));
      assert.deepEqual(await rows(null), ['a 3', 'b 3']);
      put('_index.json', '[{"session_id"');
      assert.deepEqual(await rows(['a']), ['a 3', 'b 3']);
    });

    it('keeps the row of a file that cannot be read', async () => {
      put('a.json', '{"session_id": "a", "mess');
      put('_index.json', JSON.stringify([row('a', 7)]));
      assert.deepEqual(await rows(null), ['a 7']);
      assert.deepEqual(await rows(['a']), ['a 7']);
    });

    it('lists one of two files that say the same id, the longer one', async () => {
      put('a.json', chat('a', 2));
      put('session_a.json', chat('a', 5));
      assert.deepEqual(await rows(null), ['a 5']);
    });
  });
});

import * as assert from 'node:assert/strict';
import { linkSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { audit } from '../../../../src/core/recovery/audit';
import { planRepairs, type PlannedRepairs, type RepairChoice } from '../../../../src/core/recovery/planRepairs';
import type { Finding } from '../../../../src/core/recovery/finding';
import { nodeFiles, type ReadFiles } from '../../../../src/io/files';
import { readFacts } from '../../../../src/io/recovery/readFacts';
import { hindranceWords } from '../../../../src/core/words/recovery';
import { FixtureDatabase, FIXTURE_SECOND, testSql } from '../../../support/fixtureDatabase';
import { MemoryFiles } from '../memoryFiles';

const NOW = (FIXTURE_SECOND + 86_400) * 1000;
const talk = (count: number): object[] =>
  Array.from({ length: count }, (_, i) => ({
    role: i % 2 === 0 ? 'user' : 'assistant',
    content: `message ${i}`,
    timestamp: FIXTURE_SECOND + i * 10,
  }));
const chat = (id: string, count: number, more: object = {}): string =>
  JSON.stringify({ session_id: id, title: id, updated_at: FIXTURE_SECOND, ...more, messages: talk(count) });

describe('planRepairs', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'hs-'));
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  function put(name: string, text: string, secondsAgo = 80_000): void {
    writeFileSync(join(dir, name), text);
    utimesSync(join(dir, name), NOW / 1000 - secondsAgo, NOW / 1000 - secondsAgo);
  }
  const putIndex = (...ids: string[]): void =>
    put('_index.json', JSON.stringify(ids.map((id) => ({ session_id: id, message_count: 2 }))));

  async function planned(
    choice: RepairChoice = {},
    databases: readonly string[] = [],
    files: ReadFiles = nodeFiles,
    sessionDir = dir,
  ): Promise<{ findings: Finding[]; plan: PlannedRepairs; steps: string[] }> {
    const places = databases.map((path) => ({ path, profile: 'default' }));
    const sqlJs = await testSql();
    const facts = readFacts({ sessionDir, databases: places, agentDirs: [], sqlJs, now: NOW, files });
    const findings = audit(facts);
    const plan = planRepairs(facts, findings, choice);
    return { findings, plan, steps: plan.steps.map(({ action, target }) => `${action} ${target}`) };
  }

  async function database(...ids: string[]): Promise<string> {
    const db = await FixtureDatabase.create();
    for (const id of ids) {
      db.addSession({ id, source: 'webui' });
      for (const [i, { role, content }] of (talk(4) as { role: string; content: string }[]).entries())
        db.addMessage({ session_id: id, role, content, timestamp: FIXTURE_SECOND + i * 10 });
    }
    const path = join(dir, '..', `${ids.join('-')}-${process.pid}.db`);
    db.toFile(path);
    db.close();
    return path;
  }

  it('plans what was chosen by kind, by session, or by its tick', async () => {
    putIndex('a', 'b');
    put('a.json', chat('a', 1));
    put('a.json.bak', chat('a', 6));
    put('b.json', chat('b', 0));
    put('b.json.bak', chat('b', 6));
    put('b.tmp.1.1', '{');
    const index = 'replace_derived _index.json';
    assert.deepEqual((await planned()).steps, ['replace a.json', 'replace b.json', 'move_aside b.tmp.1.1', index]);
    assert.deepEqual((await planned({ kinds: ['stale_temp_file'] })).steps, ['move_aside b.tmp.1.1']);
    assert.deepEqual((await planned({ sessions: ['a'] })).steps, ['replace a.json', index]);
    // An empty file without any mark may have been cleared.
    assert.deepEqual((await planned({ preselectedOnly: true })).steps, [
      'replace a.json',
      'move_aside b.tmp.1.1',
      index,
    ]);
    assert.deepEqual((await planned({ kinds: [] })).steps, []);
  });

  it('makes one file of all that a conversation needs', async () => {
    putIndex('a');
    const more = { active_stream_id: 's', pending_user_message: 'waits', pending_started_at: FIXTURE_SECOND + 900 };
    put('a.json', chat('a', 1, more));
    put('a.json.bak', chat('a', 6));
    const { plan, steps } = await planned();
    assert.deepEqual(steps, ['replace a.json', 'replace_derived _index.json']);
    assert.deepEqual(plan.steps[0]?.kinds, ['shrunken_live', 'stale_pending']);
    // Also when only the other finding was chosen: a repair loses no prompt.
    const [step] = (await planned({ kinds: ['shrunken_live'] })).plan.steps;
    assert.deepEqual(step?.content?.kind === 'conversation' ? step.content.edits.map(({ edit }) => edit) : [], [
      'recover_pending',
    ]);
  });

  it('names a conversation at work as left out, and plans the others', async () => {
    putIndex('a', 'b');
    put('a.json', chat('a', 1, { active_stream_id: 's' }), 60);
    put('a.json.bak', chat('a', 6));
    put('b.json', chat('b', 1), 10);
    put('b.json.bak', chat('b', 6));
    put('c.json', chat('c', 2));
    const { plan, steps } = await planned();
    assert.deepEqual(steps, ['replace_derived _index.json']);
    assert.deepEqual(plan.skipped, [
      { sessionId: 'a', kinds: ['shrunken_live'], reason: 'in_flight' },
      { sessionId: 'b', kinds: ['shrunken_live'], reason: 'just_written' },
    ]);
  });

  it('keeps the index row of a conversation that is not rebuilt yet', async () => {
    const db = await database('a', 'b');
    try {
      putIndex('a', 'b', 'gone');
      const alone = await planned({ sessions: ['a'] }, [db]);
      assert.deepEqual(alone.plan.steps[1]?.content, { kind: 'index', refresh: ['a'], drop: ['a'] });
      const rows = await planned({ kinds: ['index_missing_file'] }, [db]);
      assert.deepEqual(rows.plan.steps[0]?.content, { kind: 'index', refresh: [], drop: ['gone'] });
      assert.deepEqual(
        rows.plan.skipped.map(({ sessionId, reason }) => [sessionId, reason]),
        [
          ['a', 'needs_other_repair'],
          ['b', 'needs_other_repair'],
        ],
      );
    } finally {
      rmSync(db);
    }
  });

  it('leaves a file with several names to a person', async () => {
    putIndex('a');
    put('a.json', chat('a', 1));
    put('a.json.bak', chat('a', 6));
    linkSync(join(dir, 'a.json'), join(dir, 'second name'));
    const { findings, steps } = await planned();
    assert.deepEqual(steps, []);
    assert.deepEqual(
      findings.map(({ category, words, evidence }) => [category, words.remedy, evidence.details.hindrance]),
      [['unsafe_to_repair', hindranceWords('several_names'), 'several_names']],
    );
  });

  it('leaves names that differ only in upper and lower case to a person', async () => {
    const files = new MemoryFiles({
      '/s/_index.json': JSON.stringify(['Chat', 'chat'].map((id) => ({ session_id: id, message_count: 2 }))),
      '/s/Chat.json': chat('Chat', 2),
      '/s/chat.json.bak': chat('chat', 6),
    });
    const { findings, steps } = await planned({}, [], files, '/s');
    assert.deepEqual(
      findings.map(({ kind, category, evidence }) => [kind, category, evidence.details.hindrance ?? null]),
      [
        ['orphan_backup', 'unsafe_to_repair', 'case_twin'],
        ['index_missing_file', 'unsafe_to_repair', null],
      ],
    );
    assert.deepEqual(steps, []);
  });

  it('makes no file of a prompt where a better one can be made', async () => {
    putIndex();
    put('a.json.bak', chat('a', 6));
    mkdirSync(join(dir, '_turn_journal'));
    const event = { event: 'submitted', turn_id: 't', content: 'lost', created_at: FIXTURE_SECOND + 900 };
    put('_turn_journal/a.jsonl', JSON.stringify(event));
    const { plan, steps } = await planned({ kinds: ['turn_journal_pending_turn'] });
    assert.deepEqual(steps, []);
    assert.deepEqual(plan.skipped, [
      { sessionId: 'a', kinds: ['turn_journal_pending_turn'], reason: 'needs_other_repair' },
    ]);
    assert.deepEqual((await planned()).steps, ['create a.json', 'replace_derived _index.json']);
  });

  it('moves no leftover that is a folder, or has other names', async () => {
    mkdirSync(join(dir, 'a.tmp.1.1'));
    put('a.tmp.2.2', '{');
    linkSync(join(dir, 'a.tmp.2.2'), join(dir, 'second name'));
    const { findings, steps } = await planned();
    assert.deepEqual(steps, []);
    assert.deepEqual(
      findings.map(({ kind, category }) => `${kind} ${category}`),
      ['stale_temp_file unsafe_to_repair', 'stale_temp_file unsafe_to_repair'],
    );
  });

  it('does not touch an index that the system refuses to show', async () => {
    const files = new MemoryFiles({ '/s/a.json': chat('a', 1), '/s/a.json.bak': chat('a', 6), '/s/_index.json': '[]' });
    files.fail('/s/_index.json', 'EACCES');
    assert.deepEqual((await planned({}, [], files, '/s')).steps, ['replace a.json']);
  });
});

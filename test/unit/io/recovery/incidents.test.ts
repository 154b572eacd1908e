/** What went wrong in real session directories, as the audit sees it. Each test is named after the incident. */
import * as assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Report, ReportItem } from '../../../../src/core/recovery/report';
import { FixtureDatabase, FIXTURE_SECOND } from '../../../support/fixtureDatabase';
import { auditHome, FIXTURE_NOW } from '../../../support/recoveryFixture';

type Content = string | Uint8Array | object;

const talk = (count: number): object[] =>
  Array.from({ length: count }, (_, i) => ({
    role: i % 2 === 0 ? 'user' : 'assistant',
    content: `message ${i}`,
    timestamp: FIXTURE_SECOND + i * 10,
  }));
const conversation = (count: number, more: object = {}, id = 'aaa'): object => ({
  session_id: id,
  title: 'T',
  updated_at: FIXTURE_SECOND,
  ...more,
  messages: talk(count),
});
const index = (...ids: string[]): object[] => ids.map((id) => ({ session_id: id, message_count: 1 }));
const TOMBSTONE = { version: 1, ids: ['aaa'] };

describe('incidents', () => {
  let home: string;
  const sessions = (name = ''): string => join(home, 'webui', 'sessions', name);

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'hs-'));
    writeFileSync(join(home, 'active_profile'), 'default\n');
    mkdirSync(sessions(), { recursive: true });
  });
  afterEach(() => rmSync(home, { recursive: true }));

  function write(files: Readonly<Record<string, Content>>): void {
    for (const [name, content] of Object.entries(files)) {
      const path = sessions(name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(
        path,
        typeof content === 'string' || content instanceof Uint8Array ? content : JSON.stringify(content),
      );
      utimesSync(path, FIXTURE_SECOND, FIXTURE_SECOND);
    }
  }

  async function database(
    rows: Readonly<Record<string, { source?: string; messages: number }>>,
    path = 'state.db',
  ): Promise<void> {
    const db = await FixtureDatabase.create();
    for (const [id, { source = 'webui', messages }] of Object.entries(rows)) {
      db.addSession({ id, source });
      for (let i = 0; i < messages; i += 1) {
        const role = i % 2 === 0 ? 'user' : 'assistant';
        db.addMessage({ session_id: id, role, content: `message ${i}`, timestamp: FIXTURE_SECOND + i * 10 });
      }
    }
    mkdirSync(dirname(join(home, path)), { recursive: true });
    db.toFile(join(home, path));
    db.close();
  }

  const audited = async (files: Readonly<Record<string, Content>>): Promise<Report> => {
    write(files);
    return auditHome(home);
  };
  const kinds = (report: Report): string[] => report.items.map(({ kind }) => kind);
  const only = (report: Report): ReportItem => {
    assert.equal(report.items.length, 1, kinds(report).join(', '));
    return report.items[0] as ReportItem;
  };

  it('a status poll saved a stub over a thousand messages', async () => {
    const item = only(
      await audited({ 'aaa.json': conversation(0), 'aaa.json.bak': conversation(1000), '_index.json': index('aaa') }),
    );
    assert.deepEqual([item.kind, item.live_messages, item.bak_messages], ['shrunken_live', 0, 1000]);
    assert.equal(item.title, 'Chat shrank: 1,000 to 0 messages');
  });

  it('the index is a list, and recovery stopped at it without a word', async () => {
    const report = await audited({
      '_index.json': [],
      '_projects.json': [1],
      'aaa.json': [],
      'bbb.json': conversation(1, {}, 'bbb'),
      'bbb.json.bak': conversation(3, {}, 'bbb'),
    });
    assert.deepEqual(kinds(report), ['malformed_sidecar', 'shrunken_live', 'index_missing_entry']);
  });

  it('a previous copy alone was invisible', async () => {
    assert.equal(only(await audited({ 'aaa.json.bak': conversation(3), '_index.json': [] })).kind, 'orphan_backup');
  });

  it('a deleted chat came back from its previous copy', async () => {
    await database({ other: { source: 'cli', messages: 1 } });
    const item = only(await audited({ 'aaa.json.bak': conversation(3), '_index.json': [] }));
    assert.deepEqual([item.kind, item.category], ['orphan_backup_without_state_row', 'unsafe_to_repair']);
  });

  it('an empty row was ignored', async () => {
    await database({ aaa: { messages: 0 } });
    assert.equal(only(await audited({ '_index.json': [] })).kind, 'state_db_orphan_webui_row');
  });

  it('completed and interrupted were collapsed into one', async () => {
    const lines = ['submitted', 'completed', 'interrupted'].map((event, i) =>
      JSON.stringify({ event, turn_id: 't', created_at: FIXTURE_SECOND + i }),
    );
    const report = await audited({
      'aaa.json': conversation(2),
      '_index.json': index('aaa'),
      '_turn_journal/aaa.jsonl': lines.join('\n'),
    });
    assert.deepEqual([only(report).kind, report.status], ['turn_journal_terminal_collision', 'ok']);
  });

  it('undone messages came back at the next start', async () => {
    const live = conversation(2, { intentional_shrink_generation: '7b249d4c72bf4c01b3597de44db629b4' });
    const report = await audited({ 'aaa.json': live, 'aaa.json.bak': conversation(4), '_index.json': index('aaa') });
    assert.deepEqual([report.status, report.items], ['ok', []]);
  });

  it('a manual compression switched recovery off for ever', async () => {
    const live = conversation(1, { compression_anchor_mode: 'manual', context_messages: [] });
    const copy = conversation(4, { context_messages: [{ role: 'user', content: '[CONTEXT COMPACTION] so far' }] });
    const report = await audited({ 'aaa.json': live, 'aaa.json.bak': copy, '_index.json': index('aaa') });
    assert.equal(only(report).kind, 'shrunken_live');
  });

  it('the leftovers of a deleted chat made a ghost, and were counted twice', async () => {
    await database({ aaa: { messages: 3 } });
    const report = await audited({
      'aaa.json.bak': conversation(3),
      '_index.json': index('aaa'),
      '_deleted_webui_sessions.json': TOMBSTONE,
      '_turn_journal/aaa.jsonl': `${JSON.stringify({ event: 'submitted', turn_id: 't', content: 'x', created_at: 1 })}\n`,
    });
    assert.deepEqual([only(report).category, report.status], ['information', 'ok']);
  });

  it('an index row was taken for a deletion, and a crash was not repaired', async () => {
    await database({ aaa: { messages: 3 } });
    const report = await audited({ '_index.json': index('aaa') });
    assert.deepEqual(kinds(report), ['index_missing_file', 'state_db_missing_sidecar']);
    assert.deepEqual(
      report.items.map(({ preselected }) => preselected),
      [true, true],
    );
  });

  it('a list of deletions of another version was passed over', async () => {
    await database({ aaa: { messages: 3 } });
    const report = await audited({ '_index.json': [], '_deleted_webui_sessions.json': { ...TOMBSTONE, version: 2 } });
    assert.equal(only(report).kind, 'state_db_deleted_webui_tombstone');
  });

  it('a list of deletions was damaged, and everything in it came back', async () => {
    await database({ aaa: { messages: 3 } });
    const item = only(await audited({ '_index.json': [], '_deleted_webui_sessions.json': '{"ids": ["aaa"' }));
    assert.deepEqual([item.preselected, item.not_preselected_because], [false, 'deletions_unreadable']);
  });

  it('a repeated prompt was taken for the first one', async () => {
    const journal = JSON.stringify({
      event: 'submitted',
      turn_id: 't',
      content: 'message 0',
      created_at: FIXTURE_SECOND + 500,
    });
    const report = await audited({
      'aaa.json': conversation(2),
      '_index.json': index('aaa'),
      '_turn_journal/aaa.jsonl': journal,
    });
    assert.equal(only(report).kind, 'turn_journal_pending_turn');
  });

  it('a count of 0 in the index hid a real chat', async () => {
    const report = await audited({
      'aaa.json': conversation(5),
      '_index.json': [{ session_id: 'aaa', message_count: 0 }],
    });
    assert.equal(only(report).kind, 'index_row_stale');
  });

  it('the file was damaged, counted as sound, and the database had it all', async () => {
    await database({ aaa: { messages: 6 } });
    for (const content of ['', '{"messages": [', '[]', 'null', '{"messages": 5}']) {
      const item = only(await audited({ 'aaa.json': content, '_index.json': index('aaa') }));
      assert.deepEqual(
        [item.kind, item.category, item.evidence.source],
        ['malformed_sidecar', 'repairable', { origin: 'state_db', name: join(home, 'state.db'), messages: 6 }],
      );
    }
  });

  it('a previous copy of 1 message won over 6 in the database', async () => {
    await database({ aaa: { messages: 6 } });
    const item = only(await audited({ 'aaa.json.bak': conversation(1), '_index.json': [] }));
    assert.deepEqual([item.kind, item.evidence.messages], ['state_db_missing_sidecar', 6]);
  });

  it('one lost chat was repairable and not at once', async () => {
    await database({ aaa: { messages: 0 } });
    assert.equal(only(await audited({ 'aaa.json.bak': conversation(3), '_index.json': [] })).kind, 'orphan_backup');
  });

  it('the second shrink replaced the good copy', async () => {
    await database({ aaa: { messages: 1000 } });
    const item = only(
      await audited({ 'aaa.json': conversation(0), 'aaa.json.bak': conversation(1), '_index.json': index('aaa') }),
    );
    assert.deepEqual(
      [item.kind, item.evidence.source],
      ['shrunken_live', { origin: 'state_db', name: join(home, 'state.db'), messages: 1000 }],
    );
  });

  it('a previous copy of another chat was restored', async () => {
    const report = await audited({
      'aaa.json': conversation(1),
      'aaa.json.bak': conversation(5, {}, 'bbb'),
      '_index.json': index('aaa'),
    });
    assert.equal(only(report).kind, 'foreign_backup');
  });

  it('a byte order mark was called a loss', async () => {
    const report = await audited({
      'aaa.json': `\ufeff${JSON.stringify(conversation(3))}`,
      'aaa.json.bak': conversation(3),
      '_index.json': index('aaa'),
    });
    assert.deepEqual(report.items, []);
  });

  it('a truncation of spring had no mark of its own and was reversed', async () => {
    const live = conversation(2, { truncation_watermark: FIXTURE_SECOND + 10 });
    const report = await audited({ 'aaa.json': live, 'aaa.json.bak': conversation(4), '_index.json': index('aaa') });
    assert.deepEqual(report.items, []);
  });

  it('ids of the database named files outside the folder', async () => {
    await database({
      '../evil': { messages: 2 },
      _hid: { messages: 2 },
      'a b': { messages: 2 },
      'dot.sid': { messages: 2 },
      ünï: { messages: 2 },
    });
    const report = await audited({ '_index.json': [] });
    assert.deepEqual(
      report.items.map(({ kind, session_id: id }) => `${kind} ${id}`),
      [
        'unsafe_session_id ../evil',
        'unsafe_session_id _hid',
        'unsafe_session_id a b',
        'unsafe_session_id dot.sid',
        'unsafe_session_id ünï',
      ],
    );
    assert.equal(existsSync(join(home, 'webui', 'evil.json')), false);
  });

  it('the database of the wrong profile was asked', async () => {
    await database({ other: { messages: 1, source: 'cli' } });
    await database({ aaa: { messages: 3 } }, 'profiles/night/state.db');
    const report = await audited({ 'aaa.json.bak': conversation(3), '_index.json': [] });
    assert.equal(only(report).kind, 'orphan_backup');
  });

  it('a torn character, an odd name and a time as text each stopped the whole audit', async () => {
    const whole = JSON.stringify({ event: 'submitted', turn_id: 't', content: 'lost', created_at: 'yesterday' });
    const report = await audited({
      'aaa.json': conversation(2),
      '_index.json': index('aaa'),
      '_turn_journal/aaa.jsonl': Buffer.concat([Buffer.from(`${whole}\n{"content": "`), Buffer.from([0xe6, 0x97])]),
      '_turn_journal/b ad!.jsonl': whole,
    });
    assert.deepEqual(kinds(report), [
      'turn_journal_pending_turn',
      'turn_journal_malformed_event',
      'turn_journal_malformed_event',
    ]);
  });

  it('a line separator inside a prompt cut it in two', async () => {
    const line = `{"event": "submitted", "turn_id": "t", "content": "one\u2028two\u0085three", "created_at": ${FIXTURE_SECOND}}`;
    const report = await audited({
      'aaa.json': conversation(2),
      '_index.json': index('aaa'),
      '_turn_journal/aaa.jsonl': line,
    });
    assert.equal(only(report).kind, 'turn_journal_pending_turn');
  });

  it('a path with signs of an address in it was read as one', async () => {
    home = join(home, 'a ?#%41');
    mkdirSync(sessions(), { recursive: true });
    writeFileSync(join(home, 'active_profile'), 'default\n');
    await database({ other: { source: 'cli', messages: 1 } });
    const report = await audited({ 'aaa.json.bak': conversation(3), '_index.json': [] });
    home = dirname(home);
    assert.equal(only(report).kind, 'orphan_backup_without_state_row');
  });

  it('looking made a database where there was none', async () => {
    await audited({ 'aaa.json': conversation(2), '_index.json': index('aaa') });
    assert.deepEqual(readdirSync(home).sort(), ['active_profile', 'webui']);
  });

  // Links and pipes of this kind are POSIX's.
  if (process.platform !== 'win32') {
    it('a link to nowhere was counted twice and then replaced', async () => {
      symlinkSync('nowhere.json', sessions('aaa.json'));
      const item = only(await audited({ '_index.json': index('aaa') }));
      assert.deepEqual(
        [item.kind, item.evidence.damage, item.category],
        ['malformed_sidecar', 'link', 'unsafe_to_repair'],
      );
      assert.equal(item.title, 'Conversation file is a link');
    });

    it('an index was made anew without the conversations behind links', async () => {
      symlinkSync(join(home, 'elsewhere.json'), sessions('aaa.json'));
      const { items } = await audited({ 'bbb.json': conversation(2, {}, 'bbb') });
      const missing = items.find(({ kind }) => kind === 'index_missing');
      assert.deepEqual([missing?.category, missing?.preselected], ['unsafe_to_repair', false]);
    });

    it('a previous copy that is a link was passed over without a word', async () => {
      symlinkSync(join(home, 'elsewhere.bak'), sessions('aaa.json.bak'));
      const report = await audited({ 'aaa.json': conversation(2), '_index.json': index('aaa') });
      assert.deepEqual(report.not_checked, [{ file: 'aaa.json.bak', reason: 'link' }]);
    });
  }

  it('a missing folder was called clean although the database had its conversations', async () => {
    await database({ aaa: { messages: 3 } });
    rmSync(join(home, 'webui'), { recursive: true });
    assert.equal(only(await auditHome(home)).kind, 'state_db_missing_sidecar');
  });

  it('a running answer was called a fault', async () => {
    await database({ aaa: { messages: 4 } });
    const live = conversation(2, {
      active_stream_id: 's',
      pending_user_message: 'message 2',
      pending_started_at: FIXTURE_SECOND + 20,
    });
    write({
      'aaa.json': live,
      '_index.json': index('aaa'),
      '_turn_journal/aaa.jsonl': JSON.stringify({
        event: 'submitted',
        turn_id: 't',
        content: 'message 2',
        created_at: FIXTURE_SECOND + 20,
      }),
    });
    const now = FIXTURE_NOW / 1000 - 30;
    utimesSync(sessions('aaa.json'), now, now);
    assert.deepEqual((await auditHome(home)).items, []);
  });
});

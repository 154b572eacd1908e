import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Database } from 'sql.js';
import { FINDING_GROUPS } from '../../../src/core/recovery/findings/index';
import { testSql, withJournalMode } from '../../support/fixtureDatabase';
import { auditHome } from '../../support/recoveryFixture';
import { makeSampleHome, SAMPLE_NOW, sampleSessions } from '../../support/sampleHome';
import { overlayWal } from '../../support/walFile';

const PREFIX_BYTES = 64 * 1024;
const SOURCES = [
  'acp',
  'api_server',
  'cli',
  'cron',
  'desktop',
  'discord',
  'email',
  'homeassistant',
  'kanban',
  'matrix',
  'oneshot',
  'pagerduty_plugin',
  'signal',
  'slack',
  'subagent',
  'telegram',
  'tool',
  'tui',
  'webhook',
  'webui',
  'whatsapp',
];

describe('makeSampleHome', function () {
  // Whole homes are made; a busy machine takes its time.
  this.timeout(60_000);

  let root = '';
  let home = '';
  let webui = '';
  before(async () => {
    root = fs.mkdtempSync(join(tmpdir(), 'hs-'));
    home = join(root, 'home');
    webui = join(home, 'webui', 'sessions');
    await makeSampleHome(home);
  });
  after(() => fs.rmSync(root, { recursive: true, force: true }));

  const open = async (bytes: Uint8Array): Promise<Database> =>
    new (await testSql()).Database(withJournalMode(bytes, false));
  const read = (...path: string[]): Buffer => fs.readFileSync(join(home, ...path));
  const wholeDatabase = (): Uint8Array => overlayWal(read('state.db'), read('state.db-wal')).bytes;
  const idOf = (key: string): string => sampleSessions().find((s) => s.key === key)?.id ?? assert.fail(key);

  it('makes the same files with the same bytes for the same time, and others for another', async () => {
    const again = join(root, 'again');
    await makeSampleHome(again, { now: SAMPLE_NOW });
    const files = filesBelow(home);
    assert.deepEqual(filesBelow(again), files);
    for (const file of files) assert.ok(read(file).equals(fs.readFileSync(join(again, file))), file);

    const later = join(root, 'later');
    await makeSampleHome(later, { now: SAMPLE_NOW + 60_000 });
    assert.ok(!read('state.db').equals(fs.readFileSync(join(later, 'state.db'))));
  });

  it('keeps the newest rows only in the log', async () => {
    const main = await open(read('state.db'));
    const whole = await open(wholeDatabase());
    const ask = (db: Database, sql: string): unknown => db.exec(sql)[0]?.values;
    const tip = idOf('booking-times-2');
    const count = `SELECT count(*) FROM messages WHERE session_id = '${tip}'`;
    const stored = sampleSessions().find((s) => s.key === 'booking-times-2')?.messages.length ?? 0;
    assert.deepEqual(ask(whole, count), [[stored]]);
    assert.ok(Number((ask(main, count) as number[][])[0]?.[0]) < stored);
    const newest = `SELECT count(*) FROM sessions WHERE id = '${idOf('red-build')}'`;
    assert.deepEqual([ask(main, newest), ask(whole, newest)], [[[0]], [[1]]]);
    assert.deepEqual(ask(whole, 'PRAGMA integrity_check'), [['ok']]);
    assert.deepEqual([...read('state.db').subarray(16, 20)], [0x10, 0, 2, 2]);
    for (const db of [main, whole]) db.close();
  });

  it('holds every kind of row a reader has to expect', async () => {
    const db = await open(wholeDatabase());
    const one = (sql: string): unknown => db.exec(sql)[0]?.values[0]?.[0];
    const sources = db.exec('SELECT DISTINCT source FROM sessions ORDER BY 1')[0]?.values.flat();
    assert.deepEqual(sources, SOURCES);
    const kinds = {
      'structured content': "hex(substr(CAST(content AS BLOB), 1, 6)) = '006A736F6E3A'",
      'no content': 'content IS NULL',
      'bytes that are not UTF-8': "instr(CAST(content AS BLOB), X'FCDF') > 0",
      'five megabytes': 'length(CAST(content AS BLOB)) >= 5242880',
      'broken calls': 'tool_calls IS NOT NULL AND NOT json_valid(tool_calls)',
      reasoning: 'reasoning IS NOT NULL',
      'codex items': "content = '' AND codex_message_items IS NOT NULL",
      undone: 'active = 0 AND compacted = 0',
      'archived by a compaction': 'active = 0 AND compacted = 1',
      'compaction summary': '_compressed_summary = 1',
      'timeline note': "display_kind = 'model_switch'",
      'time before 1970': 'timestamp < 0',
      'time after 2100': 'timestamp > 4102444800',
      'no session row': 'session_id NOT IN (SELECT id FROM sessions)',
      'a second copy':
        'id IN (SELECT max(id) FROM messages GROUP BY session_id, role, content, timestamp HAVING count(*) > 1)',
    };
    for (const [kind, where] of Object.entries(kinds)) {
      assert.ok(Number(one(`SELECT count(*) FROM messages WHERE ${where}`)) > 0, kind);
    }
    const rows = {
      archived: 'archived = 1',
      hidden: 'hidden = 1',
      pinned: 'pinned = 1',
      'missing parent': 'parent_session_id NOT IN (SELECT id FROM sessions)',
      'parent cycle':
        'EXISTS (SELECT 1 FROM sessions p WHERE p.id = s.parent_session_id AND p.parent_session_id = s.id)',
      continuation:
        "EXISTS (SELECT 1 FROM sessions p WHERE p.id = s.parent_session_id AND p.end_reason = 'compression')",
      branch: "json_extract(model_config, '$._branched_from') IS NOT NULL",
      'reset child': "json_extract(model_config, '$._reset_from') IS NOT NULL",
      delegate: "json_extract(model_config, '$._delegate_from') IS NOT NULL AND source <> 'subagent'",
      empty: 'NOT EXISTS (SELECT 1 FROM messages m WHERE m.session_id = s.id)',
      'no activity column': 'last_activity_at IS NULL',
      'absurd activity': 'last_activity_at > 1e200',
      '1,200 messages': '(SELECT count(*) FROM messages m WHERE m.session_id = s.id) >= 1200',
      'title of 100 characters': 'length(title) = 100',
    };
    for (const [kind, where] of Object.entries(rows)) {
      assert.ok(Number(one(`SELECT count(*) FROM sessions s WHERE ${where}`)) > 0, kind);
    }
    assert.equal(one('SELECT count(*) FROM sessions WHERE length(title) > 100'), 0);
    db.close();
  });

  it('counts in a session what the store holds of it', async () => {
    const db = await open(wholeDatabase());
    const wrong = db.exec(
      'SELECT id FROM sessions s WHERE message_count <> (SELECT count(*) FROM messages m WHERE m.session_id = s.id AND m.active = 1)',
    );
    assert.deepEqual(wrong, []);
    db.close();
  });

  it('writes conversation files whose metadata stands before the messages, within the prefix readers look at', () => {
    const names = fs.readdirSync(webui).filter((name) => /^[^_].*\.json(\.bak)?$/.test(name));
    assert.ok(names.length >= 12);
    let torn = 0;
    let large = 0;
    // Those whose damage is their name, or that a full disk cut off before the messages.
    const otherwise = names.filter((name) => /^(fuel_dock_old|session_|1898a31fc65b\.json\.bak|a452116587e1)/.test(name));
    assert.equal(otherwise.length, 4);
    for (const name of names.filter((one) => !otherwise.includes(one))) {
      const text = read('webui', 'sessions', name).toString('utf8');
      const start = text.indexOf('\n  "messages":');
      assert.ok(start > 0 && Buffer.byteLength(text.slice(0, start)) < PREFIX_BYTES, name);
      const metadata = JSON.parse(`${text.slice(0, start).trimEnd().slice(0, -1)}}`) as Record<string, unknown>;
      assert.equal(metadata.session_id, name.replace(/\.json(\.bak)?$/, ''));
      if (Buffer.byteLength(text) > PREFIX_BYTES) large += 1;
      const content = parse(text) as { messages: unknown[] } | undefined;
      if (content === undefined) torn += 1;
      else assert.equal(content.messages.length, metadata.message_count, name);
    }
    assert.equal(torn, 1);
    assert.ok(large > 0, 'no file is larger than the prefix');
  });

  it('leaves a chat that shrank, a previous copy without its file, and chats that are only files', async () => {
    const winter = idOf('winter-timetable');
    const counts = [`${winter}.json`, `${winter}.json.bak`].map(
      (name) => (JSON.parse(read('webui', 'sessions', name).toString()) as { messages: [] }).messages.length,
    );
    assert.deepEqual(counts, [2, 10]);
    const names = fs.readdirSync(webui);
    const orphans = names.filter((name) => name.endsWith('.bak') && !names.includes(name.slice(0, -4)));
    assert.ok(orphans.length >= 3);
    const db = await open(wholeDatabase());
    const rows = new Set(db.exec('SELECT id FROM sessions')[0]?.values.flat());
    db.close();
    const live = names.filter((name) => /^[^_].*\.json$/.test(name)).map((name) => name.slice(0, -5));
    assert.ok(live.some((id) => rows.has(id)));
    assert.ok(live.filter((id) => !rows.has(id)).length >= 3);
  });

  it('has one of each damage that can stand in one session directory', async () => {
    const kinds = new Set((await auditHome(home, SAMPLE_NOW)).items.map((item) => item.kind));
    const expected = FINDING_GROUPS.flat()
      .map(({ kind }) => kind)
      // A directory has one index; what is wrong with a database is no damage of the directory, and nobody repaired it yet.
      .filter((kind) => !/^(index_missing|index_malformed|state_db_unreadable|state_db_damaged)$/.test(kind))
      .filter((kind) => !/^(interrupted_run|repair_written_back|aside_changed)$/.test(kind));
    assert.deepEqual([...kinds].sort(), expected.sort());
  });

  it('lists its conversation files in the index, but for what is wrong there, the last updated first', () => {
    const index = JSON.parse(read('webui', 'sessions', '_index.json').toString()) as {
      session_id: string;
      updated_at: number;
    }[];
    const files = fs
      .readdirSync(webui)
      .filter((name) => /^[^_].*\.json$/.test(name))
      .map((name) => name.slice(0, -5));
    const ids = index.map((row) => row.session_id);
    // An old name, a name by hand, and one that nobody listed; a file that is gone, and the id inside the name by hand.
    assert.deepEqual(
      files.filter((id) => !ids.includes(id)).sort(),
      ['1898a31fc65b', 'fuel_dock_old', 'session_89743896cfd9'],
    );
    assert.deepEqual(
      ids.filter((id) => !files.includes(id)).sort(),
      ['2ddcdc13c83b', '4f71f3c39d4b'],
    );
    const times = index.map((row) => row.updated_at);
    assert.deepEqual(
      times,
      [...times].sort((a, b) => b - a),
    );
  });

  it('keeps the notes beside the stores readable', () => {
    for (const path of [
      ['cron', 'jobs.json'],
      ['sessions', 'sessions.json'],
      ['webui', 'sessions', '_deleted_webui_sessions.json'],
    ]) {
      assert.equal(typeof JSON.parse(read(...path).toString()), 'object');
    }
    const jobs = (JSON.parse(read('cron', 'jobs.json').toString()) as { jobs: { id: string }[] }).jobs.map(
      (job) => job.id,
    );
    const runs = sampleSessions()
      .filter((s) => s.source === 'cron')
      .map((s) => s.id.split('_')[1] ?? '');
    assert.ok(jobs.every((id) => runs.includes(id)));
    assert.ok(
      runs.some((id) => !jobs.includes(id)),
      'no run of a job that is gone',
    );
    const journals = fs.readdirSync(join(webui, '_turn_journal'));
    for (const name of journals) {
      const lines = read('webui', 'sessions', '_turn_journal', name).toString().split('\n');
      if (name.endsWith('~4712.jsonl')) assert.equal(parse(lines.at(-1) ?? ''), undefined, 'a torn shard');
      for (const line of lines.slice(0, -1))
        assert.equal((JSON.parse(line) as { session_id: string }).session_id, name.split('~')[0]);
    }
  });

  it('has a second profile with a database of its own', async () => {
    const db = await open(read('profiles', 'research', 'state.db'));
    assert.ok(Number(db.exec('SELECT count(*) FROM sessions')[0]?.values[0]?.[0]) >= 4);
    db.close();
    assert.ok(!fs.existsSync(join(home, 'profiles', 'research', 'state.db-wal')));
    assert.equal(read('active_profile').toString(), 'default\n');
  });
});

/** All files below `dir`, as relative paths in a fixed order. */
function filesBelow(dir: string): string[] {
  const entries = fs.readdirSync(dir, { withFileTypes: true, recursive: true });
  return entries
    .filter((e) => e.isFile())
    .map((e) => join(e.parentPath, e.name).slice(dir.length + 1))
    .sort();
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

import * as assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FIXTURE_SECOND, FixtureDatabase } from '../../support/fixtureDatabase';
import { makeSampleHome, SAMPLE_NOW } from '../../support/sampleHome';
import { PROJECT } from '../sourceCode';
import { Command, stateOf, type Result } from './command';

interface Listed {
  readonly id: string;
  readonly title: string | null;
  readonly hidden_reason: string | null;
  readonly segment_ids: readonly string[];
  readonly places: readonly string[];
  readonly last_active: number;
  readonly profile: string;
  readonly preview: string;
}

describe('the terminal command', function () {
  // Programs are started; a busy machine takes its time.
  this.timeout(120_000);

  let command: Command;
  let root = '';
  let sample = '';
  let db = '';
  let untouched: string[] = [];

  before(async () => {
    command = await Command.build();
    root = fs.mkdtempSync(join(tmpdir(), 'hs-'));
    sample = join(root, 'sample');
    await makeSampleHome(sample, { now: SAMPLE_NOW });
    db = join(root, 'fixture.db');
    await writeFixture(db);
    untouched = stateOf(sample);
  });
  after(() => {
    command.remove();
    fs.rmSync(root, { recursive: true, force: true });
  });

  const ok = async (...args: string[]): Promise<Result> => {
    const result = await command.run(args);
    assert.equal(result.code, 0, result.stderr);
    return result;
  };
  const listJson = async (...args: string[]): Promise<Listed[]> => JSON.parse((await ok('list', '--json', ...args)).stdout) as Listed[];
  const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '');

  describe('list', () => {
    it('shows a home: newest activity first, all profiles, and what is not shown', async () => {
      const { stdout, stderr } = await ok('list', '--home', sample);
      const rows = lines(stdout);
      const shown = await listJson('--home', sample);
      assert.deepEqual(rows.map((row) => row.split(' ')[0]), shown.map((c) => c.id), 'the same rows in the same order');
      assert.ok(shown.every((c) => c.hidden_reason === null));
      assert.deepEqual([...new Set(shown.map((c) => c.profile))].sort(), ['default', 'research']);
      assert.match(stdout, /083bbd9e8904 .* default .* Show booking times in the visitor’s zone · 2 segments\n/);
      assert.match(stdout, / · previous copy only\n/);
      assert.match(stderr, /^default: 27 not shown: 7 cron, 5 delegates, .*\. Show them with --all\.$/m);
      assert.match(stderr, /^research: 1 not shown: 1 cron\./m);
      assert.equal(lines(stderr).length, 2, stderr);
    });

    it('shows with --all every session of every store once, and says of what is hidden why', async () => {
      const all = await listJson('--home', sample, '--all', '--limit', '0');
      const ids = all.flatMap((c) => c.segment_ids);
      assert.equal(new Set(ids).size, ids.length);
      const times = all.map((c) => Math.max(...c.segment_ids.map((id) => all.find((other) => other.id === id)?.last_active ?? 0)));
      assert.deepEqual(times, [...times].sort((a, b) => b - a));
      for (const place of ['state.db', 'conversationFile', 'previousCopy', 'agentJson', 'agentJsonl']) {
        assert.ok(all.some((c) => c.places.includes(place)), place);
      }
      for (const reason of ['tool', 'subagent', 'delegate', 'archived', 'hidden', 'background', 'empty']) {
        assert.ok(all.some((c) => c.hidden_reason === reason), reason);
      }
      const { stdout, stderr } = await ok('list', '--home', sample, '--all', '--limit', '0');
      assert.equal(lines(stdout).length, all.length);
      assert.match(stdout, / Check last night’s backup · cron\n/);
      assert.equal(stderr, '');
    });

    it('keeps to a limit and says how many are left', async () => {
      const { stdout, stderr } = await ok('list', '--home', sample, '--limit', '3');
      assert.equal(lines(stdout).length, 3);
      assert.match(stderr, /^\d+ more: --limit 0 lists all\.$/m);
      assert.equal((await listJson('--home', sample, '--limit', '3')).length, 3);
      assert.doesNotMatch((await ok('list', '--home', sample, '--limit', '0')).stderr, / more: /);
    });

    it('writes one conversation a line as JSON', async () => {
      const { stdout } = await ok('list', '--json', '--db', db, '--all');
      const rows = stdout.split('\n').slice(1, -2);
      assert.deepEqual(rows.map((row) => JSON.parse(row.replace(/,$/, '')) as unknown), JSON.parse(stdout));
      const [first] = JSON.parse(stdout) as Listed[];
      assert.equal(first?.id, 'newest');
      assert.equal(first?.preview, 'What was last said');
    });

    it('reads a database by itself, and a home by its database', async () => {
      const alone = await listJson('--db', join(sample, 'state.db'), '--all', '--limit', '0');
      assert.ok(alone.length > 50 && alone.every((c) => c.places.join() === 'state.db'));
      const home = join(root, 'alone');
      fs.mkdirSync(home);
      fs.copyFileSync(db, join(home, 'state.db'));
      assert.deepEqual((await listJson('--home', home)).map((c) => c.id), (await listJson('--db', db)).map((c) => c.id));
      fs.rmSync(home, { recursive: true });
    });

    it('finds the home by itself', async () => {
      assert.match((await command.run(['list'], { env: { HERMES_HOME: sample } })).stdout, /Winter timetable/);
      fs.symlinkSync(sample, join(command.dir, 'home', '.hermes'));
      try {
        assert.match((await ok('list')).stdout, /Winter timetable/);
        assert.match((await ok('list', '--home=~/.hermes')).stdout, /Winter timetable/, 'no shell expands this');
        assert.match((await ok('list', '--home', '.hermes')).stdout, /Winter timetable/, 'below the current folder');
      } finally {
        fs.rmSync(join(command.dir, 'home', '.hermes'));
      }
    });

    it('says so when there is nothing', async () => {
      const empty = join(root, 'empty.db');
      (await FixtureDatabase.create({ schema: 30 })).toFile(empty);
      assert.equal((await ok('list', '--db', empty)).stdout, 'No conversations.\n');
      assert.equal((await ok('list', '--db', empty, '--json')).stdout, '[]\n');
      fs.rmSync(empty);
    });

    it('lets nothing of the data drive the terminal', async () => {
      for (const args of [['--all'], ['--all', '--json']]) assertHarmless((await ok('list', '--db', db, ...args)).stdout);
      const { stdout } = await ok('list', '--db', db);
      assert.match(stdout, /␛\]0;owned␇<b>⟨U\+202E⟩/);
      assert.match(stdout, /^odd␊id␛\[2J /m);
      assert.match(stdout, /为码头时刻表添加中文翻译/);
    });
  });

  describe('show', () => {
    it('shows a session by id, older segments too', async () => {
      const { stdout, stderr } = await ok('show', '20261117_140534_9b4f1b', '--home', sample);
      assert.equal(stderr, '');
      assert.match(stdout, /^Set up the berth calendar\nCLI · 2026-11-17 14:05 – 14:15 · 10 messages · state\.db · 20261117_140534_9b4f1b\nContinues 20261114_141300_0321c3, 20261116_111159_8d4d95\n\n── /);
      assert.match(stdout, /\n── Hermes · 2026-11-17 14:15:08\n→ terminal {2}npm run build && npm run flags -- set calendar staff\n\n── Result of terminal · .*\ndist\/ {2}412 KB\ncalendar: staff\n/);
      assert.match((await ok('show', '20261114_141300_0321c3', '--home', sample)).stdout, /\nGoes on in 20261116_111159_8d4d95, 20261117_140534_9b4f1b\n/);
    });

    it('shows it by a part of its id, by its title, and by a part of that', async () => {
      const whole = (await ok('show', 'newest', '--db', db)).stdout;
      for (const wanted of ['newe', 'The newest of all', 'THE NEWEST OF ALL', 'newest of']) {
        assert.equal((await ok('show', wanted, '--db', db)).stdout, whole, wanted);
      }
    });

    it('lists what fits when several do', async () => {
      const { code, stdout, stderr } = await command.run(['show', 'twin', '--db', db]);
      assert.equal(code, 1);
      assert.equal(stdout, '');
      assert.match(stderr, /^2 sessions fit “twin”\. Give more of the id:\n {2}twin_b .*Twin B\n {2}twin_a .*Twin A\n$/);
      const many = await command.run(['show', '2026', '--home', sample]);
      assert.equal(many.code, 1);
      assert.equal(lines(many.stderr).length, 22);
      assert.match(many.stderr, /\n {2}… and \d+ more\n$/);
    });

    it('takes the exact id of one profile before what others have like it', async () => {
      const home = join(root, 'two');
      fs.mkdirSync(join(home, 'profiles', 'work'), { recursive: true });
      for (const [dir, id] of [[home, 'same'], [join(home, 'profiles', 'work'), 'same2']] as const) {
        const profile = await FixtureDatabase.create({ schema: 30 });
        profile.addSession({ id, title: `Title of ${id}` }).toFile(join(dir, 'state.db'));
        profile.close();
      }
      assert.match((await ok('show', 'same', '--home', home)).stdout, /^Title of same\n/);
      assert.match((await ok('show', 'same2', '--home', home)).stdout, /^Title of same2\n/);
      const several = await command.run(['show', 'sam', '--home', home]);
      assert.match(several.stderr, /\n {2}same2 .* work .*\n {2}same .* default .*\n$/);
      fs.rmSync(home, { recursive: true });
    });

    it('says so when none does, whatever was asked for', async () => {
      for (const wanted of ['nowhere', '../../etc/passwd', 'a\nb', `x${'y'.repeat(10_000)}`, '%00', '\u001b[2J']) {
        const { code, stdout, stderr } = await command.run(['show', wanted, '--db', db]);
        assert.equal(code, 1, wanted.slice(0, 20));
        assert.equal(stdout, '');
        assert.match(stderr, /^No session has the id or title “.{1,121}”\. Try: hermes-sessions list --all\n$/);
        assertHarmless(stderr);
      }
    });

    it('finds sessions whose ids are anything', async () => {
      for (const id of ['a/../b', 'odd\nid\u001b[2J', 'i'.repeat(10_000), '--dashed', '__proto__']) {
        const { stdout } = await ok('show', '--db', db, '--', id);
        assert.match(stdout, /── You · .*\nWords of /, id.slice(0, 20));
        assertHarmless(stdout);
        const { messages } = JSON.parse((await ok('show', '--db', db, '--format', 'json', '--', id)).stdout) as { messages: unknown[] };
        assert.equal(messages.length, 1);
      }
    });

    it('shows conversations that are only files, whole and torn', async () => {
      const files = (await listJson('--home', sample, '--all', '--limit', '0')).filter((c) => !c.places.includes('state.db'));
      assert.ok(files.length >= 6);
      for (const { id } of files) {
        const { stdout } = await ok('show', id, '--home', sample);
        assert.ok(stdout.includes(id), id);
      }
      const torn = await ok('show', '10778869ec44', '--home', sample);
      assert.match(torn.stderr, /^Warning: parts of this session cannot be read/);
      assert.match(torn.stdout, /── You/);
      const row = await command.run(['show', '10778869ec44', '--home', sample, '--format', 'jsonl']);
      assert.equal(row.code, 1);
      assert.match(row.stderr, /has no row in state\.db \(conversation file\).*Try --format json\.\n$/);
    });

    it('says what is not shown', async () => {
      const { stderr, stdout } = await ok('show', 'undone', '--db', db);
      assert.equal(stderr, '1 undone message not shown.\n');
      assert.doesNotMatch(stdout, /taken back/);
      assert.match((await ok('show', 'silent', '--db', db)).stderr, /^No messages in this conversation yet\.\n$/);
    });

    it('writes Markdown, JSON, and the row as Hermes exports it', async () => {
      const markdown = (await ok('show', 'newest', '--db', db, '--format', 'markdown')).stdout;
      assert.match(markdown, /^# The newest of all\n\nCLI · .*\n\n## You · .*\n\nWhat was last said\n\n## Hermes · .*\n\n→ terminal\n\n```json\n/);

      const json = (await ok('show', 'newest', '--db', db, '--format', 'json')).stdout;
      const value = JSON.parse(json) as Listed & { messages_from: string; messages: { role: string; content: unknown }[] };
      assert.equal(value.id, 'newest');
      assert.equal(value.messages_from, 'state.db');
      assert.deepEqual(value.messages.map((m) => m.role), ['user', 'assistant', 'tool']);
      assert.equal(json.split('\n').length, 6, 'a line for each message');

      const jsonl = (await ok('show', 'newest', '--db', db, '--format', 'jsonl')).stdout;
      const row = JSON.parse(jsonl) as Record<string, unknown> & { messages: Record<string, unknown>[] };
      assert.equal(jsonl.split('\n').length, 2);
      assert.equal(row.title, 'The newest of all');
      assert.equal(row.model_config, null);
      assert.deepEqual(row.messages[1]?.tool_calls, [{ id: 'c', type: 'function', function: { name: 'terminal', arguments: '{"command":"ls"}' } }]);
    });

    it('lets nothing of the data drive the terminal', async () => {
      for (const format of ['text', 'markdown', 'json', 'jsonl']) {
        const { stdout } = await ok('show', 'hostile', '--db', db, '--format', format);
        assert.match(stdout, /owned/);
        assertHarmless(stdout);
      }
    });
  });

  it('says its version and how it is used', async () => {
    const { version } = JSON.parse(fs.readFileSync(join(PROJECT, 'package.json'), 'utf8')) as { version: string };
    assert.equal((await ok('--version')).stdout, `${version}\n`);
    for (const args of [[], ['--help']]) assert.match((await ok(...args)).stdout, /^Usage:\n {2}hermes-sessions list /);
    const wrong = await command.run(['list', '--bogus']);
    assert.deepEqual(wrong, { code: 64, stdout: '', stderr: "Unknown option '--bogus'. Try: hermes-sessions --help\n" });
  });

  it('ends quietly when nobody reads on', async () => {
    const long = join(root, 'long.db');
    const fixture = await FixtureDatabase.create({ schema: 30 });
    fixture.addSession({ id: 'long', title: 'Long' });
    for (let i = 0; i < 400; i += 1) fixture.addMessage({ session_id: 'long', role: 'user', content: 'x'.repeat(4000) });
    fixture.toFile(long);
    for (const args of [['show', 'long', '--db', long], ['show', 'long', '--db', long, '--format', 'json'], ['list', '--all', '--limit', '0', '--json', '--home', sample]]) {
      const child = spawn(process.execPath, [command.path, ...args], { env: command.env(), stdio: ['ignore', 'pipe', 'pipe'], timeout: 60_000, killSignal: 'SIGKILL' });
      const stderr: Buffer[] = [];
      child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
      child.stdout.once('data', () => child.stdout.destroy());
      const code = await new Promise((resolve) => child.on('close', resolve));
      assert.equal(code, 0, args.join(' '));
      assert.equal(Buffer.concat(stderr).toString(), '');
    }
    fs.rmSync(long);
  });

  it('shows 20,000 messages in little memory', async () => {
    const huge = join(root, 'huge.db');
    const fixture = await FixtureDatabase.create({ schema: 30 });
    fixture.addSession({ id: 'huge', title: 'Huge' });
    fixture.exec(
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
       INSERT INTO messages (session_id, role, content, timestamp)
       SELECT 'huge', CASE i % 2 WHEN 1 THEN 'user' ELSE 'assistant' END, 'Message ' || i || ' ' || substr(hex(zeroblob(1000)), 1, 2000), ${FIXTURE_SECOND} + i FROM n`,
    );
    fixture.toFile(huge);
    fixture.close();
    // 40 MB of words: a heap that could hold them all would not show that they are written as they are read.
    const nodeOptions = ['--max-old-space-size=32'];
    for (const format of ['text', 'json']) {
      const { code, stdout, stderr } = await command.run(['show', 'huge', '--db', huge, '--format', format], { nodeOptions });
      assert.equal(code, 0, stderr);
      assert.ok(stdout.includes('Message 1 ') && stdout.includes('Message 20000 '));
      assert.ok(stdout.length > 40_000_000);
    }
    fs.rmSync(huge);
  });

  describe('after all that', () => {
    it('has written nothing anywhere', () => {
      assert.deepEqual(stateOf(sample), untouched);
      assert.deepEqual(fs.readdirSync(root).sort(), ['fixture.db', 'sample']);
      assert.deepEqual(fs.readdirSync(join(command.dir, 'home')), []);
    });
  });
});

function assertHarmless(text: string): void {
  // eslint-disable-next-line no-control-regex
  assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
}

async function writeFixture(path: string): Promise<void> {
  const db = await FixtureDatabase.create({ schema: 30 });
  const at = FIXTURE_SECOND;
  const hostile = '\u001b]0;owned\u0007<b>\u202e\u009b2J';
  const calls = (name: string, args: string): string => JSON.stringify([{ id: 'c', type: 'function', function: { name, arguments: args } }]);

  db.addSession({ id: 'newest', title: 'The newest of all', started_at: at + 5000 });
  db.addMessage({ session_id: 'newest', role: 'user', content: 'What was last said', timestamp: at + 5001 });
  db.addMessage({ session_id: 'newest', role: 'assistant', content: '', tool_calls: calls('terminal', '{"command":"ls"}'), timestamp: at + 5002 });
  db.addMessage({ session_id: 'newest', role: 'tool', tool_name: 'terminal', tool_call_id: 'c', content: '{"output":"a.txt","exit_code":0}', timestamp: at + 5003 });

  db.addSession({ id: 'hostile', title: hostile, source: hostile, started_at: at + 100 });
  db.addMessage({ session_id: 'hostile', role: 'user', content: hostile, timestamp: at + 101 });
  db.addMessage({ session_id: 'hostile', role: 'assistant', content: hostile, reasoning: hostile, tool_calls: calls(hostile, JSON.stringify({ command: hostile })), timestamp: at + 102 });
  db.addMessage({ session_id: 'hostile', role: 'tool', tool_name: hostile, content: JSON.stringify({ output: hostile }), timestamp: at + 103 });

  db.addSession({ id: 'cjk', title: '为码头时刻表添加中文翻译', started_at: at + 90 });
  db.addSession({ id: 'undone', title: 'Undone', started_at: at + 80 });
  db.addMessage({ session_id: 'undone', role: 'user', content: 'kept', timestamp: at + 81 });
  db.addMessage({ session_id: 'undone', role: 'user', content: 'taken back', active: 0, timestamp: at + 82 });
  db.addSession({ id: 'silent', title: 'Nobody said anything', message_count: 0, started_at: at + 70 });
  db.addSession({ id: 'twin_a', title: 'Twin A', started_at: at + 60 });
  db.addSession({ id: 'twin_b', title: 'Twin B', started_at: at + 61 });
  db.addSession({ id: 'runs', title: 'Runs', source: 'cron', started_at: at + 50 });
  for (const id of ['a/../b', 'odd\nid\u001b[2J', 'i'.repeat(10_000), '--dashed', '__proto__']) {
    db.addSession({ id, title: `Odd ${id.length}`, started_at: at });
    db.addMessage({ session_id: id, role: 'user', content: `Words of ${id.length}`, timestamp: at + 1 });
  }
  db.toFile(path);
  db.close();
}

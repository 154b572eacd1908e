import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FixtureDatabase } from '../../support/fixtureDatabase';
import { treeOf, type Leaf } from '../io/stateDb/setup';
import { assertHarmless, type Fixture, linesOf, type Listed, useFixture } from './fixture';

describe('hermes-sessions show', function () {
  // Programs are started; a busy machine takes its time.
  this.timeout(120_000);

  let fixture: Fixture;
  useFixture((made) => (fixture = made));

  it('shows a session by id, older segments too', async () => {
    const { stdout, stderr } = await fixture.ok('show', '20261117_140534_9b4f1b', '--home', fixture.sample);
    assert.equal(stderr, '');
    assert.match(
      stdout,
      /^Set up the berth calendar\nCLI · 2026-11-17 14:05 – 14:15 · 10 messages · state\.db · 20261117_140534_9b4f1b\nContinues 20261114_141300_0321c3, 20261116_111159_8d4d95\n\n── /,
    );
    assert.match(
      stdout,
      /\n── Hermes · 2026-11-17 14:15:08\n→ terminal {2}npm run build && npm run flags -- set calendar staff\n\n── Result of terminal · .*\ndist\/ {2}412 KB\ncalendar: staff\n/,
    );
    assert.match(
      (await fixture.ok('show', '20261114_141300_0321c3', '--home', fixture.sample)).stdout,
      /\nGoes on in 20261116_111159_8d4d95, 20261117_140534_9b4f1b\n/,
    );
  });

  it('shows it by a part of its id, by its title, and by a part of that', async () => {
    const whole = (await fixture.ok('show', 'newest', '--db', fixture.db)).stdout;
    for (const wanted of ['newe', 'The newest of all', 'THE NEWEST OF ALL', 'newest of']) {
      assert.equal((await fixture.ok('show', wanted, '--db', fixture.db)).stdout, whole, wanted);
    }
  });

  it('lists what fits when several do', async () => {
    const { code, stdout, stderr } = await fixture.command.run(['show', 'twin', '--db', fixture.db]);
    assert.equal(code, 1);
    assert.equal(stdout, '');
    assert.match(stderr, /^2 sessions fit “twin”\. Give more of the id:\n {2}twin_b .*Twin B\n {2}twin_a .*Twin A\n$/);
    const many = await fixture.command.run(['show', '2026', '--home', fixture.sample]);
    assert.equal(many.code, 1);
    assert.equal(linesOf(many.stderr).length, 22);
    assert.match(many.stderr, /\n {2}… and \d+ more\n$/);
  });

  it('takes the exact id of one profile before what others have like it', async () => {
    const home = join(fixture.root, 'two');
    fs.mkdirSync(join(home, 'profiles', 'work'), { recursive: true });
    for (const [dir, id] of [
      [home, 'same'],
      [join(home, 'profiles', 'work'), 'same2'],
    ] as const) {
      const profile = await FixtureDatabase.create({ schema: 30 });
      profile.addSession({ id, title: `Title of ${id}` }).toFile(join(dir, 'state.db'));
      profile.close();
    }
    assert.match((await fixture.ok('show', 'same', '--home', home)).stdout, /^Title of same\n/);
    assert.match((await fixture.ok('show', 'same2', '--home', home)).stdout, /^Title of same2\n/);
    const several = await fixture.command.run(['show', 'sam', '--home', home]);
    assert.match(several.stderr, /\n {2}same2 .* work .*\n {2}same .* default .*\n$/);
    fs.rmSync(home, { recursive: true });
  });

  it('says so when none does, whatever was asked for', async () => {
    for (const wanted of ['nowhere', '../../etc/passwd', 'a\nb', `x${'y'.repeat(10_000)}`, '%00', '\u001b[2J']) {
      const { code, stdout, stderr } = await fixture.command.run(['show', wanted, '--db', fixture.db]);
      assert.equal(code, 1, wanted.slice(0, 20));
      assert.equal(stdout, '');
      assert.match(stderr, /^No session has the id or title “.{1,121}”\. Try: hermes-sessions list --all\n$/);
      assertHarmless(stderr);
    }
  });

  it('finds sessions whose ids are anything', async () => {
    for (const id of ['a/../b', 'odd\nid\u001b[2J', 'i'.repeat(10_000), '--dashed', '__proto__']) {
      const { stdout } = await fixture.ok('show', '--db', fixture.db, '--', id);
      assert.match(stdout, /── You · .*\nWords of /, id.slice(0, 20));
      assertHarmless(stdout);
      const { messages } = JSON.parse(
        (await fixture.ok('show', '--db', fixture.db, '--format', 'json', '--', id)).stdout,
      ) as {
        messages: unknown[];
      };
      assert.equal(messages.length, 1);
    }
  });

  it('shows conversations that are only files, whole and torn', async () => {
    const files = (await fixture.listJson('--home', fixture.sample, '--all', '--limit', '0')).filter(
      (c) => !c.places.includes('state.db'),
    );
    assert.ok(files.length >= 6);
    for (const { id } of files) {
      const { stdout } = await fixture.ok('show', id, '--home', fixture.sample);
      assert.ok(stdout.includes(id), id);
    }
    const torn = await fixture.ok('show', '10778869ec44', '--home', fixture.sample);
    assert.match(torn.stderr, /^Warning: parts of this session cannot be read/);
    assert.match(torn.stdout, /── You/);
    const row = await fixture.command.run(['show', '10778869ec44', '--home', fixture.sample, '--format', 'jsonl']);
    assert.equal(row.code, 1);
    assert.match(row.stderr, /has no row in state\.db \(conversation file\).*Try --format json\.\n$/);
  });

  it('shows the copy that is asked for, and says when there is none', async () => {
    const winter = (await fixture.listJson('--home', fixture.sample, '--all', '--limit', '0')).find(
      ({ title }) => title?.startsWith('Winter timetable') === true,
    );
    assert.ok(winter);
    const show = async (source: string): Promise<{ messages: unknown[] }> => {
      const args = ['show', winter.id, '--home', fixture.sample, '--format', 'json', '--source', source];
      return JSON.parse((await fixture.ok(...args)).stdout) as { messages: unknown[] };
    };
    const [file, previous] = [await show('conversation_file'), await show('previous_copy')];
    assert.equal(file.messages.length, 2);
    assert.ok(previous.messages.length > 2);
    assert.deepEqual(await show(`path:${winter.id}.json.bak`), {
      ...previous,
      messages_from: 'keptCopy',
    });
    const none = await fixture.command.run(['show', winter.id, '--home', fixture.sample, '--source', 'session_json']);
    assert.equal(none.code, 1);
    assert.equal(none.stdout, '');
    assert.match(none.stderr, /has no such copy: session_json\./);
  });

  it('says what is not shown', async () => {
    const { stderr, stdout } = await fixture.ok('show', 'undone', '--db', fixture.db);
    assert.equal(stderr, '1 undone message not shown.\n');
    assert.doesNotMatch(stdout, /taken back/);
    assert.match(
      (await fixture.ok('show', 'silent', '--db', fixture.db)).stderr,
      /^No messages in this conversation yet\.\n$/,
    );
  });

  it('writes Markdown, JSON, and the row as Hermes exports it', async () => {
    const markdown = (await fixture.ok('show', 'newest', '--db', fixture.db, '--format', 'markdown')).stdout;
    assert.match(
      markdown,
      /^# The newest of all\n\nCLI · .*\n\n## You · .*\n\nWhat was last said\n\n## Hermes · .*\n\n→ terminal\n\n```json\n/,
    );

    const json = (await fixture.ok('show', 'newest', '--db', fixture.db, '--format', 'json')).stdout;
    const value = JSON.parse(json) as Listed & {
      messages_from: string;
      messages: { role: string; content: unknown }[];
    };
    assert.equal(value.id, 'newest');
    assert.equal(value.messages_from, 'state.db');
    assert.deepEqual(
      value.messages.map((m) => m.role),
      ['user', 'assistant', 'tool'],
    );
    assert.equal(json.split('\n').length, 6, 'a line for each message');

    const jsonl = (await fixture.ok('show', 'newest', '--db', fixture.db, '--format', 'jsonl')).stdout;
    const row = JSON.parse(jsonl) as Record<string, unknown> & { messages: Record<string, unknown>[] };
    assert.equal(jsonl.split('\n').length, 2);
    assert.equal(row.title, 'The newest of all');
    assert.equal(row.model_config, null);
    assert.deepEqual(row.messages[1]?.tool_calls, [
      { id: 'c', type: 'function', function: { name: 'terminal', arguments: '{"command":"ls"}' } },
    ]);
  });

  it('lets nothing of the data drive the terminal', async () => {
    for (const format of ['text', 'markdown', 'html', 'json', 'jsonl']) {
      const { stdout } = await fixture.ok('show', 'hostile', '--db', fixture.db, '--format', format);
      assert.match(stdout, /owned/);
      assertHarmless(stdout);
    }
  });

  describe('of a database with damaged pages', () => {
    let bytes: Uint8Array;
    let leaves: readonly Leaf[];
    let file = '';
    before(async () => {
      const db = await FixtureDatabase.create();
      db.addSession({ id: 'hurt', title: 'Hurt' });
      for (let i = 1; i <= 200; i += 1)
        db.addMessage({ session_id: 'hurt', role: 'user', content: `message ${i} ${'.'.repeat(200)}` });
      bytes = db.toBytes();
      db.close();
      leaves = (await treeOf(bytes, 'messages')).leaves;
      file = join(fixture.root, 'hurt.db');
    });
    after(() => fs.rmSync(file));

    const clobber = (pages: readonly number[]): void => {
      const hurt = Buffer.from(bytes);
      for (const page of pages) hurt.fill(0xa5, (page - 1) * 4096, page * 4096);
      fs.writeFileSync(file, hurt);
    };
    const showAs = (format: string) => fixture.command.run(['show', 'hurt', '--db', file, '--format', format]);

    it('shows what is readable in every format, and says on the other stream that it is not all', async () => {
      const lost = leaves[2] as Leaf;
      clobber([lost.page]);
      for (const format of ['text', 'markdown', 'html', 'json', 'jsonl']) {
        const { code, stdout, stderr } = await showAs(format);
        assert.equal(code, 0, stderr);
        for (const i of [1, lost.from - 1, lost.to + 1, 200]) assert.ok(stdout.includes(`message ${i} .`), `${format} ${i}`);
        assert.ok(!stdout.includes(`message ${lost.from} .`));
        const count = lost.to - lost.from + 1;
        const said = format === 'jsonl' ? 'parts of this session cannot be read' : `${count} messages lie in damaged pages`;
        assert.ok(stderr.split('\n').some((line) => line.startsWith(`Warning: ${said}`)), `${format}: ${stderr}`);
      }
    });

    it('fails in every format when no message of it can be read', async () => {
      // With the index over them sound, and without it.
      const indexes = ['idx_messages_session_active', 'idx_messages_session', 'idx_messages_session_id'];
      const trees = await Promise.all(indexes.map((name) => treeOf(bytes, name)));
      const inIndexes = trees.flatMap((tree) => tree.leaves.map(({ page }) => page));
      for (const more of [[], inIndexes]) {
        clobber([...leaves.map(({ page }) => page), ...more]);
        for (const format of ['text', 'markdown', 'html', 'json', 'jsonl']) {
          const { code, stdout, stderr } = await showAs(format);
          assert.deepEqual([code, stdout], [74, ''], format);
          assert.match(stderr, /hurt\.db is damaged, and what was asked for lies in the damaged part\. Keep a copy/);
        }
      }
    });
  });

  describe('into a file', () => {
    let folder: string;
    beforeEach(() => {
      folder = fs.mkdtempSync(join(tmpdir(), 'hs-'));
    });
    afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

    it('writes what it would have printed, and says where', async () => {
      for (const format of ['text', 'markdown', 'html', 'json', 'jsonl']) {
        const path = join(folder, `x.${format}`);
        const args = ['show', 'newest', '--db', fixture.db, '--format', format];
        const printed = await fixture.ok(...args);
        const saved = await fixture.ok(...args, '-o', path);
        assert.equal(saved.stdout, '');
        assert.match(saved.stderr, new RegExp(`^Written to .*x\\.${format} \\(\\d.*B\\)\\.\\n$`));
        assert.equal(fs.readFileSync(path, 'utf8'), printed.stdout);
      }
      assert.equal(fs.readdirSync(folder).length, 5);
    });

    it('never writes over a file, nor among the files of Hermes', async () => {
      const path = join(folder, 'x');
      fs.writeFileSync(path, 'mine');
      const taken = await fixture.command.run(['show', 'newest', '--db', fixture.db, '-o', path]);
      assert.equal(taken.code, 73);
      assert.match(taken.stderr, /x is there already, and nothing is written over it\. Choose another name\.\n$/);
      assert.equal(fs.readFileSync(path, 'utf8'), 'mine');
      const among = join(fixture.sample, 'webui', 'sessions', 'x.json');
      const refused = await fixture.command.run(['show', '20261117_140534_9b4f1b', '--home', fixture.sample, '-o', among]);
      assert.equal(refused.code, 73);
      assert.match(refused.stderr, /lies among the files Hermes reads/);
      const nowhere = await fixture.command.run(['show', 'newest', '--db', fixture.db, '-o', join(folder, 'no', 'x')]);
      assert.equal(nowhere.code, 73);
      assert.match(nowhere.stderr, /cannot be written: the system reports ENOENT/);
      assert.deepEqual(fs.readdirSync(folder), ['x']);
    });

    it('makes no file for a session that is not there, or has no row', async () => {
      const args = ['-o', join(folder, 'x'), '--home', fixture.sample];
      assert.equal((await fixture.command.run(['show', 'nobody', ...args])).code, 1);
      assert.equal((await fixture.command.run(['show', '10778869ec44', '--format', 'jsonl', ...args])).code, 1);
      assert.deepEqual(fs.readdirSync(folder), []);
    });
  });

  it('leaves out what is not wanted, and says so', async () => {
    const args = ['show', '20261117_140534_9b4f1b', '--home', fixture.sample];
    const { stdout } = await fixture.ok(...args, '--no-tools', '--no-reasoning');
    assert.match(stdout, /\nLeft out: tool calls and their results, reasoning\n/);
    assert.doesNotMatch(stdout, /→ terminal|Result of/);
    assert.match(stdout, /── Hermes/);
  });

  it('hides what is private when that is asked for, and says how much', async () => {
    const path = join(fixture.root, 'private.db');
    const db = await FixtureDatabase.create({ schema: 30 });
    const token = `ghp_${'a1B2'.repeat(9)}`;
    db.addSession({ id: 'p', title: 'Of ada@example.org' });
    db.addMessage({ session_id: 'p', role: 'user', content: `Look at /home/ada/src with ${token}` });
    db.addMessage({ session_id: 'p', role: 'tool', content: JSON.stringify({ output: `"${token}"\n` }) });
    db.toFile(path);
    db.close();
    for (const format of ['text', 'markdown', 'html', 'json']) {
      const { stdout, stderr } = await fixture.ok('show', 'p', '--db', path, '--format', format, '--redact');
      assert.doesNotMatch(stdout, /ghp_|ada/, format);
      assert.match(stdout, /⟨token 1⟩/);
      assert.match(stderr, /^Redacted: 2 tokens, \d e-mail address(?:es)?, \d home paths?\.\n$/, format);
    }
    assert.match((await fixture.ok('show', 'p', '--db', path)).stdout, /ghp_.*\n/);
    fs.rmSync(path);
  });
});

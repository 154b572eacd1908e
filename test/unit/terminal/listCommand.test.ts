import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { FixtureDatabase } from '../../support/fixtureDatabase';
import { assertHarmless, type Fixture, linesOf, type Listed, useFixture } from './fixture';

describe('hermes-sessions list', function () {
  // Programs are started; a busy machine takes its time.
  this.timeout(120_000);

  let fixture: Fixture;
  useFixture((made) => (fixture = made));

  it('shows a home: newest activity first, all profiles, and what is not shown', async () => {
    const { stdout, stderr } = await fixture.ok('list', '--home', fixture.sample);
    const rows = linesOf(stdout);
    const shown = await fixture.listJson('--home', fixture.sample);
    assert.deepEqual(
      rows.map((row) => row.split(' ')[0]),
      shown.map((c) => c.id),
      'the same rows in the same order',
    );
    assert.ok(shown.every((c) => c.hidden_reason === null));
    assert.deepEqual([...new Set(shown.map((c) => c.profile))].sort(), ['default', 'research']);
    assert.match(stdout, /083bbd9e8904 .* default .* Show booking times in the visitor’s zone · 2 segments\n/);
    assert.match(stdout, / · previous copy only\n/);
    assert.match(stderr, /^default: 28 not shown: 7 cron, 5 delegates, .*\. Show them with --all\.$/m);
    assert.match(stderr, /^research: 1 not shown: 1 cron\./m);
    assert.equal(linesOf(stderr).length, 2, stderr);
  });

  it('shows with --all every session of every store once, and says of what is hidden why', async () => {
    const all = await fixture.listJson('--home', fixture.sample, '--all', '--limit', '0');
    const ids = all.flatMap((c) => c.segment_ids);
    assert.equal(new Set(ids).size, ids.length);
    const times = all.map((c) =>
      Math.max(...c.segment_ids.map((id) => all.find((other) => other.id === id)?.last_active ?? 0)),
    );
    assert.deepEqual(
      times,
      [...times].sort((a, b) => b - a),
    );
    for (const place of ['state.db', 'conversationFile', 'previousCopy', 'agentJson', 'agentJsonl']) {
      assert.ok(
        all.some((c) => c.places.includes(place)),
        place,
      );
    }
    for (const reason of ['tool', 'subagent', 'delegate', 'archived', 'hidden', 'background', 'empty']) {
      assert.ok(
        all.some((c) => c.hidden_reason === reason),
        reason,
      );
    }
    const { stdout, stderr } = await fixture.ok('list', '--home', fixture.sample, '--all', '--limit', '0');
    assert.equal(linesOf(stdout).length, all.length);
    assert.match(stdout, / Check last night’s backup · cron\n/);
    assert.equal(stderr, '');
  });

  it('keeps to a limit and says how many are left', async () => {
    const { stdout, stderr } = await fixture.ok('list', '--home', fixture.sample, '--limit', '3');
    assert.equal(linesOf(stdout).length, 3);
    assert.match(stderr, /^\d+ more: --limit 0 lists all\.$/m);
    assert.equal((await fixture.listJson('--home', fixture.sample, '--limit', '3')).length, 3);
    assert.doesNotMatch((await fixture.ok('list', '--home', fixture.sample, '--limit', '0')).stderr, / more: /);
  });

  it('writes one conversation a line as JSON', async () => {
    const { stdout } = await fixture.ok('list', '--json', '--db', fixture.db, '--all');
    const rows = stdout.split('\n').slice(1, -2);
    assert.deepEqual(
      rows.map((row) => JSON.parse(row.replace(/,$/, '')) as unknown),
      JSON.parse(stdout),
    );
    const [first] = JSON.parse(stdout) as Listed[];
    assert.equal(first?.id, 'newest');
    assert.equal(first?.preview, 'What was last said');
  });

  it('reads a database by itself, and a home by its database', async () => {
    const alone = await fixture.listJson('--db', join(fixture.sample, 'state.db'), '--all', '--limit', '0');
    assert.ok(alone.length > 50 && alone.every((c) => c.places.join() === 'state.db'));
    const home = join(fixture.root, 'alone');
    fs.mkdirSync(home);
    fs.copyFileSync(fixture.db, join(home, 'state.db'));
    assert.deepEqual(
      (await fixture.listJson('--home', home)).map((c) => c.id),
      (await fixture.listJson('--db', fixture.db)).map((c) => c.id),
    );
    fs.rmSync(home, { recursive: true });
  });

  it('finds the home by itself', async () => {
    assert.match(
      (await fixture.command.run(['list'], { env: { HERMES_HOME: fixture.sample } })).stdout,
      /Winter timetable/,
    );
    fs.symlinkSync(fixture.sample, join(fixture.command.dir, 'home', '.hermes'));
    try {
      assert.match((await fixture.ok('list')).stdout, /Winter timetable/);
      assert.match((await fixture.ok('list', '--home=~/.hermes')).stdout, /Winter timetable/, 'no shell expands this');
      assert.match(
        (await fixture.ok('list', '--home', '.hermes')).stdout,
        /Winter timetable/,
        'below the current folder',
      );
    } finally {
      fs.rmSync(join(fixture.command.dir, 'home', '.hermes'));
    }
  });

  it('says so when there is nothing', async () => {
    const empty = join(fixture.root, 'empty.db');
    (await FixtureDatabase.create({ schema: 30 })).toFile(empty);
    assert.equal((await fixture.ok('list', '--db', empty)).stdout, 'No conversations.\n');
    assert.equal((await fixture.ok('list', '--db', empty, '--json')).stdout, '[]\n');
    fs.rmSync(empty);
  });

  it('lets nothing of the data drive the terminal', async () => {
    for (const args of [['--all'], ['--all', '--json']])
      assertHarmless((await fixture.ok('list', '--db', fixture.db, ...args)).stdout);
    const { stdout } = await fixture.ok('list', '--db', fixture.db);
    assert.match(stdout, /␛\]0;owned␇<b>⟨U\+202E⟩/);
    assert.match(stdout, /^odd␊id␛\[2J /m);
    assert.match(stdout, /为码头时刻表添加中文翻译/);
  });
});

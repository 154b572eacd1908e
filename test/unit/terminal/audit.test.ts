import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Report } from '../../../src/core/recovery/report';
import { makeFixtureHome } from '../../support/recoveryFixture';
import { Command, stateOf } from './command';

describe('hermes-sessions audit', function () {
  this.timeout(120_000);
  let command: Command;
  let home: string;
  before(async () => {
    command = await Command.build();
  });
  after(() => command.remove());
  beforeEach(() => {
    home = fs.mkdtempSync(join(tmpdir(), 'hs-'));
  });
  afterEach(() => fs.rmSync(home, { recursive: true }));

  const sessions = (): string => join(home, 'webui', 'sessions');
  const json = (text: string): Report => JSON.parse(text) as Report;

  it('ends with 0 when all is whole, 1 with safe findings only, 2 when something needs a decision', async () => {
    const codes: unknown[] = [];
    for (const fixture of [
      'index_missing_entry--listed',
      'index_missing',
      'diverged_backup',
      'state_db_deleted_webui_tombstone',
    ]) {
      fs.rmSync(home, { recursive: true });
      fs.mkdirSync(home);
      await makeFixtureHome(fixture, home);
      const before = stateOf(home);
      codes.push((await command.run(['audit', '--home', home])).code);
      assert.deepEqual(stateOf(home), before, 'the audit changed something');
    }
    assert.deepEqual(codes, [0, 1, 2, 0], 'a note leaves a directory clean');
  });

  it('says in a table what was found, what it means, and how to look', async () => {
    await makeFixtureHome('shrunken_live--looks-like-undo', home);
    const { code, stdout, stderr } = await command.run(['audit', '--home', home]);
    assert.deepEqual([code, stderr], [1, '']);
    assert.match(stdout, /^1 conversation checked in .*webui.sessions: 1 safe to repair\.\n\n/);
    assert.match(stdout, /^safe {2}ferry {2}Chat shrank: 6 to 4 messages {2}looks like an undo$/m);
    assert.match(stdout, /^ {2}What to do: The conversation can be restored with 6 messages\./m);
    assert.match(stdout, /hermes-sessions show ID --home \S+\nThis check only reads\. Nothing was changed\.\n$/);
  });

  it('gives the whole report as JSON, in the shape of Hermes WebUI', async () => {
    await makeFixtureHome('shrunken_live', home);
    const { stdout } = await command.run(['audit', '--home', home, '--json']);
    const { status, summary, items } = json(stdout);
    assert.deepEqual([status, summary], ['warn', { ok: 1, repairable: 1, unsafe_to_repair: 0, information: 0 }]);
    assert.deepEqual(Object.keys(items[0] ?? {}), [
      ...['session_id', 'kind', 'category', 'recommendation', 'live_messages', 'bak_messages'],
      ...[
        'title',
        'explanation',
        'why',
        'remedy',
        'not_a_fault_if',
        'evidence',
        'preselected',
        'not_preselected_because',
      ],
    ]);
  });

  it('gives Markdown that what it found cannot break', async () => {
    await makeFixtureHome('turn_journal_pending_turn', home);
    const event = { event: 'submitted', turn_id: 't', created_at: 1_777_626_300, content: '<b> | *x* `y`\u001b[31m' };
    fs.writeFileSync(join(sessions(), '_turn_journal', 'ferry~4711.jsonl'), JSON.stringify(event));
    const { stdout } = await command.run(['audit', '--home', home, '--markdown']);
    assert.match(stdout, /^# Recovery audit\n\n1 conversation checked/);
    assert.match(stdout, /^\| safe \| ferry \| Prompt found only in the journal \| .*\|$/m);
    assert.ok(stdout.includes('\\<b\\> \\| \\*x\\* \\`y\\`␛'), stdout);
  });

  it('reads one session directory with the databases that are named', async () => {
    await makeFixtureHome('orphan_backup_without_state_row', home);
    const alone = await command.run(['audit', '--session-dir', sessions(), '--json']);
    assert.deepEqual(
      json(alone.stdout).items.map(({ kind }) => kind),
      ['orphan_backup'],
    );
    const args = ['audit', '--session-dir', sessions(), '--state-db', join(home, 'state.db'), '--json'];
    const both = await command.run(args);
    assert.deepEqual(
      json(both.stdout).items.map(({ kind }) => kind),
      ['orphan_backup_without_state_row'],
    );
    assert.deepEqual([alone.code, both.code], [1, 2]);
  });

  it('ends with 74 when there is no such directory, and with 64 when it cannot be understood', async () => {
    const missing = await command.run(['audit', '--session-dir', join(home, 'none')]);
    assert.deepEqual([missing.code, missing.stdout], [74, '']);
    assert.match(missing.stderr, /^There is no WebUI session folder at .*none\.\n$/);
    for (const args of [
      ['--db', 'x'],
      ['--state-db', 'x'],
      ['--home', 'x', '--session-dir', 'y'],
      ['--session-dir', ''],
      ['--json', '--markdown'],
      ['--limit', '3'],
      ['more'],
    ]) {
      const { code, stdout } = await command.run(['audit', ...args]);
      assert.deepEqual([code, stdout], [64, ''], args.join(' '));
    }
  });
});

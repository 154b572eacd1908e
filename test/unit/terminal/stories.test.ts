/** From a damaged directory to the last message back, with the command as it is shipped. */
import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { join } from 'node:path';
import type { Report } from '../../../src/core/recovery/report';
import { conversation, DamagedHome, talk } from '../../support/damagedHome';
import { FIXTURE_SECOND } from '../../support/fixtureDatabase';
import { Command, stateOf } from './command';

interface Repaired {
  readonly clean: boolean;
  readonly places: readonly {
    readonly run: string | null;
    readonly before: Report;
    readonly steps: readonly { readonly target: string; readonly outcome: string; readonly reason?: string }[];
    readonly after: Report;
  }[];
}

const thousand = talk(1000);
const contents = (count: number): string[] => talk(count).map(({ content }) => content as string);
const row = (id: string, more: object = {}): object => ({ session_id: id, title: `Talk of ${id}`, message_count: 4, ...more });
const hex32 = '0123456789ab4def8123456789abcdef';

describe('a story of recovery', () => {
  let command: Command;
  let home: DamagedHome;
  before(async () => {
    command = await Command.build();
  });
  after(() => command.remove());
  beforeEach(() => {
    home = new DamagedHome();
  });
  afterEach(() => home.remove());

  async function run(code: number, ...args: string[]): Promise<string> {
    const result = await command.run([...args, '--home', home.dir]);
    assert.equal(result.code, code, `${result.stdout}${result.stderr}`);
    return result.stdout;
  }
  const audit = async (code: number): Promise<Report> => JSON.parse(await run(code, 'audit', '--json')) as Report;
  const kindsOf = (report: Report): string[] => report.items.map(({ kind }) => kind);
  /** Repairs everything that is safe; the audit that follows has exit code `code`. */
  async function repair(code = 0, ...args: string[]): Promise<Repaired['places'][number]> {
    const result = JSON.parse(await run(code, 'repair', '--json', ...args)) as Repaired;
    assert.equal(result.places.length, 1);
    const [place] = result.places;
    assert.ok(place);
    for (const step of place.steps) assert.equal(step.outcome, 'applied', JSON.stringify(step));
    return place;
  }
  const stateDb = (): string => stateOf(home.dir).filter((line) => line.startsWith('state.db')).join('\n');

  it('a thousand messages were saved as none', async () => {
    const whole = JSON.stringify(conversation('aaa', thousand));
    home.write('aaa.json', conversation('aaa', []));
    home.write('aaa.json.bak', whole);
    home.writeIndex([row('aaa', { message_count: 0 })]);
    const place = await repair();
    assert.deepEqual(kindsOf(place.before), ['shrunken_live']);
    assert.equal(home.read('aaa.json'), whole);
    assert.deepEqual(place.after.items, []);
    await run(1, 'undo');
    assert.deepEqual(home.said('aaa.json'), []);
    assert.deepEqual(kindsOf(await audit(1)), ['shrunken_live']);
  });

  it('and the person typed on: their words stay, after the thousand', async () => {
    home.write('aaa.json', conversation('aaa', talk(2, 1000)));
    home.write('aaa.json.bak', conversation('aaa', thousand));
    home.writeIndex([row('aaa')]);
    await repair();
    assert.deepEqual(home.said('aaa.json'), contents(1002));
  });

  it('a second shrink overwrote the previous copy, and state.db is whole', async () => {
    home.write('aaa.json', conversation('aaa', thousand.slice(0, 1)));
    home.write('aaa.json.bak', conversation('aaa', thousand.slice(0, 3)));
    home.writeIndex([row('aaa')]);
    const calls = JSON.stringify([{ id: 'c1', type: 'function', function: { name: 'terminal', arguments: '{}' } }]);
    const tool = { role: 'tool', content: 'ok', timestamp: FIXTURE_SECOND + 9995, tool_call_id: 'c1', tool_name: 'terminal' };
    const last = thousand.at(-1);
    assert.ok(last);
    await home.writeDatabase([
      { id: 'aaa', messages: [...thousand.slice(0, -1), { ...last, tool_calls: calls }, tool] },
    ]);
    const database = stateDb();
    await repair();
    assert.deepEqual(home.said('aaa.json'), [...contents(1000), 'ok']);
    const { messages } = JSON.parse(home.read('aaa.json')) as { messages: { tool_calls?: unknown; tool_call_id?: string }[] };
    assert.deepEqual(messages.at(-2)?.tool_calls, JSON.parse(calls));
    assert.equal(messages.at(-1)?.tool_call_id, 'c1');
    assert.equal(stateDb(), database);
  });

  it('file and previous copy are gone; a row with a worktree and a row of the index are left', async () => {
    home.writeIndex([row('aaa', { title: 'Named by hand', pinned: true, project_id: 'p1', profile: 'default', worktree_branch: 'w' })]);
    const worktree = { cwd: '/home/mara/harbour/.worktrees/w', git_repo_root: '/home/mara/harbour', git_branch: 'w' };
    await home.writeDatabase([{ id: 'aaa', messages: talk(6), columns: worktree }]);
    await repair();
    const made = JSON.parse(home.read('aaa.json')) as Record<string, unknown>;
    assert.deepEqual(home.said('aaa.json'), contents(6));
    assert.deepEqual(
      [made.title, made.pinned, made.project_id, made.profile, made.worktree_branch, made.message_count],
      ['Named by hand', true, 'p1', 'default', 'w', 6],
    );
    assert.equal(made.workspace, worktree.git_repo_root);
  });

  it('a prompt lives only in a journal', async () => {
    home.write('aaa.json', conversation('aaa', talk(4)));
    home.writeIndex([row('aaa')]);
    const event = { event: 'submitted', turn_id: 't1', role: 'user', content: 'Only the journal has this.', attachments: [] };
    home.write('_turn_journal/aaa~7.jsonl', `${JSON.stringify({ ...event, created_at: FIXTURE_SECOND + 100, version: 1, session_id: 'aaa' })}\n`);
    await repair();
    const said = home.said('aaa.json');
    assert.deepEqual(said.slice(0, 5), [...contents(4), 'Only the journal has this.']);
    assert.deepEqual(kindsOf(await audit(0)), []);
  });

  it('a chat was deleted in WebUI, and with every leftover there it stays deleted', async () => {
    home.write('aaa.json.bak', conversation('aaa', talk(4)));
    home.write('aaa.tmp.1.2', conversation('aaa', talk(4)));
    home.write('bbb.json', conversation('bbb', talk(2)));
    home.writeIndex([row('aaa'), row('bbb', { message_count: 2 })]);
    home.write('_deleted_webui_sessions.json', { version: 1, ids: ['aaa'] });
    const event = { event: 'submitted', turn_id: 't1', role: 'user', content: 'Lost?', session_id: 'aaa' };
    home.write('_turn_journal/aaa.jsonl', `${JSON.stringify({ ...event, created_at: FIXTURE_SECOND, version: 1 })}\n`);
    await home.writeDatabase([{ id: 'aaa', messages: talk(4) }]);
    fs.mkdirSync(join(home.dir, 'sessions'));
    home.write('../../sessions/session_aaa.json', conversation('aaa', talk(4)));
    await run(0, 'repair');
    assert.equal(home.exists('aaa.json'), false);
    await run(0, 'repair');
    assert.equal(home.exists('aaa.json'), false);
  });

  it('an undo and a clear stay done', async () => {
    home.write('undone.json', conversation('undone', talk(2), { intentional_shrink_generation: hex32 }));
    home.write('undone.json.bak', conversation('undone', talk(4)));
    const cleared = { clear_generation: hex32, truncation_watermark: 0.0, truncation_boundary: 0.0 };
    home.write('cleared.json', conversation('cleared', [], cleared));
    home.write('cleared.json.bak', conversation('cleared', talk(8)));
    home.writeIndex([row('undone', { message_count: 2 }), row('cleared', { message_count: 0 })]);
    const before = stateOf(home.dir);
    const place = await repair();
    assert.deepEqual([place.before.items, place.run], [[], null]);
    assert.deepEqual(stateOf(home.dir), before);
  });

  it('the agent’s own file has 994 messages, and state.db two', async () => {
    const file = talk(994).map((message) => JSON.stringify(message)).join('\n');
    home.write('../../sessions/chat1.jsonl', `${file}\n`);
    home.writeIndex([]);
    await home.writeDatabase([{ id: 'chat1', messages: talk(2), columns: { source: 'telegram' } }]);
    const before = stateOf(home.dir);
    const place = await repair(2);
    const [item] = place.before.items;
    assert.deepEqual([item?.kind, item?.category], ['state_db_behind_transcript', 'unsafe_to_repair']);
    assert.match(item?.title ?? '', /994 messages, 2 in state\.db/);
    assert.deepEqual(stateOf(home.dir), before);
  });

  it('state.db was set aside and replaced by an empty one', async () => {
    home.write('aaa.json.bak', conversation('aaa', talk(4)));
    home.writeIndex([]);
    await home.writeDatabase([]);
    fs.writeFileSync(join(home.dir, 'state.db.zeroed-20260718_101500.bak'), new Uint8Array(4096));
    await repair();
    assert.deepEqual(home.said('aaa.json'), contents(4));
  });

  it('WebUI wrote its old copy back after the repair', async () => {
    const empty = conversation('aaa', []);
    home.write('aaa.json', empty);
    home.write('aaa.json.bak', conversation('aaa', thousand));
    home.writeIndex([row('aaa')]);
    await repair();
    home.write('aaa.json', empty);
    assert.ok(kindsOf(await audit(1)).includes('repair_written_back'));
    await repair();
    assert.deepEqual(home.said('aaa.json'), contents(1000));
  });

  it('two profiles, and the row is in the other one', async () => {
    home.write('aaa.json.bak', conversation('aaa', talk(4)));
    home.writeIndex([row('bbb')]);
    await home.writeDatabase([{ id: 'ccc', messages: talk(2), columns: { source: 'cli' } }]);
    await home.writeDatabase(
      [
        { id: 'aaa', messages: talk(2) },
        { id: 'bbb', messages: talk(6) },
      ],
      'profiles/work/state.db',
    );
    await repair();
    assert.deepEqual(home.said('aaa.json'), contents(4));
    assert.deepEqual(home.said('bbb.json'), contents(6));
  });
});

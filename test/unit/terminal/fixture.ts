/** What the terminal command is run on: the sample home, and a database in which everything is odd. */
import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FIXTURE_SECOND, FixtureDatabase } from '../../support/fixtureDatabase';
import { makeSampleHome, SAMPLE_NOW } from '../../support/sampleHome';
import { Command, stateOf, type Result } from './command';

/** What `list --json` says of a conversation. */
export interface Listed {
  readonly id: string;
  readonly title: string | null;
  readonly hidden_reason: string | null;
  readonly segment_ids: readonly string[];
  readonly places: readonly string[];
  readonly last_active: number;
  readonly profile: string;
  readonly preview: string;
}

export class Fixture {
  private constructor(
    readonly command: Command,
    /** A folder for databases of a single test. */
    readonly root: string,
    readonly sample: string,
    readonly db: string,
    private readonly untouched: readonly string[],
  ) {}

  static async make(): Promise<Fixture> {
    const command = await Command.build();
    const root = fs.mkdtempSync(join(tmpdir(), 'hs-'));
    const sample = join(root, 'sample');
    const db = join(root, 'fixture.db');
    await makeSampleHome(sample, { now: SAMPLE_NOW });
    await writeFixture(db);
    return new Fixture(command, root, sample, db, stateOf(sample));
  }

  /** Runs the command, which must succeed. */
  async ok(...args: string[]): Promise<Result> {
    const result = await this.command.run(args);
    assert.equal(result.code, 0, result.stderr);
    return result;
  }

  async listJson(...args: string[]): Promise<Listed[]> {
    return JSON.parse((await this.ok('list', '--json', ...args)).stdout) as Listed[];
  }

  /** Nothing may have been written, neither into what was read nor into the person's own home. */
  assertUntouched(): void {
    assert.deepEqual(stateOf(this.sample), this.untouched);
    assert.deepEqual(fs.readdirSync(this.root).sort(), ['fixture.db', 'sample']);
    assert.deepEqual(fs.readdirSync(join(this.command.dir, 'home')), []);
  }

  remove(): void {
    this.command.remove();
    fs.rmSync(this.root, { recursive: true, force: true });
  }
}

/** Call inside `describe`: makes the fixture before its tests, and holds after them that they wrote nothing. */
export function useFixture(take: (fixture: Fixture) => void): void {
  let fixture: Fixture | null = null;
  before(async () => {
    fixture = await Fixture.make();
    take(fixture);
  });
  after(() => {
    try {
      fixture?.assertUntouched();
    } finally {
      fixture?.remove();
    }
  });
}

export const linesOf = (text: string): string[] => text.split('\n').filter((line) => line !== '');

/** Nothing in it drives a terminal or reorders a line. */
export function assertHarmless(text: string): void {
  // eslint-disable-next-line no-control-regex
  assert.doesNotMatch(text, /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
}

async function writeFixture(path: string): Promise<void> {
  const db = await FixtureDatabase.create({ schema: 30 });
  const at = FIXTURE_SECOND;
  const hostile = '\u001b]0;owned\u0007<b>\u202e\u009b2J';
  const calls = (name: string, args: string): string =>
    JSON.stringify([{ id: 'c', type: 'function', function: { name, arguments: args } }]);

  db.addSession({ id: 'newest', title: 'The newest of all', started_at: at + 5000 });
  db.addMessage({ session_id: 'newest', role: 'user', content: 'What was last said', timestamp: at + 5001 });
  db.addMessage({
    session_id: 'newest',
    role: 'assistant',
    content: '',
    tool_calls: calls('terminal', '{"command":"ls"}'),
    timestamp: at + 5002,
  });
  db.addMessage({
    session_id: 'newest',
    role: 'tool',
    tool_name: 'terminal',
    tool_call_id: 'c',
    content: '{"output":"a.txt","exit_code":0}',
    timestamp: at + 5003,
  });

  db.addSession({ id: 'hostile', title: hostile, source: hostile, started_at: at + 100 });
  db.addMessage({ session_id: 'hostile', role: 'user', content: hostile, timestamp: at + 101 });
  db.addMessage({
    session_id: 'hostile',
    role: 'assistant',
    content: hostile,
    reasoning: hostile,
    tool_calls: calls(hostile, JSON.stringify({ command: hostile })),
    timestamp: at + 102,
  });
  db.addMessage({
    session_id: 'hostile',
    role: 'tool',
    tool_name: hostile,
    content: JSON.stringify({ output: hostile }),
    timestamp: at + 103,
  });

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

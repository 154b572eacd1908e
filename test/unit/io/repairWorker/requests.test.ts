import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { keyOfItem } from '../../../../src/core/recovery/findingKey';
import type { RunPorts } from '../../../../src/io/repairRun/ports';
import { portsOfThisHost } from '../../../../src/io/repairRun/thisHost';
import { readPlace } from '../../../../src/io/repairs/readPlace';
import type { CarriedOut, PlannedRepair, RepairApi, SeenLock } from '../../../../src/io/repairWorker/api';
import { repairRequests } from '../../../../src/io/repairWorker/requests';
import type { SqlJs } from '../../../../src/io/sqlite/openSqlJs';
import { conversation, talk, type DamagedHome } from '../../../support/damagedHome';
import { readDirectoryState } from '../../../support/directoryState';
import { testSql } from '../../../support/fixtureDatabase';
import { placeOf, shrunkenHome } from './setup';

describe('what the repair thread answers', () => {
  let home: DamagedHome;
  let sqlJs: SqlJs;
  let api: RepairApi;
  before(async () => {
    sqlJs = await testSql();
  });
  beforeEach(() => {
    home = shrunkenHome();
    api = repairRequests(sqlJs, portsOfThisHost());
  });
  afterEach(() => home.remove());

  const withPorts = (changes: Partial<RunPorts>): RepairApi => repairRequests(sqlJs, { ...portsOfThisHost(), ...changes });
  const plan = (choice: Parameters<RepairApi['plan']>[1] = {}): PlannedRepair => api.plan(placeOf(home), choice, 'en');
  const keys = (...kinds: string[]): string[] =>
    readPlace({ ...placeOf(home), now: Date.now() }, sqlJs, 'en').report.items
      .filter(({ kind }) => kinds.includes(kind))
      .map(keyOfItem);
  /** Messages of each conversation, as the index has them. */
  const counts = (): Record<string, number> =>
    Object.fromEntries((JSON.parse(home.read('_index.json')) as { session_id: string; message_count: number }[]).map((row) => [row.session_id, row.message_count]));
  const targets = ({ plan: { steps } }: PlannedRepair): string[] => steps.map(({ target }) => target);
  const outcomes = ({ result: { steps } }: CarriedOut): string[] =>
    steps.map(({ step, outcome }) => `${step.target} ${outcome.state === 'skipped' ? outcome.reason : outcome.state}`);

  it('plans what is safe, looks at every step, and writes nothing', () => {
    const before = readDirectoryState(home.dir);
    const planned = plan();
    assert.deepEqual(targets(planned), ['aaa.json', 'bbb.json', 'ccc.json', '_index.json']);
    assert.deepEqual(
      planned.reviews.map((review) => (review.state === 'ready' ? [review.messagesBefore, review.messagesAfter] : review.state)),
      [[2, 8], [2, 8], [2, 2], 'no_content'],
    );
    assert.ok(planned.room.neededBytes > 2 * fs.statSync(home.path('aaa.json.bak')).size);
    assert.deepEqual([planned.interruptedRun, planned.lock, planned.goneFindings], [null, null, 0]);
    assert.deepEqual(readDirectoryState(home.dir), before);
  });

  it('plans the findings that were ticked, and counts those that are not there any more', () => {
    const [aaa, bbb] = keys('shrunken_live');
    assert.deepEqual(targets(plan({ findings: [aaa ?? ''] })), ['aaa.json', '_index.json']);
    home.write('bbb.json', conversation('bbb', talk(8)));
    const planned = plan({ findings: [aaa ?? '', bbb ?? ''] });
    assert.deepEqual([targets(planned), planned.goneFindings], [['aaa.json', '_index.json'], 1]);
    assert.deepEqual(targets(plan({ findings: [] })), []);
  });

  it('carries out the plan, tells how far it is, and proves what stands there then', () => {
    const told: [number, number][] = [];
    const planned = plan();
    const done = withPorts({ onProgress: (...progress) => told.push(progress) }).apply(planned.plan);
    assert.deepEqual(outcomes(done), ['aaa.json applied', 'bbb.json applied', 'ccc.json applied', '_index.json applied']);
    assert.deepEqual(told, [[0, 3], [1, 3], [2, 3], [3, 3]]);
    assert.equal(home.said('aaa.json').length, 8);
    assert.deepEqual(
      done.proofs.map(({ target, looked }) => [target, looked?.title, looked?.messages, looked?.failed]),
      ['aaa', 'bbb', 'ccc'].map((id) => [`${id}.json`, `Talk of ${id}`, id === 'ccc' ? 2 : 8, []]),
    );
    assert.equal(done.proofs[0]?.looked?.last?.preview, 'message 7');
    const [first] = planned.reviews;
    assert.equal(first?.state === 'ready' ? first.sha256 : '', done.proofs[0]?.sha256);
    assert.deepEqual(targets(plan()), []);
  });

  it('shows a step as two texts, and why one cannot be shown', () => {
    const planned = plan();
    const texts = planned.plan.steps.map((step) => api.texts(home.path(), step, 'en'));
    assert.deepEqual(texts.map(({ state }) => state), ['ready', 'ready', 'ready', 'no_content']);
    const [first] = texts;
    if (first?.state !== 'ready') return assert.fail();
    assert.match(first.before, /^Talk of aaa\nas it is now · 2 messages\n/);
    assert.match(first.after, /^Talk of aaa\nafter the repair · 8 messages\ncomes from aaa\.json\.bak\n/);
    assert.deepEqual([first.before, first.after].map((text) => text.match(/message \d/g)?.length), [2, 8]);
    home.write('aaa.json.bak', conversation('aaa', talk(9)));
    const [step] = planned.plan.steps;
    assert.deepEqual(step && api.texts(home.path(), step, 'en'), { state: 'skipped', reason: 'source_changed' });
  });

  it('shows a damaged file as far as it can be read', () => {
    home.write('aaa.json', home.read('aaa.json').slice(0, -180));
    const [step] = plan({ sessions: ['aaa'] }).plan.steps;
    const texts = step === undefined ? null : api.texts(home.path(), step, 'en');
    assert.ok(texts?.state === 'ready' && /This file is damaged/.test(texts.before), JSON.stringify(texts));
  });

  it('does not write what was changed since it was looked at', () => {
    const planned = plan();
    home.write('aaa.json', conversation('aaa', talk(3, 6)));
    home.write('bbb.json.bak', conversation('bbb', talk(9)));
    const again = api.review(planned.plan);
    assert.deepEqual(again[1], { state: 'skipped', reason: 'source_changed' });
    assert.deepEqual(outcomes(api.apply(planned.plan)).slice(0, 2), ['aaa.json changed', 'bbb.json source_changed']);
    assert.deepEqual([home.said('aaa.json').length, home.said('bbb.json').length], [3, 2]);
  });

  it('shows two copies that differ beside each other, and nothing of those that are not what was found', () => {
    const long = { role: 'assistant', content: 'x'.repeat(5_000), timestamp: talk(3)[2]?.timestamp ?? 0 };
    home.write('ddd.json', conversation('ddd', [...talk(2), ...talk(2, 40)]));
    home.write('ddd.json.bak', conversation('ddd', [...talk(2), long, ...Array.from({ length: 100 }, (_, i) => talk(1, 50 + 2 * i)).flat()]));
    const [key = ''] = keys('diverged_backup');
    const before = readDirectoryState(home.dir);
    const offered = api.merge(placeOf(home), key);
    assert.deepEqual([offered?.live.name, offered?.live.messageCount, offered?.previous.name, offered?.previous.messageCount], ['ddd.json', 4, 'ddd.json.bak', 103]);
    assert.deepEqual(offered?.stretches.map(({ kind }) => kind), ['common', 'differing']);
    assert.deepEqual([...(offered?.live.seen ?? [])].map(([place, { text }]) => [place, text]), [[0, 'message 0'], [1, 'message 1'], [2, 'message 40'], [3, 'message 41']]);
    assert.equal(offered?.previous.seen.size, 40, 'a stretch of any length would cross threads');
    assert.equal(offered?.previous.seen.get(2)?.text, `${'x'.repeat(1_500)}…`);
    assert.deepEqual(readDirectoryState(home.dir), before);
    assert.equal(api.merge(placeOf(home), 'another'), null);
    home.write('ddd.json.bak', conversation('ddd', talk(9)));
    assert.equal(api.merge(placeOf(home), key), null);
  });

  it('stops before the next conversation, leaves the rest untouched, and the index says what the files are', () => {
    const planned = plan();
    let asked = 0;
    const told: number[] = [];
    const done = withPorts({ isCancelled: () => (asked += 1) > 1, onProgress: (n) => told.push(n) }).apply(planned.plan);
    assert.deepEqual(outcomes(done), ['aaa.json applied', 'bbb.json stopped', 'ccc.json stopped', '_index.json applied']);
    assert.deepEqual([told, done.proofs.map(({ target }) => target)], [[0], ['aaa.json']]);
    assert.equal(home.said('bbb.json').length, 2);
    assert.deepEqual(counts(), { aaa: 8, bbb: 2, ccc: 2 });
    assert.deepEqual(keys('index_missing_entry', 'index_row_stale', 'index_missing_file'), []);
  });

  it('lists a conversation that it brought back before it was stopped', () => {
    fs.rmSync(home.path('aaa.json'));
    withPorts({ isCancelled: () => fs.existsSync(home.path('aaa.json')) }).apply(plan().plan);
    assert.deepEqual([home.said('aaa.json').length, counts().aaa], [8, 8]);
  });

  it('changes nothing, the index neither, when it is stopped before the first conversation', () => {
    const planned = plan();
    const before = home.read('_index.json');
    const done = withPorts({ isCancelled: () => true }).apply(planned.plan);
    assert.deepEqual([...new Set(done.result.steps.map(({ outcome }) => JSON.stringify(outcome)))], ['{"state":"skipped","reason":"stopped"}']);
    assert.equal(home.read('_index.json'), before);
  });

  it('makes the index of an undo that was stopped, too, and the rest can be taken back', () => {
    const { result } = api.apply(plan().plan);
    const undo = (of: RepairApi): CarriedOut => of.undo(placeOf(home), { run: result.runId, sessions: null, replacesSettings: false });
    let asked = 0;
    const stopped = undo(withPorts({ isCancelled: () => (asked += 1) > 1 }));
    assert.equal(outcomes(stopped).filter((words) => words.endsWith(' stopped')).length, 2);
    assert.equal(Object.values(counts()).filter((count) => count === 8).length, ['aaa', 'bbb'].filter((id) => home.said(`${id}.json`).length === 8).length);
    assert.equal(undo(api).result.refusal, null);
    assert.deepEqual([home.said('aaa.json').length, home.said('bbb.json').length, counts()], [2, 2, { aaa: 2, bbb: 2, ccc: 2 }]);
  });

  it('takes a repair back, and says what was said since', () => {
    const old = home.read('bbb.json');
    api.apply(plan().plan);
    home.write('aaa.json', conversation('aaa', talk(9)));
    const done = api.undo(placeOf(home), { run: null, sessions: null, replacesSettings: false });
    assert.deepEqual(done.kept, [
      { target: 'aaa.json', change: 'other_messages', new_messages: 1, previews: ['message 8'] },
    ]);
    assert.equal(home.read('bbb.json'), old);
    assert.equal(home.said('aaa.json').length, 9);
  });

  it('takes back a conversation whose settings alone changed only when asked to', () => {
    api.apply(plan({ sessions: ['aaa'] }).plan);
    home.write('aaa.json', conversation('aaa', talk(8), { pinned: true }));
    const undo = (replacesSettings: boolean): CarriedOut => api.undo(placeOf(home), { run: null, sessions: null, replacesSettings });
    assert.deepEqual(undo(false).kept.map(({ change }) => change), ['same_messages']);
    assert.equal(home.said('aaa.json').length, 8);
    assert.deepEqual(undo(true).kept, []);
    assert.equal(home.said('aaa.json').length, 2);
  });

  it('says what a repair keeps, and takes one conversation back', () => {
    const old = home.read('aaa.json');
    fs.rmSync(home.path('bbb.json'));
    const { result } = api.apply(plan().plan);
    const run = result.runId ?? '';
    const kept = (): unknown[] =>
      api.keeps(home.path(), run).map(({ title, original, messagesThen, messagesNow, isInEffect }) => [
        title,
        original !== null && fs.existsSync(home.path(...original.split('/'))),
        messagesThen,
        messagesNow,
        isInEffect,
      ]);
    assert.deepEqual(kept(), [
      ['Talk of aaa', true, 2, 8, true],
      ['Talk of bbb', false, -1, 8, true],
      ['Talk of ccc', true, 2, 2, true],
    ]);
    const done = api.undo(placeOf(home), { run, sessions: ['aaa'], replacesSettings: false });
    assert.deepEqual(outcomes(done), ['aaa.json applied', '_index.json applied']);
    assert.equal(home.read('aaa.json'), old);
    assert.deepEqual(kept()[0], ['Talk of aaa', true, 2, 2, false]);
    assert.deepEqual(api.keeps(home.path(), '../x'), []);
  });

  it('names an interrupted run, refuses beside it, and completes it', () => {
    const planned = plan();
    let asked = 0;
    const crash = (): boolean => {
      asked += 1;
      if (asked > 1) throw new Error('the power went');
      return false;
    };
    assert.throws(() => withPorts({ isCancelled: crash }).apply(planned.plan), /the power went/);
    const [run] = api.runs(home.path());
    assert.deepEqual([run?.state, plan().interruptedRun], ['interrupted', run?.runId]);
    assert.equal(api.apply(planned.plan).result.refusal, 'interrupted_run');
    const done = api.complete(placeOf(home), run?.runId ?? '');
    assert.deepEqual(outcomes(done), ['aaa.json applied', 'bbb.json applied', 'ccc.json applied', '_index.json applied']);
    assert.equal(home.said('bbb.json').length, 8);
    assert.deepEqual(api.runs(home.path()).map(({ state, steps }) => [state, steps[0]?.step.content]), [['done', null]]);
  });

  it('says who is at work', () => {
    const host = { name: 'elsewhere', bootId: 'x', containerId: null, pid: 4711, isAlive: () => true };
    let inside: PlannedRepair | null = null;
    let refused: CarriedOut | null = null;
    const planned = plan();
    withPorts({
      host,
      onProgress: () => {
        inside ??= plan();
        refused ??= api.apply(planned.plan);
      },
    }).apply(planned.plan);
    const seen = (inside as PlannedRepair | null)?.lock ?? assert.fail();
    assert.deepEqual([seen.state.state === 'held' && seen.state.holder.host, seen.isHeldHere], ['elsewhere', false]);
    const { result, holder } = (refused as CarriedOut | null) ?? assert.fail();
    assert.deepEqual([result.refusal, holder?.pid], ['locked', 4711]);
  });

  it('breaks a lock of another machine that a person was shown, and no other one', () => {
    api.apply(plan().plan);
    const hold = (name: string, holder: object): void => home.write(`_recovery/${name}`, `${JSON.stringify({ takenAt: 1, heartbeatAt: 1, ...holder })}\n`);
    hold('lock-000090.jsonl', { token: 'ffff', host: 'elsewhere', pid: 4711 });
    const seen = api.lock(home.path()) ?? assert.fail();
    assert.equal(seen.isHeldHere, false);
    hold('lock-000091.jsonl', { token: 'eeee', host: 'somewhere', pid: 4712 });
    assert.equal(api.breakLock(home.path(), seen), false);
    assert.equal(api.breakLock(home.path(), api.lock(home.path()) ?? assert.fail()), true);
    assert.equal(api.lock(home.path()), null);
    assert.equal(api.undo(placeOf(home), { run: null, sessions: null, replacesSettings: false }).result.refusal, null);
  });

  it('breaks no lock of a process that is there, and one that was cut off while it was made', () => {
    api.apply(plan().plan);
    let seen: SeenLock | null = null;
    const { host } = portsOfThisHost();
    home.write('aaa.json', conversation('aaa', talk(2, 6)));
    withPorts({ onProgress: () => (seen ??= api.lock(home.path())) }).apply(plan().plan);
    const here = (seen as SeenLock | null) ?? assert.fail();
    assert.deepEqual([here.isHeldHere, here.state.state === 'held' && here.state.holder.pid], [true, host.pid]);
    assert.equal(api.breakLock(home.path(), here), false);
    home.write('_recovery/lock-000099.jsonl', '{"tok');
    const cut = api.lock(home.path()) ?? assert.fail();
    assert.deepEqual([cut.state.state, cut.isHeldHere], ['unreadable', false]);
    assert.equal(api.breakLock(home.path(), cut), true);
  });

  it('has nothing to say of a directory that is not there', () => {
    home.remove();
    const planned = plan();
    assert.deepEqual([planned.directory.state, planned.plan.steps, api.runs(home.path())], ['absent', [], []]);
    fs.mkdirSync(home.dir, { recursive: true });
  });
});

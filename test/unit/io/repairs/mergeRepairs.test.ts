/** Copies that differ, put together by a person's decision: what is written, what Hermes WebUI makes of it, and the way back. */
import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { keyOfFinding } from '../../../../src/core/recovery/findingKey';
import { chooseMerge } from '../../../../src/core/recovery/mergeOffer';
import { TAKES, type MergeChoice, type Take } from '../../../../src/core/recovery/mergeCopies';
import { planRepairs, type PlannedRepairs, type RepairChoice } from '../../../../src/core/recovery/planRepairs';
import { nodeDisk } from '../../../../src/io/repairRun/nodeDisk';
import { portsOfThisHost } from '../../../../src/io/repairRun/thisHost';
import { carryOutPlan, carryOutUndo } from '../../../../src/io/repairs/carryOut';
import { readPlace, type ReadPlace } from '../../../../src/io/repairs/readPlace';
import type { SqlJs } from '../../../../src/io/sqlite/openSqlJs';
import { conversation, DamagedHome, talk, type Said } from '../../../support/damagedHome';
import { FIXTURE_SECOND, testSql } from '../../../support/fixtureDatabase';
import { webuiComplaints } from '../../../support/webuiLoads';
import { webuiSaver } from '../../../support/webuiSaver';
import { pseudoRandom } from '../../core/recovery/pseudoRandom';

const says = (content: string, seconds: number, more: object = {}): Said => ({
  role: content.startsWith('answer') ? 'assistant' : 'user',
  content,
  timestamp: FIXTURE_SECOND + seconds,
  ...more,
});

describe('copies that differ', () => {
  let home: DamagedHome;
  let sqlJs: SqlJs;
  before(async () => {
    sqlJs = await testSql();
  });
  beforeEach(() => {
    home = new DamagedHome();
    home.writeIndex([{ session_id: 'aaa', title: 'Talk of aaa', message_count: 4 }]);
  });
  afterEach(() => home.remove());

  const start = talk(2);
  const here = [...start, says('here', 100), says('answer here', 105)];
  const there = [...start, ...talk(4, 2), says('there', 110)];
  function put(live: readonly Said[] = here, previous: readonly Said[] = there, settings: object = {}): void {
    home.write('aaa.json', conversation('aaa', live, settings));
    home.write('aaa.json.bak', conversation('aaa', previous));
  }
  const read = (databases: readonly string[] = []): ReadPlace =>
    readPlace({ sessionDir: home.path(), databases: databases.map((path) => ({ path, profile: 'default' })), agentDirs: [], now: Date.now() }, sqlJs, 'en');
  const plan = (choice: RepairChoice, place = read()): PlannedRepairs => planRepairs(place.facts, place.findings, choice);
  const decide = (take: Take, place = read()): PlannedRepairs => plan(chooseMerge(place.findings, 'aaa', take), place);
  const stepsOf = ({ steps }: PlannedRepairs): string[] => steps.map(({ action, target }) => `${action} ${target}`);
  const kinds = (place = read()): string[] => place.findings.map(({ kind, evidence }) => `${kind} ${evidence.sessionId}`);
  const surface = (): string[] =>
    fs.readdirSync(home.path()).filter((name) => name !== '_recovery').sort().map((name) => `${name} ${fs.statSync(home.path(name)).mode} ${home.read(name)}`);
  function apply(planned: PlannedRepairs): void {
    const { steps, refusal } = carryOutPlan(planned, sqlJs, portsOfThisHost());
    assert.deepEqual([refusal, steps.filter(({ outcome }) => outcome.state !== 'applied')], [null, []]);
  }
  /** A WebUI saves the short conversation that it has in memory; long enough ago for it not to be at work. */
  function writeBack(): void {
    webuiSaver(home.path(), nodeDisk).save({ ...conversation('aaa', here), session_id: 'aaa', messages: here });
    fs.utimesSync(home.path('aaa.json'), FIXTURE_SECOND, FIXTURE_SECOND);
  }
  const messages = (name: string): unknown[] => (JSON.parse(home.read(name)) as { messages: unknown[] }).messages;
  const value = (key: string): unknown => (JSON.parse(home.read('aaa.json')) as Record<string, unknown>)[key];

  it('are part of no plan without a decision, whatever is chosen', () => {
    put();
    const [finding] = read().findings;
    assert.deepEqual([finding?.kind, finding?.category, finding?.recommendation], ['diverged_backup', 'unsafe_to_repair', 'merge_copies']);
    const key = finding === undefined ? '' : keyOfFinding(finding);
    for (const choice of [{}, { sessions: ['aaa'] }, { kinds: ['diverged_backup'] }, { findings: [key] }, { merges: [] }])
      assert.deepEqual([stepsOf(plan(choice)), plan(choice).skipped], [[], []], JSON.stringify(choice));
    // A decision about one is none about another.
    home.write('bbb.json', conversation('bbb', here));
    home.write('bbb.json.bak', conversation('bbb', there));
    home.writeIndex(['aaa', 'bbb'].map((id) => ({ session_id: id, title: id, message_count: 4 })));
    assert.deepEqual(stepsOf(plan({ merges: [{ finding: key, takes: 'union' }] })), ['replace aaa.json', 'replace_derived _index.json']);
  });

  it('are refused where not every place was decided, or where the files are not those that were decided about', () => {
    put();
    const [key = ''] = read().findings.map(keyOfFinding);
    for (const takes of [[], ['live', 'live']] as const) {
      const planned = plan({ findings: [key], merges: [{ finding: key, takes }] });
      assert.deepEqual([stepsOf(planned), planned.skipped.map(({ reason }) => reason)], [[], ['not_decided']]);
    }
    const planned = decide('union');
    home.write('aaa.json.bak', conversation('aaa', [...there, says('answer there', 115)]));
    const { steps } = carryOutPlan(planned, sqlJs, portsOfThisHost());
    assert.deepEqual(steps.map(({ outcome }) => outcome.state === 'skipped' && outcome.reason), ['source_changed', false]);
    assert.deepEqual(messages('aaa.json'), here);
    assert.deepEqual(stepsOf(plan({ findings: [key], merges: [{ finding: key, takes: 'union' }] })), []);
  });

  it('are decided about by their bytes: a decision about others is none, whichever of the two has changed', () => {
    const damaged = JSON.stringify(conversation('aaa', here), null, 2).slice(0, -120);
    const late = [...start, says('only there', 50), says('there, late', 300)];
    const pairs: readonly (readonly [live: object | string, name: string, other: object])[] = [
      [conversation('aaa', here), 'aaa.json.bak', conversation('aaa', there)],
      [damaged, 'aaa.json.bak', conversation('aaa', there)],
      [conversation('aaa', here), 'aaa.tmp.7.7', conversation('aaa', late)],
    ];
    for (const [live, name, other] of pairs) {
      const write = (liveSpaces: string, otherSpaces: string): void => {
        home.write('aaa.json', `${liveSpaces}${typeof live === 'string' ? live : JSON.stringify(live)}`);
        home.write(name, `${JSON.stringify(other)}${otherSpaces}`);
      };
      write('', '');
      const keys = read().findings.filter(({ merge }) => merge !== null).map(keyOfFinding);
      const merges = keys.map((finding) => ({ finding, takes: 'union' as const }));
      assert.ok(stepsOf(plan({ findings: keys, merges })).includes('replace aaa.json'), name);
      for (const [before, behind] of [[' ', ''], ['', ' ']] as const) {
        write(before, behind);
        assert.deepEqual(stepsOf(plan({ findings: keys, merges })), [], `${name} "${before}" "${behind}"`);
      }
      fs.rmSync(home.path(name));
    }
  });

  it('give both in their order, and Hermes WebUI has nothing to put back', () => {
    put();
    const planned = decide('union');
    assert.deepEqual(stepsOf(planned), ['replace aaa.json', 'replace_derived _index.json']);
    apply(planned);
    const union = [...start, ...talk(4, 2), says('here', 100), says('answer here', 105), says('there', 110)];
    assert.deepEqual(messages('aaa.json'), union);
    assert.deepEqual([value('message_count'), value('intentional_shrink_generation')], [9, undefined]);
    assert.match(home.read('_index.json'), /"message_count": 9,/);
    assert.equal(webuiSaver(home.path(), nodeDisk).restoreAtStart('aaa'), null);
    assert.deepEqual(kinds(), []);
  });

  for (const take of ['live', 'previous'] as const) {
    it(`give the ${take} side alone, exactly; a restart of Hermes WebUI and a database that has all leave it so`, async () => {
      put(here, there, { title: 'Named since' });
      await home.writeDatabase([{ id: 'aaa', messages: [...there, says('here', 120), says('answer here', 125)] }]);
      const database = [`${home.dir}/state.db`];
      const planned = decide(take, read(database));
      assert.deepEqual(stepsOf(planned), [
        'replace aaa.json',
        // A build of Hermes WebUI from before August 2026 puts a longer one back, whatever the file says.
        ...(take === 'live' ? ['move_aside aaa.json.bak'] : []),
        'replace_derived _index.json',
      ]);
      apply(planned);
      const expected = take === 'live' ? here : there;
      assert.deepEqual([messages('aaa.json'), value('title')], [expected, 'Named since']);
      assert.match(String(value('intentional_shrink_generation')), /^[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}$/);
      assert.equal(webuiSaver(home.path(), nodeDisk).restoreAtStart('aaa'), null);
      assert.deepEqual(kinds(read(database)), []);
    });
  }

  it('are not filled up as safe by a database when Hermes WebUI writes its state from memory back, without the mark', async () => {
    put();
    const database = [`${home.dir}/state.db`];
    await home.writeDatabase([{ id: 'aaa', messages: [...here, says('there', 110)] }]);
    apply(decide('live', read(database)));
    writeBack();
    const { findings } = read(database);
    assert.deepEqual(findings.map(({ kind, category }) => [kind, category]), [['sidecar_behind_state_db', 'unsafe_to_repair']]);
  });

  it('are asked about again when Hermes WebUI writes its short state from memory over what was decided', () => {
    put();
    apply(decide('previous'));
    writeBack();
    assert.deepEqual(kinds(), ['diverged_backup aaa', 'repair_written_back aaa']);
    apply(decide('previous'));
    assert.deepEqual(messages('aaa.json'), there);
  });

  it('come back to the first bytes, and forth again', () => {
    put();
    const before = surface();
    apply(decide('live'));
    const after = surface();
    const undo = (): (string | null)[] =>
      carryOutUndo(home.path(), { run: null, sessions: null }, sqlJs, portsOfThisHost()).steps.map(({ outcome }) => (outcome.state === 'applied' ? null : outcome.state));
    assert.deepEqual(undo(), [null, null, null]);
    assert.deepEqual(surface(), before);
    assert.deepEqual(kinds(), ['diverged_backup aaa']);
    apply(decide('live'));
    assert.deepEqual(surface(), after, 'the same plan gives the same bytes');
  });

  it('keep what Hermes WebUI saved since: an undo leaves the conversation whole as it is', () => {
    put();
    apply(decide('live'));
    const saver = webuiSaver(home.path(), nodeDisk);
    saver.save({ ...(JSON.parse(home.read('aaa.json')) as { session_id: string }), messages: [...here, says('later', 300)] });
    const states = carryOutUndo(home.path(), { run: null, sessions: null }, sqlJs, portsOfThisHost()).steps.map(({ step, outcome }) => `${step.target} ${outcome.state}`);
    assert.ok(states.includes('aaa.json skipped') && states.includes('aaa.json.bak skipped'), states.join());
    assert.deepEqual([messages('aaa.json').length, home.exists('aaa.json.bak')], [5, false]);
  });

  it('keep every message as it stands in its file, its tools’ answers, and what WebUI shows of them', () => {
    const odd = '{"role": "assistant", "content": "\\u00e9 1.0", "n": 12345678901234567890, "f": 1.0, "timestamp": 1777626120}';
    const call = (id: string): object => ({ tool_calls: [{ id, type: 'function', function: { name: 'read', arguments: '{}' } }] });
    const answer = (id: string, seconds: number): Said => ({ role: 'tool', content: `of ${id}`, tool_call_id: id, timestamp: FIXTURE_SECOND + seconds });
    const live = [...start, says('answer with a call', 30, call('t1')), answer('t1', 31), says('here', 100)];
    const previous = [...start, says('answer by a call', 40, call('t2')), answer('t2', 41), answer('t2b', 42), says('there', 110), says('more', 112)];
    home.write('aaa.json', conversation('aaa', live, { context_messages: start, tool_calls: [] }));
    const withCalls = (messagesOf: readonly Said[], calls: readonly object[]): string =>
      JSON.stringify({ ...conversation('aaa', messagesOf), tool_calls: calls, context_messages: messagesOf }, null, 2);
    home.write('aaa.json', withCalls(live, [{ name: 'read', tid: 't1', assistant_msg_idx: 2 }]));
    home.write('aaa.json.bak', withCalls(previous, [{ name: 'read', tid: 't2', assistant_msg_idx: 2 }]).replace('  ],\n  "tool_calls"', `,\n    ${odd}\n  ],\n  "tool_calls"`));
    apply(decide('union'));
    const text = home.read('aaa.json');
    assert.deepEqual(webuiComplaints('aaa.json', Buffer.from(text)), []);
    assert.ok(text.includes('12345678901234567890') && text.includes('"f": 1.0') && text.includes('\\u00e9'), text);
    const roles = (messages('aaa.json') as Said[]).map(({ role, content }) => (role === 'tool' ? content : role));
    assert.deepEqual(roles.filter((role) => role !== 'user' && role !== 'assistant'), ['of t1', 'of t2', 'of t2b']);
    for (const [tid, index] of (value('tool_calls') as { tid: string; assistant_msg_idx: number }[]).map((one) => [one.tid, one.assistant_msg_idx] as const)) {
      const asking = (messages('aaa.json') as { tool_calls?: { id: string }[] }[])[index];
      assert.deepEqual(asking?.tool_calls?.map(({ id }) => id), [tid]);
    }
    assert.equal((value('tool_calls') as unknown[]).length, 2);
    assert.deepEqual(value('context_messages'), [], 'an empty list means the messages');
  });

  it('keep the tools’ answers of which each copy has lost another one', () => {
    const asking = says('answer with two calls', 30, { tool_calls: ['t1', 't2'].map((id) => ({ id, type: 'function', function: { name: 'read', arguments: '{}' } })) });
    const answer = (id: string): Said => ({ role: 'tool', content: `of ${id}`, tool_call_id: id, timestamp: FIXTURE_SECOND + 31 });
    const shown = (tid: string, more: object = {}): object => ({ name: 'read', tid, assistant_msg_idx: 2, ...more });
    home.write('aaa.json', { ...conversation('aaa', [...start, asking, answer('t1'), says('here', 100)]), tool_calls: [shown('t1')] });
    const previous = conversation('aaa', [...start, asking, answer('t2'), says('there', 110), says('more', 112)]);
    home.write('aaa.json.bak', { ...previous, tool_calls: [shown('t1', { done: false }), shown('t2'), shown('gone')] });
    apply(decide('union'));
    assert.deepEqual(messages('aaa.json'), [...start, asking, answer('t1'), answer('t2'), says('here', 100), says('there', 110), says('more', 112)]);
    assert.deepEqual(value('tool_calls'), [shown('t1'), shown('t2')]);
    assert.deepEqual(webuiComplaints('aaa.json', Buffer.from(home.read('aaa.json'))), []);
    assert.deepEqual(kinds(), []);
  });

  it('give the form of a message that has its reasoning, whole, whichever copy it is in, and an answer of a tool once', () => {
    const answer = says('they leave at six', 30);
    const thought = { ...answer, reasoning: 'The board says six.', model: 'hermes-4' };
    const asking = says('I look it up', 40, { tool_calls: [{ id: 't1', type: 'function', function: { name: 'read', arguments: '{}' } }] });
    const told: Said = { role: 'tool', content: '06:20', tool_call_id: 't1', timestamp: FIXTURE_SECOND + 41 };
    // The message that asked is lost here, and what it was told is not.
    home.write('aaa.json', conversation('aaa', [...start, answer, told, says('here', 100)]));
    home.write('aaa.json.bak', conversation('aaa', [...start, thought, asking, told, says('there', 110), says('more', 112)]));
    apply(decide('union'));
    assert.deepEqual(messages('aaa.json'), [...start, thought, asking, told, says('here', 100), says('there', 110), says('more', 112)]);
    assert.deepEqual(kinds(), []);
  });

  it('merge with what an interrupted save left, which goes into the repair', () => {
    home.write('aaa.json', conversation('aaa', here));
    home.write('aaa.tmp.7.7', conversation('aaa', [...start, says('only there', 50), says('there, late', 300)]));
    const [finding] = read().findings;
    assert.deepEqual([finding?.kind, finding?.recommendation], ['stale_temp_file', 'merge_copies']);
    const planned = decide('union');
    assert.deepEqual(stepsOf(planned), ['replace aaa.json', 'move_aside aaa.tmp.7.7', 'replace_derived _index.json']);
    apply(planned);
    assert.deepEqual(messages('aaa.json'), [...start, says('only there', 50), ...here.slice(2), says('there, late', 300)]);
    assert.deepEqual(kinds(), []);
  });

  it('merge with what stands before the damage of a file', () => {
    const whole = JSON.stringify(conversation('aaa', [...here, says('cut off', 130)]), null, 2);
    home.write('aaa.json', whole.slice(0, whole.indexOf('cut off') + 3));
    home.write('aaa.json.bak', conversation('aaa', there));
    const [finding] = read().findings;
    assert.deepEqual([finding?.kind, finding?.recommendation], ['malformed_sidecar', 'merge_copies']);
    const damaged = surface();
    apply(decide('live'));
    assert.deepEqual([messages('aaa.json'), home.exists('aaa.json.bak')], [here, false]);
    assert.deepEqual(webuiComplaints('aaa.json', Buffer.from(home.read('aaa.json'))), []);
    assert.deepEqual(kinds(), []);
    carryOutUndo(home.path(), { run: null, sessions: null }, sqlJs, portsOfThisHost());
    assert.deepEqual(surface(), damaged);
    apply(decide('union'));
    assert.deepEqual(messages('aaa.json'), [...start, ...talk(4, 2), ...here.slice(2), says('there', 110)]);
    assert.deepEqual(kinds(), []);
  });

  it('are not offered where a file has a second name, is in use, or is not there', () => {
    put();
    fs.linkSync(home.path('aaa.json.bak'), home.path('elsewhere'));
    assert.deepEqual(stepsOf(decide('union')), []);
    fs.rmSync(home.path('elsewhere'));
    fs.linkSync(home.path('aaa.json'), home.path('elsewhere'));
    const [hindered] = read().findings;
    assert.deepEqual([hindered?.recommendation, hindered?.merge], ['manual_review', null]);
    fs.rmSync(home.path('elsewhere'));
    assert.equal(stepsOf(decide('union')).length, 2);
    const now = Date.now() / 1000;
    fs.utimesSync(home.path('aaa.json'), now, now);
    const inUse = decide('union');
    assert.deepEqual([stepsOf(inUse), inUse.skipped.map(({ reason }) => reason)], [[], ['just_written']]);
  });

  it('lose nothing and come back to the first bytes, whatever they hold and however they are decided', () => {
    for (let seed = 1; seed <= 16; seed += 1) {
      const random = pseudoRandom(seed);
      const [live, previous] = randomCopies(random);
      put(live, previous);
      const place = read();
      const finding = place.findings.find(({ merge }) => merge !== null);
      if (finding === undefined) continue;
      const before = surface();
      const key = keyOfFinding(finding);
      const takes = randomTakes(random, (count) => plan({ findings: [key], merges: [{ finding: key, takes: count }] }, place));
      apply(plan({ findings: [key], merges: [{ finding: key, takes }] }, place));
      const result = messages('aaa.json').map((one) => JSON.stringify(one));
      const texts = [...live, ...previous].map((one) => JSON.stringify(one));
      for (const text of result) assert.ok(texts.includes(text), `seed ${seed}: a message of neither: ${text}`);
      if (takes === 'union') for (const text of texts) assert.ok(result.includes(text), `seed ${seed}: lost ${text}`);
      if (takes === 'live' || takes === 'previous')
        assert.deepEqual(messages('aaa.json'), takes === 'live' ? live : previous, `seed ${seed}`);
      assert.deepEqual(webuiComplaints('aaa.json', Buffer.from(home.read('aaa.json'))), [], `seed ${seed}`);
      assert.equal(webuiSaver(home.path(), nodeDisk).restoreAtStart('aaa'), null, `seed ${seed}`);
      assert.deepEqual(kinds(), [], `seed ${seed}`);
      carryOutUndo(home.path(), { run: null, sessions: null }, sqlJs, portsOfThisHost());
      assert.deepEqual(surface(), before, `seed ${seed}`);
      fs.rmSync(home.path('_recovery'), { recursive: true });
    }
  });
});

/** A past of which each side has lost something, and to which each has something of its own. */
function randomCopies(random: (limit: number) => number): [Said[], Said[]] {
  const past = talk(4 + random(8));
  const own = (name: string, count: number): Said[] =>
    Array.from({ length: count }, (_, i) => says(`${name} ${i}`, random(120) + 0.5 * i));
  const inOrder = (all: Said[]): Said[] => all.sort((a, b) => a.timestamp - b.timestamp);
  const live = inOrder([...past.filter(() => random(3) > 0), ...own('here', 1 + random(2))]);
  const previous = [...past.filter(() => random(5) > 0), ...own('there', 1 + random(3))];
  while (previous.length <= live.length) previous.push(says(`there, late ${previous.length}`, 200 + previous.length));
  return [live, inOrder(previous)];
}

/** One side, both, or one for each place. */
function randomTakes(random: (limit: number) => number, plan: (takes: MergeChoice['takes']) => PlannedRepairs): MergeChoice['takes'] {
  const draw = (): Take => TAKES[random(TAKES.length)] ?? 'union';
  if (random(2) === 0) return draw();
  for (let count = 1; count < 40; count += 1) {
    const takes = Array.from({ length: count }, draw);
    if (plan(takes).skipped.length === 0) return takes;
  }
  return assert.fail('no number of decisions fits');
}

/** `repair`, `undo` and `runs` as they are shipped: what they say, what they refuse, and their exit codes. */
import * as assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { conversation, DamagedHome, talk } from '../../support/damagedHome';
import { makeSampleHome } from '../../support/sampleHome';
import { Command, stateOf, type Result } from './command';
import { assertHarmless } from './fixture';

interface RunJson {
  readonly run: string | null;
  readonly refused: string | null;
  readonly steps: readonly { readonly target: string; readonly outcome: string; readonly reason: string | null }[];
  readonly changed_since: readonly { readonly target: string; readonly change: string; readonly previews: string[] }[];
}

describe('hermes-sessions repair, undo and runs', () => {
  let command: Command;
  let home: DamagedHome;
  before(async () => {
    command = await Command.build();
  });
  after(() => command.remove());
  beforeEach(() => {
    home = new DamagedHome();
    home.write('aaa.json', conversation('aaa', talk(2)));
    home.write('aaa.json.bak', conversation('aaa', talk(8)));
    home.write('bbb.json', conversation('bbb', talk(2), { active_stream_id: 'gone' }));
    home.writeIndex(['aaa', 'bbb'].map((id) => ({ session_id: id, title: id, message_count: 2 })));
  });
  afterEach(() => home.remove());

  const run = (...args: string[]): Promise<Result> => command.run([...args, '--home', home.dir]);
  async function ok(...args: string[]): Promise<string> {
    const result = await run(...args);
    assert.equal(result.code, 0, `${result.stdout}${result.stderr}`);
    assertHarmless(result.stdout);
    return result.stdout;
  }
  const runJson = async (...args: string[]): Promise<RunJson> => JSON.parse((await run(...args, '--json')).stdout) as RunJson;

  /** With a reader that goes away after this many writes. */
  function brokenOff(writes: number, ...args: string[]): Promise<Result> {
    const hook = join(command.dir, 'broken.cjs');
    const broken = `
      const { stdout } = process;
      const write = stdout.write.bind(stdout);
      let left = ${writes};
      stdout.write = (text, done) =>
        left-- > 0 ? write(text, done) : (done(Object.assign(new Error('broken pipe'), { code: 'EPIPE' })), false);`;
    fs.writeFileSync(hook, broken);
    return command.run([...args, '--home', home.dir], { nodeOptions: ['--require', hook] });
  }

  it('shows the plan of a dry run, names the command that does it, and writes nothing', async () => {
    const before = stateOf(home.dir);
    const { code, stdout } = await run('repair', '--dry-run', '--kind', 'shrunken_live', '--session', 'aaa');
    assert.equal(code, 1);
    assert.match(stdout, /^ {2}repair {3}aaa\.json +2 → 8 messages; from aaa\.json\.bak; changes, too: updated_at$/m);
    assert.match(stdout, /^ {2}rebuild {2}_index\.json$/m);
    assert.doesNotMatch(stdout, /bbb\.json/);
    const line = /To do it: hermes-sessions (.*)$/m.exec(stdout)?.[1] ?? assert.fail(stdout);
    assert.deepEqual(stateOf(home.dir), before);
    // What it names does what was shown, and no more.
    assert.equal((await command.run(line.split(' '))).code, 1);
    assert.deepEqual([home.said('aaa.json').length, home.read('bbb.json').includes('"gone"')], [8, true]);
  });

  it('does nothing where nobody reads what is to be done', async () => {
    const before = stateOf(home.dir);
    for (const writes of [0, 1]) {
      const { code, stderr } = await brokenOff(writes, 'repair');
      assert.equal(code, 74, `after ${writes} writes`);
      assert.match(stderr, /could not be shown\. Nothing was changed there\.\n.*EPIPE/);
      assert.deepEqual(stateOf(home.dir), before);
    }
    assert.equal((await brokenOff(0, 'repair', '--dry-run')).code, 0);
    // The plan was read, and what became of it was not.
    assert.equal((await brokenOff(2, 'repair')).code, 74);
    assert.equal(home.said('aaa.json').length, 8);
    assert.equal((await brokenOff(0, 'undo')).code, 74);
    assert.equal(home.said('aaa.json').length, 2);
  });

  it('says what became of each step, where the old files are, and how to take it back', async () => {
    const stdout = await ok('repair');
    assert.match(stdout, /^2 conversations checked in .*: 2 safe to repair\.$/m);
    assert.match(stdout, /^ {2}aaa\.json +done$/m);
    assert.match(stdout, /^ {2}repair {3}bbb\.json +changes: active_stream_id; from bbb\.json$/m);
    assert.match(stdout, /restart Hermes WebUI/);
    assert.match(stdout, /^2 conversations checked in .*, all whole\.$/m);
    const undo = /Take it back with: hermes-sessions (.*)$/m.exec(stdout)?.[1]?.split(' ') ?? assert.fail(stdout);
    const kept = /is kept in (.*)\.$/m.exec(stdout)?.[1] ?? assert.fail(stdout);
    assert.ok(fs.readdirSync(join(kept, 'originals')).some((name) => name.includes('aaa.json')));
    assert.equal((await command.run(undo)).code, 1);
    assert.equal(home.said('aaa.json').length, 2);
  });

  it('puts copies that differ together as it is told, and by nothing else', async () => {
    const own = talk(2, 40);
    home.write('ccc.json', conversation('ccc', [...talk(2), ...own]));
    home.write('ccc.json.bak', conversation('ccc', [...talk(4), ...talk(3, 42)]));
    assert.match((await run('audit')).stdout, /^review {2}ccc +Two copies differ: 2 messages only in the file, 5 only in the previous copy$/m);
    await run('repair');
    await run('repair', '--session', 'ccc');
    assert.equal(home.said('ccc.json').length, 4);
    const before = stateOf(home.dir);
    const shown = await run('repair', '--session', 'ccc', '--take', 'live', '--dry-run');
    assert.match(shown.stdout, /^ {2}repair {6}ccc\.json +4 → 4 messages; leaves out 5 messages; from ccc\.json; changes, too: intentional_shrink_generation$/m);
    assert.match(shown.stdout, /^ {2}move aside {2}ccc\.json\.bak$/m);
    assert.deepEqual(stateOf(home.dir), before);
    const line = /To do it: hermes-sessions (.*)$/m.exec(shown.stdout)?.[1] ?? assert.fail(shown.stdout);
    const done = await command.run(line.split(' '));
    assert.equal(done.code, 0, `${done.stdout}${done.stderr}`);
    assert.deepEqual([home.said('ccc.json').length, home.exists('ccc.json.bak')], [4, false]);
    assert.match((await run('repair', '--session', 'ccc', '--take', 'union')).stdout, /ccc has no two copies in .* that could be put together\./);
    await run('undo');
    assert.equal(home.exists('ccc.json.bak'), true);
    await ok('repair', '--session', 'ccc', '--take', 'union');
    assert.deepEqual(home.said('ccc.json'), ['message 0', 'message 1', 'message 2', 'message 3', 'message 40', 'message 41', 'message 42', 'message 43', 'message 44']);
  });

  it('has nothing to do a second time, and leaves nothing behind for it', async () => {
    await ok('repair');
    const before = stateOf(home.dir);
    const stdout = await ok('repair');
    assert.match(stdout, /Nothing in .* can be repaired safely\./);
    assert.deepEqual(stateOf(home.dir), before);
  });

  it('leaves out with --preselected what a deliberate act may explain', async () => {
    home.write('ccc.json', conversation('ccc', []));
    home.write('ccc.json.bak', conversation('ccc', talk(4)));
    await run('repair', '--preselected');
    assert.deepEqual([home.said('ccc.json').length, home.said('aaa.json').length], [0, 2]);
    assert.equal(home.read('bbb.json').includes('"gone"'), false);
  });

  it('says that another copy cannot be read, and leaves the repair to a person then', async () => {
    // Too large to be looked into.
    fs.truncateSync(home.path('aaa.json.bak'), 100 * 1024 * 1024);
    await home.writeDatabase([{ id: 'aaa', messages: talk(8) }]);
    assert.match((await run('audit')).stdout, /^safe +aaa .* {2}another copy cannot be read$/m);
    await run('repair', '--preselected', '--session', 'aaa');
    assert.equal(home.said('aaa.json').length, 2);
    assert.match((await run('repair', '--dry-run', '--session', 'aaa')).stdout, /aaa\.json +2 → 8 messages; from /);
  });

  it('says so when nothing of what was chosen can be repaired, and does nothing', async () => {
    const before = stateOf(home.dir);
    for (const narrow of [
      ['--session', 'zzz'],
      ['--kind', 'stale_pending'],
      ['--kind', 'stale_stream', '--session', 'aaa'],
    ]) {
      const { code, stdout } = await run('repair', ...narrow);
      assert.equal(code, 1, 'what was not chosen is there as before');
      assert.match(stdout, /^Nothing of what was chosen can be repaired safely in .*sessions\.$/m);
      assert.doesNotMatch(stdout, /To do it|What became of it/);
    }
    assert.deepEqual(stateOf(home.dir), before);
  });

  it('names the session folder that was meant when one above it is given', async () => {
    for (const dir of [home.dir, join(home.dir, 'webui')]) {
      const { stdout, stderr } = await command.run(['repair', '--session-dir', dir]);
      assert.ok(stderr.includes(`Did you mean ${home.path()}?`), stderr);
      assert.match(stdout, /There are no WebUI conversations in /);
    }
    assert.doesNotMatch((await command.run(['repair', '--dry-run', '--session-dir', home.path()])).stderr, /Did you mean/);
  });

  it('lists repairs, the newest first, and which of them were taken back', async () => {
    assert.match(await ok('runs'), /^No repairs in /);
    await ok('repair');
    await run('undo');
    const stdout = await ok('runs');
    assert.match(stdout, /^\S+ {2}.* {2}undo {2}done {2}takes back (\S+)\n(?: {4}.*\n)+\1 {2}.* {2}repair {2}taken back$/m);
    const { places } = JSON.parse(await ok('runs', '--json')) as { places: { runs: { kind: string; state: string }[] }[] };
    assert.deepEqual(
      places[0]?.runs.map(({ kind, state }) => [kind, state]),
      [
        ['undo', 'done'],
        ['repair', 'undone'],
      ],
    );
  });

  it('does not wait for its own writing to become old', async () => {
    await ok('repair');
    const undone = await run('undo');
    assert.match(undone.stdout, /: 2 safe to repair\.$/m);
    // Nobody but us wrote the file with its mark of a stream at work.
    await ok('repair');
    assert.equal(home.read('bbb.json').includes('"gone"'), false);
    await run('undo');
    const now = Date.now() / 1000;
    // The same bytes, and then others of the same moment: of the one it is known who wrote them.
    fs.utimesSync(home.path('bbb.json'), now, now);
    assert.match((await run('audit')).stdout, /^safe +bbb /m);
    fs.writeFileSync(home.path('bbb.json'), home.read('bbb.json').replace('"gone"', '"back"'));
    assert.doesNotMatch((await run('audit')).stdout, /^safe +bbb /m);
  });

  it('does not take back what was said since, and shows it', async () => {
    await ok('repair');
    home.write('aaa.json', conversation('aaa', [...talk(8), { role: 'user', content: 'Said since.', timestamp: 1_780_000_000 }]));
    const { code, stdout } = await run('undo');
    // The mark of the other conversation is back.
    assert.equal(code, 1, stdout);
    assert.match(stdout, /^ {2}aaa\.json +not done: it was changed meanwhile$/m);
    assert.match(stdout, /^aaa\.json stays: 1 new message since the repair\.\n {4}Said since\.$/m);
    assert.equal(home.said('aaa.json').length, 9);
    // Once more: now there is nothing left that it could take back.
    const again = await run('undo');
    assert.doesNotMatch(again.stdout, /Take it back with/);
    assert.match(await ok('runs'), /^\S+ {2}.* {2}undo {2}changed no conversation/m);
  });

  it('takes back what only changed its settings since when that is asked for, and keeps that file', async () => {
    await ok('repair');
    home.write('aaa.json', conversation('aaa', talk(8), { title: 'Renamed since' }));
    const first = await runJson('undo');
    assert.deepEqual(first.changed_since, [{ target: 'aaa.json', change: 'same_messages', new_messages: 0, previews: [] }]);
    assert.equal(home.said('aaa.json').length, 8);
    await run('undo', '--replace-settings');
    assert.equal(home.said('aaa.json').length, 2);
    const kept = fs.readdirSync(home.path('_recovery'), { recursive: true, encoding: 'utf8' });
    const texts = kept.filter((name) => name.includes('originals') && name.includes('aaa.json')).map((name) => home.read(join('_recovery', name)));
    assert.ok(texts.some((text) => text.includes('Renamed since')), kept.join('\n'));
  });

  it('keeps rows without a file when the index was written since and has to be made anew', async () => {
    await ok('repair');
    const rows = JSON.parse(home.read('_index.json')) as object[];
    home.writeIndex([...rows, { session_id: 'lost', title: 'All that is left', message_count: 7 }]);
    await run('undo');
    const after = JSON.parse(home.read('_index.json')) as { session_id: string; message_count: number }[];
    assert.deepEqual(
      after.map(({ session_id: id, message_count: count }) => [id, count]).sort(),
      [
        ['aaa', 2],
        ['bbb', 2],
        ['lost', 7],
      ],
    );
  });

  it('finds no repair to take back, to name, or to complete', async () => {
    for (const args of [['undo'], ['undo', '--run', '20261118T165800000Z-0123456789ab'], ['repair', '--complete', '20261118T165800000Z-0123456789ab']]) {
      const { code, stderr } = await run(...args);
      assert.equal(code, 1, args.join(' '));
      assert.match(stderr, /no repair.*Nothing was changed\./m);
    }
  });

  it('refuses while another process repairs, says who, and goes on only when it is told that nobody does', async () => {
    await ok('repair');
    const lock = fs.readdirSync(home.path('_recovery')).find((name) => name.startsWith('lock-')) ?? assert.fail('no lock');
    const holder = JSON.parse(home.read(join('_recovery', lock)).split('\n')[0] ?? '') as Record<string, unknown>;
    const now = Date.now();
    const held = { ...holder, host: 'other-machine', bootId: 'b', pid: 4711, takenAt: now, heartbeatAt: now, token: 'ffffffffffff' };
    fs.writeFileSync(home.path('_recovery', 'lock-000099.jsonl'), `${JSON.stringify(held)}\n`);
    const refused = await run('undo');
    assert.equal(refused.code, 74);
    assert.match(refused.stderr, /Another repair of this folder is under way.*Nothing was changed\./);
    assert.match(refused.stderr, /held by other-machine \(process 4711\)/);
    assert.equal(home.said('aaa.json').length, 8);
    assert.equal((await run('undo', '--break-lock')).code, 1);
    assert.equal(home.said('aaa.json').length, 2);
  });

  it('does not take the lock of a process of this machine that is stopped, and says which it is', async () => {
    await ok('repair');
    const lock = fs.readdirSync(home.path('_recovery')).find((name) => name.startsWith('lock-')) ?? assert.fail('no lock');
    const holder = JSON.parse(home.read(join('_recovery', lock)).split('\n')[0] ?? '') as Record<string, unknown>;
    const stopped = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
    try {
      // Windows has no such signal; there the process is just idle.
      if (process.platform !== 'win32') stopped.kill('SIGSTOP');
      const held = { ...holder, pid: stopped.pid, pidStart: null, token: 'ffffffffffff' };
      fs.writeFileSync(home.path('_recovery', 'lock-000099.jsonl'), `${JSON.stringify(held)}\n`);
      const { code, stderr } = await run('undo', '--break-lock');
      assert.equal(code, 74);
      assert.match(stderr, new RegExp(`\\(process ${stopped.pid}\\)`));
      assert.match(stderr, /That process is still there on this machine, at work or stopped/);
      assert.doesNotMatch(stderr, /go on with --break-lock/);
      assert.equal(home.said('aaa.json').length, 8);
    } finally {
      stopped.kill('SIGKILL');
    }
  });

  it('does not touch a folder of repairs that is a link', async () => {
    const elsewhere = join(home.dir, 'elsewhere');
    fs.mkdirSync(elsewhere);
    fs.symlinkSync(elsewhere, home.path('_recovery'), 'junction');
    const { code, stderr } = await run('repair');
    assert.equal(code, 74);
    assert.match(stderr, /_recovery in the session folder is a link or a file/);
    assert.deepEqual([fs.readdirSync(elsewhere), home.said('aaa.json').length], [[], 2]);
  });

  it('asks the databases of all profiles, also when the folder of one is named', async () => {
    fs.rmSync(home.path('aaa.json'));
    fs.rmSync(home.path('aaa.json.bak'));
    await home.writeDatabase([{ id: 'aaa', messages: talk(4) }]);
    await home.writeDatabase([{ id: 'zzz', messages: talk(2), columns: { source: 'cli' } }], 'profiles/work/state.db');
    const { code, stdout } = await command.run(['repair', '--home', join(home.dir, 'profiles', 'work')]);
    assert.equal(code, 0, stdout);
    assert.equal(home.said('aaa.json').length, 4);
  });

  it('drops no row of the index while nobody can tell whether a database has its conversation', async () => {
    home.writeIndex(['aaa', 'bbb', 'lost'].map((id) => ({ session_id: id, title: `Title of ${id}`, message_count: 2 })));
    const { stderr } = await command.run(['repair', '--session-dir', home.path()]);
    assert.match(stderr, /No state\.db was looked into/);
    assert.match(home.read('_index.json'), /Title of lost/);
    const mistyped = await command.run(['repair', '--session-dir', home.path(), '--state-db', join(home.dir, 'typo.db')]);
    assert.equal(mistyped.code, 74);
    assert.match(mistyped.stderr, /typo\.db/);
  });

  it('says what was put back of a repair that was interrupted, and lets nothing else begin before', async () => {
    await ok('repair');
    const runId = interruptNewest();
    const refused = await run('repair');
    assert.equal(refused.code, 74);
    assert.match(refused.stderr, new RegExp(`Complete it with: hermes-sessions repair .*--complete ${runId}`));
    // What there is to be said of the folder stands before the refusal.
    assert.match(refused.stdout, /^2 conversations checked in [^]*^review .*A repair was interrupted$[^]*\nNone of it was done\.\n$/m);
    assert.match(refused.stderr, /^A repair of this folder was interrupted: complete it, or take it back, first\. Nothing was changed\.$/m);
    assert.match((await run('audit')).stdout, new RegExp(`repair --complete ${runId}.*undo --run ${runId}`));
    const { stdout } = await run('undo', '--run', runId);
    assert.match(stdout, /^ {2}(aaa|bbb)\.json +done$/m);
  });

  /** As a crash leaves the newest run: what was done after the first intent was never written down. */
  function interruptNewest(): string {
    const runId = fs.readdirSync(home.path('_recovery')).filter((name) => /^\d{8}T/.test(name)).sort().at(-1) ?? '';
    const journal = home.path('_recovery', runId, 'journal.jsonl');
    const lines = fs.readFileSync(journal, 'utf8').split('\n');
    const intent = lines.findIndex((line) => line.includes('"state":"intent"'));
    fs.writeFileSync(journal, `${lines.slice(0, intent + 1).join('\n')}\n`);
    return runId;
  }

  it('completes a repair with the index that it had planned', async () => {
    await home.writeDatabase([{ id: 'aaa', messages: talk(2) }]);
    const rows = ['aaa', 'bbb', 'lost'].map((id) => ({ session_id: id, title: id, message_count: 2, updated_at: 1, own: id }));
    home.writeIndex(rows);
    const ids = (): string[] => (JSON.parse(home.read('_index.json')) as { session_id: string }[]).map((row) => row.session_id).sort();
    await run('repair', '--session', 'aaa', '--session', 'lost');
    assert.deepEqual(ids(), ['aaa', 'bbb']);
    const planned = home.read('_index.json');
    const runId = interruptNewest();
    home.writeIndex(rows);
    await run('repair', '--complete', runId);
    assert.equal(home.read('_index.json'), planned);
  });

  it('carries an undo to its end that was interrupted, and says so', async () => {
    await run('repair', '--session', 'aaa');
    await run('undo');
    interruptNewest();
    const { stdout, stderr } = await run('undo');
    assert.match(stderr, /An undo of this repair was interrupted\. It was carried to its end\./);
    assert.match(stdout, /^ {2}aaa\.json +done$/m);
    assert.equal(home.said('aaa.json').length, 2);
    assert.match((await run('undo')).stderr, /There is no repair to take back/);
  });

  it('names the two ways out of an interrupted run when another one is to be undone', async () => {
    await run('repair', '--session', 'aaa');
    const first = fs.readdirSync(home.path('_recovery')).find((name) => /^\d{8}T/.test(name)) ?? '';
    await ok('repair');
    const open = interruptNewest();
    const { code, stderr } = await run('undo', '--run', first);
    assert.equal(code, 74);
    assert.match(stderr, new RegExp(`Complete it with: hermes-sessions repair .*--complete ${open}$`, 'm'));
    assert.match(stderr, new RegExp(`take it back with: hermes-sessions undo .*--run ${open}$`, 'm'));
  });

  it('says which session folder is not there, and what several are', async () => {
    const missing = await command.run(['repair', '--session-dir', join(home.dir, 'nowhere')]);
    assert.equal(missing.code, 74);
    assert.match(missing.stderr, /There is no WebUI session folder at /);
    assert.equal((await command.run(['runs', '--session-dir', join(home.dir, 'nowhere')])).code, 74);
    const empty = await command.run(['runs', '--session-dir', home.path()]);
    assert.equal(empty.code, 0);
  });

  it('repairs everything that is safe in the sample home, and takes it back to the last byte', async () => {
    const sample = join(home.dir, 'sample');
    await makeSampleHome(sample);
    const files = (): string[] => {
      const dir = join(sample, 'webui', 'sessions');
      const names = fs.readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((name) => !name.startsWith('_recovery'));
      return names.sort().map((name) => `${name} ${fs.statSync(join(dir, name)).isFile() ? fs.readFileSync(join(dir, name), 'base64') : ''}`);
    };
    const before = files();
    const databases = stateOf(sample).filter((line) => line.includes('state.db'));
    const repaired = await command.run(['repair', '--home', sample]);
    assert.equal(repaired.code, 2, repaired.stderr);
    assert.doesNotMatch(repaired.stdout, /not done|failed/);
    assert.match(repaired.stdout, /63837bf30cd9\.json .* 2 → 242 messages/);
    assert.match(repaired.stdout, /: 9 need a decision, 3 notes\.$/m);
    const undone = await command.run(['undo', '--home', sample]);
    assert.doesNotMatch(undone.stdout, /not done|failed/);
    assert.deepEqual(files(), before);
    assert.deepEqual(
      stateOf(sample).filter((line) => line.includes('state.db')),
      databases,
    );
  });
});

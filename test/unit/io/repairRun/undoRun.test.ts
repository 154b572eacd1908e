import * as assert from 'node:assert/strict';
import { chmodSync, renameSync, writeFileSync } from 'node:fs';
import { applyPlan } from '../../../../src/io/repairRun/applyPlan';
import { completeRun } from '../../../../src/io/repairRun/completeRun';
import { listRuns } from '../../../../src/io/repairRun/listRuns';
import { nodeDisk } from '../../../../src/io/repairRun/nodeDisk';
import type { RunPorts } from '../../../../src/io/repairRun/ports';
import type { RunResult } from '../../../../src/io/repairRun/runResult';
import { undoRun, type UndoOptions } from '../../../../src/io/repairRun/undoRun';
import { create, index, moveAside, outcomes, replace, RepairHouse, source, type TextStep } from './repairHouse';
import { watchedDisk } from './watchedDisk';

describe('undoRun', () => {
  let house: RepairHouse;
  beforeEach(() => {
    house = new RepairHouse({
      'one.json': 'old',
      'one.tmp.1.2': 'rest',
      'two.json': 'old two',
      '_index.json': 'index, old',
    });
  });
  afterEach(() => house.remove());

  const apply = (...steps: TextStep[]): RunResult => applyPlan(house.plan(...steps), source(), house.ports());
  const undo = (runId: string | null = null, options: UndoOptions = {}, ports: Partial<RunPorts> = {}): RunResult =>
    undoRun(house.dir, runId, house.ports(ports), () => new TextEncoder().encode('index, made anew'), options);
  const states = (): string[] => listRuns(house.dir, nodeDisk).map(({ kind, state }) => `${kind} ${state}`);

  it('brings back a mode that the file lost since', () => {
    chmodSync(house.path('one.json'), 0o640);
    apply(replace('one', 'old', 'new'));
    chmodSync(house.path('one.json'), 0o600);
    assert.deepEqual(outcomes(undo()), ['one.json: applied']);
    assert.equal(house.state()['one.json'], '640 1 old');
  });

  it('takes the newest repair that is not undone yet, then the one before', () => {
    apply(replace('one', 'old', 'new'));
    apply(replace('one', 'new', 'newer'));
    undo();
    assert.equal(house.text('one.json'), 'new');
    undo();
    assert.equal(house.text('one.json'), 'old');
    assert.equal(undo().refusal, 'nothing_to_undo');
    assert.deepEqual(states(), ['undo done', 'undo done', 'repair undone', 'repair undone']);
  });

  it('orders runs also when the clock was set back', () => {
    apply(replace('one', 'old', 'new'));
    house.now -= 86_400_000;
    apply(replace('one', 'new', 'newer'));
    undo();
    assert.equal(house.text('one.json'), 'new');
  });

  it('refuses a conversation that was saved since, with all of its files, and does the others', () => {
    apply(replace('one', 'old', 'new'), moveAside('one', 'one.tmp.1.2', 'rest'), replace('two', 'old two', 'new two'));
    house.put('one.json', 'new, and typed on');
    const result = undo();
    assert.deepEqual(outcomes(result), [
      'one.tmp.1.2: skipped after_skipped',
      'one.json: skipped changed',
      'two.json: applied',
    ]);
    assert.equal(house.text('one.tmp.1.2'), null);
    assert.equal(house.text('one.json'), 'new, and typed on');
    assert.deepEqual(states(), ['undo done', 'repair done']);
    house.put('one.json', 'new');
    assert.deepEqual(outcomes(undo()), ['one.tmp.1.2: applied', 'one.json: applied']);
    assert.deepEqual(states(), ['undo done', 'undo done', 'repair undone']);
  });

  it('takes a file back that was done when a later one of its conversation turns out to be saved', () => {
    apply(replace('one', 'old', 'new'), moveAside('one', 'one.tmp.1.2', 'rest'));
    const disk = watchedDisk(nodeDisk, ({ verb, paths }) => {
      if (verb !== 'rename' || paths[0] !== house.path('one.json')) return;
      writeFileSync(house.path('x'), 'typed on');
      renameSync(house.path('x'), house.path('one.json'));
    });
    const after = { ...house.state(), 'one.json': '644 1 typed on' };
    assert.deepEqual(outcomes(undo(null, {}, { disk })), [
      'one.tmp.1.2: skipped after_skipped',
      'one.json: skipped changed',
    ]);
    assert.deepEqual(house.state(), after);
  });

  it('takes it back also when a crash comes at any moment of that', () => {
    let crashes = 0;
    for (let n = 1; n < 400; n += 1) {
      const other = new RepairHouse({ 'one.json': 'old', 'one.tmp.1.2': 'rest' });
      const plan = other.plan(replace('one', 'old', 'new'), moveAside('one', 'one.tmp.1.2', 'rest'));
      applyPlan(plan, source(), other.ports());
      const after = { ...other.state(), 'one.json': '644 1 typed on' };
      let saved = false;
      const disk = watchedDisk(nodeDisk, ({ n: now, verb, paths }) => {
        if (now >= n) throw new Error('crash');
        if (verb !== 'rename' || paths[0] !== other.path('one.json') || saved) return;
        saved = true;
        writeFileSync(other.path('x'), 'typed on');
        renameSync(other.path('x'), other.path('one.json'));
      });
      try {
        undoRun(other.dir, null, other.ports({ disk }), () => null);
        n = 400;
      } catch {
        crashes += 1;
      }
      if (saved) {
        const run = listRuns(other.dir, nodeDisk)[0];
        if (run?.state === 'interrupted') completeRun(other.dir, run.runId, other.ports());
        assert.deepEqual(other.state(), after, `crash at ${n}`);
      }
      other.remove();
    }
    assert.ok(crashes > 100, `only ${crashes} crashes`);
  });

  it('gives a replaced file its name again, too, when a crash comes while it is taken back', () => {
    let crashes = 0;
    for (let n = 1; n < 400; n += 1) {
      const other = new RepairHouse({ 'one.json': 'old', 'one.tmp.1.2': 'rest' });
      // The other way round than a plan has it, so that the undo begins with the conversation file.
      applyPlan(other.plan(moveAside('one', 'one.tmp.1.2', 'rest'), replace('one', 'old', 'new')), source(), other.ports());
      const after = { ...other.state(), 'one.tmp.1.2': '644 1 another' };
      let saved = false;
      const disk = watchedDisk(nodeDisk, ({ n: now, verb, paths }) => {
        if (now >= n) throw new Error('crash');
        if (verb !== 'link' || paths[1] !== other.path('one.tmp.1.2')) return;
        saved = true;
        other.put('one.tmp.1.2', 'another');
      });
      try {
        assert.deepEqual(outcomes(undoRun(other.dir, null, other.ports({ disk }), () => null)), [
          'one.json: skipped after_skipped',
          'one.tmp.1.2: skipped appeared',
        ]);
        n = 400;
      } catch (error) {
        if (!(error instanceof Error) || error.message !== 'crash') throw error;
        crashes += 1;
      }
      if (saved) {
        const run = listRuns(other.dir, nodeDisk)[0];
        if (run?.state === 'interrupted') completeRun(other.dir, run.runId, other.ports());
        assert.deepEqual(other.state(), after, `crash at ${n}`);
      }
      other.remove();
    }
    assert.ok(crashes > 100, `only ${crashes} crashes`);
  });

  it('moves a changed file aside only when the person said so', () => {
    apply(replace('one', 'old', 'new'));
    house.put('one.json', 'new, other metadata');
    const asked: unknown[] = [];
    const result = undo(null, { acceptsChanged: (file) => asked.push(file) > 0 });
    assert.deepEqual(outcomes(result), ['one.json: applied']);
    assert.equal(asked.length, 1);
    assert.equal(house.text('one.json'), 'old');
    assert.ok(Object.values(house.kept()).includes('new, other metadata'));
    undo(result.runId);
    assert.equal(house.text('one.json'), 'new, other metadata');
  });

  it('does not bring back an original that was written to since', () => {
    const { runId } = apply(replace('one', 'old', 'new'));
    house.put(`_recovery/${runId}/originals/one.json`, 'written to');
    assert.deepEqual(outcomes(undo()), ['one.json: skipped source_changed']);
    assert.equal(house.text('one.json'), 'new');
  });

  it('makes the index anew when it changed since, or when a conversation stays', () => {
    apply(replace('one', 'old', 'new'), index('index, old', 'index, new'));
    house.put('_index.json', 'index, of WebUI');
    undo();
    assert.equal(house.text('_index.json'), 'index, made anew');
    house.put('_index.json', 'index, old');
    apply(replace('one', 'old', 'new'), index('index, old', 'index, new'));
    house.put('one.json', 'typed on');
    undo();
    assert.equal(house.text('_index.json'), 'index, made anew');
  });

  it('brings the very index back by a second undo, after one that was stopped', () => {
    const before = house.state();
    apply(replace('one', 'old', 'new'), replace('two', 'old two', 'new two'), index('index, old', 'index, new'));
    let asked = 0;
    const stopped = undo(null, {}, { isCancelled: () => (asked += 1) > 1 });
    assert.deepEqual(outcomes(stopped), ['one.json: applied', 'two.json: skipped stopped', '_index.json: applied']);
    assert.equal(house.text('_index.json'), 'index, made anew');
    assert.deepEqual(outcomes(undo()), ['two.json: applied', '_index.json: applied']);
    assert.deepEqual(house.state(), before);
  });

  it('takes away an index that was not there before', () => {
    apply(index('index, old', 'index, new'));
    undo();
    renameSync(house.path('_index.json'), house.path('was'));
    apply(index(null, 'index, new'));
    assert.equal(house.text('_index.json'), 'index, new');
    undo();
    assert.equal(house.text('_index.json'), null);
  });

  it('leaves an index that was not there before, made anew, while a conversation stays', () => {
    renameSync(house.path('_index.json'), house.path('was'));
    apply(replace('one', 'old', 'new'), index(null, 'index, new'));
    house.put('one.json', 'new, and typed on');
    assert.deepEqual(outcomes(undo()), ['one.json: skipped changed', '_index.json: applied']);
    assert.equal(house.text('_index.json'), 'index, made anew');
    // The conversation comes later, and the index follows it.
    house.put('one.json', 'new');
    house.put('_index.json', 'index, of WebUI');
    assert.deepEqual(outcomes(undo()), ['one.json: applied', '_index.json: applied']);
    assert.equal(house.text('_index.json'), 'index, made anew');
    assert.equal(undo().refusal, 'nothing_to_undo');
  });

  it('completes the undo of an index that was not there before, whatever became of the conversation', () => {
    for (const [says, text] of [
      ['typed on', 'index, made anew'],
      ['new', null],
    ] as const) {
      for (let n = 1, ended = false; !ended; n += 1) {
        const other = new RepairHouse({ 'one.json': 'old' });
        applyPlan(other.plan(replace('one', 'old', 'new'), index(null, 'index, new')), source(), other.ports());
        other.put('one.json', says);
        const rebuildIndex = (): Uint8Array => new TextEncoder().encode('index, made anew');
        const disk = watchedDisk(nodeDisk, (operation) => {
          if (operation.n === n) throw new Error('crash');
        });
        try {
          undoRun(other.dir, null, other.ports({ disk }), rebuildIndex);
          ended = true;
        } catch {
          const run = listRuns(other.dir, nodeDisk).find(({ state }) => state === 'interrupted');
          if (run !== undefined) completeRun(other.dir, run.runId, other.ports(), { rebuildIndex });
          else if (listRuns(other.dir, nodeDisk).every(({ kind, state }) => kind === 'repair' || state === 'not_started'))
            undoRun(other.dir, null, other.ports(), rebuildIndex);
        }
        assert.equal(other.text('_index.json'), text, `crash at ${n}, ${says}`);
        assert.equal(other.text('one.json'), says === 'new' ? 'old' : says, `crash at ${n}`);
        other.remove();
        assert.ok(n < 400);
      }
    }
  });

  it('undoes an undo, as often as one likes', () => {
    let { runId } = apply(
      replace('one', 'old', 'new'),
      create('three', 'three'),
      moveAside('one', 'one.tmp.1.2', 'rest'),
    );
    const repaired = house.state();
    for (let turn = 0; turn < 3; turn += 1) {
      ({ runId } = undo(runId));
      assert.equal(house.text('one.json'), 'old');
      assert.equal(house.text('one.tmp.1.2'), 'rest');
      ({ runId } = undo(runId));
      assert.deepEqual(house.state(), repaired);
    }
  });

  it('refuses names of runs that are none', () => {
    apply(replace('one', 'old', 'new'));
    for (const runId of ['../..', 'no', '20300101T120000000Z-00000000']) {
      assert.equal(undo(runId).refusal, 'unknown_run');
      assert.equal(completeRun(house.dir, runId, house.ports()).refusal, 'unknown_run');
    }
    const { runId } = listRuns(house.dir, nodeDisk)[0] ?? { runId: '' };
    assert.equal(completeRun(house.dir, runId, house.ports()).refusal, 'nothing_to_complete');
  });

  describe('after an undo that was interrupted', () => {
    /** A crash of the undo between its two conversations. */
    const interrupt = (runId: string | null = null): void => {
      const disk = watchedDisk(nodeDisk, ({ verb, paths }) => {
        if (verb === 'rename' && paths[0] === house.path('two.json')) throw new Error('crash');
      });
      assert.throws(() => undo(runId, {}, { disk }), /crash/);
    };
    const repairBoth = (): RunResult => apply(replace('one', 'old', 'new'), replace('two', 'old two', 'new two'));

    it('carries it to its end, and begins no other one', () => {
      const before = house.state();
      for (const named of [false, true]) {
        const { runId } = repairBoth();
        interrupt();
        const [begun] = listRuns(house.dir, nodeDisk);
        const result = undo(named ? runId : null);
        assert.equal(result.runId, begun?.runId);
        assert.deepEqual(outcomes(result), ['one.json: applied', 'two.json: applied']);
        assert.deepEqual(house.state(), before);
      }
      assert.deepEqual(states(), ['undo done', 'repair undone', 'undo done', 'repair undone']);
      assert.equal(undo().refusal, 'nothing_to_undo');
    });

    it('carries it to its end from wherever it was', () => {
      for (let n = 1, ended = false; !ended; n += 1) {
        assert.ok(n < 400);
        const other = new RepairHouse({ 'one.json': 'old' });
        const before = other.state();
        applyPlan(other.plan(replace('one', 'old', 'new')), source(), other.ports());
        const disk = watchedDisk(nodeDisk, (operation) => {
          if (operation.n === n) throw new Error('crash');
        });
        const isDone = (): boolean => listRuns(other.dir, nodeDisk).some(({ kind, state }) => kind === 'undo' && state === 'done');
        try {
          undoRun(other.dir, null, other.ports({ disk }), () => null);
          ended = true;
        } catch {
          if (!isDone()) assert.deepEqual(outcomes(undoRun(other.dir, null, other.ports(), () => null)), ['one.json: applied']);
        }
        assert.ok(isDone(), `crash at ${n}`);
        assert.deepEqual(other.state(), before, `crash at ${n}`);
        other.remove();
      }
    });

    it('asks again whether it may, as the first time', () => {
      repairBoth();
      interrupt();
      assert.deepEqual(outcomes(undo(null, { recheck: ({ sessionId }) => (sessionId === 'two' ? 'in_flight' : null) })), [
        'one.json: applied',
        'two.json: skipped in_flight',
      ]);
    });

    it('does not take it for that of another repair', () => {
      const { runId } = repairBoth();
      house.put('three.json', 'old three');
      apply(replace('three', 'old three', 'new three'));
      interrupt(runId);
      assert.equal(undo().refusal, 'interrupted_run');
      assert.equal(house.text('three.json'), 'new three');
    });
  });

  describe('of one conversation', () => {
    const repairAll = (): RunResult =>
      apply(
        replace('one', 'old', 'new'),
        moveAside('one', 'one.tmp.1.2', 'rest'),
        replace('two', 'old two', 'new two'),
        index('index, old', 'index, of both'),
      );

    it('takes back all of its files and no other, makes the index anew, and leaves the rest to a later undo', () => {
      const before = house.state();
      const { runId } = repairAll();
      assert.deepEqual(outcomes(undo(runId, { sessions: ['one'] })), [
        'one.tmp.1.2: applied',
        'one.json: applied',
        '_index.json: applied',
      ]);
      assert.deepEqual(
        ['one.json', 'one.tmp.1.2', 'two.json', '_index.json'].map((name) => house.text(name)),
        ['old', 'rest', 'new two', 'index, made anew'],
      );
      assert.deepEqual(states(), ['undo done', 'repair done']);
      assert.equal(undo(runId, { sessions: ['one'] }).refusal, 'nothing_to_undo');
      assert.deepEqual(outcomes(undo()), ['two.json: applied', '_index.json: applied']);
      // Nobody but the first undo wrote the index since: the very one from before the repair comes back.
      assert.deepEqual(house.state(), before);
      assert.deepEqual(states(), ['undo done', 'undo done', 'repair undone']);
    });

    it('makes the index anew for the rest, when somebody wrote it between the two undos or before both', () => {
      const { runId } = repairAll();
      undo(runId, { sessions: ['one'] });
      house.put('_index.json', 'index, of WebUI');
      undo();
      assert.equal(house.text('_index.json'), 'index, made anew');
      house.put('_index.json', 'index, old');
      const again = repairAll();
      house.put('_index.json', 'index, of WebUI');
      undo(again.runId, { sessions: ['one'] });
      undo();
      assert.equal(house.text('_index.json'), 'index, made anew');
    });

    it('makes the index anew for the rest, when another repair came in between', () => {
      const { runId } = repairAll();
      house.put('three.json', 'old three');
      apply(replace('three', 'old three', 'new three'), index('index, of both', 'index, of three'));
      undo(runId, { sessions: ['one'] });
      undo(runId);
      assert.equal(house.text('_index.json'), 'index, made anew');
      assert.equal(house.text('three.json'), 'new three');
    });

    it('brings the very index back when it is the only one', () => {
      const before = house.state();
      const { runId } = apply(replace('one', 'old', 'new'), index('index, old', 'index, of one'));
      undo(runId, { sessions: ['one'] });
      assert.deepEqual(house.state(), before);
      assert.deepEqual(states(), ['undo done', 'repair undone']);
    });

    it('keeps an index that was not there before while another conversation stays repaired', () => {
      const other = new RepairHouse({ 'one.json': 'old', 'two.json': 'old two' });
      const before = other.state();
      const made = index(null, 'index, of both');
      const plan = other.plan(replace('one', 'old', 'new'), replace('two', 'old two', 'new two'), { ...made, action: 'create' });
      const { runId } = applyPlan(plan, source(), other.ports());
      const undoOne = (id: string): RunResult =>
        undoRun(other.dir, runId, other.ports(), () => new TextEncoder().encode('index, made anew'), { sessions: [id] });
      undoOne('one');
      assert.equal(other.text('_index.json'), 'index, made anew');
      undoOne('two');
      assert.deepEqual(other.state(), before);
      other.remove();
    });

    it('can be undone itself', () => {
      const { runId } = repairAll();
      const after = house.state();
      const undone = undo(runId, { sessions: ['two'] });
      assert.equal(house.text('two.json'), 'old two');
      undo(undone.runId);
      assert.deepEqual({ ...house.state(), '_index.json': '' }, { ...after, '_index.json': '' });
    });

    it('knows no other conversation', () => {
      const { runId } = repairAll();
      const after = house.state();
      assert.equal(undo(runId, { sessions: ['three'] }).refusal, 'nothing_to_undo');
      assert.equal(undo(runId, { sessions: [] }).refusal, 'nothing_to_undo');
      assert.deepEqual(house.state(), after);
    });

    it('leaves one repair whole, whatever crashes', () => {
      let crashes = 0;
      for (let n = 1, ended: boolean = false; !ended; n += 1) {
        assert.ok(n < 400);
        const other = new RepairHouse({ 'one.json': 'old', 'one.tmp.1.2': 'rest', 'two.json': 'old two' });
        const repair = [replace('one', 'old', 'new'), moveAside('one', 'one.tmp.1.2', 'rest'), replace('two', 'old two', 'new two')];
        const { runId } = applyPlan(other.plan(...repair), source(), other.ports());
        const repaired = other.state();
        const disk = watchedDisk(nodeDisk, (operation) => {
          if (operation.n === n) throw new Error('crash');
        });
        try {
          undoRun(other.dir, runId, other.ports({ disk }), () => null, { sessions: ['one'] });
          ended = true;
        } catch {
          crashes += 1;
        }
        const open = listRuns(other.dir, nodeDisk).find(({ state }) => state === 'interrupted');
        if (open !== undefined) {
          const again = undoRun(other.dir, runId, other.ports(), () => null, { sessions: ['two'] });
          assert.equal(again.refusal, 'interrupted_run', `crash at ${n}`);
          completeRun(other.dir, open.runId, other.ports());
        }
        const undone = { 'one.json': '644 1 old', 'one.tmp.1.2': '644 1 rest', 'two.json': '644 1 new two' };
        const isDone: boolean = open !== undefined || ended || other.text('one.json') === 'old';
        assert.deepEqual(other.state(), isDone ? undone : repaired, `crash at ${n}`);
        other.remove();
      }
      assert.ok(crashes > 40, `only ${crashes} crashes`);
    });
  });

  it('brings the very index back, wherever the second of two undos crashes', () => {
    let crashes = 0;
    for (let n = 1, ended: boolean = false; !ended; n += 1) {
      assert.ok(n < 400);
      const other = new RepairHouse({ 'one.json': 'old', 'two.json': 'old two', '_index.json': 'index, old' });
      const before = other.state();
      const anew = (): Uint8Array => new TextEncoder().encode('index, made anew');
      const repair = [replace('one', 'old', 'new'), replace('two', 'old two', 'new two'), index('index, old', 'index, of both')];
      const { runId } = applyPlan(other.plan(...repair), source(), other.ports());
      undoRun(other.dir, runId, other.ports(), anew, { sessions: ['one'] });
      const disk = watchedDisk(nodeDisk, (operation) => {
        if (operation.n === n) throw new Error('crash');
      });
      try {
        undoRun(other.dir, runId, other.ports({ disk }), anew);
        ended = true;
      } catch {
        crashes += 1;
      }
      const open = listRuns(other.dir, nodeDisk).find(({ state }) => state === 'interrupted');
      if (open !== undefined) completeRun(other.dir, open.runId, other.ports(), { rebuildIndex: anew });
      else undoRun(other.dir, runId, other.ports(), anew);
      assert.deepEqual(other.state(), before, `crash at ${n}`);
      other.remove();
    }
    assert.ok(crashes > 40, `only ${crashes} crashes`);
  });

  it('takes an interrupted repair back as a whole', () => {
    const disk = watchedDisk(nodeDisk, ({ verb, paths }) => {
      if (verb === 'link' && paths[1] === house.path('one.json')) throw new Error('crash');
    });
    const before = house.state();
    const plan = house.plan(replace('two', 'old two', 'new two'), replace('one', 'old', 'new'));
    assert.throws(() => applyPlan(plan, source(), house.ports({ disk })), /crash/);
    assert.equal(house.text('one.json'), null);
    assert.deepEqual(states(), ['repair interrupted']);
    undo();
    assert.deepEqual(house.state(), before);
    assert.deepEqual(states(), ['undo done', 'repair undone']);
  });
});

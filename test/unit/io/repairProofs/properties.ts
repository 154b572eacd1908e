/** Random directories, random plans and a random order of what can happen to them: the same for the same seed. */
import * as assert from 'node:assert/strict';
import type { StepAction } from '../../../../src/core/recovery/plan';
import { applyPlan } from '../../../../src/io/repairRun/applyPlan';
import { completeRun } from '../../../../src/io/repairRun/completeRun';
import { listRuns } from '../../../../src/io/repairRun/listRuns';
import type { RunPorts } from '../../../../src/io/repairRun/ports';
import type { RunResult } from '../../../../src/io/repairRun/runResult';
import { countingDisk, Stopped } from '../../../support/disks/countingDisk';
import { copyOf, crashStates, drawing } from '../../../support/disks/crashStates';
import { MemoryDisk } from '../../../support/disks/memoryDisk';
import { interruptedRun, undo } from './crashes';
import { Saves } from './races';
import { conversation, expecting, portsAt, shown, type Surface, surface, textSource, textsBelow, type TextPlan, type TextStep } from './world';

const DIR = '/home/webui/sessions';
const SIDS = ['a', 'B-2', '20260314_080000_10ad10', 'under_score'];
const INDEX = '_index.json';

type Draw = (below: number) => number;

class History {
  private boot = 1;
  private count = 0;
  disk = new MemoryDisk();
  /** Texts that must be found somewhere, for ever. */
  private readonly kept = new Set<string>();
  readonly told: string[] = [];

  constructor(private readonly draw: Draw) {
    for (const sid of SIDS) {
      if (draw(4) > 0) this.put(`${sid}.json`, this.newText(sid));
      if (draw(2) > 0) this.put(`${sid}.json.bak`, this.newText(sid));
      if (draw(3) === 0) this.put(`${sid}.tmp.${100 + draw(9)}.1`, this.newText(sid).slice(0, 40));
    }
    if (draw(3) > 0) this.put(INDEX, `[${this.newText('index')}]`);
    this.disk.putFolder(DIR);
  }

  /** One of the things that happen. Steps are told, so that a failure says how it came about. */
  happen(): void {
    const open = interruptedRun(DIR, this.disk);
    const kind = this.draw(10);
    if (kind < 2) this.save();
    else if (open !== null) {
      this.run(`${kind % 2 === 0 ? 'complete' : 'undo'} ${open}`, (ports) =>
        kind % 2 === 0 ? completeRun(DIR, open, ports, { rebuildIndex: () => this.index() }) : undo(DIR, open, ports),
      );
    } else if (kind < 6) {
      const plan = this.newPlan();
      this.run(`apply ${plan.steps.map(({ action, target }) => `${action} ${target}`).join(', ')}`, (ports) =>
        applyPlan(plan, textSource, ports),
      );
    } else {
      const runs = listRuns(DIR, this.disk);
      const chosen = this.draw(2) === 0 ? null : (runs[this.draw(Math.max(1, runs.length))]?.runId ?? null);
      this.run(`undo ${chosen ?? 'the newest'}`, (ports) => undo(DIR, chosen, ports));
    }
    this.nothingIsLost();
  }

  /** Applies, applies again, takes back, and takes that back. Only where nothing is interrupted. */
  thereAndBack(): void {
    const open = interruptedRun(DIR, this.disk);
    if (open !== null) this.run(`undo ${open}`, (ports) => undo(DIR, open, ports), false);
    const plan = this.newPlan();
    const before = this.seen();
    const applied = this.run('apply', (ports) => applyPlan(plan, textSource, ports), false);
    this.outcomesAreTrue(applied, plan, before.files);
    const after = this.seen();

    const onlyNew = { ...plan, steps: plan.steps.filter(({ target }) => target !== INDEX) };
    this.run('apply again', (ports) => applyPlan(onlyNew, textSource, ports), false);
    assert.deepEqual(this.seen().lines, after.lines, 'the second apply changed something');

    const done = applied.steps.some(({ outcome }) => outcome.state === 'applied');
    if (!done || applied.runId === null) return;
    this.run('undo', (ports) => undo(DIR, applied.runId, ports), false);
    assert.deepEqual(this.seen().lines, before.lines, 'undone');
    const [undone] = listRuns(DIR, this.disk);
    assert.equal(undone?.kind, 'undo');
    this.run('undo of the undo', (ports) => undo(DIR, undone?.runId ?? null, ports), false);
    assert.deepEqual(this.seen().lines, after.lines, 'undo undone');
    this.nothingIsLost();
  }

  private run(what: string, work: (ports: RunPorts) => RunResult, mayCrash = true): RunResult {
    this.boot += 1;
    const stopAt = mayCrash && this.draw(3) === 0 ? 1 + this.draw(120) : Infinity;
    try {
      const result = work(portsAt(countingDisk(this.disk, stopAt).disk, this.boot));
      this.told.push(`${what}: ${result.refusal ?? result.steps.map(({ outcome }) => outcome.state).join(', ')}`);
      return result;
    } catch (error) {
      if (!(error instanceof Stopped)) throw error;
      const states = [...crashStates(this.disk, { limit: 8, seed: this.draw(1e6) })];
      const state = states[this.draw(states.length)]!;
      this.told.push(`${what}: crash before ${stopAt}, ${state.how}`);
      this.disk = state.disk;
      return { runId: null, startedAt: 0, steps: [], refusal: null, errno: null, isInterrupted: true, asidesChanged: [] };
    }
  }

  private save(): void {
    const saves = new Saves(DIR, this.disk, (this.count += 1));
    const sid = SIDS[this.draw(SIDS.length)]!;
    const standing = this.text(`${sid}.json`);
    const backup = this.text(`${sid}.json.bak`);
    const text = saves.save(sid, this.draw(6));
    this.told.push(`save ${sid}`);
    // What the WebUI replaces is its own affair.
    if (standing !== null) this.kept.delete(standing);
    if (backup !== null && this.text(`${sid}.json.bak`) !== backup) this.kept.delete(backup);
    this.kept.add(text);
    this.disk = copyOf(this.disk);
  }

  private newPlan(): TextPlan {
    const steps = SIDS.flatMap((sid): TextStep[] => {
      if (this.draw(3) === 0) return [];
      const target = `${sid}.json`;
      const standing = this.text(target);
      // One in eight expects something that is not so.
      const expected = expecting(this.draw(8) === 0 ? 'something else' : standing);
      const action: StepAction = expected.state === 'absent' ? 'create' : 'replace';
      const content = this.newText(sid);
      const own = { action, sessionId: sid, target, expected, content, kinds: [] };
      const left = this.disk.list(DIR).filter((name) => name.startsWith(`${sid}.tmp.`) && this.draw(2) === 0);
      return [
        own,
        ...left.map((name): TextStep => {
          return { ...own, action: 'move_aside', target: name, expected: expecting(this.text(name)), content: null };
        }),
      ];
    });
    if (steps.length === 0 || this.draw(2) === 0) {
      const standing = this.text(INDEX);
      steps.push({
        action: standing === null ? 'create' : 'replace_derived',
        sessionId: null,
        target: INDEX,
        expected: expecting(standing),
        content: this.newText('index'),
        kinds: [],
      });
    }
    return { version: 1, sessionDir: DIR, madeAt: 0, steps };
  }

  private outcomesAreTrue({ steps }: RunResult, plan: TextPlan, before: Surface): void {
    assert.equal(steps.length, plan.steps.length);
    steps.forEach(({ step, outcome }, i) => {
      const wanted = outcome.state === 'applied' ? (plan.steps[i]?.content ?? null) : (before.get(step.target) ?? null);
      assert.equal(this.text(step.target), wanted, `${step.target} is said to be ${outcome.state}`);
    });
  }

  private nothingIsLost(): void {
    const all = textsBelow(this.disk, DIR);
    for (const text of this.kept) assert.ok(all.has(text), `lost: ${text}`);
    // What a run wrote is kept from now on as well.
    for (const [name, text] of surface(this.disk, DIR)) if (name !== INDEX) this.kept.add(text);
  }

  private seen(): { readonly files: Surface; readonly lines: readonly string[] } {
    const files = surface(this.disk, DIR);
    const modes = [...files.keys()].map((name) => `${name} ${this.disk.stat(`${DIR}/${name}`)?.mode.toString(8)}`);
    return { files, lines: [...shown(files), ...modes] };
  }

  private put(name: string, text: string): void {
    this.disk.put(`${DIR}/${name}`, text, { mode: [0o600, 0o644, 0o660][this.draw(3)]! });
    if (name !== INDEX) this.kept.add(text);
  }

  private text(name: string): string | null {
    return surface(this.disk, DIR).get(name) ?? null;
  }

  private index(): Uint8Array {
    return Buffer.from(this.newText('index'));
  }

  private newText(sid: string): string {
    this.count += 1;
    return conversation(sid, ...Array.from({ length: 1 + this.draw(5) }, (_, n) => `text ${this.count}.${n}`));
  }
}

/** A life of one directory; throws with all that happened in it. */
export function proveProperties(seed: number, events = 8): void {
  const history = new History(drawing(seed));
  try {
    for (let n = 0; n < events; n++) history.happen();
    history.thereAndBack();
  } catch (error) {
    throw new Error(`seed ${seed}:\n${history.told.join('\n')}`, { cause: error });
  }
}

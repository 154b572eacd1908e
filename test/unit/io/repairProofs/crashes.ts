/** What has to hold after a crash, wherever it came: for the bounded proofs and for the long ones. */
import * as assert from 'node:assert/strict';
import { applyPlan } from '../../../../src/io/repairRun/applyPlan';
import { breakLock, lockOf } from '../../../../src/io/repairRun/breakLock';
import { completeRun } from '../../../../src/io/repairRun/completeRun';
import type { Disk } from '../../../../src/io/repairRun/disk';
import { listRuns } from '../../../../src/io/repairRun/listRuns';
import type { HostIdentity, RunPorts } from '../../../../src/io/repairRun/ports';
import type { RunResult } from '../../../../src/io/repairRun/runResult';
import { undoRun } from '../../../../src/io/repairRun/undoRun';
import { Stopped } from '../../../support/disks/countingDisk';
import { copyOf, type CrashOptions, crashStates } from '../../../support/disks/crashStates';
import { faultyDisk } from '../../../support/disks/faultyDisk';
import { hookedDisk } from '../../../support/disks/hookedDisk';
import { MemoryDisk } from '../../../support/disks/memoryDisk';
import { describeOperation, type DiskOperation, WRITES } from '../../../support/disks/operations';
import { portsAt, shown, type Surface, surface, textsBelow, textSource, type World } from './world';

/** Takes a rule of the protocol away, or an ability from the disk: also from the disk that is found after the crash. */
export type Weaken = (disk: Disk) => Disk;
export const asItIs: Weaken = (disk) => disk;

/** A file system without hard links. */
export const withoutLinks: Weaken = (disk) =>
  faultyDisk(disk, { errno: 'EPERM', at: ({ verb }) => verb === 'link' }, 'all');

/** One way of working on a directory, and where it leads from wherever it was stopped. */
export interface Work {
  readonly name: 'apply' | 'undo' | 'complete';
  readonly run: (ports: RunPorts) => RunResult;
  /** The directory before it. */
  readonly from: Surface;
  /** When it was done, at once or later. */
  readonly to: Surface;
  /** When it was stopped and undone. */
  readonly back: Surface;
}

export function worksOn(world: World): readonly Work[] {
  const { dir, before, after, plan } = world;
  const completing: Work = {
    name: 'complete',
    from: before,
    to: after,
    back: before,
    run: (ports) => complete(world, (open ??= interruptedRun(dir, startOf(completing, world)) ?? ''), ports),
  };
  // Every start of this work is the same, so that the run has one name.
  let open: string | null = null;
  return [
    { name: 'apply', from: before, to: after, back: before, run: (ports) => applyPlan(plan, textSource, ports) },
    { name: 'undo', from: after, to: before, back: after, run: (ports) => undo(dir, null, ports) },
    completing,
  ];
}

export const undo = (dir: string, runId: string | null, ports: RunPorts): RunResult =>
  undoRun(dir, runId, ports, () => null);

/** The index is made anew where the run had not come to make it. */
export function complete({ dir, after }: World, runId: string, ports: RunPorts): RunResult {
  const index = after.get('_index.json');
  return completeRun(dir, runId, ports, { rebuildIndex: () => (index === undefined ? null : Buffer.from(index)) });
}

export const interruptedRun = (dir: string, disk: Disk): string | null =>
  listRuns(dir, disk).find(({ state }) => state === 'interrupted')?.runId ?? null;

/** Everything was done. */
export function succeeded(result: RunResult): void {
  assert.deepEqual(
    { refusal: result.refusal, undone: result.steps.filter(({ outcome }) => outcome.state !== 'applied') },
    { refusal: null, undone: [] },
  );
}

export function startDisk(world: World): MemoryDisk {
  const disk = new MemoryDisk({ halvesRenames: world.halvesRenames === true });
  for (const [name, text] of world.before) disk.put(`${world.dir}/${name}`, text);
  return disk;
}

/** The disk on which a work begins; everything on it is synced. */
export function startOf(work: Work, world: World): MemoryDisk {
  const disk = startDisk(world);
  if (work.name === 'apply') return disk;
  if (work.name === 'undo') {
    succeeded(applyPlan(world.plan, textSource, portsAt(disk)));
    return copyOf(disk);
  }
  stopAtFirstChange(world, disk, portsAt(disk).host);
  return copyOf(disk);
}

/** Applies the plan and stops as soon as the directory is another. */
export function stopAtFirstChange({ dir, before, plan }: World, disk: Disk, host: HostIdentity): void {
  const first = shown(before).join();
  const stopping = hookedDisk(disk, {
    after: (operation) => {
      if (WRITES.has(operation.verb) && shown(surface(disk, dir)).join() !== first) throw new Stopped(operation);
    },
  });
  assert.throws(() => applyPlan(plan, textSource, { ...portsAt(stopping), host }), Stopped);
}

/**
 * Crashes before each write of a work and after its last one, in each of the states that the crash may leave; looks
 * whether everything is still there, and whether completing and undoing lead where they should. Returns the number of
 * states. `weaken` takes a rule of the protocol away.
 */
export function proveCrashes(
  work: Work,
  world: World,
  options: CrashOptions,
  weaken: Weaken = asItIs,
): number {
  let states = 0;
  let failure: Error | null = null;
  const memory = startOf(work, world);
  const kept = textsBelow(memory, world.dir);
  const look = (where: string): void => {
    if (failure !== null) throw failure;
    for (const { disk, how } of crashStates(memory, { ...options, seed: options.seed + states })) {
      states += 1;
      try {
        proveState(foundInMemory(disk, world.dir, weaken), work, world, kept);
      } catch (error) {
        // The first one: on its way out the run goes on to let go of its lock.
        throw (failure ??= new Error(`${work.name}, crash ${where}, ${how}`, { cause: error }));
      }
    }
  };
  const before = (operation: DiskOperation): void =>
    look(`before ${describeOperation(operation, world.dir)}`);
  succeeded(work.run(portsAt(hookedDisk(weaken(memory), { before }, WRITES), 2)));
  look('after all');
  return states;
}

/** A disk as it is found after a crash. */
export interface Found {
  readonly disk: Disk;
  /** The same state once more, for another way on. */
  readonly again: () => Disk;
  /** Of a process that comes later. */
  readonly ports: (disk: Disk) => RunPorts;
  /** A file under a live name may be cut while its run is interrupted. */
  readonly mayBeTorn: boolean;
}

function foundInMemory(disk: MemoryDisk, dir: string, weaken: Weaken): Found {
  const ports = (later: Disk): RunPorts => portsAt(weaken(later), 3);
  const mayBeTorn = weaken === withoutLinks;
  // Without hard links a lock may be cut too; nobody can tell whose it was, and a person has to say that it is nobody's.
  if (mayBeTorn) {
    const lock = lockOf(dir, ports(disk));
    if (lock.state === 'unreadable') assert.ok(breakLock(dir, lock, ports(disk)));
  }
  return { disk, again: () => copyOf(disk), ports, mayBeTorn };
}

/** `kept`: texts that were there before the work and have to be there for ever. */
export function proveState(found: Found, work: Work, world: World, kept: ReadonlySet<string>): void {
  const { dir } = world;
  const { disk, again, ports } = found;
  const lost = (where: Disk): string[] => {
    const all = textsBelow(where, dir);
    return [...kept].filter((text) => isContent(text, world) && !all.has(text));
  };
  assert.deepEqual(lost(disk), [], 'lost');
  const runId = interruptedRun(dir, disk);
  for (const [name, text] of surface(disk, dir)) {
    if (found.mayBeTorn && runId !== null) continue;
    assert.ok(text === work.from.get(name) || text === work.to.get(name), `${name} is neither old nor new: ${text}`);
  }
  if (runId === null) {
    proveSettled(found, work, world);
    return;
  }
  const completed = again();
  succeeded(complete(world, runId, ports(completed)));
  assert.deepEqual(shown(surface(completed, dir)), shown(work.to), 'completed');
  assert.deepEqual(lost(completed), [], 'lost by completing');

  const undone = again();
  succeeded(undo(dir, runId, ports(undone)));
  assert.deepEqual(shown(surface(undone, dir)), shown(work.back), 'undone');
  assert.deepEqual(lost(undone), [], 'lost by undoing');
}

/** No run is open: either nothing was done or everything, and the way on is free. */
function proveSettled({ disk, ports }: Found, work: Work, world: World): void {
  const { dir } = world;
  const now = shown(surface(disk, dir)).join('\n');
  const isOld = now === shown(work.from).join('\n');
  assert.ok(isOld || now === shown(work.to).join('\n'), `nothing is interrupted, and it is neither old nor new:\n${now}`);
  if (work.name === 'complete' && isOld) assert.fail('the interrupted run is gone');
  if (isOld) {
    succeeded(work.run(ports(disk)));
    assert.deepEqual(shown(surface(disk, dir)), shown(work.to), 'done again');
  } else {
    const [newest] = listRuns(dir, disk);
    succeeded(undo(dir, newest?.runId ?? null, ports(disk)));
    assert.deepEqual(shown(surface(disk, dir)), shown(work.back), 'undone afterwards');
  }
}

/** Texts of conversations, previous copies and leftovers, not what a run writes about itself. */
const isContent = (text: string, { before, after }: World): boolean =>
  [...before.values(), ...after.values()].includes(text);

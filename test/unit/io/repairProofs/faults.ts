/** What has to hold when the system refuses an operation, once or from then on. */
import * as assert from 'node:assert/strict';
import { listRuns } from '../../../../src/io/repairRun/listRuns';
import type { RunResult } from '../../../../src/io/repairRun/runResult';
import { copyOf } from '../../../support/disks/crashStates';
import { type Fault, faultyDisk } from '../../../support/disks/faultyDisk';
import { hookedDisk } from '../../../support/disks/hookedDisk';
import type { MemoryDisk } from '../../../support/disks/memoryDisk';
import { describeOperation, type DiskOperation, type DiskVerb, WRITES, wrapDisk } from '../../../support/disks/operations';
import type { Disk } from '../../../../src/io/repairRun/disk';
import { complete, interruptedRun, startOf, succeeded, undo, type Work } from './crashes';
import { portsAt, shown, surface, textsBelow, type World } from './world';

export interface Trouble {
  readonly name: string;
  /** The verbs that it may hit. */
  readonly verbs: ReadonlySet<DiskVerb>;
  /** Once, or at every operation of these verbs from then on. */
  readonly lasts: boolean;
  readonly errno: string;
  readonly when?: Fault['when'];
  /** What stands under the names says that nothing is wrong: everything is done all the same. */
  readonly isHarmless?: boolean;
}

const verbs = (...names: DiskVerb[]): ReadonlySet<DiskVerb> => new Set(names);
const NAMES = verbs('makeDir', 'create', 'link', 'rename', 'unlink');
const SPACE = verbs('makeDir', 'create', 'append', 'link');
const READS = verbs('stat', 'list', 'read');

export const TROUBLES: readonly Trouble[] = [
  ...['EACCES', 'EIO', 'EBUSY'].map((errno) => ({ name: `${errno} once`, errno, verbs: WRITES, lasts: false })),
  { name: 'EIO on reading, once', errno: 'EIO', verbs: READS, lasts: false },
  { name: 'EPERM on one name', errno: 'EPERM', verbs: NAMES, lasts: false },
  { name: 'EXDEV on moving', errno: 'EXDEV', verbs: verbs('link', 'rename'), lasts: true },
  { name: 'no hard links from now on', errno: 'EPERM', verbs: verbs('link'), lasts: true },
  { name: 'a full disk', errno: 'ENOSPC', verbs: SPACE, lasts: true },
  { name: 'a disk that was full for a moment', errno: 'ENOSPC', verbs: SPACE, lasts: false, when: 'half' },
  { name: 'a full disk with half of the bytes', errno: 'ENOSPC', verbs: SPACE, lasts: true, when: 'half' },
  { name: 'a disk that has become read-only', errno: 'EROFS', verbs: WRITES, lasts: true },
  { name: 'names that may not be changed any more', errno: 'EACCES', verbs: NAMES, lasts: true },
  { name: 'another program that holds the files', errno: 'EBUSY', verbs: verbs('rename', 'unlink'), lasts: true },
  { name: 'an fsync that fails', errno: 'EIO', verbs: verbs('syncFile', 'syncDir'), lasts: true },
  // What NFS says when its first answer was lost and the question was asked again.
  { name: 'a link reported as failed', errno: 'EEXIST', verbs: verbs('link'), lasts: true, when: 'after', isHarmless: true },
  { name: 'a move reported as failed', errno: 'ENOENT', verbs: verbs('rename'), lasts: true, when: 'after', isHarmless: true },
  { name: 'an unlink reported as failed', errno: 'ENOENT', verbs: verbs('unlink'), lasts: true, when: 'after', isHarmless: true },
  { name: 'answers that are lost', errno: 'EIO', verbs: WRITES, lasts: false, when: 'after' },
];

/** A disk that writes half of a file and says nothing. */
export function proveSilence(work: Work, world: World): number {
  const creates = verbs('create');
  return everywhere(work, world, 'half a file, and no error', creates, (disk, from) => {
    const at = ({ n, paths }: DiskOperation): boolean => n === from && /\/(new|stage|originals)\//.test(paths[0]!);
    return faultyDisk(disk, { errno: '', when: 'silent', at }, creates);
  });
}

export interface Faulty {
  readonly work: Work;
  readonly world: World;
  readonly trouble: Trouble;
}

/** The trouble begins at each operation in turn that it may hit. Returns how many there were. */
export function proveFaults({ work, world, trouble }: Faulty): number {
  const { errno, lasts, when = 'before', isHarmless = false } = trouble;
  return everywhere(work, world, trouble.name, trouble.verbs, (disk, from) =>
      faultyDisk(disk, { errno, when, at: ({ n }) => (lasts ? n >= from : n === from) }, trouble.verbs),
    isHarmless,
  );
}

/** The directory is gone from an operation on: a disk was pulled out, a mount is away. */
export function proveVanishing(work: Work, world: World): number {
  return everywhere(work, world, 'the directory vanishes', 'all', (disk, from) =>
    wrapDisk(
      disk,
      (operation, run) => {
        if (operation.n < from) return run();
        if (operation.verb === 'stat' || operation.verb === 'freeBytes') return null;
        throw Object.assign(new Error(describeOperation(operation)), { code: 'ENOENT' });
      },
      'all',
    ),
  );
}

function everywhere(
  work: Work,
  world: World,
  name: string,
  hit: ReadonlySet<DiskVerb> | 'all',
  spoil: (disk: Disk, from: number) => Disk,
  isHarmless = false,
): number {
  const start = startOf(work, world);
  const operations: DiskOperation[] = [];
  succeeded(work.run(portsAt(hookedDisk(copyOf(start), { before: (one) => operations.push(one) }, hit), 2)));
  const kept = textsBelow(start, world.dir);
  for (const operation of operations) {
    const memory = copyOf(start);
    try {
      const result = work.run(portsAt(spoil(memory, operation.n), 2));
      if (isHarmless) succeeded(result);
      proveAfter(memory, work, world, result, kept);
    } catch (error) {
      throw new Error(`${work.name}, ${name}, from ${describeOperation(operation, world.dir)}`, { cause: error });
    }
  }
  return operations.length;
}

/** The disk is sound again: what was said is true, nothing is lost, and the run can be carried to either end. */
function proveAfter(memory: MemoryDisk, work: Work, world: World, result: RunResult, kept: ReadonlySet<string>): void {
  const { dir } = world;
  const content = new Set([...world.before.values(), ...world.after.values()]);
  const nothingLost = (disk: MemoryDisk, when: string): void => {
    const all = textsBelow(disk, dir);
    assert.deepEqual([...kept].filter((text) => content.has(text) && !all.has(text)), [], `lost ${when}`);
  };
  nothingLost(memory, 'at once');
  const live = surface(memory, dir);
  const open = interruptedRun(dir, memory);
  if (result.refusal !== null && work.name !== 'complete') {
    assert.deepEqual(shown(live), shown(work.from), `refused: ${result.refusal}`);
  }
  for (const { step, outcome } of result.steps) {
    // The index is made from what stands beside it, so that it may be either whatever is said of it.
    if (step.target === '_index.json') continue;
    const wanted = outcome.state === 'applied' ? work.to : open === null ? work.from : null;
    if (wanted !== null && work.name !== 'complete') {
      assert.equal(live.get(step.target), wanted.get(step.target), `${step.target} is said to be ${outcome.state}`);
    }
  }

  if (open !== null) {
    const completed = copyOf(memory);
    const ended = complete(world, open, portsAt(completed, 3));
    assert.equal(ended.refusal, null);
    nothingLost(completed, 'by completing');
    // Steps that had failed before stay undone; all others are done.
    for (const { step, outcome } of ended.steps) {
      const wanted = outcome.state === 'applied' ? work.to : work.from;
      if (step.target === '_index.json' || work.name === 'complete') continue;
      assert.equal(surface(completed, dir).get(step.target), wanted.get(step.target), step.target);
    }
    assert.equal(interruptedRun(dir, completed), null, 'completed, and yet interrupted');
  }
  const undone = copyOf(memory);
  const chosen = open ?? listRuns(dir, undone).find(({ startedAt }) => startedAt >= result.startedAt)?.runId;
  if (chosen !== undefined) undo(dir, chosen, portsAt(undone, 3));
  assert.deepEqual(shown(surface(undone, dir)), shown(work.back), 'undone');
  nothingLost(undone, 'by undoing');
}

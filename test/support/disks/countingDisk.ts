/** Numbers the operations of a disk, and stops at one of them as a crash does. */
import type { Disk } from '../../../src/io/repairRun/disk';
import { type DiskOperation, type DiskVerb, wrapDisk } from './operations';

/** The machine stopped. No errno, so that code that answers errors of the disk cannot take it for one. */
export class Stopped extends Error {
  constructor(readonly operation: DiskOperation) {
    super(`stopped before operation ${operation.n}`);
  }
}

export interface CountingDisk {
  readonly disk: Disk;
  /** What was done, in order; the operation it stopped at is not among them. */
  readonly done: readonly DiskOperation[];
}

/**
 * Stops before operation `stopAt`, and before every later one: whatever the code under test does on its way out does
 * not reach the disk.
 */
export function countingDisk(inner: Disk, stopAt = Infinity, counted?: ReadonlySet<DiskVerb> | 'all'): CountingDisk {
  const done: DiskOperation[] = [];
  const disk = wrapDisk(
    inner,
    (operation, run) => {
      if (operation.n >= stopAt) throw new Stopped(operation);
      const result = run();
      done.push(operation);
      return result;
    },
    counted,
  );
  return { disk, done };
}

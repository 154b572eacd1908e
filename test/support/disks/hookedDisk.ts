/** Runs something at a chosen place between two operations: the other program of a race. */
import type { Disk } from '../../../src/io/repairRun/disk';
import { type DiskOperation, type DiskVerb, wrapDisk } from './operations';

export interface Hooks {
  readonly before?: (operation: DiskOperation) => void;
  readonly after?: (operation: DiskOperation) => void;
}

/** Counts every verb, also those that only read: others come between a look and an act. */
export function hookedDisk(inner: Disk, hooks: Hooks, counted: ReadonlySet<DiskVerb> | 'all' = 'all'): Disk {
  return wrapDisk(
    inner,
    (operation, run) => {
      hooks.before?.(operation);
      const result = run();
      hooks.after?.(operation);
      return result;
    },
    counted,
  );
}

/** Dies by SIGKILL before operation `n`: nothing of the process runs any more, as after `kill -9`. */
export function killingDisk(inner: Disk, n: number): Disk {
  return wrapDisk(inner, (operation, run) => {
    if (operation.n === n) {
      process.kill(process.pid, 'SIGKILL');
      // The signal may take a moment to arrive; not one operation more is done until then.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    }
    return run();
  });
}

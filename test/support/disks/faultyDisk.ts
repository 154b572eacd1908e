/** A disk that refuses: an errno at a chosen operation, before it, after it or in the middle of it. */
import type { Disk } from '../../../src/io/repairRun/disk';
import { type DiskOperation, type DiskVerb, wrapDisk } from './operations';

export interface Fault {
  readonly errno: string;
  /** True where it fails. */
  readonly at: (operation: DiskOperation) => boolean;
  /**
   * - `before` (the default): nothing was done.
   * - `after`: it was done and yet reported as failed, as NFS does when the answer is lost and the question is repeated.
   * - `half`: of a new file or an addition half of the bytes are there, as on a full disk. Other verbs: as `before`.
   * - `silent`: as `half`, and nobody is told.
   */
  readonly when?: 'before' | 'after' | 'half' | 'silent';
}

export function diskError(errno: string, operation: DiskOperation): NodeJS.ErrnoException {
  const error: NodeJS.ErrnoException = new Error(`${errno}: ${operation.verb} '${operation.paths.join("' -> '")}'`);
  return Object.assign(error, { code: errno, syscall: operation.verb, path: operation.paths[0] });
}

export function faultyDisk(inner: Disk, fault: Fault, counted?: ReadonlySet<DiskVerb> | 'all'): Disk {
  return wrapDisk(
    inner,
    (operation, run) => {
      if (!fault.at(operation)) return run();
      if (fault.when === 'after') run();
      const isHalf = fault.when === 'half' || fault.when === 'silent';
      if (isHalf && (operation.verb === 'create' || operation.verb === 'append')) {
        run(operation.args.map((arg) => (arg instanceof Uint8Array ? arg.subarray(0, arg.length >> 1) : arg)));
      }
      if (fault.when === 'silent') return;
      throw diskError(fault.errno, operation);
    },
    counted,
  );
}

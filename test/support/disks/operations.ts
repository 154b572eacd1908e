/** A disk whose operations are numbered, and the wrappers of the proofs: each sees an operation before it is done. */
import type { Disk } from '../../../src/io/repairRun/disk';

export type DiskVerb = keyof Disk;

/** The verbs after which the disk may be another: a crash before any other verb is a crash before the next of these. */
export const WRITES: ReadonlySet<DiskVerb> = new Set<DiskVerb>([
  'makeDir',
  'create',
  'append',
  'syncFile',
  'syncDir',
  'link',
  'rename',
  'unlink',
]);

export interface DiskOperation {
  /** From 1, over the verbs that are counted. */
  readonly n: number;
  readonly verb: DiskVerb;
  /** The path, or both of them. */
  readonly paths: readonly string[];
  /** All arguments, bytes too. */
  readonly args: readonly unknown[];
}

export interface Around {
  /** Does the operation, with other arguments if it likes, or leaves it out; what it returns or throws is what the code under test sees. */
  (operation: DiskOperation, run: (args?: readonly unknown[]) => unknown): unknown;
}

/** The disk with something around each counted operation. A verb that is not counted goes straight through. */
export function wrapDisk(disk: Disk, around: Around, counted: ReadonlySet<DiskVerb> | 'all' = WRITES): Disk {
  let n = 0;
  return new Proxy(disk, {
    get(target, name) {
      const verb = name as DiskVerb;
      const method: unknown = Reflect.get(target, verb);
      if (typeof method !== 'function') return method;
      return (...args: unknown[]): unknown => {
        const run = (instead: readonly unknown[] = args): unknown => Reflect.apply(method, target, instead);
        if (counted !== 'all' && !counted.has(verb)) return run();
        n += 1;
        return around({ n, verb, paths: args.filter((arg) => typeof arg === 'string'), args }, run);
      };
    },
  });
}

/** For the message of a failed proof: `17 link staging/a -> a.json`, below `dir` where the paths are. */
export function describeOperation({ n, verb, paths }: DiskOperation, dir = ''): string {
  const short = paths.map((path) => (dir !== '' && path.startsWith(dir) ? path.slice(dir.length + 1) || '.' : path));
  return `${n} ${verb} ${short.join(' -> ')}`;
}

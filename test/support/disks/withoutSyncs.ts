/** A disk that never waits: for proofs in which no machine stops, only programs do. */
import type { Disk } from '../../../src/io/repairRun/disk';
import { type DiskVerb, wrapDisk } from './operations';

export const SYNCS: ReadonlySet<DiskVerb> = new Set<DiskVerb>(['syncFile', 'syncDir']);

export const withoutSyncs = (disk: Disk): Disk => wrapDisk(disk, () => undefined, SYNCS);

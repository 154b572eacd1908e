/** Runs that came to their end long ago, with the room they take. */
import { join } from 'node:path';
import { RECOVERY_NAME } from '../../core/recovery/names';
import type { Disk } from '../repairRun/disk';
import { listRuns } from '../repairRun/listRuns';

export interface OldRun {
  readonly runId: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly sizeBytes: number;
}

/**
 * Oldest first, and to be taken away in that order: an undo that went before its repair would leave the repair in effect.
 * Never one that is interrupted or cannot be read, nor any that is newer than such a one.
 */
export function oldRuns(sessionDir: string, before: number, disk: Disk): OldRun[] {
  const runs: OldRun[] = [];
  for (const { runId, startedAt, state } of listRuns(sessionDir, disk).reverse()) {
    if (startedAt >= before || (state !== 'done' && state !== 'undone' && state !== 'not_started')) break;
    runs.push({ runId, startedAt, sizeBytes: sizeOf(join(sessionDir, RECOVERY_NAME, runId), disk) });
  }
  return runs;
}

/** Links are not followed. */
function sizeOf(path: string, disk: Disk): number {
  const stat = disk.stat(path);
  if (stat?.kind !== 'directory') return stat?.kind === 'file' ? stat.sizeBytes : 0;
  return disk.list(path).reduce((sum, name) => sum + sizeOf(join(path, name), disk), 0);
}

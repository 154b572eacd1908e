/** Finds the run that is to be undone or completed. */
import type { RefusalReason } from '../../core/recovery/outcome';
import { isInEffect, stateOf } from '../../core/recovery/runHistory';
import type { RunRecord } from '../../core/recovery/runRecord';
import type { Disk } from './disk';
import { listRunIds, readRun } from './runFolder';

export type Chosen =
  { readonly run: RunRecord; readonly all: readonly RunRecord[] } | { readonly refusal: RefusalReason };

export function runById(recoveryDir: string, runId: string, disk: Disk): Chosen {
  // Only what is listed is opened: a name from outside must not lead out of the folder.
  if (!listRunIds(recoveryDir, disk).includes(runId)) return { refusal: 'unknown_run' };
  const parsed = readRun(recoveryDir, runId, disk);
  if (parsed.state === 'read') return { run: parsed.run, all: readableRuns(recoveryDir, disk) };
  return { refusal: parsed.state === 'unreadable' ? 'unreadable_run' : 'newer_version' };
}

export function chooseUndo(recoveryDir: string, runId: string | null, disk: Disk): Chosen {
  return runId === null ? newestRepair(recoveryDir, disk) : runById(recoveryDir, runId, disk);
}

/** An undo of `run` that was interrupted: to take the run back is to carry that one to its end. Null when there is none. */
export const interruptedUndoOf = ({ runId }: RunRecord, all: readonly RunRecord[]): RunRecord | null =>
  all.find((one) => one.head.of === runId && stateOf(one, all) === 'interrupted') ?? null;

/** The newest repair that is interrupted, or of which anything is in effect or would be without the undo that was interrupted. */
function newestRepair(recoveryDir: string, disk: Disk): Chosen {
  const all = readableRuns(recoveryDir, disk);
  const finished = all.filter((one) => one.head.kind === 'repair' || stateOf(one, all) !== 'interrupted');
  const run = finished.findLast(
    (one) =>
      one.head.kind === 'repair' &&
      (stateOf(one, all) === 'interrupted' || one.steps.some((step) => isInEffect(one, step, finished))),
  );
  return run === undefined ? { refusal: 'nothing_to_undo' } : { run, all };
}

/** Oldest first. */
function readableRuns(recoveryDir: string, disk: Disk): RunRecord[] {
  return listRunIds(recoveryDir, disk).flatMap((runId) => {
    const parsed = readRun(recoveryDir, runId, disk);
    return parsed.state === 'read' ? [parsed.run] : [];
  });
}

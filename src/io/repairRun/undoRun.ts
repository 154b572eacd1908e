/** Takes a run back: byte for byte, mode too, each conversation with all of its files or none. */
import type { SkipReason } from '../../core/recovery/outcome';
import type { RepairStep } from '../../core/recovery/plan';
import type { RunRecord } from '../../core/recovery/runRecord';
import { chooseUndo, interruptedUndoOf } from './chooseRun';
import { carryToEnd } from './completeRun';
import type { RunPorts } from './ports';
import { openRunFolder, readRun } from './runFolder';
import { refused, type RunResult } from './runResult';
import { isAllBack, restoredAttributes, restoredContent, type Restoring } from './restore';
import { settleRun } from './settleRun';
import { startRun } from './startRun';
import { openRuns, underLock, type Place } from './underLock';
import { undoPlan, type ChangedFile } from './undoPlan';

export interface UndoOptions {
  /** Ids of the conversations that are taken back, each with all of its files; null, and by default: all. */
  readonly sessions?: readonly string[] | null;
  /** Asked right before the swap. By default nothing is asked. */
  readonly recheck?: (step: RepairStep) => SkipReason | null;
  /**
   * Asked for a file that was saved since the repair: true when what stands there now may go aside. By default it may
   * not, and the conversation is skipped.
   */
  readonly acceptsChanged?: (file: ChangedFile) => boolean;
}

/**
 * `runId` null takes the newest repair that is not undone yet. An undo is a run of its own and can be undone. One that was
 * interrupted is carried to its end instead of beginning another one; the result has its name.
 * `rebuildIndex` makes `_index.json` from the conversation files; null when it cannot be made.
 */
export function undoRun(
  sessionDir: string,
  runId: string | null,
  ports: RunPorts,
  rebuildIndex: () => Uint8Array | null,
  options: UndoOptions = {},
): RunResult {
  return underLock(sessionDir, ports, (place) => {
    const chosen = chooseUndo(place.recoveryDir, runId, ports.disk);
    if ('refusal' in chosen) return refused(ports.now(), chosen.refusal);
    const begun = interruptedUndoOf(chosen.run, chosen.all);
    const refusal = openRuns(place.recoveryDir, (begun ?? chosen.run).runId, ports);
    if (refusal !== null) return refused(ports.now(), refusal);
    const isOpen = begun !== null || (chosen.run.hasBegun && !chosen.run.isFinished);
    // What was interrupted is taken back, or carried to its end, as a whole: a part of it would be neither.
    if (isOpen && options.sessions != null) return refused(ports.now(), 'interrupted_run');
    if (begun !== null) {
      const { recheck = () => null } = options;
      return carryToEnd(begun, place, ports, { recheck, rebuildIndex });
    }
    return undo(chosen.run, chosen.all, place, ports, rebuildIndex, options);
  });
}

function undo(
  run: RunRecord,
  all: readonly RunRecord[],
  place: Place,
  ports: RunPorts,
  rebuildIndex: () => Uint8Array | null,
  { sessions = null, recheck = () => null, acceptsChanged = () => false }: UndoOptions,
): RunResult {
  const { sessionDir, recoveryDir, owner } = place;
  const { disk } = ports;
  const now = ports.now();
  if (!run.hasBegun) return refused(now, 'nothing_to_undo');
  let settled = run;
  if (!run.isFinished) {
    const errno = settleRun(run, sessionDir, openRunFolder(recoveryDir, run.runId, owner, ports), ports);
    if (errno !== null) return { ...refused(now, 'system_refused', errno), runId: run.runId, isInterrupted: true };
    const parsed = readRun(recoveryDir, run.runId, disk);
    if (parsed.state !== 'read') return refused(now, 'unreadable_run');
    settled = parsed.run;
  }
  const others = all.map((one) => (one.runId === settled.runId ? settled : one));
  const plan = undoPlan(settled, others, sessionDir, now, disk, sessions === null ? null : new Set(sessions), acceptsChanged);
  if (plan.steps.length === 0) {
    return run.isFinished
      ? refused(now, 'nothing_to_undo')
      : {
          runId: run.runId,
          startedAt: now,
          steps: putBack(settled),
          refusal: null,
          errno: null,
          isInterrupted: false,
          asidesChanged: [],
        };
  }
  // What stood in the middle was put back at once; the rest is taken back by steps of its own.
  const atOnce = run.isFinished ? [] : putBack(settled);
  const restoring: Restoring = { sessionDir, recoveryDir, undone: settled, disk, rebuildIndex };
  const result = startRun(
    {
      kind: 'undo',
      of: settled.runId,
      plan,
      make: (step) => restoredContent(step, restoring),
      recheck,
      attributesOf: restoredAttributes,
      indexMayGo: () => isAllBack(settled, sessionDir, disk),
      allOrNone: true,
    },
    place,
    ports,
  );
  return { ...result, steps: [...atOnce, ...result.steps] };
}

/** Steps of an interrupted run that are as before it. */
const putBack = ({ steps }: RunRecord): RunResult['steps'] =>
  steps
    .filter(({ intent, end }) => intent !== null && end.state === 'taken_back')
    .map(({ step }) => ({ step, outcome: { state: 'applied' } }));

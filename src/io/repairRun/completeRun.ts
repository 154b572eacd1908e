/** Carries an interrupted run to its end, from what it keeps in its own folder. */
import { join } from 'node:path';
import type { SkipReason } from '../../core/recovery/outcome';
import type { RepairStep } from '../../core/recovery/plan';
import type { RunRecord } from '../../core/recovery/runRecord';
import { attributesOf } from './applyPlan';
import { runById } from './chooseRun';
import { executeSteps } from './executeSteps';
import type { Content } from './performDerived';
import type { RunPorts } from './ports';
import { isAllBack, restoredAttributes, restoredContent } from './restore';
import { openRunFolder, readRun } from './runFolder';
import { refused, type RunResult } from './runResult';
import { resultOf } from './startRun';
import { openRuns, underLock, type Place } from './underLock';

export interface CompleteOptions {
  /** Asked right before the swap. By default nothing is asked. */
  readonly recheck?: (step: RepairStep) => SkipReason | null;
  /**
   * Makes `_index.json` anew, for a repair as its step's content says, for an undo from the conversation files; by default
   * what the run had made of it is used.
   */
  readonly rebuildIndex?: (step: RepairStep) => Uint8Array | null;
}

/** Writes into the same run, and only after its steps were settled by what stands under each name. */
export function completeRun(
  sessionDir: string,
  runId: string,
  ports: RunPorts,
  { recheck = () => null, rebuildIndex = () => null }: CompleteOptions = {},
): RunResult {
  return underLock(sessionDir, ports, (place) => {
    const chosen = runById(place.recoveryDir, runId, ports.disk);
    if ('refusal' in chosen) return refused(ports.now(), chosen.refusal);
    const { run } = chosen;
    if (!run.hasBegun || run.isFinished) return refused(ports.now(), 'nothing_to_complete');
    const refusal = openRuns(place.recoveryDir, runId, ports);
    if (refusal !== null) return refused(ports.now(), refusal);
    return carryToEnd(run, place, ports, { recheck, rebuildIndex });
  });
}

/** `run` has begun and is not finished, and no other run is open. */
export function carryToEnd(
  run: RunRecord,
  place: Place,
  ports: RunPorts,
  { recheck, rebuildIndex }: Required<CompleteOptions>,
): RunResult {
  const { sessionDir, recoveryDir, owner, lock } = place;
  const folder = openRunFolder(recoveryDir, run.runId, owner, ports);
  const isUndo = run.head.kind === 'undo';
  const undone = undoneBy(run, place, ports);
  const executed = executeSteps({
    sessionDir,
    folder,
    ports,
    recheck,
    lock,
    records: run.steps,
    keptNames: new Set(run.kept.map(({ name }) => name)),
    allOrNone: isUndo,
    makeDerived: (step) => derivedContent(step, run, undone, place, ports, rebuildIndex),
    indexMayGo: () => undone !== null && isAllBack(undone, sessionDir, ports.disk),
    attributesOf: (step, standing) =>
      isUndo ? restoredAttributes(step, standing) : attributesOf(step, standing, sessionDir, ports.disk),
  });
  return resultOf(run.runId, run.head.startedAt, run.steps, executed);
}

/** The run that `run` takes back; null for a repair, and when it cannot be read any more. */
function undoneBy({ head }: RunRecord, { recoveryDir }: Place, { disk }: RunPorts): RunRecord | null {
  const parsed = head.of === null ? null : readRun(recoveryDir, head.of, disk);
  return parsed?.state === 'read' ? parsed.run : null;
}

function derivedContent(
  step: RepairStep,
  run: RunRecord,
  undone: RunRecord | null,
  { sessionDir, recoveryDir }: Place,
  { disk }: RunPorts,
  rebuildIndex: (step: RepairStep) => Uint8Array | null,
): Content {
  const rebuild = (): Uint8Array | null => rebuildIndex(step);
  if (undone !== null) return restoredContent(step, { sessionDir, recoveryDir, undone, disk, rebuildIndex: rebuild });
  const bytes = rebuild();
  if (bytes !== null) return { kind: 'content', bytes };
  const made = run.steps.find((record) => record.step.target === step.target)?.made ?? null;
  if (made === null) return { kind: 'skip', reason: 'stopped' };
  return { kind: 'content', bytes: disk.read(join(recoveryDir, run.runId, ...made.file.split('/'))) };
}

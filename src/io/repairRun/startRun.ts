/** Makes a run and carries it out: everything that can fail before the first change does so before it. */
import { join } from 'node:path';
import type { SkipReason } from '../../core/recovery/outcome';
import type { RepairPlan, RepairStep } from '../../core/recovery/plan';
import type { RunKind, StepRecord } from '../../core/recovery/runRecord';
import { errnoOf } from '../files';
import { INDEX_NAME } from '../recovery/bookFacts';
import { digestOf } from '../recovery/digests';
import type { Disk } from './disk';
import { executeSteps, type Execution } from './executeSteps';
import { createWhole } from './moves';
import type { Content } from './performDerived';
import type { RunPorts } from './ports';
import { listRunIds, makeRunFolder, newHead, readRun, timeOfRunId, type RunFolder } from './runFolder';
import { refused, type RunResult } from './runResult';
import { mismatch, standingAt } from './standing';
import { isTargetOf } from './targetName';
import type { Place } from './underLock';

export interface Start {
  readonly kind: RunKind;
  readonly of: string | null;
  readonly plan: RepairPlan;
  readonly make: (step: RepairStep) => Content;
  readonly recheck: Execution['recheck'];
  readonly attributesOf: Execution['attributesOf'];
  readonly indexMayGo: Execution['indexMayGo'];
  readonly allOrNone: boolean;
}

/** For the folder, the journal and what the file system itself takes. */
const SPARE_BYTES = 1024 * 1024;

export function startRun(start: Start, place: Place, ports: RunPorts): RunResult {
  const { kind, of, plan } = start;
  const { sessionDir, recoveryDir, owner, lock } = place;
  const { disk } = ports;
  const now = ports.now();
  if (!isEnough(roomFor(plan, sessionDir, disk))) return refused(now, 'no_space');
  // Later than every run there is, also when the clock was set back.
  const newest = listRunIds(recoveryDir, disk).at(-1);
  const startedAt = Math.max(now, newest === undefined ? 0 : timeOfRunId(newest) + 1);
  const folder = makeRunFolder(recoveryDir, owner, newHead({ kind, of, startedAt, plan }), ports);
  makeContents(start, sessionDir, folder, ports);
  folder.syncDirs();
  folder.syncJournal();
  folder.commit({ state: 'begun' });
  const parsed = readRun(recoveryDir, folder.runId, disk);
  if (parsed.state !== 'read') return refused(now, 'unreadable_run');
  return execute(parsed.run.steps, { ...start, sessionDir, folder, lock, ports, startedAt });
}

function execute(
  records: readonly StepRecord[],
  all: Start & { sessionDir: string; folder: RunFolder; lock: Execution['lock']; ports: RunPorts; startedAt: number },
): RunResult {
  const { folder, startedAt, make } = all;
  const executed = executeSteps({ ...all, records, keptNames: new Set(), makeDerived: make });
  return resultOf(folder.runId, startedAt, records, executed);
}

export function resultOf(
  runId: string,
  startedAt: number,
  records: readonly StepRecord[],
  { outcomes, isInterrupted, asidesChanged }: ReturnType<typeof executeSteps>,
): RunResult {
  const steps = records.flatMap(({ step, index }) => {
    const outcome = outcomes[index];
    return outcome === undefined ? [] : [{ step, outcome }];
  });
  return { runId, startedAt, steps, refusal: null, errno: null, isInterrupted, asidesChanged };
}

/** Every content lies whole in `new/` before the first file moves, so that an interrupted run can be completed. */
function makeContents({ kind, plan, make }: Start, sessionDir: string, folder: RunFolder, ports: RunPorts): void {
  const { disk } = ports;
  const twins = namesByCase(sessionDir, disk);
  plan.steps.forEach((step, index) => {
    const reason = refusalOfTarget(step, kind, sessionDir, twins, disk);
    if (reason !== null) {
      folder.note({ state: 'skipped', step: index, reason });
      return;
    }
    // The index says what the files are after the repair.
    if (step.action === 'move_aside' || step.target === INDEX_NAME) return;
    const content = make(step);
    if (content.kind === 'skip') {
      folder.note({ state: 'skipped', step: index, reason: content.reason });
      return;
    }
    const file = folder.free('new', step.target);
    createWhole(folder.at(file), content.bytes, { mode: 0o600, owner: folder.owner }, disk);
    folder.note({ state: 'made', step: index, file, sha256: digestOf(content.bytes) });
  });
}

function refusalOfTarget(
  step: RepairStep,
  kind: RunKind,
  sessionDir: string,
  twins: ReadonlyMap<string, readonly string[]>,
  disk: Disk,
): SkipReason | null {
  const { target, expected } = step;
  if (!isTargetOf(step, kind)) return 'unsafe_name';
  if ((twins.get(target.toLowerCase()) ?? []).some((name) => name !== target)) return 'case_collision';
  const standing = standingAt(join(sessionDir, target), disk);
  // The index is made anew from whatever is there.
  if (target === INDEX_NAME && standing.state !== 'refused') return null;
  return mismatch(expected, standing);
}

function namesByCase(dir: string, disk: Disk): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, string[]>();
  for (const name of disk.list(dir)) {
    const key = name.toLowerCase();
    const known = names.get(key);
    if (known === undefined) names.set(key, [name]);
    else known.push(name);
  }
  return names;
}

export interface Room {
  readonly neededBytes: number;
  /** Null when nobody can tell. */
  readonly freeBytes: number | null;
}

/** Originals are kept, and new content of about their size is made twice. */
export function roomFor({ steps }: RepairPlan, sessionDir: string, disk: Disk): Room {
  const names = new Set(steps.flatMap(({ target, sessionId }) => [target, `${sessionId ?? ''}.json.bak`]));
  let bytes = 0;
  for (const name of names) {
    try {
      const stat = disk.stat(join(sessionDir, name));
      if (stat?.kind === 'file') bytes += stat.sizeBytes;
    } catch (error) {
      // A name that the system does not take is refused with its step.
      if (errnoOf(error) === '') throw error;
    }
  }
  return { neededBytes: 2 * bytes + SPARE_BYTES, freeBytes: disk.freeBytes(sessionDir) };
}

export const isEnough = ({ neededBytes, freeBytes }: Room): boolean => freeBytes === null || freeBytes >= neededBytes;

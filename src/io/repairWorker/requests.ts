/** What the repair thread does for each call. */
import { keyOfFinding } from '../../core/recovery/findingKey';
import { planRepairs, type RepairChoice } from '../../core/recovery/planRepairs';
import type { AuditPlace } from '../recovery/auditPlaces';
import { breakLock, lockOf } from '../repairRun/breakLock';
import { listRuns, type RunSummary } from '../repairRun/listRuns';
import { isHeldHere, type LockHolder } from '../repairRun/lock';
import type { RunPorts } from '../repairRun/ports';
import type { RunResult } from '../repairRun/runResult';
import { isEnough, roomFor } from '../repairRun/startRun';
import { carryOutCompletion, carryOutPlan, carryOutUndo } from '../repairs/carryOut';
import { changesSince, keptBecauseChanged } from '../repairs/changedSince';
import { offeredMerge } from '../repairs/offeredMerge';
import { proveRepair } from '../repairs/proveRepair';
import { readPlace } from '../repairs/readPlace';
import { reviewPlan } from '../repairs/reviewPlan';
import { oldRuns } from '../repairs/oldRuns';
import { runKeeps } from '../repairs/runKeeps';
import { stepTexts } from '../repairs/stepTexts';
import type { SqlJs } from '../sqlite/openSqlJs';
import type { CarriedOut, PlannedRepair, RepairApi, SeenLock, UndoRequest } from './api';

/** `ports` are those of one request: its progress, and whether it is to end. */
export function repairRequests(sqlJs: SqlJs, ports: RunPorts): RepairApi {
  const { disk } = ports;
  return {
    plan: (place, choice, locale) => plan(place, choice, locale, sqlJs, ports),
    review: ({ steps, sessionDir }) => reviewPlan(steps, sessionDir, sqlJs),
    merge: (place, finding) => offeredMerge(readPlace({ ...place, now: ports.now() }, sqlJs, 'en'), finding),
    texts: (sessionDir, step, locale) => stepTexts(step, sessionDir, locale, sqlJs),
    apply: (plan) => {
      const result = carryOutPlan(plan, sqlJs, ports);
      const written = result.steps.filter(({ outcome }) => outcome.state === 'applied').map(({ step }) => step);
      return { ...carriedOut(plan.sessionDir, result, ports), proofs: proveRepair(plan.sessionDir, written) };
    },
    undo: (place, request) => undo(place, request, sqlJs, ports),
    complete: ({ sessionDir }, run) => carriedOut(sessionDir, carryOutCompletion(sessionDir, run, sqlJs, ports), ports),
    lock: (sessionDir) => seenLock(sessionDir, ports),
    breakLock: (sessionDir, { state }) => breakLock(sessionDir, state, ports),
    runs: (sessionDir) => listRuns(sessionDir, disk).map(withoutContents),
    keeps: (sessionDir, run) => runKeeps(sessionDir, run, disk),
    oldRuns: (sessionDir, before) => oldRuns(sessionDir, before, disk),
  };
}

function plan(place: AuditPlace, choice: RepairChoice, locale: string, sqlJs: SqlJs, ports: RunPorts): PlannedRepair {
  const { sessionDir } = place;
  const { facts, findings } = readPlace({ ...place, now: ports.now() }, sqlJs, locale);
  const planned = planRepairs(facts, findings, choice);
  const room = roomFor(planned, sessionDir, ports.disk);
  return {
    plan: planned,
    reviews: reviewPlan(planned.steps, sessionDir, sqlJs),
    room,
    hasRoom: isEnough(room),
    interruptedRun: facts.repairRuns.find(({ state }) => state === 'interrupted')?.runId ?? null,
    lock: seenLock(sessionDir, ports),
    goneFindings: goneOf(choice, new Set(findings.map(keyOfFinding))),
    directory: facts.directory,
  };
}

const goneOf = ({ findings = [] }: RepairChoice, present: ReadonlySet<string>): number =>
  findings.filter((key) => !present.has(key)).length;

function undo(place: AuditPlace, { run, sessions, replacesSettings }: UndoRequest, sqlJs: SqlJs, ports: RunPorts): CarriedOut {
  const { sessionDir } = place;
  // What was said since a repair is found before anything moves, and told afterwards.
  const since = changesSince(readPlace({ ...place, now: ports.now() }, sqlJs, 'en').facts);
  const acceptsChanged = ({ target }: { readonly target: string }): boolean =>
    replacesSettings && since.get(target)?.state === 'same_messages';
  const result = carryOutUndo(sessionDir, { run, sessions, acceptsChanged }, sqlJs, ports);
  const skipped = result.steps.map(({ step, outcome }) => ({
    target: step.target,
    reason: outcome.state === 'skipped' ? outcome.reason : null,
  }));
  return { ...carriedOut(sessionDir, result, ports), kept: keptBecauseChanged(sessionDir, skipped, since) };
}

const carriedOut = (sessionDir: string, result: RunResult, ports: RunPorts): CarriedOut => ({
  result,
  holder: result.refusal === 'locked' ? holderOf(sessionDir, ports) : null,
  kept: [],
  proofs: [],
});

/** What a history needs of a run. A plan's contents may list every message of a database. */
const withoutContents = (run: RunSummary): RunSummary => ({
  ...run,
  steps: run.steps.map((one) => ({ ...one, step: { ...one.step, content: null } })),
});

function seenLock(sessionDir: string, ports: RunPorts): SeenLock | null {
  const state = lockOf(sessionDir, ports);
  return state.state === 'free' ? null : { state, isHeldHere: isHeldHere(state, ports) };
}

function holderOf(sessionDir: string, ports: RunPorts): LockHolder | null {
  const lock = lockOf(sessionDir, ports);
  return lock.state === 'held' ? lock.holder : null;
}

/** Carries out the steps of a run that has begun, one conversation at a time. */
import { dirname, join } from 'node:path';
import { previousCopyOf } from '../../core/recovery/names';
import type { Outcome, SkipReason } from '../../core/recovery/outcome';
import type { RepairStep } from '../../core/recovery/plan';
import type { Intent, StepRecord } from '../../core/recovery/runRecord';
import { errnoOf } from '../files';
import { INDEX_NAME } from '../recovery/bookFacts';
import { digestOf } from '../recovery/digests';
import type { Lock } from './lock';
import { createWhole, digestAt, dropName } from './moves';
import { performDerived, type Content } from './performDerived';
import { ended, performStep, type Attributes, type Performed } from './performStep';
import type { RunPorts } from './ports';
import { readRun, type RunFolder } from './runFolder';
import { liveOf, settleStep, type StepPlace } from './settleStep';
import { mismatch, standingAt, type Standing } from './standing';
import { takeBack } from './takeBack';

export interface Execution {
  readonly sessionDir: string;
  readonly folder: RunFolder;
  readonly lock: Lock;
  readonly ports: RunPorts;
  /** In order of the plan; those that have ended are left alone. */
  readonly records: readonly StepRecord[];
  /** Previous copies that the run has already. */
  readonly keptNames: ReadonlySet<string>;
  /** The index, made when its turn has come. */
  readonly makeDerived: (step: RepairStep) => Content;
  readonly recheck: (step: RepairStep) => SkipReason | null;
  readonly attributesOf: (step: RepairStep, standing: Standing) => Attributes;
  /** Asked when the turn of an index that is to go has come: when it may not, it is made from the files that are there. */
  readonly indexMayGo: () => boolean;
  /** All files of a conversation or none. */
  readonly allOrNone: boolean;
}

export interface Executed {
  readonly outcomes: readonly Outcome[];
  /** Something is left to be completed or undone. */
  readonly isInterrupted: boolean;
  /** Names whose original was written to after it was moved aside. */
  readonly asidesChanged: readonly string[];
}

const STOPPED: Outcome = { state: 'skipped', reason: 'stopped' };

export function executeSteps(execution: Execution): Executed {
  const { records, lock, ports, folder } = execution;
  const outcomes: Outcome[] = records.map(({ end }): Outcome => (isEnd(end) ? end : STOPPED));
  const keptNames = new Set(execution.keptNames);
  let isInterrupted = false;
  const give = (index: number, performed: Performed): void => {
    outcomes[index] = performed.state === 'failed' ? { state: 'failed', errno: performed.errno } : performed;
    if (performed.state === 'failed' && performed.isOpen) isInterrupted = true;
  };
  try {
    const groups = groupsOf(execution);
    const conversations = groups.filter(([first]) => first !== undefined && !isIndex(first)).length;
    let isStopped = false;
    for (const [done, group] of groups.entries()) {
      isStopped ||= ports.isCancelled?.() === true;
      // A conversation that came back and is not in the index may not be shown: the index follows what was done until then.
      if (isStopped && !(group.every(isIndex) && outcomes.some(({ state }) => state === 'applied'))) continue;
      // The index comes last, so that what came before it are conversations.
      if (!isStopped) ports.onProgress?.(done, conversations);
      // Somebody was told that we are dead, and may be at work here.
      if (!lock.isHeld()) return { outcomes, isInterrupted: true, asidesChanged: [] };
      lock.beat();
      try {
        keepPreviousCopy(group, keptNames, execution);
        performGroup(group, outcomes, give, execution);
      } catch (error) {
        const errno = errnoOf(error);
        if (errno === '') throw error;
        failGroup(group, errno, outcomes, folder);
      }
      if (isInterrupted) break;
    }
    const asidesChanged = changedAsides(execution);
    if (!isInterrupted) finish(records, outcomes, folder);
    return { outcomes, isInterrupted, asidesChanged };
  } catch (error) {
    if (errnoOf(error) === '') throw error;
    return { outcomes, isInterrupted: true, asidesChanged: [] };
  }
}

/** Steps that were not begun; those that were have their outcome. */
function failGroup(group: readonly StepRecord[], errno: string, outcomes: Outcome[], folder: RunFolder): void {
  for (const { index } of group) {
    if (outcomes[index] !== STOPPED) continue;
    outcomes[index] = { state: 'failed', errno };
    folder.commit({ state: 'failed', step: index, errno });
  }
}

function isEnd(end: StepRecord['end']): end is Outcome {
  return end.state !== 'open' && end.state !== 'taken_back';
}

/** Steps of one conversation together, the index last. */
function groupsOf({ records, allOrNone }: Execution): StepRecord[][] {
  const groups: StepRecord[][] = [];
  const ordered = [...records].sort((a, b) => Number(isIndex(a)) - Number(isIndex(b)));
  for (const record of ordered) {
    const last = groups.at(-1);
    const { sessionId } = record.step;
    if (sessionId !== null && last?.[0]?.step.sessionId === sessionId) last.push(record);
    else groups.push([record]);
  }
  // A crash may have come before what was done was taken back.
  const isHalf = (group: readonly StepRecord[]): boolean =>
    allOrNone && group.some(({ end }) => end.state === 'applied') && group.some(({ end }) => end.state !== 'applied');
  return groups.filter((group) => isHalf(group) || group.some(({ end }) => end.state === 'open'));
}

const isIndex = ({ step }: StepRecord): boolean => step.target === INDEX_NAME;

export function placeOf(
  { index, step, made }: StepRecord,
  execution: Pick<Execution, 'sessionDir' | 'folder' | 'ports'>,
): StepPlace {
  const { sessionDir, folder, ports } = execution;
  return { index, target: step.target, made, sessionDir, folder, ports };
}

function performGroup(
  group: readonly StepRecord[],
  outcomes: Outcome[],
  give: (index: number, performed: Performed) => void,
  execution: Execution,
): void {
  const { allOrNone, folder } = execution;
  const skip = (index: number, reason: SkipReason): void => {
    folder.commit({ state: 'skipped', step: index, reason });
    outcomes[index] = { state: 'skipped', reason };
  };
  const open = group.filter(({ end }) => end.state === 'open');
  if (allOrNone && isBlocked(group, execution)) {
    const reasons = open.map((record) => blockOf(record, execution));
    open.forEach((record, i) => {
      const performed = record.intent === null ? null : settle(record.intent, placeOf(record, execution));
      if (performed === null) skip(record.index, reasons[i] ?? 'after_skipped');
      else give(record.index, performed);
    });
    takeBackApplied(group, skip, give, execution);
    return;
  }
  for (const record of open) {
    const before = group.filter(({ index }) => index < record.index).map(({ index }) => outcomes[index]);
    if (before.some((outcome) => outcome?.state !== 'applied')) {
      skip(record.index, 'after_skipped');
      continue;
    }
    const performed = performOne(record, execution);
    give(record.index, performed);
    if (performed.state === 'applied') continue;
    if (performed.state === 'failed' && performed.isOpen) return;
    if (allOrNone) takeBackApplied(group, skip, give, execution);
  }
}

/** A step of the conversation was not done, or cannot be as things stand: then none is. */
function isBlocked(group: readonly StepRecord[], execution: Execution): boolean {
  return group.some(
    (record) => record.end.state === 'skipped' || record.end.state === 'failed' || blockOf(record, execution) !== null,
  );
}

function takeBackApplied(
  group: readonly StepRecord[],
  skip: (index: number, reason: SkipReason) => void,
  give: (index: number, performed: Performed) => void,
  execution: Execution,
): void {
  const now = recordsNow(execution);
  for (const { index } of [...group].reverse()) {
    const record = now[index];
    if (record?.end.state !== 'applied' || record.intent === null) continue;
    try {
      const reason = takeBack(record.intent, placeOf(record, execution));
      if (reason !== null) skip(index, reason);
    } catch (error) {
      const errno = errnoOf(error);
      if (errno === '') throw error;
      give(index, { state: 'failed', errno, isOpen: true });
      return;
    }
  }
}

/** As the journal has them by now. */
function recordsNow({ folder, ports }: Execution): readonly StepRecord[] {
  const parsed = readRun(dirname(folder.path), folder.runId, ports.disk);
  if (parsed.state === 'read') return parsed.run.steps;
  throw Object.assign(new Error(`the journal of ${folder.runId} cannot be read`), { code: 'EIO' });
}

/** Why a step that was not begun could not be done as things stand now; null when it could. */
function blockOf({ step, end, intent }: StepRecord, { sessionDir, ports }: Execution): SkipReason | null {
  if (step.action === 'replace_derived' || end.state !== 'open' || intent !== null) return null;
  return mismatch(step.expected, standingAt(join(sessionDir, step.target), ports.disk));
}

function performOne(record: StepRecord, execution: Execution): Performed {
  const { step, intent } = record;
  const place = placeOf(record, execution);
  const attributesOf = (standing: Standing): Attributes => execution.attributesOf(step, standing);
  if (isIndex(record) && !goesAside(record, execution)) {
    if (intent !== null) dropStage(intent, place);
    const original = intent === null ? null : { before: intent.before, aside: intent.aside };
    return performDerived({ place, original, attributesOf, make: () => execution.makeDerived(step) });
  }
  if (intent !== null) {
    const settled = settle(intent, place);
    if (settled !== null) return settled;
  }
  return performStep({ place, step, attributesOf, recheck: () => execution.recheck(step) });
}

/** A rename that a crash cut in half has left the new index under both of its names. */
export function dropStage({ stage }: Intent, place: StepPlace): void {
  if (stage !== null) dropName(place.folder.at(stage), liveOf(place), place.ports.disk);
}

/** Once it was begun, what was begun says it: the files may be others by now. */
const goesAside = ({ step, intent }: StepRecord, { indexMayGo }: Execution): boolean =>
  intent === null ? step.action === 'move_aside' && indexMayGo() : !isMade(intent);

/** True for a step on the index that wrote it, whatever its plan said. */
export const isMade = ({ after }: Intent): boolean => after.state === 'file';

/** What became of a step that was interrupted; null when it was not done. */
export function settle(intent: Intent, place: StepPlace): Performed | null {
  try {
    const open = { ...intent };
    const settled = settleStep(open, place);
    return settled.state === 'not_done' ? null : ended(settled, open, place, 'changed');
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === '') throw error;
    return { state: 'failed', errno, isOpen: true };
  }
}

/**
 * Hermes WebUI has one slot for the previous copy of a conversation, and may fill it at any time: what is there before
 * we touch the conversation is kept.
 */
function keepPreviousCopy(group: readonly StepRecord[], keptNames: Set<string>, execution: Execution): void {
  const { sessionDir, folder, ports } = execution;
  const { disk } = ports;
  const sessionId = group[0]?.step.sessionId ?? null;
  if (sessionId === null) return;
  const name = previousCopyOf(sessionId);
  if (keptNames.has(name)) return;
  if (disk.stat(join(sessionDir, name))?.kind !== 'file') return;
  const bytes = disk.read(join(sessionDir, name));
  const file = folder.free('originals', name);
  createWhole(folder.at(file), bytes, { mode: 0o600, owner: folder.owner }, disk);
  folder.syncDirs();
  folder.commit({ state: 'kept', name, file, sha256: digestOf(bytes) });
  keptNames.add(name);
}

/** A program that writes a file in place, and had it open, writes into what we moved aside. */
function changedAsides(execution: Execution): string[] {
  const { folder, ports } = execution;
  return recordsNow(execution).flatMap(({ step, end, intent }) => {
    if (end.state !== 'applied' || intent?.before.state !== 'file' || intent.aside === null) return [];
    return digestAt(ports.disk, folder.at(intent.aside)) === intent.before.sha256 ? [] : [step.target];
  });
}

function finish(records: readonly StepRecord[], outcomes: readonly Outcome[], folder: RunFolder): void {
  for (const { index, end } of records) {
    if (end.state === 'open' && outcomes[index] === STOPPED)
      folder.note({ state: 'skipped', step: index, reason: 'stopped' });
  }
  folder.commit({ state: 'finished', undone: false });
}

/**
 * What the repair thread answers, and the messages it speaks in. Plain values only: everything crosses by structured clone.
 */
import type { NewContent } from '../../core/recovery/content';
import type { RepairPlan, RepairStep } from '../../core/recovery/plan';
import type { PlannedRepairs, RepairChoice } from '../../core/recovery/planRepairs';
import type { RepairProof } from '../../core/recovery/repairSummary';
import type { RecoveryFacts } from '../../core/recovery/snapshot';
import type { AuditPlace } from '../recovery/auditPlaces';
import type { StepReview } from '../recovery/reviewStep';
import type { RunSummary } from '../repairRun/listRuns';
import type { LockHolder, LockState } from '../repairRun/lock';
import type { RunResult } from '../repairRun/runResult';
import type { Room } from '../repairRun/startRun';
import type { KeptItem } from '../repairs/changedSince';
import type { OfferedMerge } from '../repairs/offeredMerge';
import type { OldRun } from '../repairs/oldRuns';
import type { KeptOfRun } from '../repairs/runKeeps';
import type { StepTexts } from '../repairs/stepTexts';

/** A plan with everything that has to be known before somebody agrees to it. */
export interface PlannedRepair {
  readonly plan: PlannedRepairs;
  /** One for each step of the plan. */
  readonly reviews: readonly StepReview[];
  readonly room: Room;
  readonly hasRoom: boolean;
  /** A run that has to be completed or undone first. */
  readonly interruptedRun: string | null;
  /** Null when nobody holds the directory. */
  readonly lock: SeenLock | null;
  /** Chosen findings that are not there any more, or not as they were. */
  readonly goneFindings: number;
  readonly directory: RecoveryFacts['directory'];
}

/** A lock as a person is shown it, and as it is named when they say that it counts no more. */
export interface SeenLock {
  readonly state: Exclude<LockState, { readonly state: 'free' }>;
  /** Its holder is a process of this machine that is there: its lock is nobody's to break. */
  readonly isHeldHere: boolean;
}

export interface CarriedOut {
  readonly result: RunResult;
  /** Who was at work, when that is why nothing was done. */
  readonly holder: LockHolder | null;
  /** Conversations that an undo left alone because they were changed since. */
  readonly kept: readonly KeptItem[];
  /** Of every conversation that a plan wrote: what its file is found to hold afterwards. */
  readonly proofs: readonly RepairProof[];
}

export interface UndoRequest {
  /** Null: the newest repair that was not undone. */
  readonly run: string | null;
  /** Only these conversations of it; null for all. */
  readonly sessions: readonly string[] | null;
  /** Files of which only settings changed since go aside, instead of staying. */
  readonly replacesSettings: boolean;
}

/** The calls, as the thread runs them; the client's are the same but asynchronous. */
export interface RepairApi {
  /** Reads everything anew. `locale` is for the numbers in words. */
  plan(place: AuditPlace, choice: RepairChoice, locale: string): PlannedRepair;
  /** What each step would write now. */
  review(plan: RepairPlan<NewContent>): StepReview[];
  /** Two copies that differ, of a finding by its key (`findingKey`); null when it is not there any more. Reads everything anew. */
  merge(place: AuditPlace, finding: string): OfferedMerge | null;
  /** One step as two texts. */
  texts(sessionDir: string, step: RepairStep<NewContent>, locale: string): StepTexts;
  /** Writes. Every digest that the plan names is proven again. */
  apply(plan: RepairPlan<NewContent>): CarriedOut;
  /** Writes. */
  undo(place: AuditPlace, request: UndoRequest): CarriedOut;
  /** Writes. */
  complete(place: AuditPlace, run: string): CarriedOut;
  /** Who holds the directory; null when nobody does. */
  lock(sessionDir: string): SeenLock | null;
  /** Writes. For a person's answer to `seen`; false when that is no longer the lock, or its holder is there. */
  breakLock(sessionDir: string, seen: SeenLock): boolean;
  /** The newest first. */
  runs(sessionDir: string): RunSummary[];
  /** What a run keeps of each conversation. */
  keeps(sessionDir: string, run: string): KeptOfRun[];
  /** Finished runs from before a time, oldest first. */
  oldRuns(sessionDir: string, before: number): OldRun[];
}

export type RepairMethod = keyof RepairApi;

/** What is carried out is never ended in the middle, and never asked for twice. */
export const WRITING_METHODS: ReadonlySet<RepairMethod> = new Set<RepairMethod>(['apply', 'undo', 'complete', 'breakLock']);

export interface RepairWorkerOptions {
  readonly wasmPath: string;
}

export interface RepairRequest {
  readonly id: number;
  readonly method: RepairMethod;
  readonly args: readonly unknown[];
  /** One 32-bit number that both threads see: not 0 when what is carried out is to end before the next conversation. */
  readonly stop: SharedArrayBuffer;
}

export type RepairAnswer =
  | { readonly id: number; readonly outcome: 'progress'; readonly done: number; readonly total: number }
  | { readonly id: number; readonly outcome: 'value'; readonly value: unknown }
  /** A bug: the stack is for the log. */
  | { readonly id: number; readonly outcome: 'error'; readonly message: string; readonly stack: string };

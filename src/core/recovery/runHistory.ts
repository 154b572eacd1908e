/** What is still in effect of the runs of a directory, after undos and undos of undos. */
import { isRecord } from '../jsonValue';
import type { RepairStep } from './plan';
import type { RunRecord, StepRecord } from './runRecord';

/** The content of an undo's step. `restores` is null when the undo takes a file away. */
export interface UndoContent {
  /** The step's index in the run that is undone. */
  readonly undoes: number;
  readonly restores: Restored | null;
}

/** `file` is a path in the folder of the run that is undone. */
export interface Restored {
  readonly file: string;
  readonly sha256: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

export function undoContentOf({ content }: RepairStep): UndoContent | null {
  if (!isRecord(content) || !Number.isSafeInteger(content.undoes)) return null;
  const { restores } = content;
  const isWhole =
    restores === null ||
    (isRecord(restores) &&
      typeof restores.file === 'string' &&
      typeof restores.sha256 === 'string' &&
      [restores.mode, restores.uid, restores.gid].every((value) => typeof value === 'number'));
  return isWhole ? (content as unknown as UndoContent) : null;
}

/** True when the step was done and no undo that is in effect took it back. `all` is every run of the directory. */
export function isInEffect(run: RunRecord, { index, end }: StepRecord, all: readonly RunRecord[]): boolean {
  if (end.state !== 'applied') return false;
  // An undo is always newer than what it undoes, so that this ends.
  return !all.some(
    (other) =>
      other.head.of === run.runId &&
      other.runId > run.runId &&
      other.steps.some((step) => undoContentOf(step.step)?.undoes === index && isInEffect(other, step, all)),
  );
}

/**
 * Digests of a derived file as `run`, undos of it, and undos of these left it, one upon the other: while one of them stands, nobody
 * else has written the file since the run. What they made of it is about the run's own conversations, so that it may go with them.
 */
export function ownDigests(run: RunRecord, target: string, all: readonly RunRecord[]): ReadonlySet<string> {
  const own = new Set<string>();
  const later = all.filter((other) => isUndoOf(other, run, all)).sort((a, b) => (a.runId < b.runId ? -1 : 1));
  for (const one of [run, ...later]) {
    const record = one.steps.find(({ step, end, intent }) => step.target === target && end.state === 'applied' && intent !== null);
    const { before, after } = record?.intent ?? {};
    const isUponOwn = one === run || (before?.state === 'file' && own.has(before.sha256));
    if (after?.state === 'file' && isUponOwn) own.add(after.sha256);
  }
  return own;
}

/** Directly, or by an undo of it. An undo is always newer than what it undoes, so that this ends. */
function isUndoOf(other: RunRecord, run: RunRecord, all: readonly RunRecord[]): boolean {
  const { of } = other.head;
  if (of === null || of >= other.runId) return false;
  const undone = all.find(({ runId }) => runId === of);
  return of === run.runId || (undone !== undefined && isUndoOf(undone, run, all));
}

export type RunState = 'not_started' | 'interrupted' | 'done' | 'undone';

export function stateOf(run: RunRecord, all: readonly RunRecord[]): RunState {
  if (!run.hasBegun) return 'not_started';
  if (!run.isFinished) return 'interrupted';
  const applied = run.steps.filter(({ end }) => end.state === 'applied');
  const isUndone = applied.length > 0 && !applied.some((step) => isInEffect(run, step, all));
  return isUndone || run.wasUndone ? 'undone' : 'done';
}

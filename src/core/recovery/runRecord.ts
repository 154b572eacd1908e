/**
 * What a run writes down about itself: `run.json` (what was to be done) and `journal.jsonl` (what became of it, one
 * record a line). Parsing only: values in, values out.
 */
import { isRecord, type JsonRecord } from '../jsonValue';
import type { SkipReason } from './outcome';
import type { Expected, RepairPlan, RepairStep, StepAction } from './plan';

export const RUN_VERSION = 1;

export type RunKind = 'repair' | 'undo';

/** `run.json`. */
export interface RunHead {
  readonly version: typeof RUN_VERSION;
  readonly kind: RunKind;
  /** The run that is undone; null for a repair. */
  readonly of: string | null;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly plan: RepairPlan;
}

/** What stands under a name, with what a replacement has to keep. */
export type Before =
  | { readonly state: 'absent' }
  | {
      readonly state: 'file';
      readonly sha256: string;
      readonly mode: number;
      readonly uid: number;
      readonly gid: number;
    };

/** Written and synced before anything moves for a step. */
export interface Intent {
  readonly before: Before;
  readonly after: Expected;
  /** Where the file goes, or its copy: a path in the run's folder with `/`; null when there is none. */
  readonly aside: string | null;
  /** Where the new content is staged; null when the step makes none. */
  readonly stage: string | null;
  /** A copy may have been cut off under the live name: no hard links here. */
  readonly tornPossible: boolean;
}

/** `step` is the index in the plan. Every record also has `at`, milliseconds since 1970. */
export type JournalRecord =
  /** The new content lies whole at `file` in the run's folder. */
  | { readonly state: 'made'; readonly step: number; readonly file: string; readonly sha256: string }
  /** From here on the session directory may be changed. */
  | { readonly state: 'begun' }
  /** A previous copy (`<sid>.json.bak`) was copied to `file` in the run's folder. */
  | { readonly state: 'kept'; readonly name: string; readonly file: string; readonly sha256: string }
  | ({ readonly state: 'intent'; readonly step: number } & Intent)
  | { readonly state: 'done'; readonly step: number }
  | { readonly state: 'skipped'; readonly step: number; readonly reason: SkipReason }
  | { readonly state: 'failed'; readonly step: number; readonly errno: string }
  /** What was done has been taken back, or an interrupted step was found not done when the run was undone. */
  | { readonly state: 'taken_back'; readonly step: number }
  /** Nothing of the run is open any more. `undone`: it was interrupted, and then taken back as a whole. */
  | { readonly state: 'finished'; readonly undone: boolean };

export type StepEnd =
  | { readonly state: 'open' }
  | { readonly state: 'applied' }
  | { readonly state: 'skipped'; readonly reason: SkipReason }
  | { readonly state: 'failed'; readonly errno: string }
  | { readonly state: 'taken_back' };

/** A file in the run's folder. */
export interface Made {
  readonly file: string;
  readonly sha256: string;
}

export interface StepRecord {
  readonly index: number;
  readonly step: RepairStep;
  /** The newest content that was made; null when none was. */
  readonly made: Made | null;
  /** The newest one. */
  readonly intent: Intent | null;
  /** `open`: not begun, or nobody wrote down how it ended. */
  readonly end: StepEnd;
}

/** A previous copy of a touched conversation, `name` in the session directory. */
export interface KeptCopy extends Made {
  readonly name: string;
}

export interface RunRecord {
  readonly runId: string;
  readonly head: RunHead;
  readonly steps: readonly StepRecord[];
  readonly kept: readonly KeptCopy[];
  /** False: the run ended before it changed anything. */
  readonly hasBegun: boolean;
  readonly isFinished: boolean;
  readonly wasUndone: boolean;
}

export type RunParse =
  | { readonly state: 'read'; readonly run: RunRecord }
  | { readonly state: 'unreadable'; readonly isFinished: boolean }
  | { readonly state: 'newer_version' };

/** Folder names of runs: UTC time to the millisecond and random hexadecimal digits, so that they sort by time. */
export const RUN_ID = /^\d{8}T\d{9}Z-[0-9a-f]{8,}$/;

/** `head` and `journal` are the texts of `run.json` and `journal.jsonl`. */
export function parseRun(runId: string, head: string, journal: string): RunParse {
  const value = parseJson(head);
  if (isRecord(value) && typeof value.version === 'number' && value.version > RUN_VERSION) {
    return { state: 'newer_version' };
  }
  const records = parseJournal(journal);
  if (isRecord(value) && isHead(value)) return { state: 'read', run: fold(runId, value, records) };
  return { state: 'unreadable', isFinished: records.some(({ state }) => state === 'finished') };
}

/** Lines that are no record are ignored: a crash may cut the last one, and what follows begins on a line of its own. */
export function parseJournal(text: string): JournalRecord[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => parseJson(line))
    .filter(isJournalRecord);
}

function fold(runId: string, head: RunHead, records: readonly JournalRecord[]): RunRecord {
  const steps = head.plan.steps.map(
    (step, index): StepRecord => ({ index, step, made: null, intent: null, end: { state: 'open' } }),
  );
  for (const one of records) {
    const record = 'step' in one ? steps[one.step] : undefined;
    if ('step' in one && record !== undefined) steps[one.step] = withRecord(record, one);
  }
  return {
    runId,
    head,
    steps,
    kept: records.filter((one) => one.state === 'kept').map(({ name, file, sha256 }) => ({ name, file, sha256 })),
    hasBegun: records.some(({ state }) => state === 'begun'),
    isFinished: records.some(({ state }) => state === 'finished'),
    wasUndone: records.some((one) => one.state === 'finished' && one.undone),
  };
}

function withRecord(record: StepRecord, one: Extract<JournalRecord, { readonly step: number }>): StepRecord {
  switch (one.state) {
    case 'made':
      return { ...record, made: { file: one.file, sha256: one.sha256 } };
    case 'intent': {
      const { before, after, aside, stage, tornPossible } = one;
      return { ...record, intent: { before, after, aside, stage, tornPossible }, end: { state: 'open' } };
    }
    case 'done':
      return { ...record, end: { state: 'applied' } };
    case 'skipped':
      return { ...record, end: { state: 'skipped', reason: one.reason } };
    case 'failed':
      return { ...record, end: { state: 'failed', errno: one.errno } };
    case 'taken_back':
      return { ...record, end: { state: 'taken_back' } };
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

const ACTIONS: ReadonlySet<unknown> = new Set<StepAction>(['create', 'replace', 'replace_derived', 'move_aside']);

function isHead(value: JsonRecord): value is JsonRecord & RunHead {
  const { version, kind, of, startedAt, plan } = value;
  return (
    version === RUN_VERSION &&
    (kind === 'repair' || kind === 'undo') &&
    (of === null || typeof of === 'string') &&
    typeof startedAt === 'number' &&
    isRecord(plan) &&
    Array.isArray(plan.steps) &&
    plan.steps.every(isStep)
  );
}

function isStep(value: unknown): value is RepairStep {
  return (
    isRecord(value) &&
    ACTIONS.has(value.action) &&
    (value.sessionId === null || typeof value.sessionId === 'string') &&
    typeof value.target === 'string' &&
    isExpected(value.expected) &&
    Array.isArray(value.kinds)
  );
}

function isExpected(value: unknown): value is Expected {
  return isRecord(value) && (value.state === 'absent' || (value.state === 'file' && typeof value.sha256 === 'string'));
}

function isBefore(value: unknown): value is Before {
  return (
    isExpected(value) &&
    (value.state === 'absent' ||
      ['mode', 'uid', 'gid'].every((key) => typeof (value as unknown as JsonRecord)[key] === 'number'))
  );
}

function isJournalRecord(value: unknown): value is JournalRecord {
  if (!isRecord(value)) return false;
  const isOfStep = Number.isSafeInteger(value.step);
  switch (value.state) {
    case 'begun':
      return true;
    case 'finished':
      return typeof value.undone === 'boolean';
    case 'kept':
      return [value.name, value.file, value.sha256].every((text) => typeof text === 'string');
    case 'made':
      return isOfStep && typeof value.file === 'string' && typeof value.sha256 === 'string';
    case 'intent':
      return (
        isOfStep &&
        isBefore(value.before) &&
        isExpected(value.after) &&
        isTextOrNull(value.aside) &&
        isTextOrNull(value.stage) &&
        typeof value.tornPossible === 'boolean'
      );
    case 'skipped':
      return isOfStep && typeof value.reason === 'string';
    case 'failed':
      return isOfStep && typeof value.errno === 'string';
    case 'done':
    case 'taken_back':
      return isOfStep;
    default:
      return false;
  }
}

const isTextOrNull = (value: unknown): value is string | null => value === null || typeof value === 'string';

/** The steps that take a run back, made from what the run wrote down. */
import { join } from 'node:path';
import type { Expected, RepairPlan, RepairStep } from '../../core/recovery/plan';
import { isInEffect, ownDigests, type Restored, type UndoContent } from '../../core/recovery/runHistory';
import type { Intent, RunRecord, StepRecord } from '../../core/recovery/runRecord';
import { INDEX_NAME } from '../recovery/bookFacts';
import type { Disk } from './disk';
import { mismatch, standingAt } from './standing';

/** A file that a run wrote, and that says something else now. */
export interface ChangedFile {
  readonly sessionId: string | null;
  readonly target: string;
  /** Digest of what the run wrote. */
  readonly writtenSha256: string;
  /** Digest of what stands there now. */
  readonly foundSha256: string;
}

/**
 * `sessions` null: every conversation of the run. `acceptsChanged`: the person was asked, and what stands there now may
 * go aside.
 */
export function undoPlan(
  run: RunRecord,
  all: readonly RunRecord[],
  sessionDir: string,
  madeAt: number,
  disk: Disk,
  sessions: ReadonlySet<string> | null,
  acceptsChanged: (file: ChangedFile) => boolean,
): RepairPlan<UndoContent> {
  const records = withIndex(
    run,
    run.steps.filter(
      (record) => isInEffect(run, record, all) && record.intent !== null && isChosen(record, sessions),
    ),
  );
  const ids = [...new Set(records.map(({ step }) => step.sessionId))];
  // The last change of a conversation is taken back first.
  const ordered = ids.flatMap((id) => records.filter(({ step }) => step.sessionId === id).reverse());
  const ownIndexes = ownDigests(run, INDEX_NAME, all);
  const steps = ordered.map((record) => undoStep(record, sessionDir, disk, ownIndexes, acceptsChanged));
  return { version: 1, sessionDir, madeAt, steps };
}

const isChosen = ({ step }: StepRecord, sessions: ReadonlySet<string> | null): boolean =>
  sessions === null || (step.sessionId !== null && sessions.has(step.sessionId));

/**
 * An undo that had to leave a conversation made the index anew, and that of the conversation comes later: the index has
 * to follow it again.
 */
function withIndex({ steps }: RunRecord, records: readonly StepRecord[]): readonly StepRecord[] {
  const index = steps.find(
    ({ step, end, intent }) => step.target === INDEX_NAME && end.state === 'applied' && intent !== null,
  );
  return index === undefined || records.length === 0 || records.includes(index) ? records : [...records, index];
}

function undoStep(
  { index, step, intent }: StepRecord,
  sessionDir: string,
  disk: Disk,
  ownIndexes: ReadonlySet<string>,
  acceptsChanged: (file: ChangedFile) => boolean,
): RepairStep<UndoContent> {
  if (intent === null) throw new Error(`step ${index} was done without an intent`);
  const { sessionId, target, kinds } = step;
  const { before, after } = intent;
  const content = { undoes: index, restores: restoredOf(intent) };
  const written = after.state === 'file' ? after.sha256 : null;
  const standing = standingAt(join(sessionDir, target), disk);
  const found = standing.state === 'file' ? standing.sha256 : null;
  const isAccepted =
    written !== null &&
    found !== null &&
    target !== INDEX_NAME &&
    mismatch(after, standing) === 'changed' &&
    acceptsChanged({ sessionId, target, writtenSha256: written, foundSha256: found });
  // An undo that had to leave a conversation made the index anew; as long as that stands, the one from before the run can come back.
  const isOwnIndex = target === INDEX_NAME && found !== null && ownIndexes.has(found);
  const expected: Expected = isAccepted || isOwnIndex ? { state: 'file', sha256: found } : after;
  const isIndexOfOurs = target !== INDEX_NAME || isOwnIndex;
  const action =
    written === null
      ? 'create'
      : before.state === 'absent' && isIndexOfOurs
        ? 'move_aside'
        : target === INDEX_NAME
          ? 'replace_derived'
          : 'replace';
  return { action, sessionId, target, expected, content, kinds };
}

function restoredOf({ before, aside }: Intent): Restored | null {
  if (before.state === 'absent' || aside === null) return null;
  const { sha256, mode, uid, gid } = before;
  return { file: aside, sha256, mode, uid, gid };
}

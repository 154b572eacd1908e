/** What an undo puts back: originals of the run that is undone. */
import { join } from 'node:path';
import type { RepairStep } from '../../core/recovery/plan';
import { undoContentOf } from '../../core/recovery/runHistory';
import type { RunRecord } from '../../core/recovery/runRecord';
import { errnoOf } from '../files';
import { INDEX_NAME } from '../recovery/bookFacts';
import { digestOf } from '../recovery/digests';
import type { Disk } from './disk';
import type { Content } from './performDerived';
import type { Attributes } from './performStep';
import { mismatch, standingAt, type Standing } from './standing';

export interface Restoring {
  readonly sessionDir: string;
  readonly recoveryDir: string;
  /** The run that is undone. */
  readonly undone: RunRecord;
  readonly disk: Disk;
  /** Makes `_index.json` from the conversation files; null when it cannot be made. */
  readonly rebuildIndex: () => Uint8Array | null;
}

export function restoredContent(step: RepairStep, restoring: Restoring): Content {
  return step.target === INDEX_NAME ? restoredIndex(step, restoring) : original(step, restoring);
}

/** Mode and owner are those of the original. */
export function restoredAttributes(step: RepairStep, standing: Standing): Attributes {
  const restores = undoContentOf(step)?.restores;
  if (restores != null) {
    const { mode, uid, gid } = restores;
    return { file: { mode, owner: { uid, gid } }, mustMatch: true };
  }
  if (standing.state !== 'file') return { file: { mode: 0o600, owner: null }, mustMatch: false };
  const { mode, uid, gid } = standing.stat;
  return { file: { mode, owner: { uid, gid } }, mustMatch: true };
}

function original(step: RepairStep, { recoveryDir, undone, disk }: Restoring): Content {
  const restores = undoContentOf(step)?.restores;
  if (restores == null) return { kind: 'skip', reason: 'source_changed' };
  try {
    const bytes = disk.read(join(recoveryDir, undone.runId, ...restores.file.split('/')));
    // A program that had the file open may have written to it since it was moved aside.
    return digestOf(bytes) === restores.sha256
      ? { kind: 'content', bytes }
      : { kind: 'skip', reason: 'source_changed' };
  } catch (error) {
    if (errnoOf(error) !== 'ENOENT') throw error;
    return { kind: 'skip', reason: 'source_changed' };
  }
}

/** The copy, when the index is as the run left it and every file is what it was; else made anew. */
function restoredIndex(step: RepairStep, restoring: Restoring): Content {
  const { sessionDir, undone, disk, rebuildIndex } = restoring;
  const standing = standingAt(join(sessionDir, INDEX_NAME), disk);
  const restores = undoContentOf(step)?.restores;
  // Or as an interrupted undo has put it back already.
  const isOurs =
    mismatch(step.expected, standing) === null || (standing.state === 'file' && standing.sha256 === restores?.sha256);
  if (isOurs && restores != null && isAllBack(undone, sessionDir, disk)) {
    return original(step, restoring);
  }
  const bytes = rebuildIndex();
  return bytes === null ? { kind: 'skip', reason: 'changed' } : { kind: 'content', bytes };
}

/** True when every file that the run made or replaced is as it was before: what it made of the index may go with them. */
export function isAllBack({ steps }: RunRecord, sessionDir: string, disk: Disk): boolean {
  return steps.every(
    ({ step, end, intent }) =>
      step.target === INDEX_NAME ||
      end.state !== 'applied' ||
      intent === null ||
      mismatch(intent.before, standingAt(join(sessionDir, step.target), disk)) === null,
  );
}

/** Opens a session directory for a run, alone. */
import type { RefusalReason } from '../../core/recovery/outcome';
import { errnoOf } from '../files';
import type { NewFile } from './disk';
import { takeLock, type Lock } from './lock';
import type { RunPorts } from './ports';
import { listRunIds, openRecoveryDir, readRun } from './runFolder';
import { refusalOf, refused, type RunResult } from './runResult';

export interface Place {
  readonly sessionDir: string;
  /** `_recovery`. */
  readonly recoveryDir: string;
  readonly owner: NewFile['owner'];
  readonly lock: Lock;
}

/** Errors of the system before anything was changed are refusals; `work` has outcomes for all later ones. */
export function underLock(sessionDir: string, ports: RunPorts, work: (place: Place) => RunResult): RunResult {
  const { disk } = ports;
  const startedAt = ports.now();
  try {
    // A link is followed: it is the directory's own name that a person chose.
    const directory = disk.stat(sessionDir);
    if (directory === null || (directory.kind !== 'directory' && directory.kind !== 'link')) {
      return refused(startedAt, 'directory_missing');
    }
    disk.list(sessionDir);
    const recovery = openRecoveryDir(sessionDir, disk);
    if (recovery === null) return refused(startedAt, 'recovery_not_a_folder');
    // What is moved aside must stay one move away.
    if (directory.kind === 'directory' && directory.dev !== disk.stat(recovery.path)?.dev) {
      return refused(startedAt, 'other_device');
    }
    const lock = takeLock(recovery.path, recovery.owner, ports);
    if (lock === null) return refused(startedAt, 'locked');
    try {
      return work({ sessionDir, recoveryDir: recovery.path, owner: recovery.owner, lock });
    } finally {
      lock.release();
    }
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === '') throw error;
    return refused(startedAt, refusalOf(errno), errno);
  }
}

/** Why no run may start beside those that are there. `except`: the run that is completed or undone. */
export function openRuns(recoveryDir: string, except: string | null, { disk }: RunPorts): RefusalReason | null {
  for (const runId of listRunIds(recoveryDir, disk)) {
    if (runId === except) continue;
    const parsed = readRun(recoveryDir, runId, disk);
    if (parsed.state === 'newer_version') return 'newer_version';
    if (parsed.state === 'unreadable') {
      if (!parsed.isFinished) return 'unreadable_run';
    } else if (parsed.run.hasBegun && !parsed.run.isFinished) return 'interrupted_run';
  }
  return null;
}

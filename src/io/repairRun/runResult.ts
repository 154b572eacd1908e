/** What a run, an undo or a completion came to. */
import type { Outcome, RefusalReason } from '../../core/recovery/outcome';
import type { RepairStep } from '../../core/recovery/plan';

export interface RunResult {
  /** The run's folder in `_recovery`; null when none was made. */
  readonly runId: string | null;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** In order of the plan. */
  readonly steps: readonly { readonly step: RepairStep; readonly outcome: Outcome }[];
  /** Why nothing was done. */
  readonly refusal: RefusalReason | null;
  /** The system's word for a refusal; null when it was ours. */
  readonly errno: string | null;
  /** The run has to be completed or undone. */
  readonly isInterrupted: boolean;
  /** Names whose original was written to after it was moved aside: somebody held the file open. */
  readonly asidesChanged: readonly string[];
}

export function refused(startedAt: number, refusal: RefusalReason, errno: string | null = null): RunResult {
  return { runId: null, startedAt, steps: [], refusal, errno, isInterrupted: false, asidesChanged: [] };
}

export function refusalOf(errno: string): RefusalReason {
  switch (errno) {
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return 'read_only';
    case 'ENOSPC':
    case 'EDQUOT':
      return 'no_space';
    case 'EXDEV':
      return 'other_device';
    case 'ENOENT':
    case 'ENOTDIR':
      return 'directory_missing';
    default:
      return 'system_refused';
  }
}

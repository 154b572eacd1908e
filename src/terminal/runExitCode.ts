import type { RunItem } from '../core/recovery/repairReport';
import { severityOf } from '../core/recovery/report';

export type RunExitCode = 0 | 1 | 2 | 74;

/** What is not there to be undone or completed. */
const NOT_FOUND: ReadonlySet<string | null> = new Set(['unknown_run', 'nothing_to_undo', 'nothing_to_complete']);

/** As of the audit that follows; 1 when there is no such run, 74 when nothing could be begun or a step failed. */
export function runExitCode(item: RunItem): RunExitCode {
  if (NOT_FOUND.has(item.refused)) return 1;
  const hasFailed = item.interrupted || item.steps.some(({ outcome }) => outcome === 'failed');
  return item.after === null || hasFailed ? 74 : severityOf(item.after);
}

export const worst = (codes: readonly RunExitCode[]): RunExitCode =>
  codes.reduce<RunExitCode>((most, code) => (code > most ? code : most), 0);

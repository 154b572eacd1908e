/** The repairs and undos of a session directory. */
import { join } from 'node:path';
import { RECOVERY_NAME } from '../../core/recovery/names';
import { isInEffect, stateOf, type RunState } from '../../core/recovery/runHistory';
import type { RepairStep } from '../../core/recovery/plan';
import type { RunKind, RunRecord, StepEnd } from '../../core/recovery/runRecord';
import type { Disk } from './disk';
import { listRunIds, readRun, timeOfRunId } from './runFolder';

export interface RunSummary {
  readonly runId: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly state: RunState | 'unreadable' | 'newer_version';
  /** Null when the run cannot be read. */
  readonly kind: RunKind | null;
  /** The run that it undid. */
  readonly of: string | null;
  readonly steps: readonly RunStepSummary[];
}

export interface RunStepSummary {
  readonly step: RepairStep;
  readonly end: StepEnd;
  /** Done, and not undone since. */
  readonly isInEffect: boolean;
}

/** The newest first. Errors of the system pass through; a directory without runs has none. */
export function listRuns(sessionDir: string, disk: Disk): RunSummary[] {
  const dir = join(sessionDir, RECOVERY_NAME);
  if (disk.stat(dir)?.kind !== 'directory') return [];
  const parsed = listRunIds(dir, disk).map((runId) => ({ runId, parse: readRun(dir, runId, disk) }));
  const all = parsed.flatMap(({ parse }) => (parse.state === 'read' ? [parse.run] : []));
  return parsed.reverse().map(({ runId, parse }): RunSummary => {
    if (parse.state === 'read') return summaryOf(parse.run, all);
    return { runId, startedAt: timeOfRunId(runId), state: parse.state, kind: null, of: null, steps: [] };
  });
}

function summaryOf(run: RunRecord, all: readonly RunRecord[]): RunSummary {
  const { runId, head, steps } = run;
  return {
    runId,
    startedAt: head.startedAt,
    state: stateOf(run, all),
    kind: head.kind,
    of: head.of,
    steps: steps.map((record) => ({
      step: record.step,
      end: record.end,
      isInEffect: isInEffect(run, record, all),
    })),
  };
}

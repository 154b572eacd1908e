import { describeFinding, runTimeWords } from '../../words/recovery';
import { directoryEvidence } from '../evidence';
import { defineFinding, type Evidence } from '../finding';
import type { RepairRunFact } from '../snapshot';

interface InterruptedRun extends Evidence {
  readonly run: RepairRunFact;
}

/** A run that did not come to its end. Completing or undoing it is a person's choice, and nothing is done before. */
export const interruptedRun = defineFinding<InterruptedRun>({
  kind: 'interrupted_run',
  detect: ({ facts }) =>
    facts.repairRuns
      .filter(
        ({ state, isFinished }) =>
          state === 'interrupted' || (state === 'unreadable' && !isFinished) || state === 'newer_version',
      )
      .map((run) => ({
        ...directoryEvidence({
          run: run.runId,
          state: run.state,
          run_kind: run.kind,
          done_steps: run.doneSteps,
          all_steps: run.allSteps,
        }),
        run,
      })),
  category: () => 'unsafe_to_repair',
  recommendation: ({ run }) => (run.state === 'interrupted' ? 'complete_or_undo' : 'manual_review'),
  describe: ({ run }, locale) => {
    const key =
      run.state === 'newer_version'
        ? 'interrupted_run_newer'
        : run.state === 'unreadable'
          ? 'interrupted_run_unreadable'
          : 'interrupted_run';
    const { runId, kind, startedAt, doneSteps, allSteps } = run;
    return describeFinding(
      key,
      { run: runId, kind: kind ?? 'repair', time: runTimeWords(startedAt), done: doneSteps, steps: allSteps },
      locale,
    );
  },
  doubt: () => null,
  sortKey: ({ run }) => run.runId,
});

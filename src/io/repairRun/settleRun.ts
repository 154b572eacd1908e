/** Ends an interrupted run that is about to be undone: every step becomes done or not done, by what stands there. */
import { join } from 'node:path';
import type { RunRecord, StepRecord } from '../../core/recovery/runRecord';
import { errnoOf } from '../files';
import { INDEX_NAME } from '../recovery/bookFacts';
import { dropStage, isMade, placeOf } from './executeSteps';
import { ended, leave } from './performStep';
import type { RunPorts } from './ports';
import type { RunFolder } from './runFolder';
import { settleStep } from './settleStep';
import { mismatch, standingAt } from './standing';

/** Null, or the system's word for what stopped it: the run is as interrupted as before. */
export function settleRun(run: RunRecord, sessionDir: string, folder: RunFolder, ports: RunPorts): string | null {
  try {
    let anyDone = false;
    for (const record of run.steps) {
      const isDone =
        record.end.state === 'open' ? wasDone(record, sessionDir, folder, ports) : record.end.state === 'applied';
      anyDone ||= isDone;
    }
    folder.commit({ state: 'finished', undone: !anyDone });
    return null;
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === '') throw error;
    return errno;
  }
}

function wasDone(record: StepRecord, sessionDir: string, folder: RunFolder, ports: RunPorts): boolean {
  const { index, step, intent } = record;
  const takenBack = (): false => {
    folder.commit({ state: 'taken_back', step: index });
    return false;
  };
  if (intent === null) return takenBack();
  if (step.target === INDEX_NAME && isMade(intent)) {
    dropStage(intent, placeOf(record, { sessionDir, folder, ports }));
    // The index may be that of an earlier try: whatever is not the original is ours, or is made anew by the undo.
    const standing = standingAt(join(sessionDir, step.target), ports.disk);
    if (mismatch(intent.before, standing) === null) return takenBack();
    folder.commit({ state: 'done', step: index });
    return true;
  }
  const place = placeOf(record, { sessionDir, folder, ports });
  const open = { ...intent };
  const settled = settleStep(open, place);
  if (settled.state === 'not_done') {
    leave(open, place);
    return takenBack();
  }
  return ended(settled, open, place, 'changed').state === 'applied';
}

/** A run that was interrupted comes first, and has two ways out: both are named as commands. */
import { RUN_WORDS } from '../core/words/repair';
import { say } from '../core/words/say';
import { listRuns } from '../io/repairRun/listRuns';
import { nodeDisk } from '../io/repairRun/nodeDisk';
import type { RunResult } from '../io/repairRun/runResult';
import type { Output } from './output';
import type { NamedPlace } from './recoveryPlaces';
import { commandLine } from './shellWord';

export function sayWaysOut(runId: string, { options: where }: Pick<NamedPlace, 'options'>, output: Output): void {
  output.remark(say(RUN_WORDS, 'completeWith', { command: commandLine('repair', ...where, '--complete', runId) }));
  output.remark(say(RUN_WORDS, 'takeBackWith', { command: commandLine('undo', ...where, '--run', runId) }));
}

/** For a result that was refused because of such a run. */
export function sayWaysOutAfter({ refusal }: RunResult, place: NamedPlace, output: Output): void {
  if (refusal !== 'interrupted_run') return;
  const open = listRuns(place.sessionDir, nodeDisk).find(({ state }) => state === 'interrupted');
  if (open !== undefined) sayWaysOut(open.runId, place, output);
}

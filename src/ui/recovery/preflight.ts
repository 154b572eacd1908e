/** A plan as the words before a repair take it, and what is said when there is nothing to ask. */
import * as vscode from 'vscode';
import { planParts } from '../../core/recovery/repairSummary';
import { refusalActions, type Preflight, type Refusal } from '../../core/words/preflight';
import { resultButton } from '../../core/words/repairResult';
import type { PlannedRepair } from '../../io/repairWorker/api';
import type { RecoveryModel } from './recoveryModel';
import type { RecoveryPlace } from './recoveryPlace';
import { toldOf } from './repairTarget';

/** `titleOf` is asked for a conversation's title; null where it is not known. */
export const preflightOf = (planned: PlannedRepair, titleOf: (sessionId: string) => string | null): Preflight => ({
  parts: planParts(planned.plan.steps, planned.reviews),
  skipped: planned.plan.skipped.map((one) => ({ ...one, title: titleOf(one.sessionId) })),
  room: planned.room,
  hasRoom: planned.hasRoom,
  interruptedRun: planned.interruptedRun,
  isLocked: planned.lock !== null,
  goneFindings: planned.goneFindings,
  hasDirectory: planned.directory.state === 'read',
});

/** One notification, with the way out of it where there is one. */
export function sayRefusal(
  refusal: Refusal,
  { planned, place, model }: { planned: PlannedRepair; place: RecoveryPlace; model: Pick<RecoveryModel, 'places'> },
): void {
  const actions = refusalActions(refusal);
  const run = { place, runId: planned.interruptedRun ?? '' };
  void vscode.window.showWarningMessage(toldOf(refusal.text, place, model), ...actions.map(resultButton)).then((answer) => {
    const action = actions.find((one) => resultButton(one) === answer);
    if (action === 'complete') void vscode.commands.executeCommand('hermesSessions.completeRepair', run);
    if (action === 'undo') void vscode.commands.executeCommand('hermesSessions.undoRepair', run);
  });
}

/** A plan as the words before a repair take it, and what is said when there is nothing to ask. */
import * as vscode from 'vscode';
import { planParts } from '../../core/recovery/repairSummary';
import { refusalActions, type Preflight, type Refusal } from '../../core/words/preflight';
import { resultButton } from '../../core/words/repairResult';
import type { PlannedRepair } from '../../io/repairWorker/api';
import type { RecoveryModel } from './recoveryModel';
import { RECOVERY_VIEW } from './recoveryView';
import { toldOf, type RepairTarget } from './repairTarget';

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
  { planned, target, model }: { planned: PlannedRepair; target: RepairTarget; model: Pick<RecoveryModel, 'places'> },
): void {
  const actions = refusalActions(refusal);
  const { place } = target;
  const run = { place, runId: planned.interruptedRun ?? '' };
  void vscode.window.showWarningMessage(toldOf(refusal.text, place, model), ...actions.map(resultButton)).then((answer) => {
    const action = actions.find((one) => resultButton(one) === answer);
    if (action === 'complete') void vscode.commands.executeCommand('hermesSessions.completeRepair', run);
    if (action === 'undo') void vscode.commands.executeCommand('hermesSessions.undoRepair', run);
    if (action === 'again') void vscode.commands.executeCommand('hermesSessions.repairFinding', target);
    if (action === 'view') void vscode.commands.executeCommand(`${RECOVERY_VIEW}.focus`);
  });
}

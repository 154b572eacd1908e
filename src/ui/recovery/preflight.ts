/** A plan as the words before a repair take it, and what is said when there is nothing to ask. */
import * as vscode from 'vscode';
import { planParts } from '../../core/recovery/repairSummary';
import type { Preflight, Refusal } from '../../core/words/preflight';
import { REPAIRING_WORDS } from '../../core/words/repairing';
import type { PlannedRepair } from '../../io/repairWorker/api';
import type { RecoveryPlace } from './recoveryPlace';

export const preflightOf = (planned: PlannedRepair): Preflight => ({
  parts: planParts(planned.plan.steps, planned.reviews),
  skipped: planned.plan.skipped,
  room: planned.room,
  hasRoom: planned.hasRoom,
  interruptedRun: planned.interruptedRun,
  holder: planned.holder,
  goneFindings: planned.goneFindings,
  hasDirectory: planned.directory.state === 'read',
});

/** One notification, with the way out of it where there is one. */
export function sayRefusal({ text, way }: Refusal, { planned, place }: { planned: PlannedRepair; place: RecoveryPlace }): void {
  const { complete, undo } = REPAIRING_WORDS;
  const run = { place, runId: planned.interruptedRun ?? '' };
  void vscode.window.showWarningMessage(text, ...(way === 'complete' ? [complete, undo] : [])).then((answer) => {
    if (answer === complete) void vscode.commands.executeCommand('hermesSessions.completeRepair', run);
    if (answer === undo) void vscode.commands.executeCommand('hermesSessions.undoRepair', run);
  });
}

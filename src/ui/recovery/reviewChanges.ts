/** "Review Changes…": conversations before and after a repair, in VS Code's own editor for several diffs. */
import * as vscode from 'vscode';
import { planParts } from '../../core/recovery/repairSummary';
import { otherPartsOf, refusalOf } from '../../core/words/preflight';
import { RECOVERY_WORDS } from '../../core/words/recoveryView';
import { REPAIRING_WORDS } from '../../core/words/repairing';
import { say } from '../../core/words/say';
import { preflightOf, sayRefusal } from './preflight';
import { placeWords, type RepairTarget } from './repairTarget';
import type { RepairTools } from './repairTools';

/** All of them are read before the editor stands. */
const MOST_DIFFS = 100;

/** @throws CancellationError; Failure worker_lost */
export async function reviewChanges(
  target: RepairTarget,
  { planning, documents, wait, model, titleOf }: Pick<RepairTools, 'planning' | 'documents' | 'wait' | 'model' | 'titleOf'>,
): Promise<void> {
  const planned = await wait(REPAIRING_WORDS.planning, (signal) => planning.plan(target, signal));
  const refusal = refusalOf(preflightOf(planned, (sessionId) => titleOf(target.place, sessionId)), vscode.env.language);
  // A review only reads.
  if (refusal !== null && refusal.way !== 'lock') return sayRefusal(refusal, { planned, target, model });
  const entries = documents.addReview(planned);
  if (entries.length === 0) {
    const parts = otherPartsOf(planParts(planned.plan.steps, planned.reviews), vscode.env.language);
    const { repairOne } = REPAIRING_WORDS;
    void vscode.window.showInformationMessage(say(REPAIRING_WORDS, 'nothingToReview', { parts }), repairOne).then((answer) => {
      if (answer === repairOne) void vscode.commands.executeCommand('hermesSessions.repairFinding', target);
    });
    return;
  }
  planning.remember(target, planned, Date.now());
  const title = say(REPAIRING_WORDS, 'reviewTitle', { where: placeWords(target.place, model) });
  await vscode.commands.executeCommand('vscode.changes', title, entries.slice(0, MOST_DIFFS));
  if (entries.length > MOST_DIFFS) {
    const args = { shown: MOST_DIFFS, total: entries.length };
    const { chooseRepairs } = RECOVERY_WORDS;
    void vscode.window.showInformationMessage(say(REPAIRING_WORDS, 'reviewedSome', args, vscode.env.language), chooseRepairs).then((answer) => {
      if (answer === chooseRepairs) void vscode.commands.executeCommand('hermesSessions.chooseRepairs');
    });
  }
}

/** "Repair…": one question that says what it rests on, the repair, the check that follows, and one notification with the proof. */
import { join } from 'node:path';
import * as vscode from 'vscode';
import { RECOVERY_NAME } from '../../core/recovery/names';
import { summarizeRepair, type RepairSummary } from '../../core/recovery/repairSummary';
import { changedWords, questionOf, refusalOf } from '../../core/words/preflight';
import { provenOf, renderRepairReport, reportTitle } from '../../core/words/repairReportText';
import { resultButton, resultWords, titleWords, type ResultAction } from '../../core/words/repairResult';
import { REPAIRING_WORDS } from '../../core/words/repairing';
import { say } from '../../core/words/say';
import type { CarriedOut, PlannedRepair } from '../../io/repairWorker/api';
import { displayPath } from '../settings';
import { auditAfter } from './auditAfter';
import { passLock } from './passLock';
import { plainMessage } from './plainMessage';
import { showMarkdown } from './showMarkdown';
import { preflightOf, sayRefusal } from './preflight';
import type { Proof } from './proof';
import type { Audit } from './recoveryModel';
import type { RecoveryPlace } from './recoveryPlace';
import type { RepairTools } from './repairTools';
import { placeWords, profileWords, toldOf, type RepairTarget } from './repairTarget';
import { RECOVERY_VIEW } from './recoveryView';
import { reviewChanges } from './reviewChanges';
import { mayWrite } from './trust';
import { whileWriting } from './whileWriting';

/** @throws CancellationError; Failure worker_lost */
export async function repairFindings(target: RepairTarget, tools: RepairTools): Promise<void> {
  if (!mayWrite()) return;
  const { place } = target;
  const prepared = await tools.wait(REPAIRING_WORDS.planning, (signal) => tools.planning.prepare(target, signal));
  const preflight = preflightOf(prepared.planned, (sessionId) => tools.titleOf(place, sessionId));
  const refusal = refusalOf(preflight, vscode.env.language);
  // What stands there may be another by now: all of it is looked at again.
  if (refusal?.way === 'lock') return (await passLock(place, tools)) ? repairFindings(target, tools) : undefined;
  if (refusal !== null) {
    if (refusal.way === 'audit') void tools.model.audit(place).catch(() => undefined);
    return sayRefusal(refusal, { planned: prepared.planned, target, model: tools.model });
  }
  const review = (): Promise<void> => reviewChanges(target, tools);
  if (prepared.state === 'changed') {
    const words = changedWords(prepared.changed, vscode.env.language);
    const answer = await vscode.window.showWarningMessage(words, REPAIRING_WORDS.reviewButton);
    return answer === undefined ? undefined : review();
  }
  const words = { where: profileWords(place), dir: displayPath(place.sessionDir), keptIn: displayPath(join(place.sessionDir, RECOVERY_NAME)) };
  const reviewedAt = prepared.state === 'as_reviewed' ? prepared.at : null;
  const { message, detail } = questionOf(preflight, words, reviewedAt, vscode.env.language);
  const { repairButton, reviewButton } = REPAIRING_WORDS;
  const canReview = reviewedAt === null && preflight.parts.conversations.length > 0;
  const answer = await vscode.window.showInformationMessage(
    message,
    { modal: true, detail },
    ...(canReview ? [repairButton, reviewButton] : [repairButton]),
  );
  if (answer === reviewButton) return review();
  if (answer === repairButton) await carryOut(target, prepared.planned, tools);
}

async function carryOut(target: RepairTarget, { plan, reviews }: PlannedRepair, tools: RepairTools): Promise<void> {
  const { place } = target;
  const title = say(REPAIRING_WORDS, 'repairing', { where: placeWords(place, tools.model) });
  const done = await whileWriting(title, tools.stoppable, (options) => tools.client.call('apply', [plan], options));
  tools.planning.forget(place);
  tools.changed(place);
  const audit = done.result.refusal === null ? await auditAfter(place, tools) : null;
  const summary = summarizeRepair(plan.steps, reviews, done.result, done.proofs);
  const report = addReport(place, summary, done, audit, tools);
  tools.repaired(place, summary);
  tools.proofs.add(place, proofsOf(summary, done, audit, report));
  tellResult(target, summary, report, tools);
}

function addReport(
  place: RecoveryPlace,
  summary: RepairSummary,
  { result }: CarriedOut,
  audit: Audit | null,
  { documents }: RepairTools,
): vscode.Uri {
  const locale = vscode.env.language;
  const frame = {
    where: profileWords(place),
    dir: displayPath(place.sessionDir),
    keptIn: displayPath(join(place.sessionDir, RECOVERY_NAME, result.runId ?? '')),
    startedAt: result.startedAt,
    after: audit?.report ?? null,
  };
  return documents.addReport(reportTitle(result.startedAt, locale), renderRepairReport(summary, frame, locale));
}

/** What was not done is still found, or told: only what was written is proven. */
const proofsOf = ({ conversations, runId }: RepairSummary, { result }: CarriedOut, audit: Audit | null, report: vscode.Uri): Proof[] =>
  conversations
    .filter(({ outcome }) => outcome.state === 'applied')
    .map((conversation) => ({
      conversation,
      checks: provenOf(conversation, audit?.report ?? null, vscode.env.language),
      runId: runId ?? '',
      repairedAt: result.startedAt,
      report,
      stillFound: new Set((audit?.found ?? []).filter(({ item }) => item.session_id === conversation.sessionId).map(({ key }) => key)),
    }));

/** Not awaited by whoever repaired: it is done, whether or not anybody ever looks at the notification. */
function tellResult(target: RepairTarget, summary: RepairSummary, report: vscode.Uri, tools: RepairTools): void {
  const { level, text, actions } = resultWords(summary, vscode.env.language);
  const { showInformationMessage, showWarningMessage, showErrorMessage } = vscode.window;
  const show = level === 'info' ? showInformationMessage : level === 'warning' ? showWarningMessage : showErrorMessage;
  void show(plainMessage(toldOf(text, target.place, tools.model)), ...actions.map(resultButton)).then((answer) => {
    const action = actions.find((one) => resultButton(one) === answer);
    if (action !== undefined) void act(action, target, summary, report, tools);
  });
}

async function act(action: ResultAction, target: RepairTarget, summary: RepairSummary, report: vscode.Uri, tools: RepairTools): Promise<void> {
  const { place } = target;
  const run = { place, runId: summary.runId ?? '' };
  switch (action) {
    case 'report':
      await showMarkdown(report);
      return;
    case 'undo':
      await vscode.commands.executeCommand('hermesSessions.undoRepair', run);
      return;
    case 'complete':
      await vscode.commands.executeCommand('hermesSessions.completeRepair', run);
      return;
    case 'again':
      await vscode.commands.executeCommand('hermesSessions.repairFinding', target);
      return;
    case 'history':
      await vscode.commands.executeCommand('hermesSessions.showRepairHistory');
      return;
    case 'view':
      await vscode.commands.executeCommand(`${RECOVERY_VIEW}.focus`);
      return;
    case 'read': {
      const one = summary.conversations.find(({ outcome }) => outcome.state === 'applied');
      if (one !== undefined) await tools.read(place, one.sessionId, 'whole', titleWords(one));
    }
  }
}

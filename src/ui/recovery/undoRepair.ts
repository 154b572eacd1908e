/** Takes a repair back, whole or for one conversation, and finishes one that was interrupted. */
import * as vscode from 'vscode';
import { createFormats } from '../../core/words/format';
import { REPAIRING_WORDS } from '../../core/words/repairing';
import { say } from '../../core/words/say';
import { endedButton, endedWords, type EndedRun } from '../../core/words/undoResult';
import { UNDOING_WORDS } from '../../core/words/undoing';
import { completeQuestion, keptTitleWords, undoQuestion, type UndoQuestion } from '../../core/words/undoQuestion';
import type { CarriedOut } from '../../io/repairWorker/api';
import type { RunSummary } from '../../io/repairRun/listRuns';
import type { KeptOfRun } from '../../io/repairs/runKeeps';
import { displayPath } from '../settings';
import { auditAfter } from './auditAfter';
import { passLock } from './passLock';
import type { RecoveryPlace } from './recoveryPlace';
import { auditPlaceOf, choosePlace, placeWords, profileWords, toldOf } from './repairTarget';
import type { RepairTools } from './repairTools';
import { mayWrite } from './trust';
import { plainMessage } from './plainMessage';
import { whileWriting } from './whileWriting';

/** One run of a place, as a command is told of it. `sessionId`: only this conversation of it. */
export interface RunTarget {
  readonly place: RecoveryPlace;
  readonly runId: string;
  readonly sessionId?: string;
}

/** The newest repair that is interrupted, or of which anything is in effect: what a plain undo takes back. */
const isUndoable = ({ kind, state, steps }: RunSummary): boolean =>
  kind === 'repair' && (state === 'interrupted' || steps.some(({ isInEffect }) => isInEffect));
const isInterrupted = ({ state }: RunSummary): boolean => state === 'interrupted';

/** @throws CancellationError; Failure worker_lost */
export async function undoLastRepair(tools: RepairTools): Promise<void> {
  const target = await newestRun(isUndoable, UNDOING_WORDS.nothingToUndo, tools);
  if (target !== undefined) await undoRepair(target, tools);
}

/** @throws CancellationError; Failure worker_lost */
export async function completeInterrupted(tools: RepairTools): Promise<void> {
  const target = await newestRun(isInterrupted, UNDOING_WORDS.nothingToComplete, tools);
  if (target !== undefined) await completeRepair(target, tools);
}

async function newestRun(
  isMeant: (run: RunSummary) => boolean,
  none: string,
  { model, client }: RepairTools,
): Promise<RunTarget | undefined> {
  const targets: RunTarget[] = [];
  for (const place of model.places()) {
    const run = (await client.call('runs', [place.sessionDir])).find(isMeant);
    if (run !== undefined) targets.push({ place, runId: run.runId });
  }
  if (targets.length === 0) void vscode.window.showInformationMessage(none);
  const place = await choosePlace(targets.map((target) => target.place));
  return targets.find((target) => target.place === place);
}

/** @throws CancellationError; Failure worker_lost */
export async function undoRepair(target: RunTarget, tools: RepairTools, replacesSettings = false): Promise<void> {
  if (!mayWrite()) return;
  const { place, runId, sessionId } = target;
  const run = await readRun(target, tools);
  if (run === null) return void vscode.window.showInformationMessage(UNDOING_WORDS.nothingToUndo);
  if (!(await passLock(place, tools))) return;
  const question = undoQuestion(run.summary, run.keeps, sessionId, wordsOf(place), vscode.env.language);
  if (!replacesSettings && !(await ask(question))) return;
  const time = createFormats(vscode.env.language).time(run.summary.startedAt);
  const request = { run: runId, sessions: sessionId === undefined ? null : [sessionId], replacesSettings };
  const title = say(REPAIRING_WORDS, 'undoing', { where: placeWords(place, tools.model), time });
  const done = await whileWriting(title, tools.stoppable, (options) => tools.client.call('undo', [auditPlaceOf(place), request], options));
  await tellEnd('undo', target, run, done, tools);
}

/** @throws CancellationError; Failure worker_lost */
export async function completeRepair(target: RunTarget, tools: RepairTools): Promise<void> {
  if (!mayWrite()) return;
  const { place, runId } = target;
  const run = await readRun(target, tools);
  if (run === null || run.summary.state !== 'interrupted') {
    return void vscode.window.showInformationMessage(UNDOING_WORDS.nothingToComplete);
  }
  if (!(await passLock(place, tools))) return;
  const { steps } = run.summary;
  const done = steps.filter(({ end }) => end.state === 'applied').length;
  if (!(await ask(completeQuestion(run.summary, done, steps.length, wordsOf(place), vscode.env.language)))) return;
  const title = say(REPAIRING_WORDS, 'completing', { where: placeWords(place, tools.model) });
  const ended = await whileWriting(title, tools.stoppable, (options) => tools.client.call('complete', [auditPlaceOf(place), runId], options));
  await tellEnd('complete', target, run, ended, tools);
}

interface ReadRun {
  readonly summary: RunSummary;
  readonly keeps: readonly KeptOfRun[];
}

async function readRun({ place, runId }: RunTarget, { client }: RepairTools): Promise<ReadRun | null> {
  const summary = (await client.call('runs', [place.sessionDir])).find((run) => run.runId === runId);
  if (summary === undefined) return null;
  return { summary, keeps: await client.call('keeps', [place.sessionDir, runId]) };
}

const wordsOf = (place: RecoveryPlace): { where: string; dir: string } => ({ where: profileWords(place), dir: displayPath(place.sessionDir) });

async function ask({ message, detail, button }: UndoQuestion): Promise<boolean> {
  return (await vscode.window.showInformationMessage(message, { modal: true, detail }, button)) === button;
}

async function tellEnd(
  way: EndedRun['way'],
  target: RunTarget,
  { summary, keeps }: ReadRun,
  { result, kept }: CarriedOut,
  tools: RepairTools,
): Promise<void> {
  tools.planning.forget(target.place);
  tools.proofs.forget(target.place);
  tools.changed(target.place);
  if (result.refusal === null) await auditAfter(target.place, tools);
  const titles = new Map(keeps.filter(({ isLeftover }) => !isLeftover).map((one) => [one.sessionId, keptTitleWords(one)]));
  const words = endedWords({ way, kind: summary.kind ?? 'repair', startedAt: summary.startedAt, result, kept, titles }, vscode.env.language);
  const { showInformationMessage, showWarningMessage, showErrorMessage } = vscode.window;
  const show = words.level === 'info' ? showInformationMessage : words.level === 'warning' ? showWarningMessage : showErrorMessage;
  // Not awaited: it is done, whether or not anybody ever looks at the notification.
  void show(plainMessage(toldOf(words.text, target.place, tools.model)), ...words.actions.map(endedButton)).then((answer) => {
    const run = { place: target.place, runId: result.runId ?? target.runId };
    const action = words.actions.find((one) => endedButton(one) === answer);
    if (action === 'complete') void vscode.commands.executeCommand('hermesSessions.completeRepair', run);
    if (action === 'undo') void vscode.commands.executeCommand('hermesSessions.undoRepair', run);
    if (action === 'history') void vscode.commands.executeCommand('hermesSessions.showRepairHistory');
    if (action === 'replace_settings') void vscode.commands.executeCommand('hermesSessions.undoRepair', target, true);
  });
}

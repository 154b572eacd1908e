/** Takes a repair back, whole or for one conversation, and finishes one that was interrupted. */
import * as vscode from 'vscode';
import { oneLine, shownId, visibleText } from '../../core/visibleText';
import { createFormats } from '../../core/words/format';
import { REPAIRING_WORDS } from '../../core/words/repairing';
import { say } from '../../core/words/say';
import { endedWords, type EndedRun } from '../../core/words/undoResult';
import { UNDOING_WORDS } from '../../core/words/undoing';
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
  if (!replacesSettings && !(await askUndo(target, run))) return;
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
  const { startedAt, steps, kind } = run.summary;
  const args = { time: createFormats(vscode.env.language).time(startedAt), where: profileWords(place) };
  const message = say(UNDOING_WORDS, kind === 'undo' ? 'confirmCompleteUndo' : 'confirmComplete', args);
  const done = steps.filter(({ end }) => end.state === 'applied').length;
  const dir = displayPath(place.sessionDir);
  const detail = say(UNDOING_WORDS, 'completeDetail', { done, total: steps.length, dir }, vscode.env.language);
  if (!(await ask(message, detail, UNDOING_WORDS.completeButton))) return;
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

function askUndo({ place, sessionId }: RunTarget, { summary, keeps }: ReadRun): Promise<boolean> {
  const locale = vscode.env.language;
  const meant = keeps.filter(({ isLeftover }) => !isLeftover).filter((one) => (sessionId === undefined ? one.isInEffect || one.end === 'open' : one.sessionId === sessionId));
  const [only, ...others] = meant;
  const isOne = only !== undefined && others.length === 0;
  const args = { time: createFormats(locale).time(summary.startedAt), where: profileWords(place), title: isOne ? titleOf(only) : '' };
  const key = sessionId !== undefined && isOne ? 'confirmOne' : summary.kind === 'undo' ? 'confirmUndo' : 'confirm';
  const goes =
    only === undefined
      ? UNDOING_WORDS.folderGoesBack
      : isOne
        ? goesBack(only, locale)
        : say(UNDOING_WORDS, 'goBack', { count: meant.length }, locale);
  const dir = displayPath(place.sessionDir);
  const detail = [goes, UNDOING_WORDS.changedStays, say(UNDOING_WORDS, 'keeps', { dir })].map((line) => `• ${line}`).join('\n');
  return ask(say(UNDOING_WORDS, key, args), detail, summary.kind === 'undo' ? UNDOING_WORDS.buttonUndo : UNDOING_WORDS.button);
}

function goesBack(kept: KeptOfRun, locale: string): string {
  const title = titleOf(kept);
  if (kept.original === null) return say(UNDOING_WORDS, 'goesAway', { title });
  return kept.messagesThen < 0
    ? say(UNDOING_WORDS, 'goesBackUnread', { title })
    : say(UNDOING_WORDS, 'goesBack', { title, count: kept.messagesThen }, locale);
}

async function ask(message: string, detail: string, button: string): Promise<boolean> {
  return (await vscode.window.showInformationMessage(message, { modal: true, detail }, button)) === button;
}

const titleOf = ({ title, sessionId }: KeptOfRun): string => oneLine(visibleText(title ?? ''), 60) || shownId(sessionId);

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
  const titles = new Map(keeps.filter(({ isLeftover }) => !isLeftover).map((one) => [one.sessionId, titleOf(one)]));
  const words = endedWords({ way, startedAt: summary.startedAt, result, kept, titles }, vscode.env.language);
  const { showInformationMessage, showWarningMessage, showErrorMessage } = vscode.window;
  const show = words.level === 'info' ? showInformationMessage : words.level === 'warning' ? showWarningMessage : showErrorMessage;
  const { complete } = REPAIRING_WORDS;
  const { replaceSettings } = UNDOING_WORDS;
  const buttons = [...(words.canReplaceSettings ? [replaceSettings] : []), ...(words.isInterrupted ? [complete] : [])];
  // Not awaited: it is done, whether or not anybody ever looks at the notification.
  void show(plainMessage(toldOf(words.text, target.place, tools.model)), ...buttons).then((answer) => {
    const run = { place: target.place, runId: result.runId ?? target.runId };
    if (answer === complete) void vscode.commands.executeCommand('hermesSessions.completeRepair', run);
    if (answer === replaceSettings) void vscode.commands.executeCommand('hermesSessions.undoRepair', target, true);
  });
}

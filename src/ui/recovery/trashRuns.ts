/** "Move Old Repairs to Trash…": the one way in which what a repair keeps is taken away, and only by being asked. */
import { join } from 'node:path';
import * as vscode from 'vscode';
import { RECOVERY_NAME } from '../../core/recovery/names';
import { createFormats } from '../../core/words/format';
import { HISTORY_WORDS, TRASH_DAYS, trashProblem, trashQuestion, type OldRuns } from '../../core/words/repairHistory';
import { say } from '../../core/words/say';
import type { OldRun } from '../../io/repairs/oldRuns';
import { displayPath } from '../settings';
import { choosePlace, profileWords } from './repairTarget';
import type { RecoveryPlace } from './recoveryPlace';
import type { RepairTools } from './repairTools';
import { mayWrite } from './trust';

const DAY_MS = 86_400_000;

/** @throws CancellationError; Failure worker_lost */
export async function trashOldRuns(tools: RepairTools): Promise<void> {
  if (!mayWrite()) return;
  const place = await choosePlace(tools.model.places());
  const runs = place === undefined ? undefined : await chooseAge(place, tools);
  if (place === undefined || runs === undefined || !(await confirm(place, runs))) return;
  try {
    await moveAll(place, runs);
  } finally {
    tools.changed(place);
  }
}

/** Undefined when the person leaves it, or no run is that old. */
async function chooseAge({ sessionDir }: RecoveryPlace, { client }: RepairTools): Promise<readonly OldRun[] | undefined> {
  const locale = vscode.env.language;
  const now = Date.now();
  const ages = [...TRASH_DAYS.map((days) => ({ label: say(HISTORY_WORDS, 'trashAge', { days }), before: now - days * DAY_MS })), { label: HISTORY_WORDS.trashAll, before: now }];
  const items = await Promise.all(
    ages.map(async ({ label, before }) => {
      const runs = await client.call('oldRuns', [sessionDir, before]);
      const args = { count: runs.length, size: createFormats(locale).size(bytesOf(runs)) };
      return { label, description: runs.length === 0 ? HISTORY_WORDS.trashNone : say(HISTORY_WORDS, 'trashCount', args, locale), runs };
    }),
  );
  const picked = await vscode.window.showQuickPick(items, { title: HISTORY_WORDS.trashTitle });
  if (picked?.runs.length === 0) void vscode.window.showInformationMessage(HISTORY_WORDS.trashNone);
  return picked === undefined || picked.runs.length === 0 ? undefined : picked.runs;
}

const bytesOf = (runs: readonly OldRun[]): number => runs.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);

async function confirm(place: RecoveryPlace, runs: readonly OldRun[]): Promise<boolean> {
  const { message, detail } = trashQuestion(wordsOf(place, runs), vscode.env.language);
  const { trashButton } = HISTORY_WORDS;
  return (await vscode.window.showWarningMessage(message, { modal: true, detail }, trashButton)) === trashButton;
}

const wordsOf = (place: RecoveryPlace, runs: readonly OldRun[]): OldRuns => ({
  where: profileWords(place),
  dir: displayPath(join(place.sessionDir, RECOVERY_NAME)),
  count: runs.length,
  sizeBytes: bytesOf(runs),
});

/** Oldest first, and no further than the first that stays: an undo must not go before the repair that it took back. */
async function moveAll(place: RecoveryPlace, runs: readonly OldRun[]): Promise<void> {
  const locale = vscode.env.language;
  let done = 0;
  for (const { runId } of runs) {
    const folder = vscode.Uri.file(join(place.sessionDir, RECOVERY_NAME, runId));
    try {
      // Safe: a run's own folder, by a name of the thread's listing, and only to where it can be had back from.
      await vscode.workspace.fs.delete(folder, { recursive: true, useTrash: true });
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      const { text, button } = trashProblem(problem, done, wordsOf(place, runs), locale);
      void vscode.window.showWarningMessage(text, HISTORY_WORDS[button]).then((answer) => {
        if (answer === HISTORY_WORDS.copyPath) void vscode.env.clipboard.writeText(join(place.sessionDir, RECOVERY_NAME));
        if (answer === HISTORY_WORDS.tryAgain) void vscode.commands.executeCommand('hermesSessions.trashOldRepairs');
      });
      return;
    }
    done += 1;
  }
  void vscode.window.showInformationMessage(say(HISTORY_WORDS, 'trashed', { count: done }, locale));
}

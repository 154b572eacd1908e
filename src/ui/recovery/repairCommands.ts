/** What the commands of repairs do. */
import * as vscode from 'vscode';
import { sourceOfPath } from '../../core/transcriptTarget';
import { createFormats } from '../../core/words/format';
import { HISTORY_WORDS } from '../../core/words/repairHistory';
import { REPAIRING_WORDS } from '../../core/words/repairing';
import { say } from '../../core/words/say';
import type { CommandsOf } from '../commands';
import { keptTitle, type HistoryNode } from './historyNodes';
import { repairFindings } from './repairFindings';
import { HISTORY_VIEW } from './repairHistory';
import { rowTarget, tickedTarget, type RepairTarget } from './repairTarget';
import type { RepairTools } from './repairTools';
import { reviewChanges } from './reviewChanges';
import { trashOldRuns } from './trashRuns';
import { completeInterrupted, completeRepair, undoLastRepair, undoRepair, type RunTarget } from './undoRepair';

type RepairCommandId =
  `hermesSessions.${'reviewChanges' | 'repairSafe' | 'repairFinding' | 'undoLastRepair' | 'undoRepair' | 'completeRepair' | 'stopRepair' | 'showRepairHistory' | 'openOriginal' | 'trashOldRepairs'}`;

export function createRepairCommands(tools: RepairTools, history: vscode.TreeView<HistoryNode>): CommandsOf<RepairCommandId> {
  /** What is named, or the finding of a row, else all that is ticked; says so when that is nothing. */
  const targetOf = async (row: unknown): Promise<RepairTarget | undefined> => {
    const target = namedTarget(row) ?? rowTarget(row) ?? (await tickedTarget(tools.model));
    const hasTicked = tools.model.places().some((place) => tools.model.ticked(place).length > 0);
    if (target === undefined && !hasTicked) void vscode.window.showInformationMessage(REPAIRING_WORDS.nothingTicked);
    return target;
  };
  const repair = async (row: unknown): Promise<void> => {
    const target = await targetOf(row);
    if (target !== undefined) await repairFindings(target, tools);
  };
  return {
    'hermesSessions.reviewChanges': async (row) => {
      const target = await targetOf(row);
      if (target !== undefined) await reviewChanges(target, tools);
    },
    'hermesSessions.repairSafe': () => repair(undefined),
    'hermesSessions.repairFinding': repair,
    'hermesSessions.undoLastRepair': () => undoLastRepair(tools),
    'hermesSessions.undoRepair': async (row, replacesSettings) => {
      const run = runOf(row);
      if (run !== null) await undoRepair(run, tools, replacesSettings === true);
    },
    'hermesSessions.completeRepair': async (row) => {
      const run = runOf(row);
      await (run === null ? completeInterrupted(tools) : completeRepair(run, tools));
    },
    'hermesSessions.stopRepair': () => tools.stoppable.stop(),
    'hermesSessions.showRepairHistory': () => vscode.commands.executeCommand(`${HISTORY_VIEW}.focus`),
    'hermesSessions.openOriginal': (row) => openOriginal(isKept(row) ? row : history.selection[0], tools),
    'hermesSessions.trashOldRepairs': () => trashOldRuns(tools),
  };
}

/** A target that a notification was about, as it was when it came. */
const namedTarget = (row: unknown): RepairTarget | null =>
  typeof row === 'object' && row !== null && 'place' in row && 'found' in row && Array.isArray(row.found) ? (row as RepairTarget) : null;

const isKept = (row: unknown): row is HistoryNode =>
  typeof row === 'object' && row !== null && 'kind' in row && row.kind === 'kept';

/** What a repair keeps, as a transcript. */
async function openOriginal(node: HistoryNode | undefined, { read }: RepairTools): Promise<void> {
  if (node?.kind !== 'kept') return;
  const { place, sessionId, kept, run } = node;
  if (kept.original === null) return void vscode.window.showInformationMessage(HISTORY_WORDS.noOriginal);
  const time = createFormats(vscode.env.language).dayAndTime(run.startedAt);
  await read(place, sessionId, sourceOfPath(kept.original), say(HISTORY_WORDS, 'originalTitle', { title: keptTitle(kept), time }));
}

/** A run that is named, or that a finding is about; null for anything else. */
function runOf(row: unknown): RunTarget | null {
  if (typeof row === 'object' && row !== null && 'runId' in row && 'place' in row) return row as RunTarget;
  const target = rowTarget(row);
  const run = target?.found[0]?.item.evidence.run;
  return target !== null && typeof run === 'string' ? { place: target.place, runId: run } : null;
}

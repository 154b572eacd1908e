/** Every command, by the id that the manifest contributes, and the one funnel that catches what they throw. */
import * as vscode from 'vscode';
import { CancellationError, Failure } from '../core/failure';
import { describeFailure } from '../core/words/describeFailure';
import { SESSION_WORDS } from '../core/words/sessions';

export const COMMAND_IDS = [
  'hermesSessions.refreshSessions',
  'hermesSessions.chooseShown',
  'hermesSessions.openSession',
  'hermesSessions.openTranscript',
  'hermesSessions.openAsDocument',
  'hermesSessions.openAsTranscript',
  'hermesSessions.openCopy',
  'hermesSessions.copySessionId',
  'hermesSessions.copyLink',
  'hermesSessions.copySelection',
  'hermesSessions.copyMessage',
  'hermesSessions.copyMessageMarkdown',
  'hermesSessions.copyCode',
  'hermesSessions.copyToolOutput',
  'hermesSessions.copyMessageLink',
  'hermesSessions.copyResumeCommand',
  'hermesSessions.resumeInTerminal',
  'hermesSessions.exportConversation',
  'hermesSessions.chooseHome',
  'hermesSessions.showMoreRows',
  'hermesSessions.explainNotice',
  'hermesSessions.showRecoveryHelp',
  'hermesSessions.showLog',
  'hermesSessions.runRecoveryAudit',
  'hermesSessions.cancelRecoveryAudit',
  'hermesSessions.showMoreFindings',
  'hermesSessions.reviewChanges',
  'hermesSessions.repairSafe',
  'hermesSessions.repairFinding',
  'hermesSessions.mergeCopies',
  'hermesSessions.undoLastRepair',
  'hermesSessions.undoRepair',
  'hermesSessions.completeRepair',
  'hermesSessions.stopRepair',
  'hermesSessions.showRepairHistory',
  'hermesSessions.openOriginal',
  'hermesSessions.trashOldRepairs',
  'hermesSessions.showFinding',
  'hermesSessions.openPreviousCopy',
  'hermesSessions.showRecoveryReport',
  'hermesSessions.copyRecoveryReport',
  'hermesSessions.revealFindingFile',
  'hermesSessions.dismissFinding',
  'hermesSessions.bringBackFinding',
  'hermesSessions.chooseRepairs',
] as const;

export type CommandId = (typeof COMMAND_IDS)[number];

/** What a command does with the arguments VS Code hands it, which are unknown until looked at. */
export type Command = (...args: readonly unknown[]) => unknown;
export type CommandTable = Readonly<Record<CommandId, Command>>;
/** The part of the table that one file makes. */
export type CommandsOf<Id extends CommandId> = Readonly<Record<Id, Command>>;

export function registerCommands(commands: CommandTable, log: vscode.LogOutputChannel): vscode.Disposable {
  const registered = COMMAND_IDS.map((id) =>
    vscode.commands.registerCommand(id, async (...args: unknown[]) => {
      try {
        await commands[id](...args);
      } catch (error) {
        await tell(error, log);
      }
    }),
  );
  return vscode.Disposable.from(...registered);
}

/** What the person hears of an error: a sentence for a failure, nothing for a cancellation, the log for a bug. */
export async function tell(error: unknown, log: vscode.LogOutputChannel): Promise<void> {
  if (error instanceof CancellationError) return;
  const { openLog, unexpected } = SESSION_WORDS;
  if (!(error instanceof Failure)) log.error(error instanceof Error ? error : String(error));
  const words = error instanceof Failure ? describeFailure(error, vscode.env.language) : unexpected;
  const answer = await vscode.window.showErrorMessage(words, openLog);
  if (answer === openLog) log.show();
}

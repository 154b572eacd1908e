/** Going on with a conversation in Hermes: as a command to copy, or in a terminal. */
import * as vscode from 'vscode';
import type { ConversationRow } from '../core/conversation';
import { isResumable, resumeCommand, resumeText, type ResumeCommand } from '../core/resumeCommand';
import { rowLabel } from '../core/words/rowWords';
import { SESSION_WORDS } from '../core/words/sessions';
import type { ProfileModel } from './profileModel';

/** Null where Hermes cannot go on with it: no row in state.db, an odd id, or a database without its home. */
export function resumeCommandOf(model: ProfileModel, row: ConversationRow): ResumeCommand | null {
  const { profile, rootPath, foundBy, isStandalone } = model.location;
  if (isStandalone || !isResumable(row)) return null;
  // What Hermes finds by itself in a new terminal, too: its usual place, or what its variable says.
  const home = foundBy === 'default' || foundBy === 'HERMES_HOME' ? null : rootPath;
  return resumeCommand(row.id, { profile, home });
}

export async function copyResumeCommand(model: ProfileModel, row: ConversationRow): Promise<void> {
  const command = resumeCommandOf(model, row);
  if (command === null) {
    await vscode.window.showInformationMessage(SESSION_WORDS.notResumable);
    return;
  }
  await vscode.env.clipboard.writeText(resumeText(command, process.platform === 'win32'));
  vscode.window.setStatusBarMessage(SESSION_WORDS.resumeCopied, 3_000);
}

/** A program with its arguments: nothing is typed into a shell, so that nothing is read as more than it is. */
export async function resumeInTerminal(model: ProfileModel, row: ConversationRow): Promise<void> {
  const command = resumeCommandOf(model, row);
  if (command === null || !vscode.workspace.isTrusted) {
    await vscode.window.showInformationMessage(command === null ? SESSION_WORDS.notResumable : SESSION_WORDS.resumeUntrusted);
    return;
  }
  const terminal = vscode.window.createTerminal({
    name: rowLabel(row),
    shellPath: command.program,
    shellArgs: [...command.args],
    env: { ...command.environment },
  });
  terminal.show();
}

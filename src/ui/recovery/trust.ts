/** Nothing is written for a workspace that is not trusted. */
import * as vscode from 'vscode';
import { REPAIRING_WORDS } from '../../core/words/repairing';

/** Says so when it may not. */
export function mayWrite(): boolean {
  if (vscode.workspace.isTrusted) return true;
  const { untrusted, manageTrust } = REPAIRING_WORDS;
  void vscode.window.showWarningMessage(untrusted, manageTrust).then((answer) => {
    if (answer === manageTrust) void vscode.commands.executeCommand('workbench.trust.manage');
  });
  return false;
}

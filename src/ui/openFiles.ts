/** Files that conversations name, in the editor: only in a workspace that is trusted, and only on disks of this machine. */
import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { FileLookup } from '../io/fileLookup';
import { visibleText } from '../core/visibleText';
import type { ConversationFiles } from './conversationPort';
import { displayPath } from './settings';

const foldersOnDisk = (): string[] =>
  (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file').map(({ uri }) => uri.fsPath);

/** One for all transcripts, so that what they ask together is bounded. `isTrusted` is asked each time: trust is given and taken. */
export function createOpenFiles(isTrusted: () => boolean = () => vscode.workspace.isTrusted): ConversationFiles {
  const lookup = new FileLookup({ rules: () => ({ platform: process.platform, homedir: homedir(), folders: foldersOnDisk() }) });
  return {
    find: async (path, bases) => (isTrusted() ? lookup.find(path, bases) : null),
    label: (path) => {
      const name = vscode.workspace.asRelativePath(vscode.Uri.file(path), true);
      return name === path ? displayPath(path) : visibleText(name);
    },
    open: async (path, line, column) => {
      const at = line === null ? undefined : new vscode.Position(line - 1, (column ?? 1) - 1);
      const options = { preview: true, ...(at !== undefined && { selection: new vscode.Range(at, at) }) };
      // As the editor opens it: a picture is a picture, and what is no text asks first.
      await vscode.commands.executeCommand('vscode.open', vscode.Uri.file(path), options);
    },
  };
}

/** The file that a finding is about, on the disk. */
import { join } from 'node:path';
import * as vscode from 'vscode';
import { isUnsafeId } from '../../core/recovery/names';
import { visibleText } from '../../core/visibleText';
import { RECOVERY_WORDS } from '../../core/words/recoveryView';
import { say } from '../../core/words/say';
import { nodeFiles } from '../../io/files';
import { displayPath } from '../settings';
import type { FindingNode } from './recoveryNodes';

/** The conversation file, else its previous copy, else the database or the session directory. */
export function fileOfFinding({ place, found }: FindingNode): string {
  const { session_id: id, evidence } = found.item;
  if (typeof evidence.database === 'string' && id === '') return evidence.database;
  // A name that could lead elsewhere is none that is put together here.
  if (id === '' || isUnsafeId(id)) return place.sessionDir;
  const [live, backup] = [join(place.sessionDir, `${id}.json`), join(place.sessionDir, `${id}.json.bak`)];
  return [live, backup].find(isThere) ?? live;
}

/** As a person reads it. */
export const pathOfFinding = (node: FindingNode): string => visibleText(displayPath(fileOfFinding(node)));

/** Shows the file where the system keeps files; from another machine nobody can, and its path is copied. */
export async function revealFinding(node: FindingNode): Promise<void> {
  const file = fileOfFinding(node);
  const path = isThere(file) ? file : node.place.sessionDir;
  const isHere = vscode.env.remoteName === undefined && vscode.env.uiKind === vscode.UIKind.Desktop;
  if (isHere) {
    await vscode.commands.executeCommand('revealFileInOS', vscode.Uri.file(path));
    return;
  }
  await vscode.env.clipboard.writeText(path);
  await vscode.window.showInformationMessage(say(RECOVERY_WORDS, 'pathCopied', { path: visibleText(path) }));
}

function isThere(path: string): boolean {
  try {
    return nodeFiles.stat(path) !== null;
  } catch {
    // It is there, and nobody may look at it.
    return true;
  }
}

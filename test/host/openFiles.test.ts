import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { createOpenFiles } from '../../src/ui/openFiles';

describe('files that conversations name', () => {
  let folder: string;
  before(() => {
    const [first] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(first, 'the tests open a folder');
    folder = join(first.uri.fsPath, 'named');
    fs.mkdirSync(folder);
    fs.writeFileSync(join(folder, 'pier.ts'), Array.from({ length: 9 }, (_, i) => `export const pier${i} = 1;\n`).join(''));
  });
  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    fs.rmSync(folder, { recursive: true, force: true });
  });

  it('are found where the session worked, and only while the workspace is trusted', async () => {
    let isTrusted = false;
    const files = createOpenFiles(() => isTrusted);
    assert.equal(await files.find('pier.ts', [folder]), null);
    isTrusted = true;
    assert.equal(await files.find('pier.ts', [folder]), join(folder, 'pier.ts'));
    assert.equal(await files.find('quay.ts', [folder]), null);
    isTrusted = false;
    assert.equal(await files.find('pier.ts', [folder]), null);
  });

  it('are called as the workspace calls them, and open at their line', async () => {
    const files = createOpenFiles();
    const path = join(folder, 'pier.ts');
    assert.match(files.label(path), /^[^/\\]+\/named\/pier\.ts$/);
    assert.match(files.label(join(folder, 'pier\u202est.exe')), /named\/pier⟨U\+202E⟩st\.exe$/);
    await files.open(path, 4, 8);
    const editor = vscode.window.activeTextEditor;
    assert.equal(editor?.document.uri.fsPath, path);
    assert.deepEqual([editor.selection.active.line, editor.selection.active.character], [3, 7]);
    // A line behind the end is the end, and not an error.
    await files.open(path, 4_000_000, null);
    assert.equal(vscode.window.activeTextEditor?.document.uri.fsPath, path);
  });
});

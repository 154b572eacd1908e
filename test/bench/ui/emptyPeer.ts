/** The peer: an extension whose status bar entry opens an empty webview, one article with one word. */
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createVSIX } from '@vscode/vsce';

export const PEER_ENTRY = 'Open the empty webview';
export const PEER_TITLE = 'Empty webview';

const MANIFEST = {
  name: 'empty-webview',
  publisher: 'bench',
  displayName: 'Empty webview',
  description: 'Opens an empty webview.',
  version: '0.0.1',
  license: 'MIT',
  files: ['extension.js'],
  engines: { vscode: '^1.100.0' },
  main: './extension.js',
  activationEvents: ['onStartupFinished'],
};

const CODE = `
const vscode = require('vscode');
exports.activate = (context) => {
  const open = vscode.commands.registerCommand('emptyWebview.open', () => {
    const panel = vscode.window.createWebviewPanel('emptyWebview', '${PEER_TITLE}', vscode.ViewColumn.One, { enableScripts: true });
    panel.webview.html = '<!DOCTYPE html><html lang="en"><body><article>Empty</article></body></html>';
  });
  const entry = vscode.window.createStatusBarItem(vscode.StatusBarAlignment.Left);
  Object.assign(entry, { text: '${PEER_ENTRY}', command: 'emptyWebview.open' });
  entry.show();
  context.subscriptions.push(open, entry);
};
`;

/** Packages the peer as `dir`/peer.vsix and returns its path. */
export async function packageEmptyPeer(dir: string): Promise<string> {
  const cwd = fs.mkdtempSync(join(tmpdir(), 'hs-'));
  try {
    fs.writeFileSync(join(cwd, 'package.json'), JSON.stringify(MANIFEST));
    fs.writeFileSync(join(cwd, 'extension.js'), CODE);
    fs.writeFileSync(join(cwd, 'README.md'), 'Opens an empty webview.\n');
    const packagePath = join(dir, 'peer.vsix');
    await createVSIX({ cwd, packagePath, dependencies: false, allowMissingRepository: true, skipLicense: true });
    return packagePath;
  } finally {
    fs.rmSync(cwd, { recursive: true, force: true });
  }
}

import * as assert from 'node:assert/strict';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { rowOf } from '../../src/ui/sessionNodes';
import { until } from './effects';
import { createProfiles, extension } from './extension';

interface Manifest {
  readonly contributes: {
    readonly commands?: readonly { readonly command: string }[];
    readonly views: Record<string, readonly { readonly id: string }[]>;
  };
}

describe('activation', () => {
  it('waits for the view, and happens when it is opened', async () => {
    assert.equal(extension().isActive, false, 'active before anything of it was used');
    await vscode.commands.executeCommand('workbench.view.extension.hermesSessions');
    await until(() => extension().isActive);
  });

  it('reads the Markdown parser with the first transcript and not before', async () => {
    const isRead = (file: string): boolean => Object.keys(require.cache).some((path) => path.endsWith(join('dist', file)));
    assert.ok(isRead('extension.js'), 'the built extension is not what runs here');
    assert.ok(!isRead('markdown.js'), 'read before it is needed');
    const profiles = createProfiles([]);
    const [model] = await profiles.readyModels();
    const [group] = model?.overview?.groups ?? [];
    assert.ok(model && group);
    const [row] = await model.client.call('rows', [[], Date.now(), group.key, 0, 1]);
    assert.ok(row);
    await vscode.commands.executeCommand('hermesSessions.openTranscript', rowOf({ kind: 'conversation', model, row }));
    await until(() => isRead('markdown.js'));
    profiles.dispose();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('registers exactly the commands of the manifest', async () => {
    await extension().activate();
    const manifest = extension().packageJSON as Manifest;
    const contributed = (manifest.contributes.commands ?? []).map((c) => c.command).sort();
    // VS Code makes commands of its own for every view: `<view id>.focus`, `.open`, `.removeView` and so on.
    const views = Object.values(manifest.contributes.views)
      .flat()
      .map((view) => `${view.id}.`);
    const registered = (await vscode.commands.getCommands(true))
      .filter((id) => id.startsWith('hermesSessions.') && !views.some((view) => id.startsWith(view)))
      .sort();
    assert.deepEqual(registered, contributed);
  });
});

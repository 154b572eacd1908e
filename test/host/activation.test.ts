import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';

const ID = 'hermes-sessions.hermes-sessions';

interface Manifest {
  readonly contributes: {
    readonly commands?: readonly { readonly command: string }[];
    readonly views: Record<string, readonly { readonly id: string }[]>;
  };
}

function extension(): vscode.Extension<unknown> {
  const found = vscode.extensions.getExtension(ID);
  assert.ok(found, `${ID} is not installed`);
  return found;
}

/** Looks again until it holds; the test's own time limit ends it. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise((resolve) => setTimeout(resolve, 20));
}

describe('activation', () => {
  it('waits for the view, and happens when it is opened', async () => {
    assert.equal(extension().isActive, false, 'active before anything of it was used');
    await vscode.commands.executeCommand('workbench.view.extension.hermesSessions');
    await until(() => extension().isActive);
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

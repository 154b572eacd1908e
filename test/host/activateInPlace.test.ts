import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { activate } from '../../src/extension';
import { until, watchEffects } from './effects';
import { createProfiles, extension, memoryMemento } from './extension';

/**
 * What is proved here can only be seen before VS Code itself activates the extension, which registers the same commands
 * and has threads of its own: files are run in alphabetical order.
 */
describe('the extension before it is activated', () => {
  const registered = async (): Promise<boolean> =>
    (await vscode.commands.getCommands(true)).includes('hermesSessions.refreshSessions');

  it('activates without a look at a file or a thread while the view is closed, and can be disposed', async () => {
    assert.equal(extension().isActive, false, 'another test has activated the extension');
    const home = process.env.HERMES_HOME;
    assert.ok(home);
    const effects = watchEffects(home);
    const { extensionUri } = extension();
    const context = { extension: extension(), extensionUri, globalState: memoryMemento(), subscriptions: [] as vscode.Disposable[] };
    try {
      activate(context as unknown as vscode.ExtensionContext);
      // Until VS Code's other process has heard of it all, and has said whether the view is visible.
      await until(registered);
      assert.deepEqual(effects.touched, []);
      assert.equal(effects.workers.size, 0);
    } finally {
      for (const disposable of context.subscriptions.reverse()) disposable.dispose();
      effects.stop();
    }
    await until(async () => !(await registered()));
  });

  it('reads each profile in a thread of its own, which ends when the extension does', async () => {
    assert.equal(extension().isActive, false, 'another test has activated the extension');
    const effects = watchEffects(process.env.HERMES_HOME ?? '');
    const errors: unknown[] = [];
    const profiles = createProfiles(errors);
    try {
      assert.equal((await profiles.readyModels()).length, 2);
      await until(() => effects.workers.size === 2);
    } finally {
      profiles.dispose();
    }
    await until(() => effects.workers.size === 0);
    effects.stop();
    assert.deepEqual(errors, []);
  });
});

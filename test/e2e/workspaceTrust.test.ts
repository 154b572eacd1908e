import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FixtureDatabase } from '../support/fixtureDatabase';
import { openWorkbench, type Workbench } from './harness';

describe('a workspace that is not trusted', () => {
  let scratch: string;
  let workbench: Workbench;
  before(async () => {
    scratch = fs.mkdtempSync(join(tmpdir(), 'hs-'));
    const folder = join(scratch, 'workspace');
    fs.mkdirSync(join(folder, '.hermes'), { recursive: true });
    fs.mkdirSync(join(folder, '.vscode'));
    const db = await FixtureDatabase.create();
    db.addSession({ id: 'a', title: 'Lies in the workspace', message_count: 1 });
    db.addMessage({ session_id: 'a', role: 'user', content: 'Hello' });
    db.toFile(join(folder, '.hermes', 'state.db'));
    db.toFile(join(scratch, 'elsewhere.db'));
    db.close();
    const settings = { 'hermesSessions.stateDb': join(scratch, 'elsewhere.db') };
    fs.writeFileSync(join(folder, '.vscode', 'settings.json'), JSON.stringify(settings));
    workbench = await openWorkbench({ folder, trusted: false });
    await workbench.openView();
  });
  after(async () => {
    await workbench?.close();
    fs.rmSync(scratch, { recursive: true, force: true });
  });

  it('points the extension nowhere, neither by its folders nor by its settings, and the view says so', async () => {
    const view = workbench.page.locator('.part.sidebar .pane-body').first();
    await view
      .getByText(/This workspace is not trusted, so its folders and settings are not looked at/)
      .waitFor({ timeout: 60_000 });
    await workbench.screenshot('view-untrusted');
    await view.getByRole('button', { name: 'Choose a Folder…' }).waitFor();
    assert.deepEqual(await workbench.treeRows(), []);
  });

  it('is listed as soon as it is trusted', async () => {
    const { page } = workbench;
    const view = page.locator('.part.sidebar .pane-body').first();
    await view.getByRole('button', { name: 'Manage Trust' }).click();
    await page.locator('.workspace-trust-editor').getByRole('button', { name: 'Trust', exact: true }).click();
    await workbench.waitForRows((rows) => rows.some((row) => row.label === 'Lies in the workspace'));
  });
});

describe('a transcript in a workspace that is not trusted', () => {
  let scratch: string;
  let workbench: Workbench;
  before(async () => {
    scratch = fs.mkdtempSync(join(tmpdir(), 'hs-'));
    const [home, folder] = [join(scratch, 'home'), join(scratch, 'workspace')];
    for (const made of [home, folder]) fs.mkdirSync(made);
    fs.writeFileSync(join(folder, 'pier.ts'), 'export const pier = 1;\n');
    const db = await FixtureDatabase.create();
    db.addSession({ id: 'a', title: 'Names a file', message_count: 1, cwd: folder });
    db.addMessage({ session_id: 'a', role: 'user', content: 'Look at pier.ts:1, please' });
    db.toFile(join(home, 'state.db'));
    db.close();
    workbench = await openWorkbench({ home, folder, trusted: false });
    await workbench.openView();
    await workbench.waitForRows((rows) => rows.some((row) => row.label === 'Names a file'));
  });
  after(async () => {
    await workbench?.close();
    fs.rmSync(scratch, { recursive: true, force: true });
  });

  it('has links to files as soon as it is trusted, where it stands', async () => {
    const { page } = workbench;
    await workbench.openRow('Names a file');
    const text = workbench.webview().locator('.read', { hasText: 'Look at pier.ts:1' });
    await text.waitFor();
    assert.equal(await text.locator('a.path').count(), 0);
    // Beside it: a transcript that is hidden asks anew in any case.
    await workbench.command('View: New Editor Group to the Right');
    await workbench.command('Workspaces: Manage Workspace Trust');
    const trust = page.locator('.workspace-trust-editor').getByRole('button', { name: 'Trust', exact: true });
    await trust.waitFor();
    assert.equal(await text.locator('a.path').count(), 0);
    await trust.click();
    await text.locator('a.path', { hasText: 'pier.ts:1' }).waitFor({ timeout: 30_000 });
  });
});

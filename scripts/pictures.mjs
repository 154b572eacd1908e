/**
 * `node scripts/pictures.mjs --home DIR`
 *
 * The pictures of the README and of the walkthrough, in `media/`, of the packaged extension on a sample home that is made
 * in DIR. DIR stands in the pictures and must not exist yet.
 */
import { existsSync, mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { installServerBuild } from './hosts.mjs';
import { packageExtension } from './package.mjs';
import { exitOnSignals, Problem, root, runNode, stop } from './process.mjs';
import { installDependencies, requireChromium } from './setup.mjs';

const HOST = '1.139';
const SHRUNKEN = 'Chat shrank: 240';
const media = (name) => join(root, 'media', name);

exitOnSignals(130);
try {
  const { values } = parseArgs({ options: { home: { type: 'string' } } });
  if (values.home === undefined || existsSync(values.home)) throw new Problem('Name a folder that is not there: --home DIR');
  await installDependencies();
  const { code } = await runNode(['esbuild.mjs', '--tests']);
  if (code !== 0) throw new Problem('The build failed.');
  // The manifest names the pictures, so the folder has to be there before they are.
  mkdirSync(media('walkthrough'), { recursive: true });
  await packageExtension({ quiet: true });
  await installServerBuild(HOST);
  process.env.CHROMIUM = await requireChromium();
  const require = createRequire(import.meta.url);
  await require(join(root, 'out/js/test/support/sampleHome.js')).makeSampleHome(values.home, { now: Date.now() });
  const { attempt, openWorkbench } = require(join(root, 'out/js/test/e2e/harness.js'));
  for (const theme of ['dark', 'light']) {
    await overview(openWorkbench, values.home, theme);
    await walkthrough(openWorkbench, attempt, values.home, theme);
  }
} catch (error) {
  stop(error);
}

async function overview(openWorkbench, home, theme) {
  const workbench = await openWorkbench({ version: HOST, home, theme });
  try {
    await workbench.openView();
    await workbench.waitForRows((rows) => rows.some(({ label }) => label.startsWith('Why is the build red')));
    await workbench.resizeSideBar(425);
    await workbench.openRow('Why is the build red on main?');
    await workbench.webview().locator('h1').first().waitFor();
    await settle(workbench);
    await workbench.page.screenshot({ path: media(`readme/overview-${theme}.png`) });
  } finally {
    await workbench.close();
  }
}

/** Leaves the home as damaged as it was: its last steps repair and take back. */
async function walkthrough(openWorkbench, attempt, home, theme) {
  const workbench = await openWorkbench({ version: HOST, home, theme, width: 1120, height: 640 });
  const { page } = workbench;
  const take = async (step) => {
    await settle(workbench);
    await page.screenshot({ path: media(`walkthrough/${step}-${theme}.png`) });
  };
  const dialog = page.locator('.monaco-dialog-box');
  const press = async (name) => {
    await dialog.getByRole('button', { name, exact: true }).press('Enter');
    await dialog.waitFor({ state: 'hidden' });
  };
  try {
    await workbench.openView();
    await workbench.setViewOpen('Sessions', false);
    await workbench.setViewOpen('Recovery', true);
    await workbench.resizeSideBar(390);
    const recovery = workbench.view('Recovery');
    await recovery.waitForRows((rows) => rows.some(({ label }) => label.startsWith(SHRUNKEN)));
    await attempt(async () => {
      await recovery.body.locator('.monaco-list-row', { hasText: SHRUNKEN }).first().click();
      await workbench.webview().getByRole('heading', { name: SHRUNKEN }).waitFor({ timeout: 8_000 });
    });
    await take('find');
    await workbench.command('Hermes Sessions: Open Previous Copy');
    await workbench.webview().getByRole('feed').waitFor();
    await take('read');
    await workbench.command('Hermes Sessions: Review Changes…');
    await page.getByText('after the repair · 242 messages').first().waitFor();
    await take('review');
    await workbench.command('Hermes Sessions: Repair Safe Findings…');
    await dialog.waitFor();
    await take('repair');
    await press('Repair');
    await page.locator('.notification-list-item', { hasText: 'are back' }).first().waitFor({ timeout: 60_000 });
    await workbench.command('View: Close All Editors');
    await workbench.command('Notifications: Clear All Notifications');
    await workbench.command('Hermes Sessions: Show Repair History');
    const history = workbench.view('Repair History');
    await history.waitForRows((rows) => rows.some(({ label }) => label.startsWith('Repair of')));
    await workbench.setViewOpen('Recovery', false);
    await history.body.locator('.monaco-list-row').first().press('ArrowRight');
    await take('takeBack');
    await workbench.command('Hermes Sessions: Undo Last Repair…');
    await press('Undo Repair');
    await page.locator('.notification-list-item').first().waitFor({ timeout: 60_000 });
  } finally {
    await workbench.close();
  }
}

/** Fonts, and what is drawn after the first frame; the mouse where nothing explains itself. */
async function settle({ page }) {
  await page.mouse.move(700, page.viewportSize().height - 4);
  await page.waitForTimeout(2_500);
}

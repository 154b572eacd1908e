/**
 * `node scripts/pictures.mjs --home DIR`
 *
 * The pictures of the README and of the walkthrough, in `media/`, of the packaged extension on a sample home that is made
 * in DIR. DIR stands in the pictures and must not exist yet.
 */
import { existsSync, mkdirSync, rmSync } from 'node:fs';
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
  const { makeSampleHome } = require(join(root, 'out/js/test/support/sampleHome.js'));
  const { attempt, openWorkbench } = require(join(root, 'out/js/test/e2e/harness.js'));
  for (const theme of ['dark', 'light']) {
    // Safe: it was not there before this program. What was repaired and taken back is not found quite as it was before.
    rmSync(values.home, { recursive: true, force: true });
    await makeSampleHome(values.home, { now: Date.now() });
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
    await workbench.setViewOpen('Recovery', false);
    const history = workbench.view('Repair History');
    await attempt(async () => {
      await workbench.command('Hermes Sessions: Show Repair History');
      await page.keyboard.press('Home');
      await page.keyboard.press('ArrowRight');
      await history.body.locator('[aria-level="2"]').first().waitFor({ timeout: 5_000 });
    });
    await take('takeBack');
  } finally {
    await workbench.close();
  }
}

/** Fonts, and what is drawn after the first frame; the mouse where nothing explains itself. */
async function settle({ page }) {
  await page.mouse.move(700, page.viewportSize().height - 4);
  await page.waitForTimeout(2_500);
}

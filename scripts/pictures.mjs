/**
 * `node scripts/pictures.mjs --home DIR [--only overview|transcripts|walkthrough]`
 *
 * The pictures of the README, in 256 colours, and of the walkthrough, in 64, in `media/`, of the packaged extension on a
 * sample home that is made in DIR. DIR stands in the pictures and must not exist yet.
 */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { installServerBuild } from './hosts.mjs';
import { packageExtension } from './package.mjs';
import { exitOnSignals, Problem, root, runNode, stop } from './process.mjs';
import { installDependencies, requireChromium } from './setup.mjs';

const HOST = '1.139';
const SHRUNKEN = 'Chat shrank: 240';
/** The look of a transcript, each in its four themes: name of the file, key of its title, and keys that lead to what it shows. */
const LOOKS = [
  ['prose', ['Home']],
  ['tools', ['Home', 'X', 'e']],
  ['recovered', ['End']],
  ['rtl', ['Home']],
];
/** Between the pictures of a sheet. */
const SHEET = [128, 128, 128];
const THEMES = ['dark', 'light', 'hcDark', 'hcLight'];
const media = (name) => join(root, 'media', name);
/** Of `test/support`, which is built first. */
let decodePng, encodeFewColours, sheet;
const save = (name, picture, colours) => writeFileSync(media(name), encodeFewColours(picture, colours));

exitOnSignals(130);
try {
  const { values } = parseArgs({ options: { home: { type: 'string' }, only: { type: 'string' } } });
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
  const { makeLookHome, LOOK_TITLES } = require(join(root, 'out/js/test/support/lookHome.js'));
  const { attempt, openWorkbench } = require(join(root, 'out/js/test/e2e/harness.js'));
  ({ decodePng, encodeFewColours, sheet } = require(join(root, 'out/js/test/support/fewColours.js')));
  const isWanted = (part) => values.only === undefined || values.only === part;
  // Safe: it was not there before this program.
  const forget = () => rmSync(values.home, { recursive: true, force: true });
  if (isWanted('transcripts')) {
    await makeLookHome(values.home, Date.now());
    await repairLost(values.home);
    await transcripts(openWorkbench, values.home, LOOK_TITLES);
    forget();
  }
  for (const theme of ['dark', 'light']) {
    // What was repaired and taken back is not found quite as it was before.
    forget();
    await makeSampleHome(values.home, { now: Date.now() });
    if (isWanted('overview')) await overview(openWorkbench, values.home, theme);
    if (isWanted('walkthrough')) await walkthrough(openWorkbench, attempt, values.home, theme);
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
    save(`readme/overview-${theme}.png`, decodePng(await workbench.page.screenshot()));
  } finally {
    await workbench.close();
  }
}

/** Brings the lost conversation back, so that what a repair leaves is in the picture. */
async function repairLost(home) {
  const { code, output } = await runNode(['dist/cli.js', 'repair', '--home', home, '--kind', 'shrunken_live', '--kind', 'stale_pending'], {
    quiet: true,
  });
  if (!output.includes('done')) throw new Problem(`The lost conversation did not come back (exit code ${code}):\n${output}`);
}

/** One sheet a conversation in the four themes, and one of all of them as narrow as a transcript gets. */
async function transcripts(openWorkbench, home, titles) {
  const workbench = await openWorkbench({ version: HOST, home, width: 1180, height: 900 });
  const { page } = workbench;
  const resize = async (width, height) => {
    // Beside the bar of activities, below the tabs, above the bar of states.
    await page.setViewportSize({ width: width + 48, height: height + 57 });
    await page.waitForTimeout(500);
  };
  const take = async (keys) => {
    for (const key of keys) {
      await workbench.webview().locator('[role=feed]').press(key);
      await page.waitForTimeout(400);
    }
    await page.mouse.move(4, page.viewportSize().height - 4);
    await page.waitForTimeout(1_500);
    const box = await page.locator('iframe.webview.ready:visible').first().boundingBox();
    return decodePng(await page.screenshot({ clip: box }));
  };
  const narrow = [];
  try {
    await workbench.openView();
    await workbench.waitForRows((rows) => rows.length > 2);
    for (const [n, [name, keys]] of LOOKS.entries()) {
      await workbench.openConversation(titles[name]);
      await workbench.webview().getByRole('feed').waitFor();
      if (n === 0) await workbench.command('View: Close Primary Side Bar');
      const wide = [];
      for (const theme of THEMES) {
        await workbench.setTheme(theme);
        await resize(720, 640);
        // Opening all lines is done once; from then on they are.
        wide.push(await take(theme === THEMES[0] ? keys : keys.filter((key) => key !== 'X')));
      }
      save(`readme/transcript-${name}.png`, sheet(wide, 2, 12, SHEET));
      await workbench.setTheme(THEMES[n]);
      await resize(320, 900);
      narrow.push(await take(keys.filter((key) => key !== 'X')));
      await page.setViewportSize({ width: 1180, height: 900 });
    }
    save('readme/transcript-narrow.png', sheet(narrow, 4, 12, SHEET));
  } finally {
    await workbench.close();
  }
}

async function walkthrough(openWorkbench, attempt, home, theme) {
  const workbench = await openWorkbench({ version: HOST, home, theme, width: 1120, height: 640 });
  const { page } = workbench;
  const take = async (step) => {
    await settle(workbench);
    save(`walkthrough/${step}-${theme}.png`, decodePng(await page.screenshot()), 64);
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

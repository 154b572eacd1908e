/**
 * `node scripts/screenshots.mjs [--home DIR] [--open LABEL] [--host VERSION] [--themes dark,light]`
 *
 * Pictures of the packaged extension in `.artifacts/`, for looking at: the tree in a side bar of 340 and of 220
 * pixels, and, with --open, what opens when the row with this label is clicked, wide and narrow. Default home: a fresh
 * sample.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { installServerBuild } from './hosts.mjs';
import { packageExtension } from './package.mjs';
import { exitOnSignals, Problem, root, runNode, stop } from './process.mjs';
import { installDependencies, requireChromium } from './setup.mjs';

exitOnSignals(130);
const scratch = mkdtempSync(join(tmpdir(), 'hs-'));
process.once('exit', () => rmSync(scratch, { recursive: true, force: true }));
try {
  const { values } = parseArgs({
    options: {
      home: { type: 'string' },
      open: { type: 'string' },
      host: { type: 'string', default: '1.139' },
      themes: { type: 'string', default: 'dark,light' },
    },
  });
  await installDependencies();
  const { code } = await runNode(['esbuild.mjs', '--tests']);
  if (code !== 0) throw new Problem('The build failed.');
  await packageExtension({ quiet: true });
  await installServerBuild(values.host);
  process.env.CHROMIUM = await requireChromium();

  const require = createRequire(import.meta.url);
  const home = values.home === undefined ? join(scratch, 'home') : resolve(values.home);
  if (values.home === undefined) {
    await require(join(root, 'out/js/test/support/sampleHome.js')).makeSampleHome(home, { now: Date.now() });
  }
  const { openWorkbench } = require(join(root, 'out/js/test/e2e/harness.js'));
  for (const theme of values.themes.split(',')) {
    const workbench = await openWorkbench({ version: values.host, home, theme });
    try {
      for (const path of await pictures(workbench, theme, values.open)) console.log(path);
    } finally {
      await workbench.close();
    }
  }
} catch (error) {
  stop(error);
}

async function pictures(workbench, theme, label) {
  const { page } = workbench;
  const taken = [];
  await workbench.openView();
  await page
    .locator('.part.sidebar .monaco-list-row, .part.sidebar .welcome-view-content')
    .first()
    .waitFor({ timeout: 60_000 });
  await workbench.resizeSideBar(340);
  taken.push(await workbench.screenshot(`tree-${theme}`));
  if (label !== undefined) {
    const labels = (await workbench.treeRows()).map((row) => row.label);
    if (!labels.includes(label)) throw new Problem(`No row "${label}" is in sight; there are: ${labels.join(' | ')}`);
    await workbench.treeRow(label).click();
    await workbench.webview().locator('body').waitFor({ timeout: 30_000 });
    // Fonts and the first page of the text come after the frame.
    await page.waitForTimeout(1_000);
    taken.push(await workbench.screenshot(`transcript-${theme}`));
    await page.setViewportSize({ width: 700, height: 800 });
    await page.waitForTimeout(500);
    taken.push(await workbench.screenshot(`transcript-narrow-${theme}`));
    await page.setViewportSize({ width: 1280, height: 800 });
  }
  await workbench.resizeSideBar(220);
  taken.push(await workbench.screenshot(`tree-narrow-${theme}`));
  return taken;
}

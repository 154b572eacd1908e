/**
 * Pictures of the pages of recovery for judging their looks: every state of them, from the fixtures and the words of the product, in
 * each theme, wide and narrow, many to a sheet, into `.artifacts/recovery/`. CHROMIUM names the browser's program.
 *
 * `--theme NAME` and `--width N` draw only these, `--only TEXT` only states whose name has it.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const { values } = parseArgs({ options: { theme: { type: 'string' }, width: { type: 'string' }, only: { type: 'string', default: '' } } });
const WIDTHS = [740, 320];
/** Of a sheet. What is taller stands alone. */
const TALLEST = 2_000;
const out = '.artifacts/recovery';
mkdirSync(out, { recursive: true });
// Inside the project, so that what is not bundled is found; removed again below.
const temp = mkdtempSync(join(process.cwd(), '.artifacts', 'hs-'));
try {
  const outfile = join(temp, 'preview.cjs');
  const own = "export * from './test/unit/webview/recoveryPage'; export * from './test/unit/webview/recoveryStates'; export * from './test/e2e/browser'; export { THEMES } from './test/unit/webview/transcriptPage';";
  await build({ stdin: { contents: own, resolveDir: process.cwd(), loader: 'ts' }, outfile, bundle: true, platform: 'node', target: 'node20', format: 'cjs', external: ['esbuild', 'playwright-core', 'sql.js'] });
  const { RecoveryBrowser, recoveryStates, launchBrowser, THEMES } = createRequire(import.meta.url)(outfile);
  const states = recoveryStates().filter(({ name }) => name.includes(values.only));
  const browser = await launchBrowser();
  try {
    const pages = await RecoveryBrowser.start(browser);
    for (const width of values.width === undefined ? WIDTHS : [Number(values.width)]) {
      for (const theme of values.theme === undefined ? Object.keys(THEMES) : [values.theme]) {
        const pictures = [];
        for (const { name, page, message } of states) pictures.push({ name, png: await pages.picture(page, message, theme, width) });
        await sheets(browser, pictures, `${theme}-${width}`);
      }
    }
  } finally {
    await browser.close();
  }
} finally {
  rmSync(temp, { recursive: true, force: true });
}

/** In columns, from the left, until a sheet is full. */
async function sheets(browser, pictures, name) {
  const columns = pictures[0].png.readUInt32BE(16) > 600 ? 2 : 4;
  const sheets = [];
  for (const picture of pictures) {
    const height = picture.png.readUInt32BE(20) + 24;
    const last = sheets.at(-1);
    const column = last?.find((one) => one.height + height <= TALLEST) ?? null;
    if (column !== null) column.pictures.push(picture), (column.height += height);
    else sheets.push(Array.from({ length: columns }, (_, i) => (i === 0 ? { height, pictures: [picture] } : { height: 0, pictures: [] })));
  }
  const page = await browser.newPage({ viewport: { width: 100, height: 100 } });
  for (const [n, sheet] of sheets.entries()) {
    const column = ({ pictures: own }) => `<div>${own.map(({ name: title, png }) => `<p>${title}</p><img src="data:image/png;base64,${png.toString('base64')}">`).join('')}</div>`;
    await page.setContent(`<style>body { display: inline-flex; gap: 12px; margin: 0; padding: 0 12px; background: #888; font: 12px/20px sans-serif } p { margin: 0 } img { display: block; margin-bottom: 4px }</style>${sheet.map(column).join('')}`);
    const path = join(out, `${name}-${n + 1}.png`);
    await page.locator('body').screenshot({ path });
    console.log(path);
  }
  await page.close();
}

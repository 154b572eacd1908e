/**
 * Pictures of the transcript for judging its looks: the real page with a sample conversation, in each theme, wide and
 * narrow, into `.artifacts/preview/`. CHROMIUM names the browser's program.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createRequire } from 'node:module';
import { build } from 'esbuild';

const out = '.artifacts/preview';
mkdirSync(out, { recursive: true });
// Inside the project, so that what is not bundled is found; removed again below.
const temp = mkdtempSync(join(process.cwd(), '.artifacts', 'hs-'));
try {
  const outfile = join(temp, 'preview.cjs');
  await build({
    stdin: {
      contents: "export * from './test/unit/webview/transcriptPage'; export * from './test/unit/webview/samples';",
      resolveDir: process.cwd(),
      loader: 'ts',
    },
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    external: ['esbuild', 'playwright-core'],
  });
  const { TranscriptBrowser, THEMES, conversation, settled } = createRequire(import.meta.url)(outfile);
  const browser = await TranscriptBrowser.start();
  try {
    for (const theme of Object.keys(THEMES)) {
      for (const width of [1100, 320]) {
        const header = {
          undoneCount: 6,
          costUsd: 1.84,
          systemPrompt: { text: 'You are Hermes. '.repeat(700), chars: 11_200 },
        };
        const { page, errors } = await browser.open({ messages: conversation(), header, theme, width, height: 900 });
        await page.evaluate(() => scrollTo(0, 0));
        await page.click('[data-message-id="4"] button.line-row');
        await settled(page);
        const height = await page.evaluate(() => document.documentElement.scrollHeight);
        await page.setViewportSize({ width, height });
        await page.focus('[data-message-id="1"]');
        await page.screenshot({ path: join(out, `${theme}-${width}.png`) });
        if (errors.length > 0) throw new Error(errors.join('\n'));
        await page.context().close();
        console.log(`${out}/${theme}-${width}.png`);
      }
    }
  } finally {
    await browser.stop();
  }
} finally {
  rmSync(temp, { recursive: true, force: true });
}

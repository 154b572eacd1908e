/** The pages of findings and of merges in a browser, as VS Code gives them to a webview: for pictures. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { createNonce, renderPage } from '../../../src/ui/webviewHtml';
import { settled, THEMES } from './transcriptPage';

const ORIGIN = 'https://recovery.invalid';
const ROOT = process.cwd();
const STYLES = ['transcript.css', 'finding.css', 'merge.css'];

export class RecoveryBrowser {
  private readonly pages = new Map<string, Promise<Page>>();

  private constructor(
    private readonly browser: Browser,
    private readonly scripts: ReadonlyMap<string, string>,
  ) {}

  static async start(browser: Browser): Promise<RecoveryBrowser> {
    const scripts = new Map<string, string>();
    for (const name of ['finding', 'merge']) {
      const bundle = await build({ entryPoints: [join(ROOT, `src/webview/${name}.ts`)], bundle: true, write: false, platform: 'browser', target: 'chrome120', format: 'iife' });
      scripts.set(name, bundle.outputFiles[0]!.text);
    }
    return new RecoveryBrowser(browser, scripts);
  }

  /** A PNG of the whole page; `message` is what the host posts. */
  async picture(name: 'finding' | 'merge', message: unknown, theme: string, width: number): Promise<Buffer> {
    const page = await this.page(name);
    await page.setViewportSize({ width, height: 200 });
    await page.evaluate(
      ([colours, known, sent]) => {
        for (const one of known) document.documentElement.style.removeProperty(one);
        for (const [key, value] of Object.entries(colours)) document.documentElement.style.setProperty(key, value);
        window.postMessage(sent, '*');
      },
      [THEMES[theme] ?? {}, [...new Set(Object.values(THEMES).flatMap(Object.keys))], message] as const,
    );
    await settled(page);
    await page.evaluate(() => document.fonts.ready.then(() => undefined));
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    await page.setViewportSize({ width, height });
    await settled(page);
    return page.screenshot();
  }

  private page(name: 'finding' | 'merge'): Promise<Page> {
    const page = this.pages.get(name) ?? this.open(name);
    this.pages.set(name, page);
    return page;
  }

  private async open(name: 'finding' | 'merge'): Promise<Page> {
    const page = await (await this.browser.newContext({ locale: 'en-GB', timezoneId: 'Europe/Berlin' })).newPage();
    const styles = name === 'merge' ? STYLES : STYLES.slice(0, 2);
    const html = renderPage(
      { name, cspSource: ORIGIN, scriptUri: `${ORIGIN}/dist/${name}.js`, styleUris: styles.map((style) => `${ORIGIN}/media/${style}`), language: 'en', title: name, loading: 'Reading', state: { place: 'p', finding: 'f' } },
      createNonce(),
    );
    const files = new Map<string, { contentType: string; body: string | Buffer }>([
      ['/', { contentType: 'text/html', body: html }],
      [`/dist/${name}.js`, { contentType: 'text/javascript', body: this.scripts.get(name) ?? '' }],
      ['/dist/codicon.ttf', { contentType: 'font/ttf', body: readFileSync(join(ROOT, 'node_modules/@vscode/codicons/dist/codicon.ttf')) }],
      ...STYLES.map((style): [string, { contentType: string; body: Buffer }] => [`/media/${style}`, { contentType: 'text/css', body: readFileSync(join(ROOT, 'media', style)) }]),
    ]);
    await page.route('**/*', (route) => {
      const file = files.get(new URL(route.request().url()).pathname);
      return file === undefined ? route.abort() : route.fulfill(file);
    });
    await page.addInitScript(() => {
      Object.assign(window, { acquireVsCodeApi: () => ({ postMessage: () => undefined, getState: () => undefined, setState: () => undefined }) });
    });
    await page.goto(`${ORIGIN}/`);
    return page;
  }
}

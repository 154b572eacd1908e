/** An exported page in a real browser, without a network: every request it makes is refused and remembered. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, Page } from 'playwright-core';
import { openPage } from '../../../e2e/browser';

const ADDRESS = 'https://exported.invalid/conversation.html';
const AXE = readFileSync(createRequire(__filename).resolve('axe-core/axe.min.js'), 'utf8');

export interface ExportedPage {
  readonly page: Page;
  /** Requests beyond the page itself. */
  readonly requests: string[];
  /** Script errors, dialogs and what the page's policy refused. */
  readonly errors: string[];
}

export interface PageOptions {
  readonly colorScheme?: 'light' | 'dark';
  readonly width?: number;
}

export async function openExported(browser: Browser, html: string, options: PageOptions = {}): Promise<ExportedPage> {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 900, height: 700 },
    colorScheme: options.colorScheme ?? 'light',
  });
  const page = await openPage(context);
  const requests: string[] = [];
  const errors: string[] = [];
  await page.route('**/*', (route) => {
    const url = route.request().url();
    if (url === ADDRESS) return route.fulfill({ contentType: 'text/html', body: html });
    requests.push(url);
    return route.abort();
  });
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('console', (line) => line.type() === 'error' && errors.push(line.text()));
  page.on('dialog', (dialog) => (errors.push(`dialog ${dialog.message()}`), dialog.dismiss()));
  await page.goto(ADDRESS);
  return { page, requests, errors };
}

export async function openAllDetails(page: Page): Promise<void> {
  await page.$$eval('details', (all) => all.forEach((each) => each.setAttribute('open', '')));
}

/** Axe is evaluated as a debugger does it: the page's policy lets no script in. */
export async function axeViolations(page: Page): Promise<unknown[]> {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }> };
    };
    return (await axe.run()).violations.map(({ id, nodes }) => [
      id,
      nodes.slice(0, 5).map(({ html, failureSummary }) => `${html.slice(0, 200)} ${failureSummary}`),
    ]);
  });
}

/** The Chromium that shows the workbench. */
import * as assert from 'node:assert/strict';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';

/** Headless. CHROMIUM names the program; the scripts set it to the one they found. */
export function launchBrowser(): Promise<Browser> {
  const executablePath = process.env.CHROMIUM;
  assert.ok(executablePath, 'CHROMIUM must be the path of a Chromium or Chrome ("npm test" finds one by itself).');
  return chromium.launch({
    executablePath,
    headless: true,
    // Only our own server's pages are opened. Chromium's sandbox needs rights that containers and CI machines do not
    // give, and its background traffic has nowhere to go.
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}

/** How many times slower than it is the machine shall seem, to find tests that pass only on a fast one: SLOWDOWN, else 1. */
export const SLOWDOWN = Number(process.env.SLOWDOWN ?? 1);

export async function openPage(context: BrowserContext): Promise<Page> {
  const page = await context.newPage();
  if (SLOWDOWN > 1) await (await context.newCDPSession(page)).send('Emulation.setCPUThrottlingRate', { rate: SLOWDOWN });
  return page;
}

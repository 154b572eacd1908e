/** The Chromium that shows the workbench. */
import * as assert from 'node:assert/strict';
import { chromium, type Browser } from 'playwright-core';

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

/**
 * `activation.js [--quick]`: starts each VS Code several times on the sample home, opens the view, and writes what VS Code
 * itself says the activation took (its page "Running Extensions": loading the code and calling `activate`) to
 * `.bench/activation.json`, `{ "<VS Code version>": [ms, …] }`. Needs the package, the hosts and CHROMIUM.
 */
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openWorkbench } from '../e2e/harness';
import { readHost } from '../e2e/vscodeServer';
import { makeSampleHome } from '../support/sampleHome';

const STARTS = 7;
const QUICK_STARTS = 3;
/** No extension came for so long: nothing is being activated any more. */
const REST_MS = 3_000;
const VERSIONS = ['1.139', '1.100'];

async function main(starts: number): Promise<void> {
  const scratch = fs.mkdtempSync(join(tmpdir(), 'hs-'));
  const home = join(scratch, 'home');
  const times: Record<string, number[]> = {};
  try {
    await makeSampleHome(home, { now: Date.now() });
    for (const version of VERSIONS) {
      const { vscode } = readHost(version);
      const measured: number[] = [];
      for (let i = 0; i < starts; i += 1) measured.push(await startOnce(version, home));
      times[vscode] = measured;
      console.error(`activation in VS Code ${vscode}: ${measured.join(', ')} ms`);
    }
  } finally {
    fs.rmSync(scratch, { recursive: true, force: true });
  }
  const out = resolve('.bench');
  fs.mkdirSync(out, { recursive: true });
  fs.writeFileSync(join(out, 'activation.json'), `${JSON.stringify(times)}\n`);
}

/**
 * One start of VS Code; the view is opened once the window has come to rest. Sooner, the extensions that VS Code activates together
 * with this one would be counted in: it starts the clock of each before it loads the first. Milliseconds, whole ones.
 */
async function startOnce(version: string, home: string): Promise<number> {
  // Tall: the page draws only the extensions in sight, slowest first.
  const workbench = await openWorkbench({ version, home, height: 2400, settings: { 'workbench.editor.useModal': 'off' } });
  try {
    const { page } = workbench;
    await workbench.command('Developer: Show Running Extensions');
    const rows = page.locator('.runtime-extensions-editor .monaco-list-row');
    await rows.first().waitFor();
    for (let [before, now] = [0, await rows.count()]; before !== now; [before, now] = [now, await rows.count()]) {
      await page.waitForTimeout(REST_MS);
    }
    await workbench.openView();
    const words = await rows.filter({ hasText: 'Hermes Sessions' }).locator('.activation-time').innerText();
    const ms = /(\d+)ms/.exec(words)?.[1];
    if (ms === undefined) throw new Error(`VS Code ${version} says of the activation: "${words}"`);
    return Number(ms);
  } finally {
    await workbench.close();
  }
}

void main(process.argv.includes('--quick') ? QUICK_STARTS : STARTS).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

/** Runs an extension host's tests in a server build, as @vscode/test-electron does in desktop VS Code. */
import { format } from 'node:util';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../e2e/browser';
import { startServer, type Host, type Server } from '../e2e/vscodeServer';
import { MARK } from './mark';

export interface HostRun {
  /** The extension under development: the folder with its package.json. */
  readonly extension: string;
  /** The module whose `run()` runs the tests. */
  readonly tests: string;
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

/** Resolves with the extension host's exit code: 0 when `run()` resolved. Rejects when there was none. */
export async function runInServer(host: Host, run: HostRun): Promise<number> {
  const server = await startServer(host, { folder: run.folder, env: run.env, testDriver: true });
  let browser: Browser | undefined;
  // VS Code's own lines, among them a warning for each native module that its npm build goes without. For a failure.
  let aside = '';
  let timer: NodeJS.Timeout | undefined;
  try {
    browser = await launchBrowser();
    const page = await browser.newPage();
    const code = new Promise<number>((resolve, reject) => {
      timer = setTimeout(() => reject(new Error(`no result in ${run.timeoutMs / 1000} s`)), run.timeoutMs);
      page.once('crash', () => reject(new Error('the workbench crashed')));
      server.process.once('exit', (status) => reject(new Error(`the server ended (exit code ${status})`)));
      // The web workbench calls these two if they exist: the first with the exit code, the second with console output.
      const hooks = [
        page.exposeFunction('codeAutomationExit', resolve),
        page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) => {
          const line = format(...args);
          if (line.startsWith(MARK)) console.log(line);
          else aside += `[${type}] ${line}\n`;
        }),
      ];
      Promise.all(hooks)
        .then(() => page.goto(testUrl(server, run)))
        .catch(reject);
    });
    return await code;
  } catch (error) {
    console.error(aside + server.log());
    throw error;
  } finally {
    clearTimeout(timer);
    await browser?.close();
    await server.stop();
  }
}

function testUrl(server: Server, run: HostRun): string {
  const url = new URL(server.url);
  const remote = (path: string): string => `vscode-remote://remote${encodeURI(path)}`;
  const payload = [
    ['extensionDevelopmentPath', remote(run.extension)],
    ['extensionTestsPath', remote(run.tests)],
  ];
  url.searchParams.set('payload', JSON.stringify(payload));
  return url.href;
}

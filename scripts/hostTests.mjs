/**
 * Mocha inside a real extension host: the server build, or desktop VS Code. Needs `esbuild.mjs --tests` to have run.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './process.mjs';

/**
 * Runs `out/js/test/host/**` once. The report is written by the tests' own process; the caller judges by it.
 * @typedef {{ kind: 'server', version: string, vscode: string }} ServerHost
 * @typedef {{ kind: 'desktop', program: string, vscode: string | null }} DesktopHost
 * @param {ServerHost | DesktopHost} host
 * @param {string} report where the JSON report goes
 */
export async function runHostTests(host, report) {
  const require = createRequire(import.meta.url);
  const scratch = mkdtempSync(join(tmpdir(), 'hs-'));
  const removeScratch = () => rmSync(scratch, { recursive: true, force: true, maxRetries: 5 });
  // Should this process be ended in the middle.
  process.once('exit', removeScratch);
  const at = {
    home: join(scratch, 'home'),
    folder: join(scratch, 'folder'),
    user: join(scratch, 'user'),
    extensions: join(scratch, 'ext'),
  };
  mkdirSync(at.folder);
  try {
    await require(join(root, 'out/js/test/support/sampleHome.js')).makeSampleHome(at.home);
    const tests = join(root, 'out/js/test/host/index.js');
    const env = {
      TEST_REPORT: report,
      HERMES_HOME: at.home,
      ...(host.vscode === null ? {} : { EXPECTED_VSCODE: host.vscode }),
    };
    if (host.kind === 'server') {
      const { readHost } = require(join(root, 'out/js/test/e2e/vscodeServer.js'));
      const { runInServer } = require(join(root, 'out/js/test/host/runInServer.js'));
      return await runInServer(readHost(host.version), {
        extension: root,
        tests,
        folder: at.folder,
        env,
        timeoutMs: 300_000,
      });
    }
    const { runTests } = await import('@vscode/test-electron');
    return await runTests({
      vscodeExecutablePath: host.program,
      extensionDevelopmentPath: root,
      extensionTestsPath: tests,
      extensionTestsEnv: env,
      launchArgs: [
        at.folder,
        '--disable-extensions',
        '--disable-workspace-trust',
        '--user-data-dir',
        at.user,
        '--extensions-dir',
        at.extensions,
      ],
    });
  } finally {
    process.off('exit', removeScratch);
    removeScratch();
  }
}

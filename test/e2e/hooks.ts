/**
 * Root hooks of the e2e tests (mocha --require): a failed test leaves a picture and a log, and no workbench outlives
 * its test file.
 */
import * as fs from 'node:fs';
import type { Context, RootHookObject } from 'mocha';
import { artifact, openWorkbenches } from './harness';

// Servers are stopped when this process exits (see vscodeServer.ts), which a signal alone would not let happen.
for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130));

export const mochaHooks: RootHookObject = {
  async afterEach(this: Context) {
    const test = this.currentTest;
    if (test?.state !== 'failed') return;
    for (const [i, workbench] of openWorkbenches().entries()) {
      const name = `failed-${process.env.HOST_VERSION ?? ''}-${test.fullTitle()}-${i}`;
      fs.writeFileSync(artifact(`${name}.log`), workbench.log());
      const picture = await workbench.screenshot(name).catch((error: unknown) => `no picture: ${String(error)}`);
      console.error(`      ${picture}`);
    }
  },
  async afterAll() {
    for (const workbench of openWorkbenches()) await workbench.close();
  },
};

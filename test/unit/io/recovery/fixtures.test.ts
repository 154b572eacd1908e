import * as assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readDirectoryState } from '../../../support/directoryState';
import { auditHome, makeFixtureHome, RECOVERY_FIXTURES, recoveryFixtures } from '../../../support/recoveryFixture';

describe('recovery fixtures', () => {
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'hs-'));
  });
  afterEach(() => rmSync(home, { recursive: true }));

  for (const fixture of recoveryFixtures()) {
    it(fixture, async () => {
      await makeFixtureHome(fixture, home);
      const before = readDirectoryState(home);
      const text = `${JSON.stringify(await auditHome(home), null, 1).replaceAll(JSON.stringify(home).slice(1, -1), '<home>')}\n`;
      assert.deepEqual(readDirectoryState(home), before, 'the audit changed something');
      const golden = join(RECOVERY_FIXTURES, fixture, 'report.json');
      if (process.env.UPDATE === '1') writeFileSync(golden, text);
      assert.ok(existsSync(golden), 'no report.json: run with UPDATE=1, and read what it wrote');
      assert.deepEqual(JSON.parse(text), JSON.parse(readFileSync(golden, 'utf8')));
    });
  }
});

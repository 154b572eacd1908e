import * as assert from 'node:assert/strict';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { audit } from '../../../../src/core/recovery/audit';
import type { Take } from '../../../../src/core/recovery/mergeCopies';
import { chooseMerge } from '../../../../src/core/recovery/mergeOffer';
import { planRepairs, type PlannedRepairs } from '../../../../src/core/recovery/planRepairs';
import { nodeFiles } from '../../../../src/io/files';
import { OpenDatabases } from '../../../../src/io/recovery/openDatabases';
import { reviewStep } from '../../../../src/io/recovery/reviewStep';
import { proveRepair } from '../../../../src/io/repairs/proveRepair';
import { applyForTest } from '../../../support/applyForTest';
import { readDirectoryState } from '../../../support/directoryState';
import { testSql } from '../../../support/fixtureDatabase';
import {
  auditHome,
  FIXTURE_NOW,
  makeFixtureHome,
  readHome,
  RECOVERY_FIXTURES,
  recoveryFixtures,
} from '../../../support/recoveryFixture';
import { webuiComplaints } from '../../../support/webuiLoads';

const UPDATE = process.env.UPDATE === '1';

/**
 * Each fixture is walked: the audit equals `report.json`, the plan `plan.json`, what it writes `after/`; nothing else
 * changes, WebUI could load what was written, and a second audit finds nothing that is safe to repair.
 */
describe('recovery fixtures', () => {
  let home: string;
  let aside: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'hs-'));
    aside = mkdtempSync(join(tmpdir(), 'hs-aside-'));
  });
  afterEach(() => {
    rmSync(home, { recursive: true });
    rmSync(aside, { recursive: true });
  });

  for (const fixture of recoveryFixtures()) {
    it(fixture, async () => {
      await makeFixtureHome(fixture, home);
      const before = readDirectoryState(home);
      compare(fixture, 'report.json', await auditHome(home), home);

      const plans = await plansOf(fixture);
      const databases = new OpenDatabases(await testSql(), nodeFiles);
      const reader = { files: nodeFiles, databases };
      const shown = plans.map((plan) => ({
        ...plan,
        steps: plan.steps.map((step) => ({
          ...step,
          review: reviewStep(step, { sessionDir: plan.sessionDir, ...reader }),
        })),
      }));
      databases.close();
      assert.deepEqual(readDirectoryState(home), before, 'the audit or the plan changed something');
      const isEmpty = plans.every(({ steps, skipped }) => steps.length + skipped.length === 0);
      compare(fixture, 'plan.json', isEmpty ? null : shown, home);
      if (isEmpty) return;

      for (const plan of plans)
        for (const [i, outcome] of (await applyForTest(plan, aside, FIXTURE_NOW)).entries())
          assert.equal(outcome, 'applied', `${plan.steps[i]?.action} ${plan.steps[i]?.target}`);
      const targets = plans.flatMap(({ sessionDir, steps }) =>
        steps.map(({ target }) => relative(home, join(sessionDir, target))),
      );
      assert.deepEqual(withoutTargets(readDirectoryState(home), targets), withoutTargets(before, targets));
      for (const { sessionDir, steps } of plans)
        for (const { target, content } of steps)
          if (content?.kind === 'conversation')
            assert.deepEqual(webuiComplaints(target, readFileSync(join(sessionDir, target))), [], target);
      for (const { sessionDir, steps } of plans)
        for (const { target, looked } of proveRepair(sessionDir, steps)) assert.deepEqual(looked?.failed, [], target);
      compareAfter(fixture, targets);

      const again = await plansOf(fixture);
      assert.deepEqual(
        again.flatMap(({ steps }) => steps),
        [],
      );
      // What was left out because somebody is at work is still there, and nothing else.
      const skipped = new Set(plans.flatMap((plan) => plan.skipped.map(({ sessionId }) => sessionId)));
      const safe = (await auditHome(home)).items.filter(({ category }) => category === 'repairable');
      assert.deepEqual(
        safe.filter(({ session_id: id }) => !skipped.has(id)).map(({ kind, session_id: id }) => `${kind} ${id}`),
        [],
      );
    });
  }

  const plansOf = async (fixture: string): Promise<PlannedRepairs[]> => {
    const decision = decisionIn(fixture);
    return (await readHome(home)).map((facts) => {
      const findings = audit(facts);
      return planRepairs(facts, findings, decision === null ? {} : chooseMerge(findings, decision.session, decision.take));
    });
  };

  /** `after/` has every file that a plan writes, and none that it moves away. */
  function compareAfter(fixture: string, targets: readonly string[]): void {
    const golden = join(RECOVERY_FIXTURES, fixture, 'after');
    const written = targets.filter((path) => existsSync(join(home, path))).sort();
    if (UPDATE) {
      rmSync(golden, { recursive: true, force: true });
      for (const path of written) {
        mkdirSync(dirname(join(golden, path)), { recursive: true });
        cpSync(join(home, path), join(golden, path));
      }
    }
    const expected = existsSync(golden) ? readdirSync(golden, { recursive: true, encoding: 'utf8' }) : [];
    assert.deepEqual(expected.filter((path) => statSync(join(golden, path)).isFile()).sort(), written);
    for (const path of written)
      assert.equal(readFileSync(join(home, path), 'utf8'), readFileSync(join(golden, path), 'utf8'), path);
  }
});

const withoutTargets = (state: readonly string[], targets: readonly string[]): string[] =>
  // The time of the folder itself changes with what is in it.
  state.filter((line) => !line.endsWith(' directory') && !targets.some((path) => line.startsWith(`${path} `)));

/** `decision.json`: what a person decided about copies that differ. */
function decisionIn(fixture: string): { readonly session: string; readonly take: Take } | null {
  const path = join(RECOVERY_FIXTURES, fixture, 'decision.json');
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as { session: string; take: Take }) : null;
}

/** `null`: there is nothing to say, and no file says it. */
function compare(fixture: string, name: string, value: unknown, home: string): void {
  const golden = join(RECOVERY_FIXTURES, fixture, name);
  const text = `${JSON.stringify(value, null, 1).replaceAll(JSON.stringify(home).slice(1, -1), '<home>')}\n`;
  if (UPDATE && value === null) rmSync(golden, { force: true });
  else if (UPDATE) writeFileSync(golden, text);
  if (value === null) return assert.ok(!existsSync(golden), `${name}, but nothing is planned`);
  assert.ok(existsSync(golden), `no ${name}: run with UPDATE=1, and read what it wrote`);
  assert.deepEqual(JSON.parse(text), JSON.parse(readFileSync(golden, 'utf8')));
}

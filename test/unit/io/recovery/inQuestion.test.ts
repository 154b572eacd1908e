import * as assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { audit } from '../../../../src/core/recovery/audit';
import type { Questioned } from '../../../../src/core/recovery/question';
import { reportOf, type Report } from '../../../../src/core/recovery/report';
import type { FileFact } from '../../../../src/core/recovery/snapshot';
import { readFacts } from '../../../../src/io/recovery/readFacts';
import { testSql } from '../../../support/fixtureDatabase';
import { FIXTURE_NOW, fixturePlaces, makeFixtureHome, recoveryFixtures } from '../../../support/recoveryFixture';
import { pseudoRandom } from '../../core/recovery/pseudoRandom';

describe('reading the messages of what is in question only', function () {
  this.timeout(120_000);
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'hs-'));
  });
  afterEach(() => rmSync(home, { recursive: true }));

  const everything = ({ live, backups, temporaries }: Questioned): Set<string> =>
    new Set([...live, ...backups, ...temporaries].map((file: FileFact) => file.sessionId));

  /** Reports of the home, and how many of its files were left in short. */
  async function reports(inQuestion?: typeof everything): Promise<{ reports: Report[]; outlines: number }> {
    const sqlJs = await testSql();
    const facts = fixturePlaces(home).map((place) =>
      readFacts({ ...place, sqlJs, now: FIXTURE_NOW, ...(inQuestion === undefined ? {} : { inQuestion, journals: 'all' as const }) }),
    );
    const outlines = facts
      .flatMap(({ live, backups }) => [...live, ...backups])
      .filter(({ content }) => content.state === 'whole' && !content.conversation.printsRead).length;
    return { reports: facts.map((one) => reportOf(one, audit(one))), outlines };
  }

  it('finds in every fixture what reading everything finds', async () => {
    let outlines = 0;
    for (const fixture of recoveryFixtures()) {
      rmSync(home, { recursive: true });
      await makeFixtureHome(fixture, home);
      const short = await reports();
      const all = await reports(everything);
      assert.deepEqual(short.reports, all.reports, fixture);
      assert.equal(all.outlines, 0);
      outlines += short.outlines;
    }
    assert.ok(outlines > 20, `only ${outlines} files were left in short`);
  });

  it('finds it after random damage, and with files changed for others', async () => {
    const random = pseudoRandom(3);
    for (const fixture of recoveryFixtures().filter((_, i) => i % 6 === 0)) {
      rmSync(home, { recursive: true });
      await makeFixtureHome(fixture, home);
      const paths = readdirSync(home, { recursive: true, encoding: 'utf8' })
        .map((name) => join(home, name))
        .filter((path) => /\.(json|bak|jsonl)$/.test(path) && statSync(path).isFile());
      const originals = paths.map((path) => readFileSync(path));
      for (let round = 0; round < 6; round += 1) {
        for (const [i, path] of paths.entries()) {
          const bytes = Buffer.from((random(4) === 0 ? originals[random(originals.length)] : originals[i]) ?? '');
          if (random(3) === 0 && bytes.length > 0) bytes[random(bytes.length)] = random(128);
          writeFileSync(path, random(6) === 0 ? bytes.subarray(0, random(bytes.length + 1)) : bytes);
        }
        const { reports: short } = await reports();
        assert.deepEqual(short, (await reports(everything)).reports, fixture);
      }
    }
  });
});

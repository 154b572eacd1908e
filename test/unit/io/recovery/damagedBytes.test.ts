import * as assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { auditHome, makeFixtureHome } from '../../../support/recoveryFixture';
import { pseudoRandom } from '../../core/recovery/pseudoRandom';

const ROUNDS = 40;
const FIXTURES = [
  'shrunken_live--state-db-is-richer',
  'stale_pending',
  'turn_journal_pending_turn--two-shards',
  'index_missing_file',
];

describe('an audit of files with random damage', function () {
  this.timeout(60_000);
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'hs-'));
  });
  afterEach(() => rmSync(home, { recursive: true }));

  for (const [seed, fixture] of FIXTURES.entries()) {
    it(`always has an answer: ${fixture}`, async () => {
      const random = pseudoRandom(seed + 1);
      await makeFixtureHome(fixture, home);
      const files = readdirSync(home, { recursive: true, encoding: 'utf8' }).map((name) => join(home, name));
      const originals = files
        .filter((path) => statSync(path).isFile())
        .map((path) => ({ path, bytes: readFileSync(path) }));
      for (let round = 0; round < ROUNDS; round += 1) {
        for (const { path, bytes } of originals) writeFileSync(path, random(2) === 0 ? bytes : damage(bytes, random));
        const { items, summary } = await auditHome(home);
        assert.equal(items.length, summary.repairable + summary.unsafe_to_repair + summary.information);
      }
    });
  }
});

function damage(bytes: Buffer, random: (limit: number) => number): Buffer {
  const copy = Buffer.from(bytes);
  if (random(3) === 0) return copy.subarray(0, random(copy.length + 1));
  for (let count = random(4); count >= 0; count -= 1) copy[random(copy.length)] = random(256);
  return copy;
}

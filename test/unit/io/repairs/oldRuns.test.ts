import * as assert from 'node:assert/strict';
import { readdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { applyPlan } from '../../../../src/io/repairRun/applyPlan';
import { nodeDisk } from '../../../../src/io/repairRun/nodeDisk';
import { undoRun } from '../../../../src/io/repairRun/undoRun';
import { oldRuns } from '../../../../src/io/repairs/oldRuns';
import { NOW, noDisk, replace, RepairHouse, source } from '../repairRun/repairHouse';

describe('old runs', () => {
  let house: RepairHouse;
  beforeEach(() => {
    house = new RepairHouse({ 'one.json': 'old', 'two.json': 'old two' });
  });
  afterEach(() => house.remove());

  const DAY = 86_400_000;
  const repair = (id: string, old: string): string =>
    applyPlan(house.plan(replace(id, old, `new ${id}`)), source(), house.ports()).runId ?? assert.fail();
  const ids = (before = NOW + 10 * DAY): string[] => oldRuns(house.dir, before, nodeDisk).map(({ runId }) => runId);

  it('are those before a time, oldest first, with all that they keep', () => {
    const first = repair('one', 'old');
    house.now += DAY;
    const undo = undoRun(house.dir, null, house.ports(), () => null).runId ?? assert.fail();
    house.now += 5 * DAY;
    const last = repair('two', 'old two');
    assert.deepEqual(ids(), [first, undo, last]);
    assert.deepEqual(ids(NOW + 2 * DAY), [first, undo]);
    assert.deepEqual(ids(NOW), []);
    const folder = house.path(join('_recovery', first));
    writeFileSync(join(folder, 'originals', 'more'), 'x'.repeat(10_000));
    symlinkSync('/', join(folder, 'originals', 'out'));
    const size = oldRuns(house.dir, NOW + DAY, nodeDisk)[0]?.sizeBytes ?? 0;
    assert.ok(size > 10_000 && size < 20_000, String(size));
  });

  it('end before one that is interrupted or cannot be read: an undo must not go without its repair', () => {
    const first = repair('one', 'old');
    const disk = noDisk({
      link: (from, to) => {
        if (to === house.path('two.json')) throw new Error('crash');
        nodeDisk.link(from, to);
      },
    });
    assert.throws(() => applyPlan(house.plan(replace('two', 'old two', 'new two')), source(), house.ports({ disk })), /crash/);
    assert.deepEqual(ids(), [first]);
    const broken = readdirSync(house.path('_recovery')).filter((name) => name.startsWith('2')).sort()[0] ?? '';
    truncateSync(house.path(join('_recovery', broken, 'run.json')), 5);
    assert.deepEqual(ids(), []);
  });

  it('are none where there never was a repair', () => {
    assert.deepEqual(ids(), []);
    rmSync(house.dir, { recursive: true });
    assert.deepEqual(ids(), []);
    writeFileSync(join(house.dir, '..', 'keep'), '');
  });
});

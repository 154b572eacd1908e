import * as assert from 'node:assert/strict';
import { applyPlan } from '../../../../src/io/repairRun/applyPlan';
import { listRuns } from '../../../../src/io/repairRun/listRuns';
import { nodeDisk } from '../../../../src/io/repairRun/nodeDisk';
import { undoRun } from '../../../../src/io/repairRun/undoRun';
import { create, index, moveAside, outcomes, replace, RepairHouse, source } from './repairHouse';

describe('applyPlan', () => {
  let house: RepairHouse;
  beforeEach(() => {
    house = new RepairHouse({
      'one.json': 'short',
      'one.json.bak': 'long',
      'two.json.bak': 'two',
      'two.tmp.1.2': 'rest',
      '_index.json': 'old index',
    });
  });
  afterEach(() => house.remove());

  const plan = () =>
    house.plan(
      replace('one', 'short', 'long'),
      create('two', 'two'),
      moveAside('two', 'two.tmp.1.2', 'rest'),
      index('old index', 'new index'),
    );

  it('replaces, creates and moves aside, and an undo brings every byte back', () => {
    const before = house.state();
    const result = applyPlan(plan(), source(), house.ports());
    assert.equal(result.refusal, null);
    assert.deepEqual(outcomes(result), [
      'one.json: applied',
      'two.json: applied',
      'two.tmp.1.2: applied',
      '_index.json: applied',
    ]);
    const after = house.state();
    assert.deepEqual(
      Object.entries(after).map(([name, text]) => `${name}: ${text}`),
      [
        '_index.json: 644 1 new index',
        'one.json: 644 1 long',
        'one.json.bak: 644 1 long',
        'two.json: 644 1 two',
        'two.json.bak: 644 1 two',
      ],
    );
    const undone = undoRun(house.dir, null, house.ports(), () => null);
    assert.equal(undone.refusal, null);
    assert.deepEqual(outcomes(undone), [
      'one.json: applied',
      'two.tmp.1.2: applied',
      'two.json: applied',
      '_index.json: applied',
    ]);
    assert.deepEqual(house.state(), before);
    const again = undoRun(house.dir, undone.runId, house.ports(), () => null);
    assert.equal(again.refusal, null);
    assert.deepEqual(house.state(), after);
    assert.deepEqual(
      listRuns(house.dir, nodeDisk).map(({ kind, state }) => [kind, state]),
      [
        ['undo', 'done'],
        ['undo', 'undone'],
        ['repair', 'done'],
      ],
    );
  });
});

import * as assert from 'node:assert/strict';
import { stress, STRESS_MODES } from './stressRun';

describe('reading while a native writer writes', function () {
  this.timeout(300_000);

  for (const mode of STRESS_MODES) {
    it(`${mode}: no torn read`, async () => {
      const result = await stress({ mode, seconds: 4, seed: 1, leastStates: 5 });
      assert.deepEqual(result.torn, []);
      assert.ok(result.states >= 5, `only ${result.states} states seen`);
    });
  }

  it('without validation the same invariants catch torn reads', async () => {
    for (let seed = 1; seed <= 10; seed++) {
      const result = await stress({ mode: 'wal-hostile', seconds: 15, seed, validate: false, untilTorn: true });
      if (result.torn.length > 0) return;
    }
    assert.fail('no torn read in 150 s: the stress test sees nothing');
  });
});

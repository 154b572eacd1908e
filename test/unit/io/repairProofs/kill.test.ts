import * as assert from 'node:assert/strict';
import { worksOn } from './crashes';
import { inRealDirectory, proveKills } from './kills';
import { makeWorld } from './world';

describe('a process that is killed in the middle of a run', function () {
  this.timeout(120_000);

  for (const [name, action] of [
    ['apply', 'replace'],
    ['undo', 'replace'],
    ['complete', 'create'],
  ] as const) {
    it(`${action}, ${name}: nothing is lost, and it can be completed and undone`, () => {
      const killed = inRealDirectory(
        (world) => proveKills(worksOn(world).find((work) => work.name === name)!, world),
        (dir) => makeWorld(dir, [action]),
      );
      assert.ok(killed > 15, `only ${killed} writes`);
    });
  }
});

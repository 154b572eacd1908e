import * as assert from 'node:assert/strict';
import { worksOn } from './crashes';
import { proveFaults, proveSilence, proveVanishing, TROUBLES } from './faults';
import { makeWorld } from './world';

const DIR = '/home/webui/sessions';
const WORLD = makeWorld(DIR, ['replace', 'create', 'replace_derived']);

describe('a disk that refuses in the middle of a run', function () {
  this.timeout(120_000);

  for (const work of worksOn(WORLD)) {
    for (const trouble of TROUBLES) {
      it(`${work.name}: ${trouble.name}`, () => {
        assert.ok(proveFaults({ work, world: WORLD, trouble }) > 0);
      });
    }
    it(`${work.name}: half a file, and no error`, () => {
      assert.ok(proveSilence(work, WORLD) > 3);
    });

    it(`${work.name}: the directory vanishes`, () => {
      assert.ok(proveVanishing(work, WORLD) > 50);
    });
  }
});

import * as assert from 'node:assert/strict';
import type { Disk } from '../../../../src/io/repairRun/disk';
import { wrapDisk } from '../../../support/disks/operations';
import { proveCrashes, type Weaken, withoutLinks, worksOn } from './crashes';
import { ALL_ACTIONS, makeWorld } from './world';

const DIR = '/home/webui/sessions';

describe('a crash of the machine in the middle of a run', function () {
  this.timeout(120_000);

  for (const actions of [...ALL_ACTIONS.map((action) => [action]), ALL_ACTIONS]) {
    const world = makeWorld(DIR, actions);
    for (const work of worksOn(world)) {
      it(`${actions.join(', ')}; ${work.name}: nothing is lost, and it can be completed and undone`, () => {
        const states = proveCrashes(work, world, { limit: actions.length === 1 ? 40 : 12, seed: 1 });
        assert.ok(states >= 40, `only ${states} states`);
      });
    }
  }
});

describe('a crash where there are no hard links', function () {
  this.timeout(120_000);

  for (const work of worksOn(makeWorld(DIR, ['replace', 'create']))) {
    it(`${work.name}: nothing is lost, and it can be completed and undone`, () => {
      const states = proveCrashes(work, makeWorld(DIR, ['replace', 'create']), { limit: 25, seed: 1 }, withoutLinks);
      assert.ok(states >= 40, `only ${states} states`);
    });
  }
});

/** Rules of the protocol, each taken away from outside. */
const WITHOUT: readonly { readonly rule: string; readonly weaken: Weaken }[] = [
  { rule: 'syncing files', weaken: (disk) => leaving(disk, 'syncFile') },
  { rule: 'syncing the journal', weaken: (disk) => leaving(disk, 'syncFile', /journal\.jsonl$/) },
  { rule: 'syncing new content', weaken: (disk) => leaving(disk, 'syncFile', /\/(new|stage)\//) },
  { rule: 'syncing folders', weaken: (disk) => leaving(disk, 'syncDir') },
  { rule: 'syncing the folders of a run', weaken: (disk) => leaving(disk, 'syncDir', /\/(originals|new|stage)$/) },
  { rule: 'syncing the session directory', weaken: (disk) => leaving(disk, 'syncDir', /sessions$/) },
];

/** The verb does nothing on paths of the pattern. */
const leaving = (disk: Disk, verb: 'syncFile' | 'syncDir', pattern = /./): Disk =>
  wrapDisk(disk, (operation, run) => (operation.verb === verb && pattern.test(operation.paths[0]!) ? undefined : run()));

describe('the proof by crashes', function () {
  this.timeout(120_000);

  for (const { rule, weaken } of WITHOUT) {
    it(`fails without ${rule}`, () => {
      const world = makeWorld(DIR, ['replace']);
      assert.throws(() => {
        for (const work of worksOn(world)) proveCrashes(work, world, { limit: 40, seed: 1 }, weaken);
      }, /crash (before|after)/);
    });
  }
});

import * as assert from 'node:assert/strict';
import { proveCrashes, type Weaken, withoutLinks, worksOn } from './crashes';
import { unsynced, unsyncedAfterMove } from './weakened';
import { ALL_ACTIONS, makeMerge, makeWorld } from './world';

const DIR = '/home/webui/sessions';

describe('a crash of the machine in the middle of a run', function () {
  this.timeout(120_000);

  for (const actions of [...ALL_ACTIONS.map((action) => [action]), ALL_ACTIONS]) {
    const world = makeWorld(DIR, actions);
    for (const work of worksOn(world)) {
      it(`${actions.join(', ')}; ${work.name}: nothing is lost, and it can be completed and undone`, () => {
        const states = proveCrashes(work, world, { limit: actions.length === 1 ? 25 : 8, seed: 1 });
        assert.ok(states >= 40, `only ${states} states`);
      });
    }
  }
});

describe('a crash while copies that differ are put together', function () {
  this.timeout(120_000);

  for (const options of [{}, { halvesRenames: true }]) {
    const world = { ...makeMerge(DIR), ...options };
    for (const work of worksOn(world)) {
      it(`${Object.keys(options).join()} ${work.name}: nothing is lost, and it can be completed and undone`, () => {
        const states = proveCrashes(work, world, { limit: 15, seed: 1 });
        assert.ok(states >= 40, `only ${states} states`);
      });
    }
  }
});

describe('a crash where there are no hard links', function () {
  this.timeout(120_000);

  for (const work of worksOn(makeWorld(DIR, ['replace', 'create']))) {
    it(`${work.name}: nothing is lost, and it can be completed and undone`, () => {
      const states = proveCrashes(work, makeWorld(DIR, ['replace', 'create']), { limit: 15, seed: 1 }, withoutLinks);
      assert.ok(states >= 40, `only ${states} states`);
    });
  }
});

describe('a crash that finds the half of a rename', function () {
  this.timeout(120_000);

  for (const action of ALL_ACTIONS) {
    const world = { ...makeWorld(DIR, [action]), halvesRenames: true };
    for (const work of worksOn(world)) {
      it(`${action}; ${work.name}: nothing is lost, and it can be completed and undone`, () => {
        const states = proveCrashes(work, world, { limit: 25, seed: 1 });
        assert.ok(states >= 40, `only ${states} states`);
      });
    }
  }

  it('is harmless only because the folder to which a file was moved is synced before its name is given again', () => {
    for (const halvesRenames of [true, false]) {
      const world = { ...makeWorld(DIR, ['replace']), halvesRenames };
      const prove = (): void => {
        for (const work of worksOn(world)) proveCrashes(work, world, { limit: 40, seed: 1 }, unsyncedAfterMove);
      };
      assert.throws(prove, /crash (before|after)/);
    }
  });
});

/** Rules of the protocol, each taken away from outside. */
const WITHOUT: readonly { readonly rule: string; readonly weaken: Weaken }[] = [
  { rule: 'syncing files', weaken: unsynced('syncFile') },
  { rule: 'syncing the journal', weaken: unsynced('syncFile', /journal\.jsonl$/) },
  { rule: 'syncing new content', weaken: unsynced('syncFile', /\/(new|stage)\//) },
  { rule: 'syncing folders', weaken: unsynced('syncDir') },
  { rule: 'syncing the folders of a run', weaken: unsynced('syncDir', /\/(originals|new|stage)$/) },
  { rule: 'syncing the session directory', weaken: unsynced('syncDir', /sessions$/) },
];

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

import * as assert from 'node:assert/strict';
import { drawing } from '../../../support/disks/crashStates';
import { faultyDisk } from '../../../support/disks/faultyDisk';
import { startOf, type Weaken, withoutLinks, worksOn } from './crashes';
import { raceProcesses } from './processRace';
import { proveRace, proveRaces, RIVALS } from './races';
import { blindAside, replacingLink } from './weakened';
import { ALL_ACTIONS, makeWorld } from './world';

const DIR = '/home/webui/sessions';
const WORLD = makeWorld(DIR, ['replace', 'create']);

describe('Hermes WebUI saves in the middle of a run', function () {
  this.timeout(120_000);

  for (const work of worksOn(WORLD)) {
    it(`${work.name}: before any operation, whatever it does`, () => {
      // What the WebUI does matters most to a repair; for the others every second kind of act is enough.
      for (const rival of RIVALS.filter((_, i) => work.name === 'apply' || i % 2 === 0)) assert.ok(proveRaces({ work, world: WORLD, rival }) > 50);
    });

    it(`${work.name}: several times, anywhere`, () => {
      const world = makeWorld(DIR, ALL_ACTIONS);
      const long = worksOn(world).find(({ name }) => name === work.name)!;
      const start = startOf(long, world);
      const draw = drawing(1);
      for (let round = 0; round < 150; round++) {
        const first = draw(180);
        const places = [first, first + 1 + draw(6), first + 7 + draw(40)];
        proveRace({ work: long, world, rival: RIVALS[draw(RIVALS.length)]! }, start, places);
      }
    });

    it(`${work.name}: before any operation where answers about names are lost`, () => {
      proveRaces({ work, world: WORLD, rival: RIVALS[0]!, weaken: withLostAnswers });
    });

    it(`${work.name}: before any operation where there are no hard links`, () => {
      for (const rival of RIVALS.slice(0, 1)) proveRaces({ work, world: WORLD, rival, weaken: withoutLinks });
    });
  }
});

/** What NFS says of a link that it has made: that there is one. */
const withLostAnswers: Weaken = (disk) =>
  faultyDisk(disk, { errno: 'EEXIST', when: 'after', at: () => true }, new Set(['link']));

/** Rules of the protocol, each taken away from outside. */
const WITHOUT: readonly { readonly rule: string; readonly weaken: Weaken }[] = [
  { rule: 'a link that never replaces', weaken: replacingLink },
  { rule: 'a look at what was moved', weaken: blindAside(WORLD.before.get('wiped.json')!) },
];

describe('the proof by races', function () {
  this.timeout(300_000);
  const [work] = worksOn(WORLD);

  for (const { rule, weaken } of WITHOUT) {
    it(`fails without ${rule}`, () => {
      assert.throws(() => proveRaces({ work: work!, world: WORLD, rival: RIVALS[0]!, weaken }), /it saves/);
    });
  }

  it('fails between processes without a link that never replaces', async () => {
    const { lost } = await raceProcesses({ rounds: 8000, seed: 1, disk: 'replacing link' });
    assert.notDeepEqual(lost, []);
  });
});

describe('processes that save, repair and undo at once', function () {
  this.timeout(300_000);

  it('lose nothing and tear nothing', async () => {
    let [applied, changed] = [0, 0];
    // Again where the machine let none of them come between another: a race that was not run proves nothing.
    for (let seed = 1; seed <= 2 || ((applied === 0 || changed === 0) && seed <= 8); seed += 1) {
      const { lost, counts } = await raceProcesses({ rounds: 120, seed });
      assert.deepEqual(lost, []);
      applied += counts.applied ?? 0;
      changed += counts.changed ?? 0;
    }
    assert.ok(applied > 0 && changed > 0, `${applied} were applied, ${changed} found something changed`);
  });

  it('lose nothing where there are no hard links', async () => {
    assert.deepEqual((await raceProcesses({ rounds: 120, seed: 4, disk: 'without links' })).lost, []);
  });
});

import * as assert from 'node:assert/strict';
import type { Disk } from '../../../../src/io/repairRun/disk';
import { drawing } from '../../../support/disks/crashStates';
import { wrapDisk } from '../../../support/disks/operations';
import { startOf, type Weaken, withoutLinks, worksOn } from './crashes';
import { proveRace, proveRaces, RIVALS } from './races';
import { ALL_ACTIONS, makeWorld } from './world';

const DIR = '/home/webui/sessions';
const WORLD = makeWorld(DIR, ['replace', 'create']);

describe('Hermes WebUI saves in the middle of a run', function () {
  this.timeout(120_000);

  for (const work of worksOn(WORLD)) {
    it(`${work.name}: before any operation, whatever it does`, () => {
      for (const rival of RIVALS) assert.ok(proveRaces({ work, world: WORLD, rival }) > 50);
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

    it(`${work.name}: before any operation where there are no hard links`, () => {
      for (const rival of RIVALS.slice(0, 2)) proveRaces({ work, world: WORLD, rival, weaken: withoutLinks });
    });
  }
});

/** Rules of the protocol, each taken away from outside. */
const WITHOUT: readonly { readonly rule: string; readonly weaken: Weaken }[] = [
  { rule: 'a link that never replaces', weaken: replacingLink },
  { rule: 'a look at what was moved', weaken: blindAside },
];

/** `link` lands on whatever is there, as a rename would. */
function replacingLink(disk: Disk): Disk {
  return wrapDisk(
    disk,
    (operation, run) => {
      const [from, to] = operation.paths;
      if (operation.verb === 'link' && disk.stat(to!) !== null && disk.stat(to!)!.ino !== disk.stat(from!)?.ino) disk.unlink(to!);
      return run();
    },
    'all',
  );
}

/** Whatever was moved aside is said to be what was expected. */
function blindAside(disk: Disk): Disk {
  return wrapDisk(
    disk,
    (operation, run) => {
      const isAside = /\/originals\/[^/]*\.json$/.test(operation.paths[0]!);
      return operation.verb === 'read' && isAside ? Buffer.from(WORLD.before.get('wiped.json')!) : run();
    },
    'all',
  );
}

describe('the proof by races', function () {
  this.timeout(120_000);
  const [work] = worksOn(WORLD);

  for (const { rule, weaken } of WITHOUT) {
    it(`fails without ${rule}`, () => {
      assert.throws(() => proveRaces({ work: work!, world: WORLD, rival: RIVALS[0]!, weaken }), /it saves/);
    });
  }
});

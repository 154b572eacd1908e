/** The proofs of the repair, for as long as they are let: `test/unit/io/repairProofs` has the bounded ones. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drawing } from '../support/disks/crashStates';
import { asItIs, proveCrashes, startOf, withoutLinks, worksOn } from '../unit/io/repairProofs/crashes';
import { inRealDirectory, proveKills } from '../unit/io/repairProofs/kills';
import { repairLarge } from '../unit/io/repairProofs/largeFile';
import { raceProcesses } from '../unit/io/repairProofs/processRace';
import { proveProperties } from '../unit/io/repairProofs/properties';
import { proveRace, RIVALS } from '../unit/io/repairProofs/races';
import { ALL_ACTIONS, makeMerge, makeWorld } from '../unit/io/repairProofs/world';

const DIR = '/home/webui/sessions';

/**
 * One round of each mode; returns how many states, kills, saves, events or bytes it has looked at. Throws, or names what
 * is lost, when a proof fails.
 */
const ROUNDS = {
  /** Crashes at every operation, in many of the states that each may leave. */
  'repair-crash': (seed) => {
    const names = seed % 2 === 0 ? 'any' : 'ordered';
    const works = worksOn(makeWorld(DIR, ALL_ACTIONS));
    const sound = works.map((work) => proveCrashes(work, makeWorld(DIR), { limit: 60, seed, names }, asItIs));
    const linkless = works.map((work) => proveCrashes(work, makeWorld(DIR), { limit: 20, seed, names }, withoutLinks));
    const merge = makeMerge(DIR);
    const merging = worksOn(merge).flatMap((work) =>
      [asItIs, withoutLinks].map((weaken) => proveCrashes(work, merge, { limit: 20, seed, names }, weaken)),
    );
    return sum([...sound, ...linkless, ...merging]);
  },
  /** Processes killed before each of their writes. */
  'repair-kill': () =>
    sum(
      [0, 1, 2].flatMap((n) =>
        [makeWorld, makeMerge].map((make) => inRealDirectory((world) => proveKills(worksOn(world)[n]!, world), (dir) => make(dir))),
      ),
    ),
  /** Two to four saves anywhere in a run. */
  'repair-saves': (seed) => {
    const draw = drawing(seed);
    const world = draw(3) === 0 ? makeMerge(DIR) : makeWorld(DIR, ALL_ACTIONS);
    const work = worksOn(world)[draw(3)]!;
    const start = startOf(work, world);
    for (let n = 0; n < 200; n++) {
      const places = Array.from({ length: 2 + draw(3) }, () => 1 + draw(220));
      const weaken = draw(4) === 0 ? withoutLinks : asItIs;
      proveRace({ work, world, rival: RIVALS[draw(RIVALS.length)]!, weaken }, start, places);
    }
    return 200;
  },
  /** Three processes at one directory. */
  'repair-race': async (seed) => {
    const disk = seed % 3 === 0 ? 'without links' : 'sound';
    const { lost, rounds } = await raceProcesses({ rounds: 150, seed, disk });
    if (lost.length > 0) throw new Error(lost.slice(0, 5).join('\n'));
    return rounds;
  },
  /** Whole lives of directories: repairs, undos, saves, crashes and completions in any order. */
  'repair-life': (seed) => {
    proveProperties(seed, 25);
    return 25;
  },
  /** A file of 300 MB. */
  'repair-large': () => {
    const folder = mkdtempSync(join(tmpdir(), 'hs-'));
    try {
      const dir = join(folder, 'sessions');
      mkdirSync(dir);
      const { heldBytes, outcomes } = repairLarge(folder, dir, 300);
      const copies = heldBytes / (300 * 1024 * 1024);
      if (outcomes.join() !== 'applied,applied,back' || copies > 2.1) throw new Error(`${outcomes.join()}, ${copies} copies`);
      return heldBytes;
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
} as const satisfies Record<string, (seed: number) => number | Promise<number>>;

export type RepairMode = keyof typeof ROUNDS;
export const REPAIR_MODES = Object.keys(ROUNDS) as RepairMode[];

export interface RepairStressResult {
  readonly mode: RepairMode;
  readonly rounds: number;
  readonly looks: number;
  /** With its causes; null when every proof held. The seed is in it. */
  readonly failure: string | null;
}

/** Whole rounds until the time is over, one at least, or until a proof fails. */
export async function stressRepair(mode: RepairMode, seconds: number, seed: number): Promise<RepairStressResult> {
  const endAt = Date.now() + seconds * 1000;
  let rounds = 0;
  let looks = 0;
  do {
    try {
      looks += await ROUNDS[mode](seed + rounds);
      rounds += 1;
    } catch (error) {
      return { mode, rounds, looks, failure: `seed ${seed + rounds}: ${withCauses(error)}` };
    }
  } while (Date.now() < endAt);
  return { mode, rounds, looks, failure: null };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

function withCauses(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? String(error.stack) : `${error.message}\n${withCauses(error.cause)}`;
}

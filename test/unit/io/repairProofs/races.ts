/** What has to hold when Hermes WebUI saves between any two operations of a run. */
import * as assert from 'node:assert/strict';
import type { Disk } from '../../../../src/io/repairRun/disk';
import type { RunResult } from '../../../../src/io/repairRun/runResult';
import { copyOf } from '../../../support/disks/crashStates';
import { hookedDisk } from '../../../support/disks/hookedDisk';
import type { MemoryDisk } from '../../../support/disks/memoryDisk';
import { describeOperation } from '../../../support/disks/operations';
import { webuiSaver } from '../../../support/webuiSaver';
import { asItIs, interruptedRun, startOf, undo, type Weaken, type Work } from './crashes';
import { portsAt, surface, textsBelow, type World } from './world';

/**
 * A save is a promise to a person: the text has to be somewhere until the WebUI itself saves over it. `standing` is
 * what the WebUI's last save under a name left there; what it replaces is its own affair.
 */
export class Saves {
  /** Texts that have to be found, and the name each was saved under. */
  readonly open = new Map<string, string>();
  readonly all = new Set<string>();

  /** Texts are numbered from `count` on, so that no two are alike. */
  constructor(
    private readonly dir: string,
    private readonly disk: Disk,
    private count = 0,
  ) {}

  /** As many messages as asked for, none of them ever saved before. */
  save(sid: string, messages: number): string {
    this.count += 1;
    const texts = Array.from({ length: messages }, (_, n) => `typed ${this.count}.${n}`);
    return this.replaced(sid, () => {
      const messages = texts.map((content) => ({ role: 'user', content }));
      return webuiSaver(this.dir, this.disk).save({ session_id: sid, messages });
    });
  }

  restoreAtStart(sid: string): string | null {
    return this.replaced(sid, () => webuiSaver(this.dir, this.disk).restoreAtStart(sid));
  }

  private replaced<T extends string | null>(sid: string, act: () => T): T {
    const path = `${this.dir}/${sid}.json`;
    const standing = this.disk.stat(path) === null ? null : Buffer.from(this.disk.read(path)).toString();
    const text = act();
    if (text === null) return text;
    if (standing !== null) this.open.delete(standing);
    this.open.set(text, sid);
    this.all.add(text);
    return text;
  }
}

/** What the other program does; it is called at each of the chosen places in turn, `turn` from 0. */
export interface Rival {
  readonly name: string;
  readonly act: (saves: Saves, turn: number) => void;
}

export const RIVALS: readonly Rival[] = [
  { name: 'saves a longer conversation', act: (saves) => saves.save('wiped', 20) },
  { name: 'saves a shorter one', act: (saves) => saves.save('wiped', 1) },
  { name: 'saves the one that has no file', act: (saves) => saves.save('gone', 3) },
  { name: 'starts and restores', act: (saves) => saves.restoreAtStart('wiped') },
  {
    name: 'saves two conversations',
    act: (saves) => {
      saves.save('gone', 2);
      saves.save('wiped', 2);
    },
  },
];

export interface Race {
  readonly work: Work;
  readonly world: World;
  readonly rival: Rival;
  /** Takes a rule of the protocol away. */
  readonly weaken?: Weaken;
}

/** The rival comes before each operation in turn, those that only read among them. Returns how often it came. */
export function proveRaces(race: Race): number {
  const start = startOf(race.work, race.world);
  let count = 0;
  race.work.run(portsAt(hookedDisk(copyOf(start), { before: ({ n }) => (count = n) }), 2));
  for (let n = 1; n <= count; n++) proveRace(race, start, [n]);
  return count;
}

/** The rival acts before each of the operations `places`. `start` stays as it is. */
export function proveRace(race: Race, start: MemoryDisk, places: readonly number[]): void {
  const { work, world, rival, weaken = asItIs } = race;
  const memory = copyOf(start);
  const saves = new Saves(world.dir, memory);
  const where: string[] = [];
  const disk = hookedDisk(weaken(memory), {
    before: (operation) => {
      if (!places.includes(operation.n)) return;
      rival.act(saves, where.length);
      where.push(describeOperation(operation, world.dir));
    },
  });
  try {
    const result = work.run(portsAt(disk, 2));
    checkSaves(memory, world, saves, 'after the run');
    checkTruth(memory, world, result);
    const undone = copyOf(memory);
    undo(world.dir, interruptedRun(world.dir, memory) ?? result.runId, portsAt(undone, 3));
    checkSaves(undone, world, saves, 'after undoing it');
  } catch (error) {
    throw new Error(`${work.name}: it ${rival.name} before ${where.join(' and ')}`, { cause: error });
  }
}

/** What was saved last stands under its name, and all that was saved and not replaced by a save is there. */
function checkSaves(disk: MemoryDisk, world: World, saves: Saves, when: string): void {
  const all = textsBelow(disk, world.dir);
  const live = surface(disk, world.dir);
  for (const text of saves.open.keys()) assert.ok(all.has(text), `lost ${when}: ${text}`);
  // Whoever saves what a repair or its undo writes cannot be told apart from it.
  const known = new Set([...world.before.values(), ...world.after.values()]);
  const last = new Map([...saves.open].map(([text, sid]) => [`${sid}.json`, text]));
  for (const [name, text] of last) if (!known.has(text)) assert.equal(live.get(name), text, `replaced ${when}`);
  for (const [name, text] of live) {
    assert.ok(known.has(text) || saves.all.has(text), `${name} is torn ${when}: ${text}`);
    assert.equal(disk.stat(`${world.dir}/${name}`)?.links, 1, `${name} has a second name ${when}`);
  }
}

/** A step that says it was applied has its new content in the directory or in the run, and its old one in the run. */
function checkTruth(disk: MemoryDisk, world: World, { steps }: RunResult): void {
  const all = textsBelow(disk, world.dir);
  for (const { step, outcome } of steps) {
    if (outcome.state !== 'applied') continue;
    for (const text of [world.before.get(step.target), world.after.get(step.target)]) {
      if (text !== undefined && step.action !== 'replace_derived') assert.ok(all.has(text), `${step.target}: ${text}`);
    }
  }
}

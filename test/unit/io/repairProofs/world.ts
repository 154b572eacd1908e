/** A small session directory with one repair of each kind, the same on a disk in memory and on a real one. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Expected, RepairPlan, RepairStep, StepAction } from '../../../../src/core/recovery/plan';
import type { StepSource } from '../../../../src/io/repairRun/applyPlan';
import type { Disk } from '../../../../src/io/repairRun/disk';
import type { HostIdentity, RunPorts } from '../../../../src/io/repairRun/ports';

/** The new content of a step is in the plan itself: how it is made has tests of its own. */
export type TextPlan = RepairPlan<string>;
export type TextStep = RepairStep<string>;

/** Texts of the files directly in the session directory, by name. */
export type Surface = ReadonlyMap<string, string>;

export interface World {
  readonly dir: string;
  readonly before: Surface;
  readonly plan: TextPlan;
  /** The surface when all of the plan was done. */
  readonly after: Surface;
  /** What the disk in memory does with a rename between two folders: see `MemoryDiskOptions`. */
  readonly halvesRenames?: boolean;
}

export const conversation = (sid: string, ...messages: readonly string[]): string =>
  JSON.stringify({
    session_id: sid,
    title: sid,
    messages: messages.map((content) => ({ role: 'user', content })),
    message_count: messages.length,
  });

const LONG = Array.from({ length: 12 }, (_, n) => `message ${n} of a day at the lock`);

/** What is there, and what one step makes of it; `null` for nothing. */
interface Part {
  readonly action: StepAction;
  readonly sessionId: string | null;
  readonly target: string;
  readonly old: string | null;
  readonly new: string | null;
}

const PARTS: Readonly<Record<StepAction, Part>> = {
  replace: {
    action: 'replace',
    sessionId: 'wiped',
    target: 'wiped.json',
    old: conversation('wiped'),
    new: conversation('wiped', ...LONG),
  },
  create: {
    action: 'create',
    sessionId: 'gone',
    target: 'gone.json',
    old: null,
    new: conversation('gone', ...LONG, 'the last one'),
  },
  move_aside: {
    action: 'move_aside',
    sessionId: 'left',
    target: 'left.tmp.4711.1',
    old: '{"session_id":"left","messages":[{"role":"us',
    new: null,
  },
  replace_derived: {
    action: 'replace_derived',
    sessionId: null,
    target: '_index.json',
    old: '[{"session_id":"nobody"}]',
    new: '[{"session_id":"wiped"},{"session_id":"gone"},{"session_id":"left"},{"session_id":"calm"}]',
  },
};

/** Files that no step is about. The previous copies are copied into the run, and stay what they are. */
const BESIDE: readonly (readonly [name: string, text: string])[] = [
  ['calm.json', conversation('calm', 'nothing happened here')],
  ['calm.json.bak', conversation('calm', 'nothing', 'happened', 'here')],
  ['wiped.json.bak', conversation('wiped', ...LONG)],
  ['gone.json.bak', conversation('gone', ...LONG, 'the last one')],
  ['left.json', conversation('left', 'whole')],
];

export const ALL_ACTIONS: readonly StepAction[] = ['replace', 'create', 'move_aside', 'replace_derived'];

export function makeWorld(dir: string, actions: readonly StepAction[] = ALL_ACTIONS): World {
  const parts = actions.map((action) => PARTS[action]);
  const before = new Map(BESIDE);
  for (const { target, old } of parts) if (old !== null) before.set(target, old);
  const after = new Map(before);
  for (const part of parts) {
    if (part.new === null) after.delete(part.target);
    else after.set(part.target, part.new);
  }
  const steps = parts.map(({ action, sessionId, target, old, new: content }): TextStep => {
    return { action, sessionId, target, expected: expecting(old), content, kinds: ['shrunken_live'] };
  });
  return { dir, before, after, plan: { version: 1, sessionDir: dir, madeAt: 1_700_000_000_000, steps } };
}

/** Copies that were put together: the file is replaced, and its longer previous copy goes aside behind it. */
export function makeMerge(dir: string): World {
  const world = makeWorld(dir, ['replace']);
  const backup = 'wiped.json.bak';
  const aside: TextStep = {
    action: 'move_aside',
    sessionId: 'wiped',
    target: backup,
    expected: expecting(world.before.get(backup) ?? null),
    content: null,
    kinds: ['diverged_backup'],
  };
  const after = new Map(world.after);
  after.delete(backup);
  return { ...world, after, plan: { ...world.plan, steps: [...world.plan.steps, aside] } };
}

export const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex');

export const expecting = (text: string | null): Expected =>
  text === null ? { state: 'absent' } : { state: 'file', sha256: sha256(text) };

export const textSource: StepSource<string> = {
  make: (step) => ({ kind: 'content', bytes: Buffer.from(step.content ?? '') }),
  recheck: () => null,
};

/** A process of the machine at its `boot`-th start; nobody of an earlier start lives any more. */
export function portsAt(disk: Disk, boot = 1, given: Partial<RunPorts> = {}): RunPorts {
  // An hour between two starts: locks of an earlier one have grown cold.
  let at = 1_700_000_000_000 + boot * 3_600_000;
  let ids = boot * 0x100000;
  const host: HostIdentity = {
    name: 'here',
    bootId: `boot ${boot}`,
    containerId: null,
    pid: 1000 + boot,
    isAlive: (pid) => pid === 1000 + boot,
  };
  return {
    disk,
    host,
    now: () => (at += 7),
    newId: () => (ids += 1).toString(16).padStart(12, '0'),
    pause: () => {},
    ...given,
  };
}

export const RECOVERY = '_recovery';

export function surface(disk: Disk, dir: string): Surface {
  const files = disk.list(dir).filter((name) => disk.stat(join(dir, name))?.kind === 'file');
  return new Map(files.sort().map((name) => [name, Buffer.from(disk.read(join(dir, name))).toString()]));
}

/** All texts below the directory, whatever their names. */
export function textsBelow(disk: Disk, dir: string): Set<string> {
  const found = new Set<string>();
  const walk = (path: string): void => {
    for (const name of disk.list(path)) {
      const below = join(path, name);
      const kind = disk.stat(below)?.kind;
      if (kind === 'directory') walk(below);
      if (kind === 'file') found.add(Buffer.from(disk.read(below)).toString());
    }
  };
  walk(dir);
  return found;
}

/** Names with what stands under them, sorted, for one comparison with a readable difference. */
export const shown = (files: Surface): string[] =>
  [...files].map(([name, text]) => `${name}: ${text}`).sort((a, b) => (a < b ? -1 : 1));

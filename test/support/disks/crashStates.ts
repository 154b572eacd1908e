/** Every state in which a crash may leave a disk: the states between "only what was synced" and "all that was done". */
import { applyTo, type Inode, MemoryDisk, ROOT } from './memoryDisk';

/**
 * What may become of bytes that were added and not synced:
 * `lost`, `half` of them, `zeroed` (the length arrived, the blocks did not), `torn` (later blocks arrived, earlier ones
 * did not), `whole`.
 */
const ADDITIONS = ['lost', 'half', 'zeroed', 'torn', 'whole'] as const;
type Addition = (typeof ADDITIONS)[number];

export interface CrashState {
  /** A disk of its own, as it is found after the crash: all of it is synced. */
  readonly disk: MemoryDisk;
  /** What was lost or torn, for the message of a failed proof. */
  readonly how: string;
}

export interface CrashOptions {
  /** Where there are more states than this, the telling ones are taken and the others drawn by `seed`. */
  readonly limit: number;
  readonly seed: number;
  /**
   * `any`: each operation on names that was not synced is there or not, whatever came after it: all that POSIX promises.
   * `ordered`: none without those before it, as a file system with one journal of its names does.
   */
  readonly names?: 'any' | 'ordered';
}

/** One choice: which of the unsynced operations on names arrived, and how much of each unsynced file. */
interface Choice {
  readonly names: readonly boolean[];
  readonly bytes: readonly Addition[];
}

/** States without repetition; `disk` itself stays as it is. */
export function* crashStates(disk: MemoryDisk, options: CrashOptions): Generator<CrashState> {
  const dirty = [...disk.inodes.values()].filter(({ kind, data, synced }) => kind === 'file' && data !== synced);
  const open = disk.pending.filter(({ synced }) => !synced).length;
  const seen = new Set<string>();
  for (const choice of choices(open, dirty.length, options)) {
    if (seen.size >= options.limit) return;
    const state = crashed(disk, dirty, choice);
    if (seen.has(state.print)) continue;
    seen.add(state.print);
    yield { disk: state.disk, how: describe(disk, dirty, choice) };
  }
}

/** What a reader of `disk` sees, on a disk of its own and synced. */
export function copyOf(disk: MemoryDisk): MemoryDisk {
  const all = disk.pending.map(() => true);
  return crashed(disk, [], { names: all, bytes: [] }).disk;
}

function* choices(names: number, files: number, options: CrashOptions): Generator<Choice> {
  const ordered = options.names === 'ordered';
  const all = (ordered ? names + 1 : 2 ** names) * ADDITIONS.length ** files;
  if (all <= options.limit) yield* everyChoice(names, files, ordered);
  else {
    yield* tellingChoices(names, files, ordered);
    yield* drawnChoices(names, files, ordered, options);
  }
}

function* everyChoice(names: number, files: number, ordered: boolean): Generator<Choice> {
  const nameChoices = ordered
    ? Array.from({ length: names + 1 }, (_, kept) => Array.from({ length: names }, (_, i) => i < kept))
    : Array.from({ length: 2 ** names }, (_, bits) => Array.from({ length: names }, (_, i) => ((bits >> i) & 1) === 1));
  for (const arrived of nameChoices) {
    for (let number = 0; number < ADDITIONS.length ** files; number++) {
      const bytes = Array.from(
        { length: files },
        (_, i) => ADDITIONS[Math.floor(number / ADDITIONS.length ** i) % ADDITIONS.length]!,
      );
      yield { names: arrived, bytes };
    }
  }
}

/** The ends, each cut of the order, and each operation alone missing or alone there, with every fate of the bytes. */
function* tellingChoices(names: number, files: number, ordered: boolean): Generator<Choice> {
  const patterns: ((i: number) => boolean)[] = [];
  for (let n = 0; n <= names; n++) patterns.push((i) => i < n);
  for (let n = 0; n < names && !ordered; n++) patterns.push((i) => i !== n, (i) => i === n, (i) => i > n);
  for (const arrived of patterns) {
    const kept = Array.from({ length: names }, (_, i) => arrived(i));
    for (const addition of ADDITIONS) yield { names: kept, bytes: Array<Addition>(files).fill(addition) };
  }
}

function* drawnChoices(names: number, files: number, ordered: boolean, options: CrashOptions): Generator<Choice> {
  const draw = drawing(options.seed);
  for (let tries = 0; tries < options.limit * 4; tries++) {
    const cut = draw(names + 1);
    yield {
      names: Array.from({ length: names }, (_, i) => (ordered ? i < cut : draw(2) === 1)),
      bytes: Array.from({ length: files }, () => ADDITIONS[draw(ADDITIONS.length)]!),
    };
  }
}

function crashed(disk: MemoryDisk, dirty: readonly Inode[], choice: Choice): { disk: MemoryDisk; print: string } {
  const entries = new Map([...disk.syncedEntries].map(([id, names]) => [id, new Map(names)]));
  let n = 0;
  for (const change of disk.pending) {
    if (change.synced || choice.names[n++] === true) applyTo(entries, change);
  }
  const fates = new Map(dirty.map((inode, i) => [inode.id, choice.bytes[i]!]));
  const after = new MemoryDisk(disk.options);
  const print: string[] = [];
  const walk = (id: number, path: string): void => {
    const directory = after.inodes.get(id)!;
    for (const [name, child] of entries.get(id)!) {
      const before = disk.inodes.get(child)!;
      directory.entries.set(name, child);
      after.syncedEntries.get(id)!.set(name, child);
      print.push(`${path}/${name} ${child} ${fates.get(child) ?? ''}`);
      const known = after.inodes.get(child);
      const inode = known ?? after.addInode(before);
      inode.links += 1;
      if (known !== undefined) continue;
      inode.mtimeNs = before.mtimeNs;
      inode.data = inode.synced = bytesAfter(before, fates.get(child));
      if (before.kind === 'directory') walk(child, `${path}/${name}`);
    }
  };
  walk(ROOT, '');
  return { disk: after, print: print.sort().join('\n') };
}

function bytesAfter({ synced, data }: Inode, fate: Addition | undefined): Uint8Array {
  const middle = synced.length + ((data.length - synced.length) >> 1);
  switch (fate) {
    case undefined:
    case 'whole':
      return data;
    case 'lost':
      return synced;
    case 'half':
      return data.slice(0, middle);
    case 'zeroed':
      return data.slice().fill(0, synced.length);
    case 'torn':
      return data.slice().fill(0, synced.length, middle);
  }
}

function describe(disk: MemoryDisk, dirty: readonly Inode[], choice: Choice): string {
  const missing = disk.pending.filter(({ synced }) => !synced).filter((_, i) => choice.names[i] !== true);
  const names = missing.map(({ what }) => `without ${what}`);
  const bytes = dirty.map((inode, i) => `inode ${inode.id} (${inode.data.length} bytes) ${choice.bytes[i]}`);
  return [...names, ...bytes.filter((text) => !text.endsWith('whole'))].join('; ') || 'all that was done';
}

/** Whole numbers below a bound, the same ones for the same seed. */
export function drawing(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

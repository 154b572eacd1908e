/** Whether the files exist that conversations name: few looks at a time, each remembered, and none where a look could take long. */
import { readFile, stat } from 'node:fs/promises';
import { placesOf, readMounts, type Mount, type PlaceRules } from './filePlaces';

export interface LookupOptions {
  readonly rules: () => Omit<PlaceRules, 'mounts'>;
  readonly now?: () => number;
  /** True for an ordinary file; replaced in tests. */
  readonly isFile?: (path: string) => Promise<boolean>;
  readonly mountInfo?: () => Promise<string>;
}

/** What was seen is believed so long. */
const FRESH_MS = 15_000;
const MOST_KEPT = 4_000;
const AT_ONCE = 4;
/** A look that takes longer waits for a disk that sleeps or a machine that is gone: it is not waited for. */
const PATIENCE_MS = 1_000;

export class FileLookup {
  private readonly seen = new Map<string, { readonly at: number; readonly is: Promise<boolean> }>();
  private mounts: { readonly at: number; readonly read: Promise<readonly Mount[] | null> } | null = null;
  private looking = 0;
  private readonly waiting: (() => void)[] = [];
  private readonly now: () => number;

  constructor(private readonly options: LookupOptions) {
    this.now = options.now ?? Date.now;
  }

  /** The first file that `path` may stand for, in `bases` where it is relative; null where there is none. */
  async find(path: string, bases: readonly string[]): Promise<string | null> {
    const rules = this.options.rules();
    const mounts = rules.platform === 'linux' ? await this.readMounts() : null;
    for (const place of placesOf(path, bases, { ...rules, mounts })) if (await this.isFile(place)) return place;
    return null;
  }

  private isFile(place: string): Promise<boolean> {
    const at = this.now();
    const known = this.seen.get(place);
    if (known !== undefined && at - known.at < FRESH_MS) return known.is;
    this.seen.delete(place);
    const is = this.look(place);
    this.seen.set(place, { at, is });
    for (const oldest of this.seen.keys()) {
      if (this.seen.size <= MOST_KEPT) break;
      this.seen.delete(oldest);
    }
    return is;
  }

  private async look(place: string): Promise<boolean> {
    while (this.looking >= AT_ONCE) await new Promise<void>((resolve) => this.waiting.push(resolve));
    this.looking += 1;
    const looking = (this.options.isFile ?? isOrdinaryFile)(place).finally(() => {
      // Only now: what hangs goes on taking its place, so that no more than a few ever hang.
      this.looking -= 1;
      this.waiting.shift()?.();
    });
    return soon(looking);
  }

  private async readMounts(): Promise<readonly Mount[] | null> {
    const at = this.now();
    if (this.mounts === null || at - this.mounts.at >= FRESH_MS) {
      const read = (this.options.mountInfo ?? (() => readFile('/proc/self/mountinfo', 'utf8')))().then(readMounts, () => null);
      this.mounts = { at, read };
    }
    return this.mounts.read;
  }
}

/** False when it takes too long. */
async function soon(answer: Promise<boolean>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), PATIENCE_MS);
  });
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}

const isOrdinaryFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );

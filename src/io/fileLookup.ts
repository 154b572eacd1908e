/** Whether the files exist that conversations name: few looks at a time, each remembered, and none where a look could take long. */
import { readFile, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
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
/** Each look holds a thread of Node's until it ends, of which there are four for all that this window's extensions read: one stays free. */
const AT_ONCE = 3;
/** A look that takes longer waits for a disk that sleeps or a machine that is gone: it is not waited for. */
const PATIENCE_MS = 1_000;

/** Null: it cannot be told, as what would tell it hangs. */
type IsFile = boolean | null;

interface Waiting {
  readonly directory: string;
  readonly begin: (mayLook: boolean) => void;
}

export class FileLookup {
  private readonly seen = new Map<string, { readonly at: number; readonly is: Promise<IsFile> }>();
  private mounts: { readonly at: number; readonly read: Promise<readonly Mount[] | null> } | null = null;
  /** Looks under way, also those that hang: what hangs goes on taking its place, so that no more than these ever hang. */
  private looking = 0;
  /** Directories with a look that hangs, once for each: what lies beside it would hang, too. */
  private readonly hanging: string[] = [];
  private waiting: Waiting[] = [];
  private readonly now: () => number;

  constructor(private readonly options: LookupOptions) {
    this.now = options.now ?? Date.now;
  }

  /** The first file that `path` may stand for, in `bases` where it is relative; null where there is none, or where it cannot be told. */
  async find(path: string, bases: readonly string[]): Promise<string | null> {
    const rules = this.options.rules();
    const mounts = rules.platform === 'linux' ? await this.readMounts() : null;
    for (const place of placesOf(path, bases, { ...rules, mounts })) {
      const is = await this.isFile(place);
      // Another one of that name further on need not be the one that is meant.
      if (is !== false) return is === null ? null : place;
    }
    return null;
  }

  private isFile(place: string): Promise<IsFile> {
    const at = this.now();
    const known = this.seen.get(place);
    if (known !== undefined && at - known.at < FRESH_MS) return known.is;
    this.seen.delete(place);
    const is = this.look(place);
    const seeing = { at, is };
    this.seen.set(place, seeing);
    void is.then((answer) => {
      // What could not be told is asked again.
      if (answer === null && this.seen.get(place) === seeing) this.seen.delete(place);
    });
    for (const oldest of this.seen.keys()) {
      if (this.seen.size <= MOST_KEPT) break;
      this.seen.delete(oldest);
    }
    return is;
  }

  private async look(place: string): Promise<IsFile> {
    const directory = dirname(place);
    if (!(await this.turn(directory))) return null;
    return new Promise<IsFile>((resolve) => {
      let isHanging = false;
      const late = setTimeout(() => {
        isHanging = true;
        this.hanging.push(directory);
        this.giveUp();
        resolve(null);
      }, PATIENCE_MS);
      void (this.options.isFile ?? isOrdinaryFile)(place)
        .catch(() => false)
        .then((is) => {
          clearTimeout(late);
          if (isHanging) this.hanging.splice(this.hanging.indexOf(directory), 1);
          this.endTurn();
          resolve(is);
        });
    });
  }

  /** True when the look may begin; false where it would hang, or where all that look hang. */
  private async turn(directory: string): Promise<boolean> {
    if (this.isHopeless(directory)) return false;
    if (this.looking >= AT_ONCE) return new Promise<boolean>((begin) => this.waiting.push({ directory, begin }));
    this.looking += 1;
    return true;
  }

  /** A look ended. Its turn goes to the next that waits. */
  private endTurn(): void {
    const next = this.waiting.shift();
    if (next === undefined) this.looking -= 1;
    else next.begin(true);
  }

  /** A look hangs: those that can come to nothing now wait no longer. */
  private giveUp(): void {
    const isHopeless = ({ directory }: Waiting): boolean => this.isHopeless(directory);
    const hopeless = this.waiting.filter(isHopeless);
    this.waiting = this.waiting.filter((each) => !isHopeless(each));
    for (const { begin } of hopeless) begin(false);
  }

  private isHopeless(directory: string): boolean {
    return this.hanging.length >= AT_ONCE || this.hanging.includes(directory);
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

const isOrdinaryFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  );

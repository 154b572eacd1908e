/**
 * The texts of one conversation in pages: reads them, hands to the thread that searches as many as it may keep, and knows which it
 * has. A page is good for as long as the token of the store is the one it was read with; nothing is taken on trust.
 */
import type { FindPage } from '../../core/find';

export interface FindPagesOptions {
  /** The texts from message `from` on; a page without messages is the end. `isWaitedFor`: by a person. */
  fetch(from: number, isWaitedFor: boolean): Promise<FindPage>;
  /** The thread is to keep a page, or to let pages go. False when there is no thread any more. */
  keep(number: number, page: FindPage): boolean;
  drop(numbers: readonly number[]): void;
  /** Characters that are kept. */
  readonly keptChars: number;
}

interface KeptPage {
  readonly token: string;
  readonly from: number;
  readonly next: number;
  readonly chars: number;
}

/** A page that was read. */
export interface ReadPage {
  readonly page: FindPage;
  /** The thread has it. */
  readonly isKept: boolean;
}

/** Where a page begins: how many pages and how many messages stand before it. */
export interface PageStart {
  readonly number: number;
  readonly from: number;
}

/** Pages that are kept, by number, where the next one begins, and whether there is none. */
export interface KeptRun {
  readonly numbers: readonly number[];
  readonly next: PageStart;
  readonly isEnd: boolean;
}

export class FindPages {
  private readonly kept = new Map<number, KeptPage>();
  private keptChars = 0;
  private readonly reading = new Map<string, Promise<ReadPage>>();
  /** The page that was read ahead, until somebody asks for it: it may be one that is not kept. */
  private ahead: { readonly key: string; readonly read: ReadPage } | null = null;

  constructor(private readonly options: FindPagesOptions) {}

  /** Lets go of what was read in any other state of the store. */
  only(token: string): void {
    if (this.ahead?.read.page.token !== token) this.ahead = null;
    const old = [...this.kept].filter(([, page]) => page.token !== token).map(([number]) => number);
    if (old.length === 0) return;
    for (const number of old) this.forget(number);
    this.options.drop(old);
  }

  /** The thread is gone with all it kept. */
  lost(): void {
    this.ahead = null;
    this.kept.clear();
    this.keptChars = 0;
  }

  /** Up to `most` pages from `start` on that are kept of this state, one behind the other. */
  keptFrom(start: PageStart, token: string, most: number): KeptRun {
    const numbers: number[] = [];
    let { number, from } = start;
    while (numbers.length < most) {
      const page = this.kept.get(number);
      if (page === undefined || page.token !== token || page.from !== from) break;
      if (page.next === from) return { numbers, next: start, isEnd: true };
      numbers.push(number);
      number += 1;
      from = page.next;
    }
    return { numbers, next: { number, from }, isEnd: false };
  }

  /** Reads a page, once however many wait for it; again where what is being read is of another state. */
  async read(start: PageStart, token: string, isWaitedFor: boolean): Promise<ReadPage> {
    const key = keyOf(start);
    const begun = this.reading.get(key);
    const read = begun === undefined ? this.ahead?.key === key ? this.ahead.read : null : await begun;
    this.ahead = null;
    return read?.page.token === token ? read : this.begin(start, isWaitedFor);
  }

  /** Begins to read a page that will be asked for next. */
  readAhead(start: PageStart, token: string): void {
    const { numbers, isEnd } = this.keptFrom(start, token, 1);
    const isThere = isEnd || numbers.length > 0 || this.reading.has(keyOf(start));
    if (isThere) return;
    const key = keyOf(start);
    this.begin(start, true).then(
      (read) => void (!read.isKept && (this.ahead = { key, read })),
      // Whoever asks for it reads it again, and hears of what goes wrong.
      () => undefined,
    );
  }

  private begin(start: PageStart, isWaitedFor: boolean): Promise<ReadPage> {
    const key = keyOf(start);
    const reading = this.options
      .fetch(start.from, isWaitedFor)
      .then((page) => ({ page, isKept: this.keep(start.number, page) }))
      .finally(() => {
        // Another one may have begun meanwhile.
        if (this.reading.get(key) === reading) this.reading.delete(key);
      });
    this.reading.set(key, reading);
    return reading;
  }

  private keep(number: number, page: FindPage): boolean {
    const wasKept = this.kept.has(number);
    this.forget(number);
    if (this.keptChars + page.text.length > this.options.keptChars || !this.options.keep(number, page)) {
      if (wasKept) this.options.drop([number]);
      return false;
    }
    this.kept.set(number, { token: page.token, from: page.from, next: page.next, chars: page.text.length });
    this.keptChars += page.text.length;
    return true;
  }

  private forget(number: number): void {
    this.keptChars -= this.kept.get(number)?.chars ?? 0;
    this.kept.delete(number);
  }
}

const keyOf = ({ number, from }: PageStart): string => `${number}:${from}`;

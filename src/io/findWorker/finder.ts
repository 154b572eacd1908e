/** Finds in one conversation: has its texts read page by page, and searched in a thread that keeps them and can be ended. */
import { Worker } from 'node:worker_threads';
import type { FindHit, FindPage, FindQuery } from '../../core/find';
import type { FindProblem } from '../../core/protocol';
import type { FindRequest, FindResponse } from './api';
import { FindPages, type FindPagesOptions, type PageStart } from './findPages';

export interface FinderOptions extends Pick<FindPagesOptions, 'fetch'> {
  readonly workerPath: string;
  /** The token of what would be read now. */
  token(): Promise<string>;
  /** Milliseconds that the thread may search for one answer. */
  readonly patienceMs?: number;
  /** Characters that the thread keeps. */
  readonly keptChars?: number;
  /** Milliseconds after the last question, or the last reading for one, after which the thread ends; its memory goes back. */
  readonly idleMs?: number;
}

/** What was found of a question, in order; the last answer says why when it is not the end of the conversation. */
export interface FindAnswer {
  readonly hits: readonly FindHit[];
  readonly isLast: boolean;
  readonly problem: FindProblem | null;
}

/** A page takes a millisecond or two; whoever waited this long would wait for ever. */
const PATIENCE_MS = 2_000;
/** The start of a thread, and what it was told before: a machine that is busy may take long, and nothing in it can hang. */
const START_PATIENCE_MS = 60_000;
const BUSY_MS = 100;
const IDLE_MS = 5 * 60_000;
const KEPT_CHARS = 64 * 1024 * 1024;
/** Pages that are searched before a newer question gets its turn. */
const PAGES_AT_ONCE = 8;
/** Texts with a match, beyond which a question is too wide to be answered usefully. */
const MOST_HITS = 20_000;
const MEMORY_MB = 512;
const BEGINNING: PageStart = { number: 0, from: 0 };

type Found = FindResponse & { readonly type: 'found' };

export class Finder {
  private worker: Worker | null = null;
  /** Somebody looks for something, or has lately: there may be a thread. */
  private isOpen = false;
  private readonly pages: FindPages;
  private question = 0;
  private nextId = 1;
  private asking: { readonly answered: Promise<unknown>; readonly isRegex: boolean } | null = null;
  private isPreparing = false;
  private idleTimer: NodeJS.Timeout | undefined;

  constructor(private readonly options: FinderOptions) {
    this.pages = new FindPages({
      fetch: options.fetch,
      keep: (number, page) => this.isOpen && this.tell({ type: 'keep', number, page }),
      drop: (numbers) => this.worker !== null && this.tell({ type: 'drop', numbers }),
      keptChars: options.keptChars ?? KEPT_CHARS,
    });
  }

  /** Reads what a question would need, as much as is kept of it, until somebody asks one. What cannot be read is told then. */
  prepare(): void {
    this.open();
    if (this.isPreparing) return;
    this.isPreparing = true;
    const { question } = this;
    void this.readAll(() => question === this.question && this.isOpen)
      .catch(() => undefined)
      .finally(() => (this.isPreparing = false));
  }

  /** As `prepare`, before anybody is about to ask, and only as long as `isWanted` says so. Rejects as `fetch` and `token` do. */
  async readAhead(isWanted: () => boolean): Promise<void> {
    this.open();
    this.rest();
    await this.readAll(() => isWanted() && this.isOpen);
  }

  /** Answers page by page; no more as soon as another question is asked. Rejects as `fetch` and `token` do. */
  async find(query: FindQuery, answer: (answer: FindAnswer) => void): Promise<void> {
    const question = ++this.question;
    this.open();
    await this.freed();
    if (question !== this.question) return;
    // What is kept was true once. Whether it still is, only the store can say.
    const token = await this.options.token();
    if (question !== this.question) return;
    this.pages.only(token);
    let hits = 0;
    for (let start = BEGINNING; ; ) {
      const { searched, next, isEnd } = await this.searchable(start, token);
      if (question !== this.question) return;
      if (!isEnd) this.pages.readAhead(next, token);
      if (searched.length > 0) {
        const found = await this.search(query, searched);
        if (question !== this.question) return;
        if (typeof found === 'string') return answer({ hits: [], isLast: true, problem: found });
        hits += found.length;
        if (hits > MOST_HITS) return answer({ hits: found, isLast: true, problem: 'many' });
        answer({ hits: found, isLast: false, problem: null });
      }
      if (isEnd) return answer({ hits: [], isLast: true, problem: null });
      start = next;
    }
  }

  /** Nobody looks for anything, for now: thread and memory stay for a while. */
  end(): void {
    this.question += 1;
    // A pattern that is lost would be so for all that while.
    if (this.asking?.isRegex === true) this.stop();
    this.rest();
  }

  /** Nothing is kept any more; whoever asks all the same begins anew. */
  dispose(): void {
    this.question += 1;
    this.close();
  }

  private rest(): void {
    clearTimeout(this.idleTimer);
    this.idleTimer = setTimeout(() => this.close(), this.options.idleMs ?? IDLE_MS);
    this.idleTimer.unref();
  }

  private open(): void {
    clearTimeout(this.idleTimer);
    this.isOpen = true;
  }

  private close(): void {
    clearTimeout(this.idleTimer);
    this.isOpen = false;
    this.stop();
  }

  private async readAll(isWanted: () => boolean): Promise<void> {
    const token = await this.options.token();
    for (let start = BEGINNING; isWanted(); ) {
      const run = this.pages.keptFrom(start, token, Infinity);
      if (run.isEnd) return;
      const { page, isKept } = await this.pages.read(run.next, token, false);
      if (!isKept || page.next === page.from) return;
      start = { number: run.next.number + 1, from: page.next };
    }
  }

  /** What can be searched next from `start` on: pages that are kept, else one that is read. */
  private async searchable(
    start: PageStart,
    token: string,
  ): Promise<{ readonly searched: readonly (number | FindPage)[]; readonly next: PageStart; readonly isEnd: boolean }> {
    const { numbers, next, isEnd } = this.pages.keptFrom(start, token, PAGES_AT_ONCE);
    if (isEnd || numbers.length > 0) return { searched: numbers, next, isEnd };
    const { page, isKept } = await this.pages.read(start, token, true);
    if (page.next === page.from) return { searched: [], next: start, isEnd: true };
    return { searched: [isKept ? start.number : page], next: { number: start.number + 1, from: page.next }, isEnd: false };
  }

  private async search(query: FindQuery, pages: readonly (number | FindPage)[]): Promise<readonly FindHit[] | FindProblem> {
    const answered = this.ask({ type: 'search', id: this.nextId++, query, pages });
    const asking = { answered, isRegex: query.isRegex };
    this.asking = asking;
    const response = await answered;
    if (this.asking === asking) this.asking = null;
    return response === null ? 'slow' : (response.hits ?? 'pattern');
  }

  /** A thread that may be lost in a pattern nobody asks for any more is given a moment, then ended; one with a word is waited for. */
  private async freed(): Promise<void> {
    const { asking } = this;
    if (asking === null) return;
    if (!asking.isRegex) return void (await asking.answered);
    const isFree = await Promise.race([
      asking.answered.then(() => true),
      new Promise<boolean>((resolve) => setTimeout(() => resolve(false), BUSY_MS).unref()),
    ]);
    if (!isFree) this.stop();
  }

  /** Null when no answer came in time, or the thread died of the question. */
  private ask(request: FindRequest & { readonly type: 'search' }): Promise<Found | null> {
    const worker = (this.worker ??= this.start());
    return new Promise((resolve) => {
      const settle = (response: Found | null): void => {
        clearTimeout(timer);
        worker.off('message', receive);
        worker.off('error', fail);
        worker.off('exit', fail);
        resolve(response);
      };
      const receive = (response: FindResponse): void => {
        if (response.id !== request.id) return;
        if (response.type === 'found') return settle(response);
        clearTimeout(timer);
        timer = setTimeout(fail, this.options.patienceMs ?? PATIENCE_MS);
      };
      const fail = (): void => {
        if (this.worker === worker) this.stop();
        settle(null);
      };
      let timer = setTimeout(fail, START_PATIENCE_MS);
      worker.on('message', receive);
      worker.once('error', fail);
      worker.once('exit', fail);
      worker.postMessage(request);
    });
  }

  private tell(request: FindRequest): true {
    (this.worker ??= this.start()).postMessage(request);
    return true;
  }

  private start(): Worker {
    const worker = new Worker(this.options.workerPath, { resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB } });
    // Without a listener an error would end the process; whoever waits hears of it by his own.
    worker.on('error', () => undefined);
    // A thread that ended by itself has kept nothing.
    worker.on('exit', () => this.worker === worker && this.stop());
    worker.unref();
    return worker;
  }

  private stop(): void {
    const { worker } = this;
    this.worker = null;
    this.pages.lost();
    void worker?.terminate();
  }
}

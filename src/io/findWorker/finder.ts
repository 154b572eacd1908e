/** Finds in one conversation: fetches its texts page by page, once, and has them searched in a thread that can be ended. */
import { Worker } from 'node:worker_threads';
import type { FindHit, FindPage, FindQuery } from '../../core/find';
import type { FindProblem } from '../../core/protocol';
import type { FindRequest, FindResponse } from './api';

export interface FinderOptions {
  readonly workerPath: string;
  /** The texts from message `from` on; a page without messages is the end. */
  fetch(from: number): Promise<FindPage>;
  /** Milliseconds that one page may be searched. */
  readonly patienceMs?: number;
  /** Characters that the thread keeps. */
  readonly keptChars?: number;
}

/** What was found of a question, in order; the last answer says why when it is not the end of the conversation. */
export interface FindAnswer {
  readonly hits: readonly FindHit[];
  readonly isLast: boolean;
  readonly problem: FindProblem | null;
}

/** A page takes a millisecond or two; whoever waited this long would wait for ever. */
const PATIENCE_MS = 2_000;
const BUSY_MS = 100;
const KEPT_CHARS = 64 * 1024 * 1024;
/** Texts with a match, beyond which a question is too wide to be answered usefully. */
const MOST_HITS = 20_000;
const MEMORY_MB = 512;

interface KnownPage {
  readonly from: number;
  readonly next: number;
  /** The thread has its texts. */
  isKept: boolean;
  readonly chars: number;
}

export class Finder {
  private worker: Worker | null = null;
  private pages: KnownPage[] = [];
  private question = 0;
  private nextId = 1;
  private asking: Promise<unknown> = Promise.resolve();

  constructor(private readonly options: FinderOptions) {}

  /** Answers page by page; no more as soon as another question is asked. Rejects as `fetch` does. */
  async find(query: FindQuery, answer: (answer: FindAnswer) => void): Promise<void> {
    const question = ++this.question;
    await this.freed();
    if (question !== this.question) return;
    let hits = 0;
    for (let number = 0, from = 0; ; number += 1) {
      const known = this.pages[number];
      const page = known?.isKept === true ? null : await this.options.fetch(known?.from ?? from);
      if (question !== this.question) return;
      if (page !== null && page.next === page.from) return answer({ hits: [], isLast: true, problem: null });
      const here = known ?? { from: page!.from, next: page!.next, isKept: false, chars: page!.text.length };
      this.pages[number] = here;
      const found = await this.search(query, number, page, here);
      if (question !== this.question) return;
      if (typeof found === 'string') return answer({ hits: [], isLast: true, problem: found });
      hits += found.length;
      if (hits > MOST_HITS) return answer({ hits: found, isLast: true, problem: 'many' });
      answer({ hits: found, isLast: false, problem: null });
      from = here.next;
    }
  }

  /** The conversation has changed: at its end when it only grew, else anywhere. */
  changed(onlyGrew: boolean): void {
    // The last page may go on now; it is read anew, and what follows it.
    this.pages = onlyGrew ? this.pages.slice(0, -1) : [];
  }

  /** Nobody looks for anything: the thread and its memory go. */
  end(): void {
    this.question += 1;
    this.stop();
  }

  private async search(
    query: FindQuery,
    number: number,
    page: FindPage | null,
    known: KnownPage,
  ): Promise<readonly FindHit[] | FindProblem> {
    const room = (this.options.keptChars ?? KEPT_CHARS) - this.pages.reduce((sum, each) => sum + (each.isKept ? each.chars : 0), 0);
    const keep = page !== null && page.text.length <= room;
    const asking = this.ask({ id: this.nextId++, query, number, page, keep });
    this.asking = asking;
    const response = await asking;
    if (response === null) return 'slow';
    if (keep) known.isKept = true;
    return response.hits ?? 'pattern';
  }

  /** A thread that is still busy with a question nobody asks any more is given a moment, then ended. */
  private async freed(): Promise<void> {
    const isFree = await Promise.race([
      this.asking.then(() => true),
      new Promise<boolean>((resolve) => setTimeout(() => resolve(false), BUSY_MS).unref()),
    ]);
    if (!isFree) this.stop();
  }

  /** Null when no answer came in time, or the thread died of the question. */
  private ask(request: FindRequest): Promise<FindResponse | null> {
    const worker = (this.worker ??= this.start());
    return new Promise((resolve) => {
      const settle = (response: FindResponse | null): void => {
        clearTimeout(timer);
        worker.off('message', receive);
        worker.off('error', fail);
        worker.off('exit', fail);
        resolve(response);
      };
      const receive = (response: FindResponse): void => {
        if (response.id === request.id) settle(response);
      };
      const fail = (): void => {
        if (this.worker === worker) this.stop();
        settle(null);
      };
      const timer = setTimeout(fail, this.options.patienceMs ?? PATIENCE_MS);
      worker.on('message', receive);
      worker.once('error', fail);
      worker.once('exit', fail);
      worker.postMessage(request);
    });
  }

  private start(): Worker {
    const worker = new Worker(this.options.workerPath, { resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB } });
    // Without a listener an error would end the process; whoever waits hears of it by his own.
    worker.on('error', () => undefined);
    worker.unref();
    return worker;
  }

  private stop(): void {
    const { worker } = this;
    this.worker = null;
    for (const page of this.pages) page.isKept = false;
    void worker?.terminate();
  }
}

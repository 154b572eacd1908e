/** The files of an audit, read by this thread and a helper side by side; what is unchanged is not read. */
import { setImmediate as turn } from 'node:timers/promises';
import { CancellationError } from '../../core/failure';
import type { RecoveryFacts } from '../../core/recovery/snapshot';
import { nodeFiles, type ReadFiles } from '../files';
import type { FileTask, StatedFact, TaskFact } from '../recovery/fileTask';
import type { FactSteps } from '../recovery/readFacts';
import { readBatch, type FileBatch } from './fileBatch';
import { FileCache } from './fileCache';
import { FileWork, type WorkItem } from './fileWork';

/** A second reader of batches. Rejects when it is lost; the batch is read here then. */
export type HelperRead = (batch: FileBatch) => Promise<readonly (StatedFact | null)[]>;

export interface SharedReadingOptions {
  /** Asked when there is enough to do for two. */
  readonly help: HelperRead;
  readonly files?: ReadFiles;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

export interface ReadingOrder {
  readonly sessionDir: string;
  readonly largestBytes: number | undefined;
  readonly isCancelled: () => boolean;
}

/** The helper has a batch to go on with while the answer to the one before is on its way. */
const HELPER_AHEAD = 2;
/** Files that are looked at in one turn of the event loop. */
const LOOKED_FILES = 256;

type Facts = (TaskFact | null)[];

interface Taken {
  readonly items: readonly WorkItem[];
  readonly readAt: number;
  /** Of the first of the items; those behind were not come to. */
  readonly read: readonly (StatedFact | null)[];
}

export class SharedReading {
  private readonly files: ReadFiles;
  private readonly now: () => number;
  private readonly cache: FileCache;

  constructor(private readonly options: SharedReadingOptions) {
    this.files = options.files ?? nodeFiles;
    this.now = options.now ?? Date.now;
    this.cache = new FileCache(this.files);
  }

  /**
   * A whole reading. What is remembered of the directory afterwards are the files of this reading.
   * @throws CancellationError
   */
  async run(order: ReadingOrder, steps: FactSteps): Promise<RecoveryFacts> {
    const tasks: FileTask[] = [];
    let step = steps.next();
    while (step.done !== true) {
      tasks.push(...step.value);
      step = steps.next(await this.read(order, step.value));
    }
    this.cache.retain(order.sessionDir, tasks);
    return step.value;
  }

  /**
   * A fact for each task, null where there is none.
   * @throws CancellationError
   */
  async read(order: ReadingOrder, tasks: readonly FileTask[]): Promise<Facts> {
    const facts: Facts = new Array<TaskFact | null>(tasks.length).fill(null);
    const work = new FileWork(await this.known(order, tasks, facts));
    const helped: Promise<void>[] = [];
    await this.takeHere(order, work, facts, () => {
      if (helped.length > 0 || !work.isWorthHelp()) return;
      for (let i = 0; i < HELPER_AHEAD; i += 1) helped.push(this.takeWithHelp(order, work, facts));
    });
    await Promise.all(helped);
    // What the helper gave back last, or was lost with.
    await this.takeHere(order, work, facts);
    return facts;
  }

  /** Answers what is unchanged; gives the rest. */
  private async known(order: ReadingOrder, tasks: readonly FileTask[], facts: Facts): Promise<WorkItem[]> {
    const rest: WorkItem[] = [];
    for (const [index, task] of tasks.entries()) {
      if (index % LOOKED_FILES === LOOKED_FILES - 1) await pause(order);
      const fact = this.cache.look(order.sessionDir, task);
      if (fact === null) rest.push({ task, index });
      else facts[index] = fact;
    }
    return rest;
  }
  private async takeHere(order: ReadingOrder, work: FileWork, facts: Facts, beforeEach = (): void => undefined): Promise<void> {
    for (;;) {
      beforeEach();
      const items = work.take();
      if (items.length === 0) return;
      const readAt = this.now();
      this.note(order, work, facts, { items, readAt, read: readBatch(batchOf(order, items), this.files) });
      await pause(order);
    }
  }

  private async takeWithHelp(order: ReadingOrder, work: FileWork, facts: Facts): Promise<void> {
    for (let items = work.take(); items.length > 0; items = work.take()) {
      const readAt = this.now();
      let read: readonly (StatedFact | null)[];
      try {
        read = await this.options.help(batchOf(order, items));
      } catch {
        // Lost, perhaps by this very batch: this thread reads it, and says what is wrong with it.
        work.giveBack(items);
        return;
      }
      this.note(order, work, facts, { items, readAt, read });
      if (order.isCancelled()) return;
    }
  }

  private note({ sessionDir }: ReadingOrder, work: FileWork, facts: Facts, { items, readAt, read }: Taken): void {
    // The clock of another machine stamps shared files: how long ago that was cannot be known.
    const isKept = !this.files.isShared(sessionDir);
    let bytes = 0;
    for (const [i, { task, index }] of items.slice(0, read.length).entries()) {
      const stated = read[i] ?? null;
      facts[index] = stated?.fact ?? null;
      bytes += stated?.state?.sizeBytes ?? 0;
      if (stated !== null && isKept) this.cache.keep(sessionDir, task, stated, readAt);
    }
    work.note(read.length, bytes);
    work.giveBack(items.slice(read.length));
  }
}

const batchOf = ({ sessionDir, largestBytes }: ReadingOrder, items: readonly WorkItem[]): FileBatch => ({
  sessionDir,
  tasks: items.map(({ task }) => task),
  largestBytes,
});

/** Lets the helper's answers and a cancellation in. */
async function pause({ isCancelled }: ReadingOrder): Promise<void> {
  await turn();
  if (isCancelled()) throw new CancellationError();
}

/** The files of an audit, read by this thread and a helper side by side; what is unchanged is not read. */
import { setImmediate as turn } from 'node:timers/promises';
import { CancellationError } from '../../core/failure';
import type { RecoveryFacts } from '../../core/recovery/snapshot';
import { nodeFiles, type ReadFiles } from '../files';
import type { FileTask, StatedFact, TaskFact } from '../recovery/fileTask';
import type { FactSteps } from '../recovery/readFacts';
import { readBatch, type FileBatch } from './fileBatch';
import { FileCache } from './fileCache';

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

/** A batch ends with the first of these: a few milliseconds of work, after which a cancellation is seen. */
const BATCH_FILES = 32;
const BATCH_BYTES = 4 * 1024 * 1024;
/** Less than this is done before a second thread would have started. */
const HELPED_FILES = 2_000;
const HELPED_BYTES = 24 * 1024 * 1024;
/** The helper has a batch to go on with while the answer to the one before is on its way. */
const HELPER_AHEAD = 2;
/** Files that are looked at in one turn of the event loop. */
const LOOKED_FILES = 256;

interface Batch {
  readonly tasks: FileTask[];
  readonly indexes: number[];
  bytes: number;
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
  async read(order: ReadingOrder, tasks: readonly FileTask[]): Promise<(TaskFact | null)[]> {
    const facts = new Array<TaskFact | null>(tasks.length).fill(null);
    const batches = await this.plan(order, tasks, facts);
    const files = batches.reduce((sum, batch) => sum + batch.tasks.length, 0);
    const bytes = batches.reduce((sum, batch) => sum + batch.bytes, 0);
    const isHelped = files >= HELPED_FILES || bytes >= HELPED_BYTES;
    const helped = isHelped ? Array.from({ length: HELPER_AHEAD }, () => this.takeWithHelp(order, batches, facts)) : [];
    await Promise.all([this.takeHere(order, batches, facts), ...helped]);
    // What the helper was lost with.
    await this.takeHere(order, batches, facts);
    return facts;
  }

  /** Answers what is unchanged and divides the rest. */
  private async plan(order: ReadingOrder, tasks: readonly FileTask[], facts: (TaskFact | null)[]): Promise<Batch[]> {
    const batches: Batch[] = [];
    let last: Batch | null = null;
    for (const [index, task] of tasks.entries()) {
      if (index % LOOKED_FILES === LOOKED_FILES - 1) await pause(order);
      const found = this.cache.look(order.sessionDir, task);
      if ('fact' in found) {
        facts[index] = found.fact;
        continue;
      }
      if (last === null || last.tasks.length === BATCH_FILES || last.bytes + found.sizeBytes > BATCH_BYTES) {
        last = { tasks: [], indexes: [], bytes: 0 };
        batches.push(last);
      }
      last.tasks.push(task);
      last.indexes.push(index);
      last.bytes += found.sizeBytes;
    }
    return batches;
  }

  private async takeHere(order: ReadingOrder, batches: Batch[], facts: (TaskFact | null)[]): Promise<void> {
    for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) {
      const readAt = this.now();
      this.take(order, batch, facts, readAt, readBatch(fileBatch(order, batch), this.files));
      await pause(order);
    }
  }

  private async takeWithHelp(order: ReadingOrder, batches: Batch[], facts: (TaskFact | null)[]): Promise<void> {
    for (let batch = batches.shift(); batch !== undefined; batch = batches.shift()) {
      const readAt = this.now();
      let read: readonly (StatedFact | null)[];
      try {
        read = await this.options.help(fileBatch(order, batch));
      } catch {
        // Lost, perhaps by this very batch: this thread reads it, and says what is wrong with it.
        batches.unshift(batch);
        return;
      }
      this.take(order, batch, facts, readAt, read);
      if (order.isCancelled()) return;
    }
  }

  private take(
    { sessionDir }: ReadingOrder,
    { tasks, indexes }: Batch,
    facts: (TaskFact | null)[],
    readAt: number,
    read: readonly (StatedFact | null)[],
  ): void {
    // The clock of another machine stamps shared files: how long ago that was cannot be known.
    const isKept = !this.files.isShared(sessionDir);
    for (const [i, index] of indexes.entries()) {
      const stated = read[i] ?? null;
      const task = tasks[i];
      facts[index] = stated?.fact ?? null;
      if (stated !== null && task !== undefined && isKept) this.cache.keep(sessionDir, task, stated, readAt);
    }
  }
}

const fileBatch = ({ sessionDir, largestBytes }: ReadingOrder, { tasks }: Batch): FileBatch => ({
  sessionDir,
  tasks,
  largestBytes,
});

/** Lets the helper's answers and a cancellation in. */
async function pause({ isCancelled }: ReadingOrder): Promise<void> {
  await turn();
  if (isCancelled()) throw new CancellationError();
}

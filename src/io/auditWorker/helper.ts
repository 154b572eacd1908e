/** A second thread that reads batches of files, started when there is enough for two to do. */
import { Worker } from 'node:worker_threads';
import type { StatedFact } from '../recovery/fileTask';
import type { HelperOrder, ThreadOptions } from './api';
import type { FileBatch } from './fileBatch';
import type { HelperRead } from './sharedReading';

interface HelperAnswer {
  readonly id: number;
  readonly facts: readonly (StatedFact | null)[];
}

interface Waiting {
  readonly resolve: (facts: readonly (StatedFact | null)[]) => void;
  readonly reject: (error: Error) => void;
}

/** Nearly all objects of a thread that reads files are garbage at once: less room is more work, and more only memory. */
export const YOUNG_GENERATION_MB = 24;

export class Helper {
  private worker: Worker | null = null;
  private readonly waiting = new Map<number, Waiting>();
  private nextId = 1;

  constructor(private readonly path: string) {}

  readonly read: HelperRead = (batch: FileBatch) =>
    new Promise((resolve, reject) => {
      const order: HelperOrder = { id: this.nextId, batch };
      this.nextId += 1;
      this.waiting.set(order.id, { resolve, reject });
      this.worker ??= this.start();
      this.worker.postMessage(order);
    });

  private start(): Worker {
    const workerData: ThreadOptions = { role: 'helper' };
    const resourceLimits = { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB };
    const worker = new Worker(this.path, { workerData, resourceLimits });
    worker.on('message', ({ id, facts }: HelperAnswer) => {
      this.waiting.get(id)?.resolve(facts);
      this.waiting.delete(id);
    });
    worker.on('error', () => this.lost(worker));
    worker.on('exit', () => this.lost(worker));
    return worker;
  }

  private lost(worker: Worker): void {
    if (worker !== this.worker) return;
    this.worker = null;
    for (const { reject } of this.waiting.values()) reject(new Error('The helper ended.'));
    this.waiting.clear();
  }
}

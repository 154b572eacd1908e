/**
 * The extension's side of the repair thread: one call after the other. What only reads is ended when it is cancelled;
 * what writes is told to stop, ends before its next conversation, and answers what it did. A thread that was lost while it
 * wrote is not asked again: what stands there then is an interrupted run, and a person decides.
 */
import { Worker } from 'node:worker_threads';
import { CancellationError, Failure } from '../../core/failure';
import {
  WRITING_METHODS,
  type RepairAnswer,
  type RepairApi,
  type RepairMethod,
  type RepairRequest,
  type RepairWorkerOptions,
} from './api';

export interface RepairClientOptions extends RepairWorkerOptions {
  /** The bundle of `main.ts`. */
  readonly workerPath: string;
  /** Milliseconds without a call after which the thread ends. */
  readonly idleMs?: number;
}

export interface RepairCallOptions {
  readonly signal?: AbortSignal;
  /** Conversations gone through, and how many there are. */
  readonly onProgress?: (done: number, total: number) => void;
}

interface Running {
  readonly id: number;
  readonly isWriting: boolean;
  readonly stop: Int32Array;
  readonly onProgress: RepairCallOptions['onProgress'];
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

const IDLE_MS = 60_000;

export class RepairClient {
  private worker: Worker | null = null;
  private running: Running | null = null;
  private last: Promise<unknown> = Promise.resolve();
  private nextId = 1;
  private idleTimer: NodeJS.Timeout | null = null;
  private disposed = false;

  constructor(private readonly options: RepairClientOptions) {}

  /** @throws CancellationError, never once something is written; Failure worker_lost */
  async call<M extends RepairMethod>(
    method: M,
    args: Parameters<RepairApi[M]>,
    options: RepairCallOptions = {},
  ): Promise<ReturnType<RepairApi[M]>> {
    const work = this.last.then(() => this.run(method, args, options));
    this.last = Promise.allSettled([work]);
    return (await work) as ReturnType<RepairApi[M]>;
  }

  /** Ends what reads, lets what writes come to the end of its conversation, and resolves then. */
  async dispose(): Promise<void> {
    this.disposed = true;
    const { running } = this;
    if (running?.isWriting === true) {
      Atomics.store(running.stop, 0, 1);
      await this.last;
    }
    this.end(new CancellationError());
  }

  private run(
    method: RepairMethod,
    args: readonly unknown[],
    { signal, onProgress }: RepairCallOptions,
  ): Promise<unknown> {
    if (this.disposed || signal?.aborted === true) return Promise.reject(new CancellationError());
    if (this.idleTimer !== null) clearTimeout(this.idleTimer);
    this.idleTimer = null;
    const id = this.nextId;
    this.nextId += 1;
    const stop = new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT);
    const cancel = (): void => this.cancel(id);
    const answered = new Promise<unknown>((resolve, reject) => {
      const isWriting = WRITING_METHODS.has(method);
      this.running = { id, isWriting, stop: new Int32Array(stop), onProgress, resolve, reject };
      signal?.addEventListener('abort', cancel, { once: true });
      this.worker ??= this.start();
      this.worker.postMessage({ id, method, args, stop } satisfies RepairRequest);
    });
    return answered.finally(() => {
      signal?.removeEventListener('abort', cancel);
      this.running = null;
      this.idleTimer = setTimeout(() => this.end(null), this.options.idleMs ?? IDLE_MS).unref();
    });
  }

  private start(): Worker {
    const { wasmPath, workerPath } = this.options;
    const worker = new Worker(workerPath, { workerData: { wasmPath } satisfies RepairWorkerOptions });
    worker.on('message', (answer: RepairAnswer) => this.take(worker, answer));
    worker.on('error', (error) => this.lost(worker, error));
    worker.on('exit', () => this.lost(worker, null));
    return worker;
  }

  private take(worker: Worker, answer: RepairAnswer): void {
    const { running } = this;
    if (worker !== this.worker || running === null || answer.id !== running.id) return;
    if (answer.outcome === 'progress') running.onProgress?.(answer.done, answer.total);
    else if (answer.outcome === 'value') running.resolve(answer.value);
    else running.reject(Object.assign(new Error(answer.message), { stack: answer.stack }));
  }

  private cancel(id: number): void {
    const { running } = this;
    if (running === null || running.id !== id) return;
    if (running.isWriting) Atomics.store(running.stop, 0, 1);
    else this.end(new CancellationError());
  }

  private lost(worker: Worker, error: Error | null): void {
    if (worker !== this.worker) return;
    this.worker = null;
    this.running?.reject(new Failure('worker_lost', { method: 'repair' }, error ?? undefined));
  }

  /** Ends the thread, and what it reads with `error`. Never while it writes. */
  private end(error: Error | null): void {
    const { worker } = this;
    // Detached first: the exit of a thread that was told to end is no loss.
    this.worker = null;
    if (this.idleTimer !== null) clearTimeout(this.idleTimer);
    this.idleTimer = null;
    if (error !== null) this.running?.reject(error);
    void worker?.terminate();
  }
}

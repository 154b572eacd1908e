/**
 * The extension's side of a profile worker: a queue with priorities, cancellation, one restart after a crash, and an
 * end when nothing was asked for a while. A dead worker is never sticky: the next call starts a new one.
 */
import { Worker } from 'node:worker_threads';
import { CancellationError, Failure } from '../../core/failure';
import type { ProfileApi, ProfileMethod, WorkerOptions, WorkerRequest, WorkerResponse } from './api';

/** Lower runs first: what a person waits for comes before what fills in later. */
export type Priority = 'visible' | 'background';

export interface CallOptions {
  readonly priority?: Priority;
  readonly signal?: AbortSignal;
}

export interface ProfileClientOptions extends WorkerOptions {
  readonly workerPath: string;
  /** Milliseconds without a call after which the thread ends; its memory goes back. */
  readonly idleMs?: number;
  /** A cancelled call may still finish by itself; after so many milliseconds its thread is ended instead. */
  readonly graceMs?: number;
}

interface Job {
  readonly request: WorkerRequest;
  readonly priority: Priority;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
  restarted: boolean;
  cancelled: boolean;
}

const IDLE_MS = 5 * 60_000;
/** Rows are short-lived; with its usual room the collector would let tens of megabytes of them pile up first. */
const YOUNG_GENERATION_MB = 4;
const GRACE_MS = 1_000;

export class ProfileClient {
  private worker: Worker | null = null;
  private running: Job | null = null;
  private readonly queue: Job[] = [];
  private nextId = 1;
  private idleTimer: NodeJS.Timeout | null = null;
  private disposed = false;
  private started = 0;

  constructor(private readonly options: ProfileClientOptions) {}

  /** How many threads were started. Another number means another reader: its revisions count anew. */
  get generation(): number {
    return this.started;
  }

  /** False before the first call and after an idle end: the next call meets a reader that knows nothing yet. */
  get isRunning(): boolean {
    return this.worker !== null;
  }

  /** @throws Failure as the call does, worker_lost after two crashes; CancellationError */
  async call<M extends ProfileMethod>(
    method: M,
    args: Parameters<ProfileApi[M]>,
    options: CallOptions = {},
  ): Promise<ReturnType<ProfileApi[M]>> {
    const { signal, priority = 'visible' } = options;
    if (this.disposed || signal?.aborted === true) throw new CancellationError();
    let cancel = (): void => undefined;
    try {
      return await new Promise((resolve, reject) => {
        const job: Job = {
          request: { id: this.nextId, method, args },
          priority,
          resolve: resolve as (value: unknown) => void,
          reject,
          restarted: false,
          cancelled: false,
        };
        this.nextId += 1;
        cancel = () => this.cancel(job);
        signal?.addEventListener('abort', cancel, { once: true });
        this.queue.push(job);
        this.pump();
      });
    } finally {
      // A signal may outlive many calls and must not keep them.
      signal?.removeEventListener('abort', cancel);
    }
  }

  dispose(): void {
    this.disposed = true;
    for (const job of this.queue.splice(0)) job.reject(new CancellationError());
    this.running?.reject(new CancellationError());
    this.running = null;
    this.stop();
  }

  /** Starts the next job when none runs. */
  private pump(): void {
    if (this.running !== null || this.disposed) return;
    const visible = this.queue.findIndex((job) => job.priority === 'visible');
    const [job] = this.queue.splice(visible === -1 ? 0 : visible, 1);
    if (job === undefined) {
      this.startIdleTimer();
      return;
    }
    if (this.idleTimer !== null) clearTimeout(this.idleTimer);
    this.idleTimer = null;
    this.running = job;
    this.worker ??= this.start();
    try {
      this.worker.postMessage(job.request);
    } catch (error) {
      // Arguments that cannot be cloned: a bug of the caller, which must not stop the queue.
      this.running = null;
      job.reject(error);
      this.pump();
    }
  }

  private start(): Worker {
    const { location, sessionDirProfiles, wasmPath, workerPath } = this.options;
    const workerData: WorkerOptions = { location, sessionDirProfiles, wasmPath };
    const worker = new Worker(workerPath, { workerData, resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB } });
    this.started += 1;
    worker.on('message', (response: WorkerResponse) => this.settle(worker, response));
    worker.on('error', (error) => this.lost(worker, error));
    worker.on('exit', () => this.lost(worker, null));
    return worker;
  }

  private settle(worker: Worker, response: WorkerResponse): void {
    const job = this.running;
    if (worker !== this.worker || job === null || response.id !== job.request.id) return;
    this.running = null;
    if (response.outcome === 'value') job.resolve(response.value);
    else if (response.outcome === 'failure') job.reject(new Failure(response.code, response.details));
    else job.reject(Object.assign(new Error(response.message), { stack: response.stack }));
    this.pump();
  }

  private lost(worker: Worker, error: Error | null): void {
    if (worker !== this.worker) return;
    this.worker = null;
    const job = this.running;
    this.running = null;
    if (job !== null && !job.cancelled) {
      // Once: a request that kills its worker twice would kill every worker.
      if (!job.restarted) this.queue.unshift(Object.assign(job, { restarted: true }));
      else job.reject(new Failure('worker_lost', { method: job.request.method }, error ?? undefined));
    }
    this.pump();
  }

  private cancel(job: Job): void {
    const queued = this.queue.indexOf(job);
    if (queued !== -1) this.queue.splice(queued, 1);
    job.cancelled = true;
    job.reject(new CancellationError());
    if (this.running !== job) return;
    setTimeout(() => {
      if (this.running !== job) return;
      this.running = null;
      this.stop();
      this.pump();
    }, this.options.graceMs ?? GRACE_MS).unref();
  }

  private startIdleTimer(): void {
    if (this.idleTimer !== null || this.worker === null) return;
    this.idleTimer = setTimeout(() => {
      this.idleTimer = null;
      if (this.running === null) this.stop();
    }, this.options.idleMs ?? IDLE_MS);
    this.idleTimer.unref();
  }

  private stop(): void {
    const worker = this.worker;
    // Detached first: the exit of a worker that was told to end is not a crash.
    this.worker = null;
    if (this.idleTimer !== null) clearTimeout(this.idleTimer);
    this.idleTimer = null;
    void worker?.terminate();
  }
}

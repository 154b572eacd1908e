/**
 * Audits session directories in a thread of its own, which remembers the files that it read: the caller's event loop
 * goes on, and a second audit of what is unchanged is quick. A lost thread is never sticky: the next reading starts one.
 */
import { Worker } from 'node:worker_threads';
import { CancellationError, Failure } from '../../core/failure';
import type { RecoveryFacts } from '../../core/recovery/snapshot';
import type { FactsRequest } from '../recovery/readFacts';
import type { AuditAnswer, AuditOrder, ThreadOptions, Wanted } from './api';
import { YOUNG_GENERATION_MB } from './helper';
import {
  unpackFacts,
  unpackReport,
  type AuditedDirectory,
  type FactsParcel,
  type ReportParcel,
} from './parcels';

export interface AuditReaderOptions {
  /** The bundle of `main.ts`. */
  readonly workerPath: string;
  readonly wasmPath: string;
  /** Milliseconds without a reading after which the thread ends, and what it remembers is forgotten. */
  readonly idleMs?: number;
  /** A cancelled reading may still end by itself; after so many milliseconds its thread is ended instead. */
  readonly graceMs?: number;
}

interface Reading {
  readonly id: number;
  readonly take: (parcel: FactsParcel | ReportParcel) => void;
  readonly end: () => void;
  readonly reject: (error: unknown) => void;
}

const IDLE_MS = 5 * 60_000;
const GRACE_MS = 100;

export class AuditReader {
  private worker: Worker | null = null;
  private reading: Reading | null = null;
  private last: Promise<unknown> = Promise.resolve();
  private nextId = 1;
  private idleTimer: NodeJS.Timeout | null = null;
  private disposed = false;

  constructor(private readonly options: AuditReaderOptions) {}

  /**
   * The facts as `readFacts` reads them. Readings run one after the other.
   * @throws CancellationError; Failure worker_lost
   */
  read(request: FactsRequest, signal?: AbortSignal): Promise<RecoveryFacts> {
    return this.queued(signal, () =>
      this.run<RecoveryFacts>(request, { kind: 'facts' }, signal, (facts, parcel) =>
        unpackFacts(facts, parcel as FactsParcel),
      ),
    );
  }

  /**
   * What the audit of these facts says; `locale` is for the numbers in the texts. The judging, too, happens in the thread.
   * @throws CancellationError; Failure worker_lost
   */
  audit(request: FactsRequest, locale: string, signal?: AbortSignal): Promise<AuditedDirectory> {
    return this.queued(signal, () =>
      this.run<AuditedDirectory>(request, { kind: 'report', locale }, signal, (audited, parcel) =>
        unpackReport(audited, parcel as ReportParcel),
      ),
    );
  }

  dispose(): void {
    this.disposed = true;
    this.end(new CancellationError());
  }

  private async queued<T>(signal: AbortSignal | undefined, run: () => Promise<T>): Promise<T> {
    const before = this.last;
    let cancel = (): void => undefined;
    const isCancelled = new Promise<never>((_resolve, reject) => {
      cancel = () => reject(new CancellationError());
      if (signal?.aborted === true) cancel();
      signal?.addEventListener('abort', cancel, { once: true });
    });
    // Whoever waits hears of a cancellation at once; the next reading waits until this one has really ended.
    const work = before.then(run);
    this.last = Promise.allSettled([work]);
    try {
      return await Promise.race([work, isCancelled]);
    } finally {
      // A signal may outlive many readings and must not keep them.
      signal?.removeEventListener('abort', cancel);
    }
  }

  private run<T>(
    request: FactsRequest,
    wanted: Wanted,
    signal: AbortSignal | undefined,
    unpack: (value: T | null, parcel: FactsParcel | ReportParcel) => T,
  ): Promise<T> {
    if (this.disposed || signal?.aborted === true) return Promise.reject(new CancellationError());
    if (this.idleTimer !== null) clearTimeout(this.idleTimer);
    const id = this.nextId;
    this.nextId += 1;
    const cancel = (): void => this.cancel(id);
    let value: T | null = null;
    const answered = new Promise<T>((resolve, reject) => {
      this.reading = {
        id,
        take: (parcel) => (value = unpack(value, parcel)),
        end: () => (value === null ? reject(new Error('Nothing came.')) : resolve(value)),
        reject,
      };
      signal?.addEventListener('abort', cancel, { once: true });
      this.worker ??= this.start();
      this.worker.ref();
      this.post({ order: 'read', id, request, wanted });
    });
    return answered.finally(() => {
      signal?.removeEventListener('abort', cancel);
      this.reading = null;
      // A thread that only waits keeps no process alive.
      this.worker?.unref();
      this.idleTimer = setTimeout(() => this.end(null), this.options.idleMs ?? IDLE_MS).unref();
    });
  }

  private start(): Worker {
    const workerData: ThreadOptions = { role: 'audit', wasmPath: this.options.wasmPath };
    const resourceLimits = { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB };
    const worker = new Worker(this.options.workerPath, { workerData, resourceLimits });
    worker.on('message', (answer: AuditAnswer) => this.take(worker, answer));
    worker.on('error', (error) => this.lost(worker, error));
    worker.on('exit', () => this.lost(worker, null));
    return worker;
  }

  private post(order: AuditOrder): void {
    this.worker?.postMessage(order);
  }

  private take(worker: Worker, answer: AuditAnswer): void {
    const { reading } = this;
    if (worker !== this.worker || reading === null || answer.id !== reading.id) return;
    if (answer.outcome === 'parcel') {
      reading.take(answer.parcel);
      this.post({ order: 'next', id: reading.id });
    } else if (answer.outcome === 'done') reading.end();
    else if (answer.outcome === 'cancelled') reading.reject(new CancellationError());
    else reading.reject(Object.assign(new Error(answer.message), { stack: answer.stack }));
  }

  private cancel(id: number): void {
    this.post({ order: 'cancel', id });
    // Not every piece of work looks up: a large database is walked in one go.
    setTimeout(() => {
      if (this.reading?.id === id) this.end(new CancellationError());
    }, this.options.graceMs ?? GRACE_MS).unref();
  }

  private lost(worker: Worker, error: Error | null): void {
    if (worker !== this.worker) return;
    this.worker = null;
    this.reading?.reject(new Failure('worker_lost', { method: 'audit' }, error ?? undefined));
  }

  /** Ends the thread, and what it reads with `error`. */
  private end(error: Error | null): void {
    const { worker } = this;
    // Detached first: the exit of a thread that was told to end is no loss.
    this.worker = null;
    if (this.idleTimer !== null) clearTimeout(this.idleTimer);
    this.idleTimer = null;
    if (error !== null) this.reading?.reject(error);
    void worker?.terminate();
  }
}

/** The entry of an audit thread and of its helper: one reading at a time, its files shared with the helper. */
import { parentPort, workerData, type MessagePort } from 'node:worker_threads';
import { CancellationError } from '../../core/failure';
import { audit } from '../../core/recovery/audit';
import { reportOf } from '../../core/recovery/report';
import type { RecoveryFacts } from '../../core/recovery/snapshot';
import { factSteps, type FactsRequest } from '../recovery/readFacts';
import { loadSqlJs } from '../sqlite/openSqlJs';
import type { AuditAnswer, AuditOrder, HelperOrder, ThreadOptions, Wanted } from './api';
import { readBatch } from './fileBatch';
import { Helper } from './helper';
import { packFacts, packReport, type FactsParcel, type ReportParcel } from './parcels';
import { SharedReading } from './sharedReading';

type ReadOrder = Extract<AuditOrder, { readonly order: 'read' }>;

const port = parentPort;
if (port === null) throw new Error('This file runs as a worker thread only.');

const options = workerData as ThreadOptions;
if (options.role === 'helper') help(port);
else serve(port, options.wasmPath);

function help(to: MessagePort): void {
  to.on('message', ({ id, batch }: HelperOrder) => to.postMessage({ id, facts: readBatch(batch) }));
}

function serve(to: MessagePort, wasmPath: string): void {
  const helper = new Helper(__filename);
  const reading = new SharedReading({ help: helper.read });
  const cancelled = new Set<number>();
  let taken: () => void = () => undefined;

  async function read(request: FactsRequest, isCancelled: () => boolean): Promise<RecoveryFacts> {
    const { sessionDir, databases, largestBytes } = request;
    const steps = factSteps(request, { sqlJs: databases.length === 0 ? null : await loadSqlJs(wasmPath) });
    return reading.run({ sessionDir, largestBytes, isCancelled }, steps);
  }

  function pack(facts: RecoveryFacts, wanted: Wanted): Iterable<FactsParcel | ReportParcel> {
    if (wanted.kind === 'facts') return packFacts(facts);
    const { sessionDir, directory, isSettled } = facts;
    return packReport({ sessionDir, directory, isSettled, report: reportOf(facts, audit(facts, wanted.locale)) });
  }

  async function answer({ id, request, wanted }: ReadOrder): Promise<AuditAnswer> {
    const isCancelled = (): boolean => cancelled.has(id);
    try {
      for (const parcel of pack(await read(request, isCancelled), wanted)) {
        if (isCancelled()) throw new CancellationError();
        const isTaken = new Promise<void>((resolve) => (taken = resolve));
        to.postMessage({ id, outcome: 'parcel', parcel } satisfies AuditAnswer);
        // One at a time: all messages that have arrived are handled in one turn of the receiver's event loop.
        await isTaken;
      }
      return { id, outcome: 'done' };
    } catch (error) {
      if (error instanceof CancellationError) return { id, outcome: 'cancelled' };
      const known = error instanceof Error ? error : new Error(String(error));
      return { id, outcome: 'error', message: known.message, stack: known.stack ?? '' };
    }
  }

  to.on('message', (order: AuditOrder) => {
    if (order.order === 'next') return taken();
    if (order.order === 'cancel') {
      cancelled.add(order.id);
      return taken();
    }
    void answer(order).then((last) => {
      cancelled.delete(order.id);
      to.postMessage(last);
    });
  });
}

/** The entry of the repair thread: one request at a time, in the order they arrive. */
import { parentPort, workerData } from 'node:worker_threads';
import type { RunPorts } from '../repairRun/ports';
import { portsOfThisHost } from '../repairRun/thisHost';
import { loadSqlJs } from '../sqlite/openSqlJs';
import type { RepairAnswer, RepairMethod, RepairRequest, RepairWorkerOptions } from './api';
import { repairRequests } from './requests';

const port = parentPort;
if (port === null) throw new Error('This file runs as a worker thread only.');

const { wasmPath } = workerData as RepairWorkerOptions;

async function answer({ id, method, args, stop }: RepairRequest): Promise<RepairAnswer> {
  const isStopped = new Int32Array(stop);
  // Told from the middle of work that does not look up: the port hands it over all the same.
  const onProgress: RunPorts['onProgress'] = (done, total) =>
    port?.postMessage({ id, outcome: 'progress', done, total } satisfies RepairAnswer);
  const ports: RunPorts = { ...portsOfThisHost(() => Atomics.load(isStopped, 0) !== 0), onProgress };
  try {
    const api = repairRequests(await loadSqlJs(wasmPath), ports) as Record<
      RepairMethod,
      (...callArgs: readonly unknown[]) => unknown
    >;
    return { id, outcome: 'value', value: api[method](...args) };
  } catch (error) {
    const known = error instanceof Error ? error : new Error(String(error));
    return { id, outcome: 'error', message: known.message, stack: known.stack ?? '' };
  }
}

port.on('message', (request: RepairRequest) => {
  void answer(request).then((response) => port.postMessage(response));
});

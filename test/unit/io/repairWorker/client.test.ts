import * as assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CancellationError, Failure } from '../../../../src/core/failure';
import { RepairClient, type RepairClientOptions } from '../../../../src/io/repairWorker/client';
import type { DamagedHome } from '../../../support/damagedHome';
import { WASM_PATH } from '../sqlite/setup';
import { buildRepairWorker, placeOf, shrunkenHome } from './setup';

const isCancelled = (error: unknown): boolean => error instanceof CancellationError;

/** Answers a call that writes once it is told to stop, with what it was told; ends at any call that reads. */
const WAITS_FOR_STOP = `
const { parentPort } = require('node:worker_threads');
parentPort.on('message', ({ id, method, stop }) => {
  if (method === 'runs') process.exit(3);
  parentPort.postMessage({ id, outcome: 'progress', done: 1, total: 5 });
  const flag = new Int32Array(stop);
  while (Atomics.load(flag, 0) === 0 && method !== 'plan');
  while (method === 'plan');
  parentPort.postMessage({ id, outcome: 'value', value: Atomics.load(flag, 0) });
});`;

describe('RepairClient', function () {
  this.timeout(60_000);
  let scratch: string;
  let workerPath: string;
  let home: DamagedHome;
  let clients: RepairClient[];
  before(async () => {
    scratch = fs.mkdtempSync(join(tmpdir(), 'hs-'));
    workerPath = await buildRepairWorker(scratch);
  });
  after(() => fs.rmSync(scratch, { recursive: true, force: true }));
  beforeEach(() => {
    home = shrunkenHome();
    clients = [];
  });
  afterEach(async () => {
    for (const client of clients) await client.dispose();
    home.remove();
  });

  function open(options: Partial<RepairClientOptions> = {}): RepairClient {
    const client = new RepairClient({ workerPath, wasmPath: WASM_PATH, ...options });
    clients.push(client);
    return client;
  }
  function fake(): RepairClient {
    const path = join(scratch, 'fake.js');
    fs.writeFileSync(path, WAITS_FOR_STOP);
    return open({ workerPath: path });
  }
  const anyPlan = { version: 1, sessionDir: '', madeAt: 0, steps: [] } as const;

  it('plans, repairs, tells its progress and takes back, in the thread as it is shipped', async () => {
    const client = open();
    const old = home.read('aaa.json');
    const { plan, reviews } = await client.call('plan', [placeOf(home), {}, 'en']);
    assert.equal(reviews.length, 4);
    const told: number[] = [];
    const done = await client.call('apply', [plan], { onProgress: (n) => told.push(n) });
    assert.deepEqual([told, done.proofs.length, home.said('aaa.json').length], [[0, 1, 2, 3], 3, 8]);
    await client.call('undo', [placeOf(home), { run: done.result.runId, sessions: null, replacesSettings: false }]);
    assert.equal(home.read('aaa.json'), old);
    assert.deepEqual((await client.call('runs', [home.path()])).map(({ kind, state }) => `${kind} ${state}`), [
      'undo done',
      'repair undone',
    ]);
  });

  it('tells what writes to stop, and gives its answer instead of a cancellation', async () => {
    const stop = new AbortController();
    const answer = fake().call('apply', [anyPlan], { signal: stop.signal, onProgress: () => stop.abort() });
    assert.equal(await answer, 1);
    assert.deepEqual(getEventListeners(stop.signal, 'abort'), []);
  });

  it('ends what only reads, and goes on with the next', async () => {
    const client = fake();
    const stop = new AbortController();
    const onProgress = (): void => stop.abort();
    await assert.rejects(client.call('plan', [placeOf(home), {}, 'en'], { signal: stop.signal, onProgress }), isCancelled);
    await assert.rejects(client.call('runs', [''], { signal: stop.signal }), isCancelled);
    const again = new AbortController();
    const answer = client.call('apply', [anyPlan], { signal: again.signal, onProgress: () => again.abort() });
    assert.equal(await answer, 1);
  });

  it('says that a thread was lost, and asks another one the next time', async () => {
    const client = fake();
    await assert.rejects(client.call('runs', ['']), (error) => Failure.is(error, 'worker_lost'));
    await assert.rejects(client.call('runs', ['']), (error) => Failure.is(error, 'worker_lost'));
  });

  it('lets what writes come to its end before it is gone', async () => {
    const client = fake();
    let answer: unknown = null;
    const begun = new Promise<void>((resolve) => {
      void client.call('apply', [anyPlan], { onProgress: () => resolve() }).then((value) => (answer = value));
    });
    await begun;
    await client.dispose();
    assert.equal(answer, 1);
    await assert.rejects(client.call('runs', ['']), isCancelled);
  });
});

import * as assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CancellationError, Failure } from '../../../../src/core/failure';
import { ProfileClient, type CallOptions, type ProfileClientOptions } from '../../../../src/io/worker/client';
import { locationAt } from './location';

/**
 * Answers `row` by its argument: what it has been asked so far, in which thread, after what the argument says. A gate
 * is open as soon as its file is there.
 */
const FAKE_WORKER = `
const { parentPort, threadId, workerData } = require('node:worker_threads');
const { existsSync, appendFileSync } = require('node:fs');
const asked = [];
parentPort.on('message', async ({ id, method, args: [order] }) => {
  asked.push(order);
  const [verb, rest = ''] = String(order).split(' ');
  if (verb === 'gate' || verb === 'gateExit') {
    while (!existsSync(rest)) await new Promise((done) => setTimeout(done, 2));
  }
  if (verb === 'spin') for (;;);
  if (verb === 'exit' || verb === 'gateExit') process.exit(3);
  if (verb === 'throw') setImmediate(() => { throw new Error('a crash'); });
  else if (verb === 'once') {
    if (!existsSync(rest)) { appendFileSync(rest, 'x'); process.exit(3); }
    parentPort.postMessage({ id, outcome: 'value', value: 'the second time' });
  }
  else if (verb === 'fail') {
    parentPort.postMessage({ id, outcome: 'failure', code: rest, details: { path: 'p', tables: ['a'] } });
  }
  else if (verb === 'bug') parentPort.postMessage({ id, outcome: 'error', message: 'a bug', stack: 'its stack' });
  else if (verb === 'leave') {
    parentPort.postMessage({ id, outcome: 'value', value: null });
    setTimeout(() => process.exit(3), 5);
  }
  else parentPort.postMessage({ id, outcome: 'value', value: { method, asked: [...asked], threadId, workerData } });
});`;

interface Answer {
  readonly method: string;
  readonly asked: readonly string[];
  readonly threadId: number;
  readonly workerData: unknown;
}

describe('ProfileClient', function () {
  this.timeout(120_000);
  let folder = '';
  let clients: ProfileClient[] = [];

  beforeEach(() => {
    folder = fs.mkdtempSync(join(tmpdir(), 'hs-'));
    fs.writeFileSync(join(folder, 'worker.js'), FAKE_WORKER);
  });
  afterEach(() => {
    for (const client of clients) client.dispose();
    clients = [];
    fs.rmSync(folder, { recursive: true, force: true });
  });

  function start(options: Partial<ProfileClientOptions> = {}): ProfileClient {
    const client = new ProfileClient({
      location: locationAt(folder),
      sessionDirProfiles: ['default'],
      wasmPath: 'w',
      workerPath: join(folder, 'worker.js'),
      ...options,
    });
    clients.push(client);
    return client;
  }
  const ask = async (client: ProfileClient, order: string, options: CallOptions = {}): Promise<Answer> =>
    (await client.call('row', [order], options)) as unknown as Answer;
  const gate = (name: string): string => join(folder, name);
  const open = (name: string): void => fs.writeFileSync(gate(name), '');
  const isCancelled = (error: unknown): boolean => error instanceof CancellationError;

  it('starts its thread with the first call, and hands the options over', async () => {
    const client = start();
    assert.deepEqual([client.isRunning, client.generation], [false, 0]);
    const { method, workerData } = await ask(client, 'a');
    assert.deepEqual(
      [method, workerData],
      ['row', { location: locationAt(folder), sessionDirProfiles: ['default'], wasmPath: 'w' }],
    );
    assert.deepEqual([client.isRunning, client.generation], [true, 1]);
  });

  it('runs one call at a time, visible ones before background ones, each in the order of asking', async () => {
    const client = start();
    const first = ask(client, `gate ${gate('g')}`);
    const calls = [
      ask(client, 'b1', { priority: 'background' }),
      ask(client, 'v1'),
      ask(client, 'b2', { priority: 'background' }),
      ask(client, 'v2', { priority: 'visible' }),
    ];
    open('g');
    await first;
    await Promise.all(calls);
    assert.deepEqual((await ask(client, 'log')).asked.slice(1), ['v1', 'v2', 'b1', 'b2', 'log']);
  });

  it('never asks what was cancelled while it waited', async () => {
    const client = start();
    const first = ask(client, `gate ${gate('g')}`);
    const cancel = new AbortController();
    const waiting = ask(client, 'cancelled', { signal: cancel.signal });
    const behind = ask(client, 'behind');
    cancel.abort();
    await assert.rejects(waiting, isCancelled);
    open('g');
    await first;
    assert.deepEqual((await behind).asked.slice(1), ['behind']);
    await assert.rejects(ask(client, 'late', { signal: cancel.signal }), isCancelled);
  });

  it('keeps the thread when a cancelled call ends by itself', async () => {
    const client = start({ graceMs: 60_000 });
    const { threadId } = await ask(client, 'a');
    const cancel = new AbortController();
    const running = ask(client, `gate ${gate('g')}`, { signal: cancel.signal });
    const behind = ask(client, 'behind');
    cancel.abort();
    await assert.rejects(running, isCancelled);
    open('g');
    assert.equal((await behind).threadId, threadId);
    assert.equal(client.generation, 1);
  });

  it('ends the thread of a cancelled call that does not end, and goes on in a new one', async () => {
    const client = start({ graceMs: 20 });
    await ask(client, 'a');
    const cancel = new AbortController();
    const running = ask(client, 'spin', { signal: cancel.signal });
    const behind = ask(client, 'behind');
    cancel.abort();
    await assert.rejects(running, isCancelled);
    assert.deepEqual((await behind).asked, ['behind']);
    assert.equal(client.generation, 2);
    assert.deepEqual((await ask(client, 'next')).asked, ['behind', 'next']);
  });

  it('asks once more after a crash', async () => {
    const client = start();
    assert.equal(await ask(client, `once ${gate('o')}`), 'the second time');
    assert.equal(client.generation, 2);
  });

  for (const how of ['exit', 'throw']) {
    it(`gives up a call that ended two threads (${how}), and no other`, async () => {
      const client = start();
      const deadly = ask(client, how);
      const behind = ask(client, 'behind');
      await assert.rejects(deadly, (error) => Failure.is(error, 'worker_lost') && error.details.method === 'row');
      assert.deepEqual((await behind).asked, ['behind']);
      assert.equal(client.generation, 3);
    });
  }

  it('does not ask again what was cancelled before its thread crashed', async () => {
    const client = start({ graceMs: 60_000 });
    const cancel = new AbortController();
    const deadly = ask(client, `gateExit ${gate('g')}`, { signal: cancel.signal });
    const behind = ask(client, 'behind');
    cancel.abort();
    await assert.rejects(deadly, isCancelled);
    open('g');
    assert.deepEqual((await behind).asked, ['behind']);
    assert.equal(client.generation, 2);
  });

  it('is lost, not stuck, when there is no worker to start', async () => {
    const client = start({ workerPath: join(folder, 'nowhere.js') });
    await assert.rejects(ask(client, 'a'), (error) => Failure.is(error, 'worker_lost') && error.cause instanceof Error);
    fs.writeFileSync(join(folder, 'nowhere.js'), FAKE_WORKER);
    assert.deepEqual((await ask(client, 'b')).asked, ['b']);
  });

  it('starts anew after a thread crashed while nothing was asked', async () => {
    const client = start();
    await ask(client, 'leave');
    for (let i = 0; i < 500 && client.isRunning; i += 1) await sleep(5);
    assert.equal(client.isRunning, false);
    assert.deepEqual((await ask(client, 'b')).asked, ['b']);
    assert.equal(client.generation, 2);
  });

  it('carries failures with code and details, and bugs with their stack', async () => {
    const client = start();
    await assert.rejects(ask(client, 'fail db_foreign'), (error) => {
      assert.ok(Failure.is(error, 'db_foreign'));
      assert.deepEqual(error.details, { path: 'p', tables: ['a'] });
      return true;
    });
    await assert.rejects(
      ask(client, 'bug'),
      (error) =>
        error instanceof Error && !Failure.is(error) && error.message === 'a bug' && error.stack === 'its stack',
    );
    assert.equal((await ask(client, 'a')).asked.length, 3);
  });

  it('refuses what cannot be sent, and goes on', async () => {
    const client = start();
    await assert.rejects(ask(client, (() => undefined) as unknown as string), /could not be cloned/);
    assert.deepEqual((await ask(client, 'a')).asked, ['a']);
  });

  it('ends an idle thread, and starts another for the next call', async () => {
    const client = start({ idleMs: 20 });
    const { threadId } = await ask(client, 'a');
    for (let i = 0; i < 500 && client.isRunning; i += 1) await sleep(5);
    assert.equal(client.isRunning, false);
    assert.notEqual((await ask(client, 'b')).threadId, threadId);
    assert.equal(client.generation, 2);
  });

  it('is not idle while a call runs', async () => {
    const client = start({ idleMs: 1 });
    const running = ask(client, `gate ${gate('g')}`);
    await sleep(30);
    assert.equal(client.isRunning, true);
    open('g');
    await running;
    assert.equal(client.generation, 1);
  });

  it('rejects everything when disposed, and starts nothing any more', async () => {
    const client = start();
    const calls = [ask(client, 'spin'), ask(client, 'waiting')];
    client.dispose();
    for (const call of calls) await assert.rejects(call, isCancelled);
    await assert.rejects(ask(client, 'late'), isCancelled);
    assert.deepEqual([client.isRunning, client.generation], [false, 1]);
  });

  it('leaves no listener on a signal that outlives its calls', async () => {
    const client = start();
    const { signal } = new AbortController();
    const calls = [ask(client, 'a', { signal }), ask(client, 'bug', { signal })];
    assert.equal(getEventListeners(signal, 'abort').length, 2);
    await Promise.allSettled(calls);
    assert.deepEqual(getEventListeners(signal, 'abort'), []);
  });
});

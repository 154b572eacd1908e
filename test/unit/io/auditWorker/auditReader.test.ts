import * as assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import { audit } from '../../../../src/core/recovery/audit';
import { CancellationError, Failure } from '../../../../src/core/failure';
import { reportOf } from '../../../../src/core/recovery/report';
import type { AuditAnswer, AuditOrder, ThreadOptions } from '../../../../src/io/auditWorker/api';
import { AuditReader, type AuditReaderOptions } from '../../../../src/io/auditWorker/auditReader';
import { readFacts, type FactsRequest } from '../../../../src/io/recovery/readFacts';
import { testSql } from '../../../support/fixtureDatabase';
import { projectRoot } from '../../../support/nativeNode';
import { FIXTURE_NOW, fixturePlaces, makeFixtureHome, recoveryFixtures } from '../../../support/recoveryFixture';
import { WASM_PATH } from '../sqlite/setup';

const isCancelled = (error: unknown): boolean => error instanceof CancellationError;

/** More than one thread reads by itself. */
const MANY = 2_500;

/** Ends at the first order of every other start; else answers each order with an empty frame. */
const LOST_EVERY_OTHER_TIME = `
const { parentPort, workerData } = require('node:worker_threads');
const { existsSync, writeFileSync, rmSync } = require('node:fs');
const mark = workerData.wasmPath;
parentPort.on('message', ({ id, order }) => {
  if (order !== 'read') return;
  if (!existsSync(mark)) { writeFileSync(mark, ''); process.exit(3); }
  rmSync(mark);
  parentPort.postMessage({ id, outcome: 'parcel', parcel: { part: 'frame', frame: { live: [] } } });
  parentPort.postMessage({ id, outcome: 'done' });
});`;

/** The first to start never answers, and never looks up. */
const BUSY_ONCE = `
const { parentPort, workerData } = require('node:worker_threads');
const { existsSync, writeFileSync } = require('node:fs');
const mark = workerData.wasmPath;
parentPort.on('message', ({ id, order }) => {
  if (order !== 'read') return;
  if (!existsSync(mark)) { writeFileSync(mark, ''); for (;;); }
  parentPort.postMessage({ id, outcome: 'parcel', parcel: { part: 'frame', frame: { live: [] } } });
  parentPort.postMessage({ id, outcome: 'done' });
});`;

describe('AuditReader', function () {
  this.timeout(120_000);
  let built = '';
  let home = '';
  let readers: AuditReader[] = [];

  before(async () => {
    built = fs.mkdtempSync(join(tmpdir(), 'hs-'));
    await build({
      absWorkingDir: projectRoot(),
      entryPoints: [join('src', 'io', 'auditWorker', 'main.ts')],
      outfile: join(built, 'auditWorker.js'),
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      logLevel: 'silent',
    });
  });
  after(() => fs.rmSync(built, { recursive: true, force: true }));
  beforeEach(() => {
    home = fs.mkdtempSync(join(tmpdir(), 'hs-'));
  });
  afterEach(() => {
    for (const reader of readers) reader.dispose();
    readers = [];
    fs.rmSync(home, { recursive: true, force: true });
  });

  function open(options: Partial<AuditReaderOptions> = {}): AuditReader {
    const reader = new AuditReader({ workerPath: join(built, 'auditWorker.js'), wasmPath: WASM_PATH, ...options });
    readers.push(reader);
    return reader;
  }
  function fake(source: string): Partial<AuditReaderOptions> {
    const workerPath = join(home, 'worker.js');
    fs.writeFileSync(workerPath, source);
    return { workerPath, wasmPath: join(home, 'mark') };
  }
  const request = (sessionDir: string): FactsRequest => ({ sessionDir, databases: [], agentDirs: [], now: FIXTURE_NOW });
  const put = (name: string, content: string): void =>
    fs.writeFileSync(join(home, name), JSON.stringify({ messages: [{ role: 'user', content }] }));

  it('gives for every fixture the facts and the report of a reading in one thread', async () => {
    const sqlJs = await testSql();
    const reader = open();
    for (const fixture of recoveryFixtures()) {
      fs.rmSync(home, { recursive: true });
      await makeFixtureHome(fixture, home);
      for (const place of fixturePlaces(home)) {
        const facts = readFacts({ ...place, sqlJs, now: FIXTURE_NOW });
        assert.deepEqual(await reader.read({ ...place, now: FIXTURE_NOW }), facts, fixture);
        const { sessionDir, directory, isSettled } = facts;
        const report = reportOf(facts, audit(facts, 'de'));
        assert.deepEqual(
          await reader.audit({ ...place, now: FIXTURE_NOW }, 'de'),
          { sessionDir, directory, isSettled, report },
          fixture,
        );
      }
    }
  });

  it('gives the same for more files than one thread reads, and again when they are unchanged', async () => {
    fs.mkdirSync(join(home, '_turn_journal'));
    for (let i = 0; i < MANY; i += 1) {
      put(`s${i}.json`, `prompt ${i}`);
      if (i % 50 === 0) put(`s${i}.json.bak`, `another prompt ${i}`);
      const event = { event: 'submitted', turn_id: 't', created_at: 1_785_000_000, content: `prompt ${i}` };
      fs.writeFileSync(join(home, '_turn_journal', `s${i}~1.jsonl`), `${JSON.stringify(event)}\n`);
    }
    const facts = readFacts({ ...request(home), sqlJs: await testSql() });
    const reader = open();
    assert.deepEqual(await reader.read(request(home)), facts);
    assert.deepEqual(await reader.read(request(home)), facts);
  });

  it('takes readings one after the other, and sees what changed between them', async () => {
    const reader = open();
    put('a.json', 'one');
    const { signal } = new AbortController();
    const first = reader.read(request(home), signal);
    const second = reader.audit(request(home), 'en');
    assert.deepEqual((await first).live.length, 1);
    assert.equal((await second).report.summary.ok, 1);
    assert.deepEqual(getEventListeners(signal, 'abort'), []);
    put('a.json', 'two');
    fs.writeFileSync(join(home, 'b.json'), '');
    const { report } = await reader.audit(request(home), 'en');
    assert.deepEqual(
      report.items.map(({ kind, session_id: id }) => [kind, id]),
      [
        ['malformed_sidecar', 'b'],
        ['index_missing', ''],
      ],
    );
  });

  it('ends what is cancelled, keeps no hold on the signal, and reads the next', async () => {
    for (let i = 0; i < MANY; i += 1) put(`s${i}.json`, `prompt ${i}`);
    const reader = open();
    const controller = new AbortController();
    const running = reader.read(request(home), controller.signal);
    const waiting = reader.read(request(home), controller.signal);
    const behind = reader.read(request(join(home, 'none')));
    controller.abort();
    await assert.rejects(running, isCancelled);
    await assert.rejects(waiting, isCancelled);
    await assert.rejects(reader.read(request(home), controller.signal), isCancelled);
    assert.equal((await behind).directory.state, 'absent');
    assert.deepEqual(getEventListeners(controller.signal, 'abort'), []);
  });

  it('has a thread that looks up in the middle of a reading', async () => {
    for (let i = 0; i < MANY; i += 1) put(`s${i}.json`, `prompt ${i}`);
    const workerData: ThreadOptions = { role: 'audit', wasmPath: WASM_PATH };
    const thread = new Worker(join(built, 'auditWorker.js'), { workerData });
    const answers: AuditAnswer[] = [];
    const ended = new Promise<void>((resolve) =>
      thread.on('message', (answer: AuditAnswer) => {
        answers.push(answer);
        resolve();
      }),
    );
    const orders: AuditOrder[] = [
      { order: 'read', id: 1, request: request(home), wanted: { kind: 'facts' } },
      { order: 'cancel', id: 1 },
    ];
    for (const order of orders) thread.postMessage(order);
    await ended;
    await thread.terminate();
    assert.deepEqual(answers, [{ id: 1, outcome: 'cancelled' }]);
  });

  it('ends the thread of a cancelled reading that does not look up', async () => {
    const reader = open({ ...fake(BUSY_ONCE), graceMs: 5 });
    const controller = new AbortController();
    const running = reader.read(request(home), controller.signal);
    const behind = reader.read(request(home));
    while (!fs.existsSync(join(home, 'mark'))) await sleep(2);
    controller.abort();
    await assert.rejects(running, isCancelled);
    assert.deepEqual(await behind, { live: [] });
  });

  it('says that a thread was lost, and starts another for the next reading', async () => {
    const reader = open(fake(LOST_EVERY_OTHER_TIME));
    await assert.rejects(reader.read(request(home)), (error) => Failure.is(error, 'worker_lost'));
    assert.deepEqual(await reader.read(request(home)), { live: [] });
    reader.dispose();
    await assert.rejects(reader.read(request(home)), isCancelled);
  });
});

import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { CancellationError } from '../../../../src/core/failure';
import { readBatch } from '../../../../src/io/auditWorker/fileBatch';
import { SharedReading, type HelperRead } from '../../../../src/io/auditWorker/sharedReading';
import { factSteps } from '../../../../src/io/recovery/readFacts';
import { isShard, type FileTask, type TaskFact } from '../../../../src/io/recovery/fileTask';
import { TracedFiles } from '../tracedFiles';

/** Longer ago than any file system's step. */
const LATER_MS = 10_000;
const MANY = 2_100;
/** Seconds. */
const LONG_AGO = 1_785_000_000;

describe('SharedReading', function () {
  this.timeout(60_000);
  let dir: string;
  let files: TracedFiles;
  /** What the clock says: later than now by as much as makes the files of the test old. */
  let now: () => number;

  beforeEach(() => {
    dir = fs.mkdtempSync(join(tmpdir(), 'hs-'));
    fs.mkdirSync(join(dir, '_turn_journal'));
    files = new TracedFiles();
    now = () => Date.now() + LATER_MS;
  });
  afterEach(() => {
    assert.equal(files.openHandles, 0, 'a file was left open');
    fs.rmSync(dir, { recursive: true });
  });

  const nobody: HelperRead = () => Promise.reject(new Error('no helper'));
  const open = (help = nobody): SharedReading =>
    new SharedReading({ help, files, now: () => now() });
  /** Written at the same time always, as far as that can be set. */
  const put = (name: string, content: string): void => {
    fs.writeFileSync(join(dir, name), JSON.stringify({ messages: [{ role: 'user', content }] }));
    fs.utimesSync(join(dir, name), LONG_AGO, LONG_AGO);
  };
  const task = (name: string, wanted: FileTask['wanted'] = 'messages', kind: 'file' | 'link' = 'file'): FileTask => ({
    entry: { name, kind },
    sessionId: 's',
    wanted,
  });
  const order = { largestBytes: undefined, isCancelled: () => false };
  const read = (reading: SharedReading, ...tasks: FileTask[]): Promise<(TaskFact | null)[]> =>
    reading.read({ ...order, sessionDir: dir }, tasks);
  async function opened(reading: SharedReading, ...tasks: FileTask[]): Promise<string[]> {
    files.reset();
    await read(reading, ...tasks);
    return files.opened.map((path) => basename(path));
  }

  it('opens what changed since the last time, and nothing else', async () => {
    const reading = open();
    put('a.json', 'one');
    put('b.json', 'one');
    fs.writeFileSync(join(dir, '_turn_journal', 's.jsonl'), '{"event": "submitted", "turn_id": "t"}\n');
    const tasks = [task('a.json'), task('b.json'), task('s.jsonl', 'events')];
    const before = await read(reading, ...tasks);
    assert.deepEqual(await opened(reading, ...tasks), []);
    assert.deepEqual(await read(reading, ...tasks), before);
    // The same size and the same time of writing.
    put('a.json', 'two');
    assert.deepEqual(await opened(reading, ...tasks), ['a.json']);
    // The same by size and time, but another file.
    fs.renameSync(join(dir, 'b.json'), join(dir, 'a.json'));
    assert.deepEqual(await opened(reading, ...tasks), ['a.json', 'b.json'], 'whether it is gone shows when it is opened');
    fs.appendFileSync(join(dir, '_turn_journal', 's.jsonl'), '{"event": "completed", "turn_id": "t"}\n');
    const shard = (await read(reading, ...tasks))[2] ?? null;
    assert.equal(shard !== null && isShard(shard) ? shard.events.length : null, 2);
  });

  it('reads again what was written a moment before it was read: it may be written again without a change of times', async () => {
    put('a.json', 'one');
    // However long the test takes, to its clock no time passes.
    const { ctimeMs } = fs.statSync(join(dir, 'a.json'));
    now = () => ctimeMs;
    const reading = open();
    await read(reading, task('a.json'));
    assert.deepEqual(await opened(reading, task('a.json')), ['a.json']);
    now = () => ctimeMs + LATER_MS;
    await read(reading, task('a.json'));
    assert.deepEqual(await opened(reading, task('a.json')), []);
  });

  it('knows the outline of what it read with its messages, and not the other way round', async () => {
    put('a.json', 'one');
    put('b.json', 'one');
    const reading = open();
    const [whole] = await read(reading, task('a.json'), task('b.json', 'outline'));
    assert.deepEqual(await opened(reading, task('a.json', 'outline'), task('b.json')), ['b.json']);
    const [outline] = await read(reading, task('a.json', 'outline'));
    assert.deepEqual([outline], await read(open(), task('a.json', 'outline')));
    assert.notDeepEqual(outline, whole);
    assert.deepEqual(await read(reading, task('a.json')), [whole]);
  });

  it('does not take a link for the file that it knows', async function () {
    put('a.json', 'one');
    const reading = open();
    await read(reading, task('a.json'));
    const [fact] = await read(reading, task('a.json', 'outline', 'link'));
    assert.deepEqual(fact !== null && fact !== undefined && 'content' in fact && fact.content, {
      state: 'not_a_file',
      found: 'link',
    });
  });

  it('remembers nothing of storage that other machines write', async () => {
    put('a.json', 'one');
    files.isShared = () => true;
    const reading = open();
    await read(reading, task('a.json'));
    assert.deepEqual(await opened(reading, task('a.json')), ['a.json']);
  });

  it('says that a file has gone that it knew', async () => {
    put('a.json', 'one');
    const reading = open();
    await read(reading, task('a.json'));
    fs.rmSync(join(dir, 'a.json'));
    assert.deepEqual(await read(reading, task('a.json')), [null]);
  });

  it('remembers the files of the last reading of a directory, and no others', async () => {
    const journals = join(dir, '_turn_journal');
    fs.writeFileSync(join(journals, 's.jsonl'), '{"event": "submitted", "turn_id": "t"}\n');
    put('s.json', 'one');
    const reading = open();
    const run = async (): Promise<string[]> => {
      files.reset();
      const request = { sessionDir: dir, databases: [], agentDirs: [], now: 0 };
      await reading.run({ ...order, sessionDir: dir }, factSteps(request, { sqlJs: null, files }));
      return files.opened.map((path) => basename(path));
    };
    assert.deepEqual(await run(), ['s.json', 's.jsonl']);
    assert.deepEqual(await run(), []);
    // The folder goes and comes back; the file in it stays what it was.
    fs.renameSync(journals, `${journals}-away`);
    assert.deepEqual(await run(), []);
    fs.renameSync(`${journals}-away`, journals);
    assert.deepEqual(await run(), ['s.jsonl']);
  });

  describe('with a helper', () => {
    const tasks = Array.from({ length: MANY }, (_, i) => task(`s${i}.json`, 'outline'));
    beforeEach(() => {
      for (const [i, { entry }] of tasks.entries()) put(entry.name, `prompt ${i}`);
    });
    const names = (facts: readonly (TaskFact | null)[]): unknown[] =>
      facts.map((fact) => (fact !== null && !isShard(fact) ? fact.name : null));
    const all = tasks.map(({ entry }) => entry.name);

    it('shares the work, and remembers what the helper read', async () => {
      let helped = 0;
      const reading = open((batch) => {
        helped += batch.tasks.length;
        return Promise.resolve(readBatch(batch));
      });
      assert.deepEqual(names(await read(reading, ...tasks)), all);
      assert.ok(helped > 0 && helped + files.opened.length === MANY, `${helped} of the helper`);
      assert.deepEqual(await opened(reading, ...tasks), []);
    });

    it('asks it as soon as the files show to be large', async () => {
      const large = tasks.slice(0, 100);
      for (const { entry } of large) put(entry.name, 'x'.repeat(600_000));
      let helped = 0;
      const reading = open((batch) => {
        helped += 1;
        // It comes to two of them each time, and gives back the rest.
        return Promise.resolve(readBatch({ ...batch, tasks: batch.tasks.slice(0, 2) }));
      });
      assert.deepEqual(names(await read(reading, ...large)), all.slice(0, 100));
      assert.ok(helped > 1, `asked ${helped} times`);
      assert.deepEqual(await opened(reading, ...large), []);
    });

    it('reads a few large files at a time', () => {
      const large = tasks.slice(0, 20);
      for (const { entry } of large) put(entry.name, 'x'.repeat(1_500_000));
      assert.equal(readBatch({ sessionDir: dir, tasks: large, largestBytes: undefined }).length, 3);
      assert.equal(readBatch({ sessionDir: dir, tasks: tasks.slice(20, 40), largestBytes: undefined }).length, 20);
    });

    it('does not ask it for a little', async () => {
      let helped = 0;
      await read(
        open((batch) => {
          helped += 1;
          return Promise.resolve(readBatch(batch));
        }),
        ...tasks.slice(0, 100),
      );
      assert.equal(helped, 0);
    });

    it('reads itself what the helper was lost with, however late that is', async () => {
      let asked = 0;
      const reading = open((batch) => {
        asked += 1;
        // Lost when this thread has nothing left to do.
        if (asked === 2) return new Promise((_, reject) => setTimeout(() => reject(new Error('lost')), 500));
        return Promise.resolve(readBatch(batch));
      });
      assert.deepEqual(names(await read(reading, ...tasks)), all);
    });

    it('stops in the middle when it is cancelled', async () => {
      const reading = open();
      const isCancelled = (): boolean => files.opened.length > 100;
      await assert.rejects(
        reading.read({ ...order, sessionDir: dir, isCancelled }, tasks),
        (error) => error instanceof CancellationError,
      );
      assert.ok(files.opened.length < MANY / 2, `${files.opened.length} files were opened`);
    });
  });
});

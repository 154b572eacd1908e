import * as assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toFindPage, toFindTexts, type FindPage, type FindQuery } from '../../../../src/core/find';
import { Finder, type FindAnswer } from '../../../../src/io/findWorker/finder';
import { message, talk } from '../../webview/samples';

const workerPath = join(process.cwd(), 'out/js/src/io/findWorker/main.js');
const query = (text: string, fields: Partial<FindQuery> = {}): FindQuery => ({
  text,
  matchCase: false,
  wholeWord: false,
  isRegex: false,
  scope: 'all',
  ...fields,
});

type Messages = ReturnType<typeof talk>;

interface Options {
  readonly workerPath?: string;
  readonly patienceMs?: number;
  readonly keptChars?: number;
  readonly idleMs?: number;
  /** Waited for before a page is given. */
  readonly gate?: () => Promise<void>;
}

describe('Finder', () => {
  let finder: Finder;
  afterEach(() => finder.dispose());

  /** Over messages that may change; `fetched` are the beginnings of the pages that were asked for. */
  function over(messages: Messages, size: number, { gate, ...options }: Options = {}): number[] {
    const fetched: number[] = [];
    const tokenNow = (): string => JSON.stringify(messages);
    const fetch = async (from: number): Promise<FindPage> => {
      fetched.push(from);
      const token = tokenNow();
      await gate?.();
      return toFindPage(token, from, messages.slice(from, from + size).map((each, i) => toFindTexts(each, from + i)));
    };
    finder = new Finder({ workerPath, fetch, token: async () => tokenNow(), ...options });
    return fetched;
  }

  async function ask(asked: FindQuery): Promise<{ indexes: number[]; count: number; last: FindAnswer | undefined }> {
    const answers: FindAnswer[] = [];
    await finder.find(asked, (answer) => answers.push(answer));
    const hits = answers.flatMap((answer) => answer.hits);
    return { indexes: hits.map((hit) => hit.index), count: hits.reduce((sum, hit) => sum + hit.count, 0), last: answers.at(-1) };
  }

  async function until(holds: () => boolean): Promise<void> {
    for (let i = 0; i < 2_000 && !holds(); i += 1) await new Promise((resolve) => setTimeout(resolve, 10));
    assert.ok(holds());
  }

  it('finds over all pages, and reads them once', async () => {
    const fetched = over(talk(100), 30);
    const { indexes, count, last } = await ask(query('message 5'));
    assert.deepEqual([indexes[0], indexes.length, count], [4, 11, 11]);
    assert.deepEqual([last?.isLast, last?.problem], [true, null]);
    assert.deepEqual(fetched, [0, 30, 60, 90, 100]);
    assert.equal((await ask(query('Message 99.'))).indexes[0], 98);
    assert.equal(fetched.length, 5, 'nothing is read again');
  });

  it('finds in more pages than are searched at once, in order', async () => {
    over(talk(100), 3);
    const { indexes } = await ask(query('message'));
    assert.deepEqual(indexes, Array.from({ length: 100 }, (_, i) => i));
    assert.deepEqual((await ask(query('message'))).indexes, indexes);
  });

  const changes: readonly [string, (messages: Messages) => void, readonly number[]][] = [
    ['was added', (messages) => void messages.push(message('new', 'user', { text: 'the new pier' })), [100]],
    ['was edited, with as many letters as before', (messages) => void (messages[40] = message('41', 'user', { text: 'Message pier' })), [40]],
    ['was undone', (messages) => void messages.splice(10, 1), []],
  ];
  for (const [what, change, found] of changes) {
    it(`never answers from texts of a store that changed: a message ${what}`, async () => {
      const messages = talk(100);
      const fetched = over(messages, 30);
      await ask(query('a'));
      change(messages);
      fetched.length = 0;
      assert.deepEqual((await ask(query('pier'))).indexes, found);
      assert.deepEqual((await ask(query('Message 99.'))).indexes, [messages.length - (found[0] === 100 ? 3 : 2)]);
      assert.equal(fetched.filter((from) => from === 0).length, 1, 'read again, once');
    });
  }

  it('reads before somebody asks, and not again when he does', async () => {
    const fetched = over(talk(100), 30);
    finder.prepare();
    finder.prepare();
    await until(() => fetched.length === 5);
    assert.equal((await ask(query('message'))).count, 100);
    assert.deepEqual(fetched, [0, 30, 60, 90, 100]);
  });

  it('shares what is being read with whoever asks, and with whoever asks next', async () => {
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    const fetched = over(talk(100), 30, { gate: () => gate });
    finder.prepare();
    await until(() => fetched.length === 1);
    const questions = ['m', 'me', 'message 5'].map((text) => ask(query(text)));
    open();
    assert.deepEqual((await Promise.all(questions)).map(({ last }) => last?.isLast), [undefined, undefined, true]);
    assert.equal((await questions[2]!).count, 11);
    assert.deepEqual(fetched, [0, 30, 60, 90, 100]);
  });

  it('reads anew what was being read when the store changed', async () => {
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    const messages = talk(20);
    const fetched = over(messages, 30, { gate: () => gate });
    finder.prepare();
    await until(() => fetched.length === 1);
    messages[3] = message('4', 'user', { text: 'the new pier' });
    const asked = ask(query('new pier'));
    open();
    assert.deepEqual((await asked).indexes, [3]);
    assert.equal((await ask(query('Message 4.'))).count, 0);
  });

  it('ends a thread that is lost in a pattern, says so, and finds with another one', async () => {
    over([message('1', 'user', { text: `${'a'.repeat(60)}!` })], 10, { patienceMs: 1_500 });
    assert.equal((await ask(query('(a|a|aa)+$', { isRegex: true }))).last?.problem, 'slow');
    assert.equal((await ask(query('a!'))).count, 1);
  });

  it('does not take the slow start of its thread for a slow search', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'hs-'));
    try {
      const slow = join(folder, 'slow.js');
      const pause = 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3_000);';
      writeFileSync(slow, `${pause} require(${JSON.stringify(workerPath)});`);
      over(talk(100), 30, { workerPath: slow, patienceMs: 2_000 });
      assert.deepEqual((await ask(query('Message 99.'))).indexes, [98]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('gives up a question for the next one, also while its thread is lost in it', async () => {
    over([message('1', 'user', { text: `${'a'.repeat(60)}!` })], 10, { patienceMs: 60_000 });
    const lost = ask(query('(a|a|aa)+$', { isRegex: true }));
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal((await ask(query('!'))).count, 1);
    assert.equal((await lost).last, undefined, 'nobody asks any more');
  });

  it('gives up a word for the next one without losing what it read', async () => {
    const fetched = over(talk(2_000), 100);
    await ask(query('message'));
    const given = ask(query('e'));
    assert.equal((await ask(query('Message 1999.'))).count, 1);
    assert.equal((await given).last?.isLast, undefined);
    assert.equal(fetched.length, 21);
  });

  it('says what is no pattern', async () => {
    over(talk(3), 10);
    assert.equal((await ask(query('[', { isRegex: true }))).last?.problem, 'pattern');
  });

  it('keeps no more text than it may, and finds all the same', async () => {
    const fetched = over(talk(100), 30, { keptChars: 3_000 });
    const first = await ask(query('message'));
    assert.equal(first.count, 100);
    fetched.length = 0;
    assert.equal((await ask(query('message'))).count, 100);
    assert.ok(fetched.length > 2 && fetched.length < 5, fetched.join());
  });

  it('reads ahead no more than it may keep', async () => {
    const fetched = over(talk(100), 10, { keptChars: 1_000 });
    finder.prepare();
    await until(() => fetched.length > 0);
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.ok(fetched.length < 6, fetched.join());
  });

  it('reads ahead of all questions page by page, only as long as it is wanted, and goes on where it was', async () => {
    const fetched = over(talk(100), 10);
    await finder.readAhead(() => fetched.length < 3);
    assert.deepEqual(fetched, [0, 10, 20]);
    await finder.readAhead(() => true);
    assert.equal(fetched.length, 11);
    await finder.readAhead(() => true);
    assert.equal((await ask(query('message'))).count, 100);
    assert.equal(fetched.length, 11, 'nothing is read again');
  });

  it('answers from nothing that was read ahead of a store that changed', async () => {
    const messages = talk(100);
    over(messages, 30);
    await finder.readAhead(() => true);
    messages[40] = message('41', 'user', { text: 'Message pier' });
    assert.deepEqual((await ask(query('pier'))).indexes, [40]);
    messages[2] = message('3', 'user', { text: 'Message pier' });
    await finder.readAhead(() => true);
    assert.deepEqual((await ask(query('pier'))).indexes, [2, 40]);
  });

  it('keeps nothing that was read ahead for nobody: not after a while, and not once it is put away', async () => {
    const fetched = over(talk(100), 30, { idleMs: 100 });
    await finder.readAhead(() => true);
    await new Promise((resolve) => setTimeout(resolve, 300));
    fetched.length = 0;
    await finder.readAhead(() => true);
    assert.equal(fetched.length, 5, 'all of it was gone');
    finder.dispose();
    fetched.length = 0;
    await finder.readAhead(() => true);
    assert.equal(fetched.length, 5, 'all of it was gone');
    let open = (): void => undefined;
    const slow = over(talk(100), 30, { gate: () => new Promise((resolve) => (open = resolve)) });
    const reading = finder.readAhead(() => true);
    await until(() => slow.length === 1);
    finder.dispose();
    open();
    await reading;
    assert.deepEqual(slow, [0], 'what comes too late is not kept, and no more is read');
  });

  it('finds in a message of many megabytes, which is not kept', async () => {
    const huge = message('2', 'user', { text: `${'lorem '.repeat(500_000)}pier` });
    const fetched = over([message('1', 'user', { text: 'a pier' }), huge, message('3', 'user', { text: 'pier' })], 1, { keptChars: 1_000_000 });
    assert.deepEqual((await ask(query('pier'))).indexes, [0, 1, 2]);
    fetched.length = 0;
    assert.deepEqual((await ask(query('pier'))).indexes, [0, 1, 2]);
    assert.deepEqual(fetched, [1]);
  });

  it('keeps what it read when nobody looks for anything, for a while', async () => {
    const fetched = over(talk(100), 30, { idleMs: 200 });
    await ask(query('a'));
    finder.end();
    await ask(query('message'));
    assert.equal(fetched.length, 5);
    finder.end();
    await new Promise((resolve) => setTimeout(resolve, 400));
    assert.equal((await ask(query('message'))).count, 100);
    assert.equal(fetched.length, 10, 'all of it is gone');
  });

  it('stops at too many', async () => {
    const many = Array.from({ length: 20_050 }, (_, i) => message(String(i), 'user', { text: 'x' }));
    over(many, 5000);
    assert.equal((await ask(query('x'))).last?.problem, 'many');
  });

  it('rejects as the reading does, also when it failed before', async () => {
    let fails = true;
    const fetch = async (from: number): Promise<FindPage> =>
      fails ? Promise.reject(new Error('torn')) : toFindPage('', from, from > 0 ? [] : [toFindTexts(message('1', 'user', { text: 'x' }), 0)]);
    finder = new Finder({ workerPath, token: async () => '', fetch });
    finder.prepare();
    await assert.rejects(ask(query('x')), /torn/);
    fails = false;
    assert.equal((await ask(query('x'))).count, 1);
  });
});

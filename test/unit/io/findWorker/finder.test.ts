import * as assert from 'node:assert/strict';
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

describe('Finder', () => {
  let finder: Finder;
  afterEach(() => finder.end());

  /** Over messages that may change; `fetched` are the beginnings of the pages that were asked for. */
  function over(messages: ReturnType<typeof talk>, size: number, options: { patienceMs?: number; keptChars?: number } = {}): number[] {
    const fetched: number[] = [];
    const fetch = async (from: number): Promise<FindPage> => {
      fetched.push(from);
      return toFindPage(from, messages.slice(from, from + size).map((each, i) => toFindTexts(each, from + i)));
    };
    finder = new Finder({ workerPath, fetch, ...options });
    return fetched;
  }

  async function ask(asked: FindQuery): Promise<{ indexes: number[]; count: number; last: FindAnswer | undefined }> {
    const answers: FindAnswer[] = [];
    await finder.find(asked, (answer) => answers.push(answer));
    const hits = answers.flatMap((answer) => answer.hits);
    return { indexes: hits.map((hit) => hit.index), count: hits.reduce((sum, hit) => sum + hit.count, 0), last: answers.at(-1) };
  }

  it('finds over all pages, and reads them once', async () => {
    const fetched = over(talk(100), 30);
    const { indexes, count, last } = await ask(query('message 5'));
    assert.deepEqual([indexes[0], indexes.length, count], [4, 11, 11]);
    assert.deepEqual([last?.isLast, last?.problem], [true, null]);
    assert.deepEqual(fetched, [0, 30, 60, 90, 100]);
    assert.equal((await ask(query('Message 99.'))).indexes[0], 98);
    assert.deepEqual(fetched.slice(5), [100], 'only the end is asked for again');
  });

  it('reads the end anew when the conversation grew, and all of it when it changed', async () => {
    const messages = talk(100);
    const fetched = over(messages, 30);
    await ask(query('a'));
    messages.push(message('new', 'user', { text: 'the new pier' }));
    finder.changed(true);
    fetched.length = 0;
    assert.deepEqual((await ask(query('new pier'))).indexes, [100]);
    assert.deepEqual(fetched, [90, 101]);
    finder.changed(false);
    fetched.length = 0;
    await ask(query('a'));
    assert.deepEqual(fetched, [0, 30, 60, 90, 101]);
  });

  it('ends a thread that is lost in a pattern, says so, and finds with another one', async () => {
    over([message('1', 'user', { text: `${'a'.repeat(60)}!` })], 10, { patienceMs: 300 });
    assert.equal((await ask(query('(a|a|aa)+$', { isRegex: true }))).last?.problem, 'slow');
    assert.equal((await ask(query('a!'))).count, 1);
  });

  it('gives up a question for the next one, also while its thread is lost in it', async () => {
    over([message('1', 'user', { text: `${'a'.repeat(60)}!` })], 10, { patienceMs: 60_000 });
    const lost = ask(query('(a|a|aa)+$', { isRegex: true }));
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal((await ask(query('!'))).count, 1);
    assert.equal((await lost).last, undefined, 'nobody asks any more');
  });

  it('says what is no pattern', async () => {
    over(talk(3), 10);
    assert.equal((await ask(query('[', { isRegex: true }))).last?.problem, 'pattern');
  });

  it('keeps no more text than it may, and finds all the same', async () => {
    const fetched = over(talk(100), 30, { keptChars: 3_000 });
    const first = await ask(query('message'));
    fetched.length = 0;
    assert.deepEqual((await ask(query('message'))).count, first.count);
    assert.ok(fetched.length > 2 && fetched.length < 5, fetched.join());
  });

  it('stops at too many', async () => {
    const many = Array.from({ length: 20_050 }, (_, i) => message(String(i), 'user', { text: 'x' }));
    over(many, 5000);
    assert.equal((await ask(query('x'))).last?.problem, 'many');
  });

  it('rejects as the reading does', async () => {
    finder = new Finder({ workerPath, fetch: async () => Promise.reject(new Error('torn')) });
    await assert.rejects(ask(query('x')), /torn/);
  });
});

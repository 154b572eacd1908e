import * as assert from 'node:assert/strict';
import { join } from 'node:path';
import { CancellationError, Failure } from '../../../src/core/failure';
import type { Message } from '../../../src/core/message';
import { PAGE_LIMIT, type HostToWebview, type ShownMessage } from '../../../src/core/protocol';
import { MESSAGE_TEXT_LIMIT } from '../../../src/core/transcriptMessage';
import { usualCopy } from '../../../src/core/transcriptTarget';
import type { ConversationPort } from '../../../src/ui/conversationPort';
import { TranscriptConversation } from '../../../src/ui/transcriptConversation';
import { NO_COPIES, type TranscriptSource } from '../../../src/ui/transcriptSource';
import { MessageCopying } from '../../../src/ui/messageCopying';
import { call, header, message, talk } from '../webview/samples';
import { NO_FILES, sourceOf, type Store } from '../webview/transcriptPage';

const SILENT: ConversationPort = {
  post: () => undefined,
  openAddress: async () => undefined,
  copy: async () => undefined,
  linkTo: (messageId) => `link:${messageId ?? 'conversation'}`,
  say: () => undefined,
  openConversation: () => undefined,
  files: NO_FILES,
  compare: async () => undefined,
  setTitle: () => undefined,
  describe: (failure) => `failure ${failure.code}`,
  unexpected: () => 'unexpected',
  locale: 'en',
  choose: async () => null,
  findWorkerPath: join(process.cwd(), 'out/js/src/io/findWorker/main.js'),
};

interface Opened {
  readonly store: Store;
  readonly source: { -readonly [K in keyof TranscriptSource]: TranscriptSource[K] };
  readonly conversation: TranscriptConversation;
  readonly posted: HostToWebview[];
  readonly opened: string[];
  readonly copied: string[];
}

function open(messages: Message[]): Opened {
  const store: Store = { messages, header: header() };
  const source = sourceOf(store);
  const [posted, opened, copied]: [HostToWebview[], string[], string[]] = [[], [], []];
  const conversation = new TranscriptConversation(usualCopy('s'), source, {
    ...SILENT,
    post: (sent) => void posted.push(sent),
    openAddress: async (address) => void opened.push(address),
    copy: async (text) => void copied.push(text),
  });
  return { store, source, conversation, posted, opened, copied };
}

const indexes = (sent: HostToWebview | undefined): [number, number] | null => {
  const messages: readonly ShownMessage[] = sent !== undefined && 'messages' in sent ? sent.messages : [];
  return messages.length === 0 ? null : [messages[0]!.index, messages.at(-1)!.index];
};

describe('TranscriptConversation', () => {
  it('opens at the end with one page', async () => {
    const { conversation, posted } = open(talk(1000));
    await conversation.receive({ type: 'ready', place: null, choice: null });
    assert.deepEqual(
      posted.map((sent) => sent.type),
      ['transcript'],
    );
    assert.deepEqual(indexes(posted[0]), [1000 - PAGE_LIMIT, 999]);
  });

  it('opens around the kept place, and at the end when it is gone', async () => {
    const { conversation, posted } = open(talk(1000));
    await conversation.receive({ type: 'ready', place: { messageId: '400', offset: 5 }, choice: null });
    await conversation.receive({ type: 'ready', place: { messageId: 'gone', offset: 5 }, choice: null });
    assert.deepEqual(posted.map(indexes), [
      [349, 548],
      [800, 999],
    ]);
    assert.deepEqual(
      posted.map((sent) => sent.type === 'transcript' && sent.place),
      [{ messageId: '400', offset: 5 }, null],
    );
  });

  it('bounds a statement: long messages make shorter pages, kept at the edge that was asked for', async () => {
    const long = Array.from({ length: 300 }, (_, i) => message(String(i), 'tool', { text: 'x'.repeat(5_000_000) }));
    const { conversation, posted } = open(long);
    await conversation.receive({ type: 'ready', place: null, choice: null });
    const [from, to] = indexes(posted[0])!;
    assert.equal(to, 299);
    assert.ok(from > 280 && from < 299);
    assert.ok(JSON.stringify(posted[0]).length < 1_100_000);
    await conversation.receive({ type: 'page', edge: 'above', from: 50, count: 100 });
    assert.equal(indexes(posted[1])![1], 149);
    await conversation.receive({ type: 'page', edge: 'below', from: 50, count: 100 });
    assert.equal(indexes(posted[2])![0], 50);
    await conversation.receive({ type: 'ready', place: { messageId: '150', offset: 0 }, choice: null });
    const [first, last] = indexes(posted[3])!;
    assert.ok(first <= 150 && last >= 150 && last - first < 25);
  });

  it('bounds a statement of Markdown, which travels parsed beside its text', async () => {
    const { conversation, posted } = open(
      Array.from({ length: 200 }, (_, i) =>
        message(String(i), 'assistant', { text: 'The *harbour* opens at eight. '.repeat(2000) }),
      ),
    );
    await conversation.receive({ type: 'ready', place: null, choice: null });
    assert.ok(JSON.stringify(posted[0]).length < 1_100_000);
    assert.ok(indexes(posted[0])![0] > 190);
  });

  it('sends even one message that fills a statement alone', async () => {
    const { conversation, posted } = open([message('1', 'user', { text: 'x'.repeat(5_000_000) })]);
    await conversation.receive({ type: 'ready', place: null, choice: null });
    const [sent] = posted;
    const part = sent?.type === 'transcript' ? sent.messages[0]?.parts[0] : undefined;
    assert.deepEqual(part?.kind === 'text' && [part.text.length, part.chars], [MESSAGE_TEXT_LIMIT, 5_000_000]);
  });

  it('gives the rest of a long text in pieces', async () => {
    const { conversation, posted } = open([message('1', 'user', { text: `${'x'.repeat(MESSAGE_TEXT_LIMIT)}rest` })]);
    await conversation.receive({ type: 'showMore', messageId: '1', slot: 'part:0', from: MESSAGE_TEXT_LIMIT });
    assert.deepEqual(posted, [
      {
        type: 'more',
        messageId: '1',
        from: MESSAGE_TEXT_LIMIT,
        piece: { slot: 'part:0', text: 'rest', chars: MESSAGE_TEXT_LIMIT + 4 },
      },
    ]);
    await conversation.receive({ type: 'showMore', messageId: 'none', slot: 'part:0', from: 0 });
    assert.equal(posted.length, 1);
  });

  it('finds the address of a link again from its number', async () => {
    const { conversation, opened } = open([
      message('1', 'assistant', {
        reasoning: '[r](https://r.example)',
        text: '[a](https://a.example) [no](command:x) [b](https://b.example)',
      }),
    ]);
    for (const link of [0, 1, 2, 3]) await conversation.receive({ type: 'openLink', messageId: '1', link });
    await conversation.receive({ type: 'openLink', messageId: 'none', link: 0 });
    assert.deepEqual(opened, ['https://r.example/', 'https://a.example/', 'https://b.example/']);
  });

  it('says that there is no other turn or error that way', async () => {
    const said: string[] = [];
    const conversation = new TranscriptConversation(usualCopy('s'), sourceOf({ messages: talk(2), header: header() }), { ...SILENT, say: (words) => void said.push(words) });
    for (const kind of ['error', 'prompt'] as const) await conversation.receive({ type: 'noMore', kind });
    assert.deepEqual(said, ['No more errors that way', 'No more turns that way']);
  });

  it('copies messages as a document has them, from one to another, and to the ends', async () => {
    const { conversation, copied } = open(talk(1200));
    await conversation.receive({ type: 'copyRange', from: '3', to: '2' });
    assert.match(copied[0]!, /^── Hermes · [^]*Message 2\.[^]*── You · [^]*Message 3\.[^\n]*$/);
    assert.equal(copied[0]!.includes('Message 4.'), false);
    await conversation.receive({ type: 'copyRange', from: null, to: null });
    assert.deepEqual([...copied[1]!.matchAll(/Message (\d+)\./g)].map(([, n]) => Number(n)), Array.from({ length: 1200 }, (_, i) => i + 1));
    await conversation.receive({ type: 'copyRange', from: '1199', to: null });
    await conversation.receive({ type: 'copyRange', from: 'gone', to: null });
    assert.deepEqual(copied.slice(2).map((text) => [...text.matchAll(/Message (\d+)\./g)].map(([, n]) => n)), [['1199', '1200']]);
  });

  it('copies no more than a clipboard should hold, and says what was left out', async () => {
    const store: Store = { messages: talk(10), header: header() };
    const told: string[] = [];
    const copies = new MessageCopying(sourceOf(store), () => usualCopy('s'), () => true, { ...SILENT, copy: async (text, done) => void told.push(`${[...text.matchAll(/Message (\d+)/g)].length} ${done}`) }, 300);
    await copies.copy({ type: 'copyRange', from: null, to: null });
    assert.deepEqual(told, ['3 The first 3 messages of 10 copied; the rest is too long for the clipboard']);
  });

  it('says of a copy under a filter that it is what the filter shows, and counts as the filter does', async () => {
    const filter = { kinds: ['prompts'], tools: [], errors: true } as const;
    // Three are read for two that are shown: one only holds the call of another.
    const store: Store = {
      messages: [
        message('1', 'user', { text: 'Go' }),
        message('asks', 'assistant', { text: 'I go', toolCalls: [call('a', 'terminal', { command: 'go' })] }),
        message('2', 'tool', { toolCallId: 'a', text: '{"output":"no","exit_code":1}' }),
        message('3', 'assistant', { text: 'Gone' }),
      ],
      header: header(),
    };
    const told: string[] = [];
    const copies = new MessageCopying(sourceOf(store), () => ({ ...usualCopy('s'), filter }), () => true, { ...SILENT, copy: async (_, done) => void told.push(done) });
    await copies.copy({ type: 'copyRange', from: null, to: null });
    await copies.copy({ type: 'copyRange', from: '1', to: '2' });
    await copies.copy({ type: 'copyMessage', messageId: '1' });
    await copies.copy({ type: 'copyLink', messageId: '1' });
    assert.deepEqual(told, [
      '2 messages copied; only what the filter shows',
      '3 messages copied; only what the filter shows',
      'Message copied; only what the filter shows',
      'Link to the message copied',
    ]);
  });

  it('copies a message as Markdown, a block of code and a link', async () => {
    const text = 'See\n\n```ts\nconst a = 1;\n```\n\n> ```\n> quoted\n> ```\n\n- x\n\n  ```py\n  listed\n  ```';
    const { conversation, copied } = open([message('1', 'assistant', { text, reasoning: '```\nthought\n```', toolCalls: [call('a', 'terminal', { command: 'ls' })] })]);
    await conversation.receive({ type: 'copyMarkdown', messageId: '1' });
    assert.match(copied[0]!, /^## Hermes\n\n<details><summary>Reasoning[^]*const a = 1;[^]*→ terminal[^]*"command"[^]*```\n$/);
    for (const code of [0, 1, 2, 3]) await conversation.receive({ type: 'copyCode', messageId: '1', slot: 'part:0', code });
    await conversation.receive({ type: 'copyCode', messageId: '1', slot: 'reasoning', code: 0 });
    await conversation.receive({ type: 'copyCode', messageId: '1', slot: 'call:0', code: 0 });
    assert.deepEqual(copied.slice(1), ['const a = 1;', 'quoted', 'listed', 'thought']);
    await conversation.receive({ type: 'copyLink', messageId: '1' });
    assert.equal(copied.at(-1), 'link:1');
    // Of another copy than the usual one the ids would mean something else.
    await conversation.receive({ type: 'ready', place: null, choice: { copy: 'previous_copy', withUndone: false } });
    await conversation.receive({ type: 'copyLink', messageId: '1' });
    assert.equal(copied.at(-1), 'link:conversation');
  });

  it('leaves paths as text where they cannot be looked for now', async () => {
    const { source, conversation, posted } = open([message('1', 'user', { text: 'src/a.ts' })]);
    await conversation.receive({ type: 'ready', place: null, choice: null });
    source.directories = async () => Promise.reject(new Failure('db_busy'));
    await conversation.receive({ type: 'paths', texts: [{ messageId: '1', slot: 'part:0' }] });
    assert.deepEqual(posted.map(({ type }) => type), ['transcript']);
  });

  it('lets the newest of several copies have the clipboard', async () => {
    const { source, conversation, copied } = open(talk(3));
    const read = source.written;
    let release = (): void => undefined;
    source.written = async (...args) => {
      source.written = read;
      await new Promise<void>((resolve) => (release = resolve));
      return read(...args);
    };
    const first = conversation.receive({ type: 'copyRange', from: null, to: null });
    await conversation.receive({ type: 'copyMessage', messageId: '1' });
    release();
    await first;
    assert.equal(copied.length, 1);
  });

  it('copies texts whole, from the store and not from the page', async () => {
    const text = 'y'.repeat(1_000_000);
    const { conversation, copied } = open([
      message('1', 'user', {
        parts: [
          { kind: 'text', text },
          { kind: 'text', text: 'z' },
        ],
        reasoning: 'no',
      }),
    ]);
    await conversation.receive({ type: 'copyText', messageId: '1', slot: 'part:0' });
    await conversation.receive({ type: 'copyMessage', messageId: '1' });
    await conversation.receive({ type: 'copyMessage', messageId: 'none' });
    assert.deepEqual(copied, [text, `${text}\n\nz`]);
  });

  describe('filtered', () => {
    const filter = { kinds: ['prompts'], tools: [], errors: false } as const;

    it('sends what the filter leaves, at what is shown nearest, and everything again', async () => {
      const { conversation, posted } = open(talk(1000));
      await conversation.receive({ type: 'ready', place: null, choice: null });
      await conversation.receive({ type: 'filter', filter, place: { messageId: '400', offset: -20 } });
      const sent = posted.at(-1);
      assert.ok(sent?.type === 'transcript');
      assert.deepEqual(sent.header.filtered, { filter, shown: 500, total: 1000 });
      assert.deepEqual([sent.header.messageCount, sent.place, sent.choice], [500, { messageId: '401', offset: -20 }, { copy: null, withUndone: false, filter }]);
      assert.deepEqual([sent.messages[0]?.index, sent.messages[0]?.number], [150, 300]);
      await conversation.receive({ type: 'goToNumber', number: 601 });
      assert.deepEqual(posted.at(-1), { type: 'goTo', index: 301 });
      await conversation.receive({ type: 'filter', filter: null, place: { messageId: '401', offset: 0 } });
      const whole = posted.at(-1);
      assert.ok(whole?.type === 'transcript');
      assert.deepEqual([whole.header.filtered, whole.header.messageCount, whole.place?.messageId], [null, 1000, '401']);
      assert.deepEqual(whole.choice, { copy: null, withUndone: false });
    });

    it('answers no page by the indexes of what is not shown yet', async () => {
      const { conversation, posted, source } = open(talk(1000));
      await conversation.receive({ type: 'ready', place: null, choice: null });
      let release = (): void => undefined;
      const { header: read } = source;
      source.header = async (target) => {
        await new Promise<void>((resolve) => (release = resolve));
        return read(target);
      };
      const filtering = conversation.receive({ type: 'filter', filter, place: null });
      await conversation.receive({ type: 'page', edge: 'above', from: 200, count: 200 });
      release();
      await filtering;
      assert.deepEqual(posted.map((sent) => sent.type), ['transcript', 'transcript']);
    });

    it('leaves what is shown where the filter cannot be had', async () => {
      const { conversation, posted, source } = open(talk(1000));
      await conversation.receive({ type: 'ready', place: null, choice: null });
      const { header: read } = source;
      source.header = async (target) => (target.filter === undefined ? read(target) : Promise.reject(new Failure('db_busy')));
      await conversation.receive({ type: 'filter', filter, place: null });
      assert.equal(posted.at(-1)?.type, 'notice');
      await conversation.receive({ type: 'page', edge: 'above', from: 600, count: 200 });
      const page = posted.at(-1);
      assert.deepEqual([page?.type, indexes(page)], ['page', [600, 799]]);
    });
  });

  describe('live', () => {
    it('adds what follows the newest message, and says nothing when nothing changed', async () => {
      const { store, conversation, posted } = open(talk(10));
      await conversation.receive({ type: 'ready', place: null, choice: null });
      await conversation.refresh();
      assert.equal(posted.length, 1);
      store.messages = talk(13);
      await conversation.refresh();
      assert.equal(posted[1]?.type, 'tail');
      assert.deepEqual(indexes(posted[1]), [9, 12]);
      assert.equal(posted[1]?.type === 'tail' && posted[1].header.messageCount, 13);
    });

    it('replaces a newest message that grew', async () => {
      const { store, conversation, posted } = open(talk(10));
      await conversation.receive({ type: 'ready', place: null, choice: null });
      store.messages = [...talk(9), message('10', 'assistant', { text: 'longer now' })];
      await conversation.refresh();
      assert.deepEqual([posted[1]?.type, indexes(posted[1])], ['tail', [9, 9]]);
    });

    it('starts over when messages went away or are others now', async () => {
      const { store, conversation, posted } = open(talk(10));
      await conversation.receive({ type: 'ready', place: null, choice: null });
      store.messages = talk(7);
      await conversation.refresh();
      assert.deepEqual([posted[1]?.type, indexes(posted[1])], ['transcript', [0, 6]]);
      store.messages = talk(20).map((m) => ({ ...m, id: `new ${m.id}` }));
      await conversation.refresh();
      assert.deepEqual([posted[2]?.type, indexes(posted[2])], ['transcript', [0, 19]]);
    });

    it('counts the copies again at once when it starts over', async () => {
      const { store, source, conversation } = open(talk(10));
      let counted = 0;
      source.copies = async () => ((counted += 1), NO_COPIES);
      await conversation.receive({ type: 'ready', place: null, choice: null });
      store.messages = talk(12);
      await conversation.refresh();
      assert.equal(counted, 1);
      store.messages = talk(2);
      await conversation.refresh();
      assert.equal(counted, 2);
      conversation.dispose();
    });

    it('only counts for a reader in the middle', async () => {
      const { store, conversation, posted } = open(talk(1000));
      await conversation.receive({ type: 'ready', place: { messageId: '100', offset: 0 }, choice: null });
      store.messages = talk(1010);
      await conversation.refresh();
      assert.deepEqual([posted[1]?.type, indexes(posted[1])], ['tail', null]);
      assert.equal(posted[1]?.type === 'tail' && posted[1].header.messageCount, 1010);
    });

    it('reads changes that come while one is read once more, not once each', async () => {
      const { source, conversation } = open(talk(10));
      await conversation.receive({ type: 'ready', place: null, choice: null });
      let reads = 0;
      const read = source.header;
      source.header = (id) => (reads++, read(id));
      await Promise.all([1, 2, 3, 4].map(() => conversation.refresh()));
      assert.equal(reads, 2);
    });

    it('waits for the page', async () => {
      const { conversation, posted } = open(talk(10));
      await conversation.refresh();
      assert.deepEqual(posted, []);
    });

    it('drops an answer that a newer whole statement made old', async () => {
      const { source, conversation, posted } = open(talk(1000));
      await conversation.receive({ type: 'ready', place: null, choice: null });
      const read = source.messages;
      let release = (): void => undefined;
      source.messages = async (...args) => {
        source.messages = read;
        await new Promise<void>((resolve) => (release = resolve));
        return read(...args);
      };
      const asked = conversation.receive({ type: 'page', edge: 'above', from: 600, count: 200 });
      await conversation.receive({ type: 'ready', place: null, choice: null });
      release();
      await asked;
      assert.deepEqual(
        posted.map((sent) => sent.type),
        ['transcript', 'transcript'],
      );
    });
  });

  describe('the copy that is shown', () => {
    it('stays the one that was shown first, until it is gone', async () => {
      const { source, conversation, posted } = open(talk(3));
      const asked: unknown[] = [];
      const read = source.header;
      source.header = async (target) => {
        asked.push(target.source);
        if (target.source === 'conversation_file') throw new Failure('copy_missing');
        return { ...(await read(target)), copy: asked.length < 3 ? 'conversation_file' : 'state_db' };
      };
      await conversation.receive({ type: 'ready', place: null, choice: null });
      assert.deepEqual(asked, [null]);
      await conversation.refresh();
      assert.deepEqual(asked, [null, 'conversation_file', null]);
      await conversation.refresh();
      assert.deepEqual(asked, [null, 'conversation_file', null, 'state_db']);
      assert.deepEqual(posted.map(({ type }) => type), ['transcript']);
    });

    it('is another one when it is chosen, at the same message, and is kept through a reload', async () => {
      const { store, source, conversation, posted } = open(talk(1000));
      const copies = ['state.db', 'previous copy'].map((label) => ({ label, messageCount: 9, isShown: false, note: '' }));
      store.copies = { names: ['state_db', 'previous_copy'], copies, offer: { text: '3 more', copy: 1 } };
      const asked: unknown[] = [];
      const read = source.messages;
      source.messages = async (target, ...rest) => (asked.push([target.source, target.withUndone]), read(target, ...rest));
      source.counterpart = async (from, id, to) => (assert.deepEqual([from.source, to.source], ['state_db', 'previous_copy']), `${Number(id) + 1}`);
      await conversation.receive({ type: 'ready', place: null, choice: null });
      await new Promise(setImmediate);
      const told = posted.at(-1);
      assert.deepEqual(told?.type === 'tail' && [told.messages, told.header.copies, told.header.offer], [[], copies, store.copies.offer]);
      // A number that was never told is none.
      await conversation.receive({ type: 'showCopy', copy: 2, place: null });
      await conversation.receive({ type: 'showCopy', copy: 1, place: { messageId: '400', offset: 5 } });
      const shown = posted.findLast(({ type }) => type === 'transcript');
      assert.ok(shown?.type === 'transcript');
      assert.deepEqual([shown.place, shown.choice], [{ messageId: '401', offset: 5 }, { copy: 'previous_copy', withUndone: false }]);
      await conversation.receive({ type: 'showUndone', shown: true, place: null });
      const other = new TranscriptConversation(usualCopy('s'), source, SILENT);
      await other.receive({ type: 'ready', place: null, choice: { copy: 'previous_copy', withUndone: true } });
      assert.deepEqual(asked, [
        ['state_db', undefined],
        ['previous_copy', false],
        ['previous_copy', true],
        ['previous_copy', true],
      ]);
      assert.deepEqual([conversation.chosen.copy, other.chosen.copy], ['previous_copy', 'previous_copy']);
    });

    it('is compared with another one by its number', async () => {
      const { store, source } = open(talk(3));
      store.copies = { names: ['state_db', 'session_json'], copies: [], offer: null };
      const compared: unknown[] = [];
      const conversation = new TranscriptConversation(usualCopy('s'), source, {
        ...SILENT,
        compare: async (one, two, title) => void compared.push([one, two, title]),
      });
      await conversation.receive({ type: 'ready', place: null, choice: null });
      await new Promise(setImmediate);
      for (const copy of [1, 7]) await conversation.receive({ type: 'compareCopy', copy });
      assert.deepEqual(compared, [
        [{ sessionId: 's', source: 'state_db' }, { sessionId: 's', source: 'session_json' }, store.header.title],
      ]);
    });

    it('is read at the message that was asked for, also when the page is not there yet', async () => {
      const { conversation, posted } = open(talk(1000));
      await conversation.goTo('300');
      assert.equal(posted.length, 0);
      await conversation.receive({ type: 'ready', place: null, choice: null });
      await conversation.goTo('700');
      assert.deepEqual(posted.map((sent) => sent.type === 'transcript' && sent.place?.messageId), ['300', '700']);
      const asked = conversation.messageInView();
      assert.equal(posted.at(-1)?.type, 'tellPlace');
      await conversation.receive({ type: 'place', place: { messageId: '650', offset: 0 } });
      assert.equal(await asked, '650');
    });

    it('is not another one when the very copy that was asked for is gone', async () => {
      const { source, posted } = open(talk(3));
      const conversation = new TranscriptConversation({ sessionId: 's', source: 'previous_copy' }, source, {
        ...SILENT,
        post: (sent) => void posted.push(sent),
      });
      source.header = async () => Promise.reject(new Failure('copy_missing'));
      await conversation.receive({ type: 'ready', place: null, choice: null });
      assert.deepEqual(posted, [{ type: 'failed', text: 'This copy of the conversation is not there any more.' }]);
    });
  });

  describe('what will be searched', () => {
    it('is read while the page is on the screen and nothing is asked, and not while somebody waits', async () => {
      const { conversation, source } = open(talk(1000));
      const { findPage, header: readHeader } = source;
      let waits = false;
      const read: [from: number, isWaitedFor: boolean, waits: boolean][] = [];
      source.findPage = (target, from, isWaitedFor) => (read.push([from, isWaitedFor, waits]), findPage(target, from, isWaitedFor));
      source.header = async (target) => {
        waits = true;
        await new Promise((resolve) => setTimeout(resolve, 700));
        waits = false;
        return readHeader(target);
      };
      await conversation.receive({ type: 'ready', place: null, choice: null });
      while (read.length < 3) await new Promise((resolve) => setTimeout(resolve, 10));
      assert.deepEqual(read, [0, 500, 1000].map((from) => [from, false, false]));
      // Hidden: neither what is said late nor what changes makes anybody read.
      const late = conversation.receive({ type: 'page', edge: 'above', from: 0, count: 10 });
      conversation.dispose();
      await late;
      await new Promise((resolve) => setTimeout(resolve, 700));
      assert.equal(read.length, 3);
    });
  });

  describe('failures', () => {
    it('says in words what cannot be shown, and shows it as soon as it can be', async () => {
      const { source, conversation, posted } = open(talk(3));
      const read = source.header;
      source.header = async () => Promise.reject(new Failure('session_not_found'));
      await conversation.receive({ type: 'ready', place: null, choice: null });
      source.header = async () => Promise.reject(new Failure('db_damaged'));
      await conversation.refresh();
      assert.deepEqual(posted, [
        { type: 'failed', text: 'This conversation is not in the store any more.' },
        { type: 'failed', text: 'failure db_damaged' },
      ]);
      source.header = read;
      await conversation.refresh();
      assert.equal(posted[2]?.type, 'transcript');
    });

    it('keeps what is shown, with a line above it until reading works again', async () => {
      const { source, conversation, posted } = open(talk(3));
      await conversation.receive({ type: 'ready', place: null, choice: null });
      const read = source.header;
      source.header = async () => Promise.reject(new Failure('db_busy'));
      await conversation.refresh();
      source.header = async () => Promise.reject(new TypeError('a bug'));
      await conversation.refresh();
      source.header = read;
      await conversation.refresh();
      await conversation.refresh();
      assert.deepEqual(posted.slice(1), [
        { type: 'notice', text: 'Not up to date: failure db_busy' },
        { type: 'notice', text: 'Not up to date: unexpected' },
        { type: 'notice', text: null },
      ]);
    });

    it('starts over as soon as reading works again, where that was what failed', async () => {
      const { store, source, conversation, posted } = open(talk(1000));
      await conversation.receive({ type: 'ready', place: null, choice: null });
      const { messages } = source;
      // Others now, of which only the proof of it can be read.
      store.messages = talk(900);
      source.messages = async (target, from, count) => (count === PAGE_LIMIT && from < 900 ? Promise.reject(new Failure('db_busy')) : messages(target, from, count));
      await conversation.refresh();
      source.messages = messages;
      store.messages = talk(1000);
      await conversation.refresh();
      await conversation.receive({ type: 'page', edge: 'above', from: 600, count: 200 });
      assert.deepEqual(posted.slice(1).map((sent) => sent.type), ['notice', 'transcript', 'notice', 'page']);
    });

    it('says nothing about what was cancelled', async () => {
      const { source, conversation, posted } = open(talk(3));
      source.header = async () => Promise.reject(new CancellationError());
      await conversation.receive({ type: 'ready', place: null, choice: null });
      assert.deepEqual(posted, []);
    });

    it('tells a page that starts anew, even when an older one was shown', async () => {
      const { source, conversation, posted } = open(talk(3));
      await conversation.receive({ type: 'ready', place: null, choice: null });
      source.header = async () => Promise.reject(new Failure('db_missing'));
      await conversation.receive({ type: 'ready', place: null, choice: null });
      assert.deepEqual(posted[1], { type: 'failed', text: 'failure db_missing' });
    });
  });
});

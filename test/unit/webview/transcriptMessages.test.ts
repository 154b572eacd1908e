import * as assert from 'node:assert/strict';
import { Failure } from '../../../src/core/failure';
import { MESSAGE_TEXT_LIMIT, PIECE_TEXT_LIMIT } from '../../../src/core/transcriptMessage';
import { conversation, header, message, talk } from './samples';
import { describeTranscript, idsOf, settled, sourceOf, textOf, topOf, until } from './transcriptPage';

describeTranscript('the transcript: messages', (open) => {
  describe('structure', () => {
    it('is a feed of articles, one a message, each with its place in the whole', async () => {
      const { page } = await open({ messages: conversation() });
      const feed = await page.$$eval('[role=feed]', (feeds) =>
        feeds.map((element) => ({
          children: Array.from(element.children, (child) => child.tagName),
          busy: element.getAttribute('aria-busy'),
        })),
      );
      assert.equal(feed.length, 1);
      assert.deepEqual([...new Set(feed[0]?.children)], ['ARTICLE']);
      assert.equal(feed[0]?.busy, 'false');
      // 6 only carries a call that is shown with its answer.
      assert.deepEqual(await idsOf(page), ['0', '1', '2', '3', '4', '5', '7', '8', '9', '10', '11', '12', '13', '14']);
      const places = await page.$$eval('article', (articles) =>
        articles.map((article) => [article.ariaPosInSet, article.ariaSetSize]),
      );
      assert.deepEqual(places[6], ['8', '15']);
    });

    it('says the facts in its head, and what is not shown', async () => {
      const { page } = await open({
        messages: conversation(),
        header: { undoneCount: 6, earlierSegments: 1, costUsd: 1.84 },
      });
      const head = (await textOf(page, 'header')).replace(/\s+/g, ' ');
      for (const fact of [
        'Show booking times in the visitor’s zone',
        'WebUI',
        'Hermes 4 405B',
        '2026',
        '$1.84',
        '1 earlier segment not shown',
        'Show 6 undone messages',
        'state.db · 15 messages',
      ]) {
        assert.ok(head.includes(fact), fact);
      }
    });

    it('names the copies with their counts, and says what another one has more', async () => {
      const names = ['state_db', 'previous_copy'] as const;
      const copies = [
        { label: 'state.db', messageCount: 15, isShown: true, note: 'Has no message that is not shown.' },
        { label: 'previous copy', messageCount: 1_018, isShown: false, note: 'The fullest copy.' },
      ];
      const offer = { text: '3 more messages in the previous copy', copy: 1 };
      const { page, inbound, compared } = await open({ width: 1000, messages: conversation(), copies: { names, copies, offer } });
      const tabs = page.getByRole('group', { name: 'Copy shown' }).getByRole('button');
      await tabs.first().waitFor({ state: 'attached' });
      assert.deepEqual(
        await tabs.evaluateAll((all) => all.map((tab) => [tab.textContent, tab.getAttribute('aria-pressed'), tab.getAttribute('title')])),
        [
          ['state.db15', 'true', 'Has no message that is not shown.'],
          ['previous copy1,018', 'false', 'The fullest copy.'],
        ],
      );
      await page.getByRole('button', { name: 'Compare' }).click();
      await said(inbound, { type: 'compareCopy', copy: 1 });
      assert.match(await textOf(page, '.offer'), /3 more messages in the previous copy/);
      assert.deepEqual(compared, [['state_db', 'previous_copy']]);
      // Where there is no room for tabs, one control with a list does the same.
      await page.setViewportSize({ width: 500, height: 600 });
      await page.getByRole('combobox', { name: 'Copy shown' }).selectOption({ index: 1 });
      await said(inbound, { type: 'showCopy', copy: 1 });
    });

    it('shows what was undone between two notes', async () => {
      const messages = talk(4).map((each, i) => (i === 1 || i === 2 ? { ...each, state: 'undone' as const } : each));
      const { page, inbound } = await open({ messages, header: { undoneCount: 2, showsUndone: true } });
      const notes = await page.$$eval('.note', (all) => all.map((note) => note.textContent));
      assert.deepEqual(notes, ['undone from here', 'end of what was undone']);
      await page.getByRole('button', { name: 'Hide 2 undone messages' }).click();
      await said(inbound, { type: 'showUndone', shown: false });
    });

    it('cuts no fact in its head: each is there whole or not at all, and the title has them all', async () => {
      for (const width of [1100, 700, 560]) {
        const { page } = await open({
          width,
          messages: conversation(),
          header: { undoneCount: 6, earlierSegments: 1, costUsd: 1.84, model: 'someone/a-model-with-quite-a-long-name' },
        });
        const { cut, title } = await page.$eval('.facts', (facts) => {
          const box = facts.getBoundingClientRect();
          const visible = [...facts.children].filter((fact) => fact.getBoundingClientRect().top < box.bottom);
          const isCut = (fact: Element): boolean => fact.getBoundingClientRect().right > box.right + 0.5;
          return { cut: visible.slice(1).filter(isCut).map((fact) => fact.textContent), title: facts.getAttribute('title') };
        });
        assert.deepEqual(cut, [], `${width} px`);
        assert.match(title ?? '', /Model: someone\/a-model-with-quite-a-long-name\n[\s\S]*Cost: \$1\.84/);
      }
    });

    it('says names once a turn, exceptions in words, and how an answer ended', async () => {
      const { page } = await open({ messages: conversation() });
      assert.deepEqual(await page.$$eval('h2 b', (names) => names.map((name) => name.textContent)), [
        'You',
        'Hermes',
        'You',
        'Hermes',
        'You',
        'Hermes',
      ]);
      assert.match(
        await textOf(page, '[data-message-id="5"]'),
        /terminal[\s\S]*npm test -- slot[\s\S]*exit 1[\s\S]*61 KB[\s\S]*4\.2 s/,
      );
      assert.match(await textOf(page, '[data-message-id="8"]'), /npm run dev -- --host[\s\S]*no answer recorded/);
      assert.match(await textOf(page, '[data-message-id="14"]'), /the length limit was reached/);
      assert.match(
        await textOf(page, '[data-message-id="10"]'),
        /3 h 11 min later[\s\S]*model changed to Hermes 4 70B/,
      );
    });

    it('tells the time of the reader', async () => {
      const { page } = await open({
        messages: [message('1', 'user', { text: 'a', at: Date.UTC(2026, 10, 18, 23, 30) })],
      });
      assert.match(await textOf(page, 'time'), /^Thu,? 19 Nov,? 00:30$/);
    });

    it('says that there is nothing, and grows when there is', async () => {
      const messages: ReturnType<typeof talk> = [];
      const { page, conversation: host } = await open({ messages });
      assert.match(await textOf(page, '#transcript'), /No messages in this conversation yet\./);
      messages.push(...talk(1));
      await host.refresh();
      await page.waitForSelector('article');
      assert.doesNotMatch(await textOf(page, '#transcript'), /No messages/);
    });

    it('says in words why it cannot be shown', async () => {
      const source = {
        ...sourceOf({ messages: [], header: header() }),
        header: async () => Promise.reject(new Failure('session_not_found')),
      };
      const { page } = await open({ messages: [], source });
      assert.equal(await textOf(page, '[role=alert]'), 'This conversation is not in the store any more.');
    });

    it('says above the text that it is not up to date, and takes it back', async () => {
      const { page, post } = await open({ messages: talk(2) });
      await post({ type: 'notice', text: 'Busy <b>' });
      assert.equal((await textOf(page, '.notice')).trim(), 'Busy <b>');
      await post({ type: 'notice', text: null });
      assert.equal(await page.$eval('.notice', (notice) => notice.childElementCount), 0);
    });
  });

  describe('lines', () => {
    it('open and close by mouse and keyboard, and say so', async () => {
      const { page } = await open({ messages: conversation() });
      const line = page.locator('[data-message-id="2"] button.line-row');
      assert.equal(await line.getAttribute('aria-expanded'), 'false');
      assert.equal(await page.locator('[data-message-id="2"] .body').count(), 0);
      await line.click();
      assert.equal(await line.getAttribute('aria-expanded'), 'true');
      assert.match(await textOf(page, '[data-message-id="2"] .body'), /which value does it get/);
      await line.press('Enter');
      assert.equal(await line.getAttribute('aria-expanded'), 'false');
      await line.press('Space');
      assert.equal(await line.getAttribute('aria-expanded'), 'true');
    });

    it('point to the side while they are closed, and down while they are open', async () => {
      const { page } = await open({ messages: conversation() });
      const pointers = await page.$$eval('button.line-row', (lines) =>
        lines.map((line) => [line.getAttribute('aria-expanded'), getComputedStyle(line.lastElementChild!, '::before').content.codePointAt(1)]),
      );
      for (const [expanded, sign] of pointers) assert.equal(sign, expanded === 'true' ? 0xeab4 : 0xeab6);
    });

    it('stay where they are when they open', async () => {
      const { page } = await open({ messages: conversation() });
      await page.locator('[data-message-id="4"] button.line-row').scrollIntoViewIfNeeded();
      const before = await topOf(page, '4');
      await page.locator('[data-message-id="4"] button.line-row').click();
      assert.equal(await topOf(page, '4'), before);
    });

    it('open by themselves where something failed, and nowhere else', async () => {
      const { page } = await open({ messages: conversation() });
      assert.deepEqual(
        await page.$$eval('.line:not(.run) > [aria-expanded=true]', (lines) =>
          lines.map((line) => line.closest('article')?.dataset.messageId),
        ),
        ['5'],
      );
    });

    it('fold long output and unfold it', async () => {
      const { page } = await open({ messages: conversation() });
      await page.click('[data-message-id="4"] button.line-row');
      const lines = async (): Promise<number> =>
        (await textOf(page, '[data-message-id="4"] pre')).trimEnd().split('\n').length;
      assert.equal(await lines(), 12);
      await page.click('text=Show all 40 lines');
      assert.equal(await lines(), 40);
      assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Show fewer lines');
      await page.click('text=Show fewer lines');
      assert.equal(await lines(), 12);
    });

    it('say what was recovered and where an answer was lost, without the marks of Markdown', async () => {
      const { page } = await open({
        messages: [
          message('1', 'user', { text: 'Which boats?', isRecovered: true }),
          message('2', 'assistant', { text: 'Two boats:', isRecovered: true, reasoning: '**Looking** at `storm.txt`' }),
          message('3', 'assistant', { text: '**Response interrupted.**\n\nThe *stream* stopped.', displayKind: 'interrupted', finishReason: 'error' }),
          message('4', 'user', { text: 'Again, please.' }),
        ],
      });
      const words = (id: string): Promise<string> => page.$eval(`[data-message-id="${id}"]`, (row) => (row as HTMLElement).innerText.replace(/\s+/g, ' ').trim());
      assert.equal(await words('1'), 'You recovered Which boats? This prompt was sent but never saved in the conversation. It was put back later.');
      assert.equal(await words('2'), 'Hermes recovered Reasoning Looking at storm.txt 3 words Two boats:');
      assert.equal(await words('3'), 'Interrupted here The stream stopped. 5 words');
      assert.equal(await page.$eval('[data-message-id="3"] .line', (line) => line.classList.contains('warning')), true);
      assert.equal(await words('4'), 'You Again, please.');
    });

    it('keep what the reader opened when the message is drawn anew', async () => {
      const messages = conversation();
      const { page, conversation: host } = await open({ messages });
      await page.click('[data-message-id="2"] button.line-row');
      messages.splice(3, 12, ...talk(3).map((m, i) => ({ ...m, id: `new ${i}` })));
      await host.refresh();
      await page.waitForSelector('[data-message-id="new 0"]');
      assert.equal(await page.getAttribute('[data-message-id="2"] [data-focus=reasoning]', 'aria-expanded'), 'true');
    });

    it('show the system prompt above the first message', async () => {
      const { page } = await open({
        messages: talk(3),
        header: { systemPrompt: { text: 'You are Hermes.', chars: 5000 } },
      });
      const first = page.locator('article').first();
      assert.match(await first.innerText(), /System prompt[\s\S]*over 3 words/);
      await first.locator('button.line-row').click();
      assert.match(await first.innerText(), /You are Hermes\.[\s\S]*4\.9 KB more/);
    });
  });

  describe('long texts', () => {
    it('come in pieces when asked for, in order, and the button that asked keeps the focus', async () => {
      const text = `${'a'.repeat(MESSAGE_TEXT_LIMIT)}${'b'.repeat(PIECE_TEXT_LIMIT)}END`;
      const { page } = await open({ messages: [message('1', 'user', { text })] });
      const button = page.locator('[data-focus="more:part:0"]');
      await button.click();
      await page.waitForFunction(
        (n) => document.querySelector('.surface')!.textContent.length > n,
        MESSAGE_TEXT_LIMIT + PIECE_TEXT_LIMIT,
      );
      assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('data-focus')), 'more:part:0');
      await button.click();
      await page.waitForFunction(() => document.querySelector('.surface')!.textContent.includes('END'));
      assert.equal(await button.count(), 0);
      assert.equal(await page.$eval('.surface .read', (read) => read.textContent), text);
    });

    it('take one answer to two clicks', async () => {
      const { page, post } = await open({
        messages: [message('1', 'user', { text: 'a'.repeat(MESSAGE_TEXT_LIMIT + 10) })],
      });
      const piece = { slot: 'part:0', text: 'b'.repeat(10), chars: MESSAGE_TEXT_LIMIT + 10 } as const;
      for (const from of [MESSAGE_TEXT_LIMIT, MESSAGE_TEXT_LIMIT])
        await post({ type: 'more', messageId: '1', from, piece });
      await settled(page);
      assert.equal(await page.$eval('.surface .read', (read) => read.textContent?.length), MESSAGE_TEXT_LIMIT + 10);
    });

    it('are copied by the host, not from the page', async () => {
      const { page, copied } = await open({ messages: conversation() });
      await page.click('[data-message-id="5"] >> text=Copy output');
      await page.hover('[data-message-id="1"]');
      await page.click('[data-message-id="1"] button[aria-label="Copy message"]');
      await until(() => copied.length === 2);
      assert.match(copied[0] ?? '', /vitest run slot/);
      assert.match(copied[1] ?? '', /^The bookings page/);
    });
  });
}, 5000);

/** Waits until the page has said something with these fields, among whatever else it says. */
async function said(inbound: readonly (object | null)[], fields: Readonly<Record<string, unknown>>): Promise<void> {
  const isMeant = (message: object | null): boolean =>
    message !== null && Object.entries(fields).every(([name, value]) => (message as Readonly<Record<string, unknown>>)[name] === value);
  await until(() => inbound.some(isMeant), () => `never said: ${JSON.stringify(fields)} among ${JSON.stringify(inbound)}`);
}

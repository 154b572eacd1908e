import * as assert from 'node:assert/strict';
import { call, conversation, header, message, talk } from './samples';
import { describeTranscript, focusedArticle, idsOf, settled, sourceOf, textOf, topOf } from './transcriptPage';

describeTranscript('the transcript: moving about', (open) => {
  describe('pages', () => {
    it('opens 20,000 messages at their end with one page, and says how many lie above', async () => {
      const { page, inbound } = await open({ messages: talk(20_000) });
      assert.deepEqual((await idsOf(page)).slice(-1), ['20000']);
      assert.equal((await idsOf(page)).length, 200);
      assert.equal(await textOf(page, '.gap.above'), '19,800 earlier messages');
      assert.equal(
        await page.evaluate(() => Math.ceil(scrollY + innerHeight) >= document.documentElement.scrollHeight),
        true,
      );
      assert.deepEqual(inbound, [{ type: 'ready', place: null }]);
    });

    it('loads upward without moving what is read', async () => {
      const { page, inbound } = await open({ messages: talk(1000) });
      await page.evaluate(() => scrollTo(0, 40));
      const read = await page.evaluate(
        () => document.elementFromPoint(400, 400)!.closest('article')!.dataset.messageId!,
      );
      const before = await topOf(page, read);
      await page.waitForFunction(() => document.querySelectorAll('article').length === 400);
      assert.ok(Math.abs((await topOf(page, read)) - before) < 1);
      assert.deepEqual(inbound.at(-1), { type: 'page', edge: 'above', from: 600, count: 200 });
      assert.deepEqual((await idsOf(page)).slice(0, 2), ['601', '602']);
    });

    it('is busy while it loads, and asks once', async () => {
      let release = (): void => undefined;
      const source = sourceOf({ messages: talk(1000), header: header() });
      const slow = {
        ...source,
        messages: async (...args: Parameters<typeof source.messages>) => {
          if (args[1] !== 800) await new Promise<void>((resolve) => (release = resolve));
          return source.messages(...args);
        },
      };
      const { page, inbound } = await open({ messages: [], source: slow });
      await page.evaluate(() => scrollTo(0, 0));
      await page.waitForSelector('[role=feed][aria-busy=true]');
      assert.equal(await textOf(page, '.gap.above'), 'loading 200 messages');
      for (const y of [5, 0, 7, 0]) {
        await page.evaluate((top) => scrollTo(0, top), y);
        await settled(page);
      }
      assert.equal(inbound.filter((said) => said?.type === 'page').length, 1);
      release();
      await page.waitForSelector('[role=feed][aria-busy=false]');
    });

    it('keeps a bounded number of messages, and comes back to those it let go', async () => {
      const { page } = await open({ messages: talk(3000) });
      // To the very top: each look brings a page; the far end is let go and is a page away again.
      for (let i = 0; i < 60 && (await idsOf(page))[0] !== '1'; i++) {
        await page.evaluate(() => scrollTo(0, 0));
        await settled(page);
        await page.waitForSelector('[role=feed][aria-busy=false]');
      }
      const ids = await idsOf(page);
      assert.deepEqual([ids[0], ids.length], ['1', 800]);
      assert.equal(await textOf(page, '.gap.below'), '2,200 later messages');
      assert.equal(await page.isVisible('.gap.above'), false);
      await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
      await page.waitForSelector('[data-message-id="801"]', { state: 'attached' });
      assert.ok((await idsOf(page)).length <= 800);
    });

    it('comes back to the place after a reload, and loads both ways from there', async () => {
      const transcript = await open({ messages: talk(1000) });
      const { page, reload } = transcript;
      await page.$eval('[data-message-id="900"]', (article) =>
        scrollTo(0, article.getBoundingClientRect().top + scrollY - 30),
      );
      const top = await topOf(page, '900');
      await page.waitForFunction(
        () => (JSON.parse(sessionStorage.getItem('state')!) as { place: unknown }).place !== null,
      );
      await reload();
      await settled(page);
      assert.ok(Math.abs((await topOf(page, '900')) - top) <= 1);
      assert.deepEqual(
        await page.evaluate(() => Object.keys(JSON.parse(sessionStorage.getItem('state')!) as object).sort()),
        ['place', 'profile', 'sessionId'],
      );
      await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
      await page.waitForSelector('[data-message-id="1000"]', { state: 'attached' });
    });

    it('redraws an answer once the page above brings its call', async () => {
      const messages = [
        ...talk(99),
        message('asks', 'assistant', { toolCalls: [call('x', 'terminal', { command: 'make harbour' })] }),
        message('answers', 'tool', { toolCallId: 'x', toolName: 'terminal', text: 'done' }),
        ...talk(199).map((m) => ({ ...m, id: `b${m.id}` })),
      ];
      const { page } = await open({ messages });
      assert.doesNotMatch(await textOf(page, '[data-message-id="answers"]'), /make harbour/);
      await page.evaluate(() => scrollTo(0, 0));
      await page.waitForFunction(() =>
        document.querySelector('[data-message-id="answers"]')!.textContent.includes('make harbour'),
      );
    });
  });

  describe('live', () => {
    it('follows a reader who stands at the end', async () => {
      const messages = talk(50);
      const { page, conversation: host } = await open({ messages });
      messages.splice(0, 50, ...talk(60));
      await host.refresh();
      await page.waitForSelector('[data-message-id="60"]', { state: 'attached' });
      await settled(page);
      assert.equal(
        await page.evaluate(() => Math.ceil(scrollY + innerHeight) >= document.documentElement.scrollHeight),
        true,
      );
    });

    it('leaves a reader elsewhere where he is, and keeps the focus', async () => {
      const messages = talk(50);
      const { page, conversation: host } = await open({ messages });
      await page.$eval('[data-message-id="20"]', (article) =>
        scrollTo(0, article.getBoundingClientRect().top + scrollY - 100),
      );
      await page.focus('[data-message-id="20"]');
      const before = await topOf(page, '20');
      messages.splice(0, 50, ...talk(60));
      await host.refresh();
      await page.waitForSelector('[data-message-id="60"]', { state: 'attached' });
      assert.equal(await topOf(page, '20'), before);
      assert.equal(await focusedArticle(page), '20');
    });
  });

  describe('keys', () => {
    it('go from article to article, and into what is not in view', async () => {
      const { page } = await open({ messages: talk(100) });
      await page.evaluate(() => scrollTo(0, 0));
      await page.focus('[data-message-id="1"]');
      await page.keyboard.press('PageDown');
      assert.equal(await focusedArticle(page), '2');
      for (let i = 0; i < 30; i++) await page.keyboard.press('ArrowDown');
      assert.equal(await focusedArticle(page), '32');
      const box = await page.$eval('[data-message-id="32"]', (article) => ({
        top: article.getBoundingClientRect().top,
        bottom: article.getBoundingClientRect().bottom,
        window: innerHeight,
      }));
      assert.ok(box.top > 0 && box.bottom <= box.window + 1);
      await page.keyboard.press('PageUp');
      await page.keyboard.press('ArrowUp');
      assert.equal(await focusedArticle(page), '30');
    });

    it('let an article that is taller than the window scroll first', async () => {
      const { page } = await open({
        messages: [message('1', 'user', { text: 'line\n'.repeat(200) }), message('2', 'user', { text: 'next' })],
      });
      await page.evaluate(() => scrollTo(0, 0));
      await page.focus('[data-message-id="1"]');
      await page.keyboard.press('PageDown');
      assert.equal(await focusedArticle(page), '1');
    });

    it('leave keys inside an article to what is there', async () => {
      const { page } = await open({ messages: conversation() });
      await page.focus('[data-message-id="5"] pre');
      await page.keyboard.press('ArrowDown');
      assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'PRE');
    });
  });
});

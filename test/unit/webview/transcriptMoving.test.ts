import * as assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { Failure } from '../../../src/core/failure';
import type { Message } from '../../../src/core/message';
import { call, conversation, header, message, talk } from './samples';
import { atRest, describeTranscript, focusedArticle, idsOf, settled, sourceOf, textOf, topOf } from './transcriptPage';

describeTranscript('the transcript: moving about', (open) => {
  describe('pages', () => {
    it('opens 20,000 messages at their end with one page, and draws no more than what is near the view', async () => {
      const { page, inbound } = await open({ messages: talk(20_000) });
      assert.deepEqual((await idsOf(page)).slice(-1), ['20000']);
      const { rows, nodes, height, isAtEnd } = await page.evaluate(() => ({
        rows: document.querySelectorAll('article').length,
        nodes: document.querySelectorAll('*').length,
        height: document.documentElement.scrollHeight,
        isAtEnd: Math.ceil(scrollY + innerHeight) >= document.documentElement.scrollHeight,
      }));
      assert.ok(rows < 60 && nodes < 1500, `${rows} rows, ${nodes} nodes`);
      assert.equal(isAtEnd, true);
      // All of them have room on the page, from what is known of those that were seen.
      assert.ok(height > 20_000 * 40 && height < 20_000 * 160, String(height));
      assert.deepEqual(inbound, [{ type: 'ready', place: null, choice: null }]);
    });

    it('loads upward without moving what is read', async () => {
      const { page, inbound } = await open({ messages: talk(1000) });
      const read = await scrollUpTo(page, '812');
      const before = await topOf(page, read);
      // When a reader is at rest, rows and scroll bar are made to agree.
      await atRest(page);
      assert.ok(Math.abs((await topOf(page, read)) - before) < 1);
      assert.deepEqual(inbound.at(-1), { type: 'page', edge: 'above', from: 600, count: 200 });
    });

    it('never moves what is read by a hair, all the way from the end to the top, by wheel', async () => {
      const { page } = await open({ messages: unlike(420) });
      await page.mouse.move(400, 300);
      let worst = 0;
      for (let i = 0; i < 400 && (await page.evaluate(() => scrollY)) > 0; i++) {
        worst = Math.max(
          worst,
          await page.evaluate(async () => {
            const frame = (): Promise<void> => new Promise((resolve) => requestAnimationFrame(() => resolve()));
            const seen = [...document.querySelectorAll('article')].filter((article) => {
              const { top } = article.getBoundingClientRect();
              return top > 100 && top < innerHeight;
            });
            const before = seen.map((article) => article.getBoundingClientRect().top + scrollY);
            const drifted = scrollY;
            scrollBy(0, -450);
            const step = scrollY - drifted;
            for (let n = 0; n < 3; n++) await frame();
            return Math.max(
              0,
              ...seen.map((article, n) =>
                article.isConnected ? Math.abs(article.getBoundingClientRect().top + step + drifted - before[n]!) : 0,
              ),
            );
          }),
        );
        await page.waitForSelector('[role=feed][aria-busy=false]', { state: 'attached' });
      }
      assert.equal((await idsOf(page))[0], '1');
      assert.ok(worst < 0.1, `moved by ${worst} px`);
    });

    it('goes to one of the last messages where those before it are taller than they were taken for', async () => {
      const tall = Array.from({ length: 20 }, (_, i) => `Line ${i}\n\n`).join('');
      const messages = Array.from({ length: 75 }, (_, i) => message(`${i + 1}`, 'user', { text: i < 60 ? `Prompt ${i + 1}` : tall }));
      const { page, reload } = await open({ messages });
      for (const number of [75, 74, 66]) {
        // Read anew at the top: nothing of the end is measured.
        await page.keyboard.press('Home');
        await atRest(page);
        await reload();
        await page.waitForSelector('[data-message-id="1"]');
        await page.keyboard.press('g');
        await page.keyboard.type(`${number}`);
        await page.keyboard.press('Enter');
        await settled(page);
        const { top, isAtEnd } = await page.evaluate((id) => {
          const edge = document.querySelector('.head')!.getBoundingClientRect().bottom;
          const found = document.querySelector(`[data-message-id="${id}"]`);
          return { top: found === null ? null : found.getBoundingClientRect().top - edge, isAtEnd: Math.ceil(scrollY + innerHeight) >= document.documentElement.scrollHeight };
        }, `${number}`);
        assert.ok(top !== null && (Math.abs(top) < 2 || (isAtEnd && top < 600)), `${number}: ${top}, ${isAtEnd}`);
      }
    });

    it('is busy while it loads, and asks once', async () => {
      let release = (): void => undefined;
      const source = sourceOf({ messages: talk(1000), header: header() });
      const slow = {
        ...source,
        messages: async (...args: Parameters<typeof source.messages>) => {
          if (args[1] === 0) await new Promise<void>((resolve) => (release = resolve));
          return source.messages(...args);
        },
      };
      const { page, inbound } = await open({ messages: [], source: slow });
      await page.evaluate(() => scrollTo(0, 0));
      await page.waitForSelector('[role=feed][aria-busy=true]', { state: 'attached' });
      for (const y of [5, 0, 7, 0]) {
        await page.evaluate((top) => scrollTo(0, top), y);
        await settled(page);
      }
      assert.deepEqual(inbound.slice(1).map((each) => each?.type), ['around']);
      release();
      await page.waitForSelector('[role=feed][aria-busy=false]');
      await page.waitForSelector('[data-message-id="1"]');
    });

    it('shows what could not be read as soon as reading works again, without being scrolled', async () => {
      const source = sourceOf({ messages: talk(1000), header: header() });
      let isBusy = false;
      const failing = {
        ...source,
        messages: async (...args: Parameters<typeof source.messages>) => (isBusy ? Promise.reject(new Failure('db_busy')) : source.messages(...args)),
      };
      const { page, conversation } = await open({ messages: [], source: failing });
      await page.waitForSelector('[data-message-id="1000"]');
      isBusy = true;
      await page.evaluate(() => scrollTo(0, 0));
      await page.waitForFunction(() => document.querySelector('.notice')?.textContent !== '');
      assert.equal(await page.locator('[data-message-id="1"]').count(), 0);
      isBusy = false;
      await conversation.refresh();
      await page.waitForSelector('[data-message-id="1"]');
    });

    it('jumps anywhere by the scroll bar: what is there is loaded, and the far end is let go', async () => {
      const { page, inbound } = await open({ messages: talk(50_000) });
      for (const part of [0.5, 0, 0.25, 1]) {
        await page.evaluate((to) => scrollTo(0, document.documentElement.scrollHeight * to), part);
        await page.waitForFunction(
          (to) => {
            const ids = [...document.querySelectorAll('article')].map((article) => Number(article.dataset.messageId));
            return ids.length > 4 && Math.abs(ids[4]! - 50_000 * to) < 600;
          },
          part,
        );
        await atRest(page);
        const { covered, rows } = await page.evaluate(() => ({
          covered: [...document.querySelectorAll('article')].some((article) => {
            const box = article.getBoundingClientRect();
            return box.top < innerHeight / 2 && box.bottom > innerHeight / 2 - 60;
          }),
          rows: document.querySelectorAll('article').length,
        }));
        assert.equal(covered, true, `${part}`);
        assert.ok(rows < 100, String(rows));
      }
      assert.ok(inbound.length < 12, JSON.stringify(inbound));
    });

    it('has no more than two places on their way while the bar is dragged, and shows the one where it stops', async () => {
      const source = sourceOf({ messages: talk(5000), header: header() });
      let isHeld = true;
      const waiting: (() => void)[] = [];
      const slow = {
        ...source,
        messages: async (...args: Parameters<typeof source.messages>) => {
          if (isHeld && args[1] < 4800) await new Promise<void>((resolve) => waiting.push(resolve));
          return source.messages(...args);
        },
      };
      const { page, inbound } = await open({ messages: [], source: slow });
      for (let i = 9; i >= 2; i--) {
        await page.evaluate((part) => scrollTo(0, document.documentElement.scrollHeight * part), i / 10 - 0.05);
        await settled(page);
      }
      const asked = inbound.filter((each) => each?.type === 'around');
      assert.equal(asked.length, 2, JSON.stringify(inbound));
      isHeld = false;
      for (const release of waiting) release();
      await page.waitForSelector('[role=feed][aria-busy=false]');
      await page.waitForFunction(() => {
        const inside = document.elementFromPoint(innerWidth / 2, innerHeight / 2)?.closest('article');
        return inside != null && Math.abs(Number(inside.getAttribute('aria-posinset')) - 750) < 100;
      });
      assert.ok(inbound.filter((each) => each?.type === 'around').length <= 4, JSON.stringify(inbound));
    });

    it('comes back to the place after a reload, and loads both ways from there', async () => {
      const transcript = await open({ messages: talk(1000) });
      const { page, reload } = transcript;
      await scrollUpTo(page, '900');
      await atRest(page);
      const top = await topOf(page, '900');
      await page.waitForFunction(
        () => (JSON.parse(sessionStorage.getItem('state')!) as { place: unknown }).place !== null,
      );
      await reload();
      await settled(page);
      assert.ok(Math.abs((await topOf(page, '900')) - top) <= 1);
      assert.deepEqual(
        await page.evaluate(() => Object.keys(JSON.parse(sessionStorage.getItem('state')!) as object).sort()),
        ['choice', 'place', 'profile', 'sessionId'],
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
      let release = (): void => undefined;
      const source = sourceOf({ messages, header: header() });
      const slow = {
        ...source,
        messages: async (...args: Parameters<typeof source.messages>) => {
          if (args[1] === 0) await new Promise<void>((resolve) => (release = resolve));
          return source.messages(...args);
        },
      };
      const { page } = await open({ messages: [], source: slow });
      await scrollUpTo(page, 'answers');
      assert.doesNotMatch(await textOf(page, '[data-message-id="answers"]'), /make harbour/);
      release();
      await page.waitForFunction(() =>
        document.querySelector('[data-message-id="answers"]')?.textContent.includes('make harbour'),
      );
    });
  });

  describe('rows that change their size', () => {
    it('hold what is read, when one above the view grows', async () => {
      const { page } = await open({ messages: talk(60) });
      await scrollUpTo(page, '40');
      const before = await topOf(page, '40');
      await page.$eval('[data-message-id="36"] .surface', (surface) => ((surface as HTMLElement).style.paddingBottom = '333px'));
      await settled(page);
      assert.ok(Math.abs((await topOf(page, '40')) - before) < 1);
      await atRest(page);
      assert.ok(Math.abs((await topOf(page, '40')) - before) < 1);
    });

    it('keep the focus on a message that is scrolled out of sight, and give it back', async () => {
      const { page } = await open({ messages: talk(300) });
      await page.focus('[data-message-id="300"]');
      await page.evaluate(() => scrollBy(0, -6000));
      await page.waitForSelector('[data-message-id="300"]', { state: 'detached' });
      assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('role')), 'feed');
      await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
      await page.waitForSelector('[data-message-id="300"]');
      await settled(page);
      assert.equal(await focusedArticle(page), '300');
    });

    it('stay while the selection reaches to them', async () => {
      const { page } = await open({ messages: talk(300) });
      await page.evaluate(() => {
        const articles = document.querySelectorAll('article');
        document.getSelection()!.setBaseAndExtent(articles[0]!, 0, articles[articles.length - 1]!, 0);
      });
      await page.evaluate(() => scrollBy(0, -3000));
      await settled(page);
      assert.ok((await idsOf(page)).includes('300'));
      await page.evaluate(() => document.getSelection()!.removeAllRanges());
      await page.evaluate(() => scrollBy(0, -10));
      await page.waitForSelector('[data-message-id="300"]', { state: 'detached' });
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
      await scrollUpTo(page, '20');
      await page.focus('[data-message-id="20"]');
      await atRest(page);
      const before = await topOf(page, '20');
      messages.splice(0, 50, ...talk(60));
      await host.refresh();
      await page.waitForSelector('[aria-setsize="60"]');
      assert.equal(await topOf(page, '20'), before);
      assert.equal(await focusedArticle(page), '20');
    });

    it('tells a reader elsewhere how many messages are new, and takes him there', async () => {
      const messages = talk(50);
      const { page, conversation: host } = await open({ messages });
      assert.equal(await page.isVisible('.pill'), false);
      await scrollUpTo(page, '20');
      messages.splice(0, 50, ...talk(53));
      await host.refresh();
      await page.waitForSelector('text=3 new messages');
      messages.splice(0, 53, ...talk(54));
      await host.refresh();
      await page.click('text=4 new messages');
      await page.waitForSelector('[data-message-id="54"]');
      await settled(page);
      assert.equal(await page.isVisible('.pill'), false);
    });
  });

  describe('keys', () => {
    it('go from article to article, and into what is not in view', async () => {
      const { page } = await open({ messages: talk(100) });
      await page.evaluate(() => scrollTo(0, 0));
      await page.focus('[data-message-id="1"]');
      await page.keyboard.press('PageDown');
      assert.equal(await focusedArticle(page), '2');
      for (let i = 0; i < 30; i++) {
        await page.keyboard.press('ArrowDown');
        // What lies below is drawn before the next key comes.
        await settled(page);
      }
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
      const { page } = await open({ messages: conversation(), height: 3000 });
      await page.focus('[data-message-id="5"] pre');
      await page.keyboard.press('ArrowDown');
      assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'PRE');
    });
  });
});

/** Scrolls up until this message stands near the top, and names it. Waits for rows wherever it comes to: nothing is passed unseen. */
async function scrollUpTo(page: Page, id: string): Promise<string> {
  for (let i = 0; i < 100 && (await page.locator(`[data-message-id="${id}"]`).count()) === 0; i++) {
    await page.evaluate(() => scrollBy(0, -500));
    await settled(page);
    await page.waitForFunction(() => [...document.querySelectorAll('article')].some((row) => row.getBoundingClientRect().top < innerHeight / 2 && row.getBoundingClientRect().bottom > 0));
  }
  await page.$eval(`[data-message-id="${id}"]`, (article) => scrollBy(0, article.getBoundingClientRect().top - 120));
  await settled(page);
  return id;
}

/** Messages that are taller and shorter than any mean, and some that are not shown at all. */
function unlike(count: number): Message[] {
  return talk(count).map((each, i) =>
    i % 7 === 3
      ? { ...each, parts: [{ kind: 'text', text: 'A line of the harbour book.\n\n'.repeat((i * 13) % 40) }] }
      : i % 11 === 5
        ? message(each.id, 'assistant', { toolCalls: [] })
        : each,
  );
}

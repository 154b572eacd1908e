import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { BUSY_GROUP, BUSY_SESSIONS, busyTitle, LONG_SESSION, makeBusyHome } from '../support/busyHome';
import { NativeWriter } from '../support/nativeWriter';
import { openWorkbench, type TreeRow, type Workbench } from './harness';

describe('a home with 450 conversations of one day and one of 20,000 messages', () => {
  let scratch: string;
  let workbench: Workbench;
  let writer: NativeWriter | null = null;
  before(async () => {
    scratch = fs.mkdtempSync(join(tmpdir(), 'hs-'));
    const home = join(scratch, 'home');
    await makeBusyHome(home);
    workbench = await openWorkbench({ home });
    await workbench.openView();
    await workbench.waitForRows((rows) => rows[0]?.description === String(BUSY_SESSIONS));
  });
  after(async () => {
    await workbench?.close();
    await writer?.close();
    fs.rmSync(scratch, { recursive: true, force: true });
  });

  const article = (id: string): Locator => workbench.webview().locator(`article[data-message-id="${id}"]`);
  /** The window of messages that is in the page, by their places in the conversation, counted from 1. */
  const places = async (): Promise<{ first: number; last: number; count: number }> => {
    const all = await workbench
      .webview()
      .locator('article')
      .evaluateAll((articles) => articles.map((each) => Number(each.getAttribute('aria-posinset'))));
    return { first: all[0] ?? 0, last: all.at(-1) ?? 0, count: all.length };
  };

  describe('the tree', () => {
    it('shows 200 rows of a day, then 200 more at a time, by click and by Enter', async () => {
      const { page } = workbench;
      const end = async (): Promise<string> => {
        await page.keyboard.press('End');
        const rows = await workbench.treeRows();
        return rows.at(-1)?.label ?? '';
      };
      await workbench.command('Hermes Sessions: Focus on Sessions View');
      await page.keyboard.press('End');
      await workbench.waitForRows((rows) => rows.at(-1)?.label === 'Show 200 more');
      assert.equal((await workbench.treeRows()).at(-1)?.description, '200 of 450');
      await workbench.screenshot('tree-more');
      await workbench.treeRow('Show 200 more').click();
      // Where the row was, the next conversation is: nothing above it moved.
      await workbench.waitForRows((rows) => rows.some((row) => row.label === busyTitle(BUSY_SESSIONS - 200)));
      await workbench.command('Hermes Sessions: Focus on Sessions View');
      assert.equal(await end(), 'Show 50 more');
      await page.keyboard.press('Enter');
      await workbench.waitForRows((rows) => rows.some((row) => row.label === busyTitle(BUSY_SESSIONS - 400)));
      await workbench.command('Hermes Sessions: Focus on Sessions View');
      assert.equal(await end(), busyTitle(1));
      await page.keyboard.press('Home');
    });

    it('shows what Hermes writes, without a click, and keeps what is open and selected', async () => {
      await workbench.waitForRows((rows) => rows[0]?.label === BUSY_GROUP);
      await workbench.openRow(LONG_SESSION.title);
      await workbench.waitForRows((rows) => rows.some((row) => row.selected && row.label === LONG_SESSION.title));
      writer = new NativeWriter(join(scratch, 'home', 'state.db'));
      const now = Date.now() / 1000;
      const columns = 'id, source, title, started_at, last_activity_at, message_count';
      await writer.run(`INSERT INTO sessions (${columns}) VALUES ('live', 'cli', ?, ?, ?, 1)`, [
        'Written while you look',
        now,
        now,
      ]);
      await writer.run(
        "INSERT INTO messages (session_id, role, content, timestamp) VALUES ('live', 'user', 'Hello?', ?)",
        [now],
      );
      const rows = await workbench.waitForRows((all) => all[1]?.label === 'Written while you look');
      assert.deepEqual(
        rows.slice(0, 3).map(({ label, description, expanded }) => [label, description, expanded]),
        [
          ['Today', '1', true],
          ['Written while you look', 'now · 1 message', null],
          [BUSY_GROUP, '450', true],
        ],
      );
      assert.deepEqual(
        rows.filter((row) => row.selected).map((row) => row.label),
        [LONG_SESSION.title],
      );

      await writer.run(
        "INSERT INTO messages (session_id, role, content, timestamp) VALUES ('live', 'assistant', 'Here.', ?)",
        [now],
      );
      await writer.run("UPDATE sessions SET message_count = 2 WHERE id = 'live'");
      await workbench.waitForRows((all) => all[1]?.description === 'now · 2 messages');
    });
  });

  describe('Refresh', () => {
    it('reads all anew, also what no look at the newest shows, and keeps what is open and selected', async () => {
      const shape = ({ label, level, expanded, selected }: TreeRow): unknown[] => [label, level, expanded, selected];
      const before = (await workbench.treeRows()).map(shape);
      const renamed = before.findIndex(([label]) => label === busyTitle(BUSY_SESSIONS - 3));
      assert.ok(renamed > 0);
      before[renamed]?.splice(0, 1, 'Renamed in the night');
      await writer?.run("UPDATE sessions SET title = 'Renamed in the night' WHERE title = ?", [
        busyTitle(BUSY_SESSIONS - 3),
      ]);
      await workbench.command('Hermes Sessions: Refresh');
      const after = await workbench.waitForRows((rows) => rows[renamed]?.label === 'Renamed in the night');
      assert.deepEqual(after.map(shape), before);
    });
  });

  describe('the transcript', () => {
    it('opens with its end in view and few of its messages in the page', async () => {
      await workbench.openRow(LONG_SESSION.title);
      await article(String(LONG_SESSION.messages)).waitFor();
      await workbench.webview().locator('header', { hasText: '20,000 messages' }).waitFor();
      const { first, last, count } = await places();
      assert.equal(last, LONG_SESSION.messages);
      assert.ok(count <= 100 && first === last - count + 1, `${count} articles, ${first} to ${last}`);
      const view = await article(String(LONG_SESSION.messages)).evaluate((each) => ({
        bottom: each.getBoundingClientRect().bottom,
        height: window.innerHeight,
      }));
      assert.ok(view.bottom <= view.height + 1, `it ends at ${view.bottom} of ${view.height}`);
      await workbench.screenshot('transcript-long');
    });

    it('grows at its end while Hermes writes and the reader is there', async () => {
      const at = Date.now() / 1000;
      await writer?.run('INSERT INTO messages (session_id, role, content, timestamp) VALUES (?, ?, ?, ?)', [
        LONG_SESSION.id,
        'user',
        'And what is it today?',
        at,
      ]);
      await writer?.run('UPDATE sessions SET message_count = 20001, last_activity_at = ? WHERE id = ?', [
        at,
        LONG_SESSION.id,
      ]);
      const added = workbench.webview().locator('article', { hasText: 'And what is it today?' });
      await added.waitFor();
      await workbench.webview().locator('header', { hasText: '20,001 messages' }).waitFor();
      const below = await added.evaluate((each) => each.getBoundingClientRect().bottom - window.innerHeight);
      assert.ok(below <= 1, `it ends ${below} px below the window`);
    });

    it('loads what is above when scrolled up, and what is read keeps its place', async () => {
      const before = await places();
      const moved = await workbench
        .webview()
        .locator('[role="feed"]')
        .evaluate(async (feed) => {
          const articles = (): HTMLElement[] => [...feed.querySelectorAll<HTMLElement>('article')];
          const frame = (): Promise<number> => new Promise(requestAnimationFrame);
          const placeOf = (each: Element | undefined): number => Number(each?.getAttribute('aria-posinset') ?? NaN);
          const start = placeOf(articles()[0]);
          let worst = 0;
          // Beyond the page that came first. Each step is measured by a message that is in view before and after it.
          for (let steps = 0; steps < 400 && !(placeOf(articles()[0]) < start - 300); steps += 1) {
            const seen = articles().find((each) => each.getBoundingClientRect().top > 100);
            const [top, scrolled] = [seen?.getBoundingClientRect().top ?? NaN, window.scrollY];
            window.scrollBy(0, -250);
            const step = window.scrollY - scrolled;
            for (let frames = 0; frames < 3; frames += 1) await frame();
            if (seen?.isConnected === true) worst = Math.max(worst, Math.abs(seen.getBoundingClientRect().top - top + step));
          }
          return worst;
        });
      const after = await places();
      assert.ok(after.first < before.first - 250, `still from ${after.first}`);
      assert.ok(moved <= 1, `it moved by ${moved} px`);
    });

    it('draws few messages, and those that belong there, wherever the scroll bar is taken', async () => {
      const inside = await (await workbench.webview().locator('html').elementHandle())?.ownerFrame();
      assert.ok(inside, 'the transcript is not open');
      for (const part of [0, 0.5, 1]) {
        const wanted = Math.max(1, Math.round(LONG_SESSION.messages * part));
        await inside.evaluate((to) => window.scrollTo(0, document.documentElement.scrollHeight * to), part);
        await inside.waitForFunction((to) => {
          const all = [...document.querySelectorAll('article')].map((each) => Number(each.getAttribute('aria-posinset')));
          return all.length > 0 && all[0]! <= to + 400 && all.at(-1)! >= to - 400;
        }, wanted);
        const { count } = await places();
        assert.ok(count <= 100, `${count} articles`);
      }
    });
  });
});

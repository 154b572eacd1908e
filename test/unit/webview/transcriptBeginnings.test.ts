import * as assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { toTranscriptMessage } from '../../../src/core/transcriptMessage';
import { call, header, message, talk } from './samples';
import { describeTranscript, settled, sourceOf, type Store } from './transcriptPage';

interface Line {
  readonly index: number;
  readonly text: string;
  readonly top: number;
  readonly bottom: number;
}

const linesOf = (page: Page): Promise<Line[]> =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('.beginning')].map((line) => {
      const { top, bottom } = line.getBoundingClientRect();
      return { index: Number(line.dataset.index), text: line.textContent, top, bottom };
    }),
  );

/** A source whose messages before the last ones are held back until `release`. */
function held(store: Store): { source: ReturnType<typeof sourceOf>; release: () => void } {
  const source = sourceOf(store);
  let waiting: (() => void)[] | null = [];
  return {
    source: {
      ...source,
      messages: async (...args) => {
        if (waiting !== null && args[1] < store.messages.length - 400) await new Promise<void>((resolve) => waiting?.push(resolve));
        return source.messages(...args);
      },
    },
    release: () => {
      const all = waiting ?? [];
      waiting = null;
      for (const go of all) go();
    },
  };
}

async function dragTo(page: Page, part: number): Promise<void> {
  await page.evaluate((to) => scrollTo(0, document.documentElement.scrollHeight * to), part);
  await settled(page);
}

/** All of the outline has come. */
const read = (page: Page, index: number): Promise<unknown> =>
  page.waitForFunction((last) => [...document.querySelectorAll('.outline li')].some((each) => Number(each.getAttribute('aria-setsize')) >= last), index);

describeTranscript('the transcript: how messages begin that are not loaded', (open) => {
  it('shows who speaks and the first words where the bar stands, and the messages in their place once they come', async () => {
    const { source, release } = held({ messages: talk(3000), header: header() });
    const { page } = await open({ messages: [], source, width: 1400 });
    await read(page, 1500);
    await dragTo(page, 0.4);
    const lines = await linesOf(page);
    const seen = lines.filter(({ top, bottom }) => bottom > 100 && top < 600);
    assert.ok(seen.length > 4, JSON.stringify(lines));
    for (const { index, text } of seen)
      assert.ok(text.startsWith(`${index % 2 === 0 ? 'You' : 'Hermes'}Message ${index + 1}. The harbour opens at eight.`), text);
    // One below the other, with no room between them, and one place for each.
    for (const [i, { top }] of lines.entries()) if (i > 0) assert.ok(Math.abs(top - lines[i - 1]!.bottom) < 0.1);
    assert.ok(Math.abs(seen[0]!.index - 3000 * 0.4) < 60);
    const covered = await page.evaluate(() => [0.3, 0.6, 0.9].every((part) => document.elementFromPoint(400, innerHeight * part)?.closest('.beginning') != null));
    assert.equal(covered, true);
    // The first one in view is what stays where it is.
    const first = await page.evaluate(() => {
      const edge = document.querySelector('.head')!.getBoundingClientRect().bottom;
      const line = [...document.querySelectorAll<HTMLElement>('.beginning')].find((each) => each.getBoundingClientRect().bottom > edge + 1)!;
      return { index: Number(line.dataset.index), top: line.getBoundingClientRect().top };
    });
    release();
    await page.waitForSelector('[role=feed][aria-busy=false]');
    await page.waitForSelector(`article[aria-posinset="${first.index + 1}"]`);
    await settled(page);
    const article = page.locator(`article[aria-posinset="${first.index + 1}"]`);
    const top = await article.evaluate((each) => each.getBoundingClientRect().top);
    assert.ok(Math.abs(top - first.top) < 1, `${top} ${first.top}`);
    assert.deepEqual(await linesOf(page), []);
  });

  it('stays with what a reader goes by where messages are lower than a line', async () => {
    const messages = Array.from({ length: 250 }, (_, turn) => [
      message(`p${turn}`, 'user', { text: `Prompt ${turn}` }),
      ...Array.from({ length: 10 }, (_each, i) => [
        message(`a${turn}-${i}`, 'assistant', { toolCalls: [call(`c${turn}-${i}`, 'terminal', { command: `make ${turn}` })] }),
        message(`t${turn}-${i}`, 'tool', { toolCallId: `c${turn}-${i}`, toolName: 'terminal', text: 'done' }),
      ]).flat(),
    ]).flat();
    const { source } = held({ messages, header: header() });
    const { page } = await open({ messages: [], source, width: 1400 });
    await read(page, 250);
    await dragTo(page, 0.5);
    const lines = await linesOf(page);
    assert.ok(lines.length > 5 && lines.every(({ top, bottom }) => bottom - top >= 27), JSON.stringify(lines));
    // No line that says nothing, and none that is missing.
    assert.ok(lines.every(({ top }, i) => i === 0 || Math.abs(top - lines[i - 1]!.bottom) < 0.1));
    assert.equal(await page.$eval('.beginning.by-tool bdi', (words) => words.getClientRects().length === 1 && words.getBoundingClientRect().width > 60), true);
    const texts = lines.map(({ text }) => text);
    assert.ok(texts.every((text) => /^(?:You)?Prompt \d+$|^terminal · make \d+$/.test(text)), texts.join(' | '));
    const turns = texts.flatMap((text) => /Prompt (\d+)/.exec(text)?.slice(1).map(Number) ?? []);
    assert.ok(turns.length > 0);
    // None is passed over for a tool beside it.
    assert.deepEqual(turns, turns.map((_, i) => turns[0]! + i));
  });

  it('says nothing of what was not read, nor of what is another message now', async () => {
    const store: Store = { messages: talk(3000), header: header() };
    const { source } = held(store);
    const { page, conversation } = await open({ messages: [], source: { ...source, outline: async (target, from) => (from >= 1400 ? { from, next: from, entries: [], beginnings: [] } : source.outline(target, from)) } });
    await dragTo(page, 0.2);
    assert.ok((await linesOf(page)).length > 4);
    await dragTo(page, 0.6);
    assert.deepEqual(await linesOf(page), []);
    await dragTo(page, 0.2);
    // Undone, and said anew: nothing of the earlier words is left.
    store.messages = talk(2000).map((each) => ({ ...each, id: `b${each.id}`, parts: [{ kind: 'text', text: 'Other words.' }] }));
    await conversation.refresh();
    await page.waitForSelector('[aria-setsize="2000"]', { state: 'attached' });
    await dragTo(page, 0.2);
    assert.ok((await linesOf(page)).every(({ text }) => text.endsWith('Other words.')));
  });

  it('keeps those of 100,000 messages and no more', async () => {
    const total = 150_000;
    const source = sourceOf({ messages: [], header: header() });
    const text = (index: number): string => `Message ${index + 1}`;
    const { page } = await open({
      messages: [],
      width: 1400,
      source: {
        ...source,
        header: async () => ({ header: header({ messageCount: total }), copy: 'state_db' }),
        messages: async (_, from, count) => {
          if (from < total - 400) await new Promise(() => undefined);
          return Array.from({ length: count }, (_each, i) => toTranscriptMessage(message(String(from + i), 'user', { text: text(from + i) }), from + i));
        },
        outline: async (_, from) => {
          const next = Math.min(total, from + 50_000);
          const beginnings = Array.from({ length: next - from }, (_each, i) => ({ by: 'you' as const, text: text(from + i) }));
          return { from, next, entries: next === from ? [] : [{ index: from, kind: 'prompt', text: 'x' }], beginnings };
        },
      },
    });
    await read(page, 3);
    await dragTo(page, 0.6);
    assert.ok((await linesOf(page)).length > 4);
    await dragTo(page, 0.7);
    assert.deepEqual(await linesOf(page), []);
  });

  it('draws a hostile beginning as text, in one line', async () => {
    const messages = talk(3000).map((each) => ({ ...each, parts: [{ kind: 'text' as const, text: `<img src=x onerror=alert(1)>\u202e${'x'.repeat(5000)}\n\n# <script>` }] }));
    const { source } = held({ messages, header: header() });
    const { page } = await open({ messages: [], source, width: 1400 });
    await read(page, 1500);
    await dragTo(page, 0.5);
    const lines = await linesOf(page);
    assert.ok(lines.length > 4);
    assert.ok(lines.every(({ text }) => text.includes('<img src=x onerror=alert(1)>⟨U+202E⟩xxx') && text.length < 130), lines[0]?.text);
    assert.equal(await page.locator('.beginning img').count(), 0);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
  });
});

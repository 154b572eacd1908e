import * as assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { Message } from '../../../src/core/message';
import { call, message, talk } from './samples';
import { atRest, describeTranscript, idsOf, settled, topOf } from './transcriptPage';

/** A prompt, `count` calls one after another, and a last word; the call `fails` goes wrong. */
function work(name: string, count: number, fails = -1): Message[] {
  const tools = ['read_file', 'terminal', 'patch'];
  return [
    message(`${name} ask`, 'user', { text: `Do ${name}` }),
    ...Array.from({ length: count }, (_, i) => [
      message(`${name} call ${i}`, 'assistant', {
        toolCalls: [call(`${name}${i}`, tools[i % 3]!, { path: `src/${name}/${i}.ts` })],
        ...(i === 1 && { reasoning: 'Which one is it?' }),
      }),
      message(`${name} answer ${i}`, 'tool', {
        toolCallId: `${name}${i}`,
        toolName: tools[i % 3]!,
        text: i === fails ? '{"output": "no", "exit_code": 3}' : `line of ${name} ${i}`,
      }),
    ]).flat(),
    message(`${name} said`, 'assistant', { text: `${name} is done.` }),
  ];
}

const LINE = '.run > button';

describeTranscript('the transcript: runs of tool calls', (open) => {
  const isOpen = (page: Page): Promise<string | null> => page.getAttribute(LINE, 'aria-expanded');

  it('fold to one line that says what they were, and open by click and by Enter', async () => {
    const { page } = await open({ messages: work('piers', 7) });
    assert.deepEqual(await idsOf(page), ['piers ask', 'piers answer 0', 'piers said']);
    assert.match(await page.innerText(LINE), /^7 tool calls\s+read_file 3, terminal 2, patch 2, reasoning 1/);
    const before = await page.$eval(LINE, (line) => line.getBoundingClientRect().top);
    await page.click(LINE);
    await settled(page);
    assert.equal(await isOpen(page), 'true');
    assert.equal(await page.$eval(LINE, (line) => line.getBoundingClientRect().top), before);
    // The calls themselves, and the message that thought.
    assert.equal((await idsOf(page)).length, 2 + 7 + 1);
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('data-focus')), 'run');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[data-message-id="piers answer 1"]', { state: 'detached' });
    assert.equal(await isOpen(page), 'false');
    await page.focus('[data-message-id="piers answer 0"]');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[data-message-id="piers answer 1"]');
  });

  it('say what failed, and open by themselves only where it is among few', async () => {
    const { page } = await open({ messages: [...work('few', 5, 2), ...work('many', 20, 4)] });
    const lines = await page.$$eval(LINE, (all) => all.map((line) => [line.getAttribute('aria-expanded'), (line as HTMLElement).innerText.replace(/\s+/g, ' ')]));
    assert.equal(lines[0]?.[0], 'true');
    assert.match(lines[0]?.[1] ?? '', /5 tool calls .* exit 3/);
    assert.equal(lines[1]?.[0], 'false');
    assert.match(lines[1]?.[1] ?? '', /20 tool calls .* exit 3/);
  });

  it('open for what is found in them, and for whoever goes to an error or a number', async () => {
    const messages = [...work('piers', 30, 17), ...talk(3)];
    const { page } = await open({ messages, width: 1100 });
    await page.keyboard.press('Control+f');
    await page.keyboard.type('line of piers 9');
    await page.waitForSelector('[data-message-id="piers answer 9"] .body');
    assert.equal(await isOpen(page), 'true');
    await page.keyboard.press('Escape');
    await page.click(LINE);
    await page.waitForSelector('[data-message-id="piers answer 9"]', { state: 'detached' });
    await page.waitForSelector('.outline .error');
    await page.keyboard.press('Home');
    await settled(page);
    await page.keyboard.press('e');
    await page.waitForSelector('[data-message-id="piers answer 17"]');
    await page.click(LINE);
    await page.waitForSelector('[data-message-id="piers answer 17"]', { state: 'detached' });
    await page.keyboard.press('g');
    await page.keyboard.type('41');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[data-message-id="piers answer 19"]');
  });

  it('stay open while they are written, and when their end is said', async () => {
    const messages = work('piers', 5).slice(0, -1);
    const { page, conversation } = await open({ messages });
    assert.equal(await page.locator(LINE).count(), 0);
    messages.push(message('end', 'assistant', { text: 'Done.' }));
    await conversation.refresh();
    await page.waitForSelector('[data-message-id="end"]');
    assert.equal(await isOpen(page), 'true');
    await page.waitForSelector('[data-message-id="piers answer 3"]', { state: 'attached' });
  });

  it('keep in place what is read below them, however many there are', async () => {
    const messages = Array.from({ length: 60 }, (_, i) => work(`w${i}`, 6)).flat();
    const { page } = await open({ messages });
    await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight / 2));
    await atRest(page);
    const [first, prompt] = await page.evaluate(() => {
      const edge = document.querySelector('.head')!.getBoundingClientRect().bottom;
      const rows = [...document.querySelectorAll('article')];
      const inView = rows.filter((row) => row.getBoundingClientRect().bottom > edge + 1);
      const below = inView.find((row) => row.matches('.prompt') && row.getBoundingClientRect().top > edge + 60);
      return [inView[0]?.dataset.messageId ?? '', below?.dataset.messageId ?? ''];
    });
    const before = [await topOf(page, first), await topOf(page, prompt)];
    const states = (): Promise<(string | null)[]> => page.$$eval(LINE, (all) => all.map((line) => line.getAttribute('aria-expanded')));
    // All runs are opened, above the view as below it.
    await page.keyboard.press('Shift+X');
    await atRest(page);
    assert.deepEqual(new Set(await states()), new Set(['true']));
    assert.ok(Math.abs((await topOf(page, first)) - before[0]!) < 1.5, `${first} moved`);
    await page.keyboard.press('Shift+X');
    await atRest(page);
    assert.deepEqual(new Set(await states()), new Set(['false']));
    for (const [i, id] of [first, prompt].entries()) {
      const top = await topOf(page, id);
      assert.ok(Math.abs(top - before[i]!) < 1.5, `${id} moved from ${before[i]} to ${top}`);
    }
  });

  it('ask for no more of a conversation than what is near the view', async () => {
    const messages = Array.from({ length: 10 }, (_, i) => work(`w${i}`, 1000)).flat();
    const { page, inbound } = await open({ messages });
    // Until what is loaded covers the view.
    await page.waitForFunction(() => {
      const first = document.querySelector('article');
      return first !== null && first.getBoundingClientRect().top <= document.querySelector('.head')!.getBoundingClientRect().bottom;
    });
    await atRest(page);
    const lines = await page.locator(LINE).count();
    // Each line stands for a page.
    assert.ok(inbound.length < 25, `${inbound.length} questions for ${lines} lines`);
    const { end, last } = await page.evaluate(() => ({
      end: document.documentElement.scrollHeight - scrollY - innerHeight,
      last: [...document.querySelectorAll('article')].at(-1)!.dataset.messageId,
    }));
    assert.deepEqual([Math.round(end), last], [0, 'w9 said']);
  });
});

describeTranscript('the transcript: opening lines', (open) => {
  const states = (page: Page, kind: string): Promise<(string | null)[]> =>
    page.$$eval(`button[data-kind="${kind}"]`, (all) => all.map((line) => line.getAttribute('aria-expanded')));

  it('all of a kind, by key and by click, also those that are drawn later', async () => {
    const messages = Array.from({ length: 30 }, (_, i) => work(`w${i}`, 2)).flat();
    const { page } = await open({ messages });
    const line = page.locator('button[data-kind="tool:terminal"]').last();
    await line.focus();
    await page.keyboard.press('x');
    await settled(page);
    assert.ok((await states(page, 'tool:terminal')).every((state) => state === 'true'));
    assert.ok((await states(page, 'tool:read_file')).every((state) => state === 'false'));
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('data-kind')), 'tool:terminal');
    await page.keyboard.press('Home');
    await page.waitForSelector('[data-message-id="w0 ask"]');
    assert.ok((await states(page, 'tool:terminal')).includes('true'));
    assert.ok(!(await states(page, 'tool:terminal')).includes('false'));
    await page.locator('button[data-kind="reasoning"]').first().click({ modifiers: ['Alt'] });
    await settled(page);
    assert.ok(!(await states(page, 'reasoning')).includes('false'));
    // One that is closed by itself stays closed; the next word about all of them counts.
    await page.locator('button[data-kind="reasoning"]').first().click();
    assert.equal((await states(page, 'reasoning'))[0], 'false');
    await page.locator('button[data-kind="reasoning"]').first().click({ modifiers: ['Alt'] });
    await settled(page);
    assert.ok(!(await states(page, 'reasoning')).includes('false'));
  });

  it('all at once, and closes them again', async () => {
    const { page } = await open({ messages: [...work('a', 2), ...work('b', 5)], height: 3000 });
    await page.click('button[aria-label^="Open all lines"]');
    await settled(page);
    assert.equal(await page.locator('button.line-row[aria-expanded=false]').count(), 0);
    assert.ok((await page.locator('button.line-row[aria-expanded=true]').count()) > 8);
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('aria-label')), 'Close all lines (Shift+X)');
    await page.keyboard.press('Enter');
    await settled(page);
    assert.equal(await page.locator('button.line-row[aria-expanded=true]').count(), 0);
  });
});

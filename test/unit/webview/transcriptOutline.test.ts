import * as assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { call, conversation, message, talk } from './samples';
import { atRest, describeTranscript, settled, topOf } from './transcriptPage';

describeTranscript('the transcript: outline', (open) => {
  const lines = (page: Page): Promise<string[]> =>
    page.$$eval('.outline li', (all) => all.map((line) => `${line.className} ${(line as HTMLElement).innerText.trim()}`));
  /** Waits until a message stands at the top of the view. */
  const standsAt = async (page: Page, id: string): Promise<void> => {
    const stands = (): Promise<boolean> =>
      page.evaluate((each) => {
        const top = document.querySelector(`[data-message-id="${each}"]`)?.getBoundingClientRect().top;
        const head = document.querySelector('.head')!.getBoundingClientRect().bottom;
        return top !== undefined && top > head - 1 && top < head + 60;
      }, id);
    // A row that was in the page before is led to only once the host has answered.
    for (let i = 0; i < 500 && !(await stands()); i += 1) await settled(page);
    await atRest(page);
    const top = await topOf(page, id);
    assert.ok(await stands(), `${id} stands at ${top}`);
  };

  it('names prompts, and what went wrong below them', async () => {
    const { page } = await open({ messages: conversation(), width: 1100 });
    await page.waitForSelector('.outline li');
    assert.deepEqual(
      (await lines(page)).map((line) => line.slice(0, 40)),
      [
        'compression continued after compression',
        'prompt The bookings page shows every tim',
        'error exit 1 · npm test -- slot',
        'prompt هل يمكن عرض الوقت المحلي أيضًا في',
        'prompt Now add a line to the changelog a',
        'ending ended early',
      ].map((line) => line.slice(0, 40)),
    );
    assert.match(await page.innerText('.outline h2'), /turn \d of 3/);
    await page.click('.outline .error button');
    await page.waitForFunction(() => document.querySelector('.outline [aria-current]')?.textContent?.startsWith('The bookings'));
  });

  it('begins below the head, however tall that is', async () => {
    const { page } = await open({ messages: talk(60), width: 1100 });
    const isBelow = async (): Promise<void> => {
      await atRest(page);
      const [head, title, outline] = await page.evaluate(() => ['.head', '.outline h2', '.outline'].map((selector) => document.querySelector(selector)!.getBoundingClientRect().toJSON() as DOMRect));
      assert.ok(title!.top >= head!.bottom && outline!.bottom <= 600, JSON.stringify([head, title, outline]));
    };
    await page.waitForSelector('.outline li');
    await isBelow();
    const before = await page.$eval('.head', (head) => head.getBoundingClientRect().height);
    await page.keyboard.press('f');
    await page.keyboard.press('Control+f');
    await page.waitForFunction((height) => document.querySelector('.head')!.getBoundingClientRect().height > height + 30, before);
    await isBelow();
  });

  it('of thousands of turns draws those in sight, and goes to any of them', async () => {
    const { page } = await open({ messages: talk(10_000), width: 1100 });
    await page.waitForFunction(() => document.querySelector('.outline h2 span')?.textContent?.endsWith(' of 5,000'));
    assert.ok((await lines(page)).length < 80);
    await page.$eval('.outline-rows', (rows) => (rows.scrollTop = 2500 * 24));
    await page.waitForSelector('.outline li[aria-posinset="2505"]');
    await page.click('.outline li[aria-posinset="2505"] button');
    await standsAt(page, '5009');
    await page.waitForFunction(() => document.querySelector('.outline h2 span')?.textContent?.startsWith('turn 2,505 of'));
  });

  it('grows with the conversation', async () => {
    const messages = talk(4);
    const { page, conversation: host } = await open({ messages, width: 1100 });
    await page.waitForFunction(() => document.querySelectorAll('.outline li').length === 2);
    messages.push(...talk(6).slice(4));
    await host.refresh();
    await page.waitForFunction(() => document.querySelectorAll('.outline li').length === 3);
  });

  it('where there is no room is the editor’s own list', async () => {
    const seen: { lines: readonly string[]; active: number }[] = [];
    const { page } = await open({
      messages: conversation(),
      width: 700,
      choose: (all, active) => (seen.push({ lines: all, active }), 1),
    });
    assert.equal(await page.isVisible('.outline'), false);
    await page.click('button[aria-label^="Outline"]');
    await standsAt(page, '1');
    assert.equal(seen[0]?.lines[2], '$(error) exit 1 · npm test -- slot');
    assert.match(seen[0]?.lines[seen[0].active] ?? '', /^Now add a line|^هل/);
  });

  it('is followed by keys: turns, errors, ends, numbers', async () => {
    const failing = (i: number): ReturnType<typeof talk> => [
      message(`asks${i}`, 'assistant', { toolCalls: [call(`c${i}`, 'terminal', { command: `make ${i}` })] }),
      message(`fails${i}`, 'tool', { toolCallId: `c${i}`, text: '{"output": "no", "exit_code": 2}' }),
    ];
    const messages = [...talk(600), ...failing(1), ...talk(600).map((each) => ({ ...each, id: `b${each.id}` })), ...failing(2), ...talk(40).map((each) => ({ ...each, id: `c${each.id}` }))];
    // What Hermes WebUI writes where an answer was lost.
    messages.splice(-20, 0, message('lost', 'assistant', { text: 'Response interrupted.', displayKind: 'interrupted', finishReason: 'error' }));
    const { page, inbound } = await open({ messages, width: 1100 });
    await page.waitForFunction(() => document.querySelector('.outline h2 span')?.textContent?.endsWith('of 620'));
    await page.keyboard.press('Home');
    await page.waitForSelector('[data-message-id="1"]');
    await page.keyboard.press('n');
    await standsAt(page, '3');
    await page.keyboard.press('n');
    await standsAt(page, '5');
    await page.keyboard.press('p');
    await standsAt(page, '3');
    await page.keyboard.press('e');
    await standsAt(page, 'fails1');
    await page.keyboard.press('e');
    await standsAt(page, 'fails2');
    await page.keyboard.press('e');
    await standsAt(page, 'lost');
    // There is none behind it, and that is said.
    await page.keyboard.press('e');
    await standsAt(page, 'lost');
    assert.deepEqual(inbound.filter((said) => said?.type === 'noMore'), [{ type: 'noMore', kind: 'error' }]);
    await page.keyboard.press('Shift+E');
    await standsAt(page, 'fails2');
    await page.keyboard.press('Shift+E');
    await standsAt(page, 'fails1');
    await page.keyboard.press('g');
    await page.keyboard.type('901');
    await page.keyboard.press('Enter');
    await standsAt(page, 'b299');
    await page.keyboard.press('End');
    await page.waitForSelector('[data-message-id="c40"]');
  });

  it('lists its keys', async () => {
    const { page } = await open({ messages: talk(4) });
    await page.keyboard.press('?');
    assert.match(await page.innerText('dialog'), /Next turn, previous turn/);
    // Nothing goes on behind it, and there is one.
    await page.keyboard.press('f');
    assert.equal(await page.isVisible('.filter'), false);
    await page.keyboard.press('?');
    await page.waitForSelector('dialog', { state: 'detached' });
    await page.keyboard.press('?');
    await page.keyboard.press('Escape');
    await page.waitForSelector('dialog', { state: 'detached' });
    // Letters are letters where somebody writes.
    await page.keyboard.press('Control+f');
    await page.keyboard.type('?n');
    assert.equal(await page.inputValue('.find input >> nth=0'), '?n');
    assert.equal(await page.locator('dialog').count(), 0);
  });
});

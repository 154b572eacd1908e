import * as assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { call, message, talk, twoCalls } from './samples';
import { atRest, describeTranscript, idsOf, openAllLines, settled, until } from './transcriptPage';

const lastOf = <T>(items: readonly T[]): T | undefined => items.at(-1);
const scrollTo = async (page: Page, y: number): Promise<void> => {
  await page.evaluate((top) => window.scrollTo(0, top), y);
  await settled(page);
};
/** What the browser itself put on its clipboard with the next copy; null when the page took it over. */
const browserCopies = (page: Page): Promise<string | null> =>
  page.evaluate(
    () =>
      new Promise<string | null>((resolve) => {
        window.addEventListener('copy', (event) => resolve(event.defaultPrevented ? null : (document.getSelection()?.toString() ?? '')), { once: true });
        document.execCommand('copy');
      }),
  );
const selectFrom = (page: Page, from: string, to: string): Promise<void> =>
  page.evaluate(
    ([first, last]) => {
      const text = (id: string): Node => document.querySelector(`[data-message-id="${id}"] .read p`)!.firstChild!;
      document.getSelection()!.setBaseAndExtent(text(first!), 0, text(last!), 5);
    },
    [from, to],
  );
/** As a person extends it, by Shift and a click. */
const extendTo = (page: Page, to: string): Promise<void> =>
  page.evaluate((id) => {
    const text = document.querySelector(`[data-message-id="${id}"] .read p`)!.firstChild!;
    document.getSelection()!.extend(text, 3);
  }, to);

describeTranscript('copying in a transcript', (open) => {
  it('copies all messages after Ctrl+A, of which few are drawn, also what came meanwhile', async () => {
    const { page, copied, inbound } = await open({ messages: talk(400) });
    await page.focus('[role=feed]');
    await page.keyboard.press('Control+a');
    assert.equal(await browserCopies(page), null);
    assert.deepEqual(lastOf(inbound), { type: 'copyRange', from: null, to: null });
    await until(() => copied.length === 1);
    assert.deepEqual([...copied[0]!.matchAll(/Message (\d+)\./g)].map(([, n]) => Number(n)), Array.from({ length: 400 }, (_, i) => i + 1));
    // Also when VS Code's own way to select all comes after it, and wherever the reader scrolled.
    await page.evaluate(() => document.execCommand('selectAll'));
    await scrollTo(page, 0);
    assert.equal(await browserCopies(page), null);
    assert.deepEqual(lastOf(inbound), { type: 'copyRange', from: null, to: null });
  });

  it('leaves the fields of the head to whoever writes in them after Ctrl+A', async () => {
    const { page, inbound } = await open({ messages: talk(40) });
    await page.focus('[role=feed]');
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Control+f');
    await page.keyboard.type('needle');
    assert.equal(await page.inputValue('input[aria-label=Find]'), 'needle');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+a');
    await page.keyboard.press('g');
    await page.keyboard.type('4');
    assert.equal(await page.inputValue('input[aria-label="Go to message"]'), '4');
    assert.equal(inbound.some((said) => said?.type.startsWith('copy') === true), false);
  });

  it('leaves a selection inside drawn rows to the browser', async () => {
    const { page, inbound } = await open({ messages: talk(400) });
    await selectFrom(page, '397', '399');
    const text = await browserCopies(page);
    assert.match(text ?? '', /^Message 397\.[^]*Message 398\.[^]*Messa$/);
    assert.equal(inbound.some((said) => said?.type.startsWith('copy') === true), false);
  });

  it('copies the messages of folded runs, and not the lines that stand for them', async () => {
    const calls = ['a', 'b', 'c'];
    const run = (n: number): ReturnType<typeof talk> => [
      message(`asks${n}`, 'assistant', { toolCalls: calls.map((id) => call(`${id}${n}`, 'terminal', { command: 'ls' })) }),
      ...calls.map((id) => message(`${id}${n}`, 'tool', { toolCallId: `${id}${n}`, toolName: 'terminal', text: `{"output":"out ${id}${n}","exit_code":0}` })),
    ];
    const messages = [message('1', 'user', { text: 'Go on' }), ...run(1), message('2', 'assistant', { text: 'So far' }), ...run(2), message('3', 'assistant', { text: 'Done now' })];
    const { page, inbound, copied } = await open({ messages });
    assert.equal(await page.locator('[data-kind=run][aria-expanded=false]').count(), 2);
    await selectFrom(page, '1', '3');
    assert.equal(await browserCopies(page), null);
    assert.deepEqual(lastOf(inbound), { type: 'copyRange', from: '1', to: '3' });
    await until(() => copied.length === 1);
    assert.match(copied[0]!, /Go on[^]*terminal[^]*out c1[^]*So far[^]*out a2[^]*Done now$/);
    // From line to line: whole runs, with what asked.
    const selectLines = (from: string, to: string): Promise<void> =>
      page.evaluate(([first, last]) => {
        const line = (id: string): Element => document.querySelector(`[data-message-id="${id}"] .line-row`)!;
        document.getSelection()!.setBaseAndExtent(line(first!), 0, line(last!), line(last!).childNodes.length);
      }, [from, to]);
    await selectLines('a1', 'a2');
    assert.equal(await browserCopies(page), null);
    assert.deepEqual(lastOf(inbound), { type: 'copyRange', from: 'asks1', to: 'c2' });
    // Within one row, and where an end only touches a line as after three clicks, it is the browser's.
    const said = inbound.length;
    await selectFrom(page, '2', '2');
    assert.equal((await browserCopies(page))?.trim(), 'So fa');
    await page.evaluate(() => {
      const words = document.querySelector('[data-message-id="1"] .read p')!.firstChild!;
      document.getSelection()!.setBaseAndExtent(words, 0, document.querySelector('[data-message-id="a1"]')!, 0);
    });
    assert.equal((await browserCopies(page))?.trim(), 'Go on');
    // Opened, it stands there itself.
    await page.click('[data-message-id="a1"] .line.run .line-row');
    await page.waitForSelector('[data-message-id="c1"]');
    await selectFrom(page, '1', '2');
    assert.match((await browserCopies(page)) ?? '', /Go on[^]*So fa$/);
    assert.equal(inbound.slice(said).some((each) => each?.type === 'copyRange'), false);
  });

  it('copies from the editor’s menu what a key would, also where the page may not reach the clipboard', async () => {
    const { page, inbound, copied, conversation } = await open({ messages: talk(400) });
    await selectFrom(page, '397', '399');
    for (const may of [true, false]) {
      await page.evaluate((answer) => {
        document.execCommand = () => answer;
      }, may);
      conversation.copySelected();
      if (!may) await until(() => copied.length === 1);
      else await settled(page);
    }
    assert.match(copied[0]!, /^Message 397\.[^]*Message 398\.[^]*Messa$/);
    assert.equal(inbound.filter((said) => said?.type === 'copySelected').length, 1);
    await page.evaluate(() => document.getSelection()!.removeAllRanges());
    await page.focus('[data-message-id="399"]');
    conversation.copySelected();
    await until(() => copied.length === 2);
    assert.deepEqual(lastOf(inbound), { type: 'copyMessage', messageId: '399' });
  });

  it('copies whole messages of a selection whose ends are not drawn any more', async () => {
    const { page, inbound, conversation } = await open({ messages: talk(1000) });
    await conversation.goTo('100');
    await page.waitForSelector('[data-message-id="100"]');
    await selectFrom(page, '101', '101');
    await settled(page);
    await page.keyboard.press('End');
    await page.waitForSelector('[data-message-id="1000"]');
    await settled(page);
    await extendTo(page, '999');
    await settled(page);
    assert.equal(await browserCopies(page), null);
    assert.deepEqual(lastOf(inbound), { type: 'copyRange', from: '101', to: '999' });
    // Where its row comes back, the selection begins in it again; and the other end is the one that is not drawn.
    for (let i = 0; i < 100 && (await page.locator('[data-message-id="101"]').count()) === 0; i++) {
      await page.evaluate(() => scrollBy(0, (101 - Number(document.querySelector('article')?.getAttribute('aria-posinset') ?? 500)) * 50));
      await atRest(page);
    }
    await settled(page);
    const begins = await page.evaluate(() => {
      const range = document.getSelection()!.getRangeAt(0);
      const node = range.startContainer;
      return (node instanceof Element ? node : node.parentElement)?.closest('article')?.dataset.messageId;
    });
    assert.equal(begins, '101');
    await page.focus('[role=feed]');
    assert.equal(await browserCopies(page), null);
    assert.deepEqual(lastOf(inbound), { type: 'copyRange', from: '101', to: '999' });
  });

  it('copies whole messages of a selection that was dragged so far that its first row is not drawn any more', async () => {
    const { page, inbound } = await open({ messages: talk(600) });
    await page.keyboard.press('Home');
    await page.waitForSelector('[data-message-id="2"] .read p');
    await settled(page);
    const { x, y } = await page.$eval('[data-message-id="2"] .read p', (text) => text.getBoundingClientRect());
    await page.mouse.move(x + 2, y + 5);
    await page.mouse.down();
    // From the middle of the window, and with the wheel: as whoever drags and scrolls at once.
    await page.mouse.move(x + 100, 300);
    for (let i = 0; i < 200 && !(await idsOf(page)).includes('300'); i++) {
      await page.mouse.wheel(0, 2_000);
      await page.mouse.move(x + 100 + (i % 2), 300);
      await settled(page);
    }
    for (const dx of [90, 100]) await page.mouse.move(x + dx, 300);
    await page.mouse.up();
    await settled(page);
    await browserCopies(page);
    const said = lastOf(inbound);
    assert.ok(said?.type === 'copyRange' && said.from === '2' && Number(said.to) > 250, JSON.stringify(said));
  });

  it('forgets what was selected among rows that a filter replaced', async () => {
    const { page, inbound } = await open({ messages: talk(60) });
    await selectFrom(page, '56', '59');
    await page.keyboard.press('f');
    await page.click('.filter .chip:has-text("Prompts")');
    await page.waitForSelector('.filtered:not([hidden])');
    await settled(page);
    const id = (await idsOf(page)).at(-1) ?? '';
    await page.focus(`[data-message-id="${id}"]`);
    assert.equal(await page.evaluate(() => document.getSelection()!.toString()), '');
    assert.equal(await browserCopies(page), null);
    assert.deepEqual(lastOf(inbound), { type: 'copyMessage', messageId: id });
  });

  it('copies the message that has the focus where nothing is selected, and by single keys', async () => {
    const { page, inbound } = await open({ messages: talk(6) });
    await page.focus('[data-message-id="3"]');
    await page.evaluate(() => document.getSelection()!.removeAllRanges());
    await page.keyboard.press('Control+c');
    await until(() => lastOf(inbound)?.type === 'copyMessage');
    for (const key of ['c', 'm', 'l']) await page.keyboard.press(key);
    await until(() => lastOf(inbound)?.type === 'copyLink');
    assert.deepEqual(inbound.slice(-4), [
      { type: 'copyMessage', messageId: '3' },
      { type: 'copyMessage', messageId: '3' },
      { type: 'copyMarkdown', messageId: '3' },
      { type: 'copyLink', messageId: '3' },
    ]);
    await page.hover('[data-message-id="3"]');
    await page.click('[data-message-id="3"] .actions [aria-label="Copy link to message"]');
    await until(() => inbound.filter((said) => said?.type === 'copyLink').length === 2);
    // Not while somebody writes.
    await page.keyboard.press('Control+f');
    await page.keyboard.type('cml');
    await settled(page);
    assert.equal(inbound.filter((said) => said?.type === 'copyMarkdown').length, 1);
  });
});

describeTranscript(
  'what a menu over a transcript is told',
  (open) => {
    const contextAt = (page: Page, selector: string): Promise<unknown> =>
      page.$eval(selector, (element) => {
        element.dispatchEvent(new MouseEvent('contextmenu', { bubbles: true, cancelable: true }));
        // As VS Code does: what is nearer counts.
        let said: Record<string, unknown> = {};
        for (let at = element.closest<HTMLElement>('[data-vscode-context]'); at !== null; at = at.parentElement?.closest<HTMLElement>('[data-vscode-context]') ?? null)
          said = { ...(JSON.parse(at.dataset.vscodeContext!) as Record<string, unknown>), ...said };
        const { preventDefaultContextMenuItems, ...context } = said;
        // Cut and Paste are no choice but where somebody writes.
        return preventDefaultContextMenuItems === true ? context : { ...context, pastes: true };
      });

    it('names messages, texts and blocks by ids and numbers', async () => {
      const text = 'A\n\n```\none\n```\n\n```\ntwo\n```';
      const { page } = await open({
        messages: [message('1', 'user', { text: 'B' }), message('2', 'assistant', { text, toolCalls: [call('x', 'terminal', { command: 'ls /secret' })] })],
      });
      assert.deepEqual(await contextAt(page, '[data-message-id="1"] p'), { webviewSection: 'text message words', messageId: '1' });
      assert.deepEqual(await contextAt(page, '[data-message-id="2"] figure:nth-of-type(2) code'), {
        webviewSection: 'text message words code',
        messageId: '2',
        codeSlot: 'part:0',
        code: 1,
      });
      assert.deepEqual(await contextAt(page, 'header'), { webviewSection: 'text' });
      await page.keyboard.press('Control+f');
      assert.deepEqual(await contextAt(page, 'input[aria-label=Find]'), { pastes: true });
    });

    it('knows what a tool answered', async () => {
      const { page, inbound } = await open({ messages: twoCalls() });
      assert.deepEqual(await contextAt(page, '[data-message-id="r1"] .name'), { webviewSection: 'text message output', messageId: 'r1', outputSlot: 'part:0' });
      await openAllLines(page);
      assert.deepEqual(await contextAt(page, '[data-message-id="r1"] .output pre'), {
        webviewSection: 'text message output',
        messageId: 'r1',
        outputSlot: 'part:0',
      });
      await page.click('figure.code button');
      await until(() => inbound.at(-1)?.type === 'copyCode');
      assert.deepEqual(inbound.at(-1), { type: 'copyCode', messageId: 'w3', slot: 'part:0', code: 0 });
    });
  },
  3_000,
);

import * as assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { Message } from '../../../src/core/message';
import type { FoundCopies } from '../../../src/ui/transcriptSource';
import { call, conversation, message, talk } from './samples';
import { describeTranscript, idsOf, settled, topOf } from './transcriptPage';

/** A thousand turns; every hundredth has a call that fails. */
function long(): Message[] {
  return Array.from({ length: 1000 }, (_, i) => [
    message(`p${i}`, 'user', { text: `Question ${i}` }),
    message(`c${i}`, 'assistant', { toolCalls: [call(`t${i}`, i % 2 === 0 ? 'terminal' : 'read_file', { path: `file ${i}` })] }),
    message(`t${i}`, 'tool', { toolCallId: `t${i}`, text: i % 100 === 99 ? '{"error": "no such pier"}' : 'ok' }),
    message(`a${i}`, 'assistant', { text: `Answer ${i}` }),
  ]).flat();
}

describeTranscript('the transcript: filter', (open) => {
  const line = (page: Page): Promise<string> => page.$eval('.filtered', (element) => (element as HTMLElement).innerText.replace(/\s+/g, ' ').trim());
  const says = (page: Page, words: string): Promise<unknown> =>
    page.waitForFunction((text) => (document.querySelector('.filtered') as HTMLElement).innerText.includes(text), words);
  const chip = (page: Page, name: string): Promise<void> => page.getByRole('group', { name: 'Filter' }).getByRole('button', { name }).click();
  const tool = (page: Page, name: string): Promise<void> => page.getByRole('group', { name: 'By tool' }).getByRole('button', { name, exact: true }).click();
  const atTop = (page: Page): Promise<string | undefined> =>
    page.evaluate(() => {
      const edge = document.querySelector('.head')!.getBoundingClientRect().bottom;
      return [...document.querySelectorAll('article')].find((each) => each.getBoundingClientRect().bottom > edge + 1)?.dataset.messageId;
    });

  it('leaves the errors of all messages, with what was asked, and says so in a line that brings back the rest', async () => {
    const { page } = await open({ messages: long() });
    await page.keyboard.press('f');
    await page.getByRole('button', { name: 'Errors 10' }).click();
    await says(page, 'Showing 10 of 4,000 messages: errors.');
    assert.deepEqual(await idsOf(page), Array.from({ length: 10 }, (_, i) => `t${i * 100 + 99}`));
    assert.match(await page.innerText('[data-message-id="t99"]'), /read_file[\s\S]*file 99[\s\S]*failed/);
    assert.deepEqual(await page.$$eval('article', (all) => all.at(-1)!.ariaSetSize), '20');
    assert.match(await page.innerText('header'), /4,000 messages/);
    const read = await atTop(page);
    await page.getByRole('button', { name: 'Show all' }).click();
    await page.waitForSelector('.filtered', { state: 'hidden' });
    await settled(page);
    assert.equal(await atTop(page), read);
    assert.ok((await idsOf(page)).includes(read!.replace('t', 'a')));
  });

  it('says of a chain what its numbers count: all segments, and of the copies the newest one', async () => {
    const copies = ['state.db', 'conversation file'].map((label, i) => ({ label, messageCount: 9, isShown: i === 0, note: '' }));
    const found: FoundCopies = { names: ['state_db', 'conversation_file'], copies, offer: null };
    for (const segments of [1, 2]) {
      const { page } = await open({ messages: conversation(), header: { segments }, copies: found, width: 1100 });
      await page.waitForSelector('.copies button');
      assert.equal(await page.locator('.of-segment').count(), segments - 1);
      await page.keyboard.press('f');
      await chip(page, 'Prompts');
      await says(page, segments === 1 ? 'Showing 3 of 15 messages: prompts.' : 'Showing 3 of 15 messages in 2 segments: prompts.');
    }
  });

  it('adds up kinds, names a tool, and says what is shown', async () => {
    const { page } = await open({ messages: conversation(), height: 3000 });
    await page.keyboard.press('f');
    await chip(page, 'Prompts');
    await says(page, 'Showing 3 of 15 messages: prompts.');
    assert.deepEqual(await idsOf(page), ['1', '11', '13']);
    await chip(page, 'Notes');
    await says(page, 'Showing 5 of 15 messages: prompts and notes.');
    await chip(page, 'By tool');
    await tool(page, 'terminal 2');
    await says(page, 'Showing 7 of 15 messages: prompts, notes and terminal.');
    assert.deepEqual(await idsOf(page), ['0', '1', '5', '8', '10', '11', '13']);
    assert.equal(await page.getByRole('button', { name: 'Prompts' }).getAttribute('aria-pressed'), 'true');
    await chip(page, 'Prompts');
    await chip(page, 'Notes');
    await says(page, 'terminal.');
    await chip(page, 'Reasoning');
    await says(page, 'reasoning and terminal.');
    assert.equal(await page.locator('[data-message-id="2"] .read').count(), 0, 'of the message only its reasoning');
  });

  it('takes several tools, by mouse and by keyboard, and keeps them through a reload', async () => {
    const { page, reload } = await open({ messages: long() });
    await page.keyboard.press('f');
    const choose = page.getByRole('button', { name: 'By tool' });
    assert.equal(await choose.getAttribute('aria-expanded'), 'false');
    await choose.press('Enter');
    assert.equal(await choose.getAttribute('aria-expanded'), 'true');
    await tool(page, 'read_file 500');
    await says(page, 'Showing 500 of 4,000 messages: read_file.');
    // The focus stays where the next one is ticked.
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await says(page, 'Showing 1,000 of 4,000 messages: read_file and terminal.');
    await settled(page);
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'terminal 500');
    await reload();
    await says(page, 'read_file and terminal.');
    await page.keyboard.press('f');
    await page.getByRole('button', { name: 'By tool 2' }).waitFor();
    assert.deepEqual(await page.$$eval('.tools-named .chip', (all) => all.map((each) => each.getAttribute('aria-pressed'))), ['true', 'true']);
    await tool(page, 'read_file 500');
    await says(page, 'Showing 500 of 4,000 messages: terminal.');
    await chip(page, 'Tools');
    await chip(page, 'Tools');
    await page.waitForSelector('.filtered', { state: 'hidden' });
    assert.equal(await page.locator('.tools-named [aria-pressed=true]').count(), 0);
  });

  it('keeps the place: what is shown nearest to it, and the message itself on the way back', async () => {
    const { page } = await open({ messages: long() });
    await page.keyboard.press('g');
    await page.keyboard.type('2001');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[data-message-id="p500"]');
    await settled(page);
    assert.equal(await atTop(page), 'p500');
    await page.keyboard.press('f');
    await chip(page, 'Answers');
    await says(page, '1,000 of 4,000');
    await settled(page);
    assert.equal(await atTop(page), 'a500');
    await page.keyboard.press('Shift+F');
    await page.waitForSelector('.filtered', { state: 'hidden' });
    await settled(page);
    assert.equal(await atTop(page), 'a500');
    assert.ok((await idsOf(page)).includes('p501'));
  });

  it('counts messages by their numbers in the whole conversation', async () => {
    const { page } = await open({ messages: long() });
    await page.keyboard.press('f');
    await chip(page, 'Prompts');
    await says(page, '1,000 of 4,000');
    await page.keyboard.press('Escape');
    await page.keyboard.press('g');
    await page.keyboard.type('1202');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[data-message-id="p301"]');
    await settled(page);
    assert.equal(await atTop(page), 'p301');
    await page.keyboard.press('g');
    assert.equal(await page.inputValue('input[inputmode=numeric]'), '1205');
  });

  it('is what find and the outline go through', async () => {
    const messages = [...long(), message('odd', 'user', { text: 'Answer me' })];
    const { page } = await open({ messages, width: 1100 });
    await page.keyboard.press('f');
    await chip(page, 'Prompts');
    await says(page, '1,001 of 4,001');
    await page.keyboard.press('Control+f');
    await page.keyboard.type('Answer');
    await page.waitForFunction(() => document.querySelector('.find .count')?.textContent === '1 of 1');
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('.outline .error').count(), 0);
    await page.waitForFunction(() => document.querySelector('.outline h2 span')?.textContent?.endsWith('of 1,001'));
    // A search that was begun before goes on in what is shown now.
    await page.keyboard.press('Control+f');
    await page.waitForFunction(() => document.querySelector('.find .count')?.textContent === '1 of 1');
    await page.getByRole('button', { name: 'Show all' }).click();
    await page.waitForFunction(() => document.querySelector('.find .count')?.textContent?.endsWith(' of 1,001'));
  });

  it('lets a conversation grow: what fits is added, what does not is counted', async () => {
    const messages = talk(20);
    const { page, conversation: host } = await open({ messages });
    await page.keyboard.press('f');
    await chip(page, 'Prompts');
    await says(page, 'Showing 10 of 20');
    messages.push(...talk(22).slice(20));
    await host.refresh();
    await says(page, 'Showing 11 of 22');
    await page.waitForSelector('[data-message-id="21"]');
    messages.push(message('no prompt', 'assistant', { text: 'x' }));
    await host.refresh();
    await says(page, 'Showing 11 of 23');
    assert.equal((await idsOf(page)).at(-1), '21');
  });

  it('has the arguments of a call that fails after another one of its message', async () => {
    const messages = [
      message('p', 'user', { text: 'Both' }),
      message('c', 'assistant', { toolCalls: [call('a', 'terminal', { command: 'make one' }), call('b', 'terminal', { command: 'make two' })] }),
      message('ra', 'tool', { toolCallId: 'a', text: '{"output":"","exit_code":2}' }),
    ];
    const { page, conversation: host } = await open({ messages });
    await page.keyboard.press('f');
    await page.getByRole('button', { name: 'Errors 1' }).click();
    await says(page, 'Showing 1 of 3');
    messages.push(message('rb', 'tool', { toolCallId: 'b', text: '{"output":"","exit_code":3}' }));
    await host.refresh();
    await page.waitForSelector('[data-message-id="rb"]');
    assert.match(await page.innerText('[data-message-id="rb"]'), /terminal[\s\S]*make two[\s\S]*exit 3/);
    assert.match(await page.innerText('[data-message-id="ra"]'), /make one/);
  });

  it('comes back after a reload, and says when nothing fits', async () => {
    const { page, reload } = await open({ messages: talk(20) });
    await page.keyboard.press('f');
    await chip(page, 'Answers');
    await says(page, 'Showing 10 of 20');
    await reload();
    await says(page, 'Showing 10 of 20 messages: answers.');
    assert.equal((await idsOf(page)).at(-1), '20');
    await page.keyboard.press('f');
    await chip(page, 'Answers');
    await page.waitForSelector('.filtered', { state: 'hidden' });
    await chip(page, 'Errors');
    await says(page, 'Showing 0 of 20 messages: errors.');
    assert.match(await page.innerText('#transcript'), /No message fits the filter\./);
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Errors 0', 'who chooses goes on choosing');
    await page.keyboard.press('Escape');
    assert.equal(await page.isVisible('[role=group][aria-label=Filter]'), false);
    assert.match(await line(page), /Show all/);
  });

  it('shows the very message that somebody is led to', async () => {
    const { page, conversation: host } = await open({ messages: long() });
    await page.keyboard.press('f');
    await chip(page, 'Prompts');
    await says(page, '1,000 of 4,000');
    await host.goTo('p77');
    await page.waitForSelector('[data-message-id="p77"]');
    await says(page, '1,000 of 4,000');
    await host.goTo('a77');
    await page.waitForSelector('[data-message-id="a77"]');
    await page.waitForSelector('.filtered', { state: 'hidden' });
    assert.ok((await topOf(page, 'a77')) >= 0);
  });

  it('folds no runs, as the calls are what is looked for', async () => {
    const messages = [message('u', 'user', { text: 'go' }), ...long().filter(({ role, toolCalls }) => role === 'tool' || toolCalls.length > 0).slice(0, 40), message('e', 'assistant', { text: 'done' })];
    const { page } = await open({ messages, height: 3000 });
    assert.equal((await idsOf(page)).length, 3);
    await page.keyboard.press('f');
    await chip(page, 'Tools');
    await says(page, 'Showing 20 of 42 messages: tools.');
    assert.equal((await idsOf(page)).length, 20);
  });
});

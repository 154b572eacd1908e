import * as assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { Message } from '../../../src/core/message';
import { call, conversation, message, talk } from './samples';
import { describeTranscript, settled } from './transcriptPage';

describeTranscript('the transcript: find', (open) => {
  const count = '.find .count';
  const says = (page: Page, words: string): Promise<unknown> =>
    page.waitForFunction(([at, text]) => document.querySelector(at!)?.textContent === text, [count, words]);
  const find = async (page: Page, words: string): Promise<void> => {
    await page.keyboard.press('Control+f');
    await page.keyboard.type(words);
  };
  /** What is marked in front, and whether it is in view. */
  const front = (page: Page): Promise<{ text: string; id: string | undefined; isInView: boolean } | null> =>
    page.evaluate(() => {
      const [range] = [...(CSS.highlights.get('match-front') ?? [])] as Range[];
      if (range === undefined) return null;
      const box = range.getBoundingClientRect();
      return {
        text: range.toString(),
        id: range.startContainer.parentElement?.closest('article')?.dataset.messageId,
        isInView: box.top >= document.querySelector('.head')!.getBoundingClientRect().bottom && box.bottom <= innerHeight,
      };
    });
  /** Waits until this match is in front, in view and in this message. */
  const isFront = async (page: Page, text: string, id: string): Promise<void> => {
    const wanted = JSON.stringify({ text, id, isInView: true });
    for (let i = 0; i < 500 && JSON.stringify(await front(page)) !== wanted; i += 1) await settled(page);
    assert.equal(JSON.stringify(await front(page)), wanted);
  };
  const marked = (page: Page): Promise<number> => page.evaluate(() => CSS.highlights.get('match')?.size ?? 0);

  it('finds what is not drawn and not loaded, and steps through it both ways and around', async () => {
    const messages = talk(5000).map((each, i) =>
      i === 9 || i === 2500 || i === 4100 ? { ...each, parts: [{ kind: 'text' as const, text: `The lighthouse, ${i}.` }] } : each,
    );
    const { page } = await open({ messages });
    await find(page, 'lighthouse');
    await says(page, '3 of 3');
    await isFront(page, 'lighthouse', '4101');
    for (const [key, words, id] of [
      ['Enter', '1 of 3', '10'],
      ['Enter', '2 of 3', '2501'],
      ['Shift+Enter', '1 of 3', '10'],
      ['Shift+Enter', '3 of 3', '4101'],
    ] as const) {
      await page.keyboard.press(key);
      await says(page, words);
      await isFront(page, 'lighthouse', id);
    }
  });

  it('opens what hides a match: a folded output, an argument, reasoning', async () => {
    const messages = [
      ...talk(40),
      message('asks', 'assistant', {
        reasoning: 'I should ask the xylophone.',
        text: 'Let me see.',
        toolCalls: [call('a', 'terminal', { command: 'ls', folder: '/srv/marimba' })],
      }),
      message('answers', 'tool', { toolCallId: 'a', toolName: 'terminal', text: `${'a line\n'.repeat(60)}here: glockenspiel` }),
      ...talk(40).map((each) => ({ ...each, id: `b${each.id}` })),
    ];
    const { page } = await open({ messages });
    for (const [word, id] of [
      ['glockenspiel', 'answers'],
      ['marimba', 'answers'],
      ['xylophone', 'asks'],
    ] as const) {
      await find(page, word);
      await says(page, '1 of 1');
      await isFront(page, word, id);
    }
  });

  it('asks for the part of a long text that holds a match', async () => {
    const { page } = await open({ messages: [message('1', 'user', { text: `${'word '.repeat(30_000)}needle` }), ...talk(3).map((each) => ({ ...each, id: `b${each.id}` }))] });
    await find(page, 'needle');
    await says(page, '1 of 1');
    await isFront(page, 'needle', '1');
  });

  it('tells case, whole words and patterns, by key and by button', async () => {
    const texts = ['Zone zones zone', 'ZONE', 'a.c abc', 'naïve naïveté'];
    const { page } = await open({ messages: texts.map((text, i) => message(String(i), 'user', { text })) });
    await find(page, 'zone');
    await says(page, '1 of 4');
    assert.equal(await marked(page), 4);
    await page.keyboard.press('Alt+w');
    await says(page, '1 of 3');
    assert.equal(await marked(page), 3);
    await page.keyboard.press('Alt+c');
    await says(page, '1 of 1');
    assert.equal(await page.getAttribute('.find [aria-label^="Match case"]', 'aria-pressed'), 'true');
    await page.keyboard.press('Alt+c');
    await page.keyboard.press('Alt+w');
    await find(page, 'a.c');
    await says(page, '1 of 1');
    await page.click('.find [aria-label^="Use regular"]');
    await says(page, '1 of 2');
    await page.click('.find [aria-label^="Use regular"]');
    await find(page, 'naïve');
    await page.keyboard.press('Alt+w');
    await says(page, '1 of 1');
  });

  it('says what is no pattern and what takes too long, and goes on with the next question', async () => {
    const { page } = await open({ messages: [message('1', 'user', { text: `${'a'.repeat(60)}!` }), message('2', 'user', { text: 'berth' })] });
    await find(page, '(');
    await page.keyboard.press('Alt+r');
    await says(page, 'No such pattern');
    await find(page, '(a|a|a|aa)+$');
    await says(page, 'Takes too long');
    await find(page, 'b.rth');
    await says(page, '1 of 1');
  });

  it('finds in prompts, answers, tools or errors alone', async () => {
    const { page } = await open({
      messages: [
        message('1', 'user', { text: 'pier' }),
        message('2', 'assistant', { text: 'pier pier', toolCalls: [call('a', 'read_file', { path: 'pier' })] }),
        message('3', 'tool', { toolCallId: 'a', text: 'pier pier pier' }),
        message('4', 'tool', { toolCallId: 'b', text: 'Error: pier' }),
      ],
    });
    await find(page, 'pier');
    await says(page, '1 of 8');
    for (const [scope, total] of [
      ['prompts', 1],
      ['answers', 2],
      ['tools', 5],
      ['errors', 1],
    ] as const) {
      await page.selectOption('.find select', scope);
      await says(page, `1 of ${total}`);
    }
  });

  it('finds in what came meanwhile', async () => {
    const messages: Message[] = talk(30);
    const { page, conversation: host } = await open({ messages });
    await find(page, 'Message');
    await page.waitForFunction((at) => document.querySelector(at)?.textContent?.endsWith(' of 30'), count);
    const before = await page.textContent(count);
    messages.push(...talk(34).slice(30));
    await host.refresh();
    await says(page, before!.replace('30', '34'));
    assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'INPUT', 'who writes goes on writing');
  });

  it('says that somebody is about to look for something, and asks for a word as it is typed', async () => {
    const { page, inbound } = await open({ messages: conversation() });
    await page.keyboard.press('Control+f');
    await settled(page);
    assert.deepEqual(inbound.at(-1), { type: 'findBegin' });
    const asked = await page.evaluate(async () => {
      const input = document.querySelector<HTMLInputElement>('.find input')!;
      const count = document.querySelector('.find .count')!;
      const says: string[] = [];
      for (const value of ['zo', 'zon']) {
        input.value = value;
        input.dispatchEvent(new Event('input', { bubbles: true }));
        await new Promise((resolve) => setTimeout(resolve, 0));
        says.push(count.textContent ?? '');
      }
      return says;
    });
    assert.deepEqual(asked.map((words) => words !== ''), [false, true], 'what may be the beginning of a word waits');
  });

  it('closes by Escape: nothing is marked, and the focus is where it was', async () => {
    const { page, inbound } = await open({ messages: conversation(), height: 3000 });
    await page.focus('[data-message-id="9"]');
    await find(page, 'zone');
    await page.waitForFunction(() => (CSS.highlights.get('match')?.size ?? 0) > 3);
    await page.keyboard.press('Escape');
    await settled(page);
    assert.equal(await marked(page), 0);
    assert.equal(await page.isVisible('.find'), false);
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('data-message-id')), '9');
    assert.deepEqual(inbound.at(-1), { type: 'findEnd' });
  });

  it('finds what is seen: words with marks inside them, and no address behind a link', async () => {
    const text = 'A **bo**ld [word](https://bold.example/) and `bold` code.';
    const { page } = await open({ messages: [message('1', 'assistant', { text })] });
    await page.keyboard.press('Control+f');
    await page.keyboard.type('bold');
    await page.waitForFunction(() => document.querySelector('.find .count')?.textContent === '1 of 2');
    const marked = await page.evaluate(() => [...CSS.highlights.get('match')!].map((range) => (range as Range).toString()));
    assert.deepEqual(marked, ['bold', 'bold']);
  });

  it('marks words that stand across elements, and says that there is nothing', async () => {
    const { page } = await open({ messages: [message('1', 'assistant', { text: 'the har**bour** opens\n\nnothing here' })] });
    await find(page, 'bour');
    await says(page, '1 of 1');
    await find(page, 'lagoon');
    await says(page, 'No results');
    assert.equal(await marked(page), 0);
  });
});

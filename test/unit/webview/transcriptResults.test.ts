import * as assert from 'node:assert/strict';
import { call, message, workshop } from './samples';
import { describeTranscript, openAllLines, settled, textOf, until } from './transcriptPage';
import type { Page } from 'playwright-core';
import type { Message } from '../../../src/core/message';

describeTranscript(
  'the transcript: what tools answered',
  (open) => {
    const opened = async (messages: Message[], theme = 'dark'): Promise<Page> => {
      const { page } = await open({ messages, theme });
      await openAllLines(page);
      await settled(page);
      return page;
    };

    it('is lines of a file with their own numbers, and code told apart', async () => {
      const page = await opened(workshop());
      assert.equal(await textOf(page, '[data-message-id=r0] .numbers'), '14\n15\n16\n17');
      assert.match(await textOf(page, '[data-message-id=r0] .lines'), /export function formatSlot/);
      assert.deepEqual(
        await page.$$eval('[data-message-id=r0] [class^=syntax]', (all) => all.map((each) => each.textContent)),
        ['export', 'function', '// fixed since the first release', 'return', '14', "'zone'"],
      );
      assert.match(await textOf(page, '[data-message-id=r0] .foot'), /of 120 in the file/);
    });

    it('is output in the colours of the theme, each of them readable', async () => {
      for (const theme of ['dark', 'light', 'highContrast', 'highContrastLight']) {
        const page = await opened(workshop(), theme);
        assert.match(await textOf(page, '[data-message-id=r1] pre'), /^FAIL test\/slot\.test\.ts \(6 tests\)\n✓ formats 41 ms$/);
        const contrasts = await page.$$eval('[data-message-id=r1] pre span', (spans) => {
          const light = (colour: string): number => {
            const [r, g, b] = colour.match(/[\d.]+/g)!.map((n) => {
              const part = Number(n) / 255;
              return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
            });
            return 0.2126 * r! + 0.7152 * g! + 0.0722 * b! + 0.05;
          };
          const page = light(getComputedStyle(document.body).backgroundColor);
          return spans.map((span) => {
            const own = light(getComputedStyle(span).color);
            return Math.max(own, page) / Math.min(own, page);
          });
        });
        assert.ok(contrasts.length >= 4 && contrasts.every((each) => each >= 4.5), `${theme}: ${contrasts.join()}`);
        await page.context().close();
      }
    });

    it('is a diff with numbers and signs, counted on its line', async () => {
      const page = await opened(workshop());
      assert.match(await textOf(page, '[data-message-id=r2] .line-row'), /\+4 −2/);
      assert.deepEqual(
        await page.$$eval('[data-message-id=r2] .diff > div', (blocks) =>
          blocks.map((block) => `${block.className} ${block.querySelector('.numbers')!.textContent.replace(/\n/g, ',')}`.trim()),
        ),
        ['preamble', 'same 15', 'removed 16', 'added 16,17', 'same 18', 'removed 18', 'added 19,20', 'same 21'],
      );
    });

    it('is a tree that opens and closes by key, stays open when it is drawn anew, and can be text', async () => {
      const page = await opened(workshop());
      const tree = '[data-message-id=r3] .tree';
      assert.match(await textOf(page, tree), /slots\s*2 items[\s\S]*id: "pier-3-0900"[\s\S]*berths: 4[\s\S]*open: true[\s\S]*zone: "Europe\/Lisbon"/);
      await page.focus(`${tree} button >> nth=0`);
      await page.keyboard.press('Enter');
      assert.doesNotMatch(await textOf(page, tree), /pier-3/);
      await page.click('[data-message-id=r3] button.line-row');
      await page.click('[data-message-id=r3] button.line-row');
      assert.doesNotMatch(await textOf(page, tree), /pier-3/);
      await page.click('[data-message-id=r3] >> text=Show as text');
      assert.match(await textOf(page, '[data-message-id=r3] pre'), /"berths": 4/);
      await page.click('[data-message-id=r3] >> text=Show as tree');
      assert.equal(await page.locator(tree).count(), 1);
    });

    it('is a list of tasks that says how each stands', async () => {
      const page = await opened(workshop());
      assert.deepEqual(
        await page.$$eval('[data-message-id=r4] .todos li', (tasks) =>
          tasks.map((task) => `${task.querySelector('i')!.getAttribute('aria-label')}: ${task.textContent}`),
        ),
        ['done: Read the formatter', 'under way: Patch it', 'open: Write a test', 'cancelled: Ask'],
      );
    });

    it('is copied without its colours', async () => {
      const { page, copied } = await open({ messages: workshop() });
      await openAllLines(page);
      await page.click('[data-message-id=r1] >> text=Copy output');
      await until(() => copied.length === 1);
      assert.equal(copied[0], 'FAIL test/slot.test.ts (6 tests)\n✓ formats 41 ms');
    });

    it('shows a match inside of a tree as text', async () => {
      const { page } = await open({ messages: workshop() });
      await page.keyboard.press('Control+f');
      await page.keyboard.type('"pier-4"');
      await page.waitForFunction(() => [...(CSS.highlights.get('match-front') ?? [])].length === 1);
      assert.equal(await page.locator('[data-message-id=r3] pre').count(), 1);
    });

    it('is few elements however much it is, and hangs nothing', async () => {
      const lines = 100_000;
      const answers = [
        Array.from({ length: 20_000 }, (_, i) => `\u001b[3${i % 8}m${i}`).join('\n'),
        `--- a/x\n+++ b/x\n@@ -1 +1,${lines} @@\n${'+added\n'.repeat(8_000)}`,
        JSON.stringify(Array.from({ length: 9_000 }, (_, i) => i)),
        JSON.stringify({ content: Array.from({ length: 5_000 }, (_, i) => `${i + 1}|'`).join('\n'), total_lines: 5_000 }),
        '['.repeat(60_000),
        '{"a":'.repeat(5_000) + '1' + '}'.repeat(5_000),
        `\u001b[${'1;'.repeat(30_000)}m`,
        `@@ -${'9'.repeat(60_000)} +1 @@\n+x`,
        JSON.stringify({ todos: Array.from({ length: 900 }, (_, i) => ({ content: `t${i}`, status: '__proto__' })) }),
        '/*'.repeat(30_000),
      ];
      const messages = answers.flatMap((text, i) => [
        message(`a${i}`, 'assistant', { toolCalls: [call(`c${i}`, 'read_file', { path: 'x.ts' })] }),
        message(`t${i}`, 'tool', { toolCallId: `c${i}`, text }),
      ]);
      for (let i = 0; i < answers.length; i++) {
        const { page } = await open({ messages: messages.slice(2 * i, 2 * i + 2) });
        await openAllLines(page);
        const all = page.locator('button', { hasText: /^Show all/ });
        if ((await all.count()) > 0) await all.first().click();
        await settled(page);
        const nodes = await page.evaluate(() => document.querySelectorAll('*').length);
        assert.ok(nodes < 4_500, `${i}: ${nodes} elements`);
        await page.context().close();
      }
    });
  },
  3000,
);

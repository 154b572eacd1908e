import * as assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { conversation, message, workshop } from './samples';
import { describeTranscript, openAllLines, THEMES } from './transcriptPage';

describeTranscript('the transcript: looks', (open) => {
  const axe = readFileSync(createRequire(__filename).resolve('axe-core/axe.min.js'), 'utf8');

  for (const theme of Object.keys(THEMES)) {
    it(`gives axe nothing to say (${theme})`, async () => {
      const { page } = await open({
        messages: [...conversation(), ...workshop()],
        theme,
        header: { undoneCount: 2, systemPrompt: { text: 'You are Hermes.', chars: 15 } },
      });
      await openAllLines(page);
      await page.evaluate(axe);
      assert.deepEqual(await violationsOf(page), []);
      // The head with all it can hold, and what is pressed told from what is not, also where nothing is filled.
      await page.setViewportSize({ width: 320, height: 5000 });
      await page.keyboard.press('f');
      await page.getByRole('button', { name: 'Errors 1' }).click();
      await page.locator('.filtered').getByText('Showing 1 of').waitFor();
      assert.deepEqual(await violationsOf(page), []);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
      const lineOf = (pressed: boolean): Promise<string> =>
        page.$eval(`.chip[aria-pressed=${pressed}]`, (chip) => getComputedStyle(chip).borderTopColor);
      assert.equal(await lineOf(false), 'rgba(0, 0, 0, 0)');
      assert.notEqual(await lineOf(true), await lineOf(false));
    });
  }

  const violationsOf = (page: Page): Promise<unknown[]> =>
    page.evaluate(async () => {
      const { axe: engine } = window as unknown as {
        axe: { run(): Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }> };
      };
      return (await engine.run()).violations.map(({ id, nodes }) => [
        id,
        nodes.map(({ html, failureSummary }) => `${html.slice(0, 200)} ${failureSummary}`),
      ]);
    });

  for (const width of [320, 520, 1600]) {
    it(`scrolls nothing sideways but code, output and tables (${width} px)`, async () => {
      const { page } = await open({
        messages: [...conversation(), message('wide', 'user', { text: `${'W'.repeat(400)} \`${'w'.repeat(400)}\`` })],
        width,
      });
      await openAllLines(page);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
    });
  }

  it('keeps one left edge: names, prose, icons and output start at the same x', async () => {
    const { page } = await open({ messages: conversation(), width: 1100 });
    const edges = await page.evaluate(() =>
      ['h2 b', '.read p', '.line-row > .codicon', '.body pre', '.note > .codicon', 'header h1', '.code pre'].map(
        (selector) => Math.round(document.querySelector(selector)!.getBoundingClientRect().left),
      ),
    );
    assert.deepEqual([...new Set(edges)].length, 1, String(edges));
  });

  it('has marks, edges and columns of a text that runs right to left on the right', async () => {
    const text = '- بند أول\n- بند ثانٍ\n\n1. ثالث\n\n> اقتباس\n\n| اسم | وقت |\n|---|---|\n| لشبونة | 08:00 |\n\n- first\n\n> quoted';
    const { page } = await open({ messages: [message('1', 'assistant', { text })] });
    const directions = await page.$$eval('.read :is(ul, ol, li, blockquote, table)', (all) =>
      all.map((each) => [each.tagName, getComputedStyle(each).direction]),
    );
    assert.deepEqual(directions, [
      ...['UL', 'LI', 'LI', 'OL', 'LI', 'BLOCKQUOTE', 'TABLE'].map((name) => [name, 'rtl']),
      ...['UL', 'LI', 'BLOCKQUOTE'].map((name) => [name, 'ltr']),
    ]);
  });

  it('has the words of a column on one side of it, numbers in a table from right to left too', async () => {
    const text = '| الرصيف | الليالي |\n|---|---:|\n| 2 | 412 |\n| خمسة | 198 |\n\n| Pier | Nights |\n|---|---:|\n| 2 | 412 |\n| خمسة | 198 |';
    const { page } = await open({ messages: [message('1', 'assistant', { text })] });
    const edges = await page.$$eval('table', (tables) =>
      tables.map((table) =>
        [0, 1].map((column) => {
          const cells = [...table.rows].map((row) => row.cells[column]!);
          const side = (name: 'left' | 'right'): number =>
            new Set(cells.map((cell) => Math.round(cell.firstElementChild!.getBoundingClientRect()[name] - table.getBoundingClientRect().left))).size;
          return side('left') === 1 ? 'left' : side('right') === 1 ? 'right' : 'torn';
        }),
      ),
    );
    assert.deepEqual(edges, [
      ['right', 'left'],
      ['left', 'right'],
    ]);
  });

  it('begins a line with its name also where what it says runs right to left, in its own order', async () => {
    const { page } = await open({ width: 1100, header: { title: 'عنوان' }, messages: [message('1', 'assistant', { text: 'x', reasoning: 'الملف صغير.' })] });
    const gist = await page.$eval('.gist', (each) => ({ side: getComputedStyle(each).textAlign, direction: getComputedStyle(each).direction }));
    assert.deepEqual(gist, { side: 'left', direction: 'rtl' });
    assert.equal(await page.$eval('header h1', (title) => getComputedStyle(title).textAlign), 'left');
  });

  it('has the lines of an open run one below the other, as near as any lines are', async () => {
    const { page } = await open({ messages: conversation() });
    const gaps = await page.evaluate(() => {
      const boxes = [...document.querySelectorAll('.run, .run ~ .line, .in-run .line')].map((line) => line.getBoundingClientRect());
      return boxes.slice(1).map((box, i) => Math.round(box.top - boxes[i]!.bottom));
    });
    assert.ok(gaps.length > 3 && gaps.every((gap) => gap <= 4), gaps.join());
  });

  it('fills code and quotes only where it means to, whatever VS Code styles by default', async () => {
    const { page } = await open({ messages: [message('1', 'assistant', { text: '> quoted\n\n```\ncode\n```' })] });
    const fills = await page.$$eval('pre code, blockquote', (all) =>
      all.map((e) => getComputedStyle(e).backgroundColor),
    );
    assert.deepEqual(fills, ['rgba(0, 0, 0, 0)', 'rgba(0, 0, 0, 0)']);
    assert.equal(await page.evaluate(() => getComputedStyle(document.body).paddingLeft), '0px');
  });
}, 5000);

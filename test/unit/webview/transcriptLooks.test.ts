import * as assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
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
      const violations = await page.evaluate(async () => {
        const { axe: engine } = window as unknown as {
          axe: { run(): Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }> };
        };
        return (await engine.run()).violations.map(({ id, nodes }) => [
          id,
          nodes.map(({ html, failureSummary }) => `${html.slice(0, 200)} ${failureSummary}`),
        ]);
      });
      assert.deepEqual(violations, []);
    });
  }

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

  it('fills code and quotes only where it means to, whatever VS Code styles by default', async () => {
    const { page } = await open({ messages: [message('1', 'assistant', { text: '> quoted\n\n```\ncode\n```' })] });
    const fills = await page.$$eval('pre code, blockquote', (all) =>
      all.map((e) => getComputedStyle(e).backgroundColor),
    );
    assert.deepEqual(fills, ['rgba(0, 0, 0, 0)', 'rgba(0, 0, 0, 0)']);
    assert.equal(await page.evaluate(() => getComputedStyle(document.body).paddingLeft), '0px');
  });
}, 5000);

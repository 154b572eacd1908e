import * as assert from 'node:assert/strict';
import type { Kin } from '../../../src/core/kin';
import { talk } from './samples';
import { describeTranscript, idsOf, until } from './transcriptPage';

const START = Date.UTC(2026, 10, 18, 13, 2);
const kin = (side: Kin['side'], by: Kin['by'], label: string, minutes: number): { kin: Kin; sessionId: string } => ({
  sessionId: `session of ${label}`,
  kin: { side, by, label, at: START + minutes * 60_000, messageCount: 12 },
});

describeTranscript('conversations that hang on the one that is read', (open) => {
  const all = [kin('origin', 'subagent', 'The parent', -9), kin('offshoot', 'branch', 'Another way', 1.5), kin('offshoot', 'subagent', '<b>Task</b>', 99)];

  it('are named where they left, and a click leads there', async () => {
    const { page, opened, inbound } = await open({ messages: talk(4), kin: all });
    await page.waitForSelector('.note.kin');
    const notes = await page.$$eval('.note.kin', (each) =>
      each.map((note) => [note.closest('article')!.dataset.messageId, (note as HTMLElement).innerText.replace(/\s+/g, ' ').trim(), note.querySelector('.codicon')!.className.split('-').slice(1).join('-')]),
    );
    assert.deepEqual(notes, [
      ['1', 'a task of The parent · 12 messages', 'type-hierarchy-sub'],
      ['3', 'a branch leaves here: Another way · 12 messages', 'repo-forked'],
      ['4', 'a subagent was started: <b>Task</b> · 12 messages', 'type-hierarchy-sub'],
    ]);
    // Each of them is drawn: a class without a sign in the style sheet would be an empty space.
    const signs = await page.$$eval('.note.kin .codicon', (icons) => icons.map((each) => getComputedStyle(each, '::before').content));
    assert.ok(signs.length === 6 && signs.every((sign) => sign !== 'none' && sign !== 'normal'), signs.join());
    // The last one stands behind the message, not before it.
    assert.equal(await page.$eval('[data-message-id="4"]', (article) => article.lastElementChild?.classList.contains('kin')), true);
    assert.deepEqual(await idsOf(page), ['1', '2', '3', '4']);
    await page.click('.note.kin button >> nth=1');
    await until(() => opened.length > 0);
    assert.deepEqual([opened, inbound.at(-1)], [['session of Another way'], { type: 'openKin', kin: 1 }]);
  });
});

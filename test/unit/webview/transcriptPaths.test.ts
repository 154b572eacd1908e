import * as assert from 'node:assert/strict';
import type { ConversationFiles } from '../../../src/ui/conversationPort';
import { call, message, twoCalls } from './samples';
import { atRest, describeTranscript, openAllLines, settled, textOf, until, type OpenTranscript } from './transcriptPage';

interface Files extends ConversationFiles {
  readonly asked: string[];
  readonly opened: unknown[];
}

/** Files below /work, where every session of these tests worked. */
function filesOf(...there: string[]): Files {
  const [asked, opened]: [string[], unknown[]] = [[], []];
  return {
    asked,
    opened,
    find: async (path, bases) => {
      asked.push(path);
      return there.includes(path) ? `${bases[0]}/${path}` : null;
    },
    label: (path) => path.replace(/^\/work\//, 'harbour/'),
    open: async (...place) => void opened.push(place),
  };
}

const linked = async ({ page }: OpenTranscript): Promise<string[]> => {
  await page.waitForSelector('a.path');
  return page.$$eval('a.path', (links) => links.map((link) => `${link.textContent} → ${link.getAttribute('title')}`));
};

describeTranscript(
  'files that a transcript names',
  (open) => {
    it('are links where they are there, and say where they lead', async () => {
      const files = filesOf('src/slot.ts', 'src/slot.tsx');
      const text = 'Look at `src/slot.ts:14`, src/slot.ts and src/slot.tsx, not xsrc/slot.ts or src/none.ts.\n\n```\nimport "src/slot.ts"\n```';
      const opened = await open({ messages: [message('1', 'assistant', { text })], files });
      assert.deepEqual(await linked(opened), [
        'src/slot.ts:14 → harbour/src/slot.ts:14',
        'src/slot.ts → harbour/src/slot.ts',
        'src/slot.tsx → harbour/src/slot.tsx',
        'src/slot.ts → harbour/src/slot.ts',
      ]);
      // The text itself is what it was.
      assert.match(await textOf(opened.page, '.read p'), /^Look at src\/slot\.ts:14, src\/slot\.ts and src\/slot\.tsx, not xsrc\/slot\.ts or src\/none\.ts\.$/);
      await opened.page.click('a.path');
      await opened.page.focus('a.path >> nth=2');
      await opened.page.keyboard.press('Enter');
      await until(() => files.opened.length > 1);
      assert.deepEqual(files.opened, [
        ['/work/src/slot.ts', 14, null],
        ['/work/src/slot.tsx', null, null],
      ]);
      assert.deepEqual(opened.inbound.at(-1), { type: 'openPath', messageId: '1', slot: 'part:0', number: 2 });
    });

    it('are opened from the line of a call by Ctrl and a click, and from a link on its card', async () => {
      const files = filesOf('src/format/slot.ts');
      const opened = await open({ messages: twoCalls(), files });
      const { page } = opened;
      const gist = page.locator('[data-message-id="r0"] .gist');
      await gist.and(page.locator('[data-linked]')).waitFor();
      await gist.click({ modifiers: ['Control'] });
      await until(() => files.opened.length > 0);
      assert.deepEqual(files.opened, [['/work/src/format/slot.ts', 14, null]]);
      // It opened the file and not the line.
      assert.equal(await page.getAttribute('[data-message-id="r0"] button.line-row', 'aria-expanded'), 'false');
      await openAllLines(page);
      await page.waitForSelector('[data-message-id="r0"] .opens a');
      assert.equal(await textOf(page, '[data-message-id="r0"] .opens'), 'Open src/format/slot.ts:14');
    });

    it('are asked for once, and only what is in sight', async () => {
      const files = filesOf();
      const messages = Array.from({ length: 300 }, (_, i) => message(String(i), 'assistant', { text: `Number ${i}: src/f${i}.ts\n\n${'word '.repeat(80)}` }));
      const { page } = await open({ messages, files, height: 600 });
      await until(() => files.asked.includes('src/f299.ts'));
      // At rest once more: what is in sight is known, and nothing of it is asked for again.
      await page.evaluate(() => scrollBy(0, -1));
      await atRest(page);
      const drawn = await page.locator('article').count();
      assert.ok(files.asked.length > 0 && files.asked.length < drawn, `${files.asked.length} of ${drawn}`);
      assert.equal(new Set(files.asked).size, files.asked.length);
    });

    it('are asked for again when the workspace is trusted', async () => {
      const files = filesOf('src/a.ts');
      let [isTrusted, isRefused] = [false, false];
      const find = async (path: string, bases: readonly string[]): Promise<string | null> => {
        isRefused ||= !isTrusted;
        return isTrusted ? files.find(path, bases) : null;
      };
      const untrusted = { ...files, find };
      const { page, conversation } = await open({ messages: [message('1', 'user', { text: 'See src/a.ts' })], files: untrusted });
      await until(() => isRefused);
      await settled(page);
      assert.equal(await page.locator('a.path').count(), 0);
      isTrusted = true;
      conversation.pathsChanged();
      await page.waitForSelector('a.path');
      assert.equal(await textOf(page, 'a.path'), 'src/a.ts');
    });

    it('are not opened when they went meanwhile, and a number that was never told is none', async () => {
      const files = filesOf();
      const { conversation } = await open({ messages: [message('1', 'user', { text: 'src/a.ts', toolCalls: [call('x', 'patch', { path: 'src/b.ts' })] })], files });
      for (const number of [0, 1, 99]) await conversation.receive({ type: 'openPath', messageId: '1', slot: 'part:0', number });
      await conversation.receive({ type: 'openPath', messageId: 'none', slot: 'part:0', number: 0 });
      await conversation.receive({ type: 'openPath', messageId: '1', slot: 'call:7', number: 0 });
      assert.deepEqual(files.opened, []);
    });
  },
  900,
);

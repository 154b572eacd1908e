import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FrameLocator, Locator } from 'playwright-core';
import { encodePng, pngDataUrl } from '../support/png';
import { makeSampleHome } from '../support/sampleHome';
import { attempt, openWorkbench, type Workbench } from './harness';

/** What a reader does with single messages: copy them, open what they name and what hangs on them. */
describe('messages of a transcript', () => {
  let scratch: string;
  let workbench: Workbench;
  before(async () => {
    scratch = fs.mkdtempSync(join(tmpdir(), 'hs-'));
    const [home, folder] = [join(scratch, 'home'), join(scratch, 'workspace')];
    await makeSampleHome(home, { now: Date.now() });
    fs.mkdirSync(join(folder, 'src'), { recursive: true });
    fs.writeFileSync(join(folder, 'src', 'pier.ts'), Array.from({ length: 40 }, (_, i) => `export const pier${i + 1} = ${i};\n`).join(''));
    fs.writeFileSync(join(home, 'webui', 'sessions', `${DEEPEN.session_id}.json`), JSON.stringify({ ...DEEPEN, workspace: folder }));
    workbench = await openWorkbench({ home, folder, height: 900 });
    await workbench.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await workbench.openView();
    await workbench.waitForRows((rows) => rows.some((row) => row.label === DEEPEN.title));
  });
  after(async () => {
    await workbench?.close();
    fs.rmSync(scratch, { recursive: true, force: true });
  });

  const frame = (): FrameLocator => workbench.webview();
  const clipboard = (): Promise<string> => workbench.page.evaluate(() => navigator.clipboard.readText());
  const said = (words: string | RegExp): Promise<void> => workbench.page.locator('.statusbar-item', { hasText: words }).first().waitFor({ timeout: 10_000 });
  const open = (title: string): Promise<void> => workbench.openConversation(title);
  /** Chooses from the menu over an element. */
  const choose = (element: Locator, item: string, position?: { readonly x: number; readonly y: number }): Promise<void> =>
    attempt(async () => {
      await workbench.page.keyboard.press('Escape');
      await element.click({ button: 'right', timeout: 5_000, ...(position !== undefined && { position }) });
      const menu = workbench.page.locator('.monaco-menu');
      await menu.locator('.action-label', { hasText: new RegExp(`^${item}$`) }).waitFor({ timeout: 5_000 });
      // By keys: a fresh menu takes no clicks.
      const focused = menu.locator('.action-item.focused', { hasText: new RegExp(`^${item}$`) });
      for (let steps = 0; steps < 12 && (await focused.count()) === 0; steps += 1) await workbench.page.keyboard.press('ArrowDown');
      await focused.waitFor({ timeout: 1_000 });
      await workbench.page.keyboard.press('Enter');
      await menu.waitFor({ state: 'hidden', timeout: 5_000 });
    });

  it('are copied from their menu: as Markdown, their code, a link', async () => {
    await open(DEEPEN.title);
    const code = frame().locator('figure.code pre');
    await choose(code, 'Copy Code');
    await said('Code copied');
    assert.equal(await clipboard(), 'const depth = 5;');
    await choose(code, 'Copy as Markdown');
    await said('Message copied as Markdown');
    assert.match(await clipboard(), /^## Hermes[^]*src\/pier\.ts:3[^]*```ts\nconst depth = 5;\n```\n$/);
    // What is selected, and no Cut or Paste beside it.
    const [words, first] = [frame().locator('.row.prompt .read p'), { x: 8, y: 8 }];
    await words.dblclick({ position: first });
    const selected = await frame().locator('body').evaluate(() => document.getSelection()!.toString().trim());
    assert.notEqual(selected, '');
    await choose(words, 'Copy', first);
    await attempt(async () => {
      await workbench.page.waitForTimeout(200);
      assert.equal((await clipboard()).trim(), selected);
    });
    await frame().locator('.row.prompt .read').click({ button: 'right' });
    await workbench.page.locator('.monaco-menu .action-label', { hasText: /^Copy$/ }).waitFor();
    assert.deepEqual(await workbench.page.locator('.monaco-menu .action-label', { hasText: /^(Cut|Paste)$/ }).count(), 0);
    await choose(frame().locator('.row.prompt .read'), 'Copy Link to Message');
    await said('Link to the message copied');
    const link = await clipboard();
    assert.equal(nameIn(link, 'id'), DEEPEN.session_id);
    assert.ok(nameIn(link, 'message') !== null && !/tmp|workspace|json/.test(decodeURIComponent(link)), link);
  });

  it('show the pictures they hold, and open the files they name, at their line', async () => {
    const picture = frame().locator('.picture img');
    await picture.waitFor();
    await attempt(async () => assert.equal(await picture.evaluate((img: HTMLImageElement) => img.naturalWidth), 30));
    const path = frame().locator('a.path').first();
    assert.equal(await path.getAttribute('title'), 'workspace/src/pier.ts:3');
    await workbench.screenshot('transcript-files-and-pictures');
    await path.click();
    await workbench.page.locator('.tab.active', { hasText: 'pier.ts' }).waitFor();
    await said('Ln 3, Col 1');
  });

  it('are all copied by key, however few are drawn', async () => {
    const { page } = workbench;
    await open('Show booking times in the visitor');
    await attempt(async () => {
      await frame().getByRole('feed').focus();
      await page.keyboard.press('Control+a');
      await page.keyboard.press('Control+c');
      await said(/\d+ messages copied/);
    });
    const text = await clipboard();
    const total = Number(await frame().locator('article').first().getAttribute('aria-setsize'));
    assert.equal(text.match(/^── /gm)?.length, total);
    assert.ok((await frame().locator('article').count()) < total);
  });

  it('name what left the conversation, and lead there and back', async () => {
    await open('Bring the berth calendar');
    const notes = frame().locator('.note.kin');
    await notes.first().waitFor({ state: 'attached' });
    const before = await frame().locator('h1').innerText();
    assert.match(await notes.first().innerText(), /a branch of/);
    await notes.first().getByRole('button').click();
    await frame().locator('h1').filter({ hasNotText: before }).waitFor();
    const back = frame().locator('.note.kin', { hasText: before }).getByRole('button');
    await back.waitFor();
    await workbench.screenshot('transcript-kin');
    await back.click();
    await frame().locator('h1').filter({ hasText: before }).waitFor();
  });

  it('are opened by their link', async () => {
    const { page } = workbench;
    await open('Show booking times in the visitor');
    await frame().getByRole('feed').focus();
    await page.keyboard.press('Home');
    const first = frame().locator('article[aria-posinset="1"]');
    await first.waitFor();
    await choose(first.locator('.read').first(), 'Copy Link to Message');
    await said('Link to the message copied');
    const link = await clipboard();
    await workbench.command('View: Close All Editors');
    await workbench.command('Developer: Open URL');
    const input = page.locator('.quick-input-widget input.input');
    await input.fill(link);
    await input.press('Enter');
    const allow = page.locator('.monaco-dialog-box .monaco-button', { hasText: 'Open' });
    await allow.click({ timeout: 15_000 });
    await frame().locator('h1', { hasText: 'Show booking times in the visitor' }).waitFor({ timeout: 15_000 });
    // At this message, and not at the end, where it would open without one.
    await frame().locator('article[aria-posinset="1"]').waitFor();
  });
});

/** What a link says, as VS Code reads it. */
const nameIn = (link: string, name: string): string | null => new URLSearchParams(decodeURIComponent(link.slice(link.indexOf('?') + 1))).get(name);

const AT = Date.now() / 1000 - 300;

/** A conversation of Hermes WebUI about files of the folder that is open. */
const DEEPEN = {
  session_id: 'e2e0pier0001',
  title: 'Deepen the pier',
  model: 'hermes-4-405b',
  created_at: AT,
  updated_at: AT + 60,
  messages: [
    {
      role: 'user',
      timestamp: AT,
      content: [
        { type: 'text', text: 'Deepen the pier, please.' },
        { type: 'image_url', image_url: { url: pngDataUrl(encodePng(30, 20, [[40, 110, 150]], () => 0)) } },
      ],
    },
    { role: 'assistant', timestamp: AT + 60, content: 'It is in `src/pier.ts:3`, not in `src/none.ts`.\n\n```ts\nconst depth = 5;\n```' },
  ],
};

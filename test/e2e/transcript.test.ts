import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FrameLocator, Locator } from 'playwright-core';
import { readDirectoryState } from '../support/directoryState';
import { makeSampleHome } from '../support/sampleHome';
import { attempt, editorInFront, openWorkbench, type Theme, type Workbench } from './harness';

describe('the transcript of the sample home', () => {
  let scratch: string;
  let home: string;
  let untouched: string[];
  let workbench: Workbench;
  const requests: string[] = [];
  const dialogs: string[] = [];
  before(async () => {
    scratch = fs.mkdtempSync(join(tmpdir(), 'hs-'));
    home = join(scratch, 'home');
    await makeSampleHome(home, { now: Date.now() });
    untouched = readDirectoryState(home);
    workbench = await openWorkbench({ home });
    workbench.page.on('request', (request) => requests.push(request.url()));
    workbench.page.on('dialog', (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    await workbench.openView();
    await workbench.waitForRows((rows) => rows.some((row) => row.label === RED_BUILD));
  });
  after(async () => {
    await workbench?.close();
    fs.rmSync(scratch, { recursive: true, force: true });
  });

  const frame = (): FrameLocator => workbench.webview();
  const feed = (): Locator => frame().getByRole('feed');
  const tab = (title: string): Locator => workbench.page.locator('.tab.active', { hasText: title });
  const line = (text: string): Locator => frame().locator('button.line-row', { hasText: text }).first();
  const open = (title: string): Promise<void> => workbench.openConversation(title);

  it('opens by a click on a row, in a tab with its title, under a header that says what is shown', async () => {
    await workbench.openRow(RED_BUILD);
    const header = frame().locator('header');
    await header.getByRole('heading', { level: 1, name: RED_BUILD }).waitFor();
    const facts = await header.innerText();
    assert.match(facts, /TUI/);
    assert.match(facts, /hermes-4-405b/);
    assert.match(facts, /state\.db · 10 messages/);
  });

  it('is one feed of articles, each with its message id and its place', async () => {
    const feed = frame().getByRole('feed', { name: 'Conversation' });
    const found = await feed.evaluate((element) => ({
      children: [...element.children].map((child) => child.tagName),
      ids: [...element.querySelectorAll('article')].map((article) => article.dataset.messageId),
      sizes: [...element.querySelectorAll('article')].map((article) => article.getAttribute('aria-setsize')),
    }));
    assert.deepEqual([...new Set(found.children)], ['ARTICLE']);
    assert.ok(found.ids.length >= 6 && found.ids.every((id) => id !== undefined && /^\d+$/.test(id)), found.ids.join());
    assert.equal(new Set(found.ids).size, found.ids.length);
    assert.deepEqual([...new Set(found.sizes)], ['10']);
    await feed.getByText('main has been red since this morning. What happened?').waitFor({ state: 'attached' });
  });

  it('has one panel: a second click reveals it instead of opening another', async () => {
    await workbench.openRow(RED_BUILD);
    assert.equal(await workbench.page.locator('.tab', { hasText: RED_BUILD }).count(), 1);
  });

  it('opens and closes a tool call by the keyboard', async () => {
    const call = line('git log --oneline');
    assert.equal(await call.getAttribute('aria-expanded'), 'false');
    await call.press('Enter');
    await frame().getByText('a41c9e2 Tide table: show the day').waitFor();
    assert.equal(await call.getAttribute('aria-expanded'), 'true');
    await call.press('Space');
    await frame().getByText('a41c9e2 Tide table: show the day').waitFor({ state: 'detached' });
    assert.equal(await call.getAttribute('aria-expanded'), 'false');
  });

  it('opens at once what failed, with the reason as a word', async () => {
    const failed = line('gh run view');
    assert.equal(await failed.getAttribute('aria-expanded'), 'true');
    assert.match(await failed.innerText(), /exit 2/);
  });

  it('keeps reasoning shut until it is asked for', async () => {
    const reasoning = line('Reasoning');
    assert.equal(await reasoning.getAttribute('aria-expanded'), 'false');
    await reasoning.click();
    const thought = 'the second one was branched off before the rename';
    await frame().locator('.line.open .body', { hasText: thought }).waitFor();
    await reasoning.click();
    await frame().locator('.line.open .body', { hasText: thought }).waitFor({ state: 'detached' });
  });

  it('opens by Enter on a row of the tree', async () => {
    await workbench.openRow('Bring the berth calendar to the phone');
    await frame().locator('h1', { hasText: 'Bring the berth calendar' }).waitFor();
    await workbench.command('Hermes Sessions: Focus on Sessions View');
    await workbench.page.keyboard.press('ArrowUp');
    const above = workbench.page.locator('.part.sidebar .monaco-list-row.focused .label-name');
    await above.getByText('Ferry delay messages for the pier screens', { exact: true }).waitFor();
    await workbench.page.keyboard.press('Enter');
    await tab('Ferry delay messages').waitFor();
    await frame().locator('h1', { hasText: 'Ferry delay messages' }).waitFor();
  });

  it('is found by “Open Conversation…”, also when it is only a file', async () => {
    await open('Colours of the harbour map');
    await frame().getByText('Four steps of one blue').waitFor();
    assert.match(await frame().locator('header').innerText(), /conversation file · 2 messages/);
  });

  it('leaves “Open Conversation…” open and in the focus while a transcript behind it comes to stand', async () => {
    const { page } = workbench;
    const picker = page.locator('.quick-input-widget', { hasText: 'Open a conversation' });
    const action = page.locator('.part.sidebar .action-label[aria-label^="Open Conversation"]').first();
    for (const label of ['Ferry delay messages for the pier screens', RED_BUILD, 'Bring the berth calendar to the phone']) {
      // VS Code may draw the actions anew between the press and the release of the mouse, and the click is none.
      await attempt(async () => {
        // Closed, so that its page has to be loaded again.
        await workbench.command('View: Close All Editors');
        // The view shows its actions while the mouse is over it.
        await workbench.treeRow(label).hover();
        await action.waitFor();
        const box = await action.boundingBox();
        assert.ok(box !== null, 'The action has no place on the screen.');
        const clicks = async (): Promise<void> => {
          await workbench.treeRow(label).click();
          // In the same moment, before the page of the transcript can stand.
          await page.mouse.click(box.x + 8, box.y + 8);
        };
        // However shortly: one that came must stay.
        await Promise.all([picker.waitFor({ timeout: 10_000 }), clicks()]);
      });
      await frame().locator('h1', { hasText: label }).waitFor();
      await picker.locator('input.input:focus').waitFor();
      await page.keyboard.type('Colours of the harbour');
      await picker.locator('.monaco-list-row.focused', { hasText: 'Colours of the harbour map' }).waitFor();
      await page.keyboard.press('Enter');
      await tab('Colours of the harbour map').waitFor();
      await frame().locator('h1', { hasText: 'Colours of the harbour map' }).waitFor();
      // Nothing holds it any more: it closes as others do.
      await action.click();
      await picker.waitFor();
      await workbench.treeRow(label).click();
      await picker.waitFor({ state: 'hidden' });
    }
  });

  it('folds long output and shows all of it when asked', async () => {
    await open('Show booking times in the visitor');
    const calls = frame().locator('button.line-row[aria-expanded="false"]');
    const unfold = frame()
      .getByRole('button', { name: /^Show all \d+ lines$/ })
      .first();
    // Whatever is folded in this long conversation lies behind its tool calls, and only those near the view are there.
    for (let steps = 0; steps < 60 && (await unfold.count()) === 0; steps += 1) {
      await calls.evaluateAll((lines) => lines.forEach((each) => (each as HTMLElement).click()));
      await frame()
        .locator('body')
        .evaluate(
          () =>
            new Promise<void>((resolve) => {
              scrollBy(0, -300);
              requestAnimationFrame(() => requestAnimationFrame(() => resolve()));
            }),
        );
    }
    const lines = Number(/\d+/.exec(await unfold.innerText())?.[0]);
    const output = unfold.locator('xpath=ancestor::*[contains(@class, "output")]').locator('pre');
    assert.equal(linesOf(await output.innerText()), 12);
    await unfold.press('Enter');
    const whole = frame().locator('.output', { has: workbench.page.getByRole('button', { name: 'Show fewer lines' }) });
    assert.equal(linesOf(await whole.locator('pre').innerText()), lines);
    await workbench.screenshot('transcript-open-lines');
  });

  it('finds in messages that are not drawn, and goes back to where the reader was', async () => {
    const { page } = workbench;
    await open('Show booking times in the visitor');
    await frame().getByRole('feed').focus();
    await page.keyboard.press('Control+f');
    const bar = frame().getByRole('search');
    await bar.getByRole('textbox', { name: 'Find' }).fill('zone');
    await bar.getByRole('status').filter({ hasText: /^\d+ of \d+$/ }).waitFor();
    const inside = await (await frame().locator('html').elementHandle())?.ownerFrame();
    assert.ok(inside, 'the transcript is not open');
    // In front, and in view.
    await inside.waitForFunction(() => {
      const [range] = [...((CSS.highlights.get('match-front') ?? []) as Iterable<Range>)];
      const top = range?.getBoundingClientRect().top ?? -1;
      return /^zone$/i.test(range?.toString() ?? '') && top > 0 && top < innerHeight;
    });
    const before = await bar.getByRole('status').innerText();
    await page.keyboard.press('Enter');
    await bar.getByRole('status').filter({ hasNotText: before }).waitFor();
    await workbench.screenshot('transcript-find');
    await page.keyboard.press('Escape');
    await bar.waitFor({ state: 'hidden' });
  });

  it('filters all of its messages by key, and brings the others back', async () => {
    const { page } = workbench;
    await open(RED_BUILD);
    await feed().focus();
    await page.keyboard.press('f');
    const bar = frame().getByRole('group', { name: 'Filter' });
    await bar.getByRole('button', { name: 'Errors 2' }).press('Enter');
    await frame().locator('.filtered', { hasText: 'Showing 2 of 10 messages: errors.' }).waitFor();
    await feed().locator('article', { hasText: 'gh run view' }).waitFor();
    assert.equal(await feed().locator('article').count(), 2);
    await workbench.screenshot('transcript-filter');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Shift+F');
    await frame().locator('.filtered').waitFor({ state: 'hidden' });
    await feed().getByText('Fix it, please.').waitFor({ state: 'attached' });
  });

  it('folds runs of tool calls to a line that opens by key', async () => {
    await open('Rename “places” to “berths”');
    const run = frame().locator('.run > button[aria-expanded=false]', { hasText: /^\d+ tool calls/ }).first();
    const name = await run.innerText();
    const articles = await feed().locator('article').count();
    await run.press('Enter');
    const opened = frame().locator('.run > button[aria-expanded=true]', { hasText: /^\d+ tool calls/ }).first();
    await opened.waitFor();
    assert.equal(await opened.innerText(), name);
    assert.ok((await feed().locator('article').count()) > articles);
    await opened.press('Enter');
    await opened.waitFor({ state: 'detached' });
  });

  it('goes to a turn by the editor’s own list, and to the ends by key', async () => {
    const { page } = workbench;
    // Long enough for its ends to lie apart.
    await open('Show booking times in the visitor');
    await frame().getByRole('button', { name: 'Outline (O)' }).click();
    const picker = page.locator('.quick-input-widget', { hasText: 'Outline' });
    await picker.locator('.monaco-list-row').first().waitFor();
    await picker.locator('input.input').press('Escape');
    await picker.waitFor({ state: 'hidden' });
    await frame().getByRole('feed').focus();
    await page.keyboard.press('Home');
    await frame().locator('article[aria-posinset="1"]').waitFor();
    await page.keyboard.press('End');
    await frame().locator('article[aria-posinset="1"]').waitFor({ state: 'detached' });
  });

  it('runs nothing, asks for nothing and links to nothing that a hostile message names', async () => {
    await open('<img src=x onerror=alert(1)>');
    await feed().getByText('<script>alert(1)</script> <iframe src="https://evil.example"></iframe>').waitFor();
    // A picture elsewhere is a stub that names its host.
    await frame().locator('.stub', { hasText: 'evil.example' }).waitFor();
    const found = await frame()
      .locator('body')
      .evaluate((body) => ({
        elements: body.querySelectorAll(
          '[role=feed] :is(script, iframe, img, svg, object, embed, form, style, details)',
        ).length,
        links: [...body.querySelectorAll('[href], [src]')]
          .map((each) => each.getAttribute('href') ?? each.getAttribute('src') ?? '')
          .filter((address) => /command:|javascript:|file:|evil/.test(address)),
        handlers: [...body.querySelectorAll('*')].flatMap((each) =>
          each.getAttributeNames().filter((name) => name.startsWith('on')),
        ),
      }));
    assert.equal(found.elements, 0);
    assert.deepEqual(found.links, []);
    assert.deepEqual(found.handlers, []);
    assert.deepEqual(dialogs, []);
    assert.deepEqual(
      requests.filter((url) => /evil\.example/.test(url)),
      [],
    );
    await workbench.screenshot('transcript-hostile');
  });

  for (const theme of ['light', 'hcDark', 'hcLight', 'dark'] as const satisfies readonly Theme[]) {
    it(`takes its colours from the theme and gives axe nothing to say (${theme})`, async () => {
      await open(RED_BUILD);
      await workbench.setTheme(theme);
      const colours = (): Promise<{ page: string; wanted: string; text: string; wantedText: string }> =>
        frame()
          .locator('body')
          .evaluate((body) => {
            const resolve = (colour: string): string => {
              const probe = body.appendChild(body.ownerDocument.createElement('i'));
              probe.style.color = colour;
              const { color } = getComputedStyle(probe);
              probe.remove();
              return color;
            };
            return {
              page: getComputedStyle(body).backgroundColor,
              wanted: resolve('var(--vscode-editor-background)'),
              text: getComputedStyle(body).color,
              wantedText: resolve('var(--vscode-foreground)'),
            };
          });
      await frame().locator(`body.${BODY_CLASSES[theme]}`).waitFor();
      const { page, wanted, text, wantedText } = await colours();
      assert.equal(page, wanted);
      assert.equal(text, wantedText);
      await workbench.screenshot(`transcript-${theme}`);

      assert.deepEqual(await axeViolations(frame()), []);
    });
  }

  it('comes back after a reload of the window, with the view closed', async () => {
    const { page } = workbench;
    await open(RED_BUILD);
    // With the tree in sight the extension would be started by it; here only the panel asks for it.
    await workbench.command('View: Show Explorer');
    await page.locator('.part.sidebar .composite.title', { hasText: /explorer/i }).waitFor();
    await workbench.reload((stored) => editorInFront(stored).includes(RED_BUILD) && stored['workbench.sidebar.activeviewletid']?.includes('hermes') !== true);
    await tab(RED_BUILD).waitFor({ timeout: 30_000 });
    await frame().locator('h1', { hasText: RED_BUILD }).waitFor({ timeout: 60_000 });
    await feed().getByText('Fix it, please.').waitFor({ state: 'attached' });
  });

  it('left the home as it was, without a file more', () => {
    assert.deepEqual(readDirectoryState(home), untouched);
  });
});

const RED_BUILD = 'Why is the build red on main?';

const AXE = fs.readFileSync(createRequire(__filename).resolve('axe-core/axe.min.js'), 'utf8');

const BODY_CLASSES: Readonly<Record<Theme, string>> = {
  dark: 'vscode-dark',
  light: 'vscode-light',
  hcDark: 'vscode-high-contrast:not(.vscode-high-contrast-light)',
  hcLight: 'vscode-high-contrast-light',
};

const linesOf = (text: string): number => text.replace(/\n$/, '').split('\n').length;

/** Axe is evaluated as a debugger does it: the page's policy refuses any script element but its own. */
async function axeViolations(page: FrameLocator): Promise<unknown[]> {
  const element = await page.locator('html').elementHandle();
  const inside = await element?.ownerFrame();
  assert.ok(inside, 'the transcript is not open');
  await inside.evaluate(AXE);
  return inside.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }> };
    };
    const { violations } = await axe.run();
    return violations.map(({ id, nodes }) => [
      id,
      nodes.map(({ html, failureSummary }) => `${html.slice(0, 200)} ${failureSummary}`),
    ]);
  });
}

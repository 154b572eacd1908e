import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { readDirectoryState } from '../support/directoryState';
import { makeSampleHome } from '../support/sampleHome';
import { attempt, openWorkbench, type Workbench } from './harness';

describe('exporting conversations of the sample home', () => {
  let scratch: string;
  let folder: string;
  let untouched: string[];
  let workbench: Workbench;
  before(async () => {
    scratch = fs.mkdtempSync(join(tmpdir(), 'hs-'));
    folder = join(scratch, 'out');
    fs.mkdirSync(folder);
    const home = join(scratch, 'home');
    await makeSampleHome(home, { now: Date.now() });
    untouched = readDirectoryState(home);
    workbench = await openWorkbench({ home, folder });
    await workbench.openView();
    await workbench.waitForRows((rows) => rows.some((row) => row.label === RED_BUILD));
  });
  after(async () => {
    await workbench?.close();
    fs.rmSync(scratch, { recursive: true, force: true });
  });

  const quickPick = (title: string): Locator => workbench.page.locator('.quick-input-widget', { hasText: title });
  const notification = (text: RegExp): Locator =>
    workbench.page.locator('.notification-toast', { hasText: text }).first();
  const fromMenu = (row: Locator): Promise<void> =>
    attempt(async () => {
      // A menu that a click did not close covers the rows.
      await workbench.page.keyboard.press('Escape');
      await row.click({ button: 'right', timeout: 5_000 });
      // A menu takes no click that comes too soon after it opened; what the pointer is on, Enter runs.
      await workbench.page
        .locator('.monaco-menu .action-label', { hasText: 'Export Conversation…' })
        .hover({ timeout: 5_000 });
      await workbench.page.waitForTimeout(200);
      await workbench.page.keyboard.press('Enter');
      await quickPick('Export as').waitFor({ timeout: 5_000 });
    });
  const fromTitle = (): Promise<void> =>
    attempt(async () => {
      await workbench.page
        .locator('.editor-group-container.active .editor-actions [aria-label^="Export Conversation"]')
        .click({ timeout: 5_000 });
      await quickPick('Export as').waitFor({ timeout: 5_000 });
    });
  async function choose(format: string): Promise<void> {
    await quickPick('Export as').locator('.monaco-list-row', { hasText: format }).first().click();
  }
  /** Accepts what is ticked, having turned over the named ones. */
  async function accept(...turned: string[]): Promise<void> {
    const pick = quickPick('What the export shall hold');
    await pick.waitFor();
    for (const name of turned) await pick.locator('.monaco-list-row', { hasText: name }).first().click();
    await pick.locator('.monaco-button', { hasText: /ok/i }).first().click();
  }
  async function saveAs(path: string): Promise<void> {
    const dialog = quickPick('Export Conversation');
    const input = dialog.locator('input.input');
    // The dialog writes the name it offers once it has looked into the folder: what was typed before would be lost.
    await attempt(async () => {
      await input.waitFor({ timeout: 10_000 });
      await workbench.page.waitForTimeout(300);
      assert.match(await input.inputValue(), /main.*\.\w+$|^\/.*\/[^/]+\.\w+$/);
      await input.fill(path);
      await workbench.page.waitForTimeout(300);
      assert.equal(await input.inputValue(), path);
    });
    await input.press('Enter');
  }

  it('writes one as a page, redacted unless told otherwise, and says so once', async () => {
    const path = join(folder, 'red.html');
    await fromMenu(workbench.treeRow(RED_BUILD));
    await choose('Web page');
    await accept();
    await saveAs(path);
    await notification(/Exported to red\.html\. (?:Redacted: |Looked for )/).waitFor({ timeout: 30_000 });
    const html = fs.readFileSync(path, 'utf8');
    assert.match(html, /<title>Why is the build red on main\?<\/title>/);
    assert.match(html, /Fix it, please\./);
    assert.match(html, /Left out: system prompts/);
    assert.equal(fs.statSync(path).mode & 0o777, 0o600);
    assert.deepEqual(fs.readdirSync(folder), ['red.html']);
    await workbench.screenshot('export-notification');
    await notification(/Exported to red\.html/).locator('.monaco-button', { hasText: 'Open' }).click();
    await workbench.page.locator('.tab.active', { hasText: 'red.html' }).waitFor();
  });

  it('takes the transcript in sight, from its title, and leaves out what is not ticked', async () => {
    await workbench.openRow(RED_BUILD);
    await workbench.webview().locator('h1', { hasText: RED_BUILD }).waitFor();
    await fromTitle();
    await choose('Markdown');
    await accept('Tool calls and their results');
    const path = join(folder, 'red.md');
    await saveAs(path);
    await notification(/Exported to red\.md/).waitFor({ timeout: 30_000 });
    const text = fs.readFileSync(path, 'utf8');
    assert.match(text, /^# Why is the build red on main\?\n/);
    assert.match(text, /Left out: tool calls and their results, system prompts/);
    assert.doesNotMatch(text, /git log --oneline/);
  });

  it('says that a filter does not count, unless what it shows is asked for, and then what it left', async () => {
    await workbench.webview().getByRole('button', { name: 'Filter (F)' }).click();
    await workbench.webview().getByRole('button', { name: 'Prompts' }).click();
    const line = workbench.webview().locator('.filtered', { hasText: /^Showing \d+ of \d+ messages: prompts\./ });
    const [, shown, total] = /^Showing (\d+) of (\d+)/.exec(await line.innerText()) ?? [];
    await fromTitle();
    await choose('Text');
    await quickPick('What the export shall hold').getByText('Filtered to prompts. Without this tick the whole conversation is exported.').waitFor();
    await accept('Only what the filter shows');
    const path = join(folder, 'red.txt');
    await saveAs(path);
    await notification(/Exported to red\.txt/).waitFor({ timeout: 30_000 });
    const text = fs.readFileSync(path, 'utf8');
    assert.ok(text.includes(`Filtered to prompts: ${shown} of ${total} messages`), text.slice(0, 400));
    assert.deepEqual([...new Set(text.match(/^── \w+/gm))], ['── You']);
  });

  it('asks before it replaces a file, and before it exports rows that cannot be redacted', async () => {
    const path = join(folder, 'red.jsonl');
    fs.writeFileSync(path, 'mine');
    await fromTitle();
    await choose('JSONL');
    const dialog = workbench.page.locator('.monaco-dialog-box', { hasText: 'Export without redaction?' });
    await dialog.getByText('JSONL holds the whole conversation, also what the filter hides.').waitFor();
    await dialog.locator('.monaco-button', { hasText: 'Export As It Is' }).click();
    await saveAs(path);
    const question = workbench.page.getByText(/already exists/).first();
    await question.waitFor();
    assert.equal(fs.readFileSync(path, 'utf8'), 'mine');
    await workbench.page.keyboard.press('Escape');
    await workbench.page.keyboard.press('Escape');
    assert.equal(fs.readFileSync(path, 'utf8'), 'mine');
  });

  it('refuses to put a document among the files of Hermes', async () => {
    await fromTitle();
    await choose('JSON');
    await accept();
    await saveAs(join(scratch, 'home', 'sessions', 'x.json'));
    await notification(/lies among the files Hermes reads/).waitFor({ timeout: 30_000 });
  });

  it('left the home as it was', () => {
    assert.deepEqual(readDirectoryState(join(scratch, 'home')), untouched);
  });
});

const RED_BUILD = 'Why is the build red on main?';

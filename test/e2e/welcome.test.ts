import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { FixtureDatabase } from '../support/fixtureDatabase';
import { conversation, HOUR, says, you } from '../support/sample/script';
import { writeConversation, writePreviousCopy } from '../support/sampleWebui';
import { openWorkbench, type Workbench } from './harness';

/** One workbench goes from home to home, as a person does who changes `hermesSessions.home`. */
describe('what the view says where there is little or nothing to list', () => {
  let scratch: string;
  let workbench: Workbench;
  before(async () => {
    scratch = fs.mkdtempSync(join(tmpdir(), 'hs-'));
    workbench = await openWorkbench();
    await workbench.openView();
  });
  after(async () => {
    await workbench?.close();
    fs.rmSync(scratch, { recursive: true, force: true });
  });

  /** Waits until the view says it, and pictures it. */
  const viewSays = async (text: string | RegExp, picture: string): Promise<void> => {
    await workbench.page
      .locator('.part.sidebar .pane-body')
      .first()
      .getByText(text)
      .first()
      .waitFor({ timeout: 30_000 });
    await workbench.screenshot(`view-${picture}`);
  };
  /** The words of a welcome content or a message have to be gone with the situation they spoke of. */
  const saysNoMore = (text: string): Promise<void> =>
    workbench.page.locator('.part.sidebar .pane-body').first().getByText(text).first().waitFor({ state: 'hidden' });
  const link = (name: string): Locator =>
    workbench.page.locator('.part.sidebar .pane-body').first().getByRole('button', { name });
  /** Makes a home with a file that says it is one, and what `fill` puts into it. */
  const use = async (name: string, fill: (home: string) => Promise<void> | void): Promise<string> => {
    const home = join(scratch, name);
    fs.mkdirSync(home);
    fs.writeFileSync(join(home, 'active_profile'), 'default\n');
    await fill(home);
    workbench.setMachineSettings({ 'hermesSessions.home': home });
    return home;
  };
  const database = async (
    path: string,
    sessions: readonly { id: string; title: string; source: string }[],
  ): Promise<void> => {
    const db = await FixtureDatabase.create();
    for (const { id, title, source } of sessions) {
      db.addSession({ id, title, source, message_count: 1 });
      db.addMessage({ session_id: id, role: 'user', content: 'Hello' });
    }
    db.toFile(path);
    db.close();
  };

  it('no home: where it was looked for, and a way to choose one', async () => {
    await viewSays(/^No Hermes home was found\./, 'no-home');
    await link('Choose a Folder…').waitFor();
  });

  it('an empty store: that there is nothing yet, and the first conversation by itself', async () => {
    const home = await use('empty', (dir) => database(join(dir, 'state.db'), []));
    await viewSays('No conversations here yet. They appear as soon as Hermes saves one.', 'none-yet');
    await saysNoMore('No Hermes home was found');
    await database(join(home, 'next.tmp'), [{ id: 'a', title: 'The first one', source: 'cli' }]);
    fs.renameSync(join(home, 'next.tmp'), join(home, 'state.db'));
    await workbench.waitForRows((rows) => rows.some((row) => row.label === 'The first one'));
    await saysNoMore('No conversations here yet');
  });

  it('everything hidden: so it says, and the choice is one click away', async () => {
    const { page } = workbench;
    await use('hidden', (dir) => database(join(dir, 'state.db'), [{ id: 'a', title: 'Nightly', source: 'cron' }]));
    await viewSays('Everything is hidden by the filter: 1 conversation.', 'all-hidden');
    const [first, ...others] = await workbench.waitForRows((rows) => rows[0]?.label === '1 not shown');
    assert.deepEqual([first?.label, first?.description, others], ['1 not shown', '1 cron', []]);
    await workbench.treeRow('1 not shown').click();
    await page.locator('.quick-input-widget .monaco-list-row', { hasText: 'Cron runs' }).click();
    await page.keyboard.press('Enter');
    await workbench.waitForRows((rows) => rows.some((row) => row.label === 'Nightly'));
    // The filter is the person's own, for all homes: undone for the tests that follow.
    await workbench.command('Hermes Sessions: Show Hidden Conversations…');
    await page.locator('.quick-input-widget .monaco-list-row', { hasText: 'Cron runs' }).click();
    await page.keyboard.press('Enter');
    await viewSays('Everything is hidden by the filter: 1 conversation.', 'all-hidden');
  });

  it('a damaged database: why, the copies beside it, and one of them opened', async () => {
    const { page } = workbench;
    const copy = 'state.db.malformed-backup-20260301-120000';
    await use('damaged', async (dir) => {
      await database(join(dir, copy), [{ id: 'a', title: 'Kept in the copy', source: 'cli' }]);
      fs.writeFileSync(join(dir, 'state.db.zeroed-20260228-080000'), new Uint8Array(8192));
      await database(join(dir, 'state.db'), [{ id: 'a', title: 'Lost', source: 'cli' }]);
      const file = fs.openSync(join(dir, 'state.db'), 'r+');
      fs.writeSync(file, new Uint8Array(100), 0, 100, 0);
      fs.closeSync(file);
    });
    const rows = await workbench.waitForRows((all) =>
      all.some((row) => row.label === '2 older copies lie beside state.db'),
    );
    const notice = rows.find((row) => row.label === 'state.db cannot be read');
    assert.equal(notice?.description, 'it holds only zeros');
    assert.deepEqual(
      rows.filter((row) => row.level === 2).map((row) => [row.label.length < 24, row.description, row.expanded]),
      [
        [true, 'before a repair', false],
        [true, 'set aside as zeroed · cannot be opened here', null],
      ],
    );
    await workbench.screenshot('view-damaged');
    await workbench.treeRow('state.db cannot be read').click();
    const dialog = page.locator('.monaco-dialog-box');
    await dialog.getByText(/Look for copies beside it/).waitFor();
    await dialog.getByRole('button', { name: 'Open a Copy…' }).waitFor();
    await workbench.screenshot('view-damaged-why');
    await dialog.getByRole('button', { name: 'What Hermes Can Do' }).click();
    await dialog.getByText(/hermes sessions recover --source FILE/).waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await workbench.command('Hermes Sessions: Open a Copy of state.db…');
    const choices = page.locator('.quick-input-widget .quick-input-list .monaco-list-row');
    await choices.filter({ hasText: copy }).waitFor();
    assert.equal(await choices.count(), 1, 'only what can be opened is offered');
    await page.keyboard.press('Enter');
    await workbench.waitForRows((all) => all.some((row) => row.label === 'Kept in the copy' && row.level === 4));
    await workbench.screenshot('view-damaged-copy');
    await workbench.openRow('Kept in the copy');
    await workbench.webview().locator('article', { hasText: 'Hello' }).waitFor();
  });

  it('a store that cannot be read, and nothing beside it: why, and what Hermes can do', async () => {
    const { page } = workbench;
    await use('unreadable', (dir) => fs.writeFileSync(join(dir, 'state.db'), 'x'.repeat(8192)));
    await viewSays('state.db cannot be read: its first page is damaged.', 'unreadable');
    await saysNoMore('Kept in the copy');
    await workbench.waitForRows((rows) => rows.length === 0);
    await link('What Hermes Can Do').click();
    const dialog = page.locator('.monaco-dialog-box');
    await dialog.getByText(/hermes sessions recover --source FILE/).waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
  });

  it('PostgreSQL: that its conversations are not read here', async () => {
    await use('postgres', (dir) => fs.writeFileSync(join(dir, 'config.yaml'), 'database:\n  backend: postgres\n'));
    await viewSays(/keeps its conversations in PostgreSQL, which Hermes Sessions does not read/, 'postgres');
    await saysNoMore('state.db cannot be read');
    // In place of rows: it is said once.
    await workbench.waitForRows((rows) => rows.length === 0);
  });

  it('a WebUI’s files alone: conversation files and previous copies have rows, marked, and can be read', async () => {
    const now = Date.now();
    const [file, copy] = (['Only a file', 'Only a previous copy'] as const).map((title, i) =>
      conversation(now, {
        key: `alone-${i}`,
        source: 'webui',
        title,
        ago: (i + 1) * HOUR,
        steps: [you(`${title}?`, { after: 0 }), says('Yes.')],
      }),
    );
    assert.ok(file && copy);
    await use('webui', (dir) => {
      const sessions = join(dir, 'webui', 'sessions');
      fs.mkdirSync(sessions, { recursive: true });
      writeConversation(sessions, { session: file, messages: file.messages });
      writePreviousCopy(sessions, { session: copy, messages: copy.messages });
    });
    const rows = await workbench.waitForRows((all) => all.filter((row) => row.label.startsWith('Only a')).length === 2);
    await workbench.screenshot('view-webui-only');
    const described = (label: string): string => rows.find((row) => row.label === label)?.description ?? '';
    assert.match(described('Only a file'), /^1 h · file only · 2 messages$/);
    assert.match(described('Only a previous copy'), /^2 h · previous copy only · 2 messages$/);
    assert.ok(!rows.some((row) => row.label === 'state.db cannot be read'), 'a database that never was is no damage');
    await saysNoMore('PostgreSQL');
    for (const title of ['Only a file', 'Only a previous copy']) {
      await workbench.openRow(title);
      await workbench
        .webview()
        .locator('article', { hasText: `${title}?` })
        .waitFor();
    }
  });
});

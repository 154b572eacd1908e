import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import type { Locator } from 'playwright-core';
import { conversation, DamagedHome, talk, type Said } from '../support/damagedHome';
import { FIXTURE_SECOND } from '../support/fixtureDatabase';
import { attempt, openWorkbench, type Workbench } from './harness';

const says = (role: string, content: string, seconds: number): Said => ({ role, content, timestamp: FIXTURE_SECOND + seconds });

describe('merging two copies of a conversation', () => {
  let home: DamagedHome;
  let workbench: Workbench;
  before(async () => {
    home = new DamagedHome();
    home.write('fees.json', conversation('fees', [...talk(4), says('user', 'Leave the small boats out.', 100), says('assistant', 'They are out.', 110)], { title: 'Harbour fees' }));
    home.write(
      'fees.json.bak',
      conversation('fees', [...talk(4), says('user', 'Add the fees of small boats.', 60), says('assistant', 'Added: four rows.', 70), says('user', 'And those of barges.', 200)], { title: 'Harbour fees' }),
    );
    home.writeIndex([{ session_id: 'fees', title: 'Harbour fees', message_count: 6 }]);
    workbench = await openWorkbench({ home: home.dir, width: 1400, height: 900 });
    await workbench.openView();
    await workbench.setViewOpen('Recovery', true);
    await workbench.view('Recovery').waitForRows((rows) => rows.some(({ label }) => label.startsWith('Two copies differ')));
  });
  after(async () => {
    await workbench?.close();
    home?.remove();
  });

  const dialog = (): Locator => workbench.page.locator('.monaco-dialog-box');
  const button = (name: string): Locator => workbench.webview().getByRole('button', { name, exact: true });
  const notification = (text: RegExp): Locator => workbench.page.locator('.notification-list-item').filter({ hasText: text });
  /** A toast hides by itself after a while, or never shows on a busy machine; what it said is in the notification center then. */
  const told = (text: RegExp): Promise<void> =>
    attempt(async () => {
      if (!(await notification(text).first().isVisible())) await workbench.command('Notifications: Show Notifications');
      await notification(text).first().waitFor({ timeout: 10_000 });
    });
  const nothingToChoose = (): Promise<void> => workbench.webview().getByText('There is nothing to choose here now.').waitFor({ timeout: 60_000 });
  /** The page, by the command of the palette: also when another editor stands in front of it. */
  const openPage = (): Promise<void> =>
    attempt(async () => {
      await workbench.command('Hermes Sessions: Merge Copies…');
      // Where no page of the finding is in front, the command asks which one.
      const pick = workbench.page.locator('.quick-input-list .monaco-list-row').filter({ hasText: 'Two copies differ' }).first();
      const tab = workbench.page.locator('.tab.active', { hasText: 'Merge Copies: Harbour fees' });
      await pick.or(tab).first().waitFor({ timeout: 10_000 });
      if (await pick.isVisible()) await workbench.page.keyboard.press('Enter');
      await tab.waitFor({ timeout: 5_000 });
      await workbench.webview().getByText('Leave the small boats out.').waitFor({ timeout: 10_000 });
    });

  it('shows both sides, chooses nothing by itself, and writes nothing before it is told', async () => {
    const before = [home.read('fees.json'), home.read('fees.json.bak')];
    await openPage();
    await workbench.webview().getByText('4 messages that both have').waitFor();
    await workbench.webview().getByText('Nothing is chosen yet: 1 place to decide.').waitFor();
    assert.equal(await button('Repair…').isDisabled(), true);
    await workbench.screenshot('merge-open');
    await workbench.webview().getByRole('radio', { name: 'Conversation file' }).press('Space');
    await workbench.webview().getByText('The conversation will have 6 messages. 3 left out.').waitFor();
    await workbench.screenshot('merge-chosen');
    assert.deepEqual([home.read('fees.json'), home.read('fees.json.bak')], before);
  });

  it('reviews and repairs exactly what was chosen, and takes it back', async () => {
    const before = [home.read('fees.json'), home.read('fees.json.bak')];
    await button('Both').press('Enter');
    await workbench.webview().getByText('The conversation will have 9 messages. Nothing is left out.').waitFor();
    await button('Review Changes…').press('Enter');
    await workbench.page.getByText('after the repair · 9 messages').first().waitFor();
    await openPage();
    await attempt(async () => {
      if (!(await dialog().isVisible())) await button('Repair…').press('Enter', { timeout: 5_000 });
      await dialog().waitFor({ timeout: 5_000 });
    });
    const words = await dialog().innerText();
    await workbench.screenshot('merge-question');
    assert.match(words, /Repair 1 conversation of profile default\?/);
    assert.match(words, /Nothing has changed since you reviewed it at/);
    await dialog().getByRole('button', { name: 'Repair', exact: true }).press('Enter');
    await nothingToChoose();
    await told(/3 messages are back in “Harbour fees”, which has 9 of 9 now\./);
    // The page of copies that are gone leads to what was proven of them.
    const proof = workbench.webview().getByRole('heading', { name: '3 messages are back.' });
    await attempt(async () => {
      if (!(await proof.isVisible())) await button('Show the Repair').press('Enter', { timeout: 5_000 });
      await proof.waitFor({ timeout: 10_000 });
    });
    await workbench.screenshot('merge-proof');
    await workbench.command('View: Close Editor');
    await nothingToChoose();
    assert.deepEqual(home.said('fees.json').slice(4), ['Add the fees of small boats.', 'Added: four rows.', 'Leave the small boats out.', 'They are out.', 'And those of barges.']);
    await workbench.command('Hermes Sessions: Undo Last Repair…');
    await dialog().getByRole('button', { name: 'Undo Repair', exact: true }).press('Enter');
    await workbench.webview().getByText('The conversation will have 9 messages. Nothing is left out.').waitFor({ timeout: 60_000 });
    await told(/is taken back for “Harbour fees”/);
    assert.deepEqual([home.read('fees.json'), home.read('fees.json.bak')], before);
  });

  it('leaves out what was decided, says so, and puts the longer copy away', async () => {
    const before = [home.read('fees.json'), home.read('fees.json.bak')];
    await workbench.command('Notifications: Clear All Notifications');
    await button('Conversation file').press('Enter');
    await workbench.webview().getByText('The conversation will have 6 messages. 3 left out.').waitFor();
    await attempt(async () => {
      if (!(await dialog().isVisible())) await button('Repair…').press('Enter', { timeout: 5_000 });
      await dialog().waitFor({ timeout: 5_000 });
    });
    const words = await dialog().innerText();
    await workbench.screenshot('merge-leaves-out');
    assert.match(words, /It will have 6 messages\. 3 messages of its copies are left out, as you decided\./);
    assert.match(words, /The previous copy \(\.bak\) goes there, too/);
    await dialog().getByRole('button', { name: 'Repair', exact: true }).press('Enter');
    await nothingToChoose();
    await told(/“Harbour fees” has 6 messages now, as you decided\./);
    assert.deepEqual([home.said('fees.json').length, fs.existsSync(home.path('fees.json.bak'))], [6, false]);
    await workbench.command('Notifications: Clear All Notifications');
    await workbench.command('Hermes Sessions: Undo Last Repair…');
    const undone = dialog().getByRole('button', { name: 'Undo Repair', exact: true });
    await undone.waitFor();
    assert.match(await dialog().innerText(), /“Harbour fees” goes back to 6 messages, byte for byte\./);
    await undone.press('Enter');
    await workbench.webview().getByText('The conversation will have 6 messages. 3 left out.').waitFor({ timeout: 60_000 });
    await told(/is taken back for “Harbour fees”/);
    assert.deepEqual([home.read('fees.json'), home.read('fees.json.bak')], before);
  });
});

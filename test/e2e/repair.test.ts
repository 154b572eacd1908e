import * as assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { Locator } from 'playwright-core';
import type { RepairPlan } from '../../src/core/recovery/plan';
import { applyPlan } from '../../src/io/repairRun/applyPlan';
import { portsOfThisHost } from '../../src/io/repairRun/thisHost';
import { conversation, DamagedHome, talk } from '../support/damagedHome';
import { readDirectoryState } from '../support/directoryState';
import { makeSampleHome } from '../support/sampleHome';
import { attempt, openWorkbench, UNPRIVILEGED, type ViewTree, type Workbench } from './harness';
import { giveAway } from './vscodeServer';

const DREDGING = 'Plan the dredging of the basin';
const SHRANK = 'Chat shrank: 240 to 2 messages';

/** What the tests of this file do with a workbench. */
class Recovery {
  readonly view: ViewTree;
  readonly history: ViewTree;
  readonly dialog: Locator;

  private constructor(readonly workbench: Workbench) {
    this.view = workbench.view('Recovery');
    this.history = workbench.view('Repair History');
    this.dialog = workbench.page.locator('.monaco-dialog-box');
  }

  static async open(options: Parameters<typeof openWorkbench>[0]): Promise<Recovery> {
    const workbench = await openWorkbench(options);
    await workbench.openView();
    await workbench.setViewOpen('Sessions', false);
    await workbench.setViewOpen('Recovery', true);
    return new Recovery(workbench);
  }

  notification(text: RegExp): Locator {
    return this.workbench.page.locator('.notification-list-item').filter({ hasText: text });
  }

  /** Runs a command that asks, and gives the answer by the button's name. */
  async answer(command: string, button: string): Promise<string> {
    await this.workbench.command(`Hermes Sessions: ${command}`);
    return this.press(button);
  }

  /** The words of the question that is open, whose button is pressed. */
  async press(button: string): Promise<string> {
    const pressed = this.dialog.getByRole('button', { name: button, exact: true });
    await pressed.waitFor();
    const words = await this.dialog.innerText();
    await this.tabTo(pressed);
    await this.workbench.page.keyboard.press('Enter');
    await this.dialog.waitFor({ state: 'hidden' });
    return words;
  }

  /** Tab by Tab to a button, as a person without a mouse gets there. */
  async tabTo(target: Locator): Promise<void> {
    const { page } = this.workbench;
    const hasFocus = (): Promise<boolean> =>
      target.first().evaluate((element) => element.ownerDocument.hasFocus() && element === element.ownerDocument.activeElement, null, { timeout: 5_000 });
    for (let i = 0; i < 40; i += 1) {
      if (await hasFocus()) return;
      await page.keyboard.press('Tab');
    }
    assert.fail('The keyboard does not get there.');
  }

  /** Into a view by a command, and down to the first row with this text. */
  async arrowTo(view: ViewTree, focus: string, text: string): Promise<void> {
    const { page } = this.workbench;
    await attempt(async () => {
      await this.workbench.command(`Hermes Sessions: ${focus}`);
      const focused = view.body.locator('.monaco-list:focus .monaco-list-row.focused');
      await page.keyboard.press('Home');
      for (let i = 0; i < 40 && !(await focused.filter({ hasText: text }).isVisible()); i += 1) await page.keyboard.press('ArrowDown');
      await focused.filter({ hasText: text }).waitFor({ timeout: 1_000 });
    });
  }

  /** A toast hides by itself after a while; what it said is in the notification center then. */
  async pressIn(notification: Locator, button: string): Promise<void> {
    await attempt(async () => {
      if (!(await notification.first().isVisible())) await this.workbench.command('Notifications: Show Notifications');
      const pressed = notification.first().locator('.monaco-button', { hasText: button }).first();
      await pressed.waitFor({ timeout: 5_000 });
      // A press that acts takes its time on a slow machine, and its notification away: it cannot be tried again.
      await pressed.press('Enter', { timeout: 30_000 });
    });
  }

  async clear(): Promise<void> {
    await this.workbench.command('Notifications: Clear All Notifications');
    await this.workbench.page.locator('.notification-list-item').first().waitFor({ state: 'hidden' });
  }
}

describe('repairing the damaged sample home', () => {
  let scratch: string;
  let sessions: string;
  let file: string;
  let recovery: Recovery;
  let damaged: Buffer;
  before(async () => {
    scratch = fs.mkdtempSync(join(tmpdir(), 'hs-'));
    const home = join(scratch, 'home');
    sessions = join(home, 'webui', 'sessions');
    await makeSampleHome(home);
    file = fs.readdirSync(sessions).find((name) => name.endsWith('.json') && titleOf(name) === DREDGING) ?? '';
    damaged = fs.readFileSync(join(sessions, file));
    recovery = await Recovery.open({ home, width: 1400, height: 900 });
    await recovery.view.waitForRows((rows) => rows.some(({ label }) => label.startsWith(SHRANK)));
  });
  after(async () => {
    await recovery?.workbench.close();
    fs.rmSync(scratch, { recursive: true, force: true });
  });

  const titleOf = (name: string): unknown => {
    try {
      return (JSON.parse(fs.readFileSync(join(sessions, name), 'utf8')) as { title?: unknown }).title;
    } catch {
      return null;
    }
  };
  const messages = (): number => (JSON.parse(fs.readFileSync(join(sessions, file), 'utf8')) as { messages: unknown[] }).messages.length;
  const row = (label: string): Locator =>
    recovery.view.body.locator('.monaco-list-row').filter({ hasText: label }).first();

  it('shows what would change, conversation by conversation, and writes nothing', async () => {
    const before = readDirectoryState(sessions);
    const { workbench } = recovery;
    await workbench.command('Hermes Sessions: Review Changes…');
    const editor = workbench.page.locator('.multiDiffEntry, .multi-diff-root-uri-matcher, .monaco-component.multiDiffEditor').first();
    await workbench.page.locator('.tab.active', { hasText: 'Review: profiles default and research' }).waitFor();
    await editor.waitFor();
    await workbench.page.getByText('as it is now · 2 messages').first().waitFor();
    await workbench.page.getByText('after the repair · 242 messages').first().waitFor();
    await workbench.screenshot('repair-review');
    assert.deepEqual(readDirectoryState(sessions), before);
  });

  it('repairs what is ticked and no more, after one question that says what it rests on', async () => {
    await attempt(async () => {
      const box = row('Chat shrank: 240').locator('.monaco-custom-toggle');
      if ((await box.getAttribute('aria-checked')) === 'true') await box.click({ timeout: 3_000 });
      await row('Chat shrank: 240').locator('.monaco-custom-toggle[aria-checked="false"]').waitFor({ timeout: 3_000 });
    });
    await recovery.workbench.screenshot('repair-unticked');
    const words = await recovery.answer('Repair Safe Findings…', 'Repair');
    assert.match(words, /Repair 7 conversations of profiles default and research\?/);
    const [, asked] = / ([\d,]+) messages come back/.exec(words) ?? [];
    assert.match(words, /kept in .*_recovery, and you can undo this/);
    assert.match(words, /You have not reviewed the changes yet\./);
    assert.match(words, /None of them is in use\. .* are needed on the disk/);
    // The number that was asked about is the one that is proven.
    await recovery.notification(new RegExp(`7 conversations are repaired: ${asked} messages are back\\.`)).waitFor({ timeout: 60_000 });
    assert.deepEqual(fs.readFileSync(join(sessions, file)), damaged);
    await recovery.clear();
  });

  it('repairs one finding that was reviewed, proves it, and the chat is whole in the tree and as a transcript', async () => {
    const { workbench } = recovery;
    await recovery.view.waitForRows((rows) => rows.filter(({ level }) => level === 2).length < 14);
    /** A button of the finding's own page, without a mouse. */
    const press = (button: string, opened: Locator): Promise<void> =>
      attempt(async () => {
        await recovery.arrowTo(recovery.view, 'Focus on Recovery View', 'Chat shrank: 240');
        await workbench.page.keyboard.press('Enter');
        await workbench.page.locator('.tab.active', { hasText: 'Chat shrank: 240' }).waitFor({ timeout: 5_000 });
        await recovery.tabTo(workbench.webview().getByRole('button', { name: button }));
        await workbench.page.keyboard.press('Enter');
        await opened.waitFor({ timeout: 10_000 });
      });
    await press('Review Changes…', workbench.page.locator('.tab.active', { hasText: 'Review' }));
    await press('Repair…', recovery.dialog);
    await workbench.screenshot('repair-question');
    const words = await recovery.press('Repair');
    assert.match(words, /Repair 1 conversation of profiles default and research\?/);
    assert.match(words, /240 messages come back\./);
    assert.match(words, /Nothing has changed since you reviewed it at \d\d:\d\d\./);
    const done = recovery.notification(/240 messages are back in “Plan the dredging of the basin”, which has 242 of 242 now\. Now restart Hermes WebUI/);
    await done.waitFor({ timeout: 60_000 });
    assert.equal(messages(), 242);
    // The page says the same, for longer than a notification stays.
    await workbench.webview().getByRole('heading', { name: '240 messages are back.' }).waitFor();
    await workbench.page.locator('.tab.active', { hasText: '240 messages are back.' }).waitFor();
    await workbench.webview().getByRole('listitem').filter({ hasText: 'A new check finds nothing wrong with this conversation' }).waitFor();
    await workbench.screenshot('repair-proof');
    await recovery.tabTo(workbench.webview().getByRole('button', { name: 'Read' }));
    await workbench.page.keyboard.press('Enter');
    await workbench.page.locator('.tab.active', { hasText: DREDGING }).waitFor();
    await workbench.webview().getByText('Sounding 121').first().waitFor();
    await workbench.setViewOpen('Sessions', true);
    await recovery.view.waitForRows((rows) => !rows.some(({ label }) => label.startsWith(SHRANK)));
  });

  it('tells that Hermes WebUI wrote its old copy back, and repairs again', async () => {
    await recovery.clear();
    // As a WebUI saves that had the chat in memory, long enough ago for it not to be at work.
    const path = join(sessions, file);
    fs.writeFileSync(join(sessions, 'save'), damaged);
    fs.renameSync(join(sessions, 'save'), path);
    fs.utimesSync(path, Date.now() / 1000 - 3_600, Date.now() / 1000 - 3_600);
    const back = recovery.notification(/Hermes WebUI wrote its old copy of “Plan the dredging of the basin” back at/);
    await back.waitFor({ timeout: 60_000 });
    await recovery.workbench.screenshot('repair-written-back');
    await recovery.pressIn(back, 'Repair Again…');
    await recovery.press('Repair');
    await recovery.notification(/240 messages are back/).waitFor({ timeout: 60_000 });
    assert.equal(messages(), 242);
  });

  it('shows a report, and takes the repair back byte for byte', async () => {
    const { workbench } = recovery;
    await recovery.pressIn(recovery.notification(/240 messages are back/), 'Show Report');
    await workbench.page.locator('.tab.active', { hasText: 'Repair of' }).waitFor();
    await workbench.webview().getByText('Hermes WebUI can load it (9 of 9 checks)').waitFor();
    await workbench.screenshot('repair-report');
    const words = await recovery.answer('Undo Last Repair…', 'Undo Repair');
    assert.match(words, /“Plan the dredging of the basin” goes back to 2 messages, byte for byte\./);
    await recovery.notification(/is taken back for “Plan the dredging of the basin”/).waitFor({ timeout: 60_000 });
    assert.deepEqual(fs.readFileSync(join(sessions, file)), damaged);
  });

  it('keeps a history, from which an original opens and one conversation is taken back', async () => {
    const { workbench, history } = recovery;
    await recovery.clear();
    await workbench.setViewOpen('Sessions', false);
    await workbench.setViewOpen('Recovery', false);
    await workbench.command('Hermes Sessions: Show Repair History');
    const runs = await history.waitForRows((rows) => rows.filter(({ level }) => level === 1).length === 4);
    assert.deepEqual(
      runs.map(({ label, description }) => [label.replace(/ of .*/, ''), description]),
      [['Undo', '1 conversation'], ['Repair', '1 conversation · taken back'], ['Repair', '1 conversation'], ['Repair', '7 conversations']],
    );
    // Two repairs of one minute have the same label.
    await attempt(async () => {
      await recovery.arrowTo(history, 'Show Repair History', '7 conversations');
      await workbench.page.keyboard.press('ArrowRight');
      await history.body.locator('[aria-level="2"]').first().waitFor({ timeout: 3_000 });
    });
    const kept = await history.waitForRows((rows) => rows.some(({ level }) => level === 2));
    assert.ok(kept.some(({ label, description }) => label.includes('.tmp.') && description === 'leftover file, moved aside'));
    assert.ok(kept.some(({ label, description }) => label === 'Slots for the crane in October' && /the file as it was is kept|messages? kept/.test(description)), JSON.stringify(kept));
    await workbench.screenshot('repair-history');
    await attempt(async () => {
      await recovery.arrowTo(history, 'Show Repair History', 'Order rope and fenders');
      await workbench.page.keyboard.press('Enter');
      await workbench.page.locator('.tab.active', { hasText: 'Order rope and fenders' }).waitFor({ timeout: 5_000 });
    });
    await workbench.webview().getByText('How much rope do we need').first().waitFor();
    await attempt(async () => {
      await history.row('Order rope and fenders').hover({ timeout: 3_000 });
      await history.row('Order rope and fenders').locator('.action-label[aria-label^="Undo Repair"]').click({ timeout: 3_000 });
      await recovery.dialog.waitFor({ timeout: 5_000 });
    });
    const words = await recovery.press('Undo Repair');
    assert.match(words, /for “Order rope and fenders” in profiles default and research\?/);
    await recovery.notification(/is taken back for “Order rope and fenders”/).waitFor({ timeout: 60_000 });
    await history.waitForRows((rows) => rows.some(({ description }) => description === '7 conversations · taken back in part'));
    await workbench.screenshot('repair-taken-back-in-part');
  });

  it('deletes nothing where there is no trash', async () => {
    const before = readDirectoryState(join(sessions, '_recovery'));
    const { workbench } = recovery;
    await workbench.command('Hermes Sessions: Move Old Repairs to Trash…');
    const items = workbench.page.locator('.quick-input-list .monaco-list-row');
    const all = items.filter({ hasText: 'All that came to their end' }).filter({ hasText: '5 repairs' }).first();
    await all.waitFor();
    await workbench.screenshot('repair-trash');
    await all.click();
    const words = await recovery.press('Move to Trash');
    assert.match(words, /Move 5 old repairs of profiles default and research to the trash\?/);
    await recovery.notification(/There is no trash on this machine, so nothing was deleted\./).waitFor();
    await workbench.screenshot('repair-no-trash');
    assert.deepEqual(readDirectoryState(join(sessions, '_recovery')), before);
  });
});

describe('repairs that do not go as planned', () => {
  /** A repair of so many shows its progress, which comes after half a second, however fast the disk is. */
  const MANY = 500;
  let home: DamagedHome;
  let recovery: Recovery;
  before(async () => {
    home = new DamagedHome();
    for (let i = 0; i < MANY; i += 1) shrink(`s${String(i).padStart(3, '0')}`);
    interrupt();
    recovery = await Recovery.open({ home: home.dir });
    await recovery.view.waitForRows((rows) => rows.some(({ label }) => label === 'Safe to repair'));
  });
  after(async () => {
    await recovery?.workbench.close();
    home?.remove();
  });

  const count = (id: string): number => home.said(`${id}.json`).length;
  const repaired = (): number => Array.from({ length: MANY }, (_, i) => count(`s${String(i).padStart(3, '0')}`)).filter((n) => n === 8).length;

  function shrink(id: string): void {
    home.write(`${id}.json`, conversation(id, talk(3, 5)));
    home.write(`${id}.json.bak`, conversation(id, talk(8)));
  }

  /** As a machine that stopped between two conversations of a repair. */
  function interrupt(): void {
    const steps = ['s000', 's001'].map((id) => ({
      action: 'replace' as const,
      sessionId: id,
      target: `${id}.json`,
      expected: { state: 'file' as const, sha256: digest(`${id}.json`) },
      content: null,
      kinds: ['shrunken_live'],
    }));
    const plan: RepairPlan<null> = { version: 1, sessionDir: home.path(), madeAt: Date.now(), steps };
    const source = {
      make: ({ target }: { target: string }) => ({ kind: 'content' as const, bytes: fs.readFileSync(home.path(`${target}.bak`)) }),
      recheck: () => null,
    };
    let asked = 0;
    const isCancelled = (): boolean => {
      asked += 1;
      if (asked > 1) throw new Error('the machine stopped');
      return false;
    };
    assert.throws(() => applyPlan(plan, source, portsOfThisHost(isCancelled)), /the machine stopped/);
  }

  const digest = (name: string): string => createHash('sha256').update(fs.readFileSync(home.path(name))).digest('hex');

  it('begins no repair beside one that was interrupted, and completes that first', async () => {
    assert.deepEqual([count('s000'), count('s001')], [8, 3]);
    await recovery.workbench.command('Hermes Sessions: Repair Safe Findings…');
    const refused = recovery.notification(/A repair of this folder was interrupted/);
    await refused.waitFor();
    await recovery.workbench.screenshot('repair-interrupted');
    await recovery.pressIn(refused, 'Complete');
    const words = await recovery.press('Complete');
    assert.match(words, /Complete the repair of \d\d:\d\d in profile default\?/);
    assert.match(words, /1 of 2 steps were done/);
    await recovery.notification(/The repair of \d\d:\d\d is completed\./).waitFor({ timeout: 60_000 });
    assert.deepEqual([count('s000'), count('s001')], [8, 8]);
    await recovery.clear();
  });

  it('stops between two conversations by the button of the view, and says how far it came', async () => {
    const stop = recovery.workbench.page.locator('.part.sidebar .pane-header[aria-label^="Recovery "] .action-label[aria-label^="Stop Repair or Undo"]');
    assert.equal(await stop.count(), 0);
    await recovery.answer('Repair Safe Findings…', 'Repair');
    await recovery.notification(/Repairing profile default/).waitFor();
    // However fast the machine is, the repair goes no further until the button was pressed.
    const resume = recovery.workbench.pauseExtensions();
    try {
      // VS Code shows a view's buttons to a mouse over it.
      await recovery.view.body.hover();
      await recovery.workbench.screenshot('repair-progress');
      await stop.click();
    } finally {
      resume();
    }
    const stopped = recovery.notification(/Stopped (after \d+ of \d+|before the first)/);
    await stopped.waitFor({ timeout: 60_000 });
    await recovery.workbench.screenshot('repair-stopped');
    const [, done] = /Stopped after (\d+) of/.exec(await stopped.innerText()) ?? [null, '0'];
    assert.equal(repaired(), Number(done) + 2);
    assert.ok(repaired() < MANY, 'all of them were repaired');
    await recovery.clear();
  });

  it('names a repair of another machine, and goes on only by an explicit answer', async () => {
    const held = { token: 'ffffffffffff', host: 'pier/0123', bootId: 'b', pid: 4711, takenAt: Date.now(), heartbeatAt: Date.now() };
    fs.writeFileSync(home.path('_recovery', 'lock-000900.jsonl'), `${JSON.stringify(held)}\n`);
    const before = readDirectoryState(home.path());
    const words = await recovery.answer('Undo Last Repair…', 'Cancel');
    assert.match(words, /Another repair of profile default may be under way\. Go on all the same\?[^]*begun by pier \(process 4711\)/);
    await recovery.workbench.command('Hermes Sessions: Repair Safe Findings…');
    await recovery.dialog.getByText('Another repair of profile default').waitFor();
    await recovery.workbench.screenshot('repair-lock');
    assert.deepEqual(readDirectoryState(home.path()), before);
    await recovery.press('Break the Lock');
    assert.match(await recovery.press('Cancel'), /Repair \d+ conversations of profile default\?/);
    assert.ok(fs.existsSync(home.path('_recovery', 'lock-000901.jsonl')));
  });

  it('says why a folder is refused, and changes nothing', async () => {
    fs.renameSync(home.path('_recovery'), join(home.dir, 'aside'));
    fs.writeFileSync(home.path('_recovery'), '');
    const before = readDirectoryState(home.path());
    await recovery.answer('Repair Safe Findings…', 'Repair');
    const refused = recovery.notification(/_recovery in the session folder is a link or a file, and is not followed\. Nothing was changed\./);
    await refused.waitFor();
    assert.deepEqual(readDirectoryState(home.path()), before);
    // Once that is out of the way, the notification itself leads on, with the very findings that it was about.
    fs.rmSync(home.path('_recovery'));
    fs.renameSync(join(home.dir, 'aside'), home.path('_recovery'));
    await recovery.pressIn(refused, 'Try Again');
    await recovery.dialog.getByRole('button', { name: 'Repair', exact: true }).waitFor();
    await recovery.workbench.page.keyboard.press('Escape');
    await recovery.dialog.waitFor({ state: 'hidden' });
  });
});

describe('repairing in a workspace that is not trusted', () => {
  let home: DamagedHome;
  let recovery: Recovery;
  before(async () => {
    home = new DamagedHome();
    home.write('aaa.json', conversation('aaa', talk(3, 5)));
    home.write('aaa.json.bak', conversation('aaa', talk(8)));
    recovery = await Recovery.open({ home: home.dir, trusted: false });
    await recovery.view.waitForRows((rows) => rows.some(({ label }) => label.startsWith('Chat shrank')));
  });
  after(async () => {
    await recovery?.workbench.close();
    home?.remove();
  });

  it('is refused with the way to trust it, and the changes can be read all the same', async () => {
    const { workbench } = recovery;
    const before = readDirectoryState(home.dir);
    await workbench.command('Hermes Sessions: Review Changes…');
    await workbench.page.getByText('after the repair · 8 messages').first().waitFor();
    await workbench.command('Hermes Sessions: Repair Safe Findings…');
    const refused = recovery.notification(/This workspace is not trusted: you can read conversations, but not repair them\./);
    await refused.waitFor();
    await workbench.screenshot('repair-untrusted');
    await recovery.pressIn(refused, 'Manage Trust');
    await workbench.page.locator('.workspace-trust-editor').waitFor();
    assert.deepEqual(readDirectoryState(home.dir), before);
  });
});

describe('repairing one of several homes, of which one is read-only', () => {
  let homes: DamagedHome[] = [];
  let scratch: string;
  let recovery: Recovery;
  before(async () => {
    scratch = fs.mkdtempSync(join(tmpdir(), 'hs-'));
    homes = [new DamagedHome(), new DamagedHome()];
    for (const home of homes) {
      home.write('aaa.json', conversation('aaa', talk(3, 5)));
      home.write('aaa.json.bak', conversation('aaa', talk(8)));
      if (UNPRIVILEGED !== undefined) giveAway(home.dir, UNPRIVILEGED);
    }
    fs.chmodSync(readOnly().path(), 0o555);
    const workspace = join(scratch, 'both.code-workspace');
    fs.writeFileSync(workspace, JSON.stringify({ folders: homes.map(({ dir }) => ({ path: dir })) }));
    if (UNPRIVILEGED !== undefined) giveAway(scratch, UNPRIVILEGED);
    recovery = await Recovery.open({ folder: workspace, ...(UNPRIVILEGED !== undefined && { user: UNPRIVILEGED }) });
    await recovery.view.waitForRows((rows) => rows.filter(({ label }) => label.startsWith('Chat shrank')).length === 2);
  });
  after(async () => {
    await recovery?.workbench.close();
    if (homes.length > 0) fs.chmodSync(readOnly().path(), 0o755);
    for (const home of homes) home.remove();
    fs.rmSync(scratch, { recursive: true, force: true });
  });

  const [whole, readOnly] = [0, 1].map((i) => (): DamagedHome => homes[i] ?? assert.fail()) as [() => DamagedHome, () => DamagedHome];
  const nameOf = (home: DamagedHome): string => basename(home.dir);

  /** Asks for a repair and chooses the folder, by the keyboard. */
  async function choose(home: DamagedHome): Promise<void> {
    const { workbench } = recovery;
    await workbench.command('Hermes Sessions: Repair Safe Findings…');
    const input = workbench.page.locator('.quick-input-widget', { hasText: 'Choose a Session Folder' }).locator('input[type=text]');
    await input.fill(nameOf(home));
    await workbench.page.locator('.quick-input-list .monaco-list-row.focused', { hasText: nameOf(home) }).waitFor();
    await input.press('Enter');
  }

  it('names the profile and the folder of each, and says what the system refuses', async () => {
    const rows = await recovery.view.waitForRows((all) => all.filter(({ level }) => level === 1).length === 2);
    assert.deepEqual(
      rows.filter(({ level }) => level === 1).map(({ label, description }) => [label, description.includes('webui')]),
      [['default', true], ['default', true]],
    );
    const before = readDirectoryState(readOnly().dir);
    await choose(readOnly());
    const words = await recovery.press('Repair');
    assert.match(words, new RegExp(`Repair 1 conversation of profile default\\?[^]*In .*${nameOf(readOnly())}/webui/sessions\\. 5 messages come back\\.`));
    await recovery
      .notification(new RegExp(`cannot be written to: permission denied \\(EACCES\\)\\. Nothing was changed\\. .*In .*${nameOf(readOnly())}/webui/sessions\\.`))
      .waitFor();
    await recovery.workbench.screenshot('repair-read-only');
    assert.deepEqual(readDirectoryState(readOnly().dir), before);
  });

  it('repairs the one that was chosen, and takes that back', async () => {
    await choose(whole());
    await recovery.press('Repair');
    await recovery.notification(new RegExp(`5 messages are back in “Talk of aaa”, which has 8 of 8 now\\..* In .*${nameOf(whole())}/webui/sessions\\.`)).waitFor({ timeout: 60_000 });
    assert.deepEqual(homes.map((home) => home.said('aaa.json').length), [8, 3]);
    // Nothing was repaired in the other one: there is no choice to make.
    assert.match(await recovery.answer('Undo Last Repair…', 'Undo Repair'), new RegExp(`in .*${nameOf(whole())}/webui/sessions\\.`));
    await recovery.notification(/is taken back for “Talk of aaa”/).waitFor({ timeout: 60_000 });
    assert.deepEqual(homes.map((home) => home.said('aaa.json').length), [3, 3]);
  });
});

import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readDirectoryState } from '../support/directoryState';
import { makeSampleHome } from '../support/sampleHome';
import { attempt, openWorkbench, type TreeRow, type Workbench } from './harness';

describe('the session tree of the sample home', () => {
  let scratch: string;
  let home: string;
  let untouched: string[];
  let workbench: Workbench;
  before(async () => {
    scratch = fs.mkdtempSync(join(tmpdir(), 'hs-'));
    home = join(scratch, 'home');
    await makeSampleHome(home, { now: Date.now() });
    untouched = readDirectoryState(home);
    // Tall enough for every row, as the list draws only what is in sight.
    workbench = await openWorkbench({ home, height: 2600 });
    await workbench.openView();
    await workbench.waitForRows((rows) => counted(rows).length === 2);
  });
  after(async () => {
    await workbench?.close();
    fs.rmSync(scratch, { recursive: true, force: true });
  });

  it('has a root for each profile, named by the profile, and says which one is active', async () => {
    const roots = (await workbench.treeRows()).filter((row) => row.level === 1);
    assert.deepEqual(
      roots.map(({ label, description }) => [label, description]),
      [
        ['default', `active · ${home}`],
        ['research', join(home, 'profiles', 'research')],
      ],
    );
    assert.deepEqual(
      roots.map((row) => row.ariaLabel),
      [`default, active · ${home}`, `research, ${join(home, 'profiles', 'research')}`],
    );
  });

  it('begins with how many are not shown, and the categories add up to it', async () => {
    const [, first] = await workbench.treeRows();
    assert.equal(first?.label, '28 not shown');
    assert.equal(
      first.description,
      '7 cron, 5 delegates, 3 archived, 3 subagents, 3 empty, 2 webhook, 2 kanban, 1 one-shot, 1 tool, 1 hidden',
    );
  });

  it('lists under each day as many conversations as the heading says', async () => {
    await workbench.expandAll(2);
    const missing = (rows: readonly TreeRow[]): string[] => {
      const headings = rows.flatMap((row, i) => (isHeading(row) ? [{ row, i }] : []));
      if (headings.length <= 5) return [`${headings.length} headings`];
      return headings.flatMap(({ row, i }) => {
        const end = rows.findIndex((other, j) => j > i && other.level <= row.level);
        const below = rows.slice(i + 1, end === -1 ? undefined : end).filter((other) => other.level === row.level + 1);
        return below.length === Number(row.description)
          ? []
          : [`${row.label} says ${row.description}, has ${below.length}`];
      });
    };
    // Rows come a moment after their heading opens.
    const rows = await workbench.waitForRows((all) => missing(all).length === 0);
    await workbench.screenshot('tree-all-open');
    assert.deepEqual(missing(rows), []);
  });

  it('labels rows by title, and describes them by time, where they live, messages and segments', async () => {
    const rows = await workbench.treeRows();
    const described = (label: string): string => {
      const row = rows.find((candidate) => candidate.label === label);
      assert.ok(row, `no row ${label} in ${rows.map((each) => each.label).join(' | ')}`);
      return row.description;
    };
    assert.match(described('Show booking times in the visitor’s zone'), /^\d+ min · 30 messages · 2 segments$/);
    assert.match(described('Why is the build red on main?'), /^\d+ min · 10 messages$/);
    assert.match(described('Colours of the harbour map'), /^1 d · file only · 2 messages$/);
    assert.match(described('Price list for the new season'), /· previous copy only · 2 messages$/);
    assert.match(described('Is the mole free of ice?'), /· agent file only · 4 messages$/);
    assert.match(described('Slots for the crane in October'), /· file damaged\b/);
    assert.match(described('Who had the key of the boat hall last?'), /· details lost\b/);
  });

  it('shows titles as they are, and what is invisible in them as a sign', async () => {
    const labels = (await workbench.treeRows()).map((row) => row.label);
    for (const title of [
      '<img src=x onerror=alert(1)> [click](command:workbench.action.quit) $(error)',
      'Two lines in one title',
      '为码头时刻表添加中文翻译',
      // Set apart by isolates: the description after it is read from left to right.
      '\u2068مواعيد العبّارات في عطلة نهاية الأسبوع\u2069',
    ]) {
      assert.ok(labels.includes(title), `${title} is not among ${labels.join(' | ')}`);
    }
    const turned = labels.find((label) => label.startsWith('Invoice'));
    assert.ok(turned !== undefined && turned.includes('fdp.exe'));
    assert.doesNotMatch(turned, /[\u202a-\u202e\u2066-\u2069]/);
  });

  it('hangs older segments, branches and subagents below a conversation, each with its own icon', async () => {
    await workbench.expand('Set up the berth calendar');
    const { page } = workbench;
    const rows = await workbench.waitForRows((all) => below(all, 'Set up the berth calendar').length === 5);
    const children = below(rows, 'Set up the berth calendar');
    assert.deepEqual(children.map((row) => row.label).sort(), [
      'Before compression 1',
      'Before compression 2',
      'Bring the berth calendar to the phone',
      'Find out how a screen reader reads an SVG calendar. Two sent...',
      'Measure: one SVG against a table of 4,340 cells. Report fram...',
    ]);
    assert.deepEqual(
      children.slice(0, 2).map((row) => row.label),
      ['Before compression 2', 'Before compression 1'],
      'segments come first, the newest of them on top',
    );
    const icons = (label: string): Promise<string> =>
      page
        .locator('.part.sidebar .monaco-list-row', { hasText: label })
        .locator('.codicon')
        .evaluateAll((all) => all.map((icon) => icon.getAttribute('class') ?? '').join(' '));
    assert.match(await icons('Before compression 1'), /codicon-fold\b/);
    assert.match(await icons('Measure: one SVG'), /codicon-type-hierarchy-sub\b/);
    // It has a row of its own as well, with the icon of its source.
    assert.match(await icons('Bring the berth calendar'), /codicon-repo-forked\b/);
    await workbench.screenshot('tree-children');
  });

  it('opens an older segment in a tab that says which part of the conversation it is', async () => {
    const { page } = workbench;
    await workbench.openRow('Before compression 2');
    await page.locator('.tab.active', { hasText: 'Before compression 2 · Set up the berth calendar' }).waitFor();
    await workbench.webview().locator('h1', { hasText: 'Before compression 2 · Set up the berth calendar' }).waitFor();
  });

  it('gives each conversation a name for screen readers with its source', async () => {
    const rows = await workbench.treeRows();
    const red = rows.find((row) => row.label === 'Why is the build red on main?');
    assert.match(red?.ariaLabel ?? '', /^Why is the build red on main\?, TUI, \d+ min · 10 messages$/);
    for (const { label, ariaLabel } of rows) {
      assert.ok(ariaLabel.startsWith(label.replace(/[\u2068\u2069]/g, '')), `${label} is read as ${ariaLabel}`);
    }
  });

  it('goes by the keyboard alone: into the tree, along it, open and shut, and Enter reads', async () => {
    const { page } = workbench;
    await workbench.command('Hermes Sessions: Focus on Sessions View');
    const focused = page.locator('.part.sidebar .monaco-list:focus-within .monaco-list-row.focused .label-name');
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    const heading = (await workbench.treeRows())[2];
    await focused.getByText(heading?.label ?? '', { exact: true }).waitFor();
    await page.keyboard.press('ArrowLeft');
    await workbench.waitForRows((rows) => rows[2]?.expanded === false);
    await page.keyboard.press('ArrowRight');
    const rows = await workbench.waitForRows((all) => all[2]?.expanded === true && all[3]?.level === 3);
    await page.keyboard.press('ArrowRight');
    await focused.getByText(rows[3]?.label ?? '', { exact: true }).waitFor();
    await page.keyboard.press('Enter');
    await page.locator('.tab.active', { hasText: rows[3]?.label ?? '' }).waitFor();
  });

  it('shows what was hidden when it is chosen behind the first row, and remembers that after a reload', async () => {
    const { page } = workbench;
    const picker = page.locator('.quick-input-widget');
    const cron = picker.locator('.monaco-list-row', { hasText: 'Cron runs' });
    await attempt(async () => {
      await workbench.treeRow('28 not shown').click();
      await cron.waitFor({ timeout: 5_000 });
    });
    await workbench.screenshot('choose-shown');
    // Of both profiles: 7 in one, 1 in the other.
    assert.match(await cron.innerText(), /8/);
    await cron.click();
    await page.keyboard.press('Enter');
    await workbench.waitForRows((rows) => rows[1]?.label === '21 not shown' && !rows[1].description.includes('cron'));
    await workbench.reload((stored) => JSON.stringify(stored).includes('shownCategories'));
    await workbench.openView();
    const rows = await workbench.waitForRows((all) => all[1]?.label === '21 not shown');
    const names = rows.map((row) => row.label);
    // A cron run is named by its job, which only cron/jobs.json knows.
    assert.ok(names.includes('Morning occupancy report'), names.join(' | '));
  });

  it('left the home as it was, without a file more', () => {
    assert.deepEqual(readDirectoryState(home), untouched);
  });
});

const isHeading = (row: TreeRow): boolean => row.level === 2 && /^[\d,]+$/.test(row.description);

/** Rows whose count is known: the profile has been read to its end. */
const counted = (rows: readonly TreeRow[]): TreeRow[] => rows.filter((row) => /^\d+ not shown$/.test(row.label));

/** Rows below the first one with this label, one level deeper. */
function below(rows: readonly TreeRow[], label: string): TreeRow[] {
  const at = rows.findIndex((row) => row.label === label);
  const level = rows[at]?.level ?? 0;
  const end = rows.findIndex((row, i) => i > at && row.level <= level);
  return rows.slice(at + 1, end === -1 ? undefined : end).filter((row) => row.level === level + 1);
}

/**
 * A real workbench with the packaged extension, as a person sees it. HOST_VERSION names the VS Code ("1.139", "1.100").
 * Workbenches left open by a test are closed, and pictured if it failed, by hooks.ts.
 */
import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import { launchBrowser, openPage } from './browser';
import { installExtension, PROJECT, readHost, startServer, type Host, type Server } from './vscodeServer';

/**
 * The zone in which it is between two and three in the afternoon. What Hermes wrote some hours ago is of today then, and no day ends
 * in the middle of a test, at whatever hour tests are begun.
 */
function afternoonZone(): string {
  const ahead = 14 - new Date().getUTCHours();
  // Named as POSIX does: west of Greenwich is positive.
  return `Etc/GMT${ahead > 0 ? '-' : '+'}${Math.abs(ahead)}`;
}
// Of this process too, in which tests write dates as the workbench does, and of all that it starts.
const ZONE = afternoonZone();
process.env.TZ = ZONE;

export type Theme = 'dark' | 'light' | 'hcDark' | 'hcLight';

const THEMES: Readonly<Record<Theme, string>> = {
  dark: 'Default Dark Modern',
  light: 'Default Light Modern',
  hcDark: 'Default High Contrast',
  hcLight: 'Default High Contrast Light',
};

/** What VS Code marks the window with. */
const THEME_CLASSES: Readonly<Record<Theme, string>> = {
  dark: 'vs-dark',
  light: 'vs',
  hcDark: 'hc-black',
  hcLight: 'hc-light',
};

export interface WorkbenchOptions {
  /** A folder below `.hosts/`. Default HOST_VERSION, else the newest. */
  readonly version?: string;
  /** HERMES_HOME of the extension host. Without one there is no Hermes home to be found. */
  readonly home?: string;
  readonly theme?: Theme;
  /** The window in pixels; default 1280 x 800. */
  readonly width?: number;
  readonly height?: number;
  /** User settings. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** The folder to open, or a `.code-workspace` file; default an empty folder. */
  readonly folder?: string;
  /** False opens the folder restricted. Default true. */
  readonly trusted?: boolean;
  /** Packages that are installed beside ours. */
  readonly alsoInstalled?: readonly string[];
  /** Runs in every frame before its own scripts; may use nothing from outside itself. */
  readonly initScript?: () => void;
  /** The user that VS Code's server becomes: see `UNPRIVILEGED`. */
  readonly user?: number;
}

/** For root the system refuses nothing: a server that it has to refuse something becomes this user. Undefined for anybody else. */
export const UNPRIVILEGED = process.getuid?.() === 0 ? 65_534 : undefined;

/** A row of the tree as it is drawn. */
export interface TreeRow {
  readonly label: string;
  readonly description: string;
  /** 1 for a root. */
  readonly level: number;
  /** Null for a row that cannot be expanded. */
  readonly expanded: boolean | null;
  readonly selected: boolean;
  /** What a screen reader says. */
  readonly ariaLabel: string;
}

/** The tree of one view of the side bar. */
export interface ViewTree {
  /** The rows in sight, from top to bottom. VS Code draws no others: scroll to have more. */
  rows(): Promise<TreeRow[]>;
  /** The rows in sight as soon as they hold; after 30 s an error that says what was in sight instead. */
  waitForRows(holds: (rows: readonly TreeRow[]) => boolean): Promise<TreeRow[]>;
  /** The first row in sight with this label, for clicks and keys. */
  row(label: string): Locator;
  /** Opens the row with this label, if there is something below it, and waits until it is open. */
  expand(label: string): Promise<void>;
  /** Everything below the view's heading. */
  readonly body: Locator;
}

export interface Workbench {
  readonly page: Page;
  /**
   * Opens the container in the side bar, unless it is open, and waits for its views. The view "Sessions" is given all the room:
   * the others are closed to their headings.
   */
  openView(): Promise<void>;
  /** Opens or closes a view of the container, by its heading. */
  setViewOpen(heading: string, isOpen: boolean): Promise<void>;
  /** A view by its heading. What has no name of its own here is of the view "Sessions". */
  view(heading: string): ViewTree;
  /** The rows in sight, from top to bottom. VS Code draws no others: scroll to have more. */
  treeRows(): Promise<TreeRow[]>;
  /** The rows in sight as soon as they hold; after 30 s an error that says what was in sight instead. */
  waitForRows(holds: (rows: readonly TreeRow[]) => boolean): Promise<TreeRow[]>;
  /** The first row in sight with this label, for clicks and keys. */
  treeRow(label: string): Locator;
  /** Clicks the row with this label and waits for its transcript's tab. The label must fit on a tab. */
  openRow(label: string): Promise<void>;
  /** Opens the row with this label, if there is something below it, and waits until it is open. */
  expand(label: string): Promise<void>;
  /** Opens a conversation by a part of its title, from the palette. */
  openConversation(title: string): Promise<void>;
  /** Opens every row of a level. All of them must be in sight. */
  expandAll(level: number): Promise<void>;
  /**
   * Changes settings of the machine that extensions run on: of `hermesSessions.home` they are the person's own. VS Code
   * notices by itself.
   */
  setMachineSettings(settings: Readonly<Record<string, unknown>>): void;
  /**
   * Holds the extension hosts still until the returned function is called. The workbench goes on: what a person does
   * meanwhile reaches the extension first of all.
   */
  pauseExtensions(): () => void;
  setTheme(theme: Theme): Promise<void>;
  /** Runs a command by the title the palette shows, e.g. "Hermes Sessions: Refresh". */
  command(title: string): Promise<void>;
  /**
   * Loads the window anew, as soon as VS Code has put away what `isStored` looks for. In a browser it writes its state
   * every few seconds and not when a page ends: what was done just before would be lost with the page.
   */
  reload(isStored: (stored: StoredState) => boolean): Promise<void>;
  /** The document inside the webview in front. */
  webview(): FrameLocator;
  /** Drags the side bar's edge; VS Code's own least width is 170. */
  resizeSideBar(width: number): Promise<void>;
  /**
   * A picture of the window in `.artifacts/<name>.png`; returns its path. With FOUR_THEMES=1 one more in each other theme, beside it and
   * named after it: themes are changed in the settings' file, so that an open question or list stays open.
   */
  screenshot(name: string): Promise<string>;
  /** What the server and the browser's console said so far. */
  log(): string;
  close(): Promise<void>;
}

const open = new Set<Workbench>();

/** Workbenches not closed yet, oldest first. */
export const openWorkbenches = (): readonly Workbench[] => [...open];

export async function openWorkbench(options: WorkbenchOptions = {}): Promise<Workbench> {
  const host = readHost(options.version ?? process.env.HOST_VERSION ?? '1.139');
  const scratch = fs.mkdtempSync(join(tmpdir(), 'hs-'));
  const folder = options.folder ?? join(scratch, 'workspace');
  if (!fs.existsSync(folder)) fs.mkdirSync(folder, { recursive: true });
  const removeScratch = (): void => fs.rmSync(scratch, { recursive: true, force: true });
  // Should this process be ended in the middle of a test.
  process.once('exit', removeScratch);
  const undo: (() => Promise<unknown> | void)[] = [
    () => {
      process.off('exit', removeScratch);
      removeScratch();
    },
  ];
  const undoAll = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const server = await startServer(host, {
      folder,
      settings: { 'workbench.colorTheme': THEMES[options.theme ?? 'dark'], ...options.settings },
      extensionsDir: installedExtensions(host, options.alsoInstalled ?? []),
      env: options.home === undefined ? {} : { HERMES_HOME: options.home },
      trusted: options.trusted ?? true,
      ...(options.user !== undefined && { user: options.user }),
    });
    undo.push(() => server.stop());
    const browser = await launchBrowser();
    undo.push(() => browser.close());
    const viewport = { width: options.width ?? 1280, height: options.height ?? 800 };
    const context = await browser.newContext({ viewport, timezoneId: ZONE });
    if (options.initScript !== undefined) await context.addInitScript(options.initScript);
    const page = await openPage(context);
    const lines: string[] = [];
    page.on('console', (message) => lines.push(`[${message.type()}] ${message.text()}`));
    page.on('pageerror', (error) => lines.push(`[pageerror] ${error.message}`));
    await page.goto(server.url.href);
    await page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 60_000 });
    const workbench = makeWorkbench(
      page,
      server,
      options.theme ?? 'dark',
      () => `${server.log()}\n${lines.join('\n')}\n`,
      async () => {
        open.delete(workbench);
        await undoAll();
      },
    );
    open.add(workbench);
    return workbench;
  } catch (error) {
    await undoAll();
    throw error;
  }
}

function makeWorkbench(page: Page, server: Server, firstTheme: Theme, log: () => string, close: () => Promise<void>): Workbench {
  const sideBar = page.locator('.part.sidebar');
  const headerOf = (heading: string): Locator => sideBar.locator(`.pane-header[aria-label^="${heading} "]`);
  const paneOf = (heading: string): Locator => sideBar.locator('.pane').filter({ has: page.locator(`.pane-header[aria-label^="${heading} "]`) });
  const view = (heading: string): ViewTree => viewTree(page, paneOf(heading), openTwistie);
  const openTwistie = async (row: Locator): Promise<void> => {
    const twistie = row.locator('.monaco-tl-twistie');
    if ((await row.getAttribute('aria-expanded')) === 'false') await twistie.click({ timeout: 3_000 });
    await sideBar.locator('[aria-expanded="true"]').and(row).waitFor({ timeout: 3_000 });
  };
  const sessions = view('Sessions');
  const treeRow = (label: string): Locator => sessions.row(label);
  let machineSettings: Readonly<Record<string, unknown>> = {};
  let theme = firstTheme;
  return {
    page,
    log,
    close,
    async openView() {
      const title = sideBar.locator('.composite.title', { hasText: /hermes sessions/i });
      const entry = page.locator('.activitybar .action-label[aria-label^="Hermes Sessions"]');
      await entry.waitFor({ timeout: 60_000 });
      // After a reload the side bar may come back by itself, and a click would close it again.
      await attempt(async () => {
        if (!(await title.isVisible())) await entry.click();
        await title.waitFor({ timeout: 3_000 });
      });
      await headerOf('Recovery').waitFor();
      await this.setViewOpen('Recovery', false);
      // Away from the entry, whose hover would cover rows. One that came while the pointer was leaving goes when it moves again.
      let x = 900;
      await attempt(async () => {
        await page.mouse.move((x += 5), 400);
        await page.locator('.monaco-hover:visible').first().waitFor({ state: 'hidden', timeout: 5_000 });
      });
    },
    async setViewOpen(heading, isOpen) {
      const header = headerOf(heading);
      await attempt(async () => {
        if ((await header.getAttribute('aria-expanded')) !== String(isOpen)) await header.click({ position: { x: 40, y: 10 }, timeout: 3_000 });
        await sideBar.locator(`[aria-expanded="${isOpen}"]`).and(header).waitFor({ timeout: 3_000 });
      });
    },
    view,
    treeRows: () => sessions.rows(),
    waitForRows: (holds) => sessions.waitForRows(holds),
    treeRow,
    async openRow(label) {
      // A click on a row that is being drawn anew selects it and does no more.
      await attempt(async () => {
        await treeRow(label).click();
        await page.locator('.tab.active', { hasText: label }).waitFor({ timeout: 5_000 });
      });
    },
    expand: (label) => sessions.expand(label),
    // A transcript that has only just come takes the focus, and VS Code's palette closes without it.
    openConversation(title) {
      return attempt(async () => {
        await this.command('Hermes Sessions: Open Conversation…');
        const picker = page.locator('.quick-input-widget', { hasText: 'Open a conversation' });
        await picker.locator('input.input').fill(title, { timeout: 5_000 });
        await picker.locator('.monaco-list-row.focused', { hasText: title }).waitFor({ timeout: 5_000 });
        await picker.locator('input.input').press('Enter', { timeout: 5_000 });
        await this.webview().locator('h1', { hasText: title }).waitFor({ timeout: 15_000 });
      });
    },
    async expandAll(level) {
      const closed = sessions.body.locator(`.monaco-list-row[aria-level="${level}"][aria-expanded="false"]`);
      const last = (all: HTMLElement[]): string | undefined =>
        all.sort((x, y) => Number(x.dataset.index) - Number(y.dataset.index)).at(-1)?.id;
      // From the last one up, and looked for anew each time: ids count from the top, and rows come and go.
      for (let isDone = false; !isDone;) {
        await attempt(async () => {
          const id = await closed.evaluateAll(last);
          isDone = id === undefined;
          if (id !== undefined) await openTwistie(sideBar.locator(`[id="${id}"]`));
        });
      }
    },
    setMachineSettings(settings) {
      machineSettings = { ...machineSettings, ...settings };
      server.writeMachineSettings(machineSettings);
    },
    pauseExtensions: () => server.pauseExtensions(),
    async setTheme(next) {
      theme = next;
      this.setMachineSettings({ 'workbench.colorTheme': THEMES[next] });
      await page.locator(`.monaco-workbench.${THEME_CLASSES[next]}`).waitFor({ timeout: 15_000 });
    },
    async command(title) {
      const widget = page.locator('.quick-input-widget');
      const input = widget.getByPlaceholder('Type the name of a command to run');
      const entry = widget
        .locator('.quick-input-list .monaco-list-row')
        .filter({ has: page.getByText(title, { exact: true }) });
      // The key is lost while a webview that has the focus is still being made, and an editor that opens meanwhile
      // takes the focus and with it the palette.
      await attempt(async () => {
        await page.keyboard.press('F1');
        await input.fill(`>${title}`, { timeout: 3_000 });
        await entry.first().waitFor({ timeout: 5_000 });
        // A click that acts takes its time on a slow machine: tried again, the command would run twice.
        await entry.first().click({ timeout: 20_000 });
      });
      // Closing gives the focus back, which would close what opens meanwhile.
      await input.waitFor({ state: 'hidden' });
    },
    async reload(isStored) {
      const until = Date.now() + 60_000;
      for (let stored = await page.evaluate(readStored); !isStored(stored); stored = await page.evaluate(readStored)) {
        if (Date.now() > until) throw new Error(`VS Code has put away only this: ${JSON.stringify(stored).slice(0, 20_000)}`);
        await page.waitForTimeout(200);
      }
      await page.reload();
      await page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 60_000 });
    },
    webview: () => page.frameLocator('iframe.webview.ready:visible').frameLocator('iframe#active-frame'),
    async resizeSideBar(width) {
      const box = await sideBar.boundingBox();
      assert.ok(box !== null, 'The side bar is not open.');
      const y = box.y + box.height / 2;
      await page.mouse.move(box.x + box.width, y);
      await page.mouse.down();
      await page.mouse.move(box.x + width, y, { steps: 5 });
      await page.mouse.up();
      // Away from the edge, until its highlight is gone.
      await page.mouse.move(box.x + width + 300, y);
      await page.locator('.monaco-sash.hover, .monaco-sash.active').first().waitFor({ state: 'detached' });
    },
    async screenshot(name) {
      const path = artifact(`${name}.png`);
      await page.screenshot({ path });
      if (process.env.FOUR_THEMES !== '1') return path;
      const before = theme;
      for (const other of Object.keys(THEMES) as Theme[]) {
        if (other === before) continue;
        await this.setTheme(other);
        await page.screenshot({ path: artifact(`${name}-${other}.png`) });
      }
      await this.setTheme(before);
      return path;
    },
  };
}

/** What VS Code for the web keeps in the browser's databases: names such as "memento/workbench.parts.editor", and JSON. */
export type StoredState = Readonly<Record<string, string>>;

/** Runs in the page. */
async function readStored(): Promise<StoredState> {
  const answer = <T>(request: IDBRequest<T>): Promise<T> =>
    new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(new Error(String(request.error)));
    });
  const found: Record<string, string> = {};
  for (const { name = '' } of await indexedDB.databases()) {
    if (!name.startsWith('vscode-web-state-db')) continue;
    const db = await answer(indexedDB.open(name));
    for (const storeName of db.objectStoreNames) {
      const store = db.transaction(storeName).objectStore(storeName);
      const [keys, values] = await Promise.all([answer(store.getAllKeys()), answer(store.getAll())]);
      keys.forEach((key, i) => {
        if (typeof key === 'string') found[key] = String(values[i]);
      });
    }
    db.close();
  }
  return found;
}

/** The editor that was in front when VS Code put its editors away: its name and state, as JSON. */
export function editorInFront(stored: StoredState): string {
  const editors = JSON.parse(stored['memento/workbench.parts.editor'] ?? '{}') as EditorPart;
  const group = editors['editorpart.state']?.serializedGrid.root;
  const leaf = group?.type === 'branch' ? group.data[0] : group;
  return leaf?.type === 'leaf' ? (leaf.data.editors[leaf.data.mru[0] ?? 0]?.value ?? '') : '';
}

type GridNode = { type: 'leaf'; data: { editors: { value: string }[]; mru: number[] } } | { type: 'branch'; data: GridNode[] };
interface EditorPart {
  readonly 'editorpart.state'?: { readonly serializedGrid: { readonly root: GridNode } };
}

function viewTree(page: Page, body: Locator, open: (row: Locator) => Promise<void>): ViewTree {
  const all = body.locator('.monaco-list-row[role="treeitem"]');
  const row = (label: string): Locator =>
    all.filter({ has: page.locator('.label-name').getByText(label, { exact: true }) }).first();
  const rows = (): Promise<TreeRow[]> =>
    all.evaluateAll((elements) =>
      elements
        // The list keeps its rows in the order in which it made them; `data-index` is their place.
        .sort((a, b) => Number(a.getAttribute('data-index')) - Number(b.getAttribute('data-index')))
        .map((element) => ({
          label: element.querySelector('.label-name')?.textContent ?? '',
          description: element.querySelector('.label-description')?.textContent ?? '',
          level: Number(element.getAttribute('aria-level')),
          expanded: element.hasAttribute('aria-expanded') ? element.getAttribute('aria-expanded') === 'true' : null,
          selected: element.getAttribute('aria-selected') === 'true',
          ariaLabel: element.getAttribute('aria-label') ?? '',
        })),
    );
  return {
    body,
    rows,
    row,
    async waitForRows(holds) {
      const until = Date.now() + 30_000;
      for (let found = await rows(); ; found = await rows()) {
        if (holds(found)) return found;
        if (Date.now() > until) throw new Error(`These rows were in sight: ${JSON.stringify(found, null, 1)}`);
        await page.waitForTimeout(50);
      }
    },
    expand: (label) => attempt(() => open(row(label))),
  };
}

/** Does what the workbench may not be ready for: again when it fails, five times at most. */
export async function attempt(act: () => Promise<void>): Promise<void> {
  for (let tries = 1; tries < 5; tries += 1) {
    try {
      return await act();
    } catch {
      // The last try says why.
    }
  }
  await act();
}

/** A path in `.artifacts/`, which is made. */
export function artifact(name: string): string {
  const folder = join(PROJECT, '.artifacts');
  fs.mkdirSync(folder, { recursive: true });
  return join(folder, name.replace(/[^\w.-]+/g, '-'));
}

const installed = new Map<string, string>();

/** The extensions folder with our package and others in it, made once for a version and process, removed at its end. */
function installedExtensions(host: Host, others: readonly string[]): string {
  const key = JSON.stringify([host.version, ...others]);
  const there = installed.get(key);
  if (there !== undefined) return there;
  const manifest = JSON.parse(fs.readFileSync(join(PROJECT, 'package.json'), 'utf8')) as {
    name: string;
    version: string;
  };
  const vsix = join(PROJECT, `${manifest.name}-${manifest.version}.vsix`);
  assert.ok(fs.existsSync(vsix), `${vsix} is missing: run "npm run package".`);
  const folder = fs.mkdtempSync(join(tmpdir(), 'hs-'));
  process.once('exit', () => fs.rmSync(folder, { recursive: true, force: true }));
  for (const each of [vsix, ...others]) installExtension(host, each, folder);
  installed.set(key, folder);
  return folder;
}

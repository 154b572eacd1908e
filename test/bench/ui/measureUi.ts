/**
 * `measureUi.js [--quick] [MESSAGES]`: reads generated conversations in a real workbench, beside an empty webview in the same one,
 * and prints a Markdown table; with a number one of that size, once. Needs the package, the host and CHROMIUM. Nothing here passes or fails on a speed.
 */
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { NativeWriter } from '../../support/nativeWriter';
import { openWorkbench, type Workbench } from '../../e2e/harness';
import { readHost } from '../../e2e/vscodeServer';
import { packageEmptyPeer, PEER_ENTRY, PEER_TITLE } from './emptyPeer';
import { installProbe, takeWatched, watchFrames, type Probe, type Watched } from './probe';
import { makeUiHome, promptNear, RARE_WORDS, uiConversation, type UiConversation } from './uiHome';
import { watchTasks } from './taskTimes';
import { renderUi, type UiResult } from './uiReport';

const VERSION = '1.139';
const SIZES = [1_000, 10_000, 50_000];
const QUICK_SIZES = [1_000, 10_000];
const RUNS = 3;
const REST_MS = 10_000;
const ADDED = 100;
/** At most so many turns of the wheel from the top to the bottom, each of at least so many pixels. */
const MOST_TURNS = 600;
const LEAST_TURN = 1_000;
const EMPTY_TURNS = 100;

export interface UiMeasurement {
  readonly firstContentMs: number;
  /** The most that were in the page at once while it was scrolled. */
  readonly rows: number;
  readonly nodes: number;
  /** JavaScript of the whole window, more than before the panel was opened. */
  readonly heapBytes: number;
  /** Words one after the other: the first one right after the bar was opened. */
  readonly findMs: readonly number[];
  readonly jumpMs: number;
  readonly wheel: Watched;
  /** Of the longest task by wheel, in all of the window. */
  readonly wheelTaskProcessorMs: number;
  readonly bar: Watched;
  readonly append: { readonly shownMs: number; readonly longestTaskMs: number };
}

export interface EmptyMeasurement {
  readonly firstContentMs: number;
  readonly heapBytes: number;
  readonly longestTaskMs: number;
  readonly taskProcessorMs: number;
}

async function main(quick: boolean, only: number | null): Promise<void> {
  const scratch = fs.mkdtempSync(join(tmpdir(), 'hs-'));
  const sizes = only !== null ? [only] : quick ? QUICK_SIZES : SIZES;
  const results: UiResult[] = [];
  const empty: EmptyMeasurement[] = [];
  try {
    const peer = await packageEmptyPeer(scratch);
    for (const messages of sizes) {
      const runs: UiMeasurement[] = [];
      for (let i = 0; i < (quick || only !== null ? 1 : RUNS); i += 1) {
        // What a run adds is not there in the next one.
        const home = join(scratch, `home-${messages}-${i}`);
        await makeUiHome(home, [messages]);
        const measured = await measureOnce(home, peer, uiConversation(messages));
        fs.rmSync(home, { recursive: true });
        runs.push(measured.ours);
        empty.push(measured.empty);
        console.error(`${messages} messages: ${JSON.stringify(measured)}`);
      }
      results.push({ messages, runs });
    }
  } finally {
    fs.rmSync(scratch, { recursive: true, force: true });
  }
  console.log(renderUi(readHost(VERSION).vscode, results, empty));
}

async function measureOnce(
  home: string,
  peer: string,
  conversation: UiConversation,
): Promise<{ ours: UiMeasurement; empty: EmptyMeasurement }> {
  const workbench = await openWorkbench({ version: VERSION, home, alsoInstalled: [peer], initScript: installProbe });
  try {
    await workbench.openView();
    await workbench.waitForRows((rows) => rows.some(({ label }) => label === conversation.title));
    // A workbench that has just begun is busy with itself, and its first webviews pay for what all of them share.
    await workbench.page.waitForTimeout(REST_MS);
    for (let i = 0; i < 2; i += 1) {
      await openPeer(workbench);
      await workbench.command('View: Close All Editors');
    }
    const empty = await measureEmpty(workbench);
    await workbench.command('View: Close All Editors');
    return { empty, ours: await measureTranscript(workbench, home, conversation) };
  } finally {
    await workbench.close();
  }
}

function openPeer(workbench: Workbench): Promise<number> {
  const entry = workbench.page.locator('.statusbar-item', { hasText: PEER_ENTRY });
  return firstContentAfter(workbench, PEER_TITLE, () => entry.click());
}

async function measureEmpty(workbench: Workbench): Promise<EmptyMeasurement> {
  const heapBefore = await usedHeap(workbench);
  const firstContentMs = await openPeer(workbench);
  const heapBytes = (await usedHeap(workbench)) - heapBefore;
  const body = workbench.webview().locator('body');
  const endTasks = await watchTasks(workbench.page);
  await body.evaluate(watchFrames);
  await turnWheel(workbench, LEAST_TURN, EMPTY_TURNS, () => Promise.resolve(false));
  const { longestTaskMs } = await body.evaluate(takeWatched);
  return { firstContentMs, heapBytes, longestTaskMs, taskProcessorMs: await endTasks() };
}

async function measureTranscript(workbench: Workbench, home: string, conversation: UiConversation): Promise<UiMeasurement> {
  const { title, messages } = conversation;
  const frame = workbench.webview();
  const body = frame.locator('body');
  const heapBefore = await usedHeap(workbench);
  const firstContentMs = await firstContentAfter(workbench, title, () => workbench.treeRow(title).click());
  await body.press('Home');
  await article(frame, 1).waitFor();

  const endTasks = await watchTasks(workbench.page);
  await body.evaluate(watchFrames);
  const height = await body.evaluate(() => document.documentElement.scrollHeight);
  const most = { rows: 0, nodes: 0 };
  await turnWheel(workbench, Math.max(LEAST_TURN, Math.ceil(height / MOST_TURNS)), MOST_TURNS * 2, async () => {
    const seen = await body.evaluate(() => ({
      rows: document.querySelectorAll('article').length,
      nodes: document.querySelectorAll('*').length,
      isAtEnd: scrollY + innerHeight >= document.documentElement.scrollHeight - 2,
    }));
    most.rows = Math.max(most.rows, seen.rows);
    most.nodes = Math.max(most.nodes, seen.nodes);
    return seen.isAtEnd;
  });
  await article(frame, messages).waitFor();
  const wheel = await body.evaluate(takeWatched);
  const wheelTaskProcessorMs = await endTasks();

  await body.evaluate(watchFrames);
  await body.evaluate(dragBar);
  await article(frame, messages).waitFor();
  const bar = await body.evaluate(takeWatched);

  const findMs = await measureFind(frame);
  const jumpMs = await measureJump(frame, promptNear(messages / 2));
  const append = await measureAppend(frame, home, conversation);
  const heapBytes = (await usedHeap(workbench)) - heapBefore;
  return { firstContentMs, ...most, heapBytes, findMs, jumpMs, wheel, wheelTaskProcessorMs, bar, append };
}

const article = (frame: FrameLocator, number: number) => frame.locator(`article[aria-posinset="${number}"]`);

/** From the press of the mouse to the first content of the panel that it opens, in ms. */
async function firstContentAfter(workbench: Workbench, title: string, click: () => Promise<void>): Promise<number> {
  await click();
  await workbench.page.locator('.tab.active', { hasText: title }).waitFor();
  await workbench.webview().locator('article').first().waitFor();
  const read = (): Probe => (window as unknown as { probe: Probe }).probe;
  const { pressedAt } = await workbench.page.evaluate(read);
  const { firstContentAt } = await workbench.webview().locator('body').evaluate(read);
  if (pressedAt === null || firstContentAt === null) throw new Error(`The probe saw nothing: ${pressedAt}, ${firstContentAt}.`);
  return firstContentAt - pressedAt;
}

/** In bytes, after what is garbage was collected. */
async function usedHeap({ page }: Workbench): Promise<number> {
  const session = await page.context().newCDPSession(page);
  try {
    await session.send('HeapProfiler.collectGarbage');
    return (await session.send('Runtime.getHeapUsage')).usedSize;
  } finally {
    await session.detach();
  }
}

/** Turns the wheel over the webview until `isDone`, which is asked every tenth turn, says so. */
async function turnWheel({ page }: Workbench, by: number, most: number, isDone: () => Promise<boolean>): Promise<void> {
  await page.mouse.move(700, 450);
  for (let i = 0; i < most; i += 1) {
    await page.mouse.wheel(0, by);
    if (i % 10 === 9 && (await isDone())) return;
  }
}

/** Runs in the frame: as the bar is dragged from the top to the bottom. */
async function dragBar(): Promise<void> {
  const frame = (): Promise<unknown> => new Promise((resolve) => requestAnimationFrame(resolve));
  for (let i = 0; i <= 100; i += 1) {
    window.scrollTo(0, ((document.documentElement.scrollHeight - innerHeight) * i) / 100);
    await frame();
    await frame();
  }
}

async function measureFind(frame: FrameLocator): Promise<number[]> {
  await frame.locator('body').press('Control+f');
  const bar = frame.getByRole('search');
  await bar.waitFor();
  const times: number[] = [];
  for (const word of RARE_WORDS) times.push(await bar.evaluate(findWord, word));
  await bar.locator('input').first().press('Escape');
  return times;
}

/** Runs in the frame: from the typed word to the number of all its places, in ms. */
async function findWord(element: Element, word: string): Promise<number> {
  const input = element.querySelector('input');
  const count = element.querySelector('[role=status]');
  if (input === null || count === null) throw new Error('The bar is another one.');
  const before = count.textContent;
  const startedAt = performance.now();
  input.value = word;
  input.dispatchEvent(new Event('input', { bubbles: true }));
  const deadline = startedAt + 60_000;
  // The words are found in other numbers of messages.
  while (count.textContent === before || !/^[\d,]+ of [\d,]+$/.test(count.textContent ?? '')) {
    if (performance.now() > deadline) throw new Error(`It says "${count.textContent}".`);
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
  return performance.now() - startedAt;
}

async function measureJump(frame: FrameLocator, number: number): Promise<number> {
  await frame.locator('body').press('g');
  const input = frame.locator('input[inputmode=numeric]');
  await input.fill(String(number));
  return input.evaluate(async (element, wanted) => {
    const startedAt = performance.now();
    element.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }));
    const isInView = (): boolean => {
      const box = document.querySelector(`article[aria-posinset="${wanted}"]`)?.getBoundingClientRect();
      return box !== undefined && box.bottom > 0 && box.top < innerHeight;
    };
    while (!isInView()) {
      if (performance.now() > startedAt + 60_000) throw new Error('It did not come into view.');
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    return performance.now() - startedAt;
  }, number);
}

/** The reader is at the end, and Hermes writes. */
async function measureAppend(
  frame: FrameLocator,
  home: string,
  { id, messages }: UiConversation,
): Promise<UiMeasurement['append']> {
  const body = frame.locator('body');
  await body.press('End');
  await article(frame, messages).waitFor();
  const writer = new NativeWriter(join(home, 'state.db'));
  try {
    await body.evaluate(watchFrames);
    const at = Date.now() / 1000;
    await writer.run(
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
       INSERT INTO messages (session_id, role, content, timestamp) SELECT ?, 'assistant', 'Entry ' || i, ? + i / 1000.0 FROM n`,
      [ADDED, id, at],
    );
    await writer.run('UPDATE sessions SET message_count = ?, last_activity_at = ? WHERE id = ?', [messages + ADDED, at + 1, id]);
    const writtenAt = Date.now();
    // Looked for at every frame: a locator looks every half second after a while.
    const shownMs = (await body.evaluate(untilShown, messages + ADDED)) - writtenAt;
    const { longestTaskMs } = await body.evaluate(takeWatched);
    return { shownMs, longestTaskMs };
  } finally {
    await writer.close();
  }
}

/** Runs in the webview's frame: when the message of this number is drawn, in ms since 1970. */
function untilShown(_: Element, number: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const endAt = Date.now() + 60_000;
    const look = (): void => {
      if (document.querySelector(`article[aria-posinset="${number}"]`) !== null) resolve(Date.now());
      else if (Date.now() > endAt) reject(new Error('What was written was not shown within a minute.'));
      else requestAnimationFrame(look);
    };
    look();
  });
}

const size = process.argv.find((each) => /^\d+$/.test(each));
void main(process.argv.includes('--quick'), size === undefined ? null : Number(size)).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

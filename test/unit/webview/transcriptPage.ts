/**
 * The transcript's real page in a real browser, with the real host half behind it and a store in memory. Nothing is
 * served: the page's three files are answered in place, and every other request is refused and remembered.
 */
import * as assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import type { Message } from '../../../src/core/message';
import {
  parseInbound,
  type HostToWebview,
  type TranscriptHeader,
  type WebviewToHost,
} from '../../../src/core/protocol';
import { writeMessage } from '../../../src/core/export/writeMessage';
import { toFindPage, toFindTexts } from '../../../src/core/find';
import { filtered } from '../../../src/core/messageFilter';
import { MessageTraits } from '../../../src/core/messageTraits';
import { OutlineReader } from '../../../src/core/outline';
import { readPicture, readSlot, toTranscriptMessage } from '../../../src/core/transcriptMessage';
import { decodePicture } from '../../../src/io/worker/picture';
import { usualCopy, type TranscriptTarget } from '../../../src/core/transcriptTarget';
import type { ConversationFiles } from '../../../src/ui/conversationPort';
import { TranscriptConversation } from '../../../src/ui/transcriptConversation';
import { NO_COPIES, type FoundCopies, type KinConversation, type TranscriptSource } from '../../../src/ui/transcriptSource';
import { createNonce, renderPage } from '../../../src/ui/webviewHtml';
import { launchBrowser, openPage, SLOWDOWN } from '../../e2e/browser';
import { header } from './samples';

const ORIGIN = 'https://transcript.invalid';
const ROOT = process.cwd();

export const THEMES = JSON.parse(readFileSync(join(ROOT, 'test/support/themes.json'), 'utf8')) as Readonly<
  Record<string, Readonly<Record<string, string>>>
>;

export interface Store {
  messages: Message[];
  header: TranscriptHeader;
  copies?: FoundCopies;
  kin?: readonly KinConversation[];
}

/** A source over an array. What it holds may be replaced at any time, as a live store is. */
export function sourceOf(store: Store): TranscriptSource {
  const traits = (): MessageTraits => {
    const read = new MessageTraits();
    for (const each of store.messages) read.add(each);
    return read;
  };
  /** What a target shows, each message with its number in the whole conversation. */
  const seen = ({ filter }: TranscriptTarget): (readonly [Message, number])[] => {
    if (filter === undefined) return store.messages.map((each, i) => [each, i]);
    const { places, strip } = filtered(traits(), filter);
    return places.map((place) => [strip(store.messages[place]!, place), place]);
  };
  const stamps = new WeakMap<Message, number>();
  let nextStamp = 1;
  const stampOf = (message: Message): number => {
    if (!stamps.has(message)) stamps.set(message, (nextStamp += 1));
    return stamps.get(message)!;
  };
  // Messages are replaced here, never changed. As JSON, tens of thousands of them would take the time of the test.
  const tokenOf = (target: TranscriptTarget): string =>
    JSON.stringify([target, store.messages.length, store.messages.reduce((sum, each) => (Math.imul(sum, 31) + stampOf(each)) | 0, 0)]);
  const head = (target: TranscriptTarget): TranscriptHeader => {
    const { filter } = target;
    const total = store.messages.length;
    const left = filter === undefined ? null : { filter, shown: filtered(traits(), filter).shown, total };
    return { ...store.header, messageCount: seen(target).length, filtered: left };
  };
  return {
    header: async (target) => ({ header: head(target), copy: target.source ?? 'state_db' }),
    messages: async (target, from, count) =>
      seen(target)
        .slice(from, from + count)
        .map(([message, number], i) => toTranscriptMessage(message, from + i, false, number)),
    copies: async () => store.copies ?? NO_COPIES,
    counterpart: async (_, id) => id,
    message: async (target, id) => {
      const all = seen(target);
      const index = all.findIndex(([message]) => message.id === id);
      return index === -1 ? null : toTranscriptMessage(all[index]![0], index, false, all[index]![1]);
    },
    text: async (_, id, slot, from) => {
      const message = store.messages.find((candidate) => candidate.id === id);
      return message === undefined ? null : readSlot(message, slot, from);
    },
    directories: async () => ['/work'],
    picture: async (_, id, part) => {
      const message = store.messages.find((candidate) => candidate.id === id);
      const data = message === undefined ? null : readPicture(message, part);
      return data === null ? null : decodePicture(data);
    },
    kin: async () => store.kin ?? [],
    written: async (target, from, count, form) => seen(target).slice(from, from + Math.min(count, 300)).map(([message]) => writeMessage(message, form)),
    filterFacts: async () => traits().facts(),
    near: async ({ filter }, number) => (filter === undefined ? number : filtered(traits(), filter).near(number)),
    findToken: async (target) => tokenOf(target),
    findPage: async (target, from) =>
      toFindPage(tokenOf(target), from, seen(target).slice(from, from + 500).map(([message], i) => toFindTexts(message, from + i))),
    outline: async (target, from) => {
      const outline = new OutlineReader();
      const read = seen(target).slice(from, from + 700);
      const entries = read.flatMap(([message], i) => outline.read(message, from + i, false));
      const reading = new OutlineReader();
      const beginnings = read.map(([message], i) => (reading.read(message, from + i, false), reading.beginning(message)));
      return { from, next: from + read.length, entries, beginnings };
    },
    onDidChange: () => ({ dispose: () => undefined }),
  };
}

export interface OpenTranscript {
  readonly page: Page;
  /** What the page said, in order, less what its outline and its paths ask for; null for what the guard refused. */
  readonly inbound: (WebviewToHost | null)[];
  readonly conversation: TranscriptConversation;
  /** Addresses the page asked to leave for. */
  readonly left: string[];
  readonly copied: string[];
  /** Ids of conversations the page asked to open. */
  readonly opened: string[];
  /** Pairs of copies that were to be compared. */
  readonly compared: readonly unknown[];
  /** Requests beyond the page's own files, and what its policy refused. */
  readonly requests: string[];
  readonly errors: string[];
  readonly post: (message: HostToWebview) => Promise<void>;
  /** Reloads as VS Code does when a hidden panel is shown again: the state is kept, all else is lost. */
  readonly reload: () => Promise<void>;
}

export interface OpenOptions {
  readonly messages: Message[];
  readonly header?: Partial<TranscriptHeader>;
  readonly theme?: string;
  readonly width?: number;
  readonly height?: number;
  readonly source?: TranscriptSource;
  /** Chooses in the editor's own list. */
  readonly choose?: (lines: readonly string[], active: number) => number | null;
  readonly copies?: FoundCopies;
  readonly files?: ConversationFiles;
  readonly kin?: readonly KinConversation[];
}

export const NO_FILES: ConversationFiles = { find: async () => null, label: (path) => path, open: async () => undefined };

export class TranscriptBrowser {
  private constructor(
    private readonly browser: Browser,
    private readonly script: string,
  ) {}

  static async start(): Promise<TranscriptBrowser> {
    const bundle = await build({
      entryPoints: [join(ROOT, 'src/webview/transcript.ts')],
      bundle: true,
      write: false,
      platform: 'browser',
      target: 'chrome120',
      format: 'iife',
    });
    return new TranscriptBrowser(await launchBrowser(), bundle.outputFiles[0]!.text);
  }

  async stop(): Promise<void> {
    await this.browser.close();
  }

  async open(options: OpenOptions): Promise<OpenTranscript> {
    const context = await this.browser.newContext({
      viewport: { width: options.width ?? 800, height: options.height ?? 600 },
      locale: 'en-GB',
      timezoneId: 'Europe/Berlin',
    });
    const page = await openPage(context);
    page.setDefaultTimeout(60_000);
    const [requests, errors, left, copied, opened]: string[][] = [[], [], [], [], []];
    const inbound: (WebviewToHost | null)[] = [];
    const compared: unknown[] = [];
    const { messages, copies, kin } = options;
    const store: Store = { messages, header: header(options.header), ...(copies !== undefined && { copies }), ...(kin !== undefined && { kin }) };
    let posted: Promise<void> = Promise.resolve();
    // A slow host's statements come late, and in their order.
    const post = (message: HostToWebview): Promise<void> => {
      const sent = posted.then(async () => {
        if (SLOWDOWN > 1) await new Promise((resolve) => setTimeout(resolve, 10 * SLOWDOWN));
        await sendToPage(page, message);
      });
      posted = sent.catch(() => undefined);
      return sent;
    };
    const conversation = new TranscriptConversation(usualCopy('s'), options.source ?? sourceOf(store), {
      post: (message) => void post(message).catch(() => undefined),
      openAddress: async (address) => void left!.push(address),
      copy: async (text) => void copied!.push(text),
      linkTo: (messageId) => `link:${messageId ?? 'conversation'}`,
      say: () => undefined,
      openConversation: (sessionId) => void opened!.push(sessionId),
      files: options.files ?? NO_FILES,
      compare: async (...pair) => void compared.push(pair.slice(0, 2).map((each) => (each as TranscriptTarget).source)),
      setTitle: () => undefined,
      describe: (failure) => `failure ${failure.code}`,
      unexpected: (error) => `unexpected ${String(error)}`,
      locale: 'en-GB',
      choose: async (lines, active) => (options.choose === undefined ? null : options.choose(lines, active)),
      findWorkerPath: join(ROOT, 'out/js/src/io/findWorker/main.js'),
    });

    const html = renderPage(
      {
        cspSource: ORIGIN,
        scriptUri: `${ORIGIN}/dist/transcript.js`,
        styleUris: [`${ORIGIN}/media/transcript.css`],
        language: 'en',
        title: 'Transcript',
        loading: 'Reading',
        state: { profile: 'p', sessionId: 's' },
      },
      createNonce(),
    );
    const files: Readonly<Record<string, { contentType: string; body: string | Buffer }>> = {
      '/': { contentType: 'text/html', body: html },
      '/dist/transcript.js': { contentType: 'text/javascript', body: this.script },
      '/media/transcript.css': { contentType: 'text/css', body: readFileSync(join(ROOT, 'media/transcript.css')) },
      '/dist/codicon.ttf': {
        contentType: 'font/ttf',
        body: readFileSync(join(ROOT, 'node_modules/@vscode/codicons/dist/codicon.ttf')),
      },
    };
    await page.route('**/*', (route) => {
      const url = new URL(route.request().url());
      const file = url.origin === ORIGIN ? files[url.pathname] : undefined;
      if (file !== undefined) return route.fulfill(file);
      requests!.push(url.href);
      return route.abort();
    });
    page.on('pageerror', (error) => errors!.push(String(error)));
    page.on('console', (line) => line.type() === 'error' && errors!.push(line.text()));
    page.on('dialog', (dialog) => (errors!.push(`dialog ${dialog.message()}`), dialog.dismiss()));
    await page.exposeFunction('sayToHost', (raw: unknown) => {
      const message = parseInbound(raw);
      if (message?.type !== 'outline' && message?.type !== 'paths') inbound.push(message);
      if (message !== null) void conversation.receive(message);
    });
    await page.addInitScript(
      (theme) => {
        // What VS Code gives a webview: its API, once, a state that outlives a reload, and the theme on the root
        // element.
        Object.assign(window, {
          acquireVsCodeApi: () => ({
            postMessage: (message: unknown) =>
              (window as unknown as { sayToHost(message: unknown): void }).sayToHost(message),
            getState: () => JSON.parse(sessionStorage.getItem('state') ?? 'null') as unknown,
            setState: (state: unknown) => sessionStorage.setItem('state', JSON.stringify(state)),
          }),
        });
        document.addEventListener('securitypolicyviolation', (event) =>
          console.error(`refused ${event.violatedDirective} ${event.blockedURI}`),
        );
        // Of its default styles, those that reach into a transcript.
        const defaults = new CSSStyleSheet();
        defaults.replaceSync(`@layer vscode-default {
        body { background-color: transparent; color: var(--vscode-editor-foreground); padding: 0 20px }
        a, a code { color: var(--vscode-textLink-foreground) }
        code { color: var(--vscode-textPreformat-foreground); background-color: var(--vscode-textPreformat-background); padding: 1px 3px; border-radius: 4px }
        blockquote { background: var(--vscode-textBlockQuote-background); border-color: var(--vscode-textBlockQuote-border) }
        ::-webkit-scrollbar { width: 10px; height: 10px }
      }`);
        document.adoptedStyleSheets = [defaults];
        const paint = (): void => {
          for (const [name, value] of Object.entries(theme)) document.documentElement.style.setProperty(name, value);
        };
        if (document.documentElement === null) document.addEventListener('readystatechange', paint, { once: true });
        else paint();
      },
      THEMES[options.theme ?? 'dark'],
    );
    const load = async (go: () => Promise<unknown>): Promise<void> => {
      await go();
      await page.waitForSelector('[role=feed], .message:not([role=status])', { state: 'attached' });
      await page.evaluate(() => document.fonts.ready.then(() => undefined));
    };
    await load(() => page.goto(`${ORIGIN}/`));
    return {
      page,
      inbound,
      conversation,
      left: left!,
      copied: copied!,
      opened: opened!,
      compared,
      requests: requests!,
      errors: errors!,
      post,
      reload: () => load(() => page.reload()),
    };
  }
}

/** Says something to the page as its host does, and waits until the page has heard it. */
export async function sendToPage(page: Page, message: unknown): Promise<void> {
  await page.evaluate(
    (sent) =>
      new Promise<void>((resolve) => {
        // Listens after the page itself, and so is told after it.
        window.addEventListener('message', () => resolve(), { once: true });
        window.postMessage(sent, '*');
      }),
    message,
  );
}

/** Waits for what is told to the host, by looking again and again: 20 s at most. */
export async function until(holds: () => boolean, what: () => string = () => 'it did not come'): Promise<void> {
  for (let i = 0; i < 1_000 && !holds(); i += 1) await new Promise((resolve) => setTimeout(resolve, 20));
  assert.ok(holds(), what());
}

/** Two frames later: what a scroll or a message started has been drawn. */
export async function settled(page: Page): Promise<void> {
  await page.evaluate(
    () => new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))),
  );
}

/**
 * The reader has come to rest and the page with him: all that was asked for has come, rows and scroll bar say the same again, and
 * nothing has moved since for longer than the page itself waits before it does that (200 ms, by its own clock).
 */
export async function atRest(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const frame = (): Promise<number> => new Promise((resolve) => requestAnimationFrame(resolve));
    const look = (): string | null => {
      const feed = document.querySelector('[role=feed]');
      if (feed?.getAttribute('aria-busy') !== 'false') return null;
      const rows = [...feed.querySelectorAll('article')].map((row) => [row.dataset.messageId, row.getBoundingClientRect().top]);
      return JSON.stringify([scrollY, document.documentElement.scrollHeight, rows]);
    };
    // What was done just before is told to the page with the next frame.
    await frame();
    await frame();
    let [seen, since, frames] = [look(), performance.now(), 0];
    while (seen === null || performance.now() - since < 400 || frames < 6) {
      await frame();
      frames += 1;
      const now = look();
      if (now !== seen) [seen, since, frames] = [now, performance.now(), 0];
    }
  });
}

/**
 * A suite with one browser. What `open` opened is closed after each test, and then, whatever the test was about, there
 * must have been no script error, no violation of the page's policy and no request beyond the page's own files.
 */
export function describeTranscript(
  name: string,
  suite: (open: (options: OpenOptions) => Promise<OpenTranscript>) => void,
  /** Tall enough for all of a test's messages where it is not about moving: only what is near the view is drawn. */
  height = 600,
): void {
  describe(name, function () {
    this.timeout(180_000);
    let browser: TranscriptBrowser;
    let opened: OpenTranscript | null = null;
    before(async () => {
      browser = await TranscriptBrowser.start();
    });
    after(() => browser.stop());
    afterEach(async () => {
      const last = opened;
      opened = null;
      if (last === null) return;
      await last.page.context().close();
      assert.deepEqual([...last.errors, ...last.requests], []);
    });
    suite(async (options) => (opened = await browser.open({ height, ...options })));
  });
}

/** The distance of a message's article from the top of the window. */
export const topOf = (page: Page, id: string): Promise<number> =>
  page.$eval(`[data-message-id="${id}"]`, (article) => article.getBoundingClientRect().top);

/** The ids of all articles in the page, in order. */
export const idsOf = (page: Page): Promise<string[]> =>
  page.$$eval('article', (articles) => articles.map((article) => article.dataset.messageId ?? ''));

export const textOf = (page: Page, selector: string): Promise<string> =>
  page.$eval(selector, (element) => (element as HTMLElement).innerText);

/** Shows every part of the conversation in turn, from the top, with all its lines open. */
export async function visitAll(page: Page, visit: () => Promise<void>): Promise<void> {
  await page.evaluate(() => scrollTo(0, 0));
  for (let steps = 0; steps < 200; steps++) {
    await settled(page);
    await openAllLines(page);
    await settled(page);
    await visit();
    const isDone = await page.evaluate(() => {
      const before = scrollY;
      scrollBy(0, innerHeight * 0.8);
      return scrollY === before;
    });
    if (isDone) return;
  }
  assert.fail('the conversation has no end');
}

/** The id of the article that has the focus itself. */
export const focusedArticle = (page: Page): Promise<string | undefined> =>
  page.evaluate(() => (document.activeElement as HTMLElement | null)?.dataset.messageId);

/** Runs first: what they stand for are lines, too. */
export const openAllLines = (page: Page): Promise<void> =>
  page.evaluate(() => {
    for (const selector of ['.run > button', 'button.line-row'])
      document.querySelectorAll<HTMLElement>(`${selector}[aria-expanded=false]`).forEach((line) => line.click());
  });

import * as assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Browser, Page } from 'playwright-core';
import { parseFindingMessage, type FindingPage, type FindingToHost } from '../../../src/core/findingPage';
import { createNonce, renderPage } from '../../../src/ui/webviewHtml';
import { launchBrowser, openPage } from '../../e2e/browser';
import { sendToPage, settled, THEMES } from './transcriptPage';

const ORIGIN = 'https://finding.invalid';
const ROOT = process.cwd();
const AXE = readFileSync(createRequire(__filename).resolve('axe-core/axe.min.js'), 'utf8');

const shrunk: FindingPage = {
  icon: 'warning',
  tone: 'warning',
  state: ['Safe to repair', 'profile default', 'found at 14:10'],
  title: 'Chat shrank: 1,000 to 2 messages. 998 can come back.',
  subtitle: 'Winter timetable, all piers',
  notice: null,
  actions: [
    { label: 'Read Previous Copy', look: 'primary' },
    { label: 'Reveal File', look: 'secondary' },
    { label: 'Dismiss…', look: 'link' },
  ],
  answers: [
    { label: 'What happened', text: 'The conversation file has 2 messages, its previous copy (.bak) 1,000.' },
    { label: 'Why it matters', text: 'Hermes WebUI keeps one previous copy only, and the next shrinking save replaces it.' },
    { label: 'What to do', text: 'The conversation can be restored with 1,000 messages.' },
    { label: 'When it is no fault', text: 'You shortened this conversation on purpose.' },
  ],
  checks: [],
  copies: [
    { name: 'conversation file', note: 'what Hermes WebUI shows', messages: '2', isShort: true, isChosen: false, first: { text: 'And the ferry?', time: 'today, 11:03' }, last: { text: 'The ferry leaves at 06:20 from pier 4, in all weathers.', time: 'today, 11:04' }, canRead: true, canCompare: false },
    { name: 'previous copy (.bak)', note: 'comes back', messages: '1,000', isShort: false, isChosen: true, first: { text: 'Collect all winter timetables of the piers', time: '3 Sep, 08:40' }, last: { text: '', time: 'today, 11:04' }, canRead: true, canCompare: true },
    { name: 'temporary file', note: 'cannot be read: permission denied', messages: '', isShort: false, isChosen: false, first: null, last: null, canRead: false, canCompare: false },
  ],
  path: '~/.hermes/webui/sessions/20260903_084012_9f3a.json',
  evidence: [{ name: 'kind', value: 'shrunken_live' }, { name: 'sha256', value: 'a'.repeat(64) }],
  words: { copies: 'Copies of this conversation', copy: 'Copy', messages: 'Messages', first: 'First', last: 'Last', read: 'Read', compare: 'Compare', evidence: 'Evidence', loading: 'Reading the copies…', none: 'no text' },
};

describe('the page of a finding', () => {
  let browser: Browser;
  let script: string;
  let page: Page;
  const said: (FindingToHost | null)[] = [];
  const errors: string[] = [];
  before(async () => {
    const bundle = await build({ entryPoints: [join(ROOT, 'src/webview/finding.ts')], bundle: true, write: false, platform: 'browser', target: 'chrome120', format: 'iife' });
    script = bundle.outputFiles[0]!.text;
    browser = await launchBrowser();
  });
  after(() => browser?.close());
  afterEach(async () => {
    await page.context().close();
    // Whatever the test was about: no script error, nothing that the page's policy refused, no request beyond its own files.
    assert.deepEqual(errors.splice(0), []);
    said.length = 0;
  });

  const open = async (shown: FindingPage, { theme = 'dark', width = 900 } = {}): Promise<void> => {
    page = await openPage(await browser.newContext({ viewport: { width, height: 900 }, bypassCSP: false }));
    page.on('pageerror', (error) => errors.push(String(error)));
    page.on('console', (line) => line.type() === 'error' && errors.push(line.text()));
    const styleUris = ['transcript.css', 'finding.css'].map((name) => `${ORIGIN}/media/${name}`);
    const html = renderPage(
      { name: 'finding', cspSource: ORIGIN, scriptUri: `${ORIGIN}/dist/finding.js`, styleUris, language: 'en', title: 'Finding', loading: 'Reading', state: { place: 'p', finding: 'f' } },
      createNonce(),
    );
    const files: Readonly<Record<string, { contentType: string; body: string | Buffer }>> = {
      '/': { contentType: 'text/html', body: html },
      '/dist/finding.js': { contentType: 'text/javascript', body: script },
      '/media/transcript.css': { contentType: 'text/css', body: readFileSync(join(ROOT, 'media/transcript.css')) },
      '/media/finding.css': { contentType: 'text/css', body: readFileSync(join(ROOT, 'media/finding.css')) },
      '/dist/codicon.ttf': { contentType: 'font/ttf', body: readFileSync(join(ROOT, 'node_modules/@vscode/codicons/dist/codicon.ttf')) },
    };
    await page.route('**/*', (route) => {
      const url = new URL(route.request().url());
      const file = url.origin === ORIGIN ? files[url.pathname] : undefined;
      if (file !== undefined) return route.fulfill(file);
      errors.push(`asked for ${url.href}`);
      return route.abort();
    });
    await page.exposeFunction('sayToHost', (raw: unknown) => void said.push(parseFindingMessage(raw)));
    await page.addInitScript((colours) => {
      Object.assign(window, {
        acquireVsCodeApi: () => ({
          postMessage: (message: unknown) => (window as unknown as { sayToHost(message: unknown): void }).sayToHost(message),
          setState: (state: unknown) => sessionStorage.setItem('state', JSON.stringify(state)),
        }),
      });
      document.addEventListener('securitypolicyviolation', (event) => console.error(`refused ${event.violatedDirective}`));
      document.addEventListener('readystatechange', () => {
        for (const [name, value] of Object.entries(colours)) document.documentElement.style.setProperty(name, value);
      });
    }, THEMES[theme] ?? {});
    await page.goto(`${ORIGIN}/`);
    await post(shown);
    await page.waitForSelector('h1');
    await page.evaluate(() => document.fonts.ready.then(() => undefined));
  };
  const post = (shown: FindingPage): Promise<void> => sendToPage(page, { type: 'finding', page: shown });
  const textOf = (selector: string): Promise<string[]> => page.locator(selector).allInnerTexts();

  it('says what, why, what to do and when it is no fault, and each copy with its ends', async () => {
    await open(shrunk);
    assert.deepEqual(await textOf('h1'), [shrunk.title]);
    assert.deepEqual(await textOf('.answers dt'), ['What happened', 'Why it matters', 'What to do', 'When it is no fault']);
    assert.deepEqual(await textOf('tbody th'), ['conversation file\nwhat Hermes WebUI shows', 'previous copy (.bak)\ncomes back', 'temporary file\ncannot be read: permission denied']);
    assert.deepEqual(await textOf('tbody .number'), ['2', '1,000', '']);
    assert.deepEqual(await textOf('tbody tr:nth-child(2) td:nth-child(4)'), ['no text\ntoday, 11:04']);
    assert.deepEqual(await textOf('.path'), [shrunk.path]);
    assert.equal(await page.locator('details').getAttribute('open'), null);
  });

  it('has no line of signs above the title when there is nothing to say in it, and cuts no option of a command', async () => {
    await open({ ...shrunk, state: [], answers: [{ label: 'What to do', text: 'Hermes’s own command “hermes sessions recover --source FILE” builds a new file from what can be read.' }] });
    assert.equal(await page.locator('.state').count(), 0);
    assert.deepEqual(await textOf('.answers dd'), ['Hermes’s own command “hermes sessions recover --source FILE” builds a new file from what can be read.']);
    for (let width = 300; width < 700; width += 40) {
      await page.setViewportSize({ width, height: 900 });
      assert.equal(await page.locator('.unbroken').evaluate((option) => option.getClientRects().length), 1, `cut at ${width}`);
    }
  });

  it('breaks no name of a copy in a narrow page, where its last message stands below it', async () => {
    await open(shrunk, { width: 300 });
    assert.deepEqual(await textOf('thead th:visible'), ['Copy', 'Messages']);
    assert.deepEqual((await textOf('tbody th')).map((words) => words.split('\n')), [
      ['conversation file', 'what Hermes WebUI shows', 'The ferry leaves at 06:20 from pier 4, in all weathers.', 'today, 11:04'],
      ['previous copy (.bak)', 'comes back', 'no text', 'today, 11:04'],
      ['temporary file', 'cannot be read: permission denied'],
    ]);
    // Lines than which it has no fewer words: none is cut in two.
    const lines = await page.locator('tbody th > span').evaluateAll((names) => names.map((name) => [name.textContent, name.getClientRects().length] as const));
    for (const [name, count] of lines) assert.ok(count <= (name ?? '').split(' ').length, `${name} has ${count} lines`);
    await page.setViewportSize({ width: 700, height: 900 });
    await settled(page);
    assert.deepEqual((await textOf('tbody th'))[1], 'previous copy (.bak)\ncomes back');
  });

  it('tells the host places, and is kept by its state', async () => {
    await open(shrunk);
    await page.getByRole('button', { name: 'Dismiss…' }).click();
    await page.getByRole('button', { name: 'Read: previous copy (.bak)' }).click();
    await page.getByRole('button', { name: 'Compare: previous copy (.bak)' }).click();
    assert.deepEqual(said, [{ type: 'ready' }, { type: 'act', action: 2 }, { type: 'read', copy: 1 }, { type: 'compare', copy: 1 }]);
    assert.equal(await page.getByRole('button', { name: /^Read: |^Compare: / }).count(), 3);
    assert.deepEqual(await page.evaluate(() => sessionStorage.getItem('state')), '{"place":"p","finding":"f"}');
  });

  it('keeps the focus and what was opened when it is said anew, and says what is read yet', async () => {
    await open({ ...shrunk, copies: null });
    assert.deepEqual(await textOf('[role=status]'), ['Reading the copies…']);
    await page.locator('summary').click();
    await page.getByRole('button', { name: 'Reveal File' }).focus();
    await post({ ...shrunk, notice: 'The last check does not find this any more.' });
    await page.locator('table').waitFor();
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Reveal File');
    assert.equal(await page.locator('details').evaluate((element) => (element as HTMLDetailsElement).open), true);
    assert.deepEqual(await textOf('[role=status]'), ['The last check does not find this any more.']);
  });

  it('goes by the keyboard: every button and the evidence are stops, in their order', async () => {
    await open(shrunk);
    const stops: (string | null)[] = [];
    for (let i = 0; i < 7; i += 1) {
      await page.keyboard.press('Tab');
      stops.push(await page.evaluate(() => document.activeElement?.getAttribute('data-focus') ?? null));
    }
    assert.deepEqual(stops, ['act-0', 'act-1', 'act-2', 'read-0', 'read-1', 'compare-1', 'evidence']);
    await page.keyboard.press('Enter');
    assert.deepEqual(await textOf('.evidence dt'), ['kind', 'sha256']);
  });

  it('shows hostile words as words', async () => {
    const hostile = '<img src=https://evil.example/x onerror=alert(1)> \u202egnp.exe';
    const end = { text: hostile, time: hostile };
    await open({
      ...shrunk,
      title: hostile,
      subtitle: hostile,
      notice: hostile,
      path: hostile,
      copies: shrunk.copies!.map((copy) => ({ ...copy, name: hostile, note: hostile, first: end, last: end })),
      evidence: [{ name: hostile, value: hostile }],
      answers: [{ label: hostile, text: hostile }],
    });
    assert.equal(await page.locator('img').count(), 0);
    assert.deepEqual(await textOf('h1'), ['<img src=https://evil.example/x onerror=alert(1)> ⟨U+202E⟩gnp.exe']);
  });

  it('takes only what it may be told', () => {
    for (const odd of [null, 7, 'ready', {}, { type: 'act' }, { type: 'act', action: -1 }, { type: 'act', action: 1.5 }, { type: 'read', copy: '0' }, { type: 'compare', copy: 1e6 }, { type: 'run', command: 'x' }]) {
      assert.equal(parseFindingMessage(odd), null, JSON.stringify(odd));
    }
    assert.deepEqual(parseFindingMessage({ type: 'read', copy: 0, path: '/etc/passwd' }), { type: 'read', copy: 0 });
  });

  for (const theme of Object.keys(THEMES)) {
    it(`gives axe nothing to say, wide and narrow (${theme})`, async () => {
      const checks = [{ text: '998 messages are back; the conversation has 1,000 of 1,000 now', isGood: true }, { text: 'Hermes WebUI may not load it (8 of 9 checks)', isGood: false }];
      await open({ ...shrunk, notice: 'Put away: not a fault.', checks }, { theme });
      assert.deepEqual(await page.locator('.checks > .good > .codicon-check, .checks > .warning > .codicon-warning').count(), 2);
      await page.locator('summary').click();
      const gone: FindingPage = { ...shrunk, icon: 'info', tone: 'quiet', state: [], notice: 'The last check does not find this any more.', actions: [{ label: 'Show What Is Found Now', look: 'primary' }, { label: 'Run Recovery Audit', look: 'secondary' }], answers: [], copies: [], evidence: [] };
      for (const [shown, width] of [[null, 900], [null, 300], [gone, 300], [gone, 900]] as const) {
        if (shown !== null) await post(shown);
        await page.setViewportSize({ width, height: 900 });
        await settled(page);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(overflow <= 0, `scrolls sideways at ${width}, by ${overflow}`);
        await page.evaluate(AXE);
        const violations = await page.evaluate(async () => {
          const { axe } = window as unknown as { axe: { run(): Promise<{ violations: { id: string; nodes: { html: string; failureSummary: string }[] }[] }> } };
          return (await axe.run()).violations.map(({ id, nodes }) => [id, ...nodes.map((node) => `${node.html} ${node.failureSummary}`)]);
        });
        assert.deepEqual(violations, []);
      }
    });
  }
});

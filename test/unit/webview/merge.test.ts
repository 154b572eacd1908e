import * as assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { parseMergeMessage, readTakes, takesFor, writeTakes, type MergePage, type MergeState, type MergeToHost, type ShownMessage } from '../../../src/core/mergePage';
import { createNonce, renderPage } from '../../../src/ui/webviewHtml';
import { launchBrowser, openPage } from '../../e2e/browser';
import { sendToPage, settled, THEMES } from './transcriptPage';

const ORIGIN = 'https://merge.invalid';
const ROOT = process.cwd();
const AXE = readFileSync(createRequire(__filename).resolve('axe-core/axe.min.js'), 'utf8');

const says = (who: string, time: string, text: string): ShownMessage => ({ who, time, text });
const fees: MergePage = {
  state: ['profile default'],
  title: 'Two copies, one conversation',
  subtitle: 'Harbour fees of the summer',
  intro:
    'Each copy has messages that the other lacks. Choose for every place what the conversation should have. Nothing is changed before you repair; then both files are kept, and you can undo it.',
  notice: null,
  actions: [],
  isOpen: true,
  stretches: [
    { kind: 'common', label: '998 messages that both have', ends: [says('You', '3 Sep, 08:40', 'Collect the fees of all harbours on the north coast.'), says('Hermes', '3 Sep, 09:12', 'The table has 14 harbours now.')] },
    {
      kind: 'differing',
      label: 'Place 1 of 2',
      live: { name: 'Conversation file', count: '1 message', messages: [says('You', 'today, 11:03', 'Leave the fees of small boats out.')], more: '' },
      previous: {
        name: 'Previous copy',
        count: '14 messages',
        messages: [
          says('You', 'today, 10:40', 'Add the fees of small boats, and sort the table by length.'),
          says('Hermes', 'today, 10:41', 'Done.\n\n- 14 harbours, three lengths each\n- Two of them raised their fees in May: Westhaven and Tarn Sound. The office of Tarn Sound has not answered yet, so its number is that of last year.'),
        ],
        more: 'and 12 more messages',
      },
    },
    { kind: 'common', label: '1 message that both have', ends: [] },
    {
      kind: 'differing',
      label: 'Place 2 of 2',
      live: { name: 'Conversation file', count: '0 messages', messages: [], more: '' },
      previous: { name: 'Previous copy', count: '1 message', messages: [says('Tool', '', 'no text')], more: '' },
    },
  ],
  more: '',
  path: '~/.hermes/webui/sessions/e46fad504dba.json',
  words: { all: 'Everywhere', take: { live: 'Conversation file', previous: 'Previous copy', union: 'Both' }, taken: 'taken', leftOut: 'left out', nothing: 'Nothing here.', copies: 'Read or compare the whole copies', review: 'Review Changes…', repair: 'Repair…' },
};
const undecided: MergeState = { takes: [null, null], summary: 'Nothing is chosen yet: 2 places to decide.', isDecided: false };

describe('the page on which copies are merged', () => {
  let browser: Browser;
  let script: string;
  let context: BrowserContext;
  let page: Page;
  const said: (MergeToHost | null)[] = [];
  const errors: string[] = [];
  before(async () => {
    const bundle = await build({ entryPoints: [join(ROOT, 'src/webview/merge.ts')], bundle: true, write: false, platform: 'browser', target: 'chrome120', format: 'iife' });
    script = bundle.outputFiles[0]!.text;
    browser = await launchBrowser();
  });
  after(() => browser?.close());
  afterEach(async () => {
    await context.close();
    // Whatever the test was about: no script error, nothing that the page's policy refused, no request beyond its own files.
    assert.deepEqual(errors.splice(0), []);
    said.length = 0;
  });

  const open = async (shown: MergePage, { theme = 'dark', width = 900, state = undecided } = {}): Promise<void> => {
    context = await browser.newContext({ viewport: { width, height: 900 }, bypassCSP: false });
    page = await openPage(context);
    page.on('pageerror', (error) => errors.push(String(error)));
    page.on('console', (line) => line.type() === 'error' && errors.push(line.text()));
    const styles = ['transcript.css', 'finding.css', 'merge.css'];
    const html = renderPage(
      { name: 'merge', cspSource: ORIGIN, scriptUri: `${ORIGIN}/dist/merge.js`, styleUris: styles.map((name) => `${ORIGIN}/media/${name}`), language: 'en', title: 'Merge', loading: 'Reading', state: { place: 'p', finding: 'f' } },
      createNonce(),
    );
    const files: Readonly<Record<string, { contentType: string; body: string | Buffer }>> = {
      '/': { contentType: 'text/html', body: html },
      '/dist/merge.js': { contentType: 'text/javascript', body: script },
      ...Object.fromEntries(styles.map((name) => [`/media/${name}`, { contentType: 'text/css', body: readFileSync(join(ROOT, 'media', name)) }])),
      '/dist/codicon.ttf': { contentType: 'font/ttf', body: readFileSync(join(ROOT, 'node_modules/@vscode/codicons/dist/codicon.ttf')) },
    };
    await page.route('**/*', (route) => {
      const url = new URL(route.request().url());
      const file = url.origin === ORIGIN ? files[url.pathname] : undefined;
      if (file !== undefined) return route.fulfill(file);
      errors.push(`asked for ${url.href}`);
      return route.abort();
    });
    await page.exposeFunction('sayToHost', (raw: unknown) => void said.push(parseMergeMessage(raw)));
    await page.addInitScript((colours) => {
      Object.assign(window, {
        acquireVsCodeApi: () => ({
          postMessage: (message: unknown) => (window as unknown as { sayToHost(message: unknown): void }).sayToHost(message),
          getState: () => (JSON.parse(sessionStorage.getItem('state') ?? 'null') as unknown) ?? undefined,
          setState: (state: unknown) => sessionStorage.setItem('state', JSON.stringify(state)),
        }),
      });
      document.addEventListener('securitypolicyviolation', (event) => console.error(`refused ${event.violatedDirective}`));
      document.addEventListener('readystatechange', () => {
        for (const [name, value] of Object.entries(colours)) document.documentElement.style.setProperty(name, value);
      });
    }, THEMES[theme] ?? {});
    await page.goto(`${ORIGIN}/`);
    await post(shown, state);
    await page.waitForSelector('h1');
    await page.evaluate(() => document.fonts.ready.then(() => undefined));
  };
  const send = (message: unknown): Promise<void> => sendToPage(page, message);
  const post = (shown: MergePage, state: MergeState): Promise<void> => send({ type: 'page', page: shown, state });
  const textOf = (selector: string): Promise<string[]> => page.locator(selector).allInnerTexts();
  const fates = (): Promise<string[]> => textOf('.fate');
  const checked = (): Promise<string[]> => page.locator('input:checked').evaluateAll((inputs) => inputs.map((input) => `${(input as HTMLInputElement).name} ${(input as HTMLInputElement).value}`));

  it('shows both sides of each place beside each other, and chooses nothing by itself', async () => {
    await open(fees);
    assert.deepEqual(await textOf('legend'), ['Place 1 of 2', 'Place 2 of 2']);
    assert.deepEqual(await textOf('.common summary, p.common'), ['998 messages that both have', '1 message that both have']);
    assert.equal(await page.locator('details').getAttribute('open'), null);
    assert.deepEqual(await checked(), []);
    assert.deepEqual(await textOf('[role=status]'), [undecided.summary]);
    for (const name of ['Review Changes…', 'Repair…']) assert.equal(await page.getByRole('button', { name }).isDisabled(), true);
    const [left, right] = await page.locator('.stretch').first().locator('.side').evaluateAll((sides) => sides.map((side) => side.getBoundingClientRect().toJSON() as DOMRect));
    assert.ok(left !== undefined && right !== undefined && left.top === right.top && left.right < right.left, 'not beside each other');
    await page.setViewportSize({ width: 420, height: 900 });
    await settled(page);
    const [upper, lower] = await page.locator('.stretch').first().locator('.side').evaluateAll((sides) => sides.map((side) => side.getBoundingClientRect().toJSON() as DOMRect));
    assert.ok(upper !== undefined && lower !== undefined && upper.bottom <= lower.top, 'not one under the other');
  });

  it('tells what is chosen, and shows what the host makes of it', async () => {
    await open(fees);
    await page.locator('.stretch').first().getByRole('radio', { name: 'Both' }).check();
    await page.getByRole('button', { name: 'Previous copy' }).click();
    await page.getByRole('button', { name: 'Read or compare the whole copies' }).click();
    assert.deepEqual(said.splice(3), [{ type: 'copies' }]);
    assert.deepEqual(said, [{ type: 'ready', takes: [] }, { type: 'take', stretch: 0, take: 'union' }, { type: 'takeAll', take: 'previous' }]);
    await send({ type: 'state', state: { takes: ['previous', 'live'], summary: 'The conversation will have 1,013 messages. 2 left out.', isDecided: true } });
    await page.locator('button:enabled', { hasText: 'Repair…' }).waitFor();
    assert.deepEqual(await checked(), ['take-0 previous', 'take-1 live']);
    assert.deepEqual(await fates(), ['left out', 'taken', '', 'left out']);
    await page.getByRole('button', { name: 'Review Changes…' }).click();
    await page.getByRole('button', { name: 'Repair…' }).click();
    assert.deepEqual(said.slice(3), [{ type: 'review' }, { type: 'repair' }]);
  });

  it('keeps what was chosen over a reload, of the same finding only', async () => {
    await open(fees, { state: { takes: ['live', null], summary: 's', isDecided: false } });
    assert.equal(await page.evaluate(() => sessionStorage.getItem('state')), '{"place":"p","finding":"f","takes":"l-"}');
    await page.reload();
    await page.waitForFunction(() => sessionStorage.getItem('state') !== null);
    assert.deepEqual(said.at(-1), { type: 'ready', takes: ['live', null] });
    await page.evaluate(() => sessionStorage.setItem('state', '{"place":"p","finding":"other","takes":"pp"}'));
    await page.reload();
    await page.waitForFunction(() => sessionStorage.getItem('state')?.includes('"f"'));
    assert.deepEqual(said.at(-1), { type: 'ready', takes: [] });
  });

  it('goes by the keyboard, and keeps the focus when it is said anew', async () => {
    await open(fees);
    const stops: (string | null)[] = [];
    for (let i = 0; i < 7; i += 1) {
      await page.keyboard.press('Tab');
      stops.push(await page.evaluate(() => document.activeElement?.getAttribute('data-focus') ?? document.activeElement?.tagName ?? null));
    }
    assert.deepEqual(stops, ['copies', 'all-live', 'all-previous', 'all-union', 'SUMMARY', 'take-0-live', 'take-1-live']);
    await page.keyboard.press('ArrowDown');
    assert.deepEqual(said.at(-1), { type: 'take', stretch: 1, take: 'previous' });
    await post(fees, { ...undecided, takes: [null, 'previous'] });
    assert.deepEqual(await checked(), ['take-1 previous']);
    assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('data-focus')), 'take-1-previous');
  });

  it('leaves nothing to choose when there is nothing any more', async () => {
    const actions = [{ label: 'Show What Is Found Now', look: 'primary' }, { label: 'Run Recovery Audit', look: 'secondary' }] as const;
    await open({ ...fees, isOpen: false, notice: 'The copies are not as they were found any more.', actions });
    assert.deepEqual(await textOf('[role=status]'), ['The copies are not as they were found any more.']);
    assert.deepEqual(await textOf('button'), actions.map(({ label }) => label));
    await page.getByRole('button', { name: 'Run Recovery Audit' }).click();
    assert.deepEqual(said.at(-1), { type: 'act', action: 1 });
    assert.equal(await page.locator('input:enabled').count(), 0);
  });

  it('shows hostile words as words', async () => {
    const hostile = '<img src=https://evil.example/x onerror=alert(1)> \u202egnp.exe';
    const message = says(hostile, hostile, hostile);
    const side = { name: hostile, count: hostile, messages: [message], more: hostile };
    await open({ ...fees, title: hostile, subtitle: hostile, path: hostile, stretches: [{ kind: 'common', label: hostile, ends: [message] }, { kind: 'differing', label: hostile, live: side, previous: side }] });
    assert.equal(await page.locator('img').count(), 0);
    assert.deepEqual(await textOf('h1'), ['<img src=https://evil.example/x onerror=alert(1)> ⟨U+202E⟩gnp.exe']);
  });

  it('takes only what it may be told', () => {
    for (const odd of [null, 7, 'ready', {}, { type: 'take' }, { type: 'take', stretch: -1, take: 'live' }, { type: 'act' }, { type: 'act', action: -1 }, { type: 'take', stretch: 0, take: 'both' }, { type: 'takeAll', take: 'toString' }, { type: 'run' }])
      assert.equal(parseMergeMessage(odd), null, JSON.stringify(odd));
    assert.deepEqual(parseMergeMessage({ type: 'take', stretch: 3, take: 'union', path: '/etc' }), { type: 'take', stretch: 3, take: 'union' });
    assert.deepEqual(parseMergeMessage({ type: 'ready', takes: 7 }), { type: 'ready', takes: [] });
    assert.deepEqual(readTakes(writeTakes(['live', null, 'union', 'previous'])), ['live', null, 'union', 'previous']);
    assert.deepEqual(readTakes('l?x'), ['live', null, null]);
    // Kept before the page of another version came: its places are others.
    assert.deepEqual([takesFor(2, readTakes('l-')), takesFor(2, readTakes('lpu')), takesFor(1, [])], [['live', null], [null, null], [null]]);
  });

  for (const theme of Object.keys(THEMES)) {
    it(`gives axe nothing to say, wide and narrow (${theme})`, async () => {
      await open(fees, { theme, state: { takes: ['previous', null], summary: '1 place is not decided yet. So far: 1,013 messages, 1 left out.', isDecided: false } });
      await page.locator('summary').click();
      const actions = [{ label: 'Show What Is Found Now', look: 'primary' }, { label: 'Run Recovery Audit', look: 'secondary' }] as const;
      const closed: MergePage = { ...fees, isOpen: false, notice: 'The copies are not as they were found any more.', actions };
      for (const [shown, width] of [[null, 900], [null, 300], [closed, 300], [closed, 900]] as const) {
        if (shown !== null) await post(shown, { takes: ['union', 'live'], summary: '', isDecided: true });
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

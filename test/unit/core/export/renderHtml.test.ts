import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import type { ExportDocument } from '../../../../src/core/export/exportDocument';
import { renderHtml } from '../../../../src/core/export/renderHtml';
import { parseMarkdown } from '../../../../src/markdown/markdown';
import { launchBrowser } from '../../../e2e/browser';
import { PROJECT } from '../../sourceCode';
import { call, conversation, message } from '../../webview/samples';
import { document, segment } from './documents';
import { axeViolations, openAllDetails, openExported, type ExportedPage, type PageOptions } from './exportedPage';

const GOLDEN = join(PROJECT, 'test/fixtures/export/conversation.html');
const html = (doc: ExportDocument): string => [...renderHtml(doc, parseMarkdown)].join('');
const prompt = { text: 'You are Hermes. <b>Be kind.</b>', chars: 40_000 };
const whole = (): ExportDocument =>
  document([], { segments: [segment(conversation(), { systemPrompt: prompt })], redacted: () => COUNTS });
const COUNTS = { privateKey: 0, key: 2, token: 0, password: 1, email: 0, homePath: 12 };

describe('an exported page', function () {
  this.timeout(60_000);
  let browser: Browser;
  let opened: ExportedPage | null = null;
  const zone = process.env.TZ;
  before(async () => {
    process.env.TZ = 'UTC';
    browser = await launchBrowser();
  });
  after(async () => {
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
    await browser.close();
  });
  // Whatever a test is about: nothing ran, nothing was asked for.
  afterEach(async () => {
    const last = opened;
    opened = null;
    if (last === null) return;
    await last.page.context().close();
    assert.deepEqual([...last.errors, ...last.requests], []);
  });
  const open = async (text: string, options: PageOptions = {}): Promise<ExportedPage> =>
    (opened = await openExported(browser, text, options));

  it('is the page that was looked at and found good', () => {
    const made = html(whole());
    if (process.env.UPDATE === '1') {
      fs.mkdirSync(join(GOLDEN, '..'), { recursive: true });
      fs.writeFileSync(GOLDEN, made);
    }
    assert.equal(made, fs.readFileSync(GOLDEN, 'utf8'));
  });

  it('says what was said, by whom and when, and folds the rest', async () => {
    const { page } = await open(html(whole()));
    assert.equal(await page.title(), 'Show booking times in the visitor’s zone');
    const shown = await page.innerText('main');
    for (const words of [
      '2 undone messages not shown',
      'People abroad keep turning up an hour late.',
      'npm test -- slot',
      'exit 1',
      'no answer recorded',
      '1 d 23 h later',
      'ended here · the length limit was reached',
      'picture, not loaded: shots.harbour.example',
      'Redacted: 2 keys, 1 password, 12 home paths.',
    ])
      assert.ok(shown.includes(words), `${words}\n${shown}`);
    assert.doesNotMatch(shown, /keeps the day when the visitor|Where is the formatter/, 'folded');
    await openAllDetails(page);
    const all = await page.innerText('main');
    for (const words of [
      'keeps the day when the visitor',
      'Where is the formatter',
      'You are Hermes. <b>Be kind.</b>',
      '39,969 more characters not shown',
      '~/src/harbour-web',
    ])
      assert.ok(all.includes(words), words);
    assert.deepEqual(await page.$$eval('h2', (all) => all.slice(0, 2).map((each) => each.firstChild?.textContent)), [
      'You ',
      'Hermes ',
    ]);
    assert.equal(await page.$eval('time', (time) => time.dateTime), '2026-11-18T13:02:00.000Z');
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`follows the reader's choice of light and dark, and gives axe nothing to say (${colorScheme})`, async () => {
      const { page } = await open(html(whole()), { colorScheme });
      await openAllDetails(page);
      const background = await page.evaluate(() => getComputedStyle(window.document.documentElement).backgroundColor);
      assert.equal(background, colorScheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(31, 31, 31)');
      assert.deepEqual(await axeViolations(page), []);
    });
  }

  it('keeps one left edge, and scrolls nothing sideways', async () => {
    const wide = message('wide', 'assistant', {
      text: `${'W'.repeat(400)} \`${'w'.repeat(400)}\`\n\n| ${'t'.repeat(300)} | b |\n|-|-|\n| c | d |`,
      toolCalls: [call('x', 'n'.repeat(200), { command: 'c'.repeat(900), key: 'v' })],
    });
    for (const width of [320, 900, 1600]) {
      const { page } = await open(html(document([...conversation(), wide])), { width });
      await openAllDetails(page);
      assert.equal(await page.evaluate(() => window.document.documentElement.scrollWidth <= innerWidth), true, `${width}`);
      const edges = await page.evaluate(() =>
        ['h1', '.prompt h2', '.turn .read p', 'summary .name', 'details pre', 'pre.code'].map((selector) => {
          const element = window.document.querySelector(selector)!;
          const { left } = element.getBoundingClientRect();
          return Math.round(left + parseFloat(getComputedStyle(element).paddingLeft));
        }),
      );
      assert.equal(new Set(edges).size, 1, String(edges));
      await page.context().close();
      opened = null;
    }
  });

  it('pairs calls with their answers, by id, and keeps answers without a call', async () => {
    const messages = [
      message('1', 'assistant', { toolCalls: [call('a', 'first', {}), call('b', 'second', {}), call('b', 'third', {})] }),
      message('2', 'tool', { toolCallId: 'b', toolName: 'second', text: 'answer of second' }),
      message('3', 'tool', { toolCallId: 'zzz', toolName: 'stray', text: 'answer of nobody' }),
      message('4', 'tool', { toolCallId: 'a', toolName: 'first', text: 'answer of first' }),
      message('5', 'user', { text: 'go on' }),
      message('6', 'tool', { toolCallId: 'a', text: 'too late' }),
    ];
    const { page } = await open(html(document(messages)));
    const cards = await page.$$eval('details', (all) => all.map((each) => each.textContent));
    assert.match(cards[0] ?? '', /^first.*answer of first$/s);
    assert.match(cards[1] ?? '', /^second.*answer of second$/s);
    assert.match(cards[2] ?? '', /^third.*no answer recorded$/s);
    assert.match(cards[3] ?? '', /^stray.*answer of nobody$/s);
    assert.match(cards[4] ?? '', /^Result of a tool.*too late$/s);
    assert.equal(cards.length, 5);
  });

  it('says so when nobody said anything', async () => {
    const { page } = await open(html(document([], { segments: [segment([], { messageCount: 0 })] })));
    assert.match(await page.innerText('main'), /No messages in this conversation yet\./);
  });

  const hostile = [
    '<script>window.ran = 1</script>',
    '<img src=https://evil.example/x onerror="window.ran=1">',
    '</style><script>window.ran=1</script>',
    '</title><script>window.ran=1</script>',
    '</pre></details></article></main><script>window.ran=1</script>',
    '"><script>window.ran=1</script>',
    "' onmouseover='window.ran=1",
    '[x](javascript:window.ran=1)',
    '[x](JaVaScRiPt&colon;window.ran=1)',
    '[x](data:text/html,<script>window.ran=1</script>)',
    '[x](command:workbench.action.closeWindow)',
    '[x](file:///etc/passwd)',
    '[x](https://evil.example/"onclick="window.ran=1)',
    '![x](https://evil.example/pixel.png)',
    '![x](data:image/svg+xml;base64,PHN2Zz48c2NyaXB0PndpbmRvdy5yYW49MTwvc2NyaXB0Pjwvc3ZnPg==)',
    '<style>@import "https://evil.example/s.css"; article{display:none}</style>',
    '<link rel=stylesheet href=https://evil.example/s.css>',
    '<meta http-equiv=refresh content="0;url=https://evil.example">',
    '<base href=https://evil.example>',
    '<form action=https://evil.example><button>go</button></form>',
    '<iframe srcdoc="<script>parent.ran=1</script>">',
    '```js" onmouseover="window.ran=1\nx\n```',
    '|<img src=x onerror=window.ran=1>|\n|-|\n|x|',
    '# <details open ontoggle=window.ran=1>',
    '&lt;script&gt;window.ran=1&lt;/script&gt;',
    '\u202egnp.exe\u2066',
    '\ud800 lone',
    '<!-- open',
    '__proto__',
  ];

  it('runs nothing, loads nothing and has no foreign element, whatever a message holds', async () => {
    const messages = hostile.flatMap((text, i) => [
      message(`p${i}`, 'user', { text }),
      message(`a${i}`, 'assistant', {
        text,
        reasoning: text,
        finishReason: text,
        toolCalls: [call(text, text, text), call(`j${i}`, 'terminal', { command: text, [text]: text })],
      }),
      message(`t${i}`, 'tool', { text, toolName: text, toolCallId: text }),
      message(`r${i}`, text, { text }),
      message(`e${i}`, 'user', { text, displayKind: text }),
      message(`x${i}`, 'user', {
        parts: [
          { kind: 'image', origin: 'remote', mediaType: text, host: text, bytes: 1 },
          { kind: 'attachment', name: text, mediaType: text },
          { kind: 'unknown', type: text, json: text },
        ],
      }),
    ]);
    const { page } = await open(
      html(
        document([], {
          head: { title: hostile.join(' '), facts: hostile, notes: hostile },
          segments: [
            segment(messages, { id: hostile.join(''), systemPrompt: { text: hostile.join('\n'), chars: 1 } }),
            segment([]),
          ],
        }),
      ),
    );
    await openAllDetails(page);
    assert.equal(await page.evaluate(() => 'ran' in window), false);
    const found = await page.evaluate(() => {
      const all = Array.from(window.document.querySelectorAll('body *'));
      return {
        tags: [...new Set(all.map((element) => element.tagName.toLowerCase()))].sort(),
        attributes: [...new Set(all.flatMap((element) => element.getAttributeNames()))].sort(),
        addresses: [...new Set(Array.from(window.document.querySelectorAll('a'), (link) => new URL(link.href).protocol))],
        policies: window.document.querySelectorAll('meta[http-equiv]').length,
      };
    });
    const known =
      'a article blockquote br code dd details div dl dt em footer h1 h2 h3 h4 h5 h6 hr li main ol p pre s span strong summary table tbody td th time tr ul';
    assert.deepEqual(
      found.tags.filter((tag) => !known.split(' ').includes(tag)),
      [],
    );
    assert.deepEqual(
      found.attributes.filter((name) => !['class', 'dir', 'href', 'rel', 'open', 'datetime', 'start'].includes(name)),
      [],
    );
    assert.deepEqual(found.addresses, ['https:']);
    assert.equal(found.policies, 1);
    assert.match(await page.innerText('main'), /⟨U\+202E⟩gnp\.exe⟨U\+2066⟩/);
  });

  it('would not run a script even if one were smuggled in', async () => {
    const { page, errors } = await open(
      html(whole()).replace('</main>', '<script>window.ran=1</script><img src="https://evil.example/x.png"></main>'),
    );
    assert.equal(await page.evaluate(() => 'ran' in window), false);
    assert.ok(errors.some((line) => line.includes('Content Security Policy')), String(errors));
    errors.length = 0;
  });

  it('ends in bounded time and size for patterns made to hang', () => {
    const N = 300_000;
    const patterns = ['*a ', '[', '> ', '`', 'http://', '|a', '- ', '![', '&', 'x'];
    const messages = patterns.map((pattern, i) =>
      message(String(i), 'assistant', { text: pattern.repeat(N / pattern.length), reasoning: pattern.repeat(60_000 / pattern.length) }),
    );
    assert.ok(html(document(messages)).length < 30 * N);
  });
});

import * as assert from 'node:assert/strict';
import { call, conversation, message } from './samples';
import { describeTranscript, idsOf, textOf, until, visitAll } from './transcriptPage';

describeTranscript('the transcript: untrusted text', (open) => {
  const hostile = [
    '<script>window.ran = 1</script>',
    '<img src=https://evil.example/x onerror="window.ran=1">',
    '<svg/onload=window.ran=1>',
    '<iframe srcdoc="<script>parent.ran=1</script>">',
    '"><script>window.ran=1</script>',
    '[x](javascript:window.ran=1)',
    '[x](JaVaScRiPt&colon;window.ran=1)',
    '[x](data:text/html,<script>window.ran=1</script>)',
    '[x](vbscript:x)',
    '[x](command:workbench.action.closeWindow)',
    '[x](file:///etc/passwd)',
    '[x](vscode://a/b)',
    '![x](https://evil.example/pixel.png)',
    '![x](//evil.example/pixel.png)',
    '![x](data:image/svg+xml;base64,PHN2Zz48c2NyaXB0PndpbmRvdy5yYW49MTwvc2NyaXB0Pjwvc3ZnPg==)',
    '<https://evil.example/auto>',
    '<style>@import "https://evil.example/s.css"; article{display:none}</style>',
    '<link rel=stylesheet href=https://evil.example/s.css>',
    '<meta http-equiv=refresh content="0;url=https://evil.example">',
    '<base href=https://evil.example>',
    '<form action=https://evil.example><button>go</button></form>',
    '```<script>window.ran=1</script>\nx\n```',
    '```js" onmouseover="window.ran=1\nx\n```',
    '[ref]: https://evil.example/x\n[ref]',
    '<a href="https://evil.example" ping="https://evil.example">x</a>',
    '|<img src=x onerror=window.ran=1>|\n|-|\n|x|',
    '# <details open ontoggle=window.ran=1>',
    '&lt;script&gt;window.ran=1&lt;/script&gt;',
    '\u202egnp.exe\u2066',
    '\ud800 lone',
    '{{constructor.constructor("window.ran=1")()}}',
    '__proto__',
  ];
  const places: readonly (readonly [string, (text: string, i: number) => ReturnType<typeof message>])[] = [
    ['prompt', (text, i) => message(`p${i}`, 'user', { text })],
    [
      'answer',
      (text, i) =>
        message(`a${i}`, 'assistant', {
          text,
          reasoning: text,
          finishReason: text,
          toolCalls: [call(text, text, text), call('j', 'terminal', { command: text, [text]: text })],
        }),
    ],
    ['result', (text, i) => message(`t${i}`, 'tool', { text, toolName: text, toolCallId: text })],
    ['role', (text, i) => message(`r${i}`, text, { text })],
    ['event', (text, i) => message(`e${i}`, 'user', { text, displayKind: text })],
    [
      'parts',
      (text, i) =>
        message(`x${i}`, 'user', {
          parts: [
            { kind: 'image', origin: 'remote', mediaType: text, host: text, bytes: 1 },
            { kind: 'attachment', name: text, mediaType: text },
            { kind: 'unknown', type: text, json: text },
          ],
        }),
    ],
  ];

  for (const [name, make] of places) {
    it(`runs no script, makes no request and no foreign element (${name})`, async () => {
      const { page, left } = await open({
        messages: hostile.map(make),
        header: {
          title: hostile[0]!,
          sourceLabel: hostile[1]!,
          model: hostile[4]!,
          storeLabel: hostile[2]!,
          systemPrompt: { text: hostile[1]!, chars: 10 },
        },
      });
      const found = { tags: new Set<string>(), attributes: new Set<string>() };
      await visitAll(page, async () => {
        const seen = await page.evaluate(() => {
          const all = Array.from(document.querySelectorAll('#transcript *'));
          return {
            tags: all.map((element) => element.tagName.toLowerCase()),
            // What was computed here is set through the style object, never written as text.
            attributes: all
              .flatMap((element) => element.getAttributeNames())
              .filter((attribute) => /^(?:on|href|src|action|ping|srcdoc)/.test(attribute)),
          };
        });
        for (const tag of seen.tags) found.tags.add(tag);
        for (const attribute of seen.attributes) found.attributes.add(attribute);
      });
      assert.equal(await page.evaluate(() => 'ran' in window), false);
      assert.ok(found.tags.has('article'));
      assert.deepEqual([...found.attributes], []);
      assert.deepEqual(
        [...found.tags].filter((tag) =>
          /script|img|svg|iframe|style|link|meta|base|form|object|embed|video|details/.test(tag),
        ),
        [],
      );
      assert.deepEqual(left, []);
    });
  }

  it('hides no direction and no control character', async () => {
    const { page } = await open({
      messages: [
        message('1', 'user', { text: 'a\u202eb\u0007c `d\u2066e`' }),
        message('2', 'tool', { text: 'x\u0000y\ud800z\u001b[31mred' }),
      ],
    });
    assert.match(await textOf(page, '[data-message-id="1"]'), /a⟨U\+202E⟩b␇c d⟨U\+2066⟩e/);
    await page.click('[data-message-id="2"] button.line-row');
    assert.match(await textOf(page, '[data-message-id="2"] pre'), /x␀y\ufffdzred/);
  });

  it('asks the host by number before it leaves, and holds no address', async () => {
    const { page, inbound, left } = await open({ messages: conversation() });
    await page.click('text=the notes');
    await page.focus('[data-message-id="9"] .stub a');
    await page.keyboard.press('Enter');
    await until(() => left.length === 2);
    assert.deepEqual(inbound.slice(-2), [
      { type: 'openLink', messageId: '9', link: 0 },
      { type: 'openLink', messageId: '9', link: 1 },
    ]);
    assert.deepEqual(left, ['https://docs.harbour.example/zones', 'https://shots.harbour.example/bookings.png']);
    assert.ok(!(await page.content()).includes('docs.harbour.example/zones'));
  });

  it('ends in bounded time and size for patterns made to hang', async () => {
    const N = 60_000;
    const patterns = [
      '*a '.repeat(N / 3),
      '['.repeat(N),
      '> '.repeat(N / 2),
      '`'.repeat(N),
      'http://'.repeat(N / 7),
      '|a'.repeat(N / 2),
      '- '.repeat(N / 2),
      '!['.repeat(N / 2),
      '&'.repeat(N),
      'x'.repeat(N),
    ];
    const { page } = await open({ messages: patterns.map((text, i) => message(String(i), 'assistant', { text })) });
    assert.deepEqual((await idsOf(page)).at(-1), '9');
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true);
  });
}, 2000);

import * as assert from 'node:assert/strict';
import markdownIt from 'markdown-it';
import type { Message } from '../../../../src/core/message';
import { localTime, piecesOf } from '../../../../src/core/export/messagePieces';
import { renderMarkdownHead, renderMarkdownMessage } from '../../../../src/core/export/renderMarkdown';
import { renderTextHead, renderTextMessage } from '../../../../src/core/export/renderText';
import { EMPTY_MESSAGE } from '../../../support/messageSample';
import { assertHarmless } from '../../terminal/fixture';

const AT = new Date(2026, 10, 18, 9, 5, 7).getTime();

const message = (fields: Partial<Message> = {}): Message => ({
  ...EMPTY_MESSAGE,
  parts: [{ kind: 'text', text: 'Hello' }],
  at: AT,
  contentBytes: 5,
  ...fields,
});

const text = (fields: Partial<Message> = {}): string => renderTextMessage(piecesOf(message(fields)));
const markdown = (fields: Partial<Message> = {}): string => renderMarkdownMessage(piecesOf(message(fields)));
const said = (words: string): Partial<Message> => ({ parts: [{ kind: 'text', text: words }] });
const call = (name: string, argumentsText: string): Partial<Message> => ({
  role: 'assistant',
  parts: [],
  toolCalls: [{ id: 'c', name, argumentsText }],
});
const answer = (words: string, toolName: string | null = 'terminal'): Partial<Message> => ({
  role: 'tool',
  toolName,
  ...said(words),
});

const head = {
  title: 'A *bold* <b>title</b>',
  facts: ['CLI', '10 messages', '20261118_1bd5'],
  notes: ['Continues a_b, _c'],
};

describe('a message as text', () => {
  it('has a heading and its words as they are', () => {
    assert.equal(text(), '── You · 2026-11-18 09:05:07\nHello\n\n');
    assert.equal(text({ role: 'assistant', at: null }), '── Hermes\nHello\n\n');
    assert.equal(text(said('# A\n\n```\n<b>\n```')), '── You · 2026-11-18 09:05:07\n# A\n\n```\n<b>\n```\n\n');
  });

  it('names who speaks', () => {
    const heading = (fields: Partial<Message>): string | undefined =>
      /^── (.*)$/m.exec(text({ at: null, ...fields }))?.[1];
    assert.equal(heading({ role: 'system' }), 'System prompt');
    assert.equal(heading({ role: 'session_meta' }), 'Session details');
    assert.equal(heading({ role: 'ghost\nwriter' }), 'Message of role “ghost writer”');
    assert.equal(heading({ isCompactionSummary: true }), 'Summary of earlier messages');
    assert.equal(heading({ displayKind: 'model_switch' }), 'model changed');
    assert.equal(heading({ displayKind: 'auto_continue' }), 'auto continue');
    assert.equal(heading({ role: 'tool', toolName: 'read_file' }), 'Result of read_file');
    assert.equal(heading({ role: 'tool' }), 'Result of a tool');
  });

  it('says what a call is about, then everything else it was given', () => {
    const lines = (fields: Partial<Message>): string[] => text(fields).trimEnd().split('\n').slice(1);
    assert.deepEqual(lines(call('terminal', '{"command":"npm test"}')), ['→ terminal  npm test']);
    assert.deepEqual(lines(call('patch', '{"path":"a.ts","old":"x\\ny","n":2}')), [
      '→ patch  a.ts',
      '  old: x',
      '  y',
      '  n: 2',
    ]);
    assert.deepEqual(lines(call('web', '')), ['→ web']);
    assert.deepEqual(lines(call('web', '{}')), ['→ web']);
    assert.deepEqual(lines(call('web', `{"q":"${'x'.repeat(400)}"}`))[1], `  q: ${'x'.repeat(400)}`, 'nothing is cut');
    assert.deepEqual(lines(call('web', `{broken ${'x'.repeat(400)}`)), ['→ web', `  {broken ${'x'.repeat(400)}`]);
  });

  it('gives the output of a tool and how it ended', () => {
    assert.equal(
      text({ at: null, ...answer('{"output":"a\\nb","exit_code":0,"error":null}') }),
      '── Result of terminal\na\nb\n\n',
    );
    assert.match(text(answer('{"output":"no","exit_code":2}')), /^── Result of terminal · exit 2 · 2026/);
    assert.match(text(answer('Error: no')), /^── Result of terminal · failed · 2026.*\nError: no\n/);
    assert.equal(text({ at: null, ...answer('plain', null) }), '── Result of a tool\nplain\n\n');
  });

  it('sets reasoning apart, and says what is no text', () => {
    const parts: Message['parts'] = [
      { kind: 'image', origin: 'remote', mediaType: '', host: 'example.org', bytes: 0 },
      { kind: 'image', origin: 'data', mediaType: 'image/png', host: '', bytes: 9 },
      { kind: 'attachment', name: 'a\u202eb.pdf', mediaType: '' },
      { kind: 'unknown', type: 'x', json: '{"type":"x"}' },
    ];
    assert.equal(
      text({
        at: null,
        role: 'assistant',
        reasoning: 'Hm.\n\nSo.',
        parts,
        toolCallsBroken: true,
        hadInvalidUtf8: true,
        finishReason: 'length',
      }),
      [
        '── Hermes',
        'Reasoning:',
        '  Hm.',
        '',
        '  So.',
        '[picture, not loaded: example.org]',
        '[picture: image/png]',
        '[attachment: a⟨U+202E⟩b.pdf]',
        '{"type":"x"}',
        '[tool calls of this message cannot be read]',
        '[some bytes of this message are not text and show as \ufffd]',
        '[ended here · the length limit was reached]',
        '\n',
      ].join('\n'),
    );
  });

  it('is only a heading when nothing was said', () => {
    assert.equal(text({ at: null, parts: [] }), '── You\n\n');
    assert.equal(text({ at: null, ...said(' \n') }), '── You\n\n');
    assert.equal(text({ at: null, parts: [], finishReason: 'length' }), '── You\n\n', 'only answers end');
  });

  it('cannot drive a terminal', () => {
    const nasty = '\u001b]0;owned\u0007a\u001b[31mred\u001b[0m\u009b2Jb\u0008\u202ec\r\nd\re';
    const all: Partial<Message> = {
      role: nasty,
      reasoning: nasty,
      parts: [
        { kind: 'text', text: nasty },
        { kind: 'attachment', name: nasty, mediaType: nasty },
        { kind: 'unknown', type: nasty, json: nasty },
        { kind: 'image', origin: 'remote', mediaType: nasty, host: nasty, bytes: 0 },
      ],
      toolCalls: [
        { id: nasty, name: nasty, argumentsText: nasty },
        { id: 'c', name: nasty, argumentsText: JSON.stringify({ [nasty]: nasty, b: { c: nasty } }) },
      ],
      toolName: nasty,
      displayKind: nasty,
    };
    for (const fields of [
      all,
      { ...all, displayKind: null },
      { ...all, displayKind: null, role: 'tool' },
      answer(JSON.stringify({ output: nasty, exit_code: 1 })),
    ]) {
      for (const rendered of [text(fields), markdown(fields)]) assertHarmless(rendered);
    }
    assert.match(text(said('a\u001b[31mred')), /\nared\n/, 'colours are gone, not spelled out');
  });

  it('stands below a head that says where it is from', () => {
    assert.equal(
      renderTextHead(head),
      'A *bold* <b>title</b>\nCLI · 10 messages · 20261118_1bd5\nContinues a_b, _c\n\n',
    );
    assert.equal(localTime(AT), '2026-11-18 09:05:07');
  });
});

describe('a message as Markdown', () => {
  // HTML is let through here, as by the sites where people paste: what a message says must still not become markup.
  const html = (source: string): string => markdownIt({ html: true }).render(source);
  const last = '## LAST';

  it('stands open for words and folded for what tools answered', () => {
    assert.equal(markdown(), '## You · 2026-11-18 09:05:07\n\nHello\n\n');
    assert.equal(
      markdown({ at: null, ...answer('{"output":"a","exit_code":1}') }),
      '<details><summary>Result of terminal · exit 1</summary>\n\n```\na\n```\n\n</details>\n\n',
    );
    assert.match(
      markdown({ role: 'assistant', reasoning: 'Hm.' }),
      /<details><summary>Reasoning<\/summary>\n\nHm\.\n\n<\/details>\n\nHello/,
    );
    assert.equal(
      markdown({ at: null, ...call('read_file', '{"a":1}') }),
      '## Hermes\n\n→ read_file\n\n```json\n{"a":1}\n```\n\n',
    );
    assert.equal(markdown({ at: null, ...call('web', '') }), '## Hermes\n\n→ web\n\n');
  });

  it('keeps the Markdown of what was said', () => {
    const words =
      '**Bold** and `<code>`, <https://example.org>, a < b\n\n```ts\nconst a: Array<string> = [];\n```\n\n| a | b |\n|---|---|\n| 1 | <2> |';
    assert.equal(markdown({ at: null, ...said(words) }), `## You\n\n${words}\n\n`);
  });

  it('shows HTML outside of code as it was typed', () => {
    const rendered = html(
      markdown(said('<img src=x onerror=alert(1)> <!-- open\n\n`<b>` and ``a ` <i>``\n\n` <u>\n\n<script>x')),
    );
    for (const shown of [
      '&lt;img',
      '&lt;!-- open',
      '<code>&lt;b&gt;</code>',
      '<code>a ` &lt;i&gt;</code>',
      '&lt;u&gt;',
      '&lt;script&gt;',
    ])
      assert.ok(rendered.includes(shown), `${shown} in ${rendered}`);
    assert.doesNotMatch(rendered, /<(img|script|!--|u>|i>)/);
  });

  it('ends where it ends, whatever a message leaves open', () => {
    const open = [
      '```\ncode',
      '- a\n\n  ```\n  x',
      '- a\n  ```\n<!-- x',
      '  ```\n```\n<!-- x',
      '1. a\n    ~~~\n    <!-- x\n    ~~~',
      '\t```\n<!--',
      'para\n    ~~~\n    <x-open>\n    ~~~',
      '- a\n  ```\n<x-open>\n  ```',
      '`a\n\n<!-- `',
      '`x\n` <x-open> `',
      '# `a\n<x-open>`',
      '\\`<x-open>\\`',
      '|a|b|\n|-|-|\n| `a | <x-open>` |',
      'a\n    ```\n    ``` <x-open>\n    ```',
      '~~~~ts\ncode\n~~~',
      '- ```\n  code',
      '````\n```',
      '<!-- x',
      '<details>\n\n<pre>\n<x-open>',
      '``` not a fence ```',
      '`open',
      '```\n~~~',
      '> ```\n> x',
    ];
    for (const words of open) {
      for (const fields of [
        said(words),
        { reasoning: words },
        { role: 'tool', ...said(words) },
        call(words, words),
        { parts: [{ kind: 'unknown', type: words, json: words }] as const },
      ]) {
        const rendered = html(markdown(fields) + last);
        assert.ok(rendered.includes('<h2>LAST</h2>'), `${JSON.stringify(words)} swallows: ${rendered}`);
        assert.doesNotMatch(rendered, /<x-open|<!--|<pre>(?!<code)/, `${JSON.stringify(words)} lets markup through`);
        assert.equal(rendered.split('<details>').length, rendered.split('</details>').length, words);
      }
    }
    assert.ok(html(markdown({ ...answer('x', '</summary></details><b>') }) + last).includes('&lt;/summary&gt;'));
  });

  it('keeps fences in lists as they are', () => {
    const words = '1. Run:\n   ```ts\n   const a: Array<b> = [];\n\n     <c>\n   ```\n2. Look\n\n- ```\n  <d>\n  ```';
    assert.equal(markdown({ at: null, ...said(words) }), `## You\n\n${words}\n\n`);
    assert.match(
      markdown(said('> ```\n> <b>\n> ```')),
      /````markdown\n> ```\n> <b>\n> ```\n````/,
      'what is not certain is shown letter by letter',
    );
  });

  it('is quick for megabytes of backticks', () => {
    const words = Array.from({ length: 60_000 }, (_, i) => '`'.repeat((i % 37) + 1)).join('x');
    assert.ok(markdown(said(words)).length >= words.length);
    assert.ok(markdown(said('`a'.repeat(300_000))).length > 600_000);
    assert.ok(markdown(answer('`'.repeat(1000))).includes('`'.repeat(1001)));
  });

  it('stands below a head without markup of its own', () => {
    assert.equal(
      renderMarkdownHead(head),
      '# A \\*bold\\* \\<b\\>title\\</b\\>\n\nCLI · 10 messages · 20261118_1bd5\n\nContinues a_b, \\_c\n\n',
    );
    assert.equal(html(renderMarkdownHead(head)).match(/<(b|em|strong)>/), null);
  });
});

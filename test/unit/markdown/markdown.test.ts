import * as assert from 'node:assert/strict';
import type { Block, Inline } from '../../../src/core/markdownTree';
import { parseMarkdown, type MarkdownLink } from '../../../src/markdown/markdown';
import { openable } from '../../../src/markdown/openable';

function parse(text: string): { blocks: Block[]; links: string[] } {
  const links: MarkdownLink[] = [];
  const blocks = parseMarkdown(text, links);
  return { blocks, links: links.map(({ address }) => address) };
}

const paragraph = (text: string): readonly Inline[] => {
  const [block] = parse(text).blocks;
  assert.equal(block?.kind, 'paragraph');
  return block.content;
};

const textOf = (content: readonly Inline[]): string =>
  content
    .map((inline) => ('text' in inline ? inline.text : 'content' in inline ? textOf(inline.content) : ''))
    .join('');

describe('parseMarkdown', () => {
  it('reads the blocks people and models write', () => {
    const { blocks } = parse(
      '# Head\n\ntext\n\n- a\n- b\n\n3. c\n\n> q\n\n```ts title\ncode\n```\n\n---\n\n| x | y |\n|:-:|--:|\n| 1 | 2 |',
    );
    assert.deepEqual(
      blocks.map((block) => block.kind),
      ['heading', 'paragraph', 'list', 'list', 'quote', 'codeBlock', 'rule', 'table'],
    );
    assert.deepEqual(blocks[3], {
      kind: 'list',
      start: 3,
      items: [[{ kind: 'paragraph', content: [{ kind: 'text', text: 'c' }] }]],
    });
    assert.deepEqual(blocks[5], { kind: 'codeBlock', language: 'ts', text: 'code' });
    assert.deepEqual(
      blocks[7]?.kind === 'table' &&
        blocks[7].rows.map((row) => row.map(({ align, content }) => [align, textOf(content)])),
      [
        [
          ['center', 'x'],
          ['end', 'y'],
        ],
        [
          ['center', '1'],
          ['end', '2'],
        ],
      ],
    );
  });

  it('keeps the line ends of a chat', () => {
    assert.deepEqual(paragraph('a\nb'), [{ kind: 'text', text: 'a' }, { kind: 'break' }, { kind: 'text', text: 'b' }]);
  });

  it('leaves HTML as the text it is', () => {
    assert.equal(textOf(paragraph('<img src=x onerror=alert(1)> <b>x</b>')), '<img src=x onerror=alert(1)> <b>x</b>');
    assert.deepEqual(parse('<script>alert(1)</script>').blocks, [
      { kind: 'paragraph', content: [{ kind: 'text', text: '<script>alert(1)</script>' }] },
    ]);
  });

  it('numbers links in the order they are read, pictures too, and keeps addresses to itself', () => {
    const { blocks, links } = parse(
      '[a](https://a.example/1) ![p](https://b.example/p.png) [![q](http://c.example/q)](https://d.example) https://e.example/x\n\n- <mailto:me@f.example>',
    );
    assert.deepEqual(links, [
      'https://a.example/1',
      'https://b.example/p.png',
      'https://d.example/',
      'http://c.example/q',
      'https://e.example/x',
      'mailto:me@f.example',
    ]);
    const json = JSON.stringify(blocks);
    for (const n of links.keys()) assert.match(json, new RegExp(`"link":${n}\\b`));
    for (const path of ['/1', 'p.png', '/q']) assert.ok(!json.includes(path), path);
  });

  it('makes no link of an address that is not opened, but says where it pointed', () => {
    for (const address of [
      'javascript:alert(1)',
      'command:workbench.action.quit',
      'file:///etc/passwd',
      'vscode://x/y',
      'data:text/html,x',
      '//evil.example/x',
      'JaVaScRiPt:alert(1)',
      'src/a.ts:3',
    ]) {
      const { blocks, links } = parse(`[words](${address})`);
      assert.deepEqual(links, [], address);
      assert.equal(textOf(blocks[0]?.kind === 'paragraph' ? blocks[0].content : []), `words (${address})`, address);
    }
    assert.equal(textOf(paragraph('[src/a.ts](src/a.ts)')), 'src/a.ts');
  });

  it('shows where a picture lies and offers nothing to open for one inside the text', () => {
    assert.deepEqual(paragraph('![x](data:image/png;base64,AAAA)'), [
      { kind: 'image', alt: 'x', host: 'data', link: null },
    ]);
    assert.deepEqual(paragraph('![x](https://h.example/a.png)'), [
      { kind: 'image', alt: 'x', host: 'h.example', link: 0 },
    ]);
  });

  it('takes a file name for no address', () => {
    assert.deepEqual(parse('see readme.md and setup.py and a@b.example').links, []);
  });

  it('bounds nesting, so that no text can exhaust the stack or the page', () => {
    const depth = (value: unknown): number =>
      typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depth)) : 0;
    for (const text of [
      '> '.repeat(30_000),
      '- '.repeat(30_000),
      `${'*a '.repeat(20_000)}`,
      '['.repeat(60_000),
      `${'**a'.repeat(10_000)}`,
    ]) {
      assert.ok(depth(parse(text).blocks) < 300, text.slice(0, 4));
    }
  });
});

describe('openable', () => {
  it('lets out pages and mail only', () => {
    assert.equal(openable('https://a.example/ü?q=1#f'), 'https://a.example/%C3%BC?q=1#f');
    assert.equal(openable('MAILTO:a@b.example'), 'mailto:a@b.example');
    for (const address of [
      '',
      'a.example',
      'https://',
      'http:a',
      ' https://a.example',
      'https://a.example/\n',
      'ftp://a.example',
      'command:x',
      'vscode:x',
      'file:///x',
      'javascript:x',
      'https://[',
      'mailto:a b',
    ]) {
      assert.equal(openable(address), null, address);
    }
  });
});

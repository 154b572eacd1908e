import * as assert from 'node:assert/strict';
import { seenText } from '../../../src/core/seenText';

describe('Markdown as it is seen', () => {
  it('has no marks and no addresses of links', () => {
    const seen: readonly (readonly [string, string])[] = [
      ['**bo**ld', 'bold'],
      ['***both*** and **a *b* c**', 'both and a b c'],
      ['_it_ __is__ ~~not~~', 'it is not'],
      ['[the page](https://tides.example/bay "title") ![chart](http://x.example/a.png)', 'the page chart'],
      ['use `npm test` and ``a`b``', 'use npm test and ``a`b``'],
      ['**`code`** here', '**code** here'],
      ['- **item**: [x](mailto:a@b.example)', '- item: x'],
    ];
    for (const [text, words] of seen) assert.equal(seenText(text), words);
  });

  it('keeps what is no mark, and everything in code', () => {
    const same = [
      'src/**/*.ts, **/*.js and *.c, *.h',
      'snake_case_name and __init__x',
      '2 * 3 * 4 ** 5',
      'a \\*b\\* c',
      'say [1] and [a](file:///etc/passwd) and [b](command:x)',
      '```py\ndef f(**kwargs): return a*b*c  # **not bold**\n```',
      '- ~~~\n  **x**\n  ~~~',
      '    **indented**',
      '```sh\n**x** in a fence that nobody closes',
      '```\n```ts **a**\n**b**\n~~~\n**c**\n```',
    ];
    for (const text of same) assert.equal(seenText(text), text, text);
    assert.equal(seenText('`**kwargs**` **x**'), '**kwargs** x');
    assert.equal(seenText('```\n**a**\n```\n**b**'), '```\n**a**\n```\nb');
    // Three backticks around words are code within the line.
    assert.equal(seenText('```**kwargs**```\n**b**'), '**kwargs**\nb');
  });

  it('takes time by the length of the text, whatever it holds', () => {
    for (const sign of ['**', '*a ', '_a', '__', '[a](', '[', '`', '``a', '~~a', '![a](https:', '> ', '*_~`[', '1. - > '])
      assert.ok(seenText(sign.repeat(1_000_000 / sign.length)).length <= 1_000_000, sign);
  });
});

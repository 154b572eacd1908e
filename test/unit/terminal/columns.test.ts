import * as assert from 'node:assert/strict';
import { cellsOf, cutToCells, padEnd, padStart, shownId, shownShort, widestOf } from '../../../src/terminal/columns';

describe('columns of a terminal', () => {
  it('know how wide a text is', () => {
    const widths: readonly (readonly [string, number])[] = [
      ['', 0],
      ['abc', 3],
      ['äöü', 3],
      ['a\u0308', 1],
      ['为码头时刻表', 12],
      ['ひらがな', 8],
      ['カタカナ', 8],
      ['ｶﾀｶﾅ', 4],
      ['한국어', 6],
      ['ＡＢ', 4],
      ['🎉', 2],
      ['👨‍👩‍👧‍👦', 2],
      ['🇩🇪', 2],
      ['⚓️', 2],
      ['\u{20000}', 2],
      ['مواعيد', 6],
      ['a\u200db', 2],
      ['…·→', 3],
    ];
    for (const [text, cells] of widths) assert.equal(cellsOf(text), cells, JSON.stringify(text));
  });

  it('cut to cells, never through a character', () => {
    assert.equal(cutToCells('abcdef', 6), 'abcdef');
    assert.equal(cutToCells('abcdef', 5), 'abcd…');
    assert.equal(cutToCells('为码头时刻表', 12), '为码头时刻表');
    assert.equal(cutToCells('为码头时刻表', 11), '为码头时刻…');
    assert.equal(cutToCells('为码头时刻表', 10), '为码头时…');
    assert.equal(cutToCells('a👨‍👩‍👧‍👦b👨‍👩‍👧‍👦', 5), 'a👨‍👩‍👧‍👦b…');
    for (let cells = 2; cells < 30; cells += 1)
      assert.ok(cellsOf(cutToCells('a为b码🎉c👨‍👩‍👧‍👦头'.repeat(4), cells)) <= cells, String(cells));
    assert.ok(cutToCells('为'.repeat(1 << 20), 80).endsWith('…'));
  });

  it('show on one line what would not be seen', () => {
    assert.equal(cutToCells('a\n\tb\u001b]0;x\u0007', 40), 'a b␛]0;x␇');
    assert.equal(shownId('a\nb\tc\u001b'), 'a␊b␉c␛');
    assert.equal(shownShort('x'.repeat(500)).length, 121);
  });

  it('pad to cells, and leave alone what is wider', () => {
    assert.equal(padEnd('为', 4), '为  ');
    assert.equal(padStart('为', 4), '  为');
    assert.equal(padEnd('abcdef', 4), 'abcdef');
    assert.equal(widestOf(['a', '为码', 'abc'], 10), 4);
    assert.equal(widestOf(['a'.repeat(50)], 10), 10);
    assert.equal(widestOf([], 10), 0);
  });
});

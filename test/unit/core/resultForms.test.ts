import * as assert from 'node:assert/strict';
import { ansiPieces } from '../../../src/core/ansi';
import { contrast, readable, type Colour } from '../../../src/core/contrast';
import { diffBlocks, diffCounts } from '../../../src/core/diffLines';
import { languageOfPath, syntaxPieces } from '../../../src/core/syntax';

describe('ansiPieces', () => {
  const looks = (text: string): string[] =>
    ansiPieces(text).map(({ text: piece, colour, bold, dim }) => `${piece}${colour ?? ''}${bold ? 'b' : ''}${dim ? 'd' : ''}`);

  it('carries colours and weight on until they end', () => {
    assert.deepEqual(looks('a\u001b[31mb\u001b[1mc\u001b[0md'), ['a', 'b1', 'c1b', 'd']);
    assert.deepEqual(looks('\u001b[1;92mx\u001b[39my\u001b[22mz\u001b[2mw\u001b[m!'), ['x10b', 'yb', 'z', 'wd', '!']);
  });

  it('reads past colours it does not show, and what it does not know', () => {
    assert.deepEqual(looks('\u001b[38;5;3ma\u001b[38;5;200mb\u001b[38;2;1;2;31mc\u001b[48;5;1;32md\u001b[999me'), ['a3', 'bc', 'de2']);
  });

  it('tells no more pieces apart than a page can hold', () => {
    const text = Array.from({ length: 50_000 }, (_, i) => `\u001b[3${i % 8}m.`).join('');
    const pieces = ansiPieces(text);
    assert.ok(pieces.length <= 3_001);
    assert.equal(pieces.map((piece) => piece.text).join('').length, 50_000);
  });
});

describe('readable', () => {
  it('mixes in as much of the text as a colour needs, and leaves what can be read', () => {
    const [white, black, text]: Colour[] = [[255, 255, 255], [0, 0, 0], [59, 59, 59]];
    assert.ok(Math.abs(contrast(white!, black!) - 21) < 0.01);
    assert.deepEqual(readable([163, 21, 21], text!, white!), [163, 21, 21]);
    for (const colour of [[229, 229, 16], [20, 206, 20], [255, 255, 255], [41, 184, 219]] as Colour[])
      assert.ok(contrast(readable(colour, text!, white!), white!) >= 4.5, String(colour));
    assert.deepEqual(readable(white!, white!, white!), white);
  });
});

describe('diffBlocks', () => {
  it('numbers lines as the files do, over several hunks and files', () => {
    const diff = 'diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -3,2 +3,3 @@ f\n a\n-b\n+c\n+d\n@@ -90 +91 @@\n--- sql comment\n+++ plus\n--- a/y\n+++ b/y\n@@ -1 +1 @@\n-x\n\\ No newline at end of file\n+x\n';
    assert.deepEqual(
      diffBlocks(diff).map(({ kind, first, lines }) => `${kind} ${first} ${lines.length}`),
      ['head 0 4', 'same 3 1', 'removed 4 1', 'added 4 2', 'head 0 1', 'removed 90 1', 'added 91 1', 'head 0 3', 'removed 1 1', 'head 0 1', 'added 1 1'],
    );
    assert.deepEqual(diffCounts(diff), { added: 4, removed: 3 });
  });

  it('loses no line of anything', () => {
    for (const text of ['', '@@', '+a\n-b', '@@ -1 +1 @@\n\n\n', 'x\n@@ -0,0 +1 @@\ny'])
      assert.equal(diffBlocks(text).reduce((sum, { lines }) => sum + lines.length, 0), text.replace(/\n$/, '').split('\n').length);
  });
});

describe('syntaxPieces', () => {
  const kinds = (text: string, language: string): string =>
    (syntaxPieces(text, language) ?? []).filter((piece) => piece.kind !== 'text').map((piece) => `${piece.kind}:${piece.text}`).join(' ');

  it('tells comments, strings, numbers and keywords of a language apart', () => {
    assert.equal(kinds("const a = 'x // y'; // note", 'ts'), "keyword:const string:'x // y' comment:// note");
    assert.equal(kinds('def f(n): # note\n  return 3', 'python'), 'keyword:def comment:# note keyword:return number:3');
    assert.equal(kinds('echo "a#b" # c', 'sh'), 'string:"a#b" comment:# c');
    assert.equal(kinds('SELECT * FROM t -- x', 'sql'), 'keyword:SELECT keyword:FROM comment:-- x');
    assert.equal(kinds('{"a": true}', 'json'), 'string:"a" constant:true');
  });

  it('leaves every letter where it is, and takes linear time', () => {
    for (const text of ['"unended', "it's", '/* open', '`a ${b}', '\\', '😀 const', '/*'.repeat(20_000), '"\\'.repeat(20_000), "'".repeat(50_001)])
      assert.equal((syntaxPieces(text, 'js') ?? []).map((piece) => piece.text).join(''), text);
    assert.equal(syntaxPieces('x', 'klingon'), null);
    assert.equal(syntaxPieces('x'.repeat(100_000), 'js'), null);
  });

  it('knows a language by the name of a file', () => {
    assert.deepEqual(['src/a.ts:14', 'Makefile', 'a.tar.gz', 'none', 'C:\\x\\y.PY'].map(languageOfPath), ['ts', 'Makefile', 'gz', '', 'PY']);
  });
});

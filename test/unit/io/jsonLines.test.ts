import * as assert from 'node:assert/strict';
import { parseLines } from '../../../src/io/jsonLines';
import { pseudoRandom } from '../core/recovery/pseudoRandom';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('parseLines', () => {
  it('ends lines at line feeds only, and drops a byte order mark at the start of each', () => {
    assert.deepEqual(parseLines(utf8('\ufeff{"a":"\u2028"}\r\n\n\ufeff[1]\n2')).values, [{ a: '\u2028' }, [1], 2]);
    assert.equal(parseLines(utf8('\ufeff\ufeff1\n')).brokenLines, 1);
  });

  it('tells a torn end from broken lines, and bytes that are not UTF-8', () => {
    const lines = parseLines(Uint8Array.from([...utf8('{"a\n"'), 0xff, ...utf8('"\n1\n[2')]));
    assert.deepEqual([lines.values, [...lines.invalidUtf8], lines.brokenLines, lines.tornEnd], [['\ufffd', 1], [0], 1, true]);
    assert.equal(parseLines(utf8('{"a\n')).tornEnd, false);
  });

  it('passes over a first line that may be half a line', () => {
    assert.deepEqual(parseLines(utf8('1\n2\n3'), true).values, [2, 3]);
    assert.deepEqual(parseLines(utf8('123'), true).values, []);
  });

  it('says the same of many lines as of few, which are decoded together', () => {
    const random = pseudoRandom(4);
    const pieces = ['1', '{"a": "é"}', '\ufeff2', '"\u2028"', '{"a', '', '\r', ' '].map(utf8);
    const space = new Uint8Array(300_000).fill(0x20);
    for (let round = 0; round < 60; round += 1) {
      const bytes: number[] = [];
      for (let line = 0; line < 6; line += 1) {
        if (line > 0) bytes.push(0x0a);
        bytes.push(...(pieces[random(pieces.length)] ?? []), ...(random(9) === 0 ? [0xff] : []));
      }
      const few = Uint8Array.from(bytes);
      const many = new Uint8Array(space.length + 1 + few.length);
      many.set(space);
      many.set([0x0a], space.length);
      many.set(few, space.length + 1);
      assert.deepEqual(parseLines(many), parseLines(few));
    }
  });
});

import * as assert from 'node:assert/strict';
import { isUtf8 } from 'node:buffer';
import { outlineJson, type JsonOutline } from '../../../../src/core/jsonOutline';
import { JsonScanner } from '../../../../src/io/jsonScan/jsonScanner';
import { MemberKeys } from '../../../../src/io/jsonScan/memberKeys';
import { damaged, randomObject } from '../../core/jsonTexts';
import { pseudoRandom } from '../../core/recovery/pseudoRandom';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const MEBIBYTE = 1024 * 1024;

describe('JsonScanner', () => {
  const scanner = new JsonScanner();
  const known = ['a', 'b', 'list', 'key', 'y0', 'y1', 'y2', 'y3', 'y4', '', 'k'.repeat(64)];
  const keys = new MemberKeys(known);

  /** The members that are asked for, in a shape that can be compared. */
  const told = (outline: JsonOutline | null): unknown =>
    outline === null
      ? null
      : known.flatMap((key) => {
          const member = outline.get(key);
          if (member === undefined) return [];
          const { start, end, entries } = member;
          return [[key, start, end, entries === null ? null : Array.from(entries)]];
        });
  /** Reads `bytes` into the scanner's memory, as a file is read. */
  function taken(bytes: Uint8Array): Uint8Array {
    const memory = scanner.take(bytes.length);
    memory.set(bytes);
    return memory;
  }
  /** What all ways of outlining say of it; they say the same. */
  function same(bytes: Uint8Array): unknown {
    const expected = told(outlineJson(bytes));
    const shown = new TextDecoder().decode(bytes.subarray(0, 500));
    assert.deepEqual(told(scanner.outline(taken(bytes), keys)), expected, shown);
    assert.deepEqual(told(scanner.outline(bytes, keys)), expected, shown);
    return expected;
  }

  it('has instructions for sixteen bytes at once here, so that the rest tests them', () => {
    const without = new JsonScanner(null);
    const bytes = utf8('{"a": [1, 2]}');
    assert.deepEqual(told(without.outline(bytes, keys)), told(scanner.outline(bytes, keys)));
    assert.equal(without.take(8).length, 8);
    assert.notEqual(scanner.take(8).byteOffset, 0, 'in a memory of its own, behind what is the scanner’s');
    assert.equal(without.take(8).byteOffset, 0);
  });

  it('says what the other scanner says of every kind of value, and refuses what it refuses', () => {
    const values = ['0', '-0', '10', '-1.5', '1e5', '1E+05', '0.0e-1', 'true', 'false', 'null', '""', '"é€😀"', '{}', '[]'];
    const strings = ['"\\u00e9\\uD800"', '"\\"\\\\\\/\\b\\f\\n\\r\\t"', '"\u007f\u2028"', '"abcdefgh\\n"', '[[[{"a":[]}]]]'];
    for (const good of [...values, ...strings]) {
      for (const space of ['', ' ', '\n  \t\r', ' '.repeat(40)]) {
        const text = `${space}{${space}"a"${space}:${space}${good}${space},"b":[${space}${good}${space},${good}]${space}}${space}`;
        assert.ok(same(utf8(text)) !== null, text);
      }
    }
    const words = ['01', '-', '+1', '.5', '1.', '1e', '1e+', '0x1', 'NaN', 'Infinity', 'tru', 'nulll', 'True', "'a'", ''];
    const texts = ['"a', '"\\x"', '"\\u12g4"', '"\\u12@4"', '"\\u12`4"', '"\\u12/4"', '"\\u12:4"', '"\\u123', '"\\u1\u00114"', '"\\', '"\n"', '"abc\u0000"', '"abcd\u001fefgh"'];
    const shapes = ['[1,]', '[,1]', '[1 2]', '{"a"}', '{"a":}', '{a:1}', '{"a":1,}', '[1}', '{"a":1]', '[', '{', '1 2', '/**/1', '\u0000', '1\u0000'];
    for (const bad of [...words, ...texts, ...shapes]) assert.equal(same(utf8(`{"a": ${bad}}`)), null, bad);
    for (const bad of ['', ' ', '{', '{}}', '{} x', '\ufeff{}', '"a"', '[]', '1', '{"a":1', '{"a":[1', '{}\u0000', 'fals', '{"a":fals'])
      assert.equal(same(utf8(bad)), null, bad);
  });

  it('knows strings of every length, and what ends or escapes them at every place among sixteen', () => {
    for (let length = 0; length < 70; length += 1) {
      const text = 'x'.repeat(length);
      assert.ok(same(utf8(`{"a":"${text}","b":["${text}\\n${text}","\\u00e9${text}",${'7'.repeat(length + 1)}]}`)) !== null);
      assert.equal(same(utf8(`{"a":"${text}\u001f${text}"}`)), null);
      assert.equal(same(utf8(`{"a":"${text}\\`)), null);
      assert.equal(same(utf8(`{"a":"${text}`)), null);
      assert.ok(same(utf8(`{"${'k'.repeat(length)}":1}`)) !== null);
    }
  });

  it('takes the last of two members with one key, and leaves escapes in keys and great depth to the engine', () => {
    assert.deepEqual(same(utf8('{"a": [1, 2], "b": 1, "a": "x"}')), [
      ['a', 27, 30, null],
      ['b', 19, 20, null],
    ]);
    assert.equal(same(utf8('{"mess\\u0061ges": []}')), null);
    assert.ok(same(utf8('{"a": {"mess\\u0061ges": []}}')) !== null);
    const nested = (depth: number): Uint8Array => utf8(`{"a": ${'['.repeat(depth)}${']'.repeat(depth)}}`);
    assert.ok(same(nested(199)) !== null);
    assert.equal(same(nested(200)), null);
    assert.equal(same(nested(1_000_000)), null);
  });

  it('outlines a part of a text, and leaves the text as it was', () => {
    const text = '{"list": [{"a": [1, 2], "b": {"a": 3}}{"a": 4}]';
    const memory = taken(utf8(text));
    const part = memory.subarray(text.indexOf('{"a"'), text.indexOf('{"a": 4'));
    assert.deepEqual(told(scanner.outline(part, keys)), told(outlineJson(part)));
    assert.deepEqual(told(scanner.outline(part, keys)), [
      ['a', 6, 12, [7, 8, 10, 11]],
      ['b', 19, 27, null],
    ]);
    assert.equal(new TextDecoder().decode(memory), text);
  });

  it('keeps what it said when it goes on', () => {
    const first = scanner.outline(taken(utf8('{"list": [1, 2, 3]}')), keys);
    scanner.outline(taken(utf8('{"list": ["x", "y", "z"], "a": []}')), keys);
    assert.deepEqual(told(first), [['list', 9, 18, [10, 11, 13, 14, 16, 17]]]);
  });

  it('is not sure of more entries than it has room for, and lets the other scanner have what is larger than its memory', () => {
    const list = (count: number): Uint8Array => utf8(`{"a": [${new Array(count).fill('0').join(',')}]}`);
    assert.ok(same(list(30_000)) !== null);
    assert.equal(scanner.outline(list(100_000), keys), null);
    const members = utf8(`{${Array.from({ length: 20_000 }, (_, i) => `"k${i}":0`).join(',')}}`);
    assert.equal(scanner.outline(members, keys), null);
    const large = utf8(`{"a": "${'x'.repeat(5 * MEBIBYTE)}", "b": [1]}`);
    assert.ok(same(large) !== null);
    const largest = utf8(`{"a": "${'x'.repeat(4 * MEBIBYTE - 9)}"}`);
    assert.equal(largest.length, 4 * MEBIBYTE);
    assert.ok(same(largest) !== null);
    assert.equal(same(largest.with(largest.length - 1, 0x22)), null);
  });

  it('says what the other scanner says of random texts and what random damage makes of them', () => {
    const random = pseudoRandom(12);
    let whole = 0;
    let broken = 0;
    for (let round = 0; round < 20_000; round += 1) {
      const bytes = damaged(utf8(JSON.stringify(randomObject(random), null, random(3))), random);
      if (isUtf8(bytes) && same(bytes) !== null) whole += 1;
      else broken += 1;
    }
    assert.ok(whole > 5_000 && broken > 5_000, `${whole} whole, ${broken} broken`);
  });
});

import * as assert from 'node:assert/strict';
import { isUtf8 } from 'node:buffer';
import { outlineJson, type JsonSpan } from '../../../src/core/jsonOutline';
import { damaged, randomObject } from './jsonTexts';
import { pseudoRandom } from './recovery/pseudoRandom';

const DEEPEST = 200;
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** What the engine makes of the text, or undefined. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The entries of a list as spans. */
const spansOf = (entries: ArrayLike<number> | null): JsonSpan[] | null =>
  entries === null
    ? null
    : Array.from({ length: entries.length / 2 }, (_, i) => ({ start: entries[i * 2] ?? -1, end: entries[i * 2 + 1] ?? -1 }));

/** Other keys are passed over. */
const isTold = (key: string): boolean => /^[\0-\x7f]{0,64}$/.test(key);

/** True when the outline says of the bytes exactly what the engine's parser does; false when it says nothing. */
function agrees(bytes: Uint8Array): boolean {
  const outline = outlineJson(bytes);
  if (outline === null) return false;
  const value = parsed(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
  assert.ok(isObject(value), 'an outline of what is no JSON object');
  const at = ({ start, end }: JsonSpan): unknown => parsed(new TextDecoder().decode(bytes.subarray(start, end)));
  assert.deepEqual([...outline.keys()].sort(), Object.keys(value).filter(isTold).sort());
  for (const [key, member] of outline) {
    assert.deepEqual(at(member), value[key]);
    assert.deepEqual(spansOf(member.entries)?.map(at) ?? null, Array.isArray(value[key]) ? value[key] : null);
  }
  return true;
}

describe('outlineJson', () => {
  it('says where each member of the object and each entry of its lists stands', () => {
    const text = '\n{ "a" : 1.5e-3 , "list":[ {"x": [1]} ,"b" , [ ] ], "o":{"list":[2]}, "e":[] }\t';
    const outline = outlineJson(utf8(text));
    const cut = ({ start, end }: JsonSpan): string => text.slice(start, end);
    assert.deepEqual(
      [...(outline ?? [])].map(([key, member]) => [key, cut(member), spansOf(member.entries)?.map(cut) ?? null]),
      [
        ['a', '1.5e-3', null],
        ['list', '[ {"x": [1]} ,"b" , [ ] ]', ['{"x": [1]}', '"b"', '[ ]']],
        ['o', '{"list":[2]}', null],
        ['e', '[]', []],
      ],
    );
  });

  it('takes the last of two members with one key, as the engine does', () => {
    assert.ok(agrees(utf8('{"a": [1, 2], "b": 1, "a": "x"}')));
  });

  it('takes what is JSON and nothing else', () => {
    const values = ['0', '-0', '10', '-1.5', '1e5', '1E+05', '0.0e-1', 'true', 'false', 'null', '""', '"é€😀"', '{}', '[]'];
    const strings = ['"\\u00e9\\uD800"', '"\\"\\\\\\/\\b\\f\\n\\r\\t"', '"\u007f\u2028"', '"abcdefgh\\n"', '[[[{"a":[]}]]]'];
    for (const good of [...values, ...strings]) assert.ok(agrees(utf8(`{"a": ${good}, "b": [${good}]}`)), good);
    const words = ['01', '-', '+1', '.5', '1.', '1e', '1e+', '0x1', 'NaN', 'Infinity', 'tru', 'nulll', 'True', "'a'", ''];
    const texts = ['"a', '"\\x"', '"\\u12g4"', '"\\u12@4"', '"\\u12`4"', '"\\u12/4"', '"\\u12:4"', '"\\u123', '"\\u1\u00114"', '"\\', '"\n"', '"abc\u0000"', '"abcd\u001fefgh"'];
    const shapes = ['[1,]', '[,1]', '[1 2]', '{"a"}', '{"a":}', '{a:1}', '{"a":1,}', '[1}', '{"a":1]', '[', '{', '1 2', '/**/1'];
    for (const bad of [...words, ...texts, ...shapes]) {
      assert.equal(parsed(`{"a": ${bad}}`), undefined, bad);
      assert.equal(outlineJson(utf8(`{"a": ${bad}}`)), null, bad);
    }
    for (const bad of ['', ' ', '{', '{}}', '{} x', '\ufeff{}', '"a"', '[]', '1', '{"a":1', '{"a":[1'])
      assert.equal(outlineJson(utf8(bad)), null, bad);
  });

  it('passes over keys that nobody asks for', () => {
    const [longest, longer] = ['k'.repeat(64), 'k'.repeat(65)];
    const outline = outlineJson(utf8(JSON.stringify({ [longest]: 1, [longer]: 2, é: 3, '': 4 })));
    assert.deepEqual([...(outline?.keys() ?? [])], [longest, '']);
  });

  it('leaves to the engine what it does not look at: escapes in keys, and great depth', () => {
    assert.equal(outlineJson(utf8('{"mess\\u0061ges": []}')), null);
    assert.ok(agrees(utf8('{"a": {"mess\\u0061ges": []}}')), 'further in no key is asked for');
    const nested = (depth: number): Uint8Array => utf8(`{"a": ${'['.repeat(depth)}${']'.repeat(depth)}}`);
    assert.ok(agrees(nested(DEEPEST - 1)));
    assert.equal(outlineJson(nested(DEEPEST)), null);
    assert.equal(outlineJson(nested(1_000_000)), null);
  });

  it('agrees with the engine on random texts and what random damage makes of them', () => {
    const random = pseudoRandom(11);
    let whole = 0;
    let broken = 0;
    for (let round = 0; round < 20_000; round += 1) {
      const text = JSON.stringify(randomObject(random), null, random(3));
      const bytes = damaged(utf8(text), random);
      if (!isUtf8(bytes)) continue;
      // At every place in a word of four bytes.
      const placed = new Uint8Array(bytes.length + 3).subarray(random(4)).subarray(0, bytes.length);
      placed.set(bytes);
      const value = parsed(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
      if (agrees(placed)) whole += 1;
      else {
        broken += 1;
        const isRare = isObject(value) && new TextDecoder().decode(bytes).includes('\\');
        assert.ok(!isObject(value) || isRare, `left out: ${new TextDecoder().decode(bytes)}`);
      }
    }
    assert.ok(whole > 5_000 && broken > 5_000, `${whole} whole, ${broken} broken`);
  });
});

import * as assert from 'node:assert/strict';
import { parseJsonPrefix, parseLenientJson } from '../../../src/core/jsonPrefix';

const valueOf = (text: string): unknown => parseJsonPrefix(text)?.value;

describe('parseJsonPrefix', () => {
  it('closes what is open, keeping the beginning of a cut string', () => {
    assert.deepEqual(valueOf('{"a": 1, "b": [true, {"c": "wor'), { a: 1, b: [true, { c: 'wor' }] });
    assert.deepEqual(valueOf('{"a": 1, "b'), { a: 1 });
    assert.deepEqual(valueOf('{"a": 1, "b":'), { a: 1 });
    assert.deepEqual(valueOf('{"a": 1, "b": tru'), { a: 1 });
    assert.deepEqual(valueOf('{"a": 1, "b": 12'), { a: 1 }, 'the number may go on');
    assert.deepEqual(valueOf('{"a": [1, 2,'), { a: [1, 2] });
    assert.deepEqual(valueOf('{"a": {'), { a: {} });
    assert.deepEqual(valueOf(' {'), {});
  });

  it('leaves out an escape that is cut in two, and only that', () => {
    assert.deepEqual(valueOf('["a\\'), ['a']);
    assert.deepEqual(valueOf('["a\\u00'), ['a']);
    assert.deepEqual(valueOf('["a\\u00e4'), ['aä']);
    assert.deepEqual(valueOf('["a\\\\'), ['a\\']);
    assert.deepEqual(valueOf('["a\\\\u00'), ['a\\u00']);
    assert.deepEqual(valueOf('["a\\\\\\u0'), ['a\\']);
    assert.deepEqual(valueOf('["a\\"b'), ['a"b']);
  });

  it('gives a beginning of the value for a cut at any place', () => {
    const document = {
      id: 'é"\\\n\u2028',
      n: [-1.5e-7, 0, null, true, []],
      o: { p: { q: [{}, 'x'] } },
      messages: [{ role: 'user', content: 'a\\u{' }],
    };
    const text = JSON.stringify(document, null, 1);
    for (let length = 1; length <= text.length; length += 1) {
      const parsed = parseJsonPrefix(text.slice(0, length));
      assert.ok(parsed !== null, `cut at ${length}`);
      assert.equal(parsed.ending, length === text.length ? 'whole' : 'cut', `cut at ${length}`);
      assertBeginning(parsed.value, document);
    }
  });

  it('stops at damage and says where', () => {
    const damaged = parseJsonPrefix('{"a": 1, "b": [2, 3 4], "c": 5}');
    assert.deepEqual(damaged, { value: { a: 1, b: [2, 3] }, ending: 'damaged', goodLength: 19 });
    assert.equal(parseJsonPrefix('{"a": 1}{"b": 2}')?.ending, 'damaged');
    assert.equal(parseJsonPrefix('{"a": 1}\0\0')?.ending, 'damaged');
    assert.deepEqual(parseJsonPrefix('{"a": [1}')?.value, { a: [1] });
    assert.deepEqual(parseJsonPrefix('{"a": 1, b: 2}')?.value, { a: 1 });
    assert.deepEqual(parseJsonPrefix('{"a": 01}')?.value, {});
    assert.deepEqual(parseJsonPrefix('{"a": 1, "b": }')?.value, { a: 1 });
    assert.deepEqual(parseJsonPrefix('[1, ]')?.value, [1]);
  });

  it('reads the numbers that Python writes and JSON does not know as null', () => {
    assert.deepEqual(parseJsonPrefix('{"a": NaN, "b": [Infinity, -Infinity, 1], "c": "NaN"}'), {
      value: { a: null, b: [null, null, 1], c: 'NaN' },
      ending: 'whole',
      goodLength: 53,
    });
    assert.deepEqual(valueOf('{"a": NaN, "b": "Na'), { a: null, b: 'Na' });
  });

  it('is null where there is no JSON at all', () => {
    for (const text of ['', ' ', '\0\0\0', 'SQLite format 3', '<html>', '}', ',', '"\\x"'])
      assert.equal(parseJsonPrefix(text), null, JSON.stringify(text));
  });

  it('does not mind depth', () => {
    const depth = 200_000;
    const parsed = parseJsonPrefix('{"a":'.repeat(depth));
    assert.equal(parsed?.ending, 'cut');
    assert.equal(parseLenientJson('['.repeat(depth) + ']'.repeat(depth))?.ending, 'whole');
  });
});

describe('parseLenientJson', () => {
  it('keeps lone surrogates and big texts as they are', () => {
    assert.deepEqual(parseLenientJson('["\\ud800"]'), { value: ['\ud800'], ending: 'whole', goodLength: 10 });
  });

  it('gives what is good of a text that is not', () => {
    assert.deepEqual(parseLenientJson('{"a": NaN}'), { value: { a: null }, ending: 'whole', goodLength: 10 });
    assert.deepEqual(parseLenientJson('{"a": [1'), { value: { a: [] }, ending: 'cut', goodLength: 7 });
  });
});

/** Every part of `part` is in `whole`, in order; only its last string may be shorter. */
function assertBeginning(part: unknown, whole: unknown): void {
  if (typeof part === 'string' && typeof whole === 'string') return assert.ok(whole.startsWith(part));
  if (typeof part !== 'object' || part === null) return assert.equal(part, whole);
  assert.equal(typeof whole, 'object');
  assert.deepEqual(Object.keys(part), Object.keys(whole as object).slice(0, Object.keys(part).length));
  for (const [key, value] of Object.entries(part)) assertBeginning(value, (whole as Record<string, unknown>)[key]);
}

import * as assert from 'node:assert/strict';
import { boundedJson, shortText, utf8Bytes } from '../../../src/core/jsonValue';

describe('jsonValue', () => {
  it('counts the bytes of UTF-8', () => {
    for (const text of ['', 'abc', 'é', '日本', '😀', 'a😀é日', '\ud800', '\ud800a', '\udc00\ud800', '\0']) {
      assert.equal(utf8Bytes(text), Buffer.byteLength(text, 'utf8'), JSON.stringify(text));
    }
  });

  it('cuts text, never between the halves of a pair', () => {
    assert.equal(shortText('ab😀', 3), 'ab');
    assert.equal(shortText('ab😀', 4), 'ab😀');
    assert.equal(shortText('abcde', 3), 'abc');
    assert.equal(shortText(' \n'), null);
    assert.equal(shortText(7), null);
  });

  it('makes JSON of anything, bounded', () => {
    assert.equal(boundedJson({ a: [1, 'x'] }), '{"a":[1,"x"]}');
    assert.equal(boundedJson(undefined), '');
    const cut = boundedJson({ data: 'A'.repeat(200_000) });
    assert.ok(cut.length < 300);
    assert.match(cut, /\(\+199800\)/);
    assert.equal(boundedJson(JSON.parse('['.repeat(100_000) + ']'.repeat(100_000))), '"…"');
  });
});

import * as assert from 'node:assert/strict';
import { jsonText } from '../../../src/core/jsonText';

describe('jsonText', () => {
  it('means what it was given', () => {
    const all = Array.from({ length: 0x3000 }, (_, i) => String.fromCharCode(i)).join('');
    for (const value of [{ a: [1, null, all], [all]: '🎉' }, '\ud800', [], '\\u202e'])
      assert.deepEqual(JSON.parse(jsonText(value)), value);
  });

  it('prints nothing that drives a terminal or reorders a line', () => {
    const text = jsonText(Array.from({ length: 0x10000 }, (_, i) => String.fromCharCode(i)).join(''));
    // eslint-disable-next-line no-control-regex
    assert.doesNotMatch(text, /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/);
    assert.equal(jsonText('a\u009b2J\u202e'), '"a\\u009b2J\\u202e"');
    assert.equal(jsonText({ a: '\u202e' }, 1), '{\n "a": "\\u202e"\n}');
  });
});

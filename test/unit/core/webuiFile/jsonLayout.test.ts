import * as assert from 'node:assert/strict';
import { jsonFloat, layoutJson } from '../../../../src/core/webuiFile/jsonLayout';
import { randomJson } from '../../../support/randomJson';
import { pseudoRandom } from '../recovery/pseudoRandom';

describe('jsonLayout', () => {
  it('lays out random JSON with two spaces, whatever it looked like', () => {
    const next = pseudoRandom(11);
    for (let round = 0; round < 500; round += 1) {
      const value = randomJson(next, 5);
      const expected = JSON.stringify(value, null, 2);
      for (const space of [0, 1, '\t'] as const) assert.equal(layoutJson(JSON.stringify(value, null, space)), expected);
    }
  });

  it('keeps every character of numbers and strings', () => {
    assert.equal(
      layoutJson('{"a":9007199254740993,"b":1.0,"c":NaN,"d":"\\u00e9 \\ud800","a":-0}'),
      '{\n  "a": 9007199254740993,\n  "b": 1.0,\n  "c": NaN,\n  "d": "\\u00e9 \\ud800",\n  "a": -0\n}',
    );
  });

  it('continues at the depth where the value stands', () => {
    assert.equal(layoutJson('{"a":[]}', 2), '{\n      "a": []\n    }');
  });

  it('does not turn depth into mostly spaces', () => {
    const deep = `${'['.repeat(50_000)}1${']'.repeat(50_000)}`;
    const text = layoutJson(deep);
    assert.ok(text.length < 200_000, `${text.length}`);
    assert.equal(text.replace(/\s/g, ''), deep);
  });

  it('writes floats as Python does', () => {
    assert.deepEqual([1_785_000_000, 0.25, -3, 0].map(jsonFloat), ['1785000000.0', '0.25', '-3.0', '0.0']);
  });
});

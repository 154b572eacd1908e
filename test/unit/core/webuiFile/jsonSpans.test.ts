import * as assert from 'node:assert/strict';
import { elementsOf, memberOf, membersOf } from '../../../../src/core/webuiFile/jsonSpans';
import { randomJson } from '../../../support/randomJson';
import { pseudoRandom } from '../recovery/pseudoRandom';

describe('jsonSpans', () => {
  it('finds every value of random JSON where JSON.parse finds it', () => {
    const next = pseudoRandom(7);
    for (let round = 0; round < 500; round += 1) {
      const list = Array.from({ length: next(5) }, () => randomJson(next));
      const object = Object.fromEntries(list.map((value, i) => [`key ${i} "}`, value]));
      for (const space of [0, 1, '\t'] as const) {
        const text = `\n ${JSON.stringify(object, null, space)} `;
        const members = membersOf(text);
        assert.deepEqual(
          members.map(({ key, start, end }) => [key, JSON.parse(text.slice(start, end)) as unknown]),
          Object.entries(object),
        );
        const listText = JSON.stringify(list, null, space);
        assert.deepEqual(
          elementsOf(listText, 0).map(({ start, end }) => JSON.parse(listText.slice(start, end)) as unknown),
          list,
        );
      }
    }
  });

  it('gives what stands before a cut, wherever that is', () => {
    const text = JSON.stringify({ a: 'x"}', b: [1, { c: 'd]' }], 'e\\': null, f: NaN });
    for (let cut = 0; cut < text.length; cut += 1)
      for (const { key, start, end } of membersOf(text.slice(0, cut)))
        assert.ok(start < end && end <= cut, `${key} at ${cut}`);
  });

  it('takes the last of several members of one name, as every reader does', () => {
    const text = '{"a": 1, "b": 2, "a": 3}';
    const member = memberOf(membersOf(text), 'a');
    assert.equal(member === null ? '' : text.slice(member.start, member.end), '3');
  });

  it('reads numbers that are none', () => {
    const text = '{"a":NaN,"b":-Infinity,"c":1.0}';
    assert.deepEqual(
      membersOf(text).map(({ start, end }) => text.slice(start, end)),
      ['NaN', '-Infinity', '1.0'],
    );
  });

  it('does not mind depth, and takes no more elements than it is asked for', () => {
    const deep = `[${'['.repeat(200_000)}${']'.repeat(200_000)},1]`;
    assert.equal(elementsOf(deep, 0).length, 2);
    assert.equal(elementsOf('[1,2,3]', 0, 2).length, 2);
  });
});

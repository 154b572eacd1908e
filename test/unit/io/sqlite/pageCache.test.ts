import * as assert from 'node:assert/strict';
import { PageCache } from '../../../../src/io/sqlite/pageCache';
import type { PageRun } from '../../../../src/io/sqlite/pageCache';

const run = (first: number, last: number): PageRun => ({ first, last, bytes: Buffer.alloc((last - first + 1) * 10), unusable: null, unproven: false });

describe('PageCache', () => {
  it('drops the run that was not used for longest, and never holds more than its limit', () => {
    const cache = new PageCache(50);
    const [a, b, c] = [run(1, 2), run(3, 4), run(5, 6)];
    cache.add(a);
    cache.add(b);
    assert.equal(cache.find(2), a);
    cache.add(c);
    assert.deepEqual([cache.find(1), cache.find(3), cache.find(6)], [a, null, c]);
    assert.equal(cache.sizeBytes, 40);
  });

  it('keeps one run even if it is larger than the limit', () => {
    const cache = new PageCache(5);
    cache.add(run(1, 1));
    const large = run(2, 9);
    cache.add(large);
    assert.deepEqual([cache.find(1), cache.find(9)], [null, large]);
  });

  it('prefers the newer run of a page, and dropping the older one leaves it there', () => {
    const cache = new PageCache(1000);
    const [older, newer] = [run(1, 4), run(2, 3)];
    cache.add(older);
    cache.add(newer);
    cache.drop(older);
    assert.deepEqual([cache.find(1), cache.find(2), cache.find(4)], [null, newer, null]);
    assert.equal(cache.sizeBytes, 20);
  });

  it('does not find unusable pages', () => {
    const cache = new PageCache(1000);
    const doubtful = run(1, 2);
    cache.add(doubtful);
    doubtful.unusable = new Set([2]);
    assert.deepEqual([cache.find(1), cache.find(2)], [doubtful, null]);
  });

  it('gives the room of dropped runs away again, of their sizes only, and little of it', () => {
    const cache = new PageCache(30);
    const [small, large] = [run(1, 1), run(2, 3)];
    cache.add(small);
    cache.add(large);
    cache.add(run(4, 6));
    assert.equal(cache.room(20), large.bytes);
    assert.notEqual(cache.room(20), large.bytes);
    assert.equal(cache.room(15).length, 15);
    assert.equal(cache.room(10), small.bytes);
    const huge: PageRun = { ...run(9, 9), bytes: Buffer.alloc(2 << 20) };
    cache.add(huge);
    cache.drop(huge);
    assert.notEqual(cache.room(2 << 20), huge.bytes);
  });

  it('keeps no room once it is cleared', () => {
    const cache = new PageCache(10);
    const dropped = run(1, 1);
    cache.add(dropped);
    cache.drop(dropped);
    cache.clear();
    assert.notEqual(cache.room(10), dropped.bytes);
  });
});

import * as assert from 'node:assert/strict';
import { Heights } from '../../../src/webview/heights';

describe('Heights', () => {
  /** As the rows themselves say, one after another. */
  function plain(heights: readonly number[]): { top: (index: number) => number; at: (y: number) => number } {
    const top = (index: number): number => heights.slice(0, index).reduce((sum, height) => sum + height, 0);
    const at = (y: number): number => {
      const found = heights.findIndex((_, i) => top(i + 1) > y);
      return found === -1 ? Math.max(0, heights.length - 1) : found;
    };
    return { top, at };
  }

  it('knows where each of thousands of rows begins, and which one covers a position', () => {
    const all = Array.from({ length: 1500 }, (_, i) => (i % 3 === 0 ? 40 : (i * 37) % 113));
    const heights = new Heights(all.length, 40);
    all.forEach((height, i) => i % 3 === 0 || heights.set(i, height));
    const { top, at } = plain(all);
    for (const i of [0, 1, 255, 256, 257, 511, 512, 1000, 1499, 1500]) assert.equal(heights.top(i), top(i), String(i));
    for (const y of [-5, 0, 39, 40, 41, 9999, 20_000, top(512), top(512) - 1, top(1500) - 1, top(1500), 1e9])
      assert.equal(heights.at(y), at(y), String(y));
    assert.equal(heights.total, top(1500));
  });

  it('takes a row for what it was measured last', () => {
    const heights = new Heights(10, 50);
    heights.set(3, 10);
    heights.set(3, 20);
    assert.equal(heights.top(10), 9 * 50 + 20);
  });

  it('grows and shrinks at the end', () => {
    const heights = new Heights(2, 10);
    heights.set(1, 100);
    heights.resize(3);
    assert.equal(heights.total, 120);
    heights.resize(1);
    assert.equal(heights.total, 10);
    heights.resize(2);
    assert.equal(heights.total, 20);
  });

  it('has no row where there is no message', () => {
    const heights = new Heights(0);
    assert.deepEqual([heights.at(0), heights.at(100), heights.top(0), heights.total], [0, 0, 0, 0]);
  });

  it('takes the rest for what the measured rows are like, those without a height counted', () => {
    const heights = new Heights(1000, 56);
    for (let i = 0; i < 10; i++) heights.set(i, i < 5 ? 0 : 100);
    assert.equal(heights.settle(0.5), true);
    assert.equal(heights.top(1000), 500 + 990 * 50);
    assert.equal(heights.settle(0.5), false);
  });

  it('never makes a page taller than a browser draws', () => {
    const heights = new Heights(2_000_000, 100);
    assert.ok(heights.total <= 30_000_000);
    heights.set(7, 90_000);
    assert.ok(heights.total <= 30_000_000 + 90_000);
  });
});

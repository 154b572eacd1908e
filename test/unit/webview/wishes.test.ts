import * as assert from 'node:assert/strict';
import { Motion } from '../../../src/webview/motion';
import { nextWish, wishFor, type Look, type Span, type Wish } from '../../../src/webview/wishes';

const span = (from: number, to: number): Span => ({ from, to });
/** At rest: ten messages in view from `from` on, and twelve more above and below them are near. */
const lookAt = (from: number, aim = from): Look => ({ view: span(from, from + 10), near: span(Math.max(0, from - 12), from + 22), aim });
const TOTAL = 10_000;

describe('nextWish', () => {
  it('asks for nothing where all is there, on its way, or nothing', () => {
    assert.equal(nextWish(span(0, 200), [], lookAt(50), TOTAL), null);
    assert.equal(nextWish(span(0, 200), [{ kind: 'below', from: 200, to: 400 }], lookAt(190), TOTAL), null);
    assert.equal(nextWish(span(5_000, 5_040), [{ kind: 'around', index: 7_000, from: 6_988, to: 7_028 }], lookAt(7_000), TOTAL), null);
    assert.equal(nextWish(span(0, 0), [], lookAt(0), 0), null);
  });

  it('asks for neighbours in pages that grow with what is loaded, within the conversation', () => {
    assert.deepEqual(nextWish(span(5_000, 5_010), [], lookAt(5_000), TOTAL), { kind: 'above', from: 4_960, to: 5_000 });
    assert.deepEqual(nextWish(span(4_960, 5_040), [], lookAt(5_025), TOTAL), { kind: 'below', from: 5_040, to: 5_120 });
    assert.deepEqual(nextWish(span(4_000, 5_000), [], lookAt(4_990), TOTAL), { kind: 'below', from: 5_000, to: 5_200 });
    assert.deepEqual(nextWish(span(30, 300), [], lookAt(35), TOTAL), { kind: 'above', from: 0, to: 30 });
    assert.deepEqual(nextWish(span(9_800, 9_990), [], lookAt(9_980), TOTAL), { kind: 'below', from: 9_990, to: TOTAL });
    assert.equal(nextWish(span(9_800, TOTAL), [], lookAt(9_985), TOTAL), null);
  });

  it('stays with the window where a neighbouring page reaches the view, and leaves it where none does', () => {
    assert.deepEqual(nextWish(span(0, 200), [], lookAt(300), TOTAL), { kind: 'below', from: 200, to: 400 });
    assert.deepEqual(nextWish(span(5_000, 5_200), [], lookAt(4_900), TOTAL), { kind: 'above', from: 4_800, to: 5_000 });
    assert.deepEqual(nextWish(span(0, 200), [], lookAt(700), TOTAL), { kind: 'around', index: 700, from: 688, to: 728 });
    assert.deepEqual(nextWish(span(0, 0), [], lookAt(3), TOTAL), { kind: 'around', index: 3, from: 0, to: 40 });
    assert.deepEqual(nextWish(span(0, 200), [], lookAt(9_990), TOTAL), { kind: 'around', index: 9_990, from: 9_960, to: TOTAL });
  });

  it('leaves a place that is on its way for the one in view, but has no more than two on their way', () => {
    const left: Wish = { kind: 'around', index: 700, from: 688, to: 728 };
    const page: Wish = { kind: 'below', from: 200, to: 400 };
    assert.deepEqual(nextWish(span(0, 200), [left], lookAt(5_000), TOTAL)?.from, 4_988);
    assert.deepEqual(nextWish(span(0, 200), [page, left], lookAt(5_000), TOTAL)?.from, 4_988);
    assert.equal(nextWish(span(0, 200), [left, { ...left, from: 1_688, to: 1_728 }], lookAt(5_000), TOTAL), null);
  });

  it('asks for what lies between the view and where it will be, and for that alone where it is far', () => {
    assert.deepEqual(nextWish(span(0, 10), [], lookAt(1_000, 1_080), TOTAL), { kind: 'around', index: 1_000, from: 988, to: 1_102 });
    assert.deepEqual(nextWish(span(0, 10), [], lookAt(1_000, 920), TOTAL), { kind: 'around', index: 1_000, from: 908, to: 1_022 });
    assert.deepEqual(nextWish(span(0, 10), [], lookAt(1_000, 3_000), TOTAL), { kind: 'around', index: 3_000, from: 2_900, to: 3_100 });
    assert.deepEqual(nextWish(span(0, 10), [], lookAt(9_000, 9_999), TOTAL), { kind: 'around', index: 9_999, from: 9_800, to: TOTAL });
  });

  it('asks for where the view will be before it has left what is loaded', () => {
    assert.deepEqual(nextWish(span(0, 200), [], lookAt(100, 300), TOTAL), { kind: 'below', from: 200, to: 400 });
    assert.deepEqual(nextWish(span(5_000, 5_200), [], lookAt(5_100, 4_900), TOTAL), { kind: 'above', from: 4_800, to: 5_000 });
    assert.deepEqual(nextWish(span(0, 200), [], lookAt(100, 900), TOTAL), { kind: 'around', index: 900, from: 800, to: 1_000 });
    assert.equal(nextWish(span(0, 200), [{ kind: 'around', index: 900, from: 800, to: 1_000 }], lookAt(100, 900), TOTAL), null);
  });

  it('holds for whatever is loaded: a wish lies in the conversation, is no larger than a page, and has its message', () => {
    let seed = 7;
    const random = (below: number): number => (seed = (seed * 48_271) % 2_147_483_647) % below;
    for (let i = 0; i < 5_000; i += 1) {
      const total = random(600) + 1;
      const first = random(total);
      const from = random(total);
      const look = { view: span(from, Math.min(total, from + random(12) + 1)), near: span(Math.max(0, from - 20), Math.min(total, from + 40)), aim: random(total) };
      const wish = nextWish(span(first, first + random(total - first + 1)), [], look, total);
      if (wish === null) continue;
      assert.ok(wish.from >= 0 && wish.to <= total && wish.to > wish.from && wish.to - wish.from <= 200, JSON.stringify([wish, total]));
      if (wish.kind === 'around') assert.ok(wish.index >= wish.from && wish.index < wish.to, JSON.stringify(wish));
      const led = wishFor(from, total) as Wish & { kind: 'around' };
      assert.ok(led.from >= 0 && led.to <= total && led.index >= led.from && led.index < led.to);
    }
  });
});

describe('Motion', () => {
  it('is what two looks a moment apart show, until nothing moves any more', () => {
    const motion = new Motion();
    assert.equal(motion.speed(0), 0);
    motion.note(100, 1_000);
    assert.equal(motion.speed(1_000), 0);
    motion.note(1_700, 1_016);
    assert.equal(motion.speed(1_016), 100);
    motion.note(1_700, 1_016);
    assert.equal(motion.speed(1_030), 100);
    assert.equal(motion.speed(1_500), 0);
    motion.note(900, 1_026);
    assert.equal(motion.speed(1_026), -80);
  });

  it('is none after a jump', () => {
    const motion = new Motion();
    motion.note(0, 0);
    motion.note(1_000_000, 5_000);
    assert.equal(motion.speed(5_000), 0);
  });
});

import * as assert from 'node:assert/strict';
import { compare, covers, endsAtTurnBoundary, missingFrom } from '../../../../src/core/recovery/compare';
import type { MessagePrint } from '../../../../src/core/recovery/snapshot';
import { pseudoRandom } from './pseudoRandom';

const print = (key: string, seconds: number | null, more: Partial<MessagePrint> = {}): MessagePrint => ({
  role: key.startsWith('u') ? 'user' : 'assistant',
  key,
  at: seconds === null ? null : 1_777_626_000_000 + seconds * 1000,
  isRecovered: false,
  ...more,
});
const keys = (prints: readonly MessagePrint[]): string[] => prints.map(({ key }) => key);

describe('comparing copies', () => {
  it('takes messages for the same when words agree and times differ by at most a second', () => {
    assert.deepEqual(missingFrom([print('u', 10)], [print('u', 11)]), []);
    assert.deepEqual(keys(missingFrom([print('u', 10)], [print('u', 11.001)])), ['u']);
    assert.deepEqual(missingFrom([print('u', null)], [print('u', 99)]), []);
    assert.deepEqual(missingFrom([print('u', 99)], [print('u', null)]), []);
  });

  it('counts repeats', () => {
    const once = [print('u', 10)];
    const twice = [print('u', 10), print('u', 10.4)];
    assert.equal(covers(twice, once), true);
    assert.equal(covers(once, twice), false);
    assert.equal(covers([print('u', null)], [print('u', 1), print('u', 50)]), false);
  });

  it('finds the matching that leaves least over, whatever the order', () => {
    // The earlier copy of the first must not take what only the second can have.
    const copy = [print('u', 2), print('u', 1)];
    const other = [print('u', 1.9), print('u', 0.5)];
    assert.deepEqual(missingFrom(copy, other), []);
  });

  it('does not miss a recovered turn whose words are there', () => {
    const recovered = print('u', 900, { isRecovered: true });
    assert.deepEqual(missingFrom([print('u', 10)], [print('u', 10), recovered]), []);
    assert.deepEqual(keys(missingFrom([print('a', 10)], [recovered])), ['u']);
    assert.deepEqual(missingFrom([recovered], [print('u', 10)]), []);
  });

  it('tells a continuation from a divergence', () => {
    const copy = [print('u1', 0), print('a1', 5), print('u2', 60)];
    assert.equal(compare([print('u1', 0)], copy).standing, 'covered');
    assert.deepEqual(compare([print('u1', 0), print('u9', 61.5)], copy), {
      standing: 'continuation',
      liveOnly: 1,
      copyOnly: 2,
    });
    assert.equal(compare([print('u9', 30)], copy).standing, 'diverged');
    assert.equal(compare([print('u9', null)], copy).standing, 'diverged', 'an unknown time proves nothing');
    assert.equal(compare([print('u9', 90)], [print('u1', null)]).standing, 'diverged');
    assert.equal(compare([print('u9', 90)], []).standing, 'continuation');
  });

  it('knows how an undone turn looks', () => {
    const copy = [print('u1', 0), print('a1', 5), print('u2', 60), print('a2', 65)];
    assert.deepEqual(
      [0, 1, 2, 3, 4].map((length) => endsAtTurnBoundary(copy.slice(0, length), copy)),
      [false, false, true, false, false],
    );
    assert.equal(endsAtTurnBoundary([print('u1', 0), print('other', 5)], copy), false);
  });

  it('holds on random copies: a copy covers every part of itself, and what is missing is exactly what is not there', () => {
    const random = pseudoRandom(7);
    for (let round = 0; round < 300; round += 1) {
      const all = Array.from({ length: random(12) }, () =>
        print(`u${random(3)}`, random(5) === 0 ? null : random(6), { isRecovered: random(8) === 0 }),
      );
      const part = all.filter(() => random(2) === 0);
      assert.equal(covers(all, part), true);
      assert.equal(compare(part, all).standing, 'covered');
      const shuffled = [...all].sort(() => random(3) - 1);
      assert.equal(missingFrom(all, shuffled).length, 0);
      const fresh = print('fresh', random(100));
      assert.deepEqual(keys(missingFrom(all, [...part, fresh])), ['fresh']);
      if (!all.some(({ isRecovered }) => isRecovered))
        assert.ok(missingFrom(part, all).length === all.length - part.length, 'one message stands for one');
    }
  });
});

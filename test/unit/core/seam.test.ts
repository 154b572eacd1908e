import * as assert from 'node:assert/strict';
import type { Message } from '../../../src/core/message';
import { repeatedAtSeam, type MessageSequence } from '../../../src/core/seam';
import { EMPTY_MESSAGE } from '../../support/messageSample';

const START = Date.UTC(2026, 10, 18);

/** "u go" is a prompt, "a done" an answer, "t out" a tool's answer, "s text" a summary; each a minute after the other. */
const messages = (lines: readonly string[], at = START): Message[] =>
  lines.map((line, i) => {
    const role = ({ u: 'user', a: 'assistant', t: 'tool', s: 'user' } as const)[line[0] as 'u'];
    const parts = [{ kind: 'text' as const, text: line.slice(2) }];
    return { ...EMPTY_MESSAGE, id: String(i), role, parts, at: at + i * 60_000, isCompactionSummary: line.startsWith('s') };
  });

class Counted implements MessageSequence {
  reads = 0;
  constructor(private readonly list: readonly Message[]) {}
  get length(): number {
    return this.list.length;
  }
  read(from: number, count: number): readonly Message[] {
    this.reads += 1;
    return this.list.slice(from, from + count);
  }
}

const later = START + 86_400_000;
const visible = (before: readonly string[], after: readonly string[], at = later): string[] => {
  const ranges = repeatedAtSeam(new Counted(messages(before)), new Counted(messages(after, at)));
  return after.filter((_, i) => !ranges.some(({ from, to }) => i >= from && i < to));
};

describe('the seam of two segments', () => {
  const before = ['u one', 'a first', 't out', 'u two', 'a second', 'u three', 'a third'];

  it('repeats nothing where the next one only goes on', () => {
    assert.deepEqual(visible(before, ['s summary', 'u four', 'a fourth']), ['s summary', 'u four', 'a fourth']);
    assert.deepEqual(visible(before, []), []);
    assert.deepEqual(visible([], ['u one']), ['u one']);
  });

  it('shows a prompt once that was not answered and begins the next segment', () => {
    assert.deepEqual(visible([...before, 'u go'], ['u go', 'a gone']), ['a gone']);
    assert.deepEqual(visible([...before, 'u go'], ['s summary', 'u go', 'a gone']), ['s summary', 'a gone']);
    // It was answered: the same words are another prompt.
    assert.deepEqual(visible([...before, 'u go', 'a gone'], ['s summary', 'u go', 'a again']), ['s summary', 'u go', 'a again']);
  });

  it('shows the kept beginning and the kept end once, with the summary between them', () => {
    const after = ['u one', 'a first', 's summary', 'u three', 'a third', 'u four'];
    assert.deepEqual(visible(before, after), ['s summary', 'u four']);
    // Its tools' answers go with them.
    assert.deepEqual(visible(before, ['s summary', 'u two', 't out', 'a second', 'u three', 'a third', 'u four']), ['s summary', 'u four']);
  });

  it('shows a whole conversation once that the next file begins with', () => {
    assert.deepEqual(visible(before, [...before, 'u four', 'a fourth']), ['u four', 'a fourth']);
    assert.deepEqual(visible(before, before), []);
  });

  it('takes the same first words for others, when they are of another moment and something else follows', () => {
    assert.deepEqual(visible(before, ['u one', 'a other']), ['u one', 'a other']);
    assert.deepEqual(visible(before, ['u one', 'a other'], START), ['a other']);
    assert.deepEqual(visible(before, ['u one']), ['u one']);
  });

  it('does not read a long conversation whole to find that nothing is repeated', () => {
    const long = new Counted(messages(Array.from({ length: 20_000 }, (_, i) => `${i % 2 === 0 ? 'u' : 'a'} ${i}`)));
    const next = new Counted(messages(['s summary', 'u new', 'a newer'], later));
    assert.deepEqual(repeatedAtSeam(long, next), []);
    assert.ok(long.reads < 16 && next.reads < 16, `${long.reads} ${next.reads}`);
  });
});

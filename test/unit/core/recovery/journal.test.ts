import * as assert from 'node:assert/strict';
import {
  deriveTurns,
  parseJournalEvent,
  unrecordedTurns,
  type JournalEvent,
} from '../../../../src/core/recovery/journal';
import type { MessagePrint } from '../../../../src/core/recovery/snapshot';
import { pseudoRandom } from './pseudoRandom';

const SECOND = 1_777_626_000;
const identity = (text: string): string => text;
const event = (name: string, turn: unknown, seconds: unknown, more: Record<string, unknown> = {}): JournalEvent => {
  const created = typeof seconds === 'number' ? SECOND + seconds : seconds;
  const parsed = parseJournalEvent({ event: name, turn_id: turn, created_at: created, ...more }, identity);
  assert.ok(parsed !== null);
  return parsed;
};
const submitted = (turn: string, text: string, seconds: number): JournalEvent =>
  event('submitted', turn, seconds, { content: text });
const message = (text: string, seconds: number, isRecovered = false): MessagePrint => ({
  role: 'user',
  key: JSON.stringify(['user', text, [], []]),
  at: (SECOND + seconds) * 1000,
  isRecovered,
});
const lost = (events: readonly JournalEvent[], ...copies: MessagePrint[][]): string[] =>
  unrecordedTurns(deriveTurns(events), () => copies).map(({ turnId }) => turnId);

describe('the turn journal', () => {
  it('takes only objects with an event for events', () => {
    for (const value of [null, 5, 'submitted', [], {}, { event: 5 }])
      assert.equal(parseJournalEvent(value, identity), null);
  });

  it('orders by time: numbers, numeric text and ISO text; what has no time comes first', () => {
    const order = (value: unknown): number => event('x', 't', value).orderSeconds;
    assert.equal(order(String(SECOND)), SECOND);
    assert.equal(order(new Date(SECOND * 1000).toISOString()), SECOND);
    assert.deepEqual(
      ['soon', null, undefined, {}, '', Number.NaN].map(order),
      [0, 0, 0, 0, 0, SECOND + Number.NaN].map((n) => n || 0),
    );
    const turns = deriveTurns([event('b', 't', 2), event('a', 't', 'soon'), event('c', 't', 2)]);
    assert.equal(turns[0]?.event, 'c', 'of equal times the later line counts');
  });

  it('leaves out events without a turn', () => {
    assert.deepEqual(deriveTurns([event('submitted', '', 1), event('submitted', null, 1)]), []);
  });

  it('keeps the prompt of the submitted event, whatever came later', () => {
    const [turn] = deriveTurns([event('worker_started', 't', 2), submitted('t', 'hello', 1)]);
    assert.deepEqual([turn?.event, turn?.prompt?.preview, turn?.isFinished], ['worker_started', 'hello', false]);
  });

  it('calls a turn finished when any event ended it, even one that seems earlier', () => {
    assert.deepEqual(lost([event('completed', 't', 0), submitted('t', 'hello', 5)]), []);
    const [turn] = deriveTurns([event('interrupted', 't', 9), event('completed', 't', 8), submitted('t', 'x', 1)]);
    assert.deepEqual(turn?.endings, ['completed', 'interrupted']);
  });

  it('finds a prompt that no copy has', () => {
    assert.deepEqual(lost([submitted('t', 'hello', 5)]), ['t']);
    assert.deepEqual(lost([submitted('t', 'hello', 5)], [message('hello', 5)]), []);
    assert.deepEqual(lost([submitted('t', 'hello', 5)], [], [message('hello', 5)]), [], 'in another copy');
    assert.deepEqual(lost([submitted('t', 'hello', 5)], [message('hello', 700, true)]), [], 'put back later');
  });

  it('is not fooled by the same words earlier', () => {
    assert.deepEqual(lost([submitted('t', 'go on', 500)], [message('go on', 5)]), ['t']);
    const twice = [submitted('t1', 'go on', 5), event('completed', 't1', 9), submitted('t2', 'go on', 500)];
    assert.deepEqual(lost(twice, [message('go on', 5)]), ['t2']);
    assert.deepEqual(lost(twice, [message('go on', 5), message('go on', 501)]), []);
  });

  it('does not ask what is blank, and asks what is only attachments', () => {
    assert.deepEqual(lost([submitted('t', ' \n', 5)]), []);
    assert.deepEqual(lost([event('submitted', 't', 5, { content: '', attachments: ['a.png'] })]), ['t']);
  });

  it('loses nothing and invents nothing on random journals', () => {
    const random = pseudoRandom(11);
    for (let round = 0; round < 200; round += 1) {
      const turns = Array.from({ length: random(8) }, (_, i) => ({ id: `t${i}`, text: `p${random(3)}`, at: i * 100 }));
      const kept = turns.filter(() => random(2) === 0);
      const events = turns.map(({ id, text, at }) => submitted(id, text, at));
      const prints = kept.map(({ text, at }) => message(text, at + random(2)));
      const expected = turns.length - kept.length;
      const shuffled = [...events].sort(() => random(3) - 1);
      assert.equal(lost(shuffled, prints).length, expected, JSON.stringify({ turns, kept }));
    }
  });
});

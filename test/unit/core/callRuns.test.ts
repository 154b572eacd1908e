import * as assert from 'node:assert/strict';
import { findRuns, opensItself, type CallRun } from '../../../src/core/callRuns';
import type { Message } from '../../../src/core/message';
import { arrange } from '../../../src/core/transcript';
import { toTranscriptMessage } from '../../../src/core/transcriptMessage';
import { call, message } from '../webview/samples';

function runsOf(messages: readonly Message[], options: { atEnd?: boolean; from?: number } = {}): CallRun[] {
  const atEnd = options.atEnd ?? true;
  const from = options.from ?? 0;
  const rows = arrange(messages.map((each, i) => toTranscriptMessage(each, from + i)), { atEnd, dayOf: String });
  return findRuns(rows, atEnd);
}

const ask = (id: string, ...names: string[]): Message =>
  message(`asks ${id}`, 'assistant', { toolCalls: names.map((name, i) => call(`${id}${i}`, name, {})), at: 1000 });
const answer = (id: string, fields: Partial<Message> & { text?: string } = {}): Message =>
  message(`answers ${id}`, 'tool', { toolCallId: id, text: 'ok', at: 5000, ...fields });
const said = message('said', 'assistant', { text: 'Done.' });

describe('findRuns', () => {
  const three = [message('you', 'user', { text: 'go' }), ask('a', 'read', 'read', 'patch'), answer('a0'), answer('a1'), answer('a2'), said];

  it('finds three calls or more between what is said, with what can be said of them', () => {
    const [run, ...others] = runsOf(three);
    assert.deepEqual(others, []);
    assert.deepEqual(run, {
      from: 1,
      to: 5,
      head: 2,
      ids: ['asks a', 'answers a0', 'answers a1', 'answers a2'],
      calls: 3,
      tools: [
        { name: 'read', count: 2 },
        { name: 'patch', count: 1 },
      ],
      thoughts: 0,
      errors: [],
      durationMs: 4000,
    });
    assert.deepEqual(runsOf([three[0]!, ask('a', 'read', 'patch'), answer('a0'), answer('a1'), said]), []);
  });

  it('goes on over messages that only ask or think, and ends with words', () => {
    const thinks = { ...ask('b', 'read'), reasoning: 'hm' };
    const [run] = runsOf([ask('a', 'read', 'read'), answer('a0'), answer('a1'), thinks, answer('b0'), said]);
    assert.deepEqual([run?.calls, run?.thoughts], [3, 1]);
    const words = { ...ask('b', 'read'), parts: [{ kind: 'text' as const, text: 'Now this:' }] };
    assert.deepEqual(runsOf([ask('a', 'read', 'read'), answer('a0'), answer('a1'), words, answer('b0'), said]), []);
  });

  it('counts calls that nobody answered, and names what failed', () => {
    const [run] = runsOf([
      ask('a', 'read', 'terminal', 'patch'),
      answer('a0', { text: '{"error": "gone"}' }),
      answer('a1', { text: '{"output": "", "exit_code": 2}' }),
      ask('b', 'read'),
      said,
    ]);
    assert.deepEqual([run?.calls, run?.errors, run?.head], [4, [null, 2], 0]);
  });

  it('is none at the very end of a conversation, where it may still be going on', () => {
    assert.deepEqual(runsOf(three.slice(0, -1)), []);
    assert.equal(runsOf(three.slice(0, -1), { atEnd: false }).length, 1);
  });

  it('folds away no note and nobody who begins to speak', () => {
    const late = answer('a2', { at: 5000 });
    const undone = { ...late, state: 'undone' as const };
    assert.deepEqual(runsOf([...three.slice(0, 4), undone, said]), []);
  });

  it('ends after two hundred messages, wherever the window begins', () => {
    const many = Array.from({ length: 300 }, (_, i) => answer(String(i)));
    const cuts = (from: number): number[][] => runsOf([...many, said], { from }).map((run) => [run.from, run.to]);
    assert.deepEqual(cuts(100), [
      [100, 200],
      [200, 400],
    ]);
    assert.deepEqual(cuts(150), [
      [150, 200],
      [200, 400],
      [400, 450],
    ]);
  });

  it('opens by itself where something failed among few', () => {
    const fails = (count: number): CallRun => runsOf([...Array.from({ length: count }, (_, i) => answer(String(i), i === 1 ? { text: '{"error": "x"}' } : {})), said])[0]!;
    assert.equal(opensItself(fails(12)), true);
    assert.equal(opensItself(fails(13)), false);
    assert.equal(opensItself(runsOf(three)[0]!), false);
  });
});

import * as assert from 'node:assert/strict';
import { withFollowers } from '../../../../src/core/webuiFile/followers';
import { readMessageText } from '../../../../src/core/webuiFile/messageText';

const messages = [
  { role: 'user', content: 'a' },
  { role: 'assistant', content: 'b', tool_calls: [{ id: 'c1', function: { name: 'f', arguments: '' } }] },
  { role: 'tool', content: 'r1', tool_call_id: 'c1' },
  { role: 'assistant', content: 'c' },
  { role: 'assistant', content: 'note', _error: true },
  { role: 'user', content: 'd' },
].map((message) => readMessageText(JSON.stringify(message)));
const taken = (named: number[], answered: string[] = []): number[] =>
  withFollowers(messages, new Set(named), () => new Set(answered));

describe('followers', () => {
  it('takes the answers and notes behind a message along with it', () => {
    assert.deepEqual(taken([1, 3]), [1, 2, 3, 4]);
    assert.deepEqual(taken([5]), [5]);
  });

  it('takes the answer to a call that waits for it', () => {
    assert.deepEqual(taken([3, 5]), [2, 3, 4, 5]);
    assert.deepEqual(taken([3, 5], ['c1']), [3, 4, 5]);
  });
});

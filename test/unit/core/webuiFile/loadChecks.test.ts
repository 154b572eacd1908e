import * as assert from 'node:assert/strict';
import { lookAtConversation } from '../../../../src/core/webuiFile/loadChecks';

const GOOD = {
  session_id: 'aaa',
  title: 'Ferry',
  created_at: 1.5,
  message_count: 3,
  messages: [
    { role: 'user', content: 'When?', timestamp: 1_785_000_000 },
    { role: 'assistant', content: 'At six.', timestamp: 1_785_000_001 },
    { role: 'assistant', content: 'lost the line', _error: true },
  ],
  tool_calls: [{ assistant_msg_idx: 1 }],
};
const failed = (changes: object): readonly string[] => lookAtConversation('aaa', JSON.stringify({ ...GOOD, ...changes })).failed;

describe('what Hermes WebUI needs of a conversation file', () => {
  it('is met by its own files, whose last words are those that somebody said', () => {
    assert.deepEqual(lookAtConversation('aaa', JSON.stringify(GOOD)), {
      title: 'Ferry',
      messages: 3,
      last: { preview: 'At six.', at: 1_785_000_001_000 },
      failed: [],
    });
    assert.deepEqual(lookAtConversation('aaa', '{"session_id":"aaa","n":NaN,"messages":[]}').failed, []);
  });

  it('is not met by anything else, and it is said which part', () => {
    assert.deepEqual(lookAtConversation('aaa', null).failed, ['encoding']);
    assert.deepEqual(lookAtConversation('aaa', '{"session_id":"aaa","messages":[').failed, ['object']);
    assert.deepEqual(lookAtConversation('aaa', '[]').failed, ['object']);
    assert.deepEqual(failed({ session_id: 'b' }), ['id']);
    assert.deepEqual(failed({ messages: {}, tool_calls: [] }), ['messages', 'message_count']);
    assert.deepEqual(failed({ created_at: '2026' }), ['times']);
    assert.deepEqual(failed({ workspace: '/' }), ['metadata_first']);
    assert.deepEqual(failed({ title: 'x'.repeat(70_000) }), ['metadata_first']);
    assert.deepEqual(failed({ message_count: 2 }), ['message_count']);
    assert.deepEqual(failed({ tool_calls: [{ assistant_msg_idx: 3 }] }), ['positions']);
    assert.deepEqual(failed({ message_count: 1, messages: [{ role: 'user' }], tool_calls: [] }), ['message_shape']);
  });
});

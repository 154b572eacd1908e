import * as assert from 'node:assert/strict';
import type { Message } from '../../../../src/core/message';
import { toMessageJson } from '../../../../src/core/export/messageJson';
import { EMPTY_MESSAGE } from '../../../support/messageSample';

const plain: Message = {
  ...EMPTY_MESSAGE,
  id: '7',
  role: 'assistant',
  parts: [{ kind: 'text', text: 'Hello' }],
  at: 1_777_626_000_500,
  contentBytes: 5,
};

describe('toMessageJson', () => {
  it("has Hermes's names and units, and leaves out what is not there", () => {
    assert.deepEqual(toMessageJson(plain), {
      id: '7',
      role: 'assistant',
      content: 'Hello',
      timestamp: 1_777_626_000.5,
    });
    assert.deepEqual(toMessageJson({ ...plain, at: null, parts: [] }), {
      id: '7',
      role: 'assistant',
      content: null,
      timestamp: null,
    });
  });

  it('has calls, answers, reasoning and states where there are any', () => {
    const full = toMessageJson({
      ...plain,
      toolCalls: [{ id: 'c', name: 'terminal', argumentsText: '{broken' }],
      toolCallId: 'c',
      toolName: 'terminal',
      reasoning: 'Hm.',
      finishReason: 'stop',
      displayKind: 'hidden',
      state: 'compacted',
    });
    assert.deepEqual(full, {
      id: '7',
      role: 'assistant',
      content: 'Hello',
      timestamp: 1_777_626_000.5,
      tool_calls: [{ id: 'c', type: 'function', function: { name: 'terminal', arguments: '{broken' } }],
      tool_call_id: 'c',
      tool_name: 'terminal',
      reasoning: 'Hm.',
      finish_reason: 'stop',
      display_kind: 'hidden',
      state: 'compacted',
    });
  });

  it('names pictures instead of repeating them, and drops no part', () => {
    const { content } = toMessageJson({
      ...plain,
      parts: [
        { kind: 'text', text: 'Look' },
        { kind: 'image', origin: 'data', mediaType: 'image/png', host: '', bytes: 9 },
        { kind: 'attachment', name: 'a.pdf', mediaType: 'application/pdf' },
        { kind: 'unknown', type: 'video', json: '{"type":"video"}' },
      ],
    });
    assert.deepEqual(content, [
      { type: 'text', text: 'Look' },
      { type: 'image', origin: 'data', media_type: 'image/png', host: '', bytes: 9 },
      { type: 'attachment', name: 'a.pdf', media_type: 'application/pdf' },
      { type: 'video', json: '{"type":"video"}' },
    ]);
  });
});

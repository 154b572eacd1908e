import * as assert from 'node:assert/strict';
import { mergeMessages } from '../../../../src/core/webuiFile/mergeMessages';
import { readMessageText, type MessageText } from '../../../../src/core/webuiFile/messageText';

const texts = (...messages: object[]): MessageText[] =>
  messages.map((message) => readMessageText(JSON.stringify(message)));
const merged = (rows: MessageText[], file: MessageText[]): unknown[] =>
  mergeMessages(rows, file).texts.map((text) => JSON.parse(text) as unknown);

describe('mergeMessages', () => {
  it('keeps the text of a file and adds the fields that it lacks', () => {
    const file = texts({ role: 'user', content: 'a', timestamp: 5, attachments: ['x'], reasoning: null, big: 1 });
    const rows = texts({ role: 'user', content: 'a', timestamp: 5.5, reasoning: 'hm', tool_calls: [] });
    assert.deepEqual(merged(rows, file), [
      { role: 'user', content: 'a', timestamp: 5, attachments: ['x'], big: 1, reasoning: 'hm', tool_calls: [] },
    ]);
  });

  it('tells repeated words apart by time', () => {
    const file = texts({ role: 'user', content: 'yes', timestamp: 1_777_626_500, attachments: ['second'] });
    const rows = texts(
      { role: 'user', content: 'yes', timestamp: 1_777_626_000 },
      { role: 'user', content: 'yes', timestamp: 1_777_626_500 },
    );
    assert.deepEqual(merged(rows, file), [
      { role: 'user', content: 'yes', timestamp: 1_777_626_000 },
      { role: 'user', content: 'yes', timestamp: 1_777_626_500, attachments: ['second'] },
    ]);
  });

  it('puts a note behind the message that it stood behind, and never between a call and its answers', () => {
    const call = { role: 'assistant', content: '', tool_calls: [{ id: 'c', function: { name: 'f', arguments: '' } }] };
    const note = { role: 'assistant', content: 'stopped', _error: true };
    const answer = { role: 'tool', content: 'r', tool_call_id: 'c' };
    const next = { role: 'user', content: 'next' };
    assert.deepEqual(merged(texts(call, answer, next), texts(call, note, next)), [call, answer, note, next]);
  });

  it('says where each message went', () => {
    const [a, b, c] = [0, 1, 2].map((i) => ({ role: 'user', content: `m${i}` }));
    const { newIndex } = mergeMessages(texts(a!, b!, c!), texts(a!, c!));
    assert.deepEqual(
      [...newIndex],
      [
        [0, 0],
        [1, 2],
      ],
    );
  });
});

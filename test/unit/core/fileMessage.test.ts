import * as assert from 'node:assert/strict';
import { parseFileMessage, previewOfMessages } from '../../../src/core/fileMessage';
import { plainText } from '../../../src/core/messageParts';
import type { Message } from '../../../src/core/message';
import { EMPTY_MESSAGE } from '../../support/messageSample';

const parse = (value: unknown): Message => parseFileMessage(value, 's', 3) as Message;

describe('parseFileMessage', () => {
  it('reads a plain message', () => {
    assert.deepEqual(parse({ role: 'user', content: 'hé', timestamp: 1785000000.25 }), {
      ...EMPTY_MESSAGE,
      id: '3',
      parts: [{ kind: 'text', text: 'hé' }],
      at: 1785000000250,
      contentBytes: 3,
    });
  });

  it('prefers _ts, and takes text and ISO times', () => {
    assert.equal(parse({ _ts: '1785000001', timestamp: 1785000000 }).at, 1785000001000);
    assert.equal(parse({ _ts: 'x', timestamp: '2026-05-20T00:00:00Z' }).at, Date.UTC(2026, 4, 20));
    assert.equal(parse({ timestamp: 1e300 }).at, null);
  });

  it('reads calls as a list, as JSON text, and says when they are broken', () => {
    const calls = [{ id: 'c', type: 'function', function: { name: 'terminal', arguments: '{"command": "ls' } }];
    const expected = [{ id: 'c', name: 'terminal', argumentsText: '{"command": "ls' }];
    assert.deepEqual(parse({ tool_calls: calls }).toolCalls, expected);
    assert.deepEqual(parse({ tool_calls: JSON.stringify(calls) }).toolCalls, expected);
    assert.deepEqual(parse({ tool_calls: [{ call_id: 'k', name: 'f', arguments: { a: 1 } }] }).toolCalls, [
      { id: 'k', name: 'f', argumentsText: '{"a":1}' },
    ]);
    for (const broken of ['[{"id"', {}, 'null!', [7], [{ id: 'x' }]])
      assert.equal(parse({ tool_calls: broken }).toolCallsBroken, true, JSON.stringify(broken));
    for (const none of [null, undefined, [], '', '[]', 'null'])
      assert.equal(parse({ tool_calls: none }).toolCallsBroken, false, JSON.stringify(none));
  });

  it('reads answers of tools', () => {
    const answer = parse({ role: 'tool', content: 'ok', tool_call_id: 'c', name: 'terminal' });
    assert.equal(answer.toolCallId, 'c');
    assert.equal(answer.toolName, 'terminal');
    assert.equal(parse({ role: 'user', name: 'ada' }).toolName, null);
    assert.equal(
      parse({ role: 'user', content: [{ type: 'tool_result', tool_use_id: 'd', content: 'x' }] }).toolCallId,
      'd',
    );
  });

  it('finds the reasoning in whichever field holds it', () => {
    assert.equal(parse({ reasoning: 'a', reasoning_content: 'b' }).reasoning, 'a');
    assert.equal(parse({ reasoning: ' ', reasoning_content: 'b' }).reasoning, 'b');
    assert.equal(parse({ reasoning_details: [{ type: 'reasoning.text', text: 'c' }, { data: 'enc' }] }).reasoning, 'c');
    assert.equal(parse({ codex_reasoning_items: '[{"summary":[{"text":"d"},{"text":"e"}]}]' }).reasoning, 'd\n\ne');
    assert.equal(parse({ content: [{ type: 'thinking', thinking: 'f' }] }).reasoning, 'f');
    assert.equal(parse({ reasoning_details: [{ data: 'enc' }] }).reasoning, null);
  });

  it('takes the text of codex items only when there is no other', () => {
    const items = [{ type: 'message', content: [{ type: 'output_text', text: 'from items' }] }];
    assert.equal(plainText(parse({ content: '', codex_message_items: items }).parts), 'from items');
    assert.equal(plainText(parse({ content: 'own', codex_message_items: items }).parts), 'own');
  });

  it('tells what was put back from what was saved', () => {
    const told = [{ role: 'user', _recovered: true }, { role: 'assistant', _recovered_from_run_journal: true }, { role: 'user' }, { _recovered: 'yes' }];
    assert.deepEqual(told.map((value) => parse(value).isRecovered), [true, true, false, false]);
  });

  it('keeps the marks of WebUI', () => {
    const failed = parse({ role: 'assistant', content: 'x', _error: true, type: 'interrupted' });
    assert.equal(failed.finishReason, 'error');
    assert.equal(failed.displayKind, 'interrupted');
    const partial = parse({
      role: 'assistant',
      content: '',
      _partial: true,
      _partial_tool_calls: [{ name: 'terminal', tid: 't', args: { command: 'ls' } }],
    });
    assert.equal(partial.finishReason, 'partial');
    assert.deepEqual(partial.toolCalls, [{ id: 't', name: 'terminal', argumentsText: '{"command":"ls"}' }]);
    assert.equal(parse({ finish_reason: 'stop', _error: true }).finishReason, 'stop');
    assert.deepEqual(
      parse({ content: 'see', attachments: ['a.png', { name: 'b.pdf', mime: 'application/pdf' }, 7] }).parts.slice(1),
      [
        { kind: 'attachment', name: 'a.png', mediaType: '' },
        { kind: 'attachment', name: 'b.pdf', mediaType: 'application/pdf' },
      ],
    );
  });

  it('knows rows that were compacted or undone', () => {
    assert.equal(parse({ active: 0, compacted: 1 }).state, 'compacted');
    assert.equal(parse({ active: 0, compacted: 0 }).state, 'undone');
    assert.equal(parse({ active: null }).state, 'live');
    assert.ok(parse({ content: '[CONTEXT COMPACTION] x' }).isCompactionSummary);
    assert.ok(parse({ content: 'x', _compressed_summary: 1 }).isCompactionSummary);
  });

  it('takes anything for a role, and nothing but objects for a message', () => {
    assert.equal(parse({ content: 'x' }).role, 'unknown');
    assert.equal(parse({ role: 'oracle' }).role, 'oracle');
    for (const value of [null, undefined, 'x', 7, [], [{ role: 'user' }]])
      assert.equal(parseFileMessage(value, 's', 0), null);
  });
});

describe('previewOfMessages', () => {
  it('is the first words of the first user message that says something', () => {
    const messages = [
      'noise',
      { role: 'assistant', content: 'hi' },
      { role: 'user', content: '[CONTEXT COMPACTION] old' },
      { role: 'user', content: 'hidden', display_kind: 'hidden' },
      { role: 'user', content: [{ type: 'image_url', image_url: 'x' }] },
      { role: 'user', content: [{ type: 'text', text: 'look\nhere' }] },
    ];
    assert.equal(previewOfMessages(messages), 'look here');
    assert.equal(previewOfMessages([]), null);
  });

  it('does not take the stump of a cut message for its first words', () => {
    assert.equal(previewOfMessages([{ role: 'user', content: 'Can yo' }], true), null);
    assert.equal(previewOfMessages([{ role: 'user', content: 'Can you' }, { role: 'assis' }], true), 'Can you');
    assert.equal(previewOfMessages([{ role: 'user', content: 'x'.repeat(200) }], true), `${'x'.repeat(60)}...`);
  });
});

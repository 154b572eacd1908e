import * as assert from 'node:assert/strict';
import {
  MESSAGE_TEXT_LIMIT,
  PIECES_LIMIT,
  readSlot,
  toTranscriptMessage,
  WHOLE_TEXT_LIMIT,
} from '../../../src/core/transcriptMessage';
import { call, message } from '../webview/samples';

describe('toTranscriptMessage', () => {
  it('cuts a message to its limit over all texts, what was said first, and counts what is missing', () => {
    const long = message('1', 'assistant', {
      text: 'a'.repeat(MESSAGE_TEXT_LIMIT - 10),
      reasoning: 'r'.repeat(100),
      toolCalls: [call('c', 't', 'x'.repeat(50))],
    });
    const shown = toTranscriptMessage(long, 4);
    assert.equal(shown.index, 4);
    assert.equal(shown.parts[0]?.kind === 'text' && shown.parts[0].text.length, MESSAGE_TEXT_LIMIT - 10);
    assert.deepEqual(shown.calls[0]?.input, { slot: 'call:0', text: 'x'.repeat(10), chars: 50 });
    assert.deepEqual(shown.reasoning, { slot: 'reasoning', text: '', chars: 100 });
  });

  it('bounds everything else a message can hold', () => {
    const huge = 'n'.repeat(1_000_000);
    const shown = toTranscriptMessage(
      message('1', huge, {
        toolName: huge,
        displayKind: huge,
        finishReason: huge,
        toolCallId: huge,
        parts: Array.from({ length: 5000 }, () => ({ kind: 'attachment' as const, name: huge, mediaType: huge })),
        toolCalls: Array.from({ length: 5000 }, () => call(huge, huge, huge)),
      }),
      0,
    );
    assert.equal(shown.omittedPieces, 2 * (5000 - PIECES_LIMIT));
    assert.ok(JSON.stringify(shown).length < 1_000_000);
  });

  it('reads the answer of a tool before it is cut, so that its status is known', () => {
    const stored = JSON.stringify({ output: 'x'.repeat(MESSAGE_TEXT_LIMIT * 2), exit_code: 3 });
    const shown = toTranscriptMessage(message('1', 'tool', { text: stored }), 0);
    assert.equal(shown.exitCode, 3);
    assert.equal(shown.failed, true);
    assert.deepEqual(
      shown.parts.map((part) => part.kind === 'text' && [part.text.length, part.chars]),
      [[MESSAGE_TEXT_LIMIT, MESSAGE_TEXT_LIMIT * 2]],
    );
  });

  it('leaves no reasoning where only white space was stored', () => {
    assert.equal(toTranscriptMessage(message('1', 'assistant', { reasoning: ' \n' }), 0).reasoning, null);
  });
});

describe('readSlot', () => {
  it('gives a text in pieces that join to the whole, never halving a pair, up to the limit', () => {
    const whole = '😀x'.repeat(300_000);
    const long = message('1', 'assistant', { text: whole });
    let read = '';
    for (
      let piece = readSlot(long, 'part:0', 0);
      piece !== null && piece.text !== '';
      piece = readSlot(long, 'part:0', read.length)
    ) {
      assert.equal(piece.chars, whole.length);
      read += piece.text;
    }
    assert.equal(read, whole);
    const larger = message('1', 'user', { text: 'y'.repeat(WHOLE_TEXT_LIMIT + 5) });
    assert.equal(readSlot(larger, 'part:0', WHOLE_TEXT_LIMIT - 1)?.text, 'y');
    assert.equal(readSlot(larger, 'part:0', WHOLE_TEXT_LIMIT)?.text, '');
  });

  it('names the same texts as the message, and none that are not there', () => {
    const some = message('1', 'tool', {
      text: '{"output":"out","exit_code":1}',
      reasoning: 'why',
      toolCalls: [call('c', 't', 'input')],
    });
    assert.equal(readSlot(some, 'part:0', 0)?.text, 'out');
    assert.equal(readSlot(some, 'call:0', 2)?.text, 'put');
    assert.equal(readSlot(some, 'reasoning', 0)?.text, 'why');
    assert.equal(readSlot(some, 'part:1', 0), null);
    assert.equal(readSlot(some, 'call:7', 0), null);
  });
});

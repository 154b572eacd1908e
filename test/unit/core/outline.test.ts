import * as assert from 'node:assert/strict';
import type { Message } from '../../../src/core/message';
import { isErrorEntry, OutlineReader, type OutlineEntry } from '../../../src/core/outline';
import { failureWords, outlineWords } from '../../../src/core/words/outlineWords';
import { call, message } from '../webview/samples';

function outline(messages: readonly Message[], starts: readonly number[] = []): OutlineEntry[] {
  const reader = new OutlineReader();
  return messages.flatMap((each, index) => reader.read(each, index, starts.includes(index)));
}

describe('the outline', () => {
  it('has prompts as they begin, without what Hermes itself wrote in a person’s place', () => {
    assert.deepEqual(
      outline([
        message('1', 'user', { text: ' Two\nlines ' }),
        message('2', 'user', { text: 'model changed', displayKind: 'model_switch' }),
        message('3', 'assistant', { text: 'Well.', finishReason: 'stop' }),
        message('4', 'user', { text: 'x'.repeat(100_000) }),
        message('5', 'user'),
      ]).map((entry) => [entry.index, entry.kind, 'text' in entry ? entry.text.length : null]),
      [
        [0, 'prompt', 9],
        [3, 'prompt', 121],
        [4, 'prompt', 0],
      ],
    );
  });

  it('names an error by what was asked, or by the tool where that is not known', () => {
    const failed = { text: '{"output":"","exit_code":2}' };
    const found = outline([
      message('1', 'assistant', { toolCalls: [call('a', 'terminal', { command: 'make' })] }),
      message('2', 'tool', { toolCallId: 'a', ...failed }),
      message('3', 'tool', { toolCallId: 'b', toolName: 'read_file', text: 'Error: gone' }),
      message('4', 'tool', { toolCallId: 'a', text: '{"output":"fine","exit_code":0}' }),
    ]);
    assert.deepEqual(
      found.map((entry) => entry.kind === 'error' && failureWords(entry, 'en')),
      ['exit 2 · make', 'failed · read_file'],
    );
  });

  it('has cuts, and answers that did not come to their end', () => {
    const found = outline(
      [
        message('1', 'user', { text: '[CONTEXT COMPACTION] so far', isCompactionSummary: true }),
        message('2', 'assistant', { finishReason: 'length' }),
        message('3', 'user', { text: 'On we go' }),
        message('4', 'assistant', { text: 'Response interrupted.', displayKind: 'interrupted', finishReason: 'error' }),
      ],
      [2],
    );
    assert.deepEqual(
      found.map((entry) => outlineWords(entry, 'en')),
      ['$(fold) continued after compression', '$(debug-disconnect) ended early', '$(fold) continued after compression', 'On we go', '$(debug-disconnect) ended early'],
    );
    // The length limit is no error; what Hermes WebUI notes in an answer's place is one.
    assert.deepEqual(found.filter(isErrorEntry).map(({ index }) => index), [3]);
  });
});

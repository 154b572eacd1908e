import * as assert from 'node:assert/strict';
import { beginningOf } from '../../../src/core/beginning';
import { OutlineReader } from '../../../src/core/outline';
import { call, message } from '../webview/samples';

describe('the beginning of a message', () => {
  const textOf = (text: string, role = 'assistant'): string | undefined => beginningOf(message('1', role, { text }), '')?.text;

  it('is its first words as they are read, in one line', () => {
    assert.deepEqual(beginningOf(message('1', 'user', { text: '\n Two\nlines ' }), ''), { by: 'you', text: 'Two lines' });
    assert.equal(textOf('## What **changed**\n\nA [page](https://a.invalid/b).\n- one\n- two'), 'What changed A page. one two');
    assert.equal(textOf('- > one'), 'one');
    assert.equal(textOf('#5 is open'), '#5 is open');
    assert.equal(textOf(''), '');
  });

  it('is short, whatever the message is, and says that it was cut', () => {
    const long = textOf('word '.repeat(2_000_000))!;
    assert.ok(long.length <= 101 && long.endsWith('word…'), long);
    assert.equal(textOf(`${' \n'.repeat(500_000)}late`), 'late');
    assert.equal(textOf('`'.repeat(1_000_000))!.length, 101);
    // Not half of a character.
    assert.doesNotMatch(textOf('🛥'.repeat(1000))!, /\p{Surrogate}/u);
  });

  it('shows no data of a picture, but the words beside it', () => {
    assert.equal(textOf(`![berth](data:image/png;base64,${'A'.repeat(4000)})\n\nHere.`, 'user'), 'Here.');
    assert.deepEqual(beginningOf(message('1', 'user', { parts: [] }), ''), { by: 'you', text: '' });
  });

  it('is what was asked of a tool, and nothing for a message that only asks', () => {
    const outline = new OutlineReader();
    const begins = (each: ReturnType<typeof message>): unknown => (outline.read(each, 0, false), outline.beginning(each));
    assert.equal(begins(message('1', 'assistant', { toolCalls: [call('a', 'terminal', { command: 'make' })] })), null);
    assert.deepEqual(begins(message('2', 'tool', { toolCallId: 'a', toolName: 'terminal', text: '{"output":"x"}' })), { by: 'tool', text: 'terminal · make' });
    assert.deepEqual(begins(message('3', 'tool', { toolCallId: 'gone', toolName: 'read_file', text: 'x' })), { by: 'tool', text: 'read_file' });
    assert.deepEqual(begins(message('4', 'assistant', { text: 'So.', toolCalls: [call('b', 'terminal', {})] })), { by: 'hermes', text: 'So.' });
    assert.deepEqual(begins(message('5', 'assistant', { reasoning: 'Hm.' })), { by: 'hermes', text: 'Hm.' });
  });

  it('does not take for a person’s words what Hermes wrote in their place', () => {
    assert.equal(beginningOf(message('1', 'user', { text: 'model changed', displayKind: 'model_switch' }), '')?.by, 'other');
    assert.equal(beginningOf(message('2', 'assistant', { text: 'What was', isCompactionSummary: true }), '')?.by, 'other');
    assert.equal(beginningOf(message('3', 'system', { text: 'You are' }), '')?.by, 'other');
  });
});

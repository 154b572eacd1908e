import * as assert from 'node:assert/strict';
import type { Message } from '../../../src/core/message';
import { filtered, parseFilter, type MessageFilter } from '../../../src/core/messageFilter';
import { MessageTraits } from '../../../src/core/messageTraits';
import { plainText } from '../../../src/core/messageParts';
import { call, message } from '../webview/samples';

const traitsOf = (messages: readonly Message[]): MessageTraits => {
  const traits = new MessageTraits();
  for (const each of messages) traits.add(each);
  return traits;
};

/** What is left, a line a message: its id, its words, what it thought, what it asked. */
function left(messages: readonly Message[], filter: Partial<MessageFilter>): { lines: string[]; shown: number } {
  const { places, shown, strip } = filtered(traitsOf(messages), { kinds: [], tools: [], errors: false, ...filter });
  const lines = places.map((place) => {
    const { id, parts, reasoning, toolCalls } = strip(messages[place]!, place);
    return [id, plainText(parts), reasoning ?? '', toolCalls.map(({ name }) => name).join()].join('|');
  });
  return { lines, shown };
}

const TALK: readonly Message[] = [
  message('ask', 'user', { text: 'Fix it' }),
  message('look', 'assistant', {
    text: 'I look',
    reasoning: 'hm',
    toolCalls: [call('a', 'read_file', {}), call('b', 'terminal', {}), call('c', 'terminal', {})],
  }),
  message('file', 'tool', { toolCallId: 'a', toolName: 'read_file', text: 'const x = 1' }),
  message('fails', 'tool', { toolCallId: 'b', toolName: 'terminal', text: '{"output": "no", "exit_code": 1}' }),
  message('works', 'tool', { toolCallId: 'c', toolName: 'terminal', text: '{"output": "yes", "exit_code": 0}' }),
  message('only asks', 'assistant', { toolCalls: [call('a', 'patch', {})] }),
  message('orphan', 'tool', { toolCallId: 'lost', toolName: 'patch', text: 'ok' }),
  message('switch', 'user', { displayKind: 'model_switch', text: 'another model' }),
  message('broken', 'assistant', { text: 'I would', finishReason: 'error' }),
  message('said', 'assistant', { text: 'Done' }),
];

describe('filtered', () => {
  it('leaves what is asked for, and of a message only that', () => {
    assert.deepEqual(left(TALK, { kinds: ['prompts'] }), { lines: ['ask|Fix it||'], shown: 1 });
    assert.deepEqual(left(TALK, { kinds: ['answers'] }), {
      lines: ['look|I look||', 'broken|I would||', 'said|Done||'],
      shown: 3,
    });
    assert.deepEqual(left(TALK, { kinds: ['reasoning'] }), { lines: ['look||hm|'], shown: 1 });
    assert.deepEqual(left(TALK, { kinds: ['notes', 'prompts'] }).lines, ['ask|Fix it||', 'switch|another model||']);
  });

  it('reads the message that asked with each answer of a tool, and counts what is shown', () => {
    const { lines, shown } = left(TALK, { kinds: ['tools'] });
    assert.deepEqual(lines.map((line) => line.split('|')[0]), ['look', 'file', 'fails', 'works', 'only asks', 'orphan']);
    assert.equal(lines[0], 'look|||read_file,terminal,terminal');
    // Its own call has no answer, so that it is a line itself; the first one is not.
    assert.equal(shown, 5);
  });

  it('knows a tool by its calls, and an answer by the call it belongs to', () => {
    assert.deepEqual(left(TALK, { tools: ['read_file'] }), { lines: ['look|||read_file', 'file|const x = 1||'], shown: 1 });
    assert.deepEqual(left(TALK, { tools: ['patch'] }).lines, ['only asks|||patch', 'orphan|ok||']);
    const renamed = TALK.map((each) => (each.id === 'file' ? { ...each, toolName: 'something else' } : each));
    assert.deepEqual(left(renamed, { tools: ['read_file'] }).shown, 1);
    assert.deepEqual(left(TALK, { tools: ['read_file'], kinds: ['prompts'] }).lines.map((line) => line.split('|')[0]), ['ask', 'look', 'file']);
  });

  it('leaves of tools and answers what failed, with the very call', () => {
    const errors = left(TALK, { errors: true });
    assert.deepEqual(errors.lines, ['look|||terminal', 'fails|{"output": "no", "exit_code": 1}||', 'broken|I would||']);
    assert.equal(errors.shown, 2);
    assert.deepEqual(left(TALK, { errors: true, tools: ['read_file'] }).shown, 0);
    assert.deepEqual(left(TALK, { errors: true, kinds: ['answers'] }).lines, ['broken|I would||']);
    assert.deepEqual(left(TALK, { errors: true, kinds: ['prompts'] }).lines.map((line) => line.split('|')[0]), ['ask', 'look', 'fails', 'broken']);
  });

  it('finds a note of Hermes WebUI about an answer that failed among errors, in the place of that answer', () => {
    const lost = message('lost', 'assistant', { text: 'Response interrupted.', displayKind: 'interrupted', finishReason: 'error' });
    const talk = [...TALK, lost];
    assert.deepEqual(left(talk, { errors: true }).lines.slice(-2), ['broken|I would||', 'lost|Response interrupted.||']);
    assert.deepEqual(left(talk, { errors: true, kinds: ['answers'] }).lines, ['broken|I would||', 'lost|Response interrupted.||']);
    assert.deepEqual(left(talk, { errors: true, kinds: ['tools'] }).lines.map((line) => line.split('|')[0]), ['look', 'fails']);
    // Among all that was answered it is not: it stays a note.
    assert.deepEqual(left(talk, { kinds: ['answers'] }).lines.at(-1), 'said|Done||');
    assert.deepEqual(left(talk, { kinds: ['notes'] }).lines, ['switch|another model||', 'lost|Response interrupted.||']);
    const { errors, notes } = traitsOf(talk).facts();
    assert.deepEqual([errors, notes], [3, 2]);
  });

  it('names what is shown nearest to a place: after it, else the last', () => {
    const { near } = filtered(traitsOf(TALK), { kinds: ['tools'], tools: ['terminal'], errors: false });
    // Positions 1 and 2 of look, fails, works; the first only holds the calls.
    assert.deepEqual([0, 1, 3, 4, 5, 99].map(near), [1, 1, 1, 2, 2, 2]);
    assert.equal(filtered(traitsOf([]), { kinds: ['tools'], tools: [], errors: false }).near(0), -1);
  });

  it('gives an id that comes back to the newest open call, as the transcript does', () => {
    const again = [
      message('1', 'assistant', { toolCalls: [call('x', 'one', {}), call('x', 'two', {})] }),
      message('2', 'tool', { toolCallId: 'x', toolName: 'one', text: '{"error": "no"}' }),
      message('3', 'tool', { toolCallId: 'x', text: 'ok' }),
    ];
    assert.deepEqual(left(again, { tools: ['one'] }).lines, ['1|||one', '2|{"error": "no"}||']);
    assert.deepEqual(left(again, { tools: ['two'] }).lines, ['1|||two', '3|ok||']);
  });
});

describe('MessageTraits', () => {
  it('counts what there is to filter', () => {
    assert.deepEqual(traitsOf(TALK).facts(), {
      prompts: 1,
      answers: 3,
      tools: 5,
      reasoning: 1,
      notes: 1,
      errors: 2,
      names: [
        { name: 'patch', count: 2 },
        { name: 'terminal', count: 2 },
        { name: 'read_file', count: 1 },
      ],
    });
  });
});

describe('parseFilter', () => {
  it('passes filters of ours, and nothing for what leaves everything', () => {
    const filter = { kinds: ['prompts', 'tools'], tools: ['terminal'], errors: true };
    assert.deepEqual(parseFilter({ ...filter, path: '/' }), filter);
    assert.equal(parseFilter({ kinds: [], tools: [], errors: false }), null);
    for (const other of [null, 'x', {}, { ...filter, kinds: ['toys'] }, { ...filter, tools: [7] }, { ...filter, errors: 1 }])
      assert.equal(parseFilter(other), null);
    assert.equal(parseFilter({ ...filter, tools: ['x'.repeat(501)] }), null);
    assert.equal(parseFilter({ ...filter, tools: Array.from({ length: 101 }, String) }), null);
  });
});

import * as assert from 'node:assert/strict';
import { placeKin, type Kin } from '../../../src/core/kin';
import type { Message } from '../../../src/core/message';
import { arrange, type TranscriptRow } from '../../../src/core/transcript';
import { toTranscriptMessage } from '../../../src/core/transcriptMessage';
import { EMPTY_MESSAGE } from '../../support/messageSample';

const message = (id: string, at: number | null, fields: Partial<Message> = {}): Message => ({ ...EMPTY_MESSAGE, id, at, role: 'user', parts: [{ kind: 'text', text: id }], ...fields });
const rowsOf = (messages: readonly Message[], first = 0): readonly TranscriptRow[] =>
  arrange(messages.map((each, i) => toTranscriptMessage(each, first + i)), { atEnd: true, dayOf: () => '' });
const kin = (label: string, at: number | null, side: Kin['side'] = 'offshoot'): Kin => ({ side, by: 'branch', label, at, messageCount: 2 });
const placed = (rows: readonly TranscriptRow[], all: readonly Kin[], isEnd = true): string[] =>
  placeKin(rows, all, isEnd).flatMap(({ message: { id }, notes, after }) => {
    const names = (some: typeof notes): string[] => some.flatMap((note) => (note.kind === 'kin' ? [`${note.number}:${note.label}`] : []));
    return [...names(notes).map((name) => `${name} before ${id}`), ...names(after ?? []).map((name) => `${name} after ${id}`)];
  });

describe('placeKin', () => {
  const rows = rowsOf([message('a', 100), message('b', 200), message('c', 300)]);

  it('stands before the first message that is younger, or after the last one', () => {
    assert.deepEqual(placed(rows, [kin('x', 200), kin('y', 250), kin('z', 900)]), ['0:x before c', '1:y before c', '2:z after c']);
    assert.deepEqual(placed(rows, [kin('x', 50)]), ['0:x before a']);
  });

  it('is left out where the place is beyond what is loaded, or not known', () => {
    const middle = rowsOf([message('m', 1_000), message('n', 1_100)], 40);
    assert.deepEqual(placed(middle, [kin('above', 500), kin('below', 5_000), kin('in', 1_050), kin('?', null)], false), ['2:in before n']);
    assert.deepEqual(placed(rows, [kin('?', null)]), []);
  });

  it('waits for a row that is shown', () => {
    const call = { id: 'k', name: 'delegate_task', argumentsText: '{}' };
    const asked = rowsOf([
      message('a', 100),
      message('silent', 200, { role: 'assistant', parts: [], toolCalls: [call] }),
      message('answer', 900, { role: 'tool', toolCallId: 'k', toolName: 'delegate_task' }),
    ]);
    assert.deepEqual(placed(asked, [kin('task', 150), kin('other', 300)]), ['0:task before answer', '1:other before answer']);
  });

  it('begins with where the conversation comes from', () => {
    assert.deepEqual(placed(rows, [kin('parent', 1, 'origin')]), ['0:parent before a']);
    assert.deepEqual(placed(rowsOf([message('m', 5)], 7), [kin('parent', 1, 'origin')]), []);
  });

  it('does not stumble over clocks that went back, empty conversations and no times at all', () => {
    assert.deepEqual(placed(rowsOf([message('a', 300), message('b', 100), message('c', 400)]), [kin('x', 200)]), ['0:x before a']);
    assert.deepEqual(placed([], [kin('x', 200)]), []);
    assert.deepEqual(placed(rowsOf([message('a', null)]), [kin('x', 200)]), ['0:x after a']);
  });
});

import * as assert from 'node:assert/strict';
import { renderChange, type ConversationSide, type ShownChange } from '../../../../src/core/export/renderChange';
import { parseFileMessage } from '../../../../src/core/fileMessage';
import type { Message } from '../../../../src/core/message';

/** Messages that say these texts; prompts and answers in turn do not matter here. */
const said = (...texts: string[]): Message[] =>
  texts.map((content, i) => parseFileMessage({ role: 'user', content }, 's', i) ?? assert.fail());
const side = (messages: readonly Message[], changes: Partial<ConversationSide> = {}): ConversationSide => ({
  title: 'Ferry',
  messages,
  isDamaged: false,
  ...changes,
});
const change = (before: ConversationSide | null, after: ConversationSide, more: Partial<ShownChange> = {}): ShownChange => ({
  before,
  after,
  metadata: [],
  sources: [],
  ...more,
});
const numbers = (from: number, to: number): string[] => Array.from({ length: to - from }, (_, i) => `number ${from + i}`);
const bodies = (text: string): string[] =>
  text.split('\n').filter((line) => line.startsWith('number') || line.startsWith('⋯') || line.startsWith('typed'));

const SEAM = '════════════════════════';

describe('a conversation before and after a repair', () => {
  it('is two texts that say whose they are, where the messages come from, and every message', () => {
    const texts = renderChange(change(side(said('b')), side(said('a', 'b')), { sources: ['x.json.bak'] }), 'en');
    assert.equal(texts.before, `Ferry\nas it is now · 1 message\n${SEAM}\n\n── You\nb\n\n`);
    assert.equal(texts.after, `Ferry\nafter the repair · 2 messages\ncomes from x.json.bak\n${SEAM}\n\n── You\na\n\n── You\nb\n\n`);
  });

  it('lists settings that change, on both sides, in a form that is read', () => {
    const metadata = [
      { key: 'title', before: 'Ferry', after: 'Ferry \u202e2' },
      { key: 'updated_at', before: 1_785_000_000, after: null },
      { key: 'tags', before: [], after: ['a'] },
    ];
    const texts = renderChange(change(side([]), side([], { title: 'Ferry \u202e2' }), { metadata }), 'en');
    assert.match(texts.before, /Settings that change:\n {2}title: Ferry\n {2}updated_at: 2026-07-\d\d \d\d:\d\d:\d\d\n {2}tags: \[\]\n/);
    assert.match(texts.after, /^Ferry ⟨U\+202E⟩2\n[^]* {2}updated_at: none\n {2}tags: \["a"\]\n/);
  });

  it('says that there is no file, or that it is damaged', () => {
    assert.equal(renderChange(change(null, side(said('a'))), 'en').before, 'There is no conversation file now.\n');
    const of = (messages: Message[]): string =>
      renderChange(change(side(messages, { title: null, isDamaged: true }), side(said('a'))), 'en').before;
    assert.match(of(said('a')), /^Untitled conversation\n[^]*what can be read of it/);
    assert.match(of([]), /Nothing can be read/);
  });

  it('shows of a long conversation what changes, with three messages around it, and counts the rest', () => {
    const old = [...numbers(0, 3_000), ...numbers(3_010, 4_000), 'typed'];
    const made = [...numbers(0, 4_000), 'typed'];
    const texts = renderChange(change(side(said(...old)), side(said(...made))), 'en');
    assert.match(texts.after, /long conversation/);
    const around = ['⋯ 2,997 messages that stay as before ⋯', ...numbers(2_997, 3_000)];
    const behind = [...numbers(3_010, 3_013), '⋯ 988 messages that stay as before ⋯'];
    assert.deepEqual(bodies(texts.before), [...around, ...behind]);
    assert.deepEqual(bodies(texts.after), [...around, ...numbers(3_000, 3_010), ...behind]);
  });

  it('shows of a long run that comes back its beginning and its end', () => {
    const made = numbers(0, 5_000);
    const texts = renderChange(change(side(said(...made.slice(-2))), side(said(...made))), 'en');
    assert.deepEqual(bodies(texts.before), made.slice(-2));
    assert.deepEqual(bodies(texts.after), [
      ...numbers(0, 200),
      '⋯ 4,598 more messages here ⋯',
      ...numbers(4_798, 5_000),
    ]);
  });

  it('keeps the order of both sides where each has what the other lacks', () => {
    const old = ['typed a', ...numbers(0, 2), 'typed b', ...numbers(2, 4)];
    const texts = renderChange(change(side(said(...old)), side(said(...numbers(0, 3), 'typed c', 'number 3'))), 'en');
    assert.deepEqual(bodies(texts.before), old);
    assert.deepEqual(bodies(texts.after), [...numbers(0, 3), 'typed c', 'number 3']);
  });

  it('cuts a message of megabytes, and says by how much', () => {
    const { after } = renderChange(change(side([]), side(said('x'.repeat(700_000)))), 'en');
    assert.ok(after.length < 5_000, String(after.length));
    assert.match(after, /⋯ 696,\d\d\d more characters ⋯/);
  });
});

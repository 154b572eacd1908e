import * as assert from 'node:assert/strict';
import { alignCopies } from '../../../../src/core/recovery/alignCopies';
import type { StoredPrint } from '../../../../src/core/recovery/snapshot';
import type { OfferedCopy, OfferedMerge, SeenMessage } from '../../../../src/io/repairs/offeredMerge';
import { emptyMergePage, mergePageOf, mergeStateOf } from '../../../../src/ui/recovery/mergePageOf';
import type { FindingNode } from '../../../../src/ui/recovery/recoveryNodes';

const AT = Date.UTC(2026, 4, 1, 9);
/** Each word is a prompt of that name, a minute after the one before. */
const prints = (words: string): StoredPrint[] =>
  words.split(' ').filter((word) => word !== '').map((key, place) => ({ role: 'user', key, at: null, isRecovered: false, place }));
const seen = (text: string, changes: Partial<SeenMessage> = {}): SeenMessage => ({ role: 'user', at: AT, text, calls: [], ...changes });
function offered(live: string, previous: string, name = 's.json.bak', changes: Partial<SeenMessage> = {}): OfferedMerge {
  const copyOf = (file: string, words: string): OfferedCopy => {
    const all = prints(words);
    return { name: file, messageCount: all.length, beside: [], seen: new Map(all.map(({ key, place }) => [place, seen(key, changes)])) };
  };
  const aligned = (words: string): { prints: StoredPrint[]; beside: []; messageCount: number } => ({ prints: prints(words), beside: [], messageCount: prints(words).length });
  return { live: copyOf('s.json', live), previous: copyOf(name, previous), stretches: alignCopies(aligned(live), aligned(previous)) };
}
// Safe: only what the page names of it is read.
const node = {
  kind: 'finding',
  place: { profiles: [{ profile: 'default' }] },
  conversation: { title: 'Harbour fees', lastActiveAt: null },
  found: { key: 'k', item: { session_id: 's' } },
} as unknown as FindingNode;
const WAY = { label: 'Show What Is Found Now', look: 'primary' } as const;
const page = (merge: OfferedMerge, isOpen = true): ReturnType<typeof mergePageOf> => mergePageOf({ node, offered: merge, isOpen, path: '~/s.json', ways: [WAY], locale: 'en' });

describe('the words of the page on which copies are merged', () => {
  const two = offered('a b x c', 'a b y1 y2 c z');

  it('fold what both have, and set what differs beside each other', () => {
    const shown = page(two);
    assert.deepEqual([shown.state, shown.subtitle, shown.notice], [['Needs review', 'profile default'], 'Harbour fees', null]);
    assert.deepEqual(
      shown.stretches.map((stretch) =>
        stretch.kind === 'common'
          ? [stretch.label, stretch.ends.map(({ text }) => text)]
          : [stretch.label, stretch.live.messages.map(({ text }) => text), stretch.previous.messages.map(({ text }) => text), stretch.live.count],
      ),
      [
        ['2 messages that both have', ['a', 'b']],
        ['Place 1 of 2', ['x'], ['y1', 'y2'], '1 message'],
        ['1 message that both have', ['c']],
        ['Place 2 of 2', [], ['z'], '0 messages'],
      ],
    );
    assert.equal(shown.words.take.previous, 'Previous copy');
    assert.equal(page(offered('x', 'y', 's.tmp.1.1')).words.take.previous, 'Interrupted save');
  });

  it('say who said it, what it calls, and that there is no text', () => {
    const of = (changes: Partial<SeenMessage>): unknown => {
      const [stretch] = page(offered('x', 'y', 's.json.bak', changes)).stretches;
      return stretch?.kind === 'differing' ? stretch.live.messages.map(({ who, text }) => [who, text]) : null;
    };
    assert.deepEqual(of({ role: 'assistant', text: 'Reading.', calls: ['read_file', 'patch'] }), [['Hermes', 'Reading.\ncalls read_file, patch']]);
    assert.deepEqual(of({ role: 'tool', text: ' ' }), [['Tool', 'no text']]);
    assert.deepEqual(of({ role: 'system', text: 'a\u202eb' }), [['Note', 'a⟨U+202E⟩b']]);
  });

  it('say what is not drawn', () => {
    const many = Array.from({ length: 205 }, (_, i) => `both${i} own${i}`).join(' ');
    const other = Array.from({ length: 205 }, (_, i) => `both${i} its${i}`).join(' ');
    const shown = page(offered(many, other));
    assert.equal(shown.stretches.length, 400);
    assert.equal(shown.more, '5 more places are not shown. “Everywhere” decides about them, too.');
    const [first] = page({ ...offered('x1 x2 x3', 'y'), live: { name: 's.json', messageCount: 3, beside: [], seen: new Map([[0, seen('x1')]]) } }).stretches;
    assert.equal(first?.kind === 'differing' && first.live.more, 'and 2 more messages');
  });

  it('count what the conversation will have and what is left out, as far as it is decided', () => {
    const summary = (takes: Parameters<typeof mergeStateOf>[1]): [string, boolean] => {
      const state = mergeStateOf(two, takes, 'en');
      return [state.summary, state.isDecided];
    };
    assert.deepEqual(summary([]), ['Nothing is chosen yet: 2 places to decide.', false]);
    assert.deepEqual(summary(['live']), ['1 place is not decided yet. So far: 4 messages, 2 left out.', false]);
    assert.deepEqual(summary(['live', 'previous']), ['The conversation will have 5 messages. 2 left out.', true]);
    assert.deepEqual(summary(['previous', 'previous']), ['The conversation will have 6 messages. 1 left out.', true]);
    assert.deepEqual(summary(['union', 'union']), ['The conversation will have 7 messages. Nothing is left out.', true]);
    assert.deepEqual(mergeStateOf(two, ['live', null, 'union'], 'en').takes, ['live', null]);
  });

  it('leave nothing to choose where there is nothing any more', () => {
    assert.match(page(two, false).notice ?? '', /There is nothing to choose here now\.$/);
    assert.deepEqual([page(two, false).isOpen, page(two, false).actions, page(two).actions], [false, [WAY], []]);
    assert.deepEqual([emptyMergePage('Reading both copies…', []).notice, emptyMergePage('x', [WAY]).stretches, emptyMergePage('x', [WAY]).actions], ['Reading both copies…', [], [WAY]]);
  });
});

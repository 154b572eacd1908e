import * as assert from 'node:assert/strict';
import { PAGE_LIMIT, parseInbound, parsePlace } from '../../../src/core/protocol';

describe('parseInbound', () => {
  it('passes each message of ours, and nothing beside its own fields', () => {
    const ours = [
      { type: 'ready', place: null, choice: null },
      { type: 'ready', place: null, choice: { copy: 'previous_copy', withUndone: false } },
      { type: 'ready', place: null, choice: { copy: null, withUndone: true } },
      { type: 'ready', place: { messageId: '7', offset: -3.5 }, choice: null },
      { type: 'pong' },
      { type: 'noMore', kind: 'error' },
      { type: 'showCopy', copy: 2, place: { messageId: '1:7', offset: 0 } },
      { type: 'compareCopy', copy: 0 },
      { type: 'showUndone', shown: true, place: null },
      { type: 'place', place: { messageId: '7', offset: 0 } },
      { type: 'page', edge: 'above', from: 0, count: PAGE_LIMIT },
      { type: 'showMore', messageId: '7', slot: 'part:12', from: 65_536 },
      { type: 'openLink', messageId: '7', link: 0 },
      { type: 'around', index: 49_999, from: 49_960, count: 40 },
      { type: 'find', id: 3, query: { text: 'x', matchCase: true, wholeWord: false, isRegex: true, scope: 'errors' } },
      { type: 'findEnd' },
      { type: 'filter', filter: { kinds: ['prompts'], tools: ['terminal'], errors: true }, place: { messageId: '7', offset: 0 } },
      { type: 'filter', filter: null, place: null },
      { type: 'ready', place: null, choice: { copy: null, withUndone: false, filter: { kinds: [], tools: [], errors: true } } },
      { type: 'filterFacts' },
      { type: 'goToNumber', number: 0 },
      { type: 'outline', from: 200 },
      { type: 'pickTurn', index: 7 },
      { type: 'copyMessage', messageId: '7' },
      { type: 'copySelected', text: 'of the page' },
      { type: 'copyText', messageId: '7', slot: 'reasoning' },
      { type: 'copyRange', from: null, to: '7' },
      { type: 'paths', texts: [{ messageId: '7', slot: 'call:1' }] },
      { type: 'openPath', messageId: '7', slot: 'part:0', number: 2 },
      { type: 'openKin', kin: 0 },
      { type: 'picture', messageId: '7', part: 1 },
      { type: 'copyMarkdown', messageId: '7' },
      { type: 'copyLink', messageId: '7' },
      { type: 'copyCode', messageId: '7', slot: 'part:0', code: 3 },
    ];
    for (const message of ours) assert.deepEqual(parseInbound({ ...message, path: '/etc/passwd' }), message);
  });

  it('refuses all else', () => {
    const others: unknown[] = [
      null,
      undefined,
      'ready',
      7,
      [],
      {},
      { type: 'Ready' },
      { type: 'openLink', messageId: '7', address: 'https://x' },
      { type: 'page', edge: 'left', from: 0, count: 1 },
      { type: 'page', edge: 'above', from: -1, count: 1 },
      { type: 'page', edge: 'above', from: 0.5, count: 1 },
      { type: 'page', edge: 'above', from: 0, count: PAGE_LIMIT + 1 },
      { type: 'page', edge: 'above', from: 0, count: 0 },
      { type: 'page', edge: 'above', from: NaN, count: 1 },
      { type: 'openLink', messageId: '', link: 0 },
      { type: 'openLink', messageId: 'x'.repeat(201), link: 0 },
      { type: 'openLink', messageId: 7, link: 0 },
      { type: 'openLink', messageId: '7', link: '0' },
      { type: 'showMore', messageId: '7', slot: 'part:01', from: 0 },
      { type: 'showMore', messageId: '7', slot: 'part:__proto__', from: 0 },
      { type: 'showMore', messageId: '7', slot: 'part:1\n', from: 0 },
      { type: 'showMore', messageId: '7', slot: 'part:1' },
      { type: 'copyText', messageId: '7' },
      { type: 'copySelected' },
      { type: 'noMore', kind: 'ending' },
      { type: 'copyRange', from: null },
      { type: 'paths', texts: [{ messageId: '7', slot: '/etc/passwd' }] },
      { type: 'paths', texts: Array.from({ length: 61 }, () => ({ messageId: '7', slot: 'part:0' })) },
      { type: 'openPath', messageId: '7', slot: 'part:0', number: '/etc/passwd' },
      { type: 'openKin', kin: 'other' },
      { type: 'picture', messageId: '7' },
      { type: 'copyRange', from: 3, to: null },
      { type: 'copyCode', messageId: '7', slot: 'part:0', code: -1 },
      { type: 'copyLink' },
      { type: 'around', index: -1, from: 0, count: 40 },
      { type: 'around', index: 40, from: 0, count: 40 },
      { type: 'around', index: 3, from: 4, count: 40 },
      { type: 'around', index: 3, from: 0, count: 201 },
      { type: 'around', index: 0, from: 0, count: 0 },
      { type: 'goToNumber', number: -1 },
      { type: 'filter', place: null },
      { type: 'filter', filter: { kinds: ['toys'], tools: [], errors: true }, place: null },
      { type: 'outline' },
      { type: 'pickTurn', index: '7' },
      { type: 'find', id: 3 },
      { type: 'find', id: 3, query: { text: '', matchCase: true, wholeWord: false, isRegex: true, scope: 'all' } },
      { type: 'find', id: 3, query: { text: 'x'.repeat(1001), matchCase: true, wholeWord: false, isRegex: true, scope: 'all' } },
      { type: 'find', id: 3, query: { text: 'x', matchCase: 1, wholeWord: false, isRegex: true, scope: 'all' } },
      { type: 'find', id: 3, query: { text: 'x', matchCase: true, wholeWord: false, isRegex: true, scope: 'none' } },
      { type: 'showCopy', copy: 'state_db', place: null },
      { type: 'compareCopy', copy: -1 },
      { type: 'showUndone', shown: 1, place: null },
    ];
    for (const other of others) assert.equal(parseInbound(other), null, JSON.stringify(other));
  });

  it('starts at the end where the kept place is not one', () => {
    for (const place of [undefined, 7, {}, { messageId: 7, offset: 0 }, { messageId: '7', offset: Infinity }])
      assert.deepEqual(parseInbound({ type: 'ready', place }), { type: 'ready', place: null, choice: null });
    for (const choice of [7, {}, { copy: '../x', withUndone: true }, { copy: null }, { copy: 'path:../x', withUndone: false }])
      assert.deepEqual(parseInbound({ type: 'ready', choice }), { type: 'ready', place: null, choice: null });
    assert.equal(parsePlace({ messageId: '7' }), null);
  });
});

import * as assert from 'node:assert/strict';
import { hasAnyIntent, intentOf, parseIntent, type Intent } from '../../../../src/core/recovery/guards';
import type { MessagePrint } from '../../../../src/core/recovery/snapshot';

type Json = Record<string, unknown>;

const ONE = '7b249d4c72bf4c01b3597de44db629b4';
const TWO = '1c0f8e5a9d3b4e7f8a2b6c4d5e6f7a8b';
const messages = (count: number): Json[] =>
  Array.from({ length: count }, (_, i) => ({ role: 'user', content: `m${i}` }));
const prints = (count: number): MessagePrint[] =>
  Array.from({ length: count }, (_, i) => ({
    role: 'user',
    key: `m${i}`,
    at: (1_777_626_000 + i) * 1000,
    isRecovered: false,
  }));
const side = (count: number, fields: Json) => ({
  intent: parseIntent({ messages: messages(count), ...fields }),
  prints: prints(count),
});
const intent = (live: Json, copy: Json = {}, counts = [2, 4]): Intent | null =>
  intentOf(side(counts[0] ?? 0, live), side(counts[1] ?? 0, copy));

const CLEARED: Json = {
  clear_generation: 'g1',
  messages: [],
  context_messages: [],
  truncation_watermark: 0.0,
  truncation_boundary: 0,
  active_stream_id: null,
  pending_user_message: null,
  pending_attachments: [],
  pending_started_at: null,
  pending_user_source: null,
};
const without = (key: string): Json => Object.fromEntries(Object.entries(CLEARED).filter(([name]) => name !== key));

describe('intent', () => {
  it('is a clear: only in its exact shape, and only when the copy is from before it', () => {
    assert.equal(intent(CLEARED, {}, [0, 4]), 'cleared');
    assert.equal(intent(CLEARED, { clear_generation: 'g0' }, [0, 4]), 'cleared');
    assert.equal(intent(CLEARED, { clear_generation: 'g1' }, [0, 4]), null, 'the copy was made after the clear');
    for (const key of Object.keys(CLEARED).filter((name) => name !== 'messages'))
      assert.equal(intent(without(key), {}, [0, 4]), null, `without ${key}`);
    assert.equal(intent({ ...CLEARED, pending_user_message: 'x' }, {}, [0, 4]), null);
    assert.equal(intent({ ...CLEARED, truncation_boundary: 5 }, {}, [0, 4]), null);
  });

  it('is a clear and new messages, as long as the mark of the cut has not moved', () => {
    const live = { clear_generation: 'g1', truncation_watermark: 0, truncation_boundary: 0 };
    assert.equal(intent(live), 'cleared');
    assert.equal(intent({ ...live, truncation_boundary: 17 }), null);
    assert.equal(intent({ ...live, clear_generation: '' }), null);
  });

  it('is a compression when the copy still has the uncompressed context', () => {
    const live = { compression_anchor_mode: ' Manual ', context_messages: messages(1) };
    assert.equal(intent(live, { context_messages: messages(4) }), 'compressed');
    assert.equal(intent(live, { context_messages: messages(1) }), null, 'the context of the copy is not longer');
    const summary = (text: string, more: Json = {}): Json[] => [
      { role: 'user', content: text, ...more },
      ...messages(3),
    ];
    assert.equal(intent(live, { context_messages: summary('  [Context Compaction] so far') }), null);
    assert.equal(intent(live, { context_messages: summary('[Session arc summary] so far') }), null);
    assert.equal(
      intent(live, { context_messages: summary('context compaction: so far', { _compressed_summary: true }) }),
      null,
    );
    assert.equal(
      intent(live, { context_messages: summary('I read about [CONTEXT COMPACTION]') }),
      'compressed',
      'a mention is no summary',
    );
    assert.equal(intent(live, { context_messages: summary('[CONTEXT COMPACTION]', { role: 'tool' }) }), 'compressed');
  });

  it('is a compression by its anchor or truncation mark only beside a shorter context', () => {
    const copy = { context_messages: messages(4) };
    const anchor = { compression_anchor_summary: 's', compression_anchor_message_key: {} };
    assert.equal(intent({ ...anchor, context_messages: messages(1) }, copy), 'compressed');
    assert.equal(intent({ ...anchor, context_messages: messages(2) }, copy), null);
    assert.equal(intent({ compression_anchor_summary: 's', context_messages: messages(1) }, copy), null);
    assert.equal(intent({ truncation_watermark: 5, context_messages: messages(1) }, copy), 'compressed');
  });

  it('is an undo by a valid mark that the copy has not; when in doubt, messages come back', () => {
    assert.equal(intent({ intentional_shrink_generation: ONE }), 'undone');
    assert.equal(intent({ intentional_shrink_generation: ONE }, { intentional_shrink_generation: null }), 'undone');
    assert.equal(intent({ intentional_shrink_generation: ONE }, { intentional_shrink_generation: TWO }), 'undone');
    assert.equal(intent({ intentional_shrink_generation: ONE }, { intentional_shrink_generation: ONE }), null);
    assert.equal(intent({ intentional_shrink_generation: ONE }, { intentional_shrink_generation: 'x' }), null);
    for (const malformed of ['', ONE.toUpperCase(), `${ONE}0`, ONE.replace('4c01', '3c01'), 5, {}])
      assert.equal(intent({ intentional_shrink_generation: malformed }), null, JSON.stringify(malformed));
  });

  it('is a truncation of an older build when all that is missing lies behind the cut', () => {
    const cutAfter = (index: number): Json => ({ truncation_watermark: 1_777_626_000 + index });
    assert.equal(intent(cutAfter(1)), 'truncated');
    assert.equal(intent(cutAfter(2)), null, 'a message before the cut is missing, too');
    assert.equal(intent(cutAfter(1), cutAfter(1)), null, 'the copy has the same mark');
    assert.equal(intent({ truncation_watermark: 0 }, {}, [0, 4]), null, 'nothing says that it was cleared');
  });

  it('is suspected by any mark', () => {
    const has = (fields: Json): boolean => hasAnyIntent(parseIntent({ messages: messages(2), ...fields }));
    assert.equal(has({}), false);
    for (const fields of [
      { clear_generation: 'g' },
      { intentional_shrink_generation: ONE },
      { truncation_watermark: 3 },
      { truncation_boundary: 0 },
      { compression_anchor_mode: 'manual' },
      { context_messages: [{ role: 'user', content: '[CONTEXT COMPACTION]' }] },
      { pre_compression_snapshot: true },
    ]) {
      assert.equal(has(fields), true, JSON.stringify(fields));
    }
  });
});

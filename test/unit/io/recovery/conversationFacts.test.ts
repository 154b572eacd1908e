import * as assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConversationFacts, FileContent } from '../../../../src/core/recovery/snapshot';
import { elementsOf } from '../../../../src/core/webuiFile/jsonSpans';
import { nodeFiles } from '../../../../src/io/files';
import { JsonScanner } from '../../../../src/io/jsonScan/jsonScanner';
import { readFileFact, type FileDepth } from '../../../../src/io/recovery/conversationFacts';
import { outlineConversation } from '../../../../src/io/recovery/conversationOutline';
import { pseudoRandom } from '../../core/recovery/pseudoRandom';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('facts of a conversation file', () => {
  let dir: string;
  const scanner = new JsonScanner();
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'hs-'));
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  const factsOf = (bytes: Uint8Array, depth: FileDepth): { digest: string | null; content: FileContent } => {
    writeFileSync(join(dir, 'a.json'), bytes);
    const fact = readFileFact(dir, { name: 'a.json', kind: 'file' }, 'a', nodeFiles, { depth, scanner });
    assert.ok(fact !== null);
    return { digest: fact.digest, content: fact.content };
  };

  /** The same in short: what an outline may leave out, left out. */
  function shortened(content: FileContent): FileContent {
    const shorter = (facts: ConversationFacts): ConversationFacts => ({ ...facts, prints: [], printsRead: false, beside: [], extras: 0 });
    if (content.state === 'whole') return { ...content, conversation: shorter(content.conversation) };
    if (content.state !== 'damaged' || content.salvage === null) return content;
    return { ...content, salvage: shorter(content.salvage) };
  }

  function same(bytes: Uint8Array): FileContent {
    const whole = factsOf(bytes, 'messages');
    const outline = factsOf(bytes, 'outline');
    assert.deepEqual(outline, { digest: null, content: shortened(whole.content) }, new TextDecoder().decode(bytes));
    assert.match(whole.digest ?? '', /^[0-9a-f]{64}$/);
    return outline.content;
  }

  it('are the same in short, whatever the file says', () => {
    const random = pseudoRandom(5);
    for (let round = 0; round < 1_500; round += 1) {
      const text = JSON.stringify(randomConversation(random), null, random(3));
      const bytes = utf8(random(9) === 0 ? `\ufeff${text}` : text);
      if (random(4) === 0) bytes[random(bytes.length)] = random(256);
      same(random(9) === 0 ? bytes.subarray(0, random(bytes.length)) : bytes);
    }
  });

  it('are the same in short for what only a parser of Python’s JSON takes, for great depth, and for what is no conversation', () => {
    const texts = [
      '{"messages": [{"role": "user", "content": "a", "timestamp": NaN}]}',
      `{"messages": [{"role": "user", "content": "a", "x": ${'['.repeat(5000)}${']'.repeat(5000)}}]}`,
      '{"mess\\u0061ges": [{"role": "user", "content": "a"}], "session_\\u0069d": "b"}',
      '{"messages": [], "messages": [1, {"role": "user", "content": "a", "timestamp": 1785000000}]}',
      '{"messages": {"role": "user"}}',
      '{"messages": null}',
      '{"a": 1}',
      '[]',
      ' \n',
      '',
    ];
    for (const text of texts) same(utf8(text));
  });

  it('keep every message that was closed before a file ends', () => {
    const said = ['a "quoted" }', 'b', '[c'].map((content) => ({ role: 'user', content, more: { list: [1, NaN] } }));
    const text = JSON.stringify({ session_id: 'a', messages: said, tool_calls: [{ name: 'f' }] }, null, 1).replaceAll('null', 'NaN');
    const list = text.indexOf('[', text.indexOf('"messages"'));
    const closed = elementsOf(text, list).map(({ end }) => end);
    for (let cut = list + 1; cut < text.length; cut += 1) {
      const content = same(utf8(text.slice(0, cut)));
      assert.ok(content.state === 'damaged' && content.reason === 'torn', `cut at ${cut}`);
      assert.equal(content.salvage?.messageCount, closed.filter((end) => end <= cut).length, `cut at ${cut}`);
    }
  });

  it('take the short way for what Hermes WebUI writes', () => {
    const random = pseudoRandom(6);
    for (let round = 0; round < 200; round += 1) {
      const conversation = { ...randomConversation(random), messages: messages(random) };
      assert.ok(outlineConversation(utf8(JSON.stringify(conversation, null, 2)), scanner) !== null);
    }
  });

  it('know the shape that a clear leaves, exactly', () => {
    const lists = { messages: [], context_messages: [], pending_attachments: [] };
    const nulls = { active_stream_id: null, pending_user_message: null, pending_started_at: null, pending_user_source: null };
    const cleared: Record<string, unknown> = { ...lists, ...nulls };
    const isCleared = (file: object): boolean => {
      const content = same(utf8(JSON.stringify(file)));
      return content.state === 'whole' && content.conversation.intent.hasClearedShape;
    };
    assert.ok(isCleared(cleared));
    for (const key of Object.keys(cleared)) {
      assert.ok(!isCleared({ ...cleared, [key]: [{}] }), key);
      assert.ok(!isCleared(Object.fromEntries(Object.entries(cleared).filter(([other]) => other !== key))), key);
    }
  });

  it('know a compression by its anchor', () => {
    const anchor = { compression_anchor_summary: 's', compression_anchor_message_key: { index: 1 } };
    const message = { role: 'user', content: 'a' };
    const file: Record<string, unknown> = { ...anchor, messages: [message, message], context_messages: [message] };
    const isCompressed = (one: object): boolean => {
      const content = same(utf8(JSON.stringify(one)));
      return content.state === 'whole' && content.conversation.intent.recordsCompression;
    };
    assert.ok(isCompressed(file));
    for (const key of Object.keys(anchor)) assert.ok(!isCompressed({ ...file, [key]: null }), key);
  });

  it('do not end with a summary, however it is written', () => {
    const said = { role: 'user', content: 'a', timestamp: 1_785_000_000 };
    const later = { role: 'assistant', timestamp: 1_785_000_100 };
    const summary = '[CONTEXT COMPACTION — REFERENCE ONLY]';
    const contents = [summary, `\u0000json:["${summary}"]`, [{ type: 'text', text: summary }]];
    const items = [{ type: 'message', content: [{ type: 'output_text', text: summary }] }];
    const lasts = [...contents.map((content) => ({ ...later, content })), { ...later, content: '', codex_message_items: items }];
    const endOf = (text: string): unknown => {
      const found = same(utf8(text));
      return found.state === 'whole' && found.conversation.endAt;
    };
    for (const last of lasts) assert.equal(endOf(JSON.stringify({ messages: [said, last] })), 1_785_000_000_000, JSON.stringify(last));
    const escaped = JSON.stringify({ messages: [said, lasts[0]] }).replace('[CONTEXT', '\\u005bCONTEXT');
    assert.equal(endOf(escaped), 1_785_000_000_000);
    assert.equal(endOf(JSON.stringify({ messages: [said, { ...later, content: 'b' }] })), 1_785_000_100_000);
  });

  it('find a summary in the context however it begins', () => {
    const contents = [
      ...['[Context compaction', ' \n[CONTEXT COMPACTION', '\u00a0[session arc summary', '\u0000json:["[session arc summary"]'],
      ['[your active task list was preserved across context compression]'],
    ];
    for (const content of contents) {
      const found = same(utf8(JSON.stringify({ messages: [], context_messages: [{ role: 'user', content }] })));
      assert.ok(found.state === 'whole' && found.conversation.intent.contextHasSummary, JSON.stringify(content));
    }
    const flagged = { role: 'user', content: 'Context compaction', _compressed_summary: true };
    const text = JSON.stringify({ messages: [], context_messages: [flagged] });
    for (const start of ['C', 'c', '\\u0043']) {
      const found = same(utf8(text.replace('Context', `${start}ontext`)));
      assert.ok(found.state === 'whole' && found.conversation.intent.contextHasSummary, start);
    }
  });
});

type Random = (limit: number) => number;

const oneOf = <T>(random: Random, values: readonly T[]): T => values[random(values.length)] as T;

function randomMessage(random: Random): unknown {
  if (random(12) === 0) return oneOf<unknown>(random, [null, 1, 'text', [], {}]);
  return {
    role: oneOf(random, ['user', 'assistant', 'tool', 'system', 'session_meta', 7]),
    content: oneOf<unknown>(random, [
      ...['a', '', 'é "quoted" \\ text', '[CONTEXT COMPACTION — x', '[Context compaction] x', 'context compaction', ' [session arc summary'],
      [{ type: 'text', text: 'part' }],
      null,
    ]),
    ...oneOf(random, [{}, { timestamp: 1_785_000_000 + random(100) }, { _ts: '1785000001.5' }, { timestamp: 'x' }]),
    ...oneOf(random, [{}, {}, { _error: true }, { _recovered: true }, { display_kind: 'hidden' }, { _compressed_summary: true }]),
    ...oneOf(random, [{}, {}, { tool_calls: [{ id: 'c', function: { name: 'f', arguments: '{}' } }] }]),
  };
}

function randomConversation(random: Random): object {
  const list = (): unknown => oneOf<unknown>(random, [messages(random), messages(random), messages(random), null, {}, 'x']);
  return {
    session_id: oneOf<unknown>(random, ['a', 'b', '', 5, null]),
    ...oneOf(random, [{}, { parent_session_id: 'p' }, { active_stream_id: 's', pending_user_source: null }]),
    ...oneOf(random, [{}, { pending_user_message: 'ask', pending_started_at: 1_785_000_000, pending_attachments: ['f.txt'] }]),
    ...oneOf(random, [{}, { truncation_watermark: 0, truncation_boundary: 0, clear_generation: 'g' }]),
    ...oneOf(random, [{}, { intentional_shrink_generation: '7b249d4c72bf4c01b3597de44db629b4' }]),
    ...oneOf(random, [{}, { compression_anchor_mode: 'manual', compression_anchor_summary: 's', pre_compression_snapshot: true }]),
    ...oneOf(random, [{}, { compression_anchor_message_key: {}, pending_attachments: [], active_stream_id: null }]),
    messages: random(12) === 0 ? list() : messages(random),
    ...oneOf(random, [{}, { context_messages: list() }]),
  };
}

const messages = (random: Random): unknown[] => Array.from({ length: random(6) }, () => randomMessage(random));

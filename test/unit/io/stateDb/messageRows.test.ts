import * as assert from 'node:assert/strict';
import type { Message } from '../../../../src/core/message';
import { readMessageIndex } from '../../../../src/io/stateDb/messageIndex';
import { readMessages } from '../../../../src/io/stateDb/messageRows';
import { FIXTURE_SECOND, type Cell } from '../../../support/fixtureDatabase';
import { columnsOf } from '../../../support/hermesSchema';
import { recorded, useStateDb, VERSIONS } from './setup';

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

describe('readMessages', function () {
  this.timeout(120_000);
  const setup = useStateDb();
  const all = (): Message[] =>
    setup.read((db, schema) => readMessages(db, schema, 's', readMessageIndex(db, schema, 's').shown));

  async function one(row: Readonly<Record<string, Cell>>): Promise<Message> {
    await setup.make((db) => db.addMessage({ session_id: 's', role: 'assistant', ...row }));
    const [message] = all();
    assert.ok(message);
    return message;
  }
  const text = (message: Message): string =>
    message.parts.map((part) => (part.kind === 'text' ? part.text : `<${part.kind}>`)).join('|');

  for (const schema of VERSIONS) {
    it(`reads every column schema ${schema} has`, async () => {
      const known = new Set(columnsOf('messages', schema));
      const row = {
        content: 'The words',
        tool_call_id: 'c0',
        tool_name: 'terminal',
        token_count: 12,
        finish_reason: 'stop',
        reasoning: 'Thoughts',
        tool_calls: JSON.stringify([
          { id: 'c1', type: 'function', function: { name: 'terminal', arguments: '{"command": "ls"' } },
        ]),
        display_kind: 'model_switch',
        _compressed_summary: 1,
      };
      const offered = Object.fromEntries(Object.entries(row).filter(([name]) => known.has(name)));
      await setup.make(
        (db) => db.addMessage({ session_id: 's', role: 'assistant', timestamp: FIXTURE_SECOND + 0.25, ...offered }),
        { schema },
      );
      assert.deepEqual(all(), [
        {
          id: '1',
          sessionId: 's',
          role: 'assistant',
          parts: [{ kind: 'text', text: 'The words' }],
          at: FIXTURE_SECOND * 1000 + 250,
          toolCalls: [{ id: 'c1', name: 'terminal', argumentsText: '{"command": "ls"' }],
          toolCallsBroken: false,
          toolCallId: 'c0',
          toolName: 'terminal',
          reasoning: known.has('reasoning') ? 'Thoughts' : null,
          finishReason: known.has('finish_reason') ? 'stop' : null,
          tokenCount: 12,
          state: 'live',
          displayKind: known.has('display_kind') ? 'model_switch' : null,
          isCompactionSummary: known.has('_compressed_summary'),
          isRecovered: false,
          contentBytes: 9,
          hadInvalidUtf8: false,
        },
      ]);
    });
  }

  it('decodes structured content', async () => {
    const parts = [
      { type: 'text', text: 'Look: 日本' },
      { type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA' } },
    ];
    const message = await one({ content: `\0json:${JSON.stringify(parts)}` });
    assert.equal(text(message), 'Look: 日本|<image>');
    assert.equal(message.contentBytes, 6 + encode(JSON.stringify(parts)).length);
    assert.equal(text(await one({ content: '\0json:{"type": "text", "text": "one"}' })), 'one');
  });

  it('shows broken structures and other NULs as they are', async () => {
    assert.equal(text(await one({ content: '\0json:[{"type": "te' })), 'json:[{"type": "te');
    assert.equal(text(await one({ content: 'before\0after' })), 'before\0after');
    assert.equal(text(await one({ content: 'json:[1]' })), 'json:[1]');
  });

  it('replaces what is not UTF-8 and says so', async () => {
    const message = await one({ content: Uint8Array.of(0x61, 0xff, 0xfe, 0x62) });
    assert.equal(text(message), 'a\ufffd\ufffdb');
    assert.deepEqual([message.hadInvalidUtf8, message.contentBytes], [true, 4]);
    const structured = await one({ content: Uint8Array.of(...encode('\0json:["'), 0xff, ...encode('"]')) });
    assert.deepEqual([text(structured), structured.hadInvalidUtf8], ['\ufffd', true]);
  });

  it('keeps a byte order mark, a stored U+FFFD and characters of every length, in any column', async () => {
    for (const content of ['\ufeffwith a mark', '\ufeff', 'was \ufffd before', 'é 日 🙂 \0 after', 'plain']) {
      const message = await one({ content, reasoning: content, tool_name: content });
      assert.deepEqual([text(message), message.reasoning, message.toolName], [content, content, content]);
      assert.deepEqual([message.hadInvalidUtf8, message.contentBytes], [false, encode(content).length]);
    }
  });

  it('reads a row again as bytes only where its strings may not be exact', async () => {
    const statements: string[] = [];
    for (const [content, times] of [['ASCII', 1], ['日本', 1], ['\ufeffmark', 2], ['\ufffd', 2]] as const) {
      await one({ content });
      statements.length = 0;
      const entries = [{ id: 1, state: 'live' }] as const;
      setup.read((db, schema) => readMessages(recorded(db, statements), schema, 's', entries));
      assert.equal(statements.length, times, content);
    }
  });

  it('reads NULL and empty content, and content of other types', async () => {
    for (const content of [null, '']) {
      const message = await one({ content });
      assert.deepEqual([message.parts, message.contentBytes], [[], 0]);
    }
    assert.equal(text(await one({ content: 42 })), '42');
    await setup.make((db) => {
      db.addMessage({ session_id: 's', role: 'user', content: 'x' });
      // A fork may have bound bytes: a BLOB stays one in a TEXT column.
      db.exec(`UPDATE messages SET content = x'00' || CAST('json:["of bytes"]' AS BLOB)`);
    });
    assert.deepEqual(all().map(text), ['of bytes']);
  });

  it('takes the words of a codex turn from its items where content has none', async () => {
    const items = JSON.stringify([
      { type: 'reasoning', content: null },
      { type: 'message', content: [{ type: 'output_text', text: 'Only here' }] },
      'strange',
      null,
      { type: 'message' },
    ]);
    assert.equal(text(await one({ content: '', codex_message_items: items })), 'Only here');
    assert.equal(text(await one({ content: null, codex_message_items: items })), 'Only here');
    assert.equal(text(await one({ content: 'Here', codex_message_items: items })), 'Here');
    assert.equal(text(await one({ content: null, codex_message_items: '{broken' })), '');
    assert.equal(text(await one({ content: null, codex_message_items: '{"content": 1}' })), '');
  });

  it('takes reasoning from the first column that has some, else from the content', async () => {
    const thinking = '\0json:[{"type": "thinking", "thinking": "inside"}, {"type": "text", "text": "x"}]';
    assert.equal(
      (await one({ content: thinking, reasoning: 'first', reasoning_content: 'second' })).reasoning,
      'first',
    );
    assert.equal((await one({ content: thinking, reasoning: '', reasoning_content: 'second' })).reasoning, 'second');
    assert.equal((await one({ content: thinking, reasoning: null, reasoning_content: '' })).reasoning, 'inside');
    assert.equal((await one({ content: 'x' })).reasoning, null);
  });

  it('knows summaries by their mark and by their first words', async () => {
    assert.equal((await one({ content: 'x', _compressed_summary: 1 })).isCompactionSummary, true);
    assert.equal((await one({ content: '[CONTEXT COMPACTION — REFERENCE ONLY] …' })).isCompactionSummary, true);
    assert.equal((await one({ content: 'He said [CONTEXT COMPACTION' })).isCompactionSummary, false);
  });

  it('leaves out times that cannot be', async () => {
    for (const timestamp of [5e246, 0, -1, 'soon']) assert.equal((await one({ timestamp })).at, null);
  });

  it('keeps order and state of the entries it was given', async () => {
    await setup.make((db) => {
      for (const content of ['a', 'b', 'c']) db.addMessage({ session_id: 's', role: 'user', content });
    });
    const entries = [
      { id: 3, state: 'compacted' },
      { id: 9, state: 'live' },
      { id: 1, state: 'live' },
    ] as const;
    const found = setup.read((db, schema) => readMessages(db, schema, 's', entries));
    assert.deepEqual(
      found.map((message) => [text(message), message.state]),
      [
        ['c', 'compacted'],
        ['a', 'live'],
      ],
    );
  });
});

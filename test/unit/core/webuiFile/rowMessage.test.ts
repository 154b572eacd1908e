import * as assert from 'node:assert/strict';
import { messageOfRow, type MessageRow } from '../../../../src/core/webuiFile/rowMessage';

const EMPTY: MessageRow = {
  id: 1,
  isLive: true,
  role: 'user',
  content: null,
  tool_call_id: null,
  tool_calls: null,
  tool_name: null,
  timestamp: null,
  reasoning: null,
  reasoning_content: null,
  reasoning_details: null,
  codex_reasoning_items: null,
  codex_message_items: null,
  api_content: null,
  display_kind: null,
  isSummary: false,
};
const made = (row: Partial<MessageRow>): string => messageOfRow({ ...EMPTY, ...row });

describe('rowMessage', () => {
  it('has a role and content in any case', () => {
    assert.equal(made({}), '{"role":"user","content":""}');
    assert.equal(made({ role: null }), '{"role":"unknown","content":""}');
  });

  it('decodes structured content, and leaves what is broken the text that it is', () => {
    assert.equal(
      made({ content: '\0json:[1.0, {"n": 9007199254740993}]' }),
      '{"role":"user","content":[1.0, {"n": 9007199254740993}]}',
    );
    assert.equal(made({ content: '\0json:[1' }), '{"role":"user","content":"\\u0000json:[1"}');
  });

  it('keeps calls as they are stored, and no calls where the column is broken', () => {
    const calls = '[ {"id":"c","function":{"name":"f","arguments":"{\\"n\\": 1.0}"}} ]';
    assert.equal(made({ tool_calls: calls }), `{"role":"user","content":"","tool_calls":${calls}}`);
    for (const broken of ['[{"id":', '{}', '[]', ' [ ] ', 'null', ''])
      assert.equal(made({ tool_calls: broken }), made({}));
  });

  it('names the tool of an answer', () => {
    assert.equal(
      made({ role: 'tool', content: 'x', tool_call_id: 'c', tool_name: 'terminal', timestamp: 5 }),
      '{"role":"tool","content":"x","tool_call_id":"c","name":"terminal","timestamp":5.0}',
    );
  });

  it('shows final words that stand only in codex items', () => {
    const items = '[{"type":"message","content":[{"type":"output_text","text":"Done."}]}]';
    assert.equal(
      made({ role: 'assistant', content: '', codex_message_items: items }),
      `{"role":"assistant","content":"Done.","codex_message_items":${items}}`,
    );
  });

  it('marks a summary that does not look like one', () => {
    assert.match(made({ content: 'So far', isSummary: true }), /"_compressed_summary":true/);
    assert.doesNotMatch(made({ content: '[CONTEXT COMPACTION] So far', isSummary: true }), /_compressed_summary/);
  });
});

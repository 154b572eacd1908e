/** Documents to be rendered, without a store behind them. */
import type { ExportDocument, ExportSegment } from '../../../../src/core/export/exportDocument';
import type { Message } from '../../../../src/core/message';

export const segment = (messages: Iterable<Message>, fields: Partial<ExportSegment> = {}): ExportSegment => ({
  id: '20261118_130200_0a1b2c',
  place: 'state.db',
  messageCount: 15,
  systemPrompt: null,
  messages,
  ...fields,
});

export const document = (
  messages: Iterable<Message>,
  fields: Partial<ExportDocument> = {},
): ExportDocument => ({
  head: {
    title: 'Show booking times in the visitor’s zone',
    facts: ['WebUI', '2026-11-18 13:02 – 2026-11-20 16:03', '15 messages', 'state.db', '20261118_130200_0a1b2c'],
    notes: ['Continues 20261116_111159_8d4d95', '2 undone messages not shown'],
  },
  record: { id: '20261118_130200_0a1b2c', title: 'Show booking times in the visitor’s zone' },
  segments: [segment(messages)],
  parts: { tools: true, reasoning: true, systemPrompt: 'all' },
  filtered: null,
  locale: 'en',
  redacted: null,
  ...fields,
});

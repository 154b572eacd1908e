/** Rows of `messages` as core messages. */
import type { Message, MessagePart } from '../../core/message';
import { isCompactionText, parseContent, plainText } from '../../core/messageParts';
import { codexMessageText, parseToolCalls } from '../../core/providerFields';
import { toMs } from '../../core/sessionRecord';
import { numberOf, textOf } from './cells';
import { decodeContent } from './content';
import { orIfDamaged } from './damage';
import type { MessageIndexEntry } from './messageIndex';
import type { Schema } from './schema';
import type { SnapshotReader, SqlValue } from '../sqlite/snapshotReader';

const COLUMNS = [
  'id',
  'session_id',
  'role',
  'content',
  'tool_call_id',
  'tool_calls',
  'tool_name',
  'timestamp',
  'token_count',
  'finish_reason',
  'reasoning',
  'reasoning_content',
  'codex_message_items',
  'display_kind',
  '_compressed_summary',
] as const;

type Column = (typeof COLUMNS)[number];
const BYTE_COLUMNS: ReadonlySet<Column> = new Set([
  'session_id',
  'role',
  'content',
  'tool_call_id',
  'tool_calls',
  'tool_name',
  'reasoning',
  'reasoning_content',
  'codex_message_items',
]);

/**
 * The messages behind index entries of one session, in the entries' order. A row in a damaged page has a message that
 * says so in its place; one that was deleted since the index was read has none.
 */
export function readMessages(
  db: SnapshotReader,
  schema: Schema,
  sessionId: string,
  entries: readonly MessageIndexEntry[],
): Message[] {
  const columns = schema.messages;
  if (columns === null) return [];
  const select = COLUMNS.map((name) =>
    !columns.has(name) ? 'NULL' : BYTE_COLUMNS.has(name) ? `CAST(${name} AS BLOB)` : name,
  ).join(', ');
  const sql = `SELECT ${select} FROM messages WHERE id = ?`;
  return entries.flatMap((entry) => {
    const cells = orIfDamaged(() => db.first(sql, [entry.id]), 'damaged' as const);
    if (cells === null) return [];
    return [cells === 'damaged' ? { ...messageOf([], entry), sessionId, parts: [DAMAGED] } : messageOf(cells, entry)];
  });
}

const DAMAGED: MessagePart = { kind: 'unknown', type: 'damaged', json: '{"damaged":true}' };

function messageOf(cells: readonly SqlValue[], entry: MessageIndexEntry): Message {
  const cell = (name: Column): SqlValue | undefined => cells[COLUMNS.indexOf(name)];
  const content = cell('content');
  const decoded = content instanceof Uint8Array ? decodeContent(content) : { value: null, invalidUtf8: false };
  const own = parseContent(decoded.value);
  const calls = parseToolCalls(textOf(cell('tool_calls')));
  // The final words of a codex turn may live only in its items while `content` is empty.
  const final = hasText(own.parts) ? null : codexMessageText(textOf(cell('codex_message_items')));
  const parts: readonly MessagePart[] = final === null ? own.parts : [...own.parts, { kind: 'text', text: final }];
  return {
    id: String(entry.id),
    sessionId: textOf(cell('session_id')) ?? '',
    role: textOf(cell('role')) ?? 'unknown',
    parts,
    at: toMs(numberOf(cell('timestamp'))),
    toolCalls: [...calls.calls, ...own.toolCalls],
    toolCallsBroken: calls.broken,
    toolCallId: textOf(cell('tool_call_id')) ?? own.toolCallId,
    toolName: textOf(cell('tool_name')),
    reasoning: nonEmpty(textOf(cell('reasoning'))) ?? nonEmpty(textOf(cell('reasoning_content'))) ?? own.reasoning,
    finishReason: textOf(cell('finish_reason')),
    tokenCount: numberOf(cell('token_count')),
    state: entry.state,
    displayKind: textOf(cell('display_kind')),
    isCompactionSummary:
      numberOf(cell('_compressed_summary')) === 1 || isCompactionText(plainText(own.parts.slice(0, 1))),
    contentBytes: content instanceof Uint8Array ? content.length : 0,
    hadInvalidUtf8: decoded.invalidUtf8,
  };
}

const nonEmpty = (text: string | null): string | null => (text === null || text === '' ? null : text);
const hasText = (parts: readonly MessagePart[]): boolean =>
  parts.some((part) => part.kind !== 'text' || part.text.trim() !== '');

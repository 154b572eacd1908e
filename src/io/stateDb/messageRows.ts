/** Rows of `messages` as core messages. */
import type { Message, MessagePart, ToolCall } from '../../core/message';
import { argumentsText, isCompactionText, parseContent, parseParts, plainText } from '../../core/messageParts';
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
  const text = textOf(cell('codex_message_items'));
  // The final words of a codex turn may live only in its items while `content` is empty.
  const parts = hasText(own.parts) || text === null ? own.parts : [...own.parts, ...codexParts(text)];
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

function codexParts(json: string): MessagePart[] {
  try {
    const items: unknown = JSON.parse(json);
    if (!Array.isArray(items)) return [];
    return items.flatMap((item: unknown) => {
      const content = typeof item === 'object' && item !== null && 'content' in item ? item.content : null;
      return content === null ? [] : [...parseParts(content)];
    });
  } catch {
    return [];
  }
}

/**
 * `tool_calls` text: a JSON array of `{id, call_id?, type, function: {name, arguments}}`; anything else is `broken`.
 */
export function parseToolCalls(text: string | null): { calls: ToolCall[]; broken: boolean } {
  if (text === null || text.trim() === '') return { calls: [], broken: false };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { calls: [], broken: true };
  }
  if (value === null) return { calls: [], broken: false };
  if (!Array.isArray(value)) return { calls: [], broken: true };
  const calls: ToolCall[] = [];
  let broken = false;
  for (const item of value as unknown[]) {
    const call = toolCallOf(item);
    if (call === null) broken = true;
    else calls.push(call);
  }
  return { calls, broken };
}

function toolCallOf(item: unknown): ToolCall | null {
  if (typeof item !== 'object' || item === null) return null;
  const { id, call_id: callId, function: fn, name } = item as Record<string, unknown>;
  const inner = typeof fn === 'object' && fn !== null ? (fn as Record<string, unknown>) : {};
  const called = typeof inner.name === 'string' ? inner.name : typeof name === 'string' ? name : null;
  if (called === null) return null;
  return {
    id: typeof id === 'string' ? id : typeof callId === 'string' ? callId : '',
    name: called,
    argumentsText: argumentsText(inner.arguments),
  };
}

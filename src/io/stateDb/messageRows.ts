/** Rows of `messages` as core messages. */
import type { Message, MessagePart } from '../../core/message';
import { isCompactionText, parseContent, plainText } from '../../core/messageParts';
import { codexMessageText, parseToolCalls } from '../../core/providerFields';
import { toMs } from '../../core/sessionRecord';
import { numberOf, textOf } from './cells';
import { contentValue, decodeContent, type DecodedContent } from './content';
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
const TEXT_COLUMNS: ReadonlySet<Column> = new Set([
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

/** All that `eachMessage` gives. */
export const readMessages = (...where: Parameters<typeof eachMessage>): Message[] => [...eachMessage(...where)];

/**
 * The messages behind index entries of one session, in the entries' order, one by one: each may have megabytes. A row in
 * a damaged page has a message that says so in its place; one that was deleted since the index was read has none.
 */
export function* eachMessage(
  db: SnapshotReader,
  schema: Schema,
  sessionId: string,
  entries: readonly MessageIndexEntry[],
): Generator<Message, void> {
  const columns = schema.messages;
  if (columns === null) return;
  const row = new RowReader(db, columns);
  for (const entry of entries) {
    const cells = orIfDamaged(() => row.cells(entry.id), 'damaged' as const);
    if (cells === 'damaged') yield { ...messageOf([], entry), sessionId, parts: [DAMAGED] };
    else if (cells !== null) yield messageOf(cells, entry);
  }
}

/**
 * Rows with their texts as strings, which sql.js makes in one go, where that is exact: it drops a byte order mark at the
 * start and says nothing of what it replaces. Where it may have, the row is read once more as bytes.
 */
class RowReader {
  private readonly asStrings: string;
  private readonly asBytes: string;

  constructor(
    private readonly db: SnapshotReader,
    columns: ReadonlySet<string>,
  ) {
    const select = (text: (column: Column) => string): string =>
      COLUMNS.map((name) => (!columns.has(name) ? 'NULL' : TEXT_COLUMNS.has(name) ? text(name) : name)).join(', ');
    const octets = [...TEXT_COLUMNS].filter((name) => columns.has(name)).map((name) => `ifnull(octet_length(${name}), 0)`);
    this.asStrings = `SELECT ${select((name) => name)}, ${octets.join(' + ')} FROM messages WHERE id = ?`;
    this.asBytes = `SELECT ${select((name) => `CAST(${name} AS BLOB)`)} FROM messages WHERE id = ?`;
  }

  cells(id: number): readonly SqlValue[] | null {
    const cells = this.db.first(this.asStrings, [id]);
    return cells === null || isExact(cells) ? cells : this.db.first(this.asBytes, [id]);
  }
}

const REPLACEMENT = '\ufffd';

/** True when every text is the very bytes that are stored, by their number: `cells` ends with it. */
function isExact(cells: readonly SqlValue[]): boolean {
  const texts: string[] = [];
  for (const [i, name] of COLUMNS.entries()) {
    const cell = cells[i];
    if (cell === null || !TEXT_COLUMNS.has(name)) continue;
    if (typeof cell !== 'string' || cell.includes(REPLACEMENT)) return false;
    texts.push(cell);
  }
  const octets = cells[COLUMNS.length];
  // Text of as many units as bytes is ASCII: to count the bytes of megabytes is work, too.
  if (texts.reduce((sum, text) => sum + text.length, 0) === octets) return true;
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0) === octets;
}

const DAMAGED: MessagePart = { kind: 'unknown', type: 'damaged', json: '{"damaged":true}' };

/** True for what stands in the place of a row that cannot be read. Only in the thread that read it. */
export const isDamagedMessage = ({ parts: [first] }: Message): boolean => first === DAMAGED;

function messageOf(cells: readonly SqlValue[], entry: MessageIndexEntry): Message {
  const cell = (name: Column): SqlValue | undefined => cells[COLUMNS.indexOf(name)];
  const content = cell('content');
  const decoded = decodedContent(content);
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
    isRecovered: false,
    isCompactionSummary:
      numberOf(cell('_compressed_summary')) === 1 || isCompactionText(plainText(own.parts.slice(0, 1))),
    contentBytes: content instanceof Uint8Array ? content.length : typeof content === 'string' ? Buffer.byteLength(content) : 0,
    hadInvalidUtf8: decoded.invalidUtf8,
  };
}

function decodedContent(cell: SqlValue | undefined): DecodedContent {
  if (cell instanceof Uint8Array) return decodeContent(cell);
  return { value: typeof cell === 'string' ? contentValue(cell) : null, invalidUtf8: false };
}

const nonEmpty = (text: string | null): string | null => (text === null || text === '' ? null : text);
const hasText = (parts: readonly MessagePart[]): boolean =>
  parts.some((part) => part.kind !== 'text' || part.text.trim() !== '');

/**
 * What a conversation file says outside its messages, and how many there are, without an object for each. Only for files
 * that are whole beyond doubt; the members are those that `conversationFacts.ts` asks of a parsed file.
 */
import { isUtf8 } from 'node:buffer';
import type { JsonMember, JsonSpan } from '../../core/jsonOutline';
import type { JsonRecord } from '../../core/jsonValue';
import type { JsonScanner } from '../jsonScan/jsonScanner';
import { MemberKeys } from '../jsonScan/memberKeys';
import { decodeUtf8 } from '../utf8Text';

const MEMBERS = [
  ...['session_id', 'parent_session_id', 'active_stream_id'],
  ...['pending_user_message', 'pending_attachments', 'pending_started_at', 'pending_user_source'],
  ...['truncation_watermark', 'truncation_boundary', 'clear_generation', 'intentional_shrink_generation'],
  ...['compression_anchor_summary', 'compression_anchor_message_key', 'compression_anchor_mode'],
  'pre_compression_snapshot',
] as const;
const KEYS = new MemberKeys([...MEMBERS, 'messages', 'context_messages']);
const CONTENT = new MemberKeys(['content']);

const QUOTE = 0x22;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;

export interface ConversationOutline {
  /** As the file, but `messages` and the entries of `context_messages` that cannot be a summary are placeholders. */
  readonly file: JsonRecord;
  readonly messageCount: number;
  /** The message at an index below the count, parsed; of a long one what tells whether it takes part, and when it was. */
  readonly messageAt: (index: number) => unknown;
}

/** Null for what has to be parsed to be known. */
export function outlineConversation(bytes: Uint8Array, scanner: JsonScanner): ConversationOutline | null {
  const json = withoutByteOrderMark(bytes);
  if (!isUtf8(json)) return null;
  const outline = scanner.outline(json, KEYS);
  const messages = outline?.get('messages')?.entries;
  if (outline === null || messages === undefined || messages === null) return null;
  const messageCount = messages.length / 2;
  const file: Record<string, unknown> = { messages: new Array<unknown>(messageCount) };
  for (const key of MEMBERS) {
    const member = outline.get(key);
    if (member !== undefined) file[key] = valueAt(json, member);
  }
  const context = outline.get('context_messages');
  if (context !== undefined) file.context_messages = contextOf(json, context, scanner);
  return { file, messageCount, messageAt: (index) => messageIn(json, entryAt(messages, index), scanner) };
}

function contextOf(json: Uint8Array, { start, end, entries }: JsonMember, scanner: JsonScanner): unknown {
  if (entries === null) return valueAt(json, { start, end });
  return Array.from({ length: entries.length / 2 }, (_, index) => {
    const entry = entryAt(entries, index);
    return mayBeSummary(json, entry, scanner) ? valueAt(json, entry) : null;
  });
}

const entryAt = (entries: ArrayLike<number>, index: number): JsonSpan => ({
  start: entries[index * 2] ?? 0,
  end: entries[index * 2 + 1] ?? 0,
});

// The first letters of a summary's content: [, c, C, and what may come before: space, an escape, more than ASCII.
const SUMMARY_STARTS: ReadonlySet<number> = new Set([OPEN_BRACKET, 0x63, 0x43, 0x20, BACKSLASH]);

/** False only for a message whose content is text that begins in another way than a compression's summary. */
function mayBeSummary(json: Uint8Array, { start, end }: JsonSpan, scanner: JsonScanner): boolean {
  const bytes = json.subarray(start, end);
  const content = scanner.outline(bytes, CONTENT)?.get('content');
  if (content === undefined || bytes[content.start] !== QUOTE) return true;
  const first = bytes[content.start + 1] ?? 0;
  return first >= 0x80 || SUMMARY_STARTS.has(first);
}

/** What decides of a message with words whether it takes part in comparisons (`fingerprint.ts`), and its time. */
const MESSAGE_MEMBERS = ['role', '_ts', 'timestamp', 'display_kind', '_error', '_compressed_summary'] as const;
const MESSAGE_KEYS = new MemberKeys([...MESSAGE_MEMBERS, 'content']);

/** A message whose content is text and no summary, without its words: they are nearly all of it. Any other whole. */
function messageIn(json: Uint8Array, span: JsonSpan, scanner: JsonScanner): unknown {
  const bytes = json.subarray(span.start, span.end);
  const members = scanner.outline(bytes, MESSAGE_KEYS);
  const content = members?.get('content');
  if (members === null || content === undefined || !isPlainText(bytes, content)) return valueAt(json, span);
  const message: Record<string, unknown> = { content: '…' };
  for (const key of MESSAGE_MEMBERS) {
    const member = members.get(key);
    if (member !== undefined) message[key] = valueAt(bytes, member);
  }
  return message;
}

/** Text that is there (else other fields have it) and begins neither as a summary of Hermes does nor with an escape, as its structures do. */
function isPlainText(bytes: Uint8Array, { start, end }: JsonSpan): boolean {
  const first = bytes[start + 1];
  return bytes[start] === QUOTE && end > start + 2 && first !== OPEN_BRACKET && first !== BACKSLASH;
}

/** Nearly all members are null, false or an empty list, which takes no parser. */
function valueAt(json: Uint8Array, { start, end }: JsonSpan): unknown {
  const first = json[start];
  if (first === 0x6e) return null;
  if (first === 0x66) return false;
  if (first === 0x5b && end === start + 2) return [];
  return JSON.parse(decodeUtf8(json.subarray(start, end)).text) as unknown;
}

function withoutByteOrderMark(bytes: Uint8Array): Uint8Array {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}

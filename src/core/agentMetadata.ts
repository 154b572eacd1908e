/**
 * Metadata of the agent's own transcripts below `<home>/sessions`: `session_<id>.json` (one object, metadata first) and
 * `<id>.jsonl` (one message a line, the first being `session_meta`).
 */
import { UNKNOWN_METADATA, type ConversationMetadata } from './fileConversation';
import { previewOfMessages } from './fileMessage';
import { isRecord, shortText, type JsonRecord } from './jsonValue';
import { parseStoredTime } from './storedTime';

/** What a `session_<id>.json` says. `whole` when all of it was read: then messages are counted. */
export function parseAgentFile(file: JsonRecord, whole: boolean): ConversationMetadata {
  const messages = Array.isArray(file.messages) ? (file.messages as unknown[]) : [];
  const stored = file.message_count;
  const updatedAt = parseStoredTime(file.last_updated);
  return {
    ...UNKNOWN_METADATA,
    title: shortText(file.title),
    source: shortText(file.platform, 100) ?? 'unknown',
    model: shortText(file.model, 300),
    createdAt: parseStoredTime(file.session_start),
    updatedAt,
    lastMessageAt: (whole ? lastTime(messages) : null) ?? updatedAt,
    messageCount: whole
      ? messages.length
      : Number.isSafeInteger(stored) && (stored as number) >= 0
        ? (stored as number)
        : null,
    preview: previewOfMessages(messages, !whole),
  };
}

/**
 * What the lines of an `<id>.jsonl` say: `first` from its start, `last` from its end (the same lines when `whole`).
 * Values are the parsed lines, in order.
 */
export function parseAgentLines(
  first: readonly unknown[],
  last: readonly unknown[],
  whole: boolean,
): ConversationMetadata {
  const meta = first.find(isSessionMeta);
  const lastAt = lastTime(last);
  return {
    ...UNKNOWN_METADATA,
    source: shortText(meta?.platform, 100) ?? 'unknown',
    model: shortText(meta?.model, 300),
    createdAt: first.map(timeOf).find((at) => at !== null) ?? null,
    updatedAt: lastAt,
    lastMessageAt: lastAt,
    messageCount: whole ? first.filter((line) => isRecord(line) && !isSessionMeta(line)).length : null,
    preview: previewOfMessages(first),
  };
}

/** True for the line that describes the session instead of saying something in it. */
export function isSessionMeta(line: unknown): line is JsonRecord {
  return isRecord(line) && line.role === 'session_meta';
}

const timeOf = (value: unknown): number | null => (isRecord(value) ? parseStoredTime(value.timestamp) : null);

function lastTime(messages: readonly unknown[]): number | null {
  for (let i = messages.length - 1; i >= 0; i -= 1) {
    const at = timeOf(messages[i]);
    if (at !== null) return at;
  }
  return null;
}

/**
 * One message object of a file: Hermes WebUI's conversation files and the agent's JSON and JSONL transcripts share the
 * OpenAI chat shape and add fields of their own.
 */
import { boundedJson, isRecord, shortText, textOf, utf8Bytes, type JsonRecord } from './jsonValue';
import type { Message, MessagePart, MessageState } from './message';
import { contentPreview, isCompactionText, parseContent, plainText } from './messageParts';
import { codexMessageText, parseToolCalls, reasoningText } from './providerFields';
import { parseStoredTime } from './storedTime';

/** The message at `index` of a conversation's list, its id being that position; null when `value` is not an object. */
export function parseFileMessage(value: unknown, sessionId: string, index: number): Message | null {
  if (!isRecord(value)) return null;
  const content = parseContent(value.content);
  const codexText = content.parts.length === 0 ? codexMessageText(value.codex_message_items) : null;
  const parts: MessagePart[] = codexText === null ? [...content.parts] : [{ kind: 'text', text: codexText }];
  parts.push(...attachmentsOf(value.attachments));
  const stored = parseToolCalls(value.tool_calls);
  // An answer that was stopped keeps the calls it had begun in a field of their own.
  const partial = parseToolCalls(value._partial_tool_calls);
  const role = shortText(value.role, 100) ?? 'unknown';
  return {
    id: String(index),
    sessionId,
    role,
    parts,
    // WebUI's readers prefer `_ts`, its time of display, over the provider's `timestamp`.
    at: parseStoredTime(value._ts) ?? parseStoredTime(value.timestamp),
    toolCalls:
      stored.calls.length > 0 ? stored.calls : content.toolCalls.length > 0 ? content.toolCalls : partial.calls,
    toolCallsBroken: stored.broken,
    toolCallId: textOf(value.tool_call_id) || textOf(value.tool_use_id) || content.toolCallId,
    toolName: shortText(value.tool_name, 200) ?? (role === 'tool' ? shortText(value.name, 200) : null),
    reasoning: reasoningText(value) ?? content.reasoning,
    finishReason:
      shortText(value.finish_reason, 100) ??
      (value._error === true ? 'error' : value._partial === true ? 'partial' : null),
    tokenCount:
      typeof value.token_count === 'number' && Number.isSafeInteger(value.token_count) ? value.token_count : null,
    state: stateOf(value),
    displayKind:
      shortText(value.display_kind, 100) ?? (value._error === true ? (shortText(value.type, 100) ?? 'error') : null),
    isCompactionSummary: isFlag(value._compressed_summary) || isCompactionText(plainText(parts.slice(0, 1))),
    isRecovered: value._recovered === true || value._recovered_from_run_journal === true,
    contentBytes: contentBytes(value.content),
    hadInvalidUtf8: false,
  };
}

/** Rows copied out of `state.db` keep its flags; files of their own hold live messages only. */
function stateOf(value: JsonRecord): MessageState {
  if (value.active !== 0 && value.active !== false) return 'live';
  return isFlag(value.compacted) ? 'compacted' : 'undone';
}

const isFlag = (value: unknown): boolean => value === true || value === 1;

function contentBytes(content: unknown): number {
  if (content === null || content === undefined) return 0;
  return utf8Bytes(typeof content === 'string' ? content : boundedJson(content));
}

/** WebUI's `attachments`: names, or objects with a name and a type. */
function attachmentsOf(value: unknown): MessagePart[] {
  if (!Array.isArray(value)) return [];
  return (value as unknown[]).flatMap((entry): MessagePart[] => {
    if (typeof entry === 'string' && entry !== '') return [{ kind: 'attachment', name: entry, mediaType: '' }];
    if (!isRecord(entry)) return [];
    const name = textOf(entry.name) || textOf(entry.filename) || textOf(entry.path);
    return [
      { kind: 'attachment', name, mediaType: textOf(entry.mime) || textOf(entry.mime_type) || textOf(entry.type) },
    ];
  });
}

/**
 * The preview of a list of message objects: Hermes's rule on the first user message that says something. `lastIsCut`
 * when the list's last message may be cut off: then its words count only if the cut lies beyond the preview.
 */
export function previewOfMessages(messages: readonly unknown[], lastIsCut = false): string | null {
  for (const [index, value] of messages.entries()) {
    if (!isRecord(value) || value.role !== 'user') continue;
    const { parts } = parseContent(value.content);
    const text = plainText(parts);
    if (value.display_kind === 'hidden' || isCompactionText(text)) continue;
    if (lastIsCut && index === messages.length - 1 && text.length < 126) return null;
    const preview = contentPreview(text);
    if (preview !== '') return preview;
  }
  return null;
}

/**
 * Metadata of Hermes WebUI's conversations, from a `<sid>.json` or its beginning, or from a row of `_index.json`. Both
 * use the same names. In a file the metadata stand before `messages`, within the first 64 KiB (a rule of WebUI's own
 * prefix reader).
 */
import { UNKNOWN_METADATA, type ConversationMetadata } from './fileConversation';
import { previewOfMessages } from './fileMessage';
import { isRecord, shortText, type JsonRecord } from './jsonValue';
import { contentPreview } from './messageParts';
import { parseStoredTime } from './storedTime';

/** WebUI's title of a conversation that has none. */
const UNTITLED = 'Untitled';

/**
 * What a conversation file says. `whole` when all of it was read: then messages are counted and timed; from a beginning
 * only the stored count is known (newer builds store one).
 */
export function parseWebuiFile(file: JsonRecord, whole: boolean): ConversationMetadata {
  const known = parseCommon(file);
  const messages = Array.isArray(file.messages) ? (file.messages as unknown[]) : [];
  return {
    ...known,
    messageCount: whole ? messages.length : parseCount(file.message_count),
    lastMessageAt: whole ? lastMessageAt(file, messages) : null,
    preview: previewOfMessages(messages, !whole) ?? pendingPreview(file.pending_user_message),
  };
}

/** What an index row says. It has no words of the conversation, so there is no preview. */
export function parseIndexRow(row: JsonRecord): ConversationMetadata {
  const known = parseCommon(row);
  const count = parseCount(row.message_count);
  return {
    ...known,
    // WebUI lists at least 1 while a prompt waits, also for a conversation without any message.
    messageCount: known.hasPending && count === 1 ? null : count,
    lastMessageAt: parseStoredTime(row.last_message_at),
  };
}

function parseCommon(value: JsonRecord): ConversationMetadata {
  const title = shortText(value.title);
  return {
    ...UNKNOWN_METADATA,
    title: title === UNTITLED ? null : title,
    source:
      shortText(value.raw_source, 100) ??
      shortText(value.source_tag, 100) ??
      (value.is_cli_session === true ? 'cli' : 'webui'),
    model: shortText(value.model, 300),
    profile: shortText(value.profile, 100) ?? 'default',
    createdAt: parseStoredTime(value.created_at),
    updatedAt: parseStoredTime(value.updated_at),
    archived: value.archived === true,
    pinned: value.pinned === true,
    hasStream: isSet(value.active_stream_id),
    hasPending: isSet(value.pending_user_message) || value.has_pending_user_message === true,
    hasWorktree: isSet(value.worktree_path),
    workspace: shortText(value.workspace, 4096),
    parentId: shortText(value.parent_session_id, 200),
    isPreCompressionSnapshot: value.pre_compression_snapshot === true,
  };
}

/** The waiting prompt's words, for a conversation whose first message it will be. */
function pendingPreview(pending: unknown): string | null {
  const preview = typeof pending === 'string' ? contentPreview(pending) : '';
  return preview === '' ? null : preview;
}

const isSet = (value: unknown): boolean => value !== null && value !== undefined && value !== '' && value !== false;

function parseCount(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

/** WebUI's own rule: a waiting prompt's time, else the last message with a time that is not a tool's answer. */
function lastMessageAt(file: JsonRecord, messages: readonly unknown[]): number | null {
  if (isSet(file.pending_user_message)) {
    const pendingAt = parseStoredTime(file.pending_started_at);
    if (pendingAt !== null) return pendingAt;
  }
  for (let i = messages.length - 1; i >= 0; i -= 1) {
    const message = messages[i];
    if (!isRecord(message) || message.role === 'tool') continue;
    const at = parseStoredTime(message._ts) ?? parseStoredTime(message.timestamp);
    if (at !== null) return at;
  }
  return null;
}

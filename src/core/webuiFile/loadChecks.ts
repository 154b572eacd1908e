/** What Hermes WebUI needs of a conversation file to load it, asked of what stands there. */
import { parseFileMessage } from '../fileMessage';
import { parseLenientJson } from '../jsonPrefix';
import { isRecord, type JsonRecord } from '../jsonValue';
import { contentPreview, plainText } from '../messageParts';
import { fileTitle } from './fileTitle';

/** One requirement. WebUI's loader is `Session.load` and `load_metadata_only`; see the rules of what it reads. */
export const LOAD_CHECKS = [
  'encoding',
  'object',
  'id',
  'messages',
  'metadata_first',
  'message_shape',
  'times',
  'message_count',
  'positions',
] as const;

export type LoadCheck = (typeof LOAD_CHECKS)[number];

export interface LookedAt {
  /** `fileTitle`. */
  readonly title: string | null;
  /** Entries of `messages`; -1 when there is no such list. */
  readonly messages: number;
  readonly last: { readonly preview: string; readonly at: number | null } | null;
  /** Requirements that are not met; none for a file that WebUI loads. */
  readonly failed: readonly LoadCheck[];
}

/** WebUI reads a file's metadata from its first bytes. */
const METADATA_CHARS = 64 * 1024;
const SAFE_ID = /^[0-9A-Za-z_-]+$/;
/** Read from the beginning of the file, so that they must not stand behind the messages. */
const METADATA = ['title', 'workspace', 'created_at', 'updated_at', 'pending_user_message', 'message_count'];

/** @param text null for bytes that are not UTF-8, or begin with a byte order mark */
export function lookAtConversation(sessionId: string, text: string | null): LookedAt {
  const json = text === null ? null : parseLenientJson(text);
  const value = json?.ending === 'whole' && isRecord(json.value) ? json.value : null;
  if (text === null || value === null) {
    return { title: null, messages: -1, last: null, failed: [text === null ? 'encoding' : 'object'] };
  }
  const messages = Array.isArray(value.messages) ? (value.messages as readonly unknown[]) : null;
  return {
    title: fileTitle(value.title),
    messages: messages?.length ?? -1,
    last: lastOf(messages ?? [], sessionId),
    failed: LOAD_CHECKS.filter((check) => !isMet(check, { sessionId, text, value, messages })),
  };
}

interface Looking {
  readonly sessionId: string;
  readonly text: string;
  readonly value: JsonRecord;
  readonly messages: readonly unknown[] | null;
}

function isMet(check: LoadCheck, { sessionId, text, value, messages }: Looking): boolean {
  switch (check) {
    case 'encoding':
    case 'object':
      return true;
    case 'id':
      return value.session_id === sessionId && SAFE_ID.test(sessionId);
    case 'messages':
      return messages !== null;
    case 'metadata_first': {
      const keys = Object.keys(value);
      const at = keys.indexOf('messages');
      return METADATA.every((key) => keys.indexOf(key) <= at) && text.search(/"messages"\s*:/) <= METADATA_CHARS;
    }
    case 'message_shape':
      return (messages ?? []).every(isMessage);
    case 'times':
      return ['created_at', 'updated_at'].every((key) => value[key] === undefined || typeof value[key] === 'number');
    case 'message_count':
      return value.message_count === undefined || value.message_count === messages?.length;
    case 'positions':
      return positionsOf(value).every((position) => position >= 0 && position < (messages?.length ?? 0));
  }
}

const isMessage = (message: unknown): boolean =>
  isRecord(message) &&
  typeof message.role === 'string' &&
  message.role !== '' &&
  message.content !== undefined &&
  (message.tool_calls === undefined || message.tool_calls === null || Array.isArray(message.tool_calls));

/** Indexes into the messages that other parts of the file have. */
const positionsOf = ({ tool_calls: calls }: JsonRecord): number[] =>
  (Array.isArray(calls) ? (calls as readonly unknown[]) : []).flatMap((call) =>
    isRecord(call) && typeof call.assistant_msg_idx === 'number' ? [call.assistant_msg_idx] : [],
  );

/** The last message that somebody said. */
function lastOf(messages: readonly unknown[], sessionId: string): LookedAt['last'] {
  const isSaid = (message: unknown): boolean =>
    isRecord(message) && (message.role === 'user' || message.role === 'assistant') && message._error !== true;
  const place = messages.findLastIndex(isSaid);
  const message = place === -1 ? null : parseFileMessage(messages[place], sessionId, place);
  return message === null ? null : { preview: contentPreview(plainText(message.parts)), at: message.at };
}

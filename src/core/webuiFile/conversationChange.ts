/** What a new conversation file changes, for a person who has to agree to it. */
import { parseLenientJson } from '../jsonPrefix';
import { isRecord, type JsonRecord } from '../jsonValue';
import { fileTitle } from './fileTitle';

export interface ConversationChange {
  /** Entries of `messages`; -1 where there is no file, or none that can be read. */
  readonly messagesBefore: number;
  readonly messagesAfter: number;
  /** Of what would be written; null when it has none (`fileTitle`). */
  readonly title: string | null;
  /** Metadata that are there before and after and differ, e.g. a title that goes back. By name. */
  readonly metadata: readonly MetadataChange[];
}

export interface MetadataChange {
  readonly key: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** Follow from the messages, or are too large to be shown. */
const NOT_METADATA: ReadonlySet<string> = new Set([
  'messages',
  'context_messages',
  'tool_calls',
  'anchor_scene_index',
  'anchor_activity_scenes',
  'message_count',
]);

/** @param before null when there is no file, or none that is UTF-8 */
export function conversationChange(before: string | null, after: string): ConversationChange {
  const old = before === null ? null : recordOf(before);
  const made = recordOf(after);
  const keys = old === null || made === null ? [] : Object.keys(made).filter((key) => !NOT_METADATA.has(key));
  return {
    messagesBefore: countOf(old),
    messagesAfter: countOf(made),
    title: fileTitle(made?.title),
    metadata: keys.sort().flatMap((key) => {
      const [was, is] = [old?.[key] ?? null, made?.[key] ?? null];
      return JSON.stringify(was) === JSON.stringify(is) ? [] : [{ key, before: was, after: is }];
    }),
  };
}

function recordOf(text: string): JsonRecord | null {
  const json = parseLenientJson(text);
  return json?.ending === 'whole' && isRecord(json.value) ? json.value : null;
}

const countOf = (file: JsonRecord | null): number =>
  file !== null && Array.isArray(file.messages) ? file.messages.length : -1;

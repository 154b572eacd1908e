/** Prompts that are in no message: where they wait, and what stands there beside them. */
import { parseLenientJson } from '../jsonPrefix';
import { isRecord, type JsonRecord } from '../jsonValue';
import { parseContent, plainText } from '../messageParts';
import { parseStoredTime } from '../storedTime';
import type { ConversationText } from './conversationText';
import { jsonFloat, jsonString } from './jsonLayout';
import { memberOf, membersOf } from './jsonSpans';
import { titleFrom } from './newConversation';
import type { LostPrompt } from './recoveredTurn';

/** `text`: of the conversation file in which it waits. */
export function pendingPromptOf(text: string): LostPrompt {
  const members = membersOf(text);
  const get = (key: string): string | null => {
    const member = memberOf(members, key);
    return member === null ? null : text.slice(member.start, member.end);
  };
  return {
    content: get('pending_user_message'),
    attachments: get('pending_attachments'),
    startedAt: get('pending_started_at'),
    source: get('pending_user_source'),
  };
}

export interface JournalEventText extends LostPrompt {
  readonly value: JsonRecord;
}

/** The `submitted` event of a turn, the first of them that has something to say. */
export function journalPromptOf(shards: readonly (string | undefined)[], turnId: string): JournalEventText | null {
  for (const shard of shards) {
    // Only the newline ends a line: U+2028 and its like are part of what people write.
    for (const line of shard?.split('\n') ?? []) {
      const json = line.includes(turnId) ? parseLenientJson(line) : null;
      const value = json?.ending === 'whole' ? json.value : null;
      if (!isRecord(value) || value.event !== 'submitted' || value.turn_id !== turnId) continue;
      const members = membersOf(line);
      const get = (key: string): string | null => {
        const member = memberOf(members, key);
        return member === null ? null : line.slice(member.start, member.end);
      };
      return {
        content: get('content'),
        attachments: get('attachments'),
        startedAt: get('created_at'),
        source: null,
        value,
      };
    }
  }
  return null;
}

/** The first event that says something counts. */
export function fillFromEvent(file: ConversationText, { value }: JournalEventText): void {
  if (file.get('created_at') === '0.0') {
    const at = parseStoredTime(value.created_at);
    if (at !== null) file.set('created_at', jsonFloat(at / 1000));
  }
  const createdAt = file.get('created_at');
  if (file.get('updated_at') === '0.0' && createdAt !== null) file.set('updated_at', createdAt);
  const fill = (key: string, nothing: string, text: unknown): void => {
    if (typeof text === 'string' && text !== '' && file.get(key) === nothing) file.set(key, jsonString(text));
  };
  fill('title', '"Untitled"', titleFrom(plainText(parseContent(value.content).parts)));
  fill('workspace', '""', value.workspace);
  fill('model', '"unknown"', value.model);
  fill('model_provider', 'null', value.model_provider);
}

/** A conversation file with the messages of a state.db. */
import { parseContent, plainText } from '../messageParts';
import type { Base } from '../recovery/content';
import { ConversationText } from './conversationText';
import { frameText } from './frameText';
import { jsonList } from './jsonLayout';
import type { Material, RowsMaterial } from './material';
import { mergeMessages } from './mergeMessages';
import { contextText, readMessageText } from './messageText';
import { newConversation } from './newConversation';
import { movePositions } from './positions';
import { messageOfRow, type MessageRow } from './rowMessage';
import { metadataOfRow } from './sessionMetadata';

type RowsBase = Extract<Base, { readonly from: 'state_db' }>;

export function textOfRows(base: RowsBase, { session, messages }: RowsMaterial, material: Material): string | null {
  const frame = frameText(base.frame, material);
  if (frame === undefined) return null;
  const rows = messages.map((row) => readMessageText(messageOfRow(row)));
  const context = messages.every(({ isLive }) => isLive)
    ? '[]'
    : jsonList(rows.flatMap((row, i) => (messages[i]?.isLive === true ? (contextText(row) ?? []) : [])));
  if (frame === null) {
    const around = {
      settings: base.settings,
      profile: base.profile,
      lastAt: messages[messages.length - 1]?.timestamp ?? null,
      firstPrompt: firstPromptOf(messages),
    };
    const file = new ConversationText(newConversation(metadataOfRow(session, around)));
    file.set('messages', jsonList(rows.map(({ text }) => text)));
    if (context !== '[]') file.set('context_messages', context);
    return file.toString();
  }
  const file = new ConversationText(frame);
  const merged = mergeMessages(rows, file.list('messages').map(readMessageText));
  file.set('messages', jsonList(merged.texts));
  movePositions(file, merged.newIndex);
  // What the model was sent is a part of what it is sent now, or all of it.
  if (file.has('context_messages') || context !== '[]') file.set('context_messages', context);
  return file.toString();
}

function firstPromptOf(messages: readonly MessageRow[]): string {
  for (const { role, content, display_kind: kind } of messages) {
    const words = role === 'user' && kind === null ? plainText(parseContent(content).parts).trim() : '';
    if (words !== '') return words;
  }
  return '';
}

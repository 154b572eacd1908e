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
import { forgetPositions, moveCall } from './positions';
import { messageOfRow, type MessageRow } from './rowMessage';
import { metadataOfRow } from './sessionMetadata';

type RowsBase = Extract<Base, { readonly from: 'state_db' }>;

export function textOfRows(base: RowsBase, { session, messages }: RowsMaterial, material: Material): string | null {
  const frame = frameText(base.frame, material);
  const beside = base.beside === null ? null : material.files.get(base.beside.file);
  if (frame === undefined || beside === undefined) return null;
  const rows = messages.map((row) => readMessageText(messageOfRow(row)));
  const around = {
    settings: base.settings,
    profile: base.profile,
    lastAt: messages[messages.length - 1]?.timestamp ?? null,
    firstPrompt: firstPromptOf(messages),
  };
  const file = new ConversationText(frame ?? newConversation(metadataOfRow(session, around)));
  const known = beside === null ? null : new ConversationText(beside);
  const merged = mergeMessages(rows, known?.list('messages').map(readMessageText) ?? []);
  file.set('messages', jsonList(merged.texts));
  if (known !== null) addSettings(file, known);
  // Positions are those of another list of messages: none stays but those of the tools, which are counted anew.
  forgetPositions(file);
  const calls = known?.list('tool_calls').flatMap((call) => moveCall(call, merged.newIndex)) ?? [];
  if (calls.length > 0) file.set('tool_calls', jsonList(calls));
  // An empty list means "the messages". A compaction left rows that are shown, and not sent to the model any more.
  const live = rows.filter((_row, i) => messages[i]?.isLive === true);
  file.setIfPresent('context_messages', '[]');
  if (live.length < rows.length) file.set('context_messages', jsonList(live.flatMap((row) => contextText(row) ?? [])));
  return file.toString();
}

/** Belong to one state of a file's messages, or to one moment: they do not go from one file into another. */
const OF_ITS_MESSAGES =
  /^(messages|message_count|tool_calls|context_|anchor_|compression_|pending_|active_stream_id$|truncation_|clear_generation$|intentional_shrink_generation$|_)/;

/** What another file of the conversation says beside its messages, where this one says nothing. */
function addSettings(file: ConversationText, other: ConversationText): void {
  for (const key of other.keys()) {
    const json = file.has(key) || OF_ITS_MESSAGES.test(key) ? null : other.get(key);
    if (json !== null) file.set(key, json);
  }
}

function firstPromptOf(messages: readonly MessageRow[]): string {
  for (const { role, content, display_kind: kind } of messages) {
    const words = role === 'user' && kind === null ? plainText(parseContent(content).parts).trim() : '';
    if (words !== '') return words;
  }
  return '';
}

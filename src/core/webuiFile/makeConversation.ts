/** The text of a conversation file, made of what its content names. Pure: the same material gives the same text. */
import type { ConversationContent } from '../recovery/content';
import { ConversationText } from './conversationText';
import { makeEdit, fillFromEvents } from './conversationEdits';
import { wholeOrSalvaged } from './frameText';
import { jsonString } from './jsonLayout';
import type { Material } from './material';
import { idMember, mergeSettings, newConversation } from './newConversation';
import { textOfRows } from './textOfRows';
import { textOfTranscript } from './textOfTranscript';

/** Null when the material is not what the content says it is. */
export function makeConversation(content: ConversationContent, material: Material): string | null {
  const base = baseText(content, material);
  if (base === null) return null;
  const file = new ConversationText(base);
  for (const edit of content.edits) if (!makeEdit(file, edit, material)) return null;
  if (content.base.from === 'prompts') fillFromEvents(file, content.edits, material);
  // What WebUI needs to load a file under its name, wherever the file came from.
  if (!file.has('session_id')) file.set('session_id', jsonString(content.sessionId));
  file.setIfPresent('message_count', String(file.countOf('messages')));
  return file.toString();
}

function baseText({ base, sessionId }: ConversationContent, material: Material): string | null {
  switch (base.from) {
    case 'file':
      return material.files.get(base.file) ?? null;
    case 'salvage': {
      const text = material.files.get(base.file);
      return text === undefined ? null : wholeOrSalvaged(text, base.messages);
    }
    case 'state_db': {
      const rows = material.rows.get(base.rows.database);
      return rows === undefined ? null : textOfRows(base, rows, material);
    }
    case 'transcript': {
      const text = material.transcripts.get(base.transcript.path);
      return text === undefined ? null : textOfTranscript(base, sessionId, text, material);
    }
    case 'prompts':
      return newConversation({ ...mergeSettings(base.settings, {}), ...idMember(sessionId) });
  }
}

/** The edits of a conversation file. New messages are appended, so that no index into the old ones changes. */
import type { Edit } from '../recovery/content';
import { parseLenientJson } from '../jsonPrefix';
import { isRecord } from '../jsonValue';
import { answerInRun } from '../recovery/runAnswer';
import type { ConversationText } from './conversationText';
import { withFollowers } from './followers';
import { jsonString } from './jsonLayout';
import { elementsOf, memberOf, membersOf } from './jsonSpans';
import { fillFromEvent, journalPromptOf, pendingPromptOf } from './lostPrompt';
import type { Material, RowsMaterial } from './material';
import { contextText, readMessageText, type MessageText } from './messageText';
import { moveCall } from './positions';
import { interruptedNote, recoveredAnswer, recoveredTurn, type LostPrompt } from './recoveredTurn';
import { messageOfRow } from './rowMessage';
import { takeMessages } from './takeMessages';

/** False when the material is not what the edit says. */
export function makeEdit(file: ConversationText, edit: Edit, material: Material): boolean {
  switch (edit.edit) {
    case 'append_messages': {
      const text = material.files.get(edit.file);
      return text !== undefined && appendFromFile(file, text, edit.places);
    }
    case 'take_messages': {
      const text = material.files.get(edit.file);
      return text !== undefined && takeMessages(file, text, edit.parts);
    }
    case 'mark_shrunk':
      file.set('intentional_shrink_generation', jsonString(edit.generation));
      return true;
    case 'append_rows': {
      const rows = material.rows.get(edit.rows.database);
      return rows !== undefined && appendFromRows(file, rows, edit.ids);
    }
    case 'recover_pending': {
      const text = material.files.get(edit.file);
      if (text === undefined) return false;
      appendPrompt(file, pendingPromptOf(text), edit);
      return true;
    }
    case 'recover_turn': {
      const prompt = journalPromptOf(
        edit.journal.map((source) => material.files.get(source.file)),
        edit.turnId,
      );
      if (prompt === null) return false;
      appendPrompt(file, prompt, edit);
      return true;
    }
    case 'recover_answer': {
      const journal = material.files.get(edit.file);
      const parts = journal === undefined ? [] : answerInRun(journal);
      if (parts.length === 0) return false;
      const texts = parts.map((part) => recoveredAnswer(part, edit));
      appendMessages(file, texts.map(readMessageText));
      if (edit.isInterrupted) appendNote(file, edit.at, true);
      return true;
    }
    case 'mark_interrupted':
      appendNote(file, edit.at);
      return true;
    case 'clear_pending':
      for (const [key, json] of NOT_WAITING) file.setIfPresent(key, json);
      return true;
  }
}

/** A file that is made of prompts alone takes what they say of the conversation. */
export function fillFromEvents(file: ConversationText, edits: readonly Edit[], { files }: Material): void {
  for (const edit of edits) {
    const journal = edit.edit === 'recover_turn' ? edit.journal : [];
    const event =
      edit.edit === 'recover_turn'
        ? journalPromptOf(
            journal.map(({ file: name }) => files.get(name)),
            edit.turnId,
          )
        : null;
    if (event !== null) fillFromEvent(file, event);
  }
}

const NOT_WAITING = [
  ['active_stream_id', 'null'],
  ['pending_user_message', 'null'],
  ['pending_attachments', '[]'],
  ['pending_started_at', 'null'],
  ['pending_user_source', 'null'],
] as const;

function appendFromFile(file: ConversationText, text: string, places: readonly number[]): boolean {
  const members = membersOf(text);
  const member = memberOf(members, 'messages');
  if (member === null) return false;
  const messages = elementsOf(text, member.start).map(({ start, end }) => readMessageText(text.slice(start, end)));
  if (places.some((place) => messages[place] === undefined)) return false;
  const from = file.countOf('messages');
  const taken = withFollowers(messages, new Set(places), () => answeredCalls(file));
  appendMessages(
    file,
    taken.flatMap((place) => messages[place] ?? []),
  );
  // What WebUI shows of tools stands beside the messages and names them by index.
  const newIndex = new Map(taken.map((place, i) => [place, from + i]));
  const calls = memberOf(members, 'tool_calls');
  const spans = calls === null ? [] : elementsOf(text, calls.start);
  const moved = spans
    .map(({ start, end }) => text.slice(start, end))
    .filter((call) => memberOf(membersOf(call), 'assistant_msg_idx') !== null)
    .flatMap((call) => moveCall(call, newIndex));
  file.append('tool_calls', moved);
  return true;
}

function appendFromRows(file: ConversationText, { messages }: RowsMaterial, ids: readonly number[]): boolean {
  const places = new Set(ids.map((id) => messages.findIndex((row) => row.id === id)));
  if (places.has(-1)) return false;
  const texts = messages.map((row) => readMessageText(messageOfRow(row)));
  appendMessages(
    file,
    withFollowers(texts, places, () => answeredCalls(file)).flatMap((place) => texts[place] ?? []),
  );
  return true;
}

const answeredCalls = (file: ConversationText): Set<string> =>
  new Set(file.list('messages').map((text) => readMessageText(text).toolCallId));

/** The model's own list is kept only while WebUI uses it: an empty one means "the messages". */
function appendMessages(file: ConversationText, messages: readonly MessageText[]): void {
  file.append(
    'messages',
    messages.map(({ text }) => text),
  );
  if (file.countOf('context_messages') > 0)
    file.append(
      'context_messages',
      messages.flatMap((message) => contextText(message) ?? []),
    );
}

function appendPrompt(
  file: ConversationText,
  prompt: LostPrompt,
  { at, isInterrupted }: { readonly at: number; readonly isInterrupted: boolean },
): void {
  appendMessages(file, [readMessageText(recoveredTurn(prompt, at))]);
  if (isInterrupted) appendNote(file, at);
}

/** Once: WebUI, or an earlier repair, may have said so already. */
function appendNote(file: ConversationText, at: number, isAnswered = false): void {
  const messages = file.list('messages');
  const last = parseLenientJson(messages[messages.length - 1] ?? '')?.value;
  if (!isRecord(last) || last._error !== true) file.append('messages', [interruptedNote(at, isAnswered)]);
}

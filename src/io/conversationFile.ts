/** The whole transcript of a conversation that lives in a file. */
import { isSessionMeta } from '../core/agentMetadata';
import type { Place } from '../core/conversation';
import type { FileProblem, FileProblemReason } from '../core/fileConversation';
import { parseFileMessage } from '../core/fileMessage';
import { parseLenientJson } from '../core/jsonPrefix';
import { isRecord } from '../core/jsonValue';
import type { Message } from '../core/message';
import { plainText } from '../core/messageParts';
import type { ReadFiles } from './files';
import { parseLines } from './jsonLines';
import { readStable } from './stableFile';
import { decodeUtf8 } from './utf8Text';

export interface ConversationReading {
  /** All messages of a sound file; of a torn one those before the damage, the last of which may be cut. */
  readonly messages: readonly Message[];
  /** Entries that are not message objects, and lines that are not JSON: left out, and counted here. */
  readonly skippedEntries: number;
  readonly problem: FileProblem | null;
}

/** Which session a file holds, and how: an object with messages, but for `agentJsonl`. */
export interface FileOfConversation {
  readonly id: string;
  readonly place: Exclude<Place, 'state.db'>;
}

/** A string of the engine ends at about 512 Mi units. */
const LARGEST_BYTES = 256 * 1024 * 1024;

/** Reads and decodes the file of `conversation`. Never throws for what the disk holds. */
export function readConversation(
  conversation: FileOfConversation & { readonly path: string },
  files: ReadFiles,
  options: { readonly largestBytes?: number } = {},
): ConversationReading {
  const largestBytes = options.largestBytes ?? LARGEST_BYTES;
  const reading = readStable(files, conversation.path, (file) => {
    if (file.sizeBytes > largestBytes) return failed('too_large', `${file.sizeBytes} B`);
    return decodeConversation(conversation, file.bytes(0, file.sizeBytes));
  });
  if (reading.kind === 'gone') return failed('unreadable', 'ENOENT');
  return reading.kind === 'problem' ? { messages: [], skippedEntries: 0, problem: reading.problem } : reading.value;
}

/** The messages in the bytes of a conversation's file. */
export const decodeConversation = (
  { id, place }: FileOfConversation,
  bytes: Uint8Array,
): ConversationReading => (place === 'agentJsonl' ? decodeLines(bytes, id) : decodeObject(bytes, id));

function decodeObject(bytes: Uint8Array, sessionId: string): ConversationReading {
  const { text, hadInvalidUtf8 } = decodeUtf8(bytes);
  if (text.trim() === '') return failed('empty', `${bytes.length} B`);
  const json = parseLenientJson(text);
  if (json === null) return failed('unparseable', '');
  if (!isRecord(json.value)) return failed('not_an_object', '');
  const torn: FileProblem | null =
    json.ending === 'whole' ? null : { reason: 'torn', detail: `${json.goodLength} / ${text.length}` };
  const list = json.value.messages;
  if (!Array.isArray(list))
    return torn === null ? failed('no_messages', '') : { messages: [], skippedEntries: 0, problem: torn };
  const { messages, skippedEntries } = decodeList(list as unknown[], sessionId, () => hadInvalidUtf8);
  // The stump of a message is worth showing only when something of it is left.
  const last = messages[messages.length - 1];
  if (torn !== null && last !== undefined && last.parts.length + last.toolCalls.length === 0) messages.pop();
  return { messages, skippedEntries, problem: torn };
}

function decodeLines(bytes: Uint8Array, sessionId: string): ConversationReading {
  const lines = parseLines(bytes);
  // The session's own line says nothing in the conversation, but it keeps its place in the numbering.
  const decoded = decodeList(lines.values, sessionId, (index) => lines.invalidUtf8.has(index), isSessionMeta);
  const problem: FileProblem | null =
    lines.values.length === 0
      ? { reason: lines.brokenLines > 0 || lines.tornEnd ? 'unparseable' : 'empty', detail: `${bytes.length} B` }
      : lines.tornEnd
        ? { reason: 'torn', detail: `${bytes.length} B` }
        : null;
  return { messages: decoded.messages, skippedEntries: decoded.skippedEntries + lines.brokenLines, problem };
}

function decodeList(
  list: readonly unknown[],
  sessionId: string,
  isSuspect: (index: number) => boolean,
  isNoMessage: (value: unknown) => boolean = () => false,
): { messages: Message[]; skippedEntries: number } {
  const messages: Message[] = [];
  let skippedEntries = 0;
  for (const [index, value] of list.entries()) {
    if (isNoMessage(value)) continue;
    const message = parseFileMessage(value, sessionId, index);
    if (message === null) skippedEntries += 1;
    // Decoding is known to have replaced something in the file; this is whether it shows in this message.
    else
      messages.push(
        isSuspect(index) && plainText(message.parts).includes('\uFFFD')
          ? { ...message, hadInvalidUtf8: true }
          : message,
      );
  }
  return { messages, skippedEntries };
}

const failed = (reason: FileProblemReason, detail: string): ConversationReading => ({
  messages: [],
  skippedEntries: 0,
  problem: { reason, detail },
});

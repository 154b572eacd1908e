/** Facts of one conversation file, previous copy or temporary file. */
import { join } from 'node:path';
import { parseFileMessage } from '../../core/fileMessage';
import { parseLenientJson } from '../../core/jsonPrefix';
import { isRecord, textOf, type JsonRecord } from '../../core/jsonValue';
import { contentPreview, parseParts, plainText } from '../../core/messageParts';
import { isExtra, promptIdentity, takesPart } from '../../core/recovery/fingerprint';
import { parseIntent } from '../../core/recovery/guards';
import { attachmentNames } from '../../core/recovery/journal';
import type {
  BesideEntry,
  ConversationFacts,
  DamageReason,
  FileContent,
  FileFact,
  StoredPrint,
  PendingPrompt,
} from '../../core/recovery/snapshot';
import { parseStoredTime } from '../../core/storedTime';
import { elementsOf, memberOf, membersOf } from '../../core/webuiFile/jsonSpans';
import type { DirectoryEntry, FileStat, ReadFiles } from '../files';
import type { JsonScanner } from '../jsonScan/jsonScanner';
import { modifiedAtOf, readStable, type OpenFile, type StableOptions } from '../stableFile';
import { decodeUtf8 } from '../utf8Text';
import { outlineConversation, type ConversationOutline } from './conversationOutline';
import { besideKey, digestOf, digestText, printOf } from './digests';
import { LARGEST_BYTES } from './largestFile';

/** `outline`: without prints and digest, at a fraction of the cost. `messages`: all there is. */
export type FileDepth = 'outline' | 'messages';

export interface FileFactOptions extends StableOptions {
  readonly depth?: FileDepth;
  /** Larger files are named and not looked into. */
  readonly largestBytes?: number | undefined;
  /** Makes outlines cheap, and has memory to read into. */
  readonly scanner?: JsonScanner;
}

/** Null when the file went away since the listing. */
export const readFileFact = (
  dir: string,
  entry: DirectoryEntry,
  sessionId: string,
  files: ReadFiles,
  options: FileFactOptions = {},
): FileFact | null => readFileFactAndState(dir, entry, sessionId, files, options)?.fact ?? null;

/** The same with the state of the file that the fact is true of; no state for what may be another the next time. */
export function readFileFactAndState(
  dir: string,
  entry: DirectoryEntry,
  sessionId: string,
  files: ReadFiles,
  { depth = 'messages', largestBytes = LARGEST_BYTES, scanner, isListed = false }: FileFactOptions = {},
): { readonly fact: FileFact; readonly state: FileStat | null } | null {
  const { name } = entry;
  const nothing = { name, sessionId, sizeBytes: 0, modifiedAt: 0, digest: null, links: null };
  // Asked before the file is touched: a link is never followed, and a FIFO never opened.
  if (entry.kind !== 'file') {
    return { fact: { ...nothing, content: { state: 'not_a_file', found: entry.kind } }, state: null };
  }
  const read = (file: OpenFile): Pick<FileFact, 'digest' | 'content'> => {
    if (file.sizeBytes > largestBytes) return { digest: null, content: unchecked('too_large') };
    const bytes = file.bytes(0, file.sizeBytes, scanner);
    return { digest: depth === 'messages' ? digestOf(bytes) : null, content: contentOf(bytes, depth, scanner) };
  };
  const reading = readStable(files, join(dir, name), read, { isListed });
  if (reading.kind === 'gone') return null;
  if (reading.kind === 'problem')
    return { fact: { ...nothing, content: unchecked(reading.problem.detail) }, state: null };
  const { value, stat, settled } = reading;
  const moving = settled ? value : { digest: null, content: unchecked('changing') };
  const fact = { name, sessionId, sizeBytes: stat.sizeBytes, modifiedAt: modifiedAtOf(stat), links: stat.links, ...moving };
  return { fact, state: settled ? stat : null };
}

const unchecked = (reason: string): FileContent => ({ state: 'unchecked', reason });
const damaged = (reason: DamageReason, salvage: ConversationFacts | null = null): FileContent => ({
  state: 'damaged',
  reason,
  salvage,
});

/** What `outline` would have read of the same bytes. */
export function outlineOf(fact: FileFact): FileFact {
  const inShort = (conversation: ConversationFacts): ConversationFacts =>
    conversation.printsRead ? { ...conversation, prints: [], printsRead: false, beside: [], extras: 0 } : conversation;
  const { content } = fact;
  if (content.state === 'whole')
    return { ...fact, digest: null, content: { ...content, conversation: inShort(content.conversation) } };
  if (content.state !== 'damaged' || content.salvage === null) return { ...fact, digest: null };
  return { ...fact, digest: null, content: { ...content, salvage: inShort(content.salvage) } };
}

function contentOf(bytes: Uint8Array, depth: FileDepth, scanner: JsonScanner | undefined): FileContent {
  const outline = depth === 'outline' && scanner !== undefined ? outlineConversation(bytes, scanner) : null;
  if (outline !== null) return { state: 'whole', conversation: outlinedConversation(outline) };
  const { text, hadInvalidUtf8 } = decodeUtf8(bytes);
  if (text.trim() === '') return damaged('empty');
  const json = parseLenientJson(text);
  if (json === null) return damaged('unparseable');
  if (!isRecord(json.value)) return damaged('not_an_object');
  const isTorn = json.ending !== 'whole';
  if (!Array.isArray(json.value.messages)) return damaged(isTorn ? 'torn' : 'no_messages');
  const list = json.value.messages as unknown[];
  const messages = isTorn ? list.slice(0, wholeMessages(text.slice(0, json.goodLength))) : list;
  const conversation = parsedConversation(json.value, messages, depth);
  if (isTorn) return damaged('torn', conversation);
  return hadInvalidUtf8 ? damaged('not_utf8', conversation) : { state: 'whole', conversation };
}

/** Of a torn list the last message may be cut, and is then no copy of the whole one. One that was closed is whole. */
function wholeMessages(good: string): number {
  const list = memberOf(membersOf(good), 'messages');
  const spans = list === null ? [] : elementsOf(good, list.start);
  const last = spans.at(-1);
  if (last === undefined) return 0;
  const isWhole = parseLenientJson(good.slice(last.start, last.end))?.ending === 'whole';
  return isWhole ? spans.length : spans.length - 1;
}

function outlinedConversation({ file, messageCount, messageAt }: ConversationOutline): ConversationFacts {
  const endAt = endOf(messageCount, messageAt);
  return { ...metadataOf(file), messageCount, prints: [], printsRead: false, beside: [], endAt, extras: 0 };
}

function parsedConversation(file: JsonRecord, messages: readonly unknown[], depth: FileDepth): ConversationFacts {
  const printsRead = depth === 'messages';
  const endAt = endOf(messages.length, (index) => messages[index]);
  const read = printsRead ? printsOf(messages) : { prints: [], beside: [], extras: 0 };
  return { ...metadataOf(file), messageCount: messages.length, printsRead, endAt, ...read };
}

function printsOf(messages: readonly unknown[]): Pick<ConversationFacts, 'prints' | 'beside' | 'extras'> {
  const prints: StoredPrint[] = [];
  const beside: BesideEntry[] = [];
  let extras = 0;
  for (const [index, value] of messages.entries()) {
    const message = parseFileMessage(value, '', index);
    if (message !== null && isExtra(message)) extras += 1;
    const print = message === null ? null : printOf(message, isRecord(value) && value._recovered === true);
    if (print !== null) prints.push(print);
    else beside.push({ place: index, key: besideKey(message, value), ...(message !== null && message.at !== null && message.role !== 'tool' && { at: message.at }) });
  }
  return { prints, beside, extras };
}

/** From the end: the last that takes part is one of the last few. */
function endOf(count: number, messageAt: (index: number) => unknown): number | null {
  for (let index = count - 1; index >= 0; index -= 1) {
    const message = parseFileMessage(messageAt(index), '', index);
    if (message !== null && takesPart(message)) return message.at;
  }
  return null;
}

const metadataOf = (
  file: JsonRecord,
): Pick<ConversationFacts, 'innerId' | 'parentId' | 'intent' | 'activeStreamId' | 'pending'> => ({
  innerId: nonEmpty(file.session_id),
  parentId: nonEmpty(file.parent_session_id),
  intent: parseIntent(file),
  activeStreamId: nonEmpty(file.active_stream_id),
  pending: pendingOf(file),
});

function pendingOf(file: JsonRecord): PendingPrompt | null {
  const text = plainText(parseParts(file.pending_user_message));
  const names = attachmentNames(file.pending_attachments);
  if (text.trim() === '' && names.length === 0) return null;
  return {
    print: {
      role: 'user',
      key: digestText(promptIdentity(text, names)),
      at: parseStoredTime(file.pending_started_at),
      isRecovered: false,
    },
    preview: contentPreview(text),
    attachmentCount: names.length,
  };
}

const nonEmpty = (value: unknown): string | null => textOf(value) || null;

/** Facts of one conversation file, previous copy or temporary file. */
import { join } from 'node:path';
import { parseFileMessage } from '../../core/fileMessage';
import { parseLenientJson } from '../../core/jsonPrefix';
import { isRecord, textOf, type JsonRecord } from '../../core/jsonValue';
import { contentPreview, parseParts, plainText } from '../../core/messageParts';
import { promptIdentity } from '../../core/recovery/fingerprint';
import { parseIntent } from '../../core/recovery/guards';
import { attachmentNames } from '../../core/recovery/journal';
import type {
  ConversationFacts,
  DamageReason,
  FileContent,
  FileFact,
  PendingPrompt,
} from '../../core/recovery/snapshot';
import { parseStoredTime } from '../../core/storedTime';
import type { DirectoryEntry, ReadFiles } from '../files';
import { modifiedAtOf, readStable } from '../stableFile';
import { decodeUtf8 } from '../utf8Text';
import { digestOf, digestText, printOf } from './digests';

/**
 * Larger files are named and not parsed: text and objects of a file take several times its size. A conversation of this
 * size has a hundred thousand messages.
 */
const LARGEST_BYTES = 96 * 1024 * 1024;

/** Null when the file went away since the listing. */
export function readFileFact(
  dir: string,
  entry: DirectoryEntry,
  sessionId: string,
  files: ReadFiles,
  largestBytes = LARGEST_BYTES,
): FileFact | null {
  const { name } = entry;
  const nothing = { name, sessionId, sizeBytes: 0, modifiedAt: 0, digest: null };
  // Asked before the file is touched: a link is never followed, and a FIFO never opened.
  if (entry.kind !== 'file') return { ...nothing, content: { state: 'not_a_file', found: entry.kind } };
  const reading = readStable(files, join(dir, name), (file) => {
    if (file.sizeBytes > largestBytes) return { digest: null, content: unchecked('too_large') };
    const bytes = file.bytes(0, file.sizeBytes);
    return { digest: digestOf(bytes), content: contentOf(bytes) };
  });
  if (reading.kind === 'gone') return null;
  if (reading.kind === 'problem') return { ...nothing, content: unchecked(reading.problem.detail) };
  const { value, stat, settled } = reading;
  const moving = settled ? value : { digest: null, content: unchecked('changing') };
  return { name, sessionId, sizeBytes: stat.sizeBytes, modifiedAt: modifiedAtOf(stat), ...moving };
}

const unchecked = (reason: string): FileContent => ({ state: 'unchecked', reason });
const damaged = (reason: DamageReason, salvage: ConversationFacts | null = null): FileContent => ({
  state: 'damaged',
  reason,
  salvage,
});

function contentOf(bytes: Uint8Array): FileContent {
  const { text, hadInvalidUtf8 } = decodeUtf8(bytes);
  if (text.trim() === '') return damaged('empty');
  const json = parseLenientJson(text);
  if (json === null) return damaged('unparseable');
  if (!isRecord(json.value)) return damaged('not_an_object');
  const isTorn = json.ending !== 'whole';
  if (!Array.isArray(json.value.messages)) return damaged(isTorn ? 'torn' : 'no_messages');
  const conversation = conversationOf(json.value, json.value.messages as unknown[], isTorn);
  if (isTorn) return damaged('torn', conversation);
  return hadInvalidUtf8 ? damaged('not_utf8', conversation) : { state: 'whole', conversation };
}

/** Of a torn list the last message may be cut, so that it is no copy of the whole one. */
function conversationOf(file: JsonRecord, list: readonly unknown[], isTorn: boolean): ConversationFacts {
  const messages = isTorn ? list.slice(0, -1) : list;
  const prints = messages.flatMap((value, index) => {
    const message = parseFileMessage(value, '', index);
    const print = message === null ? null : printOf(message, isRecord(value) && value._recovered === true);
    return print === null ? [] : [print];
  });
  return {
    innerId: nonEmpty(file.session_id),
    parentId: nonEmpty(file.parent_session_id),
    messageCount: messages.length,
    prints,
    intent: parseIntent(file),
    activeStreamId: nonEmpty(file.active_stream_id),
    pending: pendingOf(file),
  };
}

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

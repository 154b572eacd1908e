/** Metadata of a conversation that is one JSON object, from a bounded look at its file. */
import { UNKNOWN_METADATA, type ConversationMetadata, type FileProblemReason } from '../core/fileConversation';
import { parseJsonPrefix, parseLenientJson } from '../core/jsonPrefix';
import { isRecord, type JsonRecord } from '../core/jsonValue';
import type { OpenFile } from './stableFile';
import { decodeUtf8, decodeUtf8Prefix } from './utf8Text';

/** Hermes WebUI guarantees the metadata within this many bytes; files up to this size are read whole. */
export const PREFIX_BYTES = 64 * 1024;
// Metadata are 2 to 4 KiB as a rule, and the first prompt follows at once.
const LOOKS_BYTES: readonly number[] = [16 * 1024, PREFIX_BYTES];
const TAIL_BYTES = 64;

/** `whole` says whether `file` is all of the object or its beginning, with the message where it was cut shortened. */
export type ParseMetadata = (file: JsonRecord, whole: boolean) => ConversationMetadata;

/**
 * Reads the beginning of the file, in `looks` of growing size until the first words were found, and a few bytes at its
 * end; the whole file only when it is no larger than the guaranteed prefix.
 */
export function readJsonMetadata(file: OpenFile, parse: ParseMetadata, looks = LOOKS_BYTES): ConversationMetadata {
  if (file.sizeBytes <= PREFIX_BYTES) return wholeFile(file, parse);
  let metadata = UNKNOWN_METADATA;
  for (const length of looks) {
    const look = prefix(file, length, parse);
    metadata = look.metadata;
    if (metadata.problem !== null || (look.hasMessages && metadata.preview !== null)) break;
  }
  if (metadata.problem !== null || endsLikeAnObject(file)) return metadata;
  return { ...metadata, problem: { reason: 'torn', detail: `${file.sizeBytes} B` } };
}

function wholeFile(file: OpenFile, parse: ParseMetadata): ConversationMetadata {
  const { text } = decodeUtf8(file.bytes(0, PREFIX_BYTES));
  if (text.trim() === '') return withProblem('empty', '0 B');
  const json = parseLenientJson(text);
  if (json === null) return withProblem('unparseable', startOf(text));
  if (!isRecord(json.value)) return withProblem('not_an_object', startOf(text));
  const whole = json.ending === 'whole';
  const metadata = parse(json.value, whole);
  if (!whole) return { ...metadata, problem: { reason: 'torn', detail: `${json.goodLength} / ${text.length}` } };
  return Array.isArray(json.value.messages)
    ? metadata
    : { ...metadata, messageCount: null, problem: { reason: 'no_messages', detail: '' } };
}

function prefix(
  file: OpenFile,
  length: number,
  parse: ParseMetadata,
): { metadata: ConversationMetadata; hasMessages: boolean } {
  const text = decodeUtf8Prefix(file.bytes(0, length));
  const json = parseJsonPrefix(text);
  if (json === null) return { metadata: withProblem('unparseable', startOf(text)), hasMessages: false };
  if (!isRecord(json.value)) return { metadata: withProblem('not_an_object', startOf(text)), hasMessages: false };
  const metadata = parse(json.value, false);
  if (json.ending === 'damaged') {
    return {
      metadata: { ...metadata, problem: { reason: 'torn', detail: `${json.goodLength} / ${file.sizeBytes} B` } },
      hasMessages: true,
    };
  }
  const messages = json.value.messages;
  if (messages !== undefined && !Array.isArray(messages)) {
    return {
      metadata: { ...metadata, messageCount: null, problem: { reason: 'no_messages', detail: '' } },
      hasMessages: true,
    };
  }
  return { metadata, hasMessages: messages !== undefined };
}

function endsLikeAnObject(file: OpenFile): boolean {
  const tail = file.bytes(Math.max(0, file.sizeBytes - TAIL_BYTES), TAIL_BYTES);
  for (let i = tail.length - 1; i >= 0; i -= 1) {
    const byte = tail[i];
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return byte === 0x7d;
  }
  return false;
}

const withProblem = (reason: FileProblemReason, detail: string): ConversationMetadata => ({
  ...UNKNOWN_METADATA,
  problem: { reason, detail },
});

/** What stands at the start instead, for a tooltip: the first characters, quoted. */
const startOf = (text: string): string => JSON.stringify(text.slice(0, 24));

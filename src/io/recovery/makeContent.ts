/** The new bytes of a step. Reads only; the same step made twice from the same sources gives the same bytes. */
import { join } from 'node:path';
import type { ConversationContent, IndexContent, NewContent } from '../../core/recovery/content';
import type { SkipReason } from '../../core/recovery/outcome';
import { indexRowOf, type IndexRowText } from '../../core/webuiFile/indexRow';
import { addRow, indexText, parseIndex } from '../../core/webuiFile/indexText';
import { makeConversation } from '../../core/webuiFile/makeConversation';
import { errnoOf, type DirectoryEntry, type ReadFiles } from '../files';
import { readStable } from '../stableFile';
import { decodeUtf8 } from '../utf8Text';
import { INDEX_NAME } from './bookFacts';
import { LARGEST_BYTES } from './largestFile';
import { readMaterial, type MaterialReader } from './material';
import { nameEntries } from './namesInDir';

export type MadeContent =
  { readonly kind: 'content'; readonly bytes: Uint8Array } | { readonly kind: 'skip'; readonly reason: SkipReason };

export const makeContent = (content: NewContent, reader: MaterialReader): MadeContent =>
  content.kind === 'index' ? makeIndex(content, reader) : makeConversationBytes(content, reader);

const encoder = new TextEncoder();

function makeConversationBytes(content: ConversationContent, reader: MaterialReader): MadeContent {
  const reading = readMaterial(content, reader);
  if (reading.kind === 'skip') return reading;
  const { material, bytes } = reading;
  const text = makeConversation(content, material);
  if (text === null) return { kind: 'skip', reason: 'source_changed' };
  const { base } = content;
  const copied = base.from === 'file' ? bytes.get(base.file) : undefined;
  // A copy that needs no change is copied as bytes. Only a byte order mark goes: WebUI cannot load it.
  if (copied !== undefined && base.from === 'file' && text === material.files.get(base.file))
    return { kind: 'content', bytes: copied.subarray(hasByteOrderMark(copied) ? 3 : 0) };
  return { kind: 'content', bytes: encoder.encode(text) };
}

const hasByteOrderMark = (bytes: Uint8Array): boolean => bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;

/** Null when the directory cannot be listed (any more). */
export function entriesOf(dir: string, files: ReadFiles): DirectoryEntry[] | null {
  try {
    return files.list(dir);
  } catch (error) {
    if (errnoOf(error) === '') throw error;
    return null;
  }
}

/** Made from the files that are there now: a conversation that came or went since the plan is seen. */
function makeIndex({ refresh: asked, drop }: IndexContent, reader: MaterialReader): MadeContent {
  const { sessionDir, files } = reader;
  const text = (name: string): string | null => {
    const reading = readStable(files, join(sessionDir, name), (file) =>
      file.sizeBytes > LARGEST_BYTES ? null : decodeUtf8(file.bytes(0, file.sizeBytes)),
    );
    const decoded = reading.kind === 'read' ? reading.value : null;
    return decoded === null || decoded.hadInvalidUtf8 ? null : decoded.text;
  };
  const present = parseIndex(text(INDEX_NAME) ?? '');
  // Where the rows that were to stay are gone, all are made anew.
  const refresh = present === null ? null : asked;
  const entries = entriesOf(sessionDir, files);
  if (entries === null) return { kind: 'skip', reason: 'vanished' };
  const { live } = nameEntries(entries);
  const made = new Map<string, IndexRowText>();
  for (const { entry, sessionId } of live) {
    if (entry.kind !== 'file' || refresh?.includes(sessionId) === false) continue;
    const content = text(entry.name);
    // One file at a time: only its row is kept.
    const row = content === null ? null : indexRowOf(content, sessionId, (id) => present?.get(id) ?? null);
    if (row !== null) addRow(made, row);
  }
  const names = new Set(live.map(({ sessionId }) => sessionId));
  const kept = [...(present ?? [])].filter(([id]) =>
    made.has(id) ? false : names.has(id) || (refresh !== null && !drop.includes(id)),
  );
  const rows = [...kept.map(([, row]) => row), ...[...made.values()].map((row) => row.text)];
  return { kind: 'content', bytes: encoder.encode(indexText(rows)) };
}

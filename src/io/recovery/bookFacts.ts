/** Hermes WebUI's own books: the index of conversations and the list of deleted ones. */
import { join } from 'node:path';
import { parseLenientJson } from '../../core/jsonPrefix';
import { isRecord } from '../../core/jsonValue';
import type { IndexRow, Source, Tombstones } from '../../core/recovery/snapshot';
import { keptSettings } from '../../core/webuiFile/settings';
import type { DirectoryEntry, ReadFiles } from '../files';
import { modifiedAtOf, readStable } from '../stableFile';
import { decodeUtf8 } from '../utf8Text';
import { digestOf } from './digests';
import { LARGEST_BYTES } from './largestFile';

export const INDEX_NAME = '_index.json';
export const TOMBSTONES_NAME = '_deleted_webui_sessions.json';

export function readIndex(
  dir: string,
  entries: readonly DirectoryEntry[],
  files: ReadFiles,
): { readonly index: Source<Map<string, IndexRow>>; readonly digest: string | null } {
  const { source, digest } = readBook(dir, INDEX_NAME, entries, files, (value) =>
    Array.isArray(value) ? rowsOf(value as unknown[]) : null,
  );
  return { index: source, digest };
}

function rowsOf(list: readonly unknown[]): Map<string, IndexRow> {
  const rows = new Map<string, IndexRow>();
  for (const row of list) {
    if (!isRecord(row) || typeof row.session_id !== 'string') continue;
    const count = row.message_count;
    rows.set(row.session_id, {
      messageCount: typeof count === 'number' && Number.isSafeInteger(count) ? count : null,
      settings: keptSettings(row),
    });
  }
  return rows;
}

/** Ids count whatever version the list says it has: a deletion is honoured when in doubt. */
export function readTombstones(dir: string, entries: readonly DirectoryEntry[], files: ReadFiles): Source<Tombstones> {
  return readBook(dir, TOMBSTONES_NAME, entries, files, (value, modifiedAt) => {
    if (!isRecord(value) || !Array.isArray(value.ids)) return null;
    const ids = new Set((value.ids as unknown[]).filter((id) => typeof id === 'string'));
    return { ids, modifiedAt };
  }).source;
}

/** `parse` gives null for what is not such a book. */
function readBook<T>(
  dir: string,
  name: string,
  entries: readonly DirectoryEntry[],
  files: ReadFiles,
  parse: (value: unknown, modifiedAt: number) => T | null,
): { readonly source: Source<T>; readonly digest: string | null } {
  const unread = (reason: string): { source: Source<T>; digest: null } => ({
    source: { state: 'unreadable', reason },
    digest: null,
  });
  const entry = entries.find((one) => one.name === name);
  if (entry === undefined) return { source: { state: 'absent' }, digest: null };
  if (entry.kind !== 'file') return unread(entry.kind);
  const reading = readStable(files, join(dir, name), (file) => {
    if (file.sizeBytes > LARGEST_BYTES) return null;
    const bytes = file.bytes(0, file.sizeBytes);
    return { ...decodeUtf8(bytes), digest: digestOf(bytes) };
  });
  if (reading.kind === 'gone') return { source: { state: 'absent' }, digest: null };
  if (reading.kind === 'problem') return unread(reading.problem.detail);
  if (reading.value === null) return unread('too_large');
  const { text, hadInvalidUtf8, digest } = reading.value;
  const json = parseLenientJson(text);
  // A list that is cut off would make what it no longer names look lost, or deleted.
  if (json?.ending !== 'whole' || hadInvalidUtf8) return { source: { state: 'unreadable', reason: 'damaged' }, digest };
  const value = parse(json.value, modifiedAtOf(reading.stat));
  return { source: value === null ? { state: 'unreadable', reason: 'wrong_shape' } : { state: 'read', value }, digest };
}

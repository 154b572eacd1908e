/** Reads what a content names, and proves that it is what the plan saw. */
import { join } from 'node:path';
import { Failure } from '../../core/failure';
import type { ConversationContent, RowsSource } from '../../core/recovery/content';
import type { SkipReason } from '../../core/recovery/outcome';
import type { Material, RowsMaterial } from '../../core/webuiFile/material';
import type { ReadFiles } from '../files';
import { readStable } from '../stableFile';
import { probeSchema } from '../stateDb/schema';
import { decodeUtf8 } from '../utf8Text';
import { readRowMessages } from './databaseFacts';
import { digestOf } from './digests';
import { LARGEST_BYTES } from './largestFile';
import type { OpenDatabases } from './openDatabases';
import { readRowsMaterial } from './rowsMaterial';

export interface MaterialReader {
  readonly sessionDir: string;
  readonly files: ReadFiles;
  readonly databases: OpenDatabases;
}

export type MaterialReading =
  | { readonly kind: 'material'; readonly material: Material; readonly bytes: ReadonlyMap<string, Uint8Array> }
  | { readonly kind: 'skip'; readonly reason: SkipReason };

interface Named {
  readonly name: string;
  readonly path: string;
  readonly sha256: string;
}

/** `bytes` are those of the content's files, by their names. */
export function readMaterial(content: ConversationContent, reader: MaterialReader): MaterialReading {
  const { files, transcripts, rows } = sourcesOf(content, reader.sessionDir);
  const bytes = new Map<string, Uint8Array>();
  const texts = new Map<string, string>();
  for (const source of [...files, ...transcripts]) {
    if (bytes.has(source.name)) continue;
    const read = readChecked(source, reader.files);
    if (typeof read === 'string') return { kind: 'skip', reason: read };
    bytes.set(source.name, read);
    texts.set(source.name, decodeUtf8(read).text);
  }
  const rowsMaterial = new Map<string, RowsMaterial>();
  for (const source of rows) {
    const read = rowsMaterial.get(source.database) ?? readRows(source, reader);
    if (read === null) return { kind: 'skip', reason: 'source_changed' };
    rowsMaterial.set(source.database, read);
  }
  return { kind: 'material', material: { files: texts, rows: rowsMaterial, transcripts: texts }, bytes };
}

function sourcesOf(
  { base, edits }: ConversationContent,
  dir: string,
): { files: Named[]; transcripts: Named[]; rows: RowsSource[] } {
  const files: { file: string; sha256: string }[] = [];
  const transcripts: Named[] = [];
  const rows: RowsSource[] = [];
  if (base.from === 'file' || base.from === 'salvage') files.push(base);
  if ((base.from === 'state_db' || base.from === 'transcript') && base.frame !== null) files.push(base.frame);
  if (base.from === 'state_db') {
    rows.push(base.rows);
    if (base.beside !== null) files.push(base.beside);
  }
  if (base.from === 'transcript') {
    const { path, sha256 } = base.transcript;
    transcripts.push({ name: path, path, sha256 });
  }
  for (const edit of edits) {
    if (edit.edit === 'append_messages' || edit.edit === 'take_messages' || edit.edit === 'recover_pending' || edit.edit === 'recover_answer') files.push(edit);
    else if (edit.edit === 'recover_turn') files.push(...edit.journal);
    else if (edit.edit === 'append_rows') rows.push(edit.rows);
  }
  const named = files.map(({ file, sha256 }) => ({ name: file, path: join(dir, file), sha256 }));
  return { files: named, transcripts, rows };
}

/** The whole file, if it is still the one that the plan saw. */
function readChecked({ path, sha256 }: Named, files: ReadFiles): Uint8Array | SkipReason {
  const reading = readStable(files, path, (file) =>
    file.sizeBytes > LARGEST_BYTES ? null : file.bytes(0, file.sizeBytes),
  );
  if (reading.kind !== 'read') return 'source_changed';
  if (reading.value === null) return 'too_large';
  return reading.settled && digestOf(reading.value) === sha256 ? reading.value : 'source_changed';
}

/** Null when the rows are not, or are not surely, what the plan saw. Both looks are at one snapshot. */
function readRows({ database, sessionId, digest }: RowsSource, { databases }: MaterialReader): RowsMaterial | null {
  try {
    const source = databases.get(database);
    const { value, snapshot } = source.read((reader) => {
      const schema = probeSchema(reader);
      const seen = readRowMessages(reader, schema, sessionId);
      if (seen.isIncomplete || seen.digest !== digest) return null;
      return readRowsMaterial(reader, schema, sessionId);
    });
    return snapshot.missingPages > 0 || source.logProblem() !== null ? null : value;
  } catch (error) {
    if (Failure.is(error)) return null;
    throw error;
  }
}

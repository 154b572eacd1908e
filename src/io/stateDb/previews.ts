/** The first words of a session's first prompt, as Hermes's own list shows them. */
import { contentPreview, parseParts, plainText } from '../../core/messageParts';
import { asBytes, textOf } from './cells';
import { decodeContent } from './content';
import type { Schema } from './schema';
import type { SnapshotReader } from '../sqlite/snapshotReader';

// Rows that are skipped (hidden notes, summaries) come early in a session, if at all.
const MAX_CANDIDATES = 12;

/**
 * Preview by Hermes's rule: the first user row with content, by timestamp, then id. Hermes itself shows nothing for
 * structured content; here the text parts of it serve. '' when there is no such row.
 */
export function readPreview(db: SnapshotReader, schema: Schema, sessionId: string): string {
  const columns = schema.messages;
  if (columns === null || !columns.has('content') || !columns.has('role')) return '';
  const kind = columns.has('display_kind') ? 'display_kind' : 'NULL';
  // Schemas from v26 on mark summaries, and their Hermes skips them and hidden notes in previews; older ones take the
  // first row.
  const marksSummaries = columns.has('_compressed_summary');
  const summary = marksSummaries ? '_compressed_summary' : 'NULL';
  const order = columns.has('timestamp') ? 'timestamp, id' : 'id';
  let preview = '';
  let candidates = 0;
  db.each(
    `SELECT ${asBytes('content')}, ${kind}, ${summary} FROM messages
     WHERE session_id = ? AND role = 'user' AND content IS NOT NULL ORDER BY ${order}`,
    [sessionId],
    (cells) => {
      candidates += 1;
      const skip = marksSummaries && (textOf(cells[1]) === 'hidden' || cells[2] === 1);
      if (!skip) preview = previewOf(cells[0]);
      return (preview === '' || skip) && candidates < MAX_CANDIDATES && (skip || marksSummaries);
    },
  );
  return preview;
}

function previewOf(cell: unknown): string {
  if (!(cell instanceof Uint8Array)) return '';
  const { value } = decodeContent(cell);
  return contentPreview(typeof value === 'string' ? value : plainText(parseParts(value)));
}

/**
 * Hermes WebUI's `_index.json`: a list of one row a conversation. It is a cache of WebUI's own and may be stale or
 * damaged, so it only ever spares a look into a file, and nothing depends on it.
 */
import type { ConversationMetadata } from '../core/fileConversation';
import { parseLenientJson } from '../core/jsonPrefix';
import { isRecord } from '../core/jsonValue';
import { parseIndexRow } from '../core/webuiMetadata';
import { errnoOf, type FileStat, type ReadFiles } from './files';
import { readStable, sameState } from './stableFile';
import { decodeUtf8 } from './utf8Text';

export interface IndexRows {
  readonly byId: ReadonlyMap<string, ConversationMetadata>;
  /** When the index was written, nanoseconds since 1970. */
  readonly writtenNs: bigint;
}

const NO_ROWS: IndexRows = { byId: new Map(), writtenNs: 0n };

export class SessionIndex {
  private stat: FileStat | null = null;
  private rows = NO_ROWS;

  constructor(
    private readonly path: string,
    private readonly files: ReadFiles,
  ) {}

  /** The rows, or none when the index is absent, not a list, unreadable or larger than `largestBytes`. */
  read(largestBytes: number): IndexRows {
    const stat = this.statOrNull();
    if (stat === null || stat.kind !== 'file') return NO_ROWS;
    if (this.stat !== null && sameState(this.stat, stat)) return this.rows;
    if (stat.sizeBytes > largestBytes) return NO_ROWS;
    const reading = readStable(this.files, this.path, (file) =>
      // It may have grown since the stat.
      file.sizeBytes > largestBytes
        ? new Map<string, ConversationMetadata>()
        : parseRows(decodeUtf8(file.bytes(0, file.sizeBytes)).text),
    );
    if (reading.kind !== 'read') return NO_ROWS;
    this.stat = reading.settled ? reading.stat : null;
    this.rows = { byId: reading.value, writtenNs: reading.stat.mtimeNs };
    return this.rows;
  }

  private statOrNull(): FileStat | null {
    try {
      return this.files.stat(this.path);
    } catch (error) {
      if (errnoOf(error) === '') throw error;
      return null;
    }
  }
}

function parseRows(text: string): Map<string, ConversationMetadata> {
  const rows = new Map<string, ConversationMetadata>();
  const list = parseLenientJson(text);
  // A torn index is not trusted at all: its newest rows stand first, and what they would say is in the files.
  if (list?.ending !== 'whole' || !Array.isArray(list.value)) return rows;
  for (const row of list.value as unknown[]) {
    if (isRecord(row) && typeof row.session_id === 'string') rows.set(row.session_id, parseIndexRow(row));
  }
  return rows;
}

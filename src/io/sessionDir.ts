/**
 * Hermes WebUI's session directory: `<sid>.json` is a conversation, `<sid>.json.bak` its previous copy. Names that
 * start with `_` are WebUI's own books (index, tombstones, journals). Only metadata are read here; `conversationFile`
 * reads transcripts.
 */
import { join } from 'node:path';
import type { ConversationMetadata } from '../core/fileConversation';
import { parseWebuiFile } from '../core/webuiMetadata';
import {
  ConversationCatalogue,
  IdClaims,
  type DirectoryReading,
  type ListedConversation,
} from './conversationCatalogue';
import type { DirectoryEntry, FileStat, ReadFiles } from './files';
import { PREFIX_BYTES, readJsonMetadata } from './jsonFileMetadata';
import { SessionIndex, type IndexRows } from './sessionIndex';
import type { OpenFile } from './stableFile';

/** From so many unread files on, parsing the index is cheaper than opening them all. */
const MANY_FILES = 200;
const LARGEST_INDEX_BYTES = 64 * 1024 * 1024;
/** For the count of a single conversation only a small index is worth its parsing. */
const SMALL_INDEX_BYTES = 4 * 1024 * 1024;

// WebUI takes `updated_at` right before it writes a file and the file's row: a file whose time lies further off was
// written again without a new `updated_at`, or copied, and its row may not speak of it.
const FRESH_FROM_NS = -50_000_000n;
const FRESH_TO_NS = 1_000_000_000n;

export class SessionDirReader {
  private readonly catalogue: ConversationCatalogue;
  private readonly index: SessionIndex;

  constructor(dir: string, files: ReadFiles, now: () => number = Date.now) {
    this.index = new SessionIndex(join(dir, '_index.json'), files);
    this.catalogue = new ConversationCatalogue(
      dir,
      files,
      {
        classify: classifyWebuiNames,
        readMetadata: (file, listed) => this.readMetadata(file, listed),
        knownMetadata: (listed, stat, unread) => this.knownMetadata(listed, stat, unread),
      },
      now,
    );
  }

  /** The directory as it is now. Never throws for what the disk holds: each file's trouble stands in its own record. */
  read(): DirectoryReading {
    return this.catalogue.read();
  }

  private readMetadata(file: OpenFile, listed: ListedConversation): ConversationMetadata {
    const metadata = readJsonMetadata(file, parseWebuiFile);
    if (file.sizeBytes <= PREFIX_BYTES || listed.place !== 'conversationFile' || metadata.problem !== null)
      return metadata;
    const row = this.index.read(SMALL_INDEX_BYTES).byId.get(listed.id);
    // The row counts only when it speaks of this very state of the file; else better no number than a wrong one.
    if (row === undefined || row.updatedAt === null || row.updatedAt !== metadata.updatedAt) return metadata;
    return {
      ...metadata,
      messageCount: metadata.messageCount ?? row.messageCount,
      lastMessageAt: metadata.lastMessageAt ?? row.lastMessageAt,
    };
  }

  /** The index row of a file, when many files are unread and the row is surely about the file's present state. */
  private knownMetadata(listed: ListedConversation, stat: FileStat, unread: number): ConversationMetadata | null {
    if (unread < MANY_FILES || listed.place !== 'conversationFile' || stat.sizeBytes === 0) return null;
    const index = this.index.read(LARGEST_INDEX_BYTES);
    const row = index.byId.get(listed.id);
    // A row has no first words, so a conversation without a title is looked into.
    return row !== undefined && row.title !== null && isFresh(row, stat, index) ? row : null;
  }
}

function isFresh(row: ConversationMetadata, stat: FileStat, index: IndexRows): boolean {
  if (row.updatedAt === null || index.writtenNs < stat.mtimeNs) return false;
  const lagNs = stat.mtimeNs - BigInt(Math.round(row.updatedAt * 1e6));
  return lagNs >= FRESH_FROM_NS && lagNs <= FRESH_TO_NS;
}

const LIVE = /\.json$/i;
const PREVIOUS = /\.json\.bak$/i;
const OLD_FORMAT = 'session_';

function classifyWebuiNames(entries: readonly DirectoryEntry[]): ListedConversation[] {
  // `._x.json` is macOS's companion of `x.json` on foreign disks, not a file of Hermes.
  const names = entries.map((entry) => entry.name).filter((name) => !name.startsWith('_') && !name.startsWith('._'));
  const present = new Set(names);
  const previous = new Set(names.filter((name) => PREVIOUS.test(name)).map((name) => name.slice(0, -'.bak'.length)));
  const claims = new IdClaims();
  const listed: ListedConversation[] = [];
  for (const name of names) {
    if (LIVE.test(name)) {
      const id = claims.claim('conversationFile', idOf(name, present), name);
      listed.push({ name, id, place: 'conversationFile', hasPreviousCopy: previous.has(name) });
    } else if (PREVIOUS.test(name) && !present.has(name.slice(0, -'.bak'.length))) {
      const id = claims.claim('previousCopy', idOf(name.slice(0, -'.bak'.length), present), name);
      listed.push({ name, id, place: 'previousCopy', hasPreviousCopy: false });
    }
  }
  return listed;
}

/** The file's name is the id, as WebUI opens it; early builds put `session_` before it. */
function idOf(name: string, present: ReadonlySet<string>): string {
  const stem = name.slice(0, -'.json'.length);
  const bare = stem.slice(OLD_FORMAT.length);
  return stem.startsWith(OLD_FORMAT) && bare !== '' && !present.has(`${bare}.json`) ? bare : stem;
}

/**
 * The agent's own transcripts below `<home>/sessions`: `session_<id>.json` and `<id>.jsonl`. `sessions.json` (routing),
 * `request_dump_*` and temporary files live there too and are no conversations.
 */
import { parseAgentFile, parseAgentLines } from '../core/agentMetadata';
import { UNKNOWN_METADATA, type ConversationMetadata } from '../core/fileConversation';
import {
  ConversationCatalogue,
  IdClaims,
  type DirectoryReading,
  type ListedConversation,
} from './conversationCatalogue';
import type { DirectoryEntry, ReadFiles } from './files';
import { PREFIX_BYTES, readJsonMetadata } from './jsonFileMetadata';
import { parseLines } from './jsonLines';
import type { OpenFile } from './stableFile';

const TAIL_BYTES = 64 * 1024;
// The agent writes its system prompt and tool descriptions (often 100 KiB) before the messages.
const WIDE_LOOK_BYTES = 256 * 1024;
const LOOKS_BYTES: readonly number[] = [PREFIX_BYTES, WIDE_LOOK_BYTES];

export class AgentFilesReader {
  private readonly catalogue: ConversationCatalogue;

  constructor(dir: string, files: ReadFiles, now: () => number = Date.now) {
    this.catalogue = new ConversationCatalogue(dir, files, { classify: classifyAgentNames, readMetadata }, now);
  }

  /** The directory as it is now. Never throws for what the disk holds: each file's trouble stands in its own record. */
  read(): DirectoryReading {
    return this.catalogue.read();
  }
}

function readMetadata(file: OpenFile, listed: ListedConversation): ConversationMetadata {
  const metadata =
    listed.place === 'agentJson' ? readJsonMetadata(file, parseAgentFile, LOOKS_BYTES) : readLinesMetadata(file);
  // A scheduled run's id says so where its file does not.
  return metadata.source === 'unknown' && listed.id.startsWith('cron_') ? { ...metadata, source: 'cron' } : metadata;
}

/** A last line that was cut off is passed over: the gateway appends while we read. */
function readLinesMetadata(file: OpenFile): ConversationMetadata {
  const whole = file.sizeBytes <= PREFIX_BYTES;
  const last = parseLines(file.bytes(Math.max(0, file.sizeBytes - TAIL_BYTES), TAIL_BYTES), !whole);
  if (whole) {
    if (last.values.length > 0) return parseAgentLines(last.values, last.values, true);
    const isEmpty = last.brokenLines === 0 && !last.tornEnd;
    return {
      ...UNKNOWN_METADATA,
      problem: { reason: isEmpty ? 'empty' : 'unparseable', detail: `${file.sizeBytes} B` },
    };
  }
  let metadata = UNKNOWN_METADATA;
  for (const length of LOOKS_BYTES) {
    const first = parseLines(file.bytes(0, length));
    if (first.values.length === 0 && first.brokenLines > 0)
      return { ...UNKNOWN_METADATA, problem: { reason: 'unparseable', detail: `${file.sizeBytes} B` } };
    metadata = parseAgentLines(first.values, last.values, false);
    if (metadata.preview !== null) break;
  }
  return metadata;
}

const JSON_NAME = /^session_(.+)\.json$/i;
const LINES_NAME = /^(.+)\.jsonl$/i;

function classifyAgentNames(entries: readonly DirectoryEntry[]): ListedConversation[] {
  const claims = new IdClaims();
  return entries.flatMap(({ name }): ListedConversation[] => {
    if (/^[._]|^request_dump_/.test(name)) return [];
    const json = JSON_NAME.exec(name)?.[1];
    if (json !== undefined)
      return [{ name, id: claims.claim('agentJson', json, name), place: 'agentJson', hasPreviousCopy: false }];
    const lines = LINES_NAME.exec(name)?.[1];
    if (lines !== undefined)
      return [{ name, id: claims.claim('agentJsonl', lines, name), place: 'agentJsonl', hasPreviousCopy: false }];
    return [];
  });
}

/** The files of a session directory that an audit reads one by one: what there is to do, and doing it. */
import type { FileFact } from '../../core/recovery/snapshot';
import type { FileStat, ReadFiles } from '../files';
import type { JsonScanner } from '../jsonScan/jsonScanner';
import { readFileFactAndState } from './conversationFacts';
import { readShard, TURN_JOURNALS, type JournalShard } from './journalFacts';
import type { NamedEntry } from './namesInDir';

export interface FileTask extends NamedEntry {
  /**
   * Of a conversation file, previous copy or temporary file `outline` (without prints and digest, at a fraction of the
   * cost) or `messages` (all there is); of a file of the turn journal `events`, or, of the only one of its session,
   * `openEvents` (none where each turn ended once).
   */
  readonly wanted: 'outline' | 'messages' | 'events' | 'openEvents';
}

export type TaskFact = FileFact | JournalShard;

/** A fact and the state of the file that it is true of; no state for what may be another the next time. */
export interface StatedFact {
  readonly fact: TaskFact;
  readonly state: FileStat | null;
}

export interface TaskOptions {
  readonly files: ReadFiles;
  /** Larger conversation files are named and not looked into. */
  readonly largestBytes: number | undefined;
  readonly scanner: JsonScanner;
}

/** Null for a file that went away, and for a journal that cannot be read. */
export function readTask(sessionDir: string, task: FileTask, options: TaskOptions): StatedFact | null {
  const { entry, sessionId, wanted } = task;
  if (wanted === 'events' || wanted === 'openEvents') {
    const shard = { wanted: wanted === 'events' ? 'all' : 'open', scratch: options.scanner } as const;
    return readShard(sessionDir, entry.name, options.files, shard);
  }
  return readFileFactAndState(sessionDir, entry, sessionId, options.files, { ...options, depth: wanted, isListed: true });
}

/** From the session directory. */
export const pathOfTask = ({ entry, wanted }: FileTask): string =>
  wanted === 'events' || wanted === 'openEvents' ? `${TURN_JOURNALS}/${entry.name}` : entry.name;

export const isShard = (fact: TaskFact): fact is JournalShard => 'events' in fact;

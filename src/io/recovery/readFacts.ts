/** One pass over a session directory, and over the databases and transcripts that may know its conversations. */
import { join } from 'node:path';
import type { DatabaseFact, FileFact, RecoveryFacts, RunFact, TemporaryFact } from '../../core/recovery/snapshot';
import { errnoOf, nodeFiles, type DirectoryEntry, type ReadFiles } from '../files';
import type { SqlJs } from '../sqlite/openSqlJs';
import { listTranscripts, readTranscript } from './agentFacts';
import { readIndex, readTombstones } from './bookFacts';
import { readFileFact } from './conversationFacts';
import { readDatabaseFacts, type DatabasePlace } from './databaseFacts';
import { readRun, readTurnJournals, TURN_JOURNALS } from './journalFacts';
import { nameEntries, type NamedEntry } from './namesInDir';
import { wishesOf } from './wishes';

export interface FactsRequest {
  readonly sessionDir: string;
  /** Every database of the home that may hold rows of the directory's conversations. */
  readonly databases: readonly DatabasePlace[];
  /** Directories of the agent's own transcripts. */
  readonly agentDirs: readonly string[];
  readonly sqlJs: SqlJs;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly files?: ReadFiles;
  /** Larger conversation files are named and not looked into. */
  readonly largestBytes?: number;
}

/** A directory in which files come and go is read again this often before its facts are called unsettled. */
const ATTEMPTS = 3;

/** Never throws for what the disk holds, and opens nothing for writing. */
export function readFacts(request: FactsRequest): RecoveryFacts {
  const files = request.files ?? nodeFiles;
  let facts = readOnce(request, files);
  for (let attempt = 1; !facts.isSettled && attempt < ATTEMPTS; attempt += 1) facts = readOnce(request, files);
  return facts;
}

type Listing = { readonly entries: readonly DirectoryEntry[]; readonly directory: RecoveryFacts['directory'] };

function readOnce(request: FactsRequest, files: ReadFiles): RecoveryFacts {
  const { sessionDir, now } = request;
  const { entries, directory } = listDirectory(sessionDir, files);
  const named = nameEntries(entries);
  const read = ({ entry, sessionId }: NamedEntry): FileFact | null =>
    readFileFact(sessionDir, entry, sessionId, files, request.largestBytes);
  const live = named.live.map(read).filter((fact) => fact !== null);
  const backups = named.backups.map(read).filter((fact) => fact !== null);
  const temporaries = named.temporaries.flatMap((one): TemporaryFact[] => {
    const fact = read(one);
    return fact === null ? [] : [{ ...fact, purpose: one.purpose }];
  });
  const { journals, oddNames, problem } = readTurnJournals(sessionDir, files);
  const listings = request.agentDirs.map((dir) => listTranscripts(dir, files));
  const transcripts = listings.flatMap((listing) => listing.transcripts);
  const wishes = wishesOf(live, [...backups, ...temporaries], transcripts);
  const databases = request.databases.map((place) => readDatabaseFacts(place, request.sqlJs, files, wishes.wantsRow));
  const agentFiles = transcripts
    .filter(({ id }) => wishes.wantsTranscript(id) || databases.some((database) => hasReadRow(database, id)))
    .map((transcript) => readTranscript(transcript, files));
  const index = readIndex(sessionDir, entries, files);
  const tombstones = readTombstones(sessionDir, entries, files);
  const runs = readRuns(sessionDir, live, files);
  // What was renamed into place or away while we read would be missing, or there twice.
  const isSettled = sameNames(entries, listDirectory(sessionDir, files).entries);
  return {
    sessionDir,
    now,
    directory,
    isSettled,
    live,
    backups,
    temporaries,
    index,
    tombstones,
    turnJournals: journals,
    oddJournalNames: oddNames,
    runs,
    databases,
    agentFiles,
    unlisted: [
      ...(problem === null ? [] : [{ path: join(sessionDir, TURN_JOURNALS), reason: problem }]),
      ...listings.flatMap(({ problem: own }) => (own === null ? [] : [{ path: own.path, reason: own.errno }])),
    ],
  };
}

function listDirectory(dir: string, files: ReadFiles): Listing {
  try {
    return { entries: files.list(dir), directory: { state: 'read', value: null } };
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === '') throw error;
    return {
      entries: [],
      directory: errno === 'ENOENT' ? { state: 'absent' } : { state: 'unreadable', reason: errno },
    };
  }
}

function readRuns(sessionDir: string, live: readonly FileFact[], files: ReadFiles): Map<string, RunFact> {
  const runs = new Map<string, RunFact>();
  for (const { sessionId, content } of live) {
    const streamId = content.state === 'whole' ? content.conversation.activeStreamId : null;
    const run = streamId === null ? null : readRun(sessionDir, sessionId, streamId, files);
    if (run !== null) runs.set(sessionId, run);
  }
  return runs;
}

const hasReadRow = ({ rows }: DatabaseFact, id: string): boolean =>
  rows.state === 'read' && (rows.value.byId.get(id)?.messages ?? null) !== null;

function sameNames(before: readonly DirectoryEntry[], after: readonly DirectoryEntry[]): boolean {
  const names = new Set(before.map(({ name }) => name));
  return before.length === after.length && after.every(({ name }) => names.has(name));
}

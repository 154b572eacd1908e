/** One pass over a session directory, and over the databases and transcripts that may know its conversations. */
import { join } from 'node:path';
import { groupBy } from '../../core/recovery/groupBy';
import { conversationsInQuestion, type Questioned } from '../../core/recovery/question';
import type { DatabaseFact, FileFact, RecoveryFacts, RunFact, TemporaryFact } from '../../core/recovery/snapshot';
import { errnoOf, nodeFiles, type DirectoryEntry, type ReadFiles } from '../files';
import { JsonScanner } from '../jsonScan/jsonScanner';
import type { SqlJs } from '../sqlite/openSqlJs';
import { listTranscripts, readTranscript } from './agentFacts';
import { readIndex, readTombstones } from './bookFacts';
import { readDatabaseFacts, type DatabasePlace } from './databaseFacts';
import { isShard, readTask, type FileTask, type TaskFact } from './fileTask';
import { joinShards, listTurnJournals, readOpenRuns, readRun, readRunWithAnswer, TURN_JOURNALS } from './journalFacts';
import { readRepairFacts } from './repairFacts';
import { nameEntries, type NamedEntry } from './namesInDir';
import { wishesOf } from './wishes';

/** Plain values: a request crosses to a thread by structured clone. */
export interface FactsRequest {
  readonly sessionDir: string;
  /** Every database of the home that may hold rows of the directory's conversations. */
  readonly databases: readonly DatabasePlace[];
  /** Directories of the agent's own transcripts. */
  readonly agentDirs: readonly string[];
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Larger conversation files are named and not looked into. */
  readonly largestBytes?: number;
}

/** What a reading works with. */
export interface FactsTools {
  /** Null will do for a request without databases. */
  readonly sqlJs: SqlJs | null;
  readonly files?: ReadFiles;
  /** Which conversations are read with their messages; all that may have to be compared, unless told otherwise. */
  readonly inQuestion?: (facts: Questioned) => ReadonlySet<string>;
  /** `open`, unless told otherwise: without the events of journals whose turns ended. */
  readonly journals?: 'open' | 'all';
}

/**
 * A reading in steps: what it yields are the files it wants to know next, and it goes on with a fact for each of them,
 * null for what there is none of. So the reading of the files, which is nearly all the work, may be shared among threads.
 */
export type FactSteps = Generator<readonly FileTask[], RecoveryFacts, readonly (TaskFact | null)[]>;

/** A directory in which files come and go is read again this often before its facts are called unsettled. */
const ATTEMPTS = 3;

/** The whole reading in this thread. Never throws for what the disk holds, and opens nothing for writing. */
export function readFacts(request: FactsRequest & FactsTools): RecoveryFacts {
  const { sessionDir, files = nodeFiles, largestBytes } = request;
  const scanner = new JsonScanner();
  const steps = factSteps(request, request);
  let step = steps.next();
  while (step.done !== true) {
    step = steps.next(
      step.value.map((task) => readTask(sessionDir, task, { files, largestBytes, scanner })?.fact ?? null),
    );
  }
  return step.value;
}

export function* factSteps(request: FactsRequest, tools: FactsTools): FactSteps {
  let facts = yield* readOnce(request, tools);
  for (let attempt = 1; !facts.isSettled && attempt < ATTEMPTS; attempt += 1) facts = yield* readOnce(request, tools);
  return facts;
}

type Listing = { readonly entries: readonly DirectoryEntry[]; readonly directory: RecoveryFacts['directory'] };

/** First what each file says in short, and from that the little that has to be read with its messages. */
function* readOnce(request: FactsRequest, tools: FactsTools): FactSteps {
  const { sessionDir, now } = request;
  const { sqlJs, files = nodeFiles, inQuestion = conversationsInQuestion, journals = 'open' } = tools;
  const { entries, directory } = listDirectory(sessionDir, files);
  const named = nameEntries(entries);
  const all = [...named.live, ...named.backups, ...named.temporaries];
  const facts = new Map<string, FileFact>();
  const note = (tasks: readonly FileTask[], read: readonly (TaskFact | null)[]): void => {
    for (const [i, { entry }] of tasks.entries()) {
      const fact = read[i] ?? null;
      // What went away since the first look is gone.
      if (fact === null || isShard(fact)) facts.delete(entry.name);
      else facts.set(entry.name, fact);
    }
  };
  const factsOf = (some: readonly NamedEntry[]): FileFact[] =>
    some.map(({ entry }) => facts.get(entry.name)).filter((fact) => fact !== undefined);
  const temporaryFacts = (): TemporaryFact[] =>
    named.temporaries.flatMap(({ entry, purpose }) => {
      const fact = facts.get(entry.name);
      return fact === undefined ? [] : [{ ...fact, purpose }];
    });

  const { shards, oddNames, problem } = listTurnJournals(sessionDir, files);
  const outlines = all.map(({ entry, sessionId }): FileTask => ({ entry, sessionId, wanted: 'outline' }));
  const shardsOf = groupBy(shards, ({ sessionId }) => sessionId);
  const events = shards.map((one): FileTask => {
    const isOnly = shardsOf.get(one.sessionId)?.length === 1;
    return { ...one, wanted: isOnly && journals === 'open' ? 'openEvents' : 'events' };
  });
  const looked = yield [...outlines, ...events];
  note(outlines, looked);
  const turnJournals = joinShards(shards, (i) => {
    const shard = looked[outlines.length + i] ?? null;
    return shard !== null && isShard(shard) ? shard : null;
  }).map((journal) => ({ ...journal, runs: readOpenRuns(sessionDir, journal, files) }));
  const listings = request.agentDirs.map((dir) => listTranscripts(dir, files));
  const transcripts = listings.flatMap((listing) => listing.transcripts);
  const first = { live: factsOf(named.live), backups: factsOf(named.backups), temporaries: temporaryFacts() };
  const wishes = wishesOf(first.live, [...first.backups, ...first.temporaries], transcripts);
  const databases = request.databases.map((place) => {
    if (sqlJs === null) throw new Error('Databases are read with sql.js.');
    return readDatabaseFacts(place, sqlJs, files, wishes.wantsRow);
  });
  const agentFiles = transcripts
    .filter(({ id }) => wishes.wantsTranscript(id) || databases.some((database) => hasReadRow(database, id)))
    .map((transcript) => readTranscript(transcript, files));
  const repairs = readRepairFacts(sessionDir, files);
  const ids = inQuestion({ ...first, turnJournals, databases, agentFiles, ...repairs });
  const questioned = all
    .filter(({ sessionId }) => ids.has(sessionId))
    .map(({ entry, sessionId }): FileTask => ({ entry, sessionId, wanted: 'messages' }));
  note(questioned, yield questioned);
  const live = factsOf(named.live);
  const { index, digest: indexDigest } = readIndex(sessionDir, entries, files);
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
    backups: factsOf(named.backups),
    temporaries: temporaryFacts(),
    index,
    indexDigest,
    tombstones,
    turnJournals,
    oddJournalNames: oddNames,
    runs,
    databases,
    agentFiles,
    ...repairs,
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
    if (content.state !== 'whole' || content.conversation.activeStreamId === null) continue;
    const { activeStreamId, pending } = content.conversation;
    const read = pending === null ? readRun : readRunWithAnswer;
    const run = read(sessionDir, sessionId, activeStreamId, files);
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

/** The turn journals of a session directory, and how the runs they speak of ended. */
import { join } from 'node:path';
import { isRecord } from '../../core/jsonValue';
import { contentPreview } from '../../core/messageParts';
import { areSettled, deriveTurns, parseJournalEvent, type JournalEvent } from '../../core/recovery/journal';
import { runJournalName } from '../../core/recovery/names';
import { answerInRun } from '../../core/recovery/runAnswer';
import type { RunFact, TurnJournal } from '../../core/recovery/snapshot';
import { errnoOf, type DirectoryEntry, type FileStat, type ReadFiles } from '../files';
import { parseLines, type JsonLines } from '../jsonLines';
import { modifiedAtOf, readStable, type Scratch } from '../stableFile';
import { decodeUtf8 } from '../utf8Text';
import { digestOf, digestText } from './digests';
import type { NamedEntry } from './namesInDir';

/** `<sid>.jsonl`, since the summer of 2026 `<sid>~<pid>.jsonl`. WebUI's reader accepts these ids only. */
const JOURNAL_NAME = /^([A-Za-z0-9_.-]+?)(?:~(\d+))?\.jsonl$/;
const LARGEST_BYTES = 64 * 1024 * 1024;

export const TURN_JOURNALS = '_turn_journal';

/** What the folder of turn journals holds, in order of names. */
export interface JournalListing {
  readonly shards: readonly NamedEntry[];
  readonly oddNames: readonly string[];
  /** Why the folder could not be listed, or null; also null where there is none. */
  readonly problem: string | null;
}

/** One file of a turn journal. */
export interface JournalShard {
  /** SHA-256 of its bytes, hexadecimal. */
  readonly digest: string;
  readonly modifiedAt: number;
  /** Of the events `open` leaves out all where `areSettled`. */
  readonly events: readonly JournalEvent[];
  readonly malformedLines: number;
}

export interface ShardOptions {
  /** `open` only for the one file of its session: an event in another may end a turn again. */
  readonly wanted?: 'all' | 'open';
  readonly scratch?: Scratch;
}

/** The journal of one session; null when it has none. */
export function readTurnJournal(sessionDir: string, sessionId: string, files: ReadFiles): TurnJournal | null {
  const shards = listTurnJournals(sessionDir, files).shards.filter((shard) => shard.sessionId === sessionId);
  const read = shards.map(({ entry }) => readShard(sessionDir, entry.name, files)?.fact ?? null);
  const [journal] = joinShards(shards, (i) => read[i] ?? null);
  return journal === undefined ? null : { ...journal, runs: readOpenRuns(sessionDir, journal, files) };
}

export function listTurnJournals(sessionDir: string, files: ReadFiles): JournalListing {
  const shards: NamedEntry[] = [];
  const oddNames: string[] = [];
  const { entries, problem } = list(join(sessionDir, TURN_JOURNALS), files);
  for (const entry of entries) {
    const sessionId = entry.kind === 'file' ? JOURNAL_NAME.exec(entry.name)?.[1] : undefined;
    if (sessionId === undefined) oddNames.push(entry.name);
    else shards.push({ entry, sessionId });
  }
  return { shards, oddNames, problem };
}

/** The journals of all sessions; `read` gives for each of `shards` what it holds, null when it cannot be read. */
export function joinShards(
  shards: readonly NamedEntry[],
  read: (index: number) => JournalShard | null,
): readonly TurnJournal[] {
  const byId = new Map<string, TurnJournal>();
  for (const [i, { entry, sessionId }] of shards.entries()) {
    const shard = read(i);
    const known = byId.get(sessionId) ?? emptyJournal(sessionId);
    const events = shard?.events ?? [];
    byId.set(sessionId, {
      sessionId,
      files: [...known.files, entry.name],
      modifiedAt: Math.max(known.modifiedAt, shard?.modifiedAt ?? 0),
      // Most journals have one file: its own list stays the same from one audit to the next, and so does what follows from it.
      events: known.events.length === 0 ? events : [...known.events, ...events],
      malformedLines: known.malformedLines + (shard?.malformedLines ?? 0),
      unreadable: shard === null ? [...known.unreadable, entry.name] : known.unreadable,
      shards: shard === null ? known.shards : [...known.shards, { name: entry.name, digest: shard.digest }],
      runs: known.runs,
    });
  }
  return [...byId.values()];
}

const emptyJournal = (sessionId: string): TurnJournal => ({
  sessionId,
  files: [],
  modifiedAt: 0,
  events: [],
  malformedLines: 0,
  unreadable: [],
  shards: [],
  runs: new Map(),
});

/** How the runs of unfinished turns ended: the turn journal misses an end that the run journal may have. */
export function readOpenRuns(sessionDir: string, journal: TurnJournal, files: ReadFiles): Map<string, RunFact> {
  const runs = new Map<string, RunFact>();
  for (const { isFinished, prompt, streamId } of deriveTurns(journal.events)) {
    if (isFinished || prompt === null || streamId === null) continue;
    const run = readRun(sessionDir, journal.sessionId, streamId, files);
    if (run !== null) runs.set(streamId, run);
  }
  return runs;
}

/** Null when it cannot be read; `state` is null when it may be another the next time. */
export function readShard(
  sessionDir: string,
  name: string,
  files: ReadFiles,
  { wanted = 'all', scratch }: ShardOptions = {},
): { readonly fact: JournalShard; readonly state: FileStat | null } | null {
  // `listTurnJournals` leaves out what is no file.
  const reading = readStable(
    files,
    join(sessionDir, TURN_JOURNALS, name),
    (file) => (file.sizeBytes > LARGEST_BYTES ? null : linesOf(file.bytes(0, file.sizeBytes, scratch))),
    { isListed: true },
  );
  if (reading.kind !== 'read' || reading.value === null) return null;
  const { values, brokenLines, tornEnd, digest } = reading.value;
  // First without the prompts, which cost the most and are asked for where a turn is open.
  const bare = parseEvents(values, null);
  const events = wanted === 'all' || !areSettled(bare) ? parseEvents(values, digestText) : [];
  const fact = {
    digest,
    modifiedAt: modifiedAtOf(reading.stat),
    events,
    malformedLines: brokenLines + (tornEnd ? 1 : 0) + values.length - bare.length,
  };
  return { fact, state: reading.settled ? reading.stat : null };
}

const parseEvents = (values: readonly unknown[], digest: ((text: string) => string) | null): JournalEvent[] =>
  values.map((value) => parseJournalEvent(value, digest)).filter((event) => event !== null);

const linesOf = (bytes: Uint8Array): JsonLines & { readonly digest: string } => ({
  ...parseLines(bytes),
  digest: digestOf(bytes),
});

/** Ids of streams name files; anything else is not looked for. */
const STREAM_ID = /^[A-Za-z0-9_.-]+$/;
const TAIL_BYTES = 64 * 1024;

/** The journal of one run, `_run_journal/<sid>/<stream>.jsonl`; null when there is none. */
export function readRun(sessionDir: string, sessionId: string, streamId: string, files: ReadFiles): RunFact | null {
  if (!STREAM_ID.test(streamId) || !STREAM_ID.test(sessionId) || /^\.\.?$/.test(sessionId)) return null;
  const name = `${streamId}.jsonl`;
  const dir = join(sessionDir, '_run_journal', sessionId);
  if (list(dir, files).entries.find((entry) => entry.name === name)?.kind !== 'file') return null;
  const reading = readStable(files, join(dir, name), (file) => {
    const from = Math.max(0, file.sizeBytes - TAIL_BYTES);
    return parseLines(file.bytes(from, TAIL_BYTES), from > 0).values;
  });
  if (reading.kind !== 'read') return null;
  return { streamId, modifiedAt: modifiedAtOf(reading.stat), terminalState: terminalState(reading.value), answer: null };
}

/** The same with what the agent had said, for which all of the journal is read. */
export function readRunWithAnswer(
  sessionDir: string,
  sessionId: string,
  streamId: string,
  files: ReadFiles,
): RunFact | null {
  const run = readRun(sessionDir, sessionId, streamId, files);
  if (run === null) return null;
  const reading = readStable(files, join(sessionDir, runJournalName(sessionId, streamId)), (file) => {
    if (file.sizeBytes > LARGEST_BYTES) return null;
    const bytes = file.bytes(0, file.sizeBytes);
    const parts = answerInRun(decodeUtf8(bytes).text);
    const [first] = parts;
    return first === undefined ? null : { digest: digestOf(bytes), parts: parts.length, preview: contentPreview(first.text) };
  });
  return { ...run, answer: reading.kind === 'read' && reading.settled ? reading.value : null };
}

/** The last event that ended the run; `stream_end` only closes the line and says how only where nothing else does. */
function terminalState(events: readonly unknown[]): string | null {
  let closed: string | null = null;
  for (const event of [...events].reverse()) {
    if (!isRecord(event) || event.terminal !== true) continue;
    const state = typeof event.terminal_state === 'string' ? event.terminal_state : 'completed';
    if (event.event !== 'stream_end' && event.type !== 'stream_end') return state;
    closed ??= state;
  }
  return closed;
}

/** In order of names. */
function list(dir: string, files: ReadFiles): { entries: DirectoryEntry[]; problem: string | null } {
  try {
    return { entries: files.list(dir).sort((a, b) => (a.name < b.name ? -1 : 1)), problem: null };
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === '') throw error;
    return { entries: [], problem: errno === 'ENOENT' ? null : errno };
  }
}

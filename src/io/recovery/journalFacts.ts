/** The turn journals of a session directory, and how the runs they speak of ended. */
import { join } from 'node:path';
import { isRecord } from '../../core/jsonValue';
import { deriveTurns, parseJournalEvent, type JournalEvent } from '../../core/recovery/journal';
import type { RunFact, TurnJournal } from '../../core/recovery/snapshot';
import { errnoOf, type DirectoryEntry, type ReadFiles } from '../files';
import { parseLines, type JsonLines } from '../jsonLines';
import { modifiedAtOf, readStable } from '../stableFile';
import { digestOf, digestText } from './digests';

/** `<sid>.jsonl`, since the summer of 2026 `<sid>~<pid>.jsonl`. WebUI's reader accepts these ids only. */
const JOURNAL_NAME = /^([A-Za-z0-9_.-]+?)(?:~(\d+))?\.jsonl$/;
const LARGEST_BYTES = 64 * 1024 * 1024;

export const TURN_JOURNALS = '_turn_journal';

export interface JournalReading {
  readonly journals: readonly TurnJournal[];
  readonly oddNames: readonly string[];
  /** Why the folder could not be listed, or null; also null where there is none. */
  readonly problem: string | null;
}

/** The journal of one session; null when it has none. */
export const readTurnJournal = (sessionDir: string, sessionId: string, files: ReadFiles): TurnJournal | null =>
  readTurnJournals(sessionDir, files, sessionId).journals[0] ?? null;

/** @param only the one session to read, instead of all */
export function readTurnJournals(sessionDir: string, files: ReadFiles, only?: string): JournalReading {
  const dir = join(sessionDir, TURN_JOURNALS);
  const byId = new Map<string, TurnJournal>();
  const oddNames: string[] = [];
  const { entries, problem } = list(dir, files);
  for (const entry of entries) {
    const sessionId = entry.kind === 'file' ? JOURNAL_NAME.exec(entry.name)?.[1] : undefined;
    if (sessionId === undefined) {
      oddNames.push(entry.name);
      continue;
    }
    if (only !== undefined && sessionId !== only) continue;
    const shard = readShard(join(dir, entry.name), files);
    const known = byId.get(sessionId) ?? emptyJournal(sessionId);
    byId.set(sessionId, {
      sessionId,
      files: [...known.files, entry.name],
      modifiedAt: Math.max(known.modifiedAt, shard?.modifiedAt ?? 0),
      events: [...known.events, ...(shard?.events ?? [])],
      malformedLines: known.malformedLines + (shard?.malformedLines ?? 0),
      unreadable: shard === null ? [...known.unreadable, entry.name] : known.unreadable,
      shards: shard === null ? known.shards : [...known.shards, { name: entry.name, digest: shard.digest }],
      runs: known.runs,
    });
  }
  const journals = [...byId.values()].map((journal) => ({
    ...journal,
    runs: readOpenRuns(sessionDir, journal, files),
  }));
  return { journals, oddNames, problem };
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
function readOpenRuns(sessionDir: string, journal: TurnJournal, files: ReadFiles): Map<string, RunFact> {
  const runs = new Map<string, RunFact>();
  for (const { isFinished, prompt, streamId } of deriveTurns(journal.events)) {
    if (isFinished || prompt === null || streamId === null) continue;
    const run = readRun(sessionDir, journal.sessionId, streamId, files);
    if (run !== null) runs.set(streamId, run);
  }
  return runs;
}

interface Shard {
  readonly digest: string;
  readonly modifiedAt: number;
  readonly events: readonly JournalEvent[];
  readonly malformedLines: number;
}

function readShard(path: string, files: ReadFiles): Shard | null {
  const reading = readStable(files, path, (file) =>
    file.sizeBytes > LARGEST_BYTES ? null : linesOf(file.bytes(0, file.sizeBytes)),
  );
  if (reading.kind !== 'read' || reading.value === null) return null;
  const { values, brokenLines, tornEnd, digest } = reading.value;
  const events = values.map((value) => parseJournalEvent(value, digestText));
  return {
    digest,
    modifiedAt: modifiedAtOf(reading.stat),
    events: events.filter((event) => event !== null),
    malformedLines: brokenLines + (tornEnd ? 1 : 0) + events.filter((event) => event === null).length,
  };
}

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
  return { streamId, modifiedAt: modifiedAtOf(reading.stat), terminalState: terminalState(reading.value) };
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

/** What earlier repairs and undos of a session directory left, through the port that only reads. */
import { join } from 'node:path';
import { RECOVERY_NAME } from '../../core/recovery/names';
import { isInEffect, stateOf } from '../../core/recovery/runHistory';
import { parseRun, RUN_ID, type RunParse, type RunRecord, type StepRecord } from '../../core/recovery/runRecord';
import type { FileFact, RecoveryFacts, RepairedFileFact, RepairRunFact } from '../../core/recovery/snapshot';
import { errnoOf, type DirectoryEntry, type ReadFiles } from '../files';
import { timeOfRunId } from '../repairRun/runFolder';
import { readStable } from '../stableFile';
import { readFileFact } from './conversationFacts';
import { digestOf } from './digests';

type RepairFacts = Pick<RecoveryFacts, 'repairRuns' | 'repairedFiles' | 'keptOriginals'>;

/** A plan of ten thousand steps has a few megabytes. */
const LARGEST_BYTES = 256 * 1024 * 1024;

interface ParsedRun {
  readonly runId: string;
  readonly parse: RunParse;
}

export function readRepairFacts(sessionDir: string, files: ReadFiles): RepairFacts {
  const entries = listed(sessionDir, files);
  const parsed = runIdsIn(sessionDir, entries, files).flatMap((runId): ParsedRun[] => {
    const journal = textAt(join(sessionDir, RECOVERY_NAME, runId, 'journal.jsonl'), files);
    // Without a journal it is no run: it ended before anything could be touched.
    if (journal === null) return [];
    const head = textAt(join(sessionDir, RECOVERY_NAME, runId, 'run.json'), files) ?? '';
    return [{ runId, parse: parseRun(runId, head, journal) }];
  });
  const runs = parsed.flatMap(({ parse }) => (parse.state === 'read' ? [parse.run] : []));
  // A link that took the place of a conversation file is not followed.
  const plain = new Set(entries.filter(({ kind }) => kind === 'file').map(({ name }) => name));
  const repairedFiles = newestSteps(runs).map(([run, record]) => repairedFile(run, record, plain, sessionDir, files));
  const changed = new Set(repairedFiles.flatMap((file) => (file.changed === null ? [] : [file.sessionId])));
  // What a repair wrote is a copy as well as what it put away; that of one that was undone is not.
  const written = repairedFiles.map((file) => file.changed?.written ?? null).filter((fact) => fact !== null);
  return {
    repairRuns: parsed.flatMap((run) => runFacts(run, runs, sessionDir, files)),
    repairedFiles,
    keptOriginals: [...written, ...keptOriginals(runs, changed, written, sessionDir, files)],
  };
}

/** Oldest first. A folder that cannot be listed has told us nothing, and holds nothing that we could use. */
function runIdsIn(sessionDir: string, entries: readonly DirectoryEntry[], files: ReadFiles): string[] {
  if (!entries.some(({ name, kind }) => name === RECOVERY_NAME && kind === 'directory')) return [];
  return listed(join(sessionDir, RECOVERY_NAME), files)
    .filter(({ name, kind }) => kind === 'directory' && RUN_ID.test(name))
    .map(({ name }) => name)
    .sort();
}

function listed(dir: string, files: ReadFiles): DirectoryEntry[] {
  try {
    return files.list(dir);
  } catch (error) {
    if (errnoOf(error) === '') throw error;
    return [];
  }
}

function runFacts(
  { runId, parse }: ParsedRun,
  all: readonly RunRecord[],
  sessionDir: string,
  files: ReadFiles,
): RepairRunFact[] {
  if (parse.state !== 'read') {
    const isFinished = parse.state === 'unreadable' && parse.isFinished;
    const startedAt = timeOfRunId(runId);
    const nothing = { doneSteps: 0, allSteps: 0, openSessions: [], lacks: [] };
    return [{ runId, startedAt, kind: null, state: parse.state, isFinished, ...nothing }];
  }
  const { run } = parse;
  const state = stateOf(run, all);
  if (state === 'not_started') return [];
  const doneSteps = run.steps.filter(({ end }) => end.state === 'applied').length;
  const { startedAt, kind } = run.head;
  const openSessions = run.steps.flatMap(({ step, end, intent }) =>
    state === 'interrupted' && end.state === 'open' && intent !== null && step.sessionId !== null ? [step.sessionId] : [],
  );
  const lacks = state === 'done' ? lacksOf(run, all, sessionDir, files) : [];
  return [
    { runId, startedAt, kind, state, isFinished: run.isFinished, doneSteps, allSteps: run.steps.length, openSessions, lacks },
  ];
}

function lacksOf(run: RunRecord, all: readonly RunRecord[], sessionDir: string, files: ReadFiles): string[] {
  return run.steps.flatMap((record) => {
    const { intent } = record;
    if (intent === null || intent.aside === null || !isInEffect(run, record, all)) return [];
    const name = `${RECOVERY_NAME}/${run.runId}/${intent.aside}`;
    return isGone(join(sessionDir, name), files) ? [name] : [];
  });
}

/** What the system does not show is not called gone. */
function isGone(path: string, files: ReadFiles): boolean {
  try {
    return files.stat(path) === null;
  } catch (error) {
    if (errnoOf(error) === '') throw error;
    return false;
  }
}

/** For each conversation file the newest step that was done on it. */
function newestSteps(runs: readonly RunRecord[]): [RunRecord, StepRecord][] {
  const newest = new Map<string, [RunRecord, StepRecord]>();
  for (const run of runs) {
    for (const record of run.steps) {
      const { step, end, intent } = record;
      const isFile = step.sessionId !== null && step.target === `${step.sessionId}.json`;
      if (isFile && intent !== null && end.state === 'applied') newest.set(step.target, [run, record]);
    }
  }
  return [...newest.values()].filter(([run, record]) => isInEffect(run, record, runs));
}

function repairedFile(
  run: RunRecord,
  record: StepRecord,
  plain: ReadonlySet<string>,
  sessionDir: string,
  files: ReadFiles,
): RepairedFileFact {
  const { step, intent, made } = record;
  const sessionId = step.sessionId ?? '';
  const folder = `${RECOVERY_NAME}/${run.runId}`;
  const aside = intent?.aside == null ? null : `${folder}/${intent.aside}`;
  const afterSha256 = intent?.after.state === 'file' ? intent.after.sha256 : null;
  const foundSha256 = plain.has(step.target) ? digestAt(join(sessionDir, step.target), files) : null;
  const read = (name: string | null): FileFact | null =>
    name === null ? null : readFileFact(sessionDir, { name, kind: 'file' }, sessionId, files);
  return {
    runId: run.runId,
    kind: run.head.kind,
    sessionId,
    name: step.target,
    beforeSha256: intent?.before.state === 'file' ? intent.before.sha256 : null,
    afterSha256,
    foundSha256,
    aside: aside === null ? null : { name: aside, foundSha256: digestAt(join(sessionDir, aside), files) },
    changed:
      foundSha256 === afterSha256
        ? null
        : {
            live: foundSha256 === null ? null : read(step.target),
            original: read(aside),
            written: read(made === null ? null : `${folder}/${made.file}`),
          },
  };
}

/** Each content once, the newest first. What the file itself says is not read again. */
function keptOriginals(
  runs: readonly RunRecord[],
  sessionIds: ReadonlySet<string>,
  known: readonly FileFact[],
  sessionDir: string,
  files: ReadFiles,
): FileFact[] {
  const seen = new Set(known.map(({ sessionId, digest }) => `${sessionId} ${digest}`));
  const facts: FileFact[] = [];
  const add = (sessionId: string, name: string, sha256: string): void => {
    if (!sessionIds.has(sessionId) || seen.has(`${sessionId} ${sha256}`)) return;
    seen.add(`${sessionId} ${sha256}`);
    const fact = readFileFact(sessionDir, { name, kind: 'file' }, sessionId, files);
    if (fact !== null) facts.push(fact);
  };
  for (const { runId, steps, kept } of [...runs].reverse()) {
    for (const { step, intent } of steps) {
      if (step.sessionId === null || intent?.before.state !== 'file' || intent.aside === null) continue;
      add(step.sessionId, `${RECOVERY_NAME}/${runId}/${intent.aside}`, intent.before.sha256);
    }
    for (const { name, file, sha256 } of kept) {
      add(name.replace(/\.json\.bak$/, ''), `${RECOVERY_NAME}/${runId}/${file}`, sha256);
    }
  }
  return facts;
}

function textAt(path: string, files: ReadFiles): string | null {
  const reading = readStable(files, path, (file) =>
    file.sizeBytes > LARGEST_BYTES ? '' : new TextDecoder().decode(file.bytes(0, file.sizeBytes)),
  );
  return reading.kind === 'read' ? reading.value : null;
}

/** Null when there is nothing, or it cannot be read. */
function digestAt(path: string, files: ReadFiles): string | null {
  const reading = readStable(files, path, (file) =>
    file.sizeBytes > LARGEST_BYTES ? null : digestOf(file.bytes(0, file.sizeBytes)),
  );
  return reading.kind === 'read' && reading.settled ? reading.value : null;
}

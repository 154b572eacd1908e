/**
 * Where a run keeps what it writes: `<session directory>/_recovery/<UTC time>-<id>/` with `run.json`, `journal.jsonl`,
 * `originals/` (what was there), `new/` (what it makes), `stage/` (the same on its way to a live name) and `torn/`.
 * Folders are 0700, files 0600: they hold whole conversations.
 */
import { join } from 'node:path';
import { RECOVERY_NAME } from '../../core/recovery/names';
import { parseRun, RUN_ID, RUN_VERSION, type JournalRecord, type RunHead } from '../../core/recovery/runRecord';
import type { RunParse } from '../../core/recovery/runRecord';
import { errnoOf } from '../files';
import type { Disk, NewFile } from './disk';
import type { RunPorts } from './ports';

const HEAD = 'run.json';
const JOURNAL = 'journal.jsonl';

/** `torn`: pieces of our own that a crash left under a live name, where there are no hard links. */
export type RunSubfolder = 'originals' | 'new' | 'stage' | 'torn';
const SUBFOLDERS: readonly RunSubfolder[] = ['originals', 'new', 'stage', 'torn'];

type Owner = NewFile['owner'];

/** One run's folder, open for writing. */
export interface RunFolder {
  readonly runId: string;
  readonly path: string;
  readonly owner: Owner;
  /** Writes a record and waits until it is on the disk. */
  readonly commit: (record: JournalRecord) => void;
  /** Writes a record that the next `commit` makes durable. */
  readonly note: (record: JournalRecord) => void;
  /** Makes durable what was noted: a record may survive a crash that the one before it did not. */
  readonly syncJournal: () => void;
  /** A path from the run's folder, with `/`, that nothing has. */
  readonly free: (folder: RunSubfolder, target: string) => string;
  /** The whole path of one from the run's folder. */
  readonly at: (relative: string) => string;
  /** Waits until the names in the run's folders are on the disk. */
  readonly syncDirs: () => void;
}

/** `_recovery`, made when it is not there. Null when something else has the name. */
export function openRecoveryDir(
  sessionDir: string,
  disk: Disk,
): { readonly path: string; readonly owner: Owner } | null {
  const path = join(sessionDir, RECOVERY_NAME);
  if (disk.stat(path) === null) {
    const parent = disk.stat(sessionDir);
    try {
      disk.makeDir(path, 0o700, parent === null ? null : { uid: parent.uid, gid: parent.gid });
      disk.syncDir(sessionDir);
    } catch (error) {
      // Another run made it first.
      if (errnoOf(error) !== 'EEXIST') throw error;
    }
  }
  const stat = disk.stat(path);
  return stat?.kind === 'directory' ? { path, owner: { uid: stat.uid, gid: stat.gid } } : null;
}

/** A new folder that holds the plan durably, and an empty journal. */
export function makeRunFolder(recoveryDir: string, owner: Owner, head: RunHead, ports: RunPorts): RunFolder {
  const { disk } = ports;
  const runId = `${new Date(head.startedAt).toISOString().replace(/[-:.]/g, '')}-${ports.newId()}`;
  const path = join(recoveryDir, runId);
  disk.makeDir(path, 0o700, owner);
  for (const folder of SUBFOLDERS) disk.makeDir(join(path, folder), 0o700, owner);
  createSynced(join(path, HEAD), `${JSON.stringify(head, null, 1)}\n`, owner, disk);
  // The plan and its folders are durable before a journal says that there is a run.
  disk.syncDir(path);
  disk.syncDir(recoveryDir);
  createSynced(join(path, JOURNAL), '', owner, disk);
  disk.syncDir(path);
  return runFolder(recoveryDir, runId, owner, false, ports);
}

/** A run that is there already; its journal goes on. */
export function openRunFolder(recoveryDir: string, runId: string, owner: Owner, ports: RunPorts): RunFolder {
  const bytes = ports.disk.read(join(recoveryDir, runId, JOURNAL));
  return runFolder(recoveryDir, runId, owner, bytes.length > 0 && bytes.at(-1) !== 0x0a, ports);
}

function runFolder(recoveryDir: string, runId: string, owner: Owner, endsTorn: boolean, ports: RunPorts): RunFolder {
  const { disk } = ports;
  const path = join(recoveryDir, runId);
  const journal = join(path, JOURNAL);
  let isTorn = endsTorn;
  const note = (record: JournalRecord): void => {
    const line = `${isTorn ? '\n' : ''}${JSON.stringify({ at: ports.now(), ...record })}\n`;
    // Until it is whole: the next record must not continue half a line.
    isTorn = true;
    disk.append(journal, encode(line));
    isTorn = false;
  };
  const at = (relative: string): string => join(path, ...relative.split('/'));
  return {
    runId,
    path,
    owner,
    note,
    commit: (record) => {
      note(record);
      disk.syncFile(journal);
    },
    syncJournal: () => disk.syncFile(journal),
    free: (folder, target) => {
      for (let n = 1; ; n += 1) {
        const relative = `${folder}/${n === 1 ? target : `${target}.${n}`}`;
        if (disk.stat(at(relative)) === null) return relative;
      }
    },
    at,
    syncDirs: () => SUBFOLDERS.forEach((folder) => disk.syncDir(at(folder))),
  };
}

/**
 * Names of runs, oldest first. A folder without a journal is no run: it ended before its plan was written down, and
 * nothing was touched.
 */
export function listRunIds(recoveryDir: string, disk: Disk): string[] {
  return disk
    .list(recoveryDir)
    .filter((name) => RUN_ID.test(name) && disk.stat(join(recoveryDir, name, JOURNAL)) !== null)
    .sort();
}

/** Milliseconds since 1970, from the name of a run. */
export function timeOfRunId(runId: string): number {
  const iso = runId.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)(\d{3})Z.*$/, '$1-$2-$3T$4:$5:$6.$7Z');
  const time = Date.parse(iso);
  return Number.isNaN(time) ? 0 : time;
}

export function readRun(recoveryDir: string, runId: string, disk: Disk): RunParse {
  const text = (name: string): string => new TextDecoder().decode(disk.read(join(recoveryDir, runId, name)));
  try {
    return parseRun(runId, text(HEAD), text(JOURNAL));
  } catch (error) {
    if (errnoOf(error) === '') throw error;
    return { state: 'unreadable', isFinished: false };
  }
}

export const newHead = (head: Omit<RunHead, 'version'>): RunHead => ({ version: RUN_VERSION, ...head });

function createSynced(path: string, text: string, owner: Owner, disk: Disk): void {
  disk.create(path, encode(text), { mode: 0o600, owner });
  disk.syncFile(path);
}

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

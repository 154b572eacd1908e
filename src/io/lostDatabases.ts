/**
 * Copies of a database that lie around it. Hermes puts a damaged `state.db` aside and starts an empty one, so a young
 * or empty database proves nothing while one of these is there.
 */
import { basename, dirname, join } from 'node:path';
import { databaseCopyKind, timeInName, type DatabaseCopyKind } from '../core/databaseCopy';
import { errnoOf, type FileStat, type ReadFiles } from './files';
import { modifiedAtOf, readStable } from './stableFile';

export interface DatabaseCopy {
  /** The copy itself; for a retired log without its database the folder. */
  readonly path: string;
  readonly kind: DatabaseCopyKind;
  /** From the name, else the time of the last write. Milliseconds since 1970. */
  readonly madeAt: number;
  readonly sizeBytes: number;
  /** It begins like an SQLite database, so it can be read where it lies. */
  readonly openable: boolean;
  /** A write-ahead log that belongs to the copy. */
  readonly walPath: string | null;
}

const MOST_COPIES = 200;
/** Of each directory, by name from the newest: names carry times. Each candidate costs a few system calls. */
const MOST_CANDIDATES = 1000;
const SQLITE_MAGIC = 'SQLite format 3\0';

/**
 * Everything beside `stateDbPath` that may hold what it lost, newest first; at most 200. Never throws for what the disk
 * holds.
 */
export function findDatabaseCopies(stateDbPath: string, files: ReadFiles): DatabaseCopy[] {
  const home = dirname(stateDbPath);
  const base = basename(stateDbPath);
  const snapshots = join(home, 'state-snapshots');
  const backups = join(home, 'backups');
  const copies = [
    ...names(home, files, (name) => databaseCopyKind(name, base) !== null).map((name) =>
      beside(home, base, name, files),
    ),
    ...names(snapshots, files, () => true).map((name) => snapshot(snapshots, base, name, files)),
    ...names(backups, files, (name) => /\.zip$/i.test(name)).map((name) => archive(backups, name, files)),
  ].filter((copy) => copy !== null);
  return copies.sort((a, b) => b.madeAt - a.madeAt || (a.path < b.path ? 1 : -1)).slice(0, MOST_COPIES);
}

function beside(home: string, base: string, name: string, files: ReadFiles): DatabaseCopy | null {
  const kind = databaseCopyKind(name, base);
  const path = join(home, name);
  const stat = statOrNull(path, files);
  if (stat === null || kind === null) return null;
  if (stat.kind === 'directory') return kind === 'retired_wal' ? retiredWal(path, base, files) : null;
  return copyAt(path, kind, stat, timeInName(name), files);
}

function snapshot(dir: string, base: string, name: string, files: ReadFiles): DatabaseCopy | null {
  const path = join(dir, name, base);
  const stat = statOrNull(path, files);
  // Snapshot folders carry UTC.
  return stat === null ? null : copyAt(path, 'snapshot', stat, timeInName(name, true), files);
}

function archive(dir: string, name: string, files: ReadFiles): DatabaseCopy | null {
  const path = join(dir, name);
  const stat = statOrNull(path, files);
  if (stat?.kind !== 'file') return null;
  return {
    path,
    kind: 'archive',
    madeAt: timeInName(name) ?? modifiedAtOf(stat),
    sizeBytes: stat.sizeBytes,
    openable: false,
    walPath: null,
  };
}

/** A retired log may hold whole sessions; without its database it cannot be read, but it must be named. */
function retiredWal(folder: string, base: string, files: ReadFiles): DatabaseCopy | null {
  const madeAt = timeInName(basename(folder));
  const database = statOrNull(join(folder, base), files);
  if (database?.kind === 'file') return copyAt(join(folder, base), 'retired_wal', database, madeAt, files);
  const walPath = join(folder, `${base}-wal`);
  const wal = statOrNull(walPath, files);
  if (wal?.kind !== 'file') return null;
  return {
    path: folder,
    kind: 'retired_wal',
    madeAt: madeAt ?? modifiedAtOf(wal),
    sizeBytes: wal.sizeBytes,
    openable: false,
    walPath,
  };
}

function copyAt(
  path: string,
  kind: DatabaseCopyKind,
  stat: FileStat,
  madeAt: number | null,
  files: ReadFiles,
): DatabaseCopy | null {
  if (stat.kind !== 'file') return null;
  const walPath = `${path}-wal`;
  const wal = statOrNull(walPath, files);
  const openable = hasMagic(path, files);
  // A person's own `state.db.txt` is no copy of a database; what Hermes put aside is named whatever it holds.
  if (kind === 'user_copy' && !openable) return null;
  return {
    path,
    kind,
    madeAt: madeAt ?? modifiedAtOf(stat),
    sizeBytes: stat.sizeBytes,
    openable,
    walPath: wal?.kind === 'file' && wal.sizeBytes > 0 ? walPath : null,
  };
}

function hasMagic(path: string, files: ReadFiles): boolean {
  const reading = readStable(files, path, (file) => String.fromCharCode(...file.bytes(0, SQLITE_MAGIC.length)));
  return reading.kind === 'read' && reading.value === SQLITE_MAGIC;
}

function names(dir: string, files: ReadFiles, isWanted: (name: string) => boolean): string[] {
  try {
    const wanted = files.list(dir).flatMap((entry) => (isWanted(entry.name) ? [entry.name] : []));
    return wanted.sort().reverse().slice(0, MOST_CANDIDATES);
  } catch (error) {
    if (errnoOf(error) === '') throw error;
    return [];
  }
}

function statOrNull(path: string, files: ReadFiles): FileStat | null {
  try {
    return files.stat(path);
  } catch (error) {
    if (errnoOf(error) === '') throw error;
    return null;
  }
}

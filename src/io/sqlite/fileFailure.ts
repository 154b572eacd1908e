import { basename, dirname } from 'node:path';
import { Failure } from '../../core/failure';
import type { FileStat, ReadFiles } from '../files';
import { errnoOf } from '../files';

/** The failure that an operating system's error means. Anything without an errno is a bug and comes back as it is. */
export function failureOf(error: unknown, databasePath: string): unknown {
  const errno = errnoOf(error);
  // It may be the WAL or the journal that cannot be read: without it the database would be a torn one.
  const path = error instanceof Error && 'path' in error && typeof error.path === 'string' ? error.path : databasePath;
  switch (errno) {
    case '':
      return error;
    case 'ENOENT':
    case 'ENOTDIR':
      return new Failure('db_missing', { path, errno, reason: 'absent' }, error);
    case 'ELOOP':
      return new Failure('db_missing', { path, errno, reason: 'symlink_loop' }, error);
    case 'ERR_INVALID_ARG_VALUE':
      return new Failure('db_missing', { path, errno, reason: 'impossible_path' }, error);
    case 'EISDIR':
      return new Failure('db_not_a_file', { path, errno, kind: 'directory' }, error);
    case 'EACCES':
    case 'EPERM':
      return new Failure('db_permission', { path, errno }, error);
    case 'EBUSY':
      // Windows: another process holds the file so that nobody may share it.
      return new Failure('db_busy', { path, errno }, error);
    default:
      return new Failure('db_io', { path, errno }, error);
  }
}

/** The database file's stat. @throws Failure db_missing, db_not_a_file, db_empty, db_permission, db_io */
export function statDatabase(files: ReadFiles, path: string): FileStat {
  let stat: FileStat | null;
  try {
    stat = files.stat(path);
  } catch (error) {
    throw failureOf(error, path);
  }
  if (stat === null) {
    throw new Failure('db_missing', { path, reason: reasonOfAbsence(files, path), walBytes: walBytes(files, path) });
  }
  if (stat.kind !== 'file') throw new Failure('db_not_a_file', { path, kind: stat.kind });
  if (stat.sizeBytes === 0) throw new Failure('db_empty', { path, walBytes: walBytes(files, path) });
  return stat;
}

function reasonOfAbsence(files: ReadFiles, path: string): 'dangling_symlink' | 'absent' {
  try {
    const entry = files.list(dirname(path)).find((e) => e.name === basename(path));
    return entry?.kind === 'link' ? 'dangling_symlink' : 'absent';
  } catch (error) {
    if (errnoOf(error) === '') throw error;
    return 'absent';
  }
}

/** A WAL that outlived its database may be all that is left of it: worth saying. */
function walBytes(files: ReadFiles, path: string): number {
  try {
    return files.stat(`${path}-wal`)?.sizeBytes ?? 0;
  } catch (error) {
    if (errnoOf(error) === '') throw error;
    return 0;
  }
}

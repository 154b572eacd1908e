/**
 * Where no document may be written: among the files Hermes and Hermes WebUI read. A JSON file in a session folder would be
 * listed as a conversation, and a database is not replaced by a page about it.
 */
import { basename, dirname, sep } from 'node:path';
import { Failure } from '../core/failure';
import { errnoOf, type ReadFiles } from './files';
import type { ProfileLocation } from './hermesHome';

type Places = Pick<ProfileLocation, 'stateDbPath' | 'sessionDirPath' | 'agentSessionsPath'>;

/** @throws Failure save_protected */
export function refuseProtected(path: string, locations: readonly Places[], files: ReadFiles): void {
  const folder = realPath(dirname(path), files);
  for (const { stateDbPath, sessionDirPath, agentSessionsPath } of locations) {
    const isAmong = [sessionDirPath, agentSessionsPath].some(
      (dir) => dir !== null && `${folder}${sep}`.startsWith(`${realPath(dir, files)}${sep}`),
    );
    // The database with its log and journal, also where they are not there.
    const isDatabase =
      folder === realPath(dirname(stateDbPath), files) && basename(path).startsWith(basename(stateDbPath));
    if (isAmong || isDatabase) throw new Failure('save_protected', { path });
  }
}

/** The path itself where it leads nowhere. */
function realPath(path: string, files: ReadFiles): string {
  try {
    return files.realPath(path);
  } catch (error) {
    if (errnoOf(error) === '') throw error;
    return path;
  }
}

/**
 * The moves a run is made of. Each decides by what stands under both names, not by what the system said: NFS reports
 * failure after success, and Windows refuses for a moment what another program holds.
 */
import { dirname } from 'node:path';
import { digestOf } from '../recovery/digests';
import { errnoOf } from '../files';
import { pause as pauseThread } from '../sqlite/pause';
import type { Disk, EntryStat, NewFile } from './disk';
import type { RunPorts } from './ports';

/** Pauses between tries, in milliseconds: five tries beside the first, half a second together. */
const PAUSES = [10, 25, 60, 130, 275];
/** How file systems without hard links say so. Windows says EISDIR on FAT. */
const NO_LINKS: ReadonlySet<string> = new Set([
  'EPERM',
  'ENOTSUP',
  'EOPNOTSUPP',
  'ENOSYS',
  'EXDEV',
  'EMLINK',
  'EISDIR',
]);

export function isBusy(errno: string, { isWindows = process.platform === 'win32' }: RunPorts): boolean {
  return errno === 'EBUSY' || errno === 'ETXTBSY' || (isWindows && (errno === 'EPERM' || errno === 'EACCES'));
}

export const isSameFile = (a: EntryStat | null, b: EntryStat | null): boolean =>
  a !== null && b !== null && a.dev === b.dev && a.ino === b.ino;

export const digestAt = (disk: Disk, path: string): string => digestOf(disk.read(path));

/** Moves a file to a name of the run that is free. Throws when it is still where it was. */
export function moveAway(from: string, to: string, ports: RunPorts): void {
  const { disk } = ports;
  const moving = disk.stat(from);
  try {
    // Safe: `to` lies in our own folder and was chosen because nothing stands there.
    retried(ports, () => disk.rename(from, to));
  } catch (error) {
    if (errnoOf(error) === '') throw error;
    const arrived = disk.stat(to);
    if (arrived === null) throw error;
    // Some systems rename in two steps: both names are the one file, and taking ours back leaves it as it was.
    if (isSameFile(disk.stat(from), arrived)) {
      disk.unlink(to);
      throw error;
    }
    if (moving !== null && !isSameFile(moving, arrived) && disk.stat(from) !== null) throw error;
  }
}

/** Gives a file a second name where nothing may stand. Never replaces. */
export function linkNew(from: string, to: string, ports: RunPorts): 'linked' | 'exists' | 'no_links' {
  const { disk } = ports;
  try {
    retried(ports, () => disk.link(from, to));
    return 'linked';
  } catch (error) {
    const errno = errnoOf(error);
    if (errno === '') throw error;
    // A link that was made and reported as failed, or tried twice by the client, ends here with EEXIST.
    if (isSameFile(disk.stat(from), disk.stat(to))) return 'linked';
    if (errno === 'EEXIST') return 'exists';
    if (NO_LINKS.has(errno)) return 'no_links';
    throw error;
  }
}

/** A synced file with exactly these bytes, read back. Throws EIO when the disk gives back something else. */
export function createWhole(path: string, bytes: Uint8Array, file: NewFile, disk: Disk): void {
  disk.create(path, bytes, file);
  disk.syncFile(path);
  if (digestAt(disk, path) !== digestOf(bytes)) {
    throw Object.assign(new Error(`read back other bytes than were written: ${path}`), { code: 'EIO' });
  }
}

/** Takes away a second name of a file. Does nothing when it is the only one, or gone already. */
export function dropName(name: string, other: string, disk: Disk): void {
  // Safe: the content keeps `other`, which is looked at right before.
  if (!isSameFile(disk.stat(name), disk.stat(other))) return;
  // A crash may keep the unlink and forget the link that it relies on.
  disk.syncDir(dirname(other));
  unlinkOurs(name, disk);
}

/** Only for names in a run's folder whose content has another name. */
export function unlinkOurs(name: string, disk: Disk): void {
  try {
    disk.unlink(name);
  } catch (error) {
    if (errnoOf(error) === '' || disk.stat(name) !== null) throw error;
  }
}

/** Again while another program holds the file, half a second long. */
export function retried(ports: RunPorts, work: () => void): void {
  for (const ms of PAUSES) {
    try {
      return work();
    } catch (error) {
      if (!isBusy(errnoOf(error), ports)) throw error;
      (ports.pause ?? pauseThread)(ms);
    }
  }
  work();
}

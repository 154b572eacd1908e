/** Disks that take one rule of the replace protocol away, from outside. */
import type { Disk } from '../../../../src/io/repairRun/disk';
import { type DiskVerb, wrapDisk } from '../../../support/disks/operations';
import { SYNCS } from '../../../support/disks/withoutSyncs';

/** A sync of a file or folder that the pattern fits does nothing. */
export const unsynced =
  (verb: DiskVerb, pattern = /./) =>
  (disk: Disk): Disk =>
    wrapDisk(
      disk,
      (operation, run) => (operation.verb === verb && pattern.test(operation.paths[0]!) ? undefined : run()),
      SYNCS,
    );

/** Between the move of a file out of the session directory and the link that takes its name, its new folder is not synced. */
export function unsyncedAfterMove(disk: Disk): Disk {
  let isMoved = false;
  return wrapDisk(
    disk,
    ({ verb, paths: [from = '', to = ''] }, run) => {
      if (verb === 'rename' && to.includes('/originals/')) isMoved = true;
      if (verb === 'link' && from.includes('/stage/')) isMoved = false;
      return isMoved && verb === 'syncDir' && from.endsWith('/originals') ? undefined : run();
    },
    new Set<DiskVerb>(['rename', 'link', 'syncDir']),
  );
}

/** `link` lands on whatever is there, as a rename would. */
export function replacingLink(disk: Disk): Disk {
  return wrapDisk(
    disk,
    (operation, run) => {
      const [from = '', to = ''] = operation.paths;
      const standing = disk.stat(to);
      if (standing !== null && standing.ino !== disk.stat(from)?.ino) disk.unlink(to);
      return run();
    },
    new Set<DiskVerb>(['link']),
  );
}

/** Whatever is read of a file that was moved aside, it is said to be `text`. */
export const blindAside =
  (text: string) =>
  (disk: Disk): Disk =>
    wrapDisk(
      disk,
      (operation, run) => (/\/originals\/[^/]*\.json$/.test(operation.paths[0]!) ? Buffer.from(text) : run()),
      new Set<DiskVerb>(['read']),
    );

/** A disk that tells of every operation before it is done. */
import type { Disk } from '../../../../src/io/repairRun/disk';

export interface Operation {
  /** Counted from 1. */
  readonly n: number;
  readonly verb: keyof Disk;
  /** The paths that it names. */
  readonly paths: readonly string[];
  /** Does it now. What it does afterwards is not done again. */
  readonly run: () => unknown;
}

/** `watch` may throw, or do something of its own first. Gives the operation's own result. */
export function watchedDisk(disk: Disk, watch: (operation: Operation) => void): Disk {
  let n = 0;
  const watched = <A extends unknown[], R>(verb: keyof Disk, work: (...args: A) => R) => {
    return (...args: A): R => {
      n += 1;
      let done: { readonly value: R } | null = null;
      const run = (): R => (done ??= { value: work(...args) }).value;
      watch({ n, verb, paths: args.filter((arg) => typeof arg === 'string'), run });
      return run();
    };
  };
  return {
    stat: watched('stat', (path) => disk.stat(path)),
    list: watched('list', (path) => disk.list(path)),
    read: watched('read', (path) => disk.read(path)),
    freeBytes: watched('freeBytes', (path) => disk.freeBytes(path)),
    makeDir: watched('makeDir', (path, mode, owner) => disk.makeDir(path, mode, owner)),
    create: watched('create', (path, bytes, file) => disk.create(path, bytes, file)),
    append: watched('append', (path, bytes) => disk.append(path, bytes)),
    syncFile: watched('syncFile', (path) => disk.syncFile(path)),
    syncDir: watched('syncDir', (path) => disk.syncDir(path)),
    link: watched('link', (from, to) => disk.link(from, to)),
    rename: watched('rename', (from, to) => disk.rename(from, to)),
    unlink: watched('unlink', (path) => disk.unlink(path)),
  };
}

export const errorOf = (code: string): Error => Object.assign(new Error(code), { code });

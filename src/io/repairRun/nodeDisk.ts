/** The real disk, and the only file of the project that writes to one. */
import * as fs from 'node:fs';
import { errnoOf } from '../files';
import type { Disk, EntryStat, NewFile } from './disk';

const { constants } = fs;
// Not defined on Windows, where a link is told by `lstat` alone.
const NO_FOLLOW = constants.O_NOFOLLOW ?? 0;
const isWindows = process.platform === 'win32';
/** File systems that cannot sync a directory (some FUSE and SMB mounts) say so with one of these. */
const CANNOT_SYNC: ReadonlySet<string> = new Set(['EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EISDIR']);

export const nodeDisk: Disk = {
  stat(path) {
    try {
      const stat = fs.lstatSync(path, { bigint: true, throwIfNoEntry: false });
      return stat === undefined ? null : entryStat(stat);
    } catch (error) {
      if (errnoOf(error) === 'ENOTDIR') return null;
      throw error;
    }
  },
  list: (path) => fs.readdirSync(path),
  read(path) {
    if (isWindows && fs.lstatSync(path).isSymbolicLink()) throw systemError('ELOOP', path);
    // A FIFO must not hang the open, and a link must not be followed.
    const fd = fs.openSync(path, constants.O_RDONLY | NO_FOLLOW | (constants.O_NONBLOCK ?? 0));
    try {
      if (!fs.fstatSync(fd).isFile()) throw systemError('EINVAL', path);
      return fs.readFileSync(fd);
    } finally {
      fs.closeSync(fd);
    }
  },
  freeBytes(dir) {
    try {
      const { bavail, bsize } = fs.statfsSync(dir);
      return bavail * bsize;
    } catch (error) {
      if (errnoOf(error) === '') throw error;
      return null;
    }
  },
  makeDir(path, mode, owner = null) {
    fs.mkdirSync(path, { mode });
    if (owner === null || isWindows) return;
    const stat = fs.lstatSync(path);
    if (stat.uid !== owner.uid || stat.gid !== owner.gid) giveFolder(path, owner);
  },
  create(path, bytes, file) {
    const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | NO_FOLLOW;
    // Private until it is whole and has its own mode.
    const fd = fs.openSync(path, flags, 0o600);
    try {
      writeAll(fd, bytes);
      keepAttributes(fd, file);
    } finally {
      fs.closeSync(fd);
    }
  },
  append(path, bytes) {
    const fd = fs.openSync(path, constants.O_WRONLY | constants.O_APPEND | NO_FOLLOW);
    try {
      writeAll(fd, bytes);
    } finally {
      fs.closeSync(fd);
    }
  },
  syncFile(path) {
    // Windows flushes only through a handle that may write.
    const fd = fs.openSync(path, (isWindows ? constants.O_RDWR : constants.O_RDONLY) | NO_FOLLOW);
    try {
      fs.fsyncSync(fd);
    } finally {
      fs.closeSync(fd);
    }
  },
  syncDir(path) {
    if (isWindows) return;
    const fd = fs.openSync(path, constants.O_RDONLY | constants.O_DIRECTORY);
    try {
      fs.fsyncSync(fd);
    } catch (error) {
      if (!CANNOT_SYNC.has(errnoOf(error))) throw error;
    } finally {
      fs.closeSync(fd);
    }
  },
  link: (from, to) => fs.linkSync(from, to),
  rename: (from, to) => fs.renameSync(from, to),
  unlink: (path) => fs.unlinkSync(path),
};

const entryStat = (stat: fs.BigIntStats): EntryStat => ({
  kind: stat.isFile() ? 'file' : stat.isDirectory() ? 'directory' : stat.isSymbolicLink() ? 'link' : 'other',
  dev: stat.dev,
  ino: stat.ino,
  links: Math.max(1, Number(stat.nlink)),
  sizeBytes: Number(stat.size),
  mtimeNs: stat.mtimeNs,
  mode: Number(stat.mode & 0o7777n),
  uid: Number(stat.uid),
  gid: Number(stat.gid),
});

const systemError = (code: string, path: string): Error => Object.assign(new Error(`${code}: ${path}`), { code });

function writeAll(fd: number, bytes: Uint8Array): void {
  let done = 0;
  while (done < bytes.length) done += fs.writeSync(fd, bytes, done, bytes.length - done);
}

/** Asks the system only for what is not so already: some mounts refuse every change of mode and owner. */
function keepAttributes(fd: number, { mode, owner }: NewFile): void {
  if (isWindows) return;
  const stat = fs.fstatSync(fd);
  if (owner !== null && (stat.uid !== owner.uid || stat.gid !== owner.gid)) fs.fchownSync(fd, owner.uid, owner.gid);
  // After the owner: giving a file away takes set-id bits with it.
  if ((stat.mode & 0o7777) !== mode) fs.fchmodSync(fd, mode);
}

/** So that a run made as root can be seen and undone by the directory's own user. Only root can. */
function giveFolder(path: string, owner: { readonly uid: number; readonly gid: number }): void {
  try {
    fs.lchownSync(path, owner.uid, owner.gid);
  } catch (error) {
    if (errnoOf(error) !== 'EPERM') throw error;
  }
}

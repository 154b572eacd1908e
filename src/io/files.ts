/**
 * The one way this project reads a disk: a small synchronous port over `node:fs`, so that tests can trace every open and make
 * every error. It has no verb that writes. Synchronous because it runs in worker threads and the terminal, never on the
 * extension host's own thread.
 */
import * as fs from 'node:fs';

/** What identifies one state of one file. `mtimeNs`/`ctimeNs` are nanoseconds since 1970. */
export interface FileStat {
  readonly kind: 'file' | 'directory' | 'other';
  readonly dev: bigint;
  readonly ino: bigint;
  readonly sizeBytes: number;
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
  /** Names of the file; 1 where the file system does not count them. */
  readonly links: number;
}

export interface DirectoryEntry {
  readonly name: string;
  readonly kind: 'file' | 'directory' | 'link' | 'other';
}

/** Errors are Node's own `ErrnoException`s; "not there" is null for `stat`, and `ENOENT` for all else. */
export interface ReadFiles {
  /** Follows symlinks. Null when nothing is there (ENOENT, ENOTDIR). */
  stat(path: string): FileStat | null;
  statOpen(fd: number): FileStat;
  /** Opens read-only. Opening a FIFO must not hang: callers `stat` first, and O_NONBLOCK covers the race. */
  open(path: string): number;
  /** Reads until `length` bytes or the end of the file; returns the bytes read. */
  read(fd: number, into: Uint8Array, offset: number, length: number, position: number): number;
  close(fd: number): void;
  /** The directory's entries in no particular order. */
  list(path: string): DirectoryEntry[];
  /** The path with every symlink on it resolved. */
  realPath(path: string): string;
  /**
   * True when the file lies on storage that another machine or virtual machine may write at the same time (NFS, SMB, 9p,
   * virtiofs, FUSE, …), where mapped memory is not shared and the clock is not ours. False also when nobody can tell.
   */
  isShared(path: string): boolean;
}

/** `f_type` of Linux's statfs(2) for file systems with another machine behind them. */
const SHARED_ON_LINUX: ReadonlySet<number> = new Set([
  0x6969, // nfs
  0x517b, // smb
  0xff534d42, // cifs
  0xfe534d42, // smb2
  0x01021997, // 9p: WSL's Windows drives, virtual machines
  0x65735546, // fuse, also virtiofs and sshfs
  0x6a656a63, // virtiofs of some kernels
  0x786f4256, // vboxsf
  0x00c36400, // ceph
  0x5346414f, // afs
]);

const toStat = (s: fs.BigIntStats): FileStat => ({
  kind: s.isFile() ? 'file' : s.isDirectory() ? 'directory' : 'other',
  dev: s.dev,
  ino: s.ino,
  sizeBytes: Number(s.size),
  mtimeNs: s.mtimeNs,
  ctimeNs: s.ctimeNs,
  links: Math.max(1, Number(s.nlink)),
});

// O_NONBLOCK: should a FIFO take the file's place between stat and open, open returns at once. Not defined on Windows.
const READ_ONLY = fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0);

export const nodeFiles: ReadFiles = {
  stat(path) {
    try {
      const s = fs.statSync(path, { bigint: true, throwIfNoEntry: false });
      return s === undefined ? null : toStat(s);
    } catch (error) {
      if (errnoOf(error) === 'ENOTDIR') return null;
      throw error;
    }
  },
  statOpen: (fd) => toStat(fs.fstatSync(fd, { bigint: true })),
  open: (path) => fs.openSync(path, READ_ONLY),
  read(fd, into, offset, length, position) {
    let done = 0;
    while (done < length) {
      const n = fs.readSync(fd, into, offset + done, length - done, position + done);
      if (n === 0) break;
      done += n;
    }
    return done;
  },
  close: (fd) => fs.closeSync(fd),
  realPath: (path) => fs.realpathSync.native(path),
  isShared(path) {
    // A UNC path, but no device path.
    if (process.platform === 'win32') return /^\\\\[^?.\\]/.test(path);
    if (process.platform !== 'linux') return false;
    try {
      return SHARED_ON_LINUX.has(fs.statfsSync(path).type);
    } catch (error) {
      if (errnoOf(error) === '') throw error;
      return false;
    }
  },
  list: (path) =>
    fs.readdirSync(path, { withFileTypes: true }).map((e) => ({
      name: e.name,
      kind: e.isFile() ? 'file' : e.isDirectory() ? 'directory' : e.isSymbolicLink() ? 'link' : 'other',
    })),
};

/**
 * What the operating system said ("ENOENT", …), or '' for anything else. Node's own codes (`ERR_…`) tell of mistakes in a call and are
 * none of these, but for two that tell of data: a path that holds a NUL, and a file that is too large to be read whole.
 */
export function errnoOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
  return code.startsWith('ERR_') && !OF_DATA.has(code) ? '' : code;
}

const OF_DATA: ReadonlySet<string> = new Set(['ERR_INVALID_ARG_VALUE', 'ERR_FS_FILE_TOO_LARGE']);

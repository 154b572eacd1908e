import type { FileStat, ReadFiles } from '../files';
import { errnoOf } from '../files';

/** Names a file itself, whatever its contents. */
export const identityOf = (stat: FileStat): string => `${stat.dev}:${stat.ino}`;

/** Names one state of a file as far as its file system tells states apart; '-' for no file. */
export const stampOf = (stat: FileStat | 'circle' | null): string =>
  stat === null || stat === 'circle' ? '-' : `${identityOf(stat)}:${stat.sizeBytes}:${stat.mtimeNs}:${stat.ctimeNs}`;

/**
 * One of SQLite's files at a path where it may appear, vanish or be replaced at any moment. The handle is always that
 * of the file found by the last `follow`, and is given back by `release` at the end of each read: on Windows a handle
 * that is held open keeps a writer from deleting its own `-wal`.
 */
export class SideFile {
  private fd = -1;
  /** Of the open file; '' when none is open. */
  identity = '';

  constructor(
    private readonly files: ReadFiles,
    readonly path: string,
  ) {}

  stat(): FileStat | null {
    const found = this.look();
    return found !== 'circle' && found?.kind === 'file' ? found : null;
  }

  /** What lies at the path, whatever it is; null for nothing, 'circle' for links that never end. */
  look(): FileStat | 'circle' | null {
    try {
      return this.files.stat(this.path);
    } catch (error) {
      // There is no file at the end of it, so nothing that SQLite could have written or could read.
      if (errnoOf(error) === 'ELOOP') return 'circle';
      throw error;
    }
  }

  /**
   * Makes the handle that of the file now at the path. False when there is none, or it is shorter than `atLeastBytes`.
   */
  follow(atLeastBytes: number): boolean {
    const stat = this.stat();
    // A file too short to matter is not opened: one that nobody may read but that is empty hides nothing.
    if (stat === null || stat.sizeBytes < atLeastBytes) {
      this.release();
      return false;
    }
    if (this.fd >= 0 && this.identity === identityOf(stat)) return true;
    this.release();
    try {
      this.fd = this.files.open(this.path);
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') return false;
      throw error;
    }
    // Of the handle, not of the path: the file may have been replaced between the two.
    this.identity = identityOf(this.files.statOpen(this.fd));
    return true;
  }

  /** Bytes read; fewer than `length` only at the end of the file. Requires a successful `follow`. */
  read(into: Uint8Array, offset: number, length: number, position: number): number {
    return this.files.read(this.fd, into, offset, length, position);
  }

  statOpen(): FileStat {
    return this.files.statOpen(this.fd);
  }

  release(): void {
    if (this.fd < 0) return;
    const fd = this.fd;
    this.fd = -1;
    this.identity = '';
    this.files.close(fd);
  }
}

import type { ReadFiles } from '../files';
import { SnapshotMoved } from './snapshotMoved';
import type { Snapshot, Suspicion } from './snapshot';
import type { SideFile } from './sideFile';
import { FRAME_HEADER_BYTES, parseWalHeader, WAL_HEADER_BYTES } from './walHeader';
import type { WalHeader } from './walHeader';
import { readWalIndex } from './walIndex';
import { WalScan } from './walScan';

/** The end of a generation's committed frames. */
export interface WalEnd {
  readonly header: WalHeader;
  /** Committed frames of the state that was taken last. */
  readonly frames: number;
  /** As `WalScan.soundFrames`. */
  readonly soundFrames: number;
  /** False when more was committed meanwhile, or the generation is over. */
  readonly isNewest: boolean;
  /** The smallest that a commit of the generation made the database, in pages; Infinity while there is none. */
  readonly fewestPages: number;
  /** True for a page that one of the committed frames holds. */
  overlays(page: number): boolean;
}

/**
 * One generation of a WAL, i.e. the time between two rewrites of its header, and the newest committed state in it.
 *
 * What holds within a generation, and all that the proof rests on:
 * 1. Committed frames are not overwritten. (A restart writes a new header first, with new salts.)
 * 2. The main file changes only where a checkpoint copies a committed frame into it, or cuts it to a committed size. The
 *    frame is in the WAL before that.
 * So a page of the main file that no committed frame names is what it was when the generation began, and after reading
 * a page of the main file it is enough to look at the frames committed since the snapshot.
 */
export class WalGeneration {
  /** Page to its newest committed frame. Grows with each commit, so there is only ever one current snapshot. */
  private readonly frameOfPage = new Map<number, number>();
  private fewestPages = Infinity;
  private readonly scan: WalScan;
  private readonly read: SideFile['read'];

  private constructor(
    private readonly files: ReadFiles,
    private readonly file: SideFile,
    private readonly databasePath: string,
    private readonly useWalIndex: boolean,
    readonly name: string,
    private readonly header: WalHeader,
  ) {
    this.scan = new WalScan(header);
    this.read = (into, offset, length, position) => file.read(into, offset, length, position);
  }

  /**
   * The generation that the WAL file holds now: `current` if it is still that one; null for no WAL, or none that is
   * valid.
   */
  static find(
    files: ReadFiles,
    file: SideFile,
    databasePath: string,
    useWalIndex: boolean,
    current: WalGeneration | null,
  ): WalGeneration | null {
    const bytes = readHeaderBytes(file);
    if (bytes === null) return null;
    const name = nameOf(file, bytes);
    if (current?.name === name) return current;
    const header = parseWalHeader(bytes);
    return header === null ? null : new WalGeneration(files, file, databasePath, useWalIndex, name, header);
  }

  /** The newest committed state; null when the generation ended meanwhile, or its frames were overwritten. */
  newest(): Snapshot | null {
    if (!this.scan.stillThere(this.read)) return null;
    this.scan.extend(this.read, (page, frame, pageCount) => {
      this.frameOfPage.set(page, frame);
      this.fewestPages = Math.min(this.fewestPages, pageCount);
    });
    // Frames of a file that was rewritten under the scan are worth nothing, however well their checksums fit.
    return this.isStillCurrent() ? this.snapshotAt(this.scan.fork()) : null;
  }

  /** Where the state that was taken last ends, for a look at what lies behind it. Takes nothing in. */
  end(): WalEnd {
    const scan = this.scan.fork();
    scan.extend(this.read, () => undefined);
    return {
      header: this.header,
      frames: this.scan.frames,
      soundFrames: scan.soundFrames,
      isNewest: scan.frames === this.scan.frames && this.isStillCurrent(),
      fewestPages: this.fewestPages,
      overlays: (page) => this.frameOfPage.has(page),
    };
  }

  private isStillCurrent(): boolean {
    const bytes = readHeaderBytes(this.file);
    return bytes !== null && nameOf(this.file, bytes) === this.name;
  }

  private snapshotAt(scan: WalScan): Snapshot {
    const { frameOfPage, header } = this;
    const { frames, pageCount } = scan;
    const frameBytes = FRAME_HEADER_BYTES + header.pageSizeBytes;
    /** The same scan, going on beyond the snapshot, and what it found there. */
    const beyond = scan;
    const committedSince = new Set<number>();
    let smallestSince = Infinity;

    const suspicion: Suspicion = {
      reason: 'page in a newer commit',
      // A page beyond a newer, smaller size may have been cut off the main file.
      mayBeNewer: (page) => (committedSince.has(page) || page > smallestSince) && !frameOfPage.has(page),
      clears: () => {
        if (!this.useWalIndex) return false;
        const index = readWalIndex(this.files, this.databasePath);
        if (index === 'absent' || index === 'unsettled') return false;
        if (index.salts !== header.salts.toString('hex')) return false;
        // An index that has not seen the commits we see is left over, or not shared with the writer: it proves nothing.
        if (index.lastFrame < beyond.frames) return false;
        return index.backfillAttempted <= frames && index.backfilled <= frames;
      },
    };

    return {
      mode: 'wal',
      token: `wal:${this.name}:${frames}`,
      geometry: pageCount === 0 ? null : { pageSizeBytes: header.pageSizeBytes, pageCount },
      overlaidBetween: (first, last) => {
        let count = 0;
        for (const page of frameOfPage.keys()) if (page >= first && page <= last) count++;
        return count;
      },
      overlays: (page) => frameOfPage.has(page),
      readOverlay: (page, into) => {
        const position = WAL_HEADER_BYTES + frameOfPage.get(page)! * frameBytes + FRAME_HEADER_BYTES;
        if (this.file.read(into, 0, header.pageSizeBytes, position) < header.pageSizeBytes) {
          throw new SnapshotMoved('gone', 'wal cut short');
        }
      },
      check: () => {
        if (!beyond.stillThere(this.read)) throw new SnapshotMoved('gone', 'wal frames overwritten');
        beyond.extend(this.read, (page, _frame, size) => {
          committedSince.add(page);
          smallestSince = Math.min(smallestSince, size);
        });
        // Last, because it vouches both for the frames just scanned and for every page read since the last check.
        if (!this.isStillCurrent()) throw new SnapshotMoved('gone', 'wal generation');
        return committedSince.size === 0 ? null : suspicion;
      },
    };
  }
}

function readHeaderBytes(file: SideFile): Buffer | null {
  if (!file.follow(WAL_HEADER_BYTES)) return null;
  const bytes = Buffer.alloc(WAL_HEADER_BYTES);
  return file.read(bytes, 0, WAL_HEADER_BYTES, 0) < WAL_HEADER_BYTES ? null : bytes;
}

const nameOf = (file: SideFile, header: Buffer): string => `${file.identity}:${header.toString('hex')}`;

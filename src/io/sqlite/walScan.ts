import { addToChecksum, checksumEquals, FRAME_HEADER_BYTES, WAL_HEADER_BYTES } from './walHeader';
import type { WalChecksum, WalHeader } from './walHeader';

/** Reads from the WAL file; returns the bytes read. */
export type ReadAt = (into: Uint8Array, offset: number, length: number, position: number) => number;

const FIRST_CHUNK_FRAMES = 8;
const CHUNK_BYTES = 1 << 20;

/**
 * How far one WAL generation is committed, found exactly as SQLite's own recovery finds it: frame after frame while
 * salts and the running checksum fit, up to the last frame that ends a transaction. `extend` goes on where the last
 * call stopped, so looking again costs one small read when nothing was committed.
 */
export class WalScan {
  /** Committed frames, counted from the start of the WAL. */
  frames = 0;
  /** Size of the database after the last commit; 0 while this generation holds no commit. */
  pageCount = 0;
  /** Frames that are sound and follow on each other, those of a transaction without its commit included. */
  soundFrames = 0;
  private sum: WalChecksum;
  private readonly lastHeader = Buffer.alloc(FRAME_HEADER_BYTES);
  private readonly probe = Buffer.alloc(FRAME_HEADER_BYTES);

  constructor(private readonly header: WalHeader) {
    this.sum = { ...header.checksum };
  }

  /** A scan that stands where this one stands and goes its own way from there. */
  fork(): WalScan {
    const copy = new WalScan(this.header);
    copy.frames = this.frames;
    copy.pageCount = this.pageCount;
    copy.soundFrames = this.soundFrames;
    copy.sum = { ...this.sum };
    this.lastHeader.copy(copy.lastHeader);
    return copy;
  }

  /**
   * False when the last committed frame is not the one that was read. Frames are only ever overwritten within a
   * generation after a writer died between writing its commit frame and publishing it; the next writer then starts in
   * the same place.
   */
  stillThere(read: ReadAt): boolean {
    if (this.frames === 0) return true;
    const got = read(this.probe, 0, FRAME_HEADER_BYTES, this.positionOf(this.frames - 1));
    return got === FRAME_HEADER_BYTES && this.probe.equals(this.lastHeader);
  }

  /** Takes in every transaction committed since; `onFrame` is told each of its frames (0-based) in order. */
  extend(read: ReadAt, onFrame: (page: number, frame: number, pageCount: number) => void): void {
    const { salts, pageSizeBytes, checksumOrder } = this.header;
    const frameBytes = FRAME_HEADER_BYTES + pageSizeBytes;
    this.soundFrames = this.frames;
    if (read(this.probe, 0, FRAME_HEADER_BYTES, this.positionOf(this.frames)) < FRAME_HEADER_BYTES) return;
    if (this.probe.compare(salts, 0, 8, 8, 16) !== 0) return;

    const sum = { ...this.sum };
    const uncommitted: number[] = [];
    const mostFrames = Math.max(1, Math.floor(CHUNK_BYTES / frameBytes));
    let chunkFrames = Math.min(FIRST_CHUNK_FRAMES, mostFrames);
    let chunk = Buffer.from(new ArrayBuffer(chunkFrames * frameBytes));
    let next = this.frames;
    for (;;) {
      const whole = Math.floor(read(chunk, 0, chunk.length, this.positionOf(next)) / frameBytes);
      for (let i = 0; i < whole; i++) {
        const at = i * frameBytes;
        const page = chunk.readUInt32BE(at);
        if (page === 0 || chunk.compare(salts, 0, 8, at + 8, at + 16) !== 0) return;
        addToChecksum(sum, chunk, at, 8, checksumOrder);
        addToChecksum(sum, chunk, at + FRAME_HEADER_BYTES, pageSizeBytes, checksumOrder);
        if (!checksumEquals(sum, chunk, at + 16)) return;
        uncommitted.push(page);
        this.soundFrames = ++next;
        const pageCount = chunk.readUInt32BE(at + 4);
        if (pageCount === 0) continue;
        const first = next - uncommitted.length;
        uncommitted.forEach((committed, k) => onFrame(committed, first + k, pageCount));
        uncommitted.length = 0;
        this.frames = next;
        this.pageCount = pageCount;
        this.sum = { ...sum };
        chunk.copy(this.lastHeader, 0, at, at + FRAME_HEADER_BYTES);
      }
      if (whole < chunkFrames) return;
      // Most calls find a handful of frames; only a long tail is worth large reads.
      if (chunkFrames < mostFrames) {
        chunkFrames = Math.min(chunkFrames * 4, mostFrames);
        chunk = Buffer.from(new ArrayBuffer(chunkFrames * frameBytes));
      }
    }
  }

  /** Where a frame (0-based) starts in the file. */
  private positionOf(frame: number): number {
    return WAL_HEADER_BYTES + frame * (FRAME_HEADER_BYTES + this.header.pageSizeBytes);
  }
}

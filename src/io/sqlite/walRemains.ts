import type { SideFile } from './sideFile';
import type { MainFile } from './snapshot';
import { addToChecksum, checksumEquals, FRAME_HEADER_BYTES, WAL_HEADER_BYTES } from './walHeader';
import type { WalChecksum, WalHeader } from './walHeader';
import type { WalEnd } from './walState';

/** What lies in a WAL behind its last sound frame, as far as it tells of something lost. */
export interface WalRemains {
  /** Frames of this generation that say "commit", but do not follow on what is before them. */
  readonly hasLaterCommit: boolean;
  /** The first frame that does not follow is such a one, or is of no generation at all: a writer may be at it just now. */
  readonly hasBrokenEnd: boolean;
  /** The file ends within a frame of this generation. */
  readonly endsInFrame: boolean;
}

/** Frame headers that are looked at behind the end, and as many before the end of the file. */
const MOST_HEADERS = 64;
/** The most frames of the generation before: without its end nobody knows which frame of a page is the newest. */
const MOST_OLDER_FRAMES = 4096;
const MOST_COMPARED_PAGES = 64;
/** Each restart of a log counts its first salt up by one. Numbers this close are of the same log. */
const MOST_GENERATIONS = 1 << 20;

/**
 * What is normal and says nothing: frames of older generations (a restart writes from the front, over frames that a
 * checkpoint has copied), the uncommitted frames of a transaction that runs, was rolled back or died, and a file that was
 * cut within an older frame (`journal_size_limit`).
 */
export function findRemains(file: SideFile, sizeBytes: number, end: WalEnd): WalRemains {
  const frames = new Frames(file, sizeBytes, end.header);
  const stop = end.soundFrames;
  const atStop = stop < frames.count ? frames.header(stop) : null;
  return {
    hasLaterCommit: indexesBehind(stop, frames.count).some((i) => isOwnCommit(frames.header(i))),
    hasBrokenEnd: atStop !== null && (isOwnCommit(atStop) || atStop.age === null),
    endsInFrame: stop === frames.count && frames.endsInOwnFrame(),
  };
}

const isOwnCommit = (header: FrameHeader | null): boolean => header?.age === 0 && header.pageCount > 0;

/** The frames after `stop`, or some at both ends where they are many. */
function indexesBehind(stop: number, count: number): number[] {
  const indexes: number[] = [];
  for (let i = stop + 1; i < count; i++) {
    if (i === stop + 1 + MOST_HEADERS) i = Math.max(i, count - MOST_HEADERS);
    indexes.push(i);
  }
  return indexes;
}

/**
 * Whether the generation before has a committed page that the database does not hold. A log is restarted only when all
 * of it is in the database, and within a generation nothing changes a page there that the generation has no frame of. So
 * what the generation before wrote last of such a page is what the database holds.
 */
export function hasUnreached(file: SideFile, sizeBytes: number, end: WalEnd, main: MainFile): boolean {
  const frames = new Frames(file, sizeBytes, end.header);
  const from = end.soundFrames;
  const older: FrameHeader[] = [];
  for (let i = from; i < frames.count; i++) {
    const header = frames.header(i);
    if (header?.age !== 1) break;
    if (older.length === MOST_OLDER_FRAMES) return false;
    older.push(header);
  }
  const last = older.findLastIndex((header) => header.pageCount > 0);
  const newest = new Map(older.slice(0, last + 1).map(({ page }, i) => [page, from + i]));
  // A page beyond the end of the database, then or since, was not copied or was cut off again.
  const mostPages = Math.min(older[last]?.pageCount ?? 0, end.fewestPages);
  // The first of these frames has none before it that vouches for it.
  const compared = [...newest].filter(([page, i]) => i > from && page <= mostPages && !end.overlays(page));
  return compared.slice(-MOST_COMPARED_PAGES).some(([page, i]) => frames.differs(i, page, main));
}

interface FrameHeader {
  readonly page: number;
  /** Above 0 in the last frame of a transaction. */
  readonly pageCount: number;
  /** How many generations ago the frame was written; null for one that no generation can have written. */
  readonly age: number | null;
}

/** The whole frames of a WAL file by their index, sound or not. */
class Frames {
  readonly count: number;
  private readonly frameBytes: number;
  private readonly bytes: Buffer;

  constructor(
    private readonly file: SideFile,
    private readonly sizeBytes: number,
    private readonly walHeader: WalHeader,
  ) {
    this.frameBytes = FRAME_HEADER_BYTES + walHeader.pageSizeBytes;
    this.count = Math.max(0, Math.floor((sizeBytes - WAL_HEADER_BYTES) / this.frameBytes));
    this.bytes = Buffer.from(new ArrayBuffer(this.frameBytes));
  }

  /** Null where the file has become shorter. */
  header(i: number): FrameHeader | null {
    if (this.file.read(this.bytes, 0, FRAME_HEADER_BYTES, this.positionOf(i)) < FRAME_HEADER_BYTES) return null;
    return { page: this.bytes.readUInt32BE(0), pageCount: this.bytes.readUInt32BE(4), age: this.ageOf(this.bytes) };
  }

  /** True when bytes follow the last whole frame, and the salts among them, if any, are this generation's. */
  endsInOwnFrame(): boolean {
    const at = this.positionOf(this.count);
    if (this.sizeBytes <= at) return false;
    const got = this.file.read(this.bytes, 0, Math.min(16, this.sizeBytes - at), at);
    return got > 0 && this.bytes.compare(this.walHeader.salts, 0, Math.max(0, got - 8), 8, Math.max(8, got)) === 0;
  }

  /** True when a sound frame, not the first of all, holds another page than the database does. */
  differs(i: number, page: number, main: MainFile): boolean {
    const { pageSizeBytes } = this.walHeader;
    const before = Buffer.alloc(8);
    if (this.file.read(before, 0, 8, this.positionOf(i - 1) + 16) < 8) return false;
    if (this.file.read(this.bytes, 0, this.frameBytes, this.positionOf(i)) < this.frameBytes) return false;
    if (!this.follows({ s1: before.readInt32BE(0), s2: before.readInt32BE(4) })) return false;
    const held = Buffer.alloc(pageSizeBytes);
    if (main.read(held, 0, pageSizeBytes, (page - 1) * pageSizeBytes) < pageSizeBytes) return false;
    return this.bytes.compare(held, 0, pageSizeBytes, FRAME_HEADER_BYTES) !== 0;
  }

  private follows(sum: WalChecksum): boolean {
    const { pageSizeBytes, checksumOrder } = this.walHeader;
    addToChecksum(sum, this.bytes, 0, 8, checksumOrder);
    addToChecksum(sum, this.bytes, FRAME_HEADER_BYTES, pageSizeBytes, checksumOrder);
    return checksumEquals(sum, this.bytes, 16);
  }

  private ageOf(frame: Buffer): number | null {
    const { salts } = this.walHeader;
    if (frame.readUInt32BE(0) === 0) return null;
    const age = (salts.readUInt32BE(0) - frame.readUInt32BE(8)) >>> 0;
    if (age === 0) return frame.compare(salts, 4, 8, 12, 16) === 0 ? 0 : null;
    return age < MOST_GENERATIONS ? age : null;
  }

  private positionOf(i: number): number {
    return WAL_HEADER_BYTES + i * this.frameBytes;
  }
}

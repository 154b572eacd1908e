import { dirname, isAbsolute, join } from 'node:path';
import type { ReadFiles } from '../files';
import type { SideFile } from './sideFile';
import { isPageSize } from './walHeader';

/**
 * A rollback journal (sqlite.org/fileformat2.html, "The Rollback Journal") holds the original of each page that the
 * running, or crashed, transaction may have changed in the main file. Laid over the file they are the state before that
 * transaction, so a live and a hot journal are read alike and neither is touched.
 *
 * Why this is enough: a writer puts a page's original into the journal before it changes the page, and makes the
 * journal invalid (deletes, truncates or zeroes it) only to commit or after it has rolled back.
 */
const MAGIC = Buffer.from('d9d505f920a163d7', 'hex');
const HEADER_BYTES = 28;
/**
 * With `synchronous=OFF` records are not counted but 0xffffffff: the segment reaches to the end of the file and still
 * grows.
 */
const RECORD_COUNT_AT = 8;
const NONCE_AT = 12;
const PAGE_COUNT_AT = 16;
const SECTOR_SIZE_AT = 20;
const PAGE_SIZE_AT = 24;
const LOCK_BYTE_AT = 0x40000000;
const CHUNK_BYTES = 256 * 1024;
const MOST_SUPER_NAME_BYTES = 4096;

export class RollbackJournal {
  /** Original size of the database, in pages. */
  readonly pageCount: number;
  readonly pageSizeBytes: number;
  /** Differs for each transaction (file, nonce, sizes). */
  readonly identity: string;
  /** Where in the journal the original of a page lies. */
  private readonly originals = new Map<number, number>();
  /** Start of the segment that is not yet read to its end, and the records of it that are. */
  private segmentAt = 0;
  private recordsRead = 0;
  private readonly sectorBytes: number;

  private constructor(
    private readonly file: SideFile,
    header: Buffer,
  ) {
    this.pageCount = header.readUInt32BE(PAGE_COUNT_AT);
    this.sectorBytes = header.readUInt32BE(SECTOR_SIZE_AT);
    this.pageSizeBytes = header.readUInt32BE(PAGE_SIZE_AT);
    this.identity = identityOfJournal(file, header);
  }

  /**
   * The journal of an unfinished transaction, or null. No journal, an empty one, one with a zeroed or broken header
   * (not yet synced, so the main file is untouched; or committed with `journal_mode` TRUNCATE or PERSIST) and one whose
   * super-journal is gone (committed together with other databases) all mean that the main file alone is the state.
   */
  static find(files: ReadFiles, file: SideFile): RollbackJournal | null {
    const header = readHeader(file);
    if (header === null) return null;
    const sectorBytes = header.readUInt32BE(SECTOR_SIZE_AT);
    const soundSector = sectorBytes >= 32 && sectorBytes <= 65536 && (sectorBytes & (sectorBytes - 1)) === 0;
    if (!soundSector || !isPageSize(header.readUInt32BE(PAGE_SIZE_AT))) return null;
    if (superJournalIsGone(files, file)) return null;
    return new RollbackJournal(file, header);
  }

  has(page: number): boolean {
    return this.originals.has(page);
  }

  countBetween(first: number, last: number): number {
    let count = 0;
    for (const page of this.originals.keys()) if (page >= first && page <= last) count++;
    return count;
  }

  /** The original of a page into `into`; false when it is not there any more. Requires `has`. */
  readOriginal(page: number, into: Uint8Array): boolean {
    return this.file.read(into, 0, this.pageSizeBytes, this.originals.get(page)!) === this.pageSizeBytes;
  }

  /** Takes in what was journalled since. False when this transaction is over (or the file is another one). */
  extend(): boolean {
    if (!this.isStillLive()) return false;
    this.readSegments();
    // Again, and last: had the transaction ended in between, its records may have been overwritten by those of the next
    // one (journal_mode PERSIST and TRUNCATE use the same file again), and what is missing now would pass for never
    // journalled.
    return this.isStillLive();
  }

  private isStillLive(): boolean {
    const header = readHeader(this.file);
    return header !== null && identityOfJournal(this.file, header) === this.identity;
  }

  private readSegments(): void {
    const segment = Buffer.alloc(HEADER_BYTES);
    for (;;) {
      const got = this.file.read(segment, 0, HEADER_BYTES, this.segmentAt);
      if (got < HEADER_BYTES || !segment.subarray(0, MAGIC.length).equals(MAGIC)) return;
      const counted = segment.readUInt32BE(RECORD_COUNT_AT);
      this.readRecords(segment.readUInt32BE(NONCE_AT), counted);
      // Only a segment whose count was reached has a successor. An uncounted one is never done, and the tail of it may
      // be half a record: stepping past it would miss every record that follows, and accept changed pages as originals.
      if (counted === 0 || this.recordsRead < counted) return;
      const end = this.segmentAt + this.sectorBytes + this.recordsRead * this.recordBytes;
      this.segmentAt = Math.ceil(end / this.sectorBytes) * this.sectorBytes;
      this.recordsRead = 0;
    }
  }

  private get recordBytes(): number {
    return this.pageSizeBytes + 8;
  }

  /** Reads on in the current segment until `most` records, the first that is not sound, or the end of the file. */
  private readRecords(nonce: number, most: number): void {
    const { recordBytes } = this;
    const perChunk = Math.max(1, Math.floor(CHUNK_BYTES / recordBytes));
    const chunk = Buffer.allocUnsafe(Math.min(perChunk, most) * recordBytes);
    while (this.recordsRead < most) {
      const position = this.segmentAt + this.sectorBytes + this.recordsRead * recordBytes;
      const wanted = Math.min(perChunk, most - this.recordsRead);
      const whole = Math.floor(this.file.read(chunk, 0, wanted * recordBytes, position) / recordBytes);
      for (let i = 0; i < whole; i++) {
        const record = chunk.subarray(i * recordBytes, (i + 1) * recordBytes);
        const page = record.readUInt32BE(0);
        if (page === 0 || page === Math.floor(LOCK_BYTE_AT / this.pageSizeBytes) + 1) return;
        if (recordChecksum(record, nonce, this.pageSizeBytes) !== record.readUInt32BE(4 + this.pageSizeBytes)) return;
        // The first original counts: a later one was taken after a savepoint had already changed the page.
        if (!this.originals.has(page)) this.originals.set(page, position + i * recordBytes + 4);
        this.recordsRead++;
      }
      if (whole < wanted) return;
    }
  }
}

/** The first header, or null when there is none that is valid. */
function readHeader(file: SideFile): Buffer | null {
  if (!file.follow(HEADER_BYTES)) return null;
  const header = Buffer.alloc(HEADER_BYTES);
  if (file.read(header, 0, HEADER_BYTES, 0) < HEADER_BYTES) return null;
  return header.subarray(0, MAGIC.length).equals(MAGIC) ? header : null;
}

/** Everything of the first header but its record count, which changes while the transaction runs. */
function identityOfJournal(file: SideFile, header: Buffer): string {
  return `${file.identity}:${header.toString('hex', NONCE_AT, HEADER_BYTES)}`;
}

/** SQLite's journal checksum: the nonce and every 200th byte, counted from the end. */
function recordChecksum(record: Buffer, nonce: number, pageSizeBytes: number): number {
  let sum = nonce;
  for (let i = pageSizeBytes - 200; i > 0; i -= 200) sum = (sum + record[4 + i]!) >>> 0;
  return sum;
}

/**
 * A transaction over several attached databases ends its journals with the name of a super-journal (name, length,
 * checksum, magic) and commits by deleting that one file.
 */
function superJournalIsGone(files: ReadFiles, file: SideFile): boolean {
  const { sizeBytes } = file.statOpen();
  if (sizeBytes < HEADER_BYTES + 16) return false;
  const tail = Buffer.alloc(16);
  if (file.read(tail, 0, 16, sizeBytes - 16) < 16 || !tail.subarray(8).equals(MAGIC)) return false;
  const nameBytes = tail.readUInt32BE(0);
  if (nameBytes === 0 || nameBytes > MOST_SUPER_NAME_BYTES || nameBytes > sizeBytes - 16) return false;
  const name = Buffer.alloc(nameBytes);
  if (file.read(name, 0, nameBytes, sizeBytes - 16 - nameBytes) < nameBytes) return false;
  // SQLite adds the bytes as `char`, signed where the compiler says so: only 7-bit names sum alike everywhere, so the
  // sum is not checked; a name of a file that exists is enough to be careful.
  const path = name.toString('utf8');
  if (path.includes('\0')) return false;
  return files.stat(isAbsolute(path) ? path : join(dirname(file.path), path)) === null;
}

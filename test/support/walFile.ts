/**
 * Write-ahead logs made by hand, so that a test can have committed rows that are only in a `-wal` without a native
 * SQLite. Source: "WAL-mode File Format" in SQLite's file format document.
 */

/** One committed transaction: the page images it wrote, and how many pages the database has after it. */
export interface WalTransaction {
  /** Page number, counted from 1, to the whole page. Written in this order. */
  readonly pages: ReadonlyMap<number, Uint8Array>;
  readonly pageCount: number;
}

export interface WalOptions {
  readonly pageSizeBytes: number;
  readonly transactions: readonly WalTransaction[];
  /** Both salts of this generation of the log. */
  readonly salts?: readonly [number, number];
  readonly checkpointSequence?: number;
  /** In which byte order checksums read words: a log is written in the order of the machine that began it. */
  readonly checksumOrder?: 'big' | 'little';
}

export const WAL_HEADER_BYTES = 32;
export const WAL_FRAME_HEADER_BYTES = 24;
/** Fixed, so that two runs of a generator make the same bytes. SQLite takes them from its random source. */
export const FIXED_SALTS: readonly [number, number] = [0x48726d73, 0x53736e73];

const MAGIC_LITTLE = 0x377f0682;
const MAGIC_BIG = 0x377f0683;
const FORMAT_VERSION = 3007000;

/** The bytes of a whole `-wal` file that holds `transactions` in their order. */
export function encodeWal(options: WalOptions): Uint8Array {
  const { pageSizeBytes, transactions } = options;
  const [salt1, salt2] = options.salts ?? FIXED_SALTS;
  const littleEndian = options.checksumOrder !== 'big';
  const frameCount = transactions.reduce((sum, t) => sum + t.pages.size, 0);
  const bytes = new Uint8Array(WAL_HEADER_BYTES + frameCount * (WAL_FRAME_HEADER_BYTES + pageSizeBytes));
  const view = new DataView(bytes.buffer);

  view.setUint32(0, littleEndian ? MAGIC_LITTLE : MAGIC_BIG);
  view.setUint32(4, FORMAT_VERSION);
  view.setUint32(8, pageSizeBytes);
  view.setUint32(12, options.checkpointSequence ?? 0);
  view.setUint32(16, salt1);
  view.setUint32(20, salt2);
  // The checksum runs on from the header through every frame: each one vouches for all before it.
  let sum = walChecksum([0, 0], bytes, 0, 24, littleEndian);
  view.setUint32(24, sum[0]);
  view.setUint32(28, sum[1]);

  let at = WAL_HEADER_BYTES;
  for (const { pages, pageCount } of transactions) {
    let left = pages.size;
    for (const [pageNumber, page] of pages) {
      if (page.length !== pageSizeBytes) throw new Error(`page ${pageNumber} has ${page.length} bytes`);
      left -= 1;
      view.setUint32(at, pageNumber);
      // Only the last frame of a transaction names the database's size: that is what makes it a commit.
      view.setUint32(at + 4, left === 0 ? pageCount : 0);
      view.setUint32(at + 8, salt1);
      view.setUint32(at + 12, salt2);
      bytes.set(page, at + WAL_FRAME_HEADER_BYTES);
      // Of a frame's own header only the first two words count, the salts do not.
      sum = walChecksum(sum, bytes, at, 8, littleEndian);
      sum = walChecksum(sum, bytes, at + WAL_FRAME_HEADER_BYTES, pageSizeBytes, littleEndian);
      view.setUint32(at + 16, sum[0]);
      view.setUint32(at + 20, sum[1]);
      at += WAL_FRAME_HEADER_BYTES + pageSizeBytes;
    }
  }
  return bytes;
}

/** The pages of `after` that differ from `before` or are new. Both are whole databases with the same page size. */
export function changedPages(before: Uint8Array, after: Uint8Array, pageSizeBytes: number): Map<number, Uint8Array> {
  const pages = new Map<number, Uint8Array>();
  for (let at = 0; at < after.length; at += pageSizeBytes) {
    const page = after.subarray(at, at + pageSizeBytes);
    const old = before.subarray(at, at + pageSizeBytes);
    if (Buffer.compare(page, old) !== 0) pages.set(at / pageSizeBytes + 1, page);
  }
  return pages;
}

/**
 * The database with a log's frames laid over it, and the number of its commits. For logs that `encodeWal` made: one
 * generation, every frame of it committed, nothing checked.
 */
export function overlayWal(
  main: Uint8Array,
  wal: Uint8Array,
): { readonly bytes: Uint8Array; readonly commits: number } {
  const view = new DataView(wal.buffer, wal.byteOffset, wal.byteLength);
  const pageSizeBytes = view.getUint32(8);
  const bytes = new Uint8Array(main.length + wal.length);
  bytes.set(main);
  let pageCount = 0;
  let commits = 0;
  for (let at = WAL_HEADER_BYTES; at < wal.length; at += WAL_FRAME_HEADER_BYTES + pageSizeBytes) {
    const page = wal.subarray(at + WAL_FRAME_HEADER_BYTES, at + WAL_FRAME_HEADER_BYTES + pageSizeBytes);
    bytes.set(page, (view.getUint32(at) - 1) * pageSizeBytes);
    const committedPages = view.getUint32(at + 4);
    if (committedPages === 0) continue;
    pageCount = committedPages;
    commits += 1;
  }
  return { bytes: bytes.slice(0, pageCount * pageSizeBytes), commits };
}

function walChecksum(
  seed: readonly [number, number],
  bytes: Uint8Array,
  start: number,
  length: number,
  littleEndian: boolean,
): [number, number] {
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, length);
  let [a, b] = seed;
  for (let i = 0; i < length; i += 8) {
    a = (a + view.getUint32(i, littleEndian) + b) >>> 0;
    b = (b + view.getUint32(i + 4, littleEndian) + a) >>> 0;
  }
  return [a, b];
}

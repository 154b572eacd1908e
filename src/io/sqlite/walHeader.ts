/**
 * The fixed parts of SQLite's `-wal` format (sqlite.org/fileformat2.html, "The Write-Ahead Log"): a 32-byte header,
 * then frames of a 24-byte header and one page each.
 */
export const WAL_HEADER_BYTES = 32;
export const FRAME_HEADER_BYTES = 24;

const MAGIC = 0x377f0682;
const FORMAT_VERSION = 3007000;
const HOST_IS_LITTLE_ENDIAN = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;

/** The running checksum of a WAL: two 32-bit words, kept signed. */
export interface WalChecksum {
  s1: number;
  s2: number;
}

export interface WalHeader {
  readonly pageSizeBytes: number;
  /** The byte order in which checksum words are read; every other number in a WAL is big-endian. */
  readonly checksumOrder: 'big' | 'little';
  /** Both salts as they lie in the file, 8 bytes: every frame of this generation repeats them. */
  readonly salts: Buffer;
  readonly checksum: Readonly<WalChecksum>;
}

/** Null for anything SQLite's own recovery would ignore: too short, another magic or version, a wrong checksum. */
export function parseWalHeader(bytes: Buffer): WalHeader | null {
  if (bytes.length < WAL_HEADER_BYTES) return null;
  const magic = bytes.readUInt32BE(0);
  if ((magic & ~1) !== MAGIC || bytes.readUInt32BE(4) !== FORMAT_VERSION) return null;
  const pageSizeBytes = bytes.readUInt32BE(8);
  if (!isPageSize(pageSizeBytes)) return null;
  const checksumOrder = (magic & 1) === 1 ? 'big' : 'little';
  const checksum: WalChecksum = { s1: 0, s2: 0 };
  addToChecksum(checksum, bytes, 0, 24, checksumOrder);
  if (!checksumEquals(checksum, bytes, 24)) return null;
  return { pageSizeBytes, checksumOrder, salts: Buffer.from(bytes.subarray(16, 24)), checksum };
}

export function isPageSize(bytes: number): boolean {
  return bytes >= 512 && bytes <= 65536 && (bytes & (bytes - 1)) === 0;
}

/**
 * Extends `sum` over `length` bytes, a multiple of 8. The fast path needs the host's byte order and 4-byte alignment.
 */
export function addToChecksum(
  sum: WalChecksum,
  bytes: Uint8Array,
  offset: number,
  length: number,
  order: 'big' | 'little',
): void {
  let { s1, s2 } = sum;
  const at = bytes.byteOffset + offset;
  if ((order === 'little') === HOST_IS_LITTLE_ENDIAN && at % 4 === 0) {
    const words = new Int32Array(bytes.buffer, at, length >> 2);
    for (let i = 0; i < words.length; i += 2) {
      s1 = (s1 + words[i]! + s2) | 0;
      s2 = (s2 + words[i + 1]! + s1) | 0;
    }
  } else {
    const view = new DataView(bytes.buffer, at, length);
    const little = order === 'little';
    for (let i = 0; i < length; i += 8) {
      s1 = (s1 + view.getInt32(i, little) + s2) | 0;
      s2 = (s2 + view.getInt32(i + 4, little) + s1) | 0;
    }
  }
  sum.s1 = s1;
  sum.s2 = s2;
}

/** Stored checksums are big-endian whatever the order they were computed in. */
export function checksumEquals(sum: Readonly<WalChecksum>, bytes: Buffer, offset: number): boolean {
  return sum.s1 === bytes.readInt32BE(offset) && sum.s2 === bytes.readInt32BE(offset + 4);
}

import type { ReadFiles } from '../files';
import { errnoOf } from '../files';

/** What the header of SQLite's `-shm` file says. It is a hint between processes, not data: a crash leaves it wrong. */
export interface WalIndex {
  /** Counts transactions. */
  readonly changeCounter: number;
  /** Last valid frame as published to readers. */
  readonly lastFrame: number;
  /** Salts of the WAL generation it belongs to, 8 bytes as hex. */
  readonly salts: string;
  /** Frames known to be in the main file. */
  readonly backfilled: number;
  /** Frames that a checkpoint may have begun to write into the main file; never less than `backfilled`. */
  readonly backfillAttempted: number;
}

const HEADER_COPY_BYTES = 48;
const LOCK_BYTES_AT = 120;
const BACKFILL_ATTEMPTED_AT = 128;
const VERSION = 3007000;
const READS_BEFORE_UNSETTLED = 20;

const HOST_IS_LITTLE_ENDIAN = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;

const u32 = (from: Buffer, at: number): number =>
  HOST_IS_LITTLE_ENDIAN ? from.readUInt32LE(at) : from.readUInt32BE(at);

/**
 * Reads `<database>-shm`. 'absent' when there is none or it says nothing (it is only ever an optimisation, so it may
 * also be unreadable); 'unsettled' while its two header copies differ, i.e. a writer is publishing right now.
 */
export function readWalIndex(files: ReadFiles, databasePath: string): WalIndex | 'absent' | 'unsettled' {
  const path = `${databasePath}-shm`;
  let fd: number;
  try {
    if (files.stat(path)?.kind !== 'file') return 'absent';
    fd = files.open(path);
  } catch (error) {
    if (errnoOf(error) === '') throw error;
    return 'absent';
  }
  try {
    const attempted = Buffer.alloc(4);
    const header = Buffer.alloc(LOCK_BYTES_AT);
    for (let i = 0; i < READS_BEFORE_UNSETTLED; i++) {
      // The order matters. A restart publishes new salts first and zeroes `nBackfillAttempted` afterwards; so a value
      // read before salts that are still ours cannot be the zero of the next generation. Bytes 120-127 are the lock
      // bytes, which Windows locks against reading: two reads around them.
      if (files.read(fd, attempted, 0, 4, BACKFILL_ATTEMPTED_AT) < 4) return 'absent';
      if (files.read(fd, header, 0, LOCK_BYTES_AT, 0) < LOCK_BYTES_AT) return 'absent';
      if (header.compare(header, HEADER_COPY_BYTES, 2 * HEADER_COPY_BYTES, 0, HEADER_COPY_BYTES) !== 0) continue;
      // The index is in the byte order of the host that wrote it; `isInit` is byte 12.
      if (u32(header, 0) !== VERSION || header[12] === 0) return 'absent';
      return {
        changeCounter: u32(header, 8),
        lastFrame: u32(header, 16),
        salts: header.toString('hex', 32, 40),
        backfilled: u32(header, 96),
        backfillAttempted: u32(attempted, 0),
      };
    }
    return 'unsettled';
  } catch (error) {
    if (errnoOf(error) === '') throw error;
    return 'absent';
  } finally {
    files.close(fd);
  }
}

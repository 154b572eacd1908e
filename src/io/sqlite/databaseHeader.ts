import { createHash } from 'node:crypto';
import { isPageSize } from './walHeader';

/** The first 100 bytes of page 1 (sqlite.org/fileformat2.html, "The Database Header"). */
export const DATABASE_HEADER_BYTES = 100;

const MAGIC = Buffer.from('SQLite format 3\0', 'latin1');

const PAGE_SIZE_AT = 16;
const WRITE_VERSION_AT = 18;
const READ_VERSION_AT = 19;
const CHANGE_COUNTER_AT = 24;
const PAGE_COUNT_AT = 28;
const VERSION_VALID_FOR_AT = 92;

export interface DatabaseHeader {
  readonly pageSizeBytes: number;
  /** Pages as the header promises them; null when the header says that its own number is out of date. */
  readonly pageCount: number | null;
}

export type HeaderProblem = 'zeroed' | 'not_sqlite' | 'short' | 'bad_page_size';

/** The header, or what is wrong with it. `bytes` are the first of the file, up to DATABASE_HEADER_BYTES or more. */
export function parseDatabaseHeader(bytes: Buffer): DatabaseHeader | HeaderProblem {
  const header = bytes.subarray(0, DATABASE_HEADER_BYTES);
  if (header.length > 0 && header.every((byte) => byte === 0)) return 'zeroed';
  const magicBytes = Math.min(bytes.length, MAGIC.length);
  if (magicBytes === 0 || bytes.compare(MAGIC, 0, magicBytes, 0, magicBytes) !== 0) return 'not_sqlite';
  if (bytes.length < DATABASE_HEADER_BYTES) return bytes.length < MAGIC.length ? 'not_sqlite' : 'short';
  const stored = bytes.readUInt16BE(PAGE_SIZE_AT);
  const pageSizeBytes = stored === 1 ? 65536 : stored;
  if (!isPageSize(pageSizeBytes)) return 'bad_page_size';
  // Software older than SQLite 3.7.0 changes the file without keeping the page count; the two counters tell.
  const kept = bytes.readUInt32BE(CHANGE_COUNTER_AT) === bytes.readUInt32BE(VERSION_VALID_FOR_AT);
  const pageCount = bytes.readUInt32BE(PAGE_COUNT_AT);
  return { pageSizeBytes, pageCount: kept && pageCount > 0 ? pageCount : null };
}

/**
 * Page 1 as SQLite is to see it: not in WAL mode (we lay the frames over the file ourselves), of the snapshot's size,
 * and with a change counter of ours. SQLite keeps its own cache between transactions exactly as long as that counter
 * stays the same.
 */
export function presentPageOne(original: Uint8Array, pageCount: number, changeCounter: number): Buffer {
  const page = Buffer.from(original);
  page[WRITE_VERSION_AT] = 1;
  page[READ_VERSION_AT] = 1;
  page.writeUInt32BE(changeCounter, CHANGE_COUNTER_AT);
  page.writeUInt32BE(changeCounter, VERSION_VALID_FOR_AT);
  page.writeUInt32BE(pageCount, PAGE_COUNT_AT);
  return page;
}

// Change counter, page count, freelist; version-valid-for and the writer's version: they change with ordinary commits.
const VOLATILE_BYTES: readonly (readonly [from: number, to: number])[] = [
  [WRITE_VERSION_AT, READ_VERSION_AT + 1],
  [CHANGE_COUNTER_AT, 40],
  [VERSION_VALID_FOR_AT, DATABASE_HEADER_BYTES],
];

/** Of what page 1 says about the schema: its cookie and the root page of `sqlite_schema`, which begins on it. */
export function schemaDigest(pageOne: Uint8Array): string {
  const steady = Buffer.from(pageOne);
  for (const [from, to] of VOLATILE_BYTES) steady.fill(0, from, to);
  return createHash('sha1').update(steady).digest('base64');
}

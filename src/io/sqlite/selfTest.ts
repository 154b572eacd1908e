import { Connection } from './connection';
import type { SqlJs } from './openSqlJs';
import { PageArray } from './pageArray';

const PAGE_BYTES = 512;
const CHANGE_COUNTER_AT = 24;
const EXPECTED_SUM = 1 + 2 + 3 + 4;

/** Modules that passed. A failure is not remembered: the next database that is opened tries again. */
const passed = new WeakSet<SqlJs>();

/**
 * Whether this build of sql.js reads through a `PageArray`: right answers from pages that were really asked for,
 * recovery after an I/O error, no write. Null when it does, otherwise what went wrong. A few milliseconds, once a
 * module.
 */
export function selfTest(sqlJs: SqlJs): string | null {
  if (passed.has(sqlJs)) return null;
  try {
    const problem = tryPages(sqlJs, tinyDatabase());
    if (problem === null) passed.add(sqlJs);
    return problem;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function tryPages(sqlJs: SqlJs, bytes: Buffer): string | null {
  let failing = false;
  const pages = new PageArray((position, length) => {
    if (failing) throw new Error('a read that fails');
    const found = bytes.subarray(position, position + length);
    return found.length === length ? found : new Uint8Array(length);
  }, 0xfffffffe * PAGE_BYTES);
  const letThrough = (error: unknown): never => {
    throw error;
  };
  const connection = new Connection(sqlJs, pages, 64);
  const sum = (): unknown => connection.transaction((reader) => reader.first('SELECT sum(n) FROM t')?.[0], letThrough);
  try {
    if (sum() !== EXPECTED_SUM) return 'wrong answer';
    if (pages.reads < bytes.length / PAGE_BYTES) return 'pages were not asked for';
    // SQLite drops its cache and has to read again.
    bytes.writeUInt32BE(2, CHANGE_COUNTER_AT);
    failing = true;
    if (!throws(sum) || pages.lastError === null) return 'a failing read went unnoticed';
    failing = false;
    if (sum() !== EXPECTED_SUM) return 'no recovery after a failing read';
    const write = (): unknown => connection.transaction((reader) => reader.all('DELETE FROM t'), letThrough);
    return throws(write) ? null : 'a write went through';
  } finally {
    connection.close();
  }
}

function throws(action: () => unknown): boolean {
  try {
    action();
    return false;
  } catch {
    return true;
  }
}

/**
 * A table `t(n)` of the rows 1 to 4 on two leaves, in four pages. Written by hand (sqlite.org/fileformat2.html): having
 * sql.js make it would compile all of its writing side, which costs ten times the test and is never used again.
 */
function tinyDatabase(): Buffer {
  const bytes = Buffer.alloc(4 * PAGE_BYTES);
  bytes.write('SQLite format 3\0', 'latin1');
  bytes.writeUInt16BE(PAGE_BYTES, 16);
  // Versions 1 and 1, nothing reserved, the three fixed payload fractions.
  bytes.set([1, 1, 0, 64, 32, 32], 18);
  // Change counter, pages, schema cookie, schema format, text encoding, "version valid for".
  const numbers = [[24, 1], [28, 4], [40, 1], [44, 4], [56, 1], [92, 1]] as const;
  for (const [at, value] of numbers) bytes.writeUInt32BE(value, at);

  const text = (value: string): number => 13 + 2 * value.length;
  const sql = 'CREATE TABLE t(n)';
  const schemaHeader = [6, text('table'), text('t'), text('t'), 1, text(sql)];
  const schemaRow = [...schemaHeader, ...Buffer.from('tablett'), 2, ...Buffer.from(sql)];
  const row = (n: number): number[] => [3, n, 2, 1, n];
  const [LEAF, INTERIOR] = [13, 5];
  writeBtreePage(bytes, 1, LEAF, [[schemaRow.length, 1, ...schemaRow]]);
  writeBtreePage(bytes, 2, INTERIOR, [[0, 0, 0, 3, 2]], 4);
  writeBtreePage(bytes, 3, LEAF, [row(1), row(2)]);
  writeBtreePage(bytes, 4, LEAF, [row(3), row(4)]);
  return bytes;
}

/** The page's header, its cell pointers, and its cells at its end. */
function writeBtreePage(
  bytes: Buffer,
  page: number,
  type: number,
  cells: readonly number[][],
  rightChild?: number,
): void {
  const start = (page - 1) * PAGE_BYTES;
  const header = start + (page === 1 ? 100 : 0);
  bytes[header] = type;
  bytes.writeUInt16BE(cells.length, header + 3);
  if (rightChild !== undefined) bytes.writeUInt32BE(rightChild, header + 8);
  const pointers = header + (rightChild === undefined ? 8 : 12);
  let end = PAGE_BYTES;
  cells.forEach((cell, i) => {
    end -= cell.length;
    bytes.set(cell, start + end);
    bytes.writeUInt16BE(end, pointers + 2 * i);
  });
  bytes.writeUInt16BE(end, header + 5);
}

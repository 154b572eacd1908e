/** A fixture database on the disk, read through the real page reader, and damage done to chosen pages of it. */
import * as fs from 'node:fs';
import type { ReadableDatabase, SnapshotReader } from '../../../../src/io/sqlite/snapshotReader';
import { probeSchema, type Schema } from '../../../../src/io/stateDb/schema';
import { FixtureDatabase, testSql, withJournalMode, type FixtureOptions } from '../../../support/fixtureDatabase';
import type { SchemaVersion } from '../../../support/hermesSchema';
import { useSetup, type Setup } from '../sqlite/setup';

export const VERSIONS: readonly SchemaVersion[] = [1, 11, 16, 23, 25, 30];

export interface StateDbSetup extends Setup {
  /** Makes a database at `path`, filled by `fill`; returns its bytes. */
  make(fill: (db: FixtureDatabase) => void, options?: FixtureOptions): Promise<Uint8Array>;
  /** Runs `work` on one snapshot of what lies at `path`. */
  read<T>(work: (db: SnapshotReader, schema: Schema) => T): T;
  /** Overwrites whole pages (1-based) of the file at `path`. */
  clobber(pages: readonly number[], byte?: number): void;
}

/** Call inside `describe`; what it returns is that of the running test. */
export function useStateDb(): StateDbSetup {
  const setup = useSetup();
  let database: ReadableDatabase | null = null;
  afterEach(() => {
    database = null;
  });
  return Object.assign(Object.create(setup) as Setup, {
    async make(fill: (db: FixtureDatabase) => void, options: FixtureOptions = {}): Promise<Uint8Array> {
      const db = await FixtureDatabase.create(options);
      try {
        fill(db);
        const bytes = db.toBytes();
        // Another database, not a change of the one that was there.
        database?.close();
        database = null;
        fs.writeFileSync(setup.path, bytes);
        return bytes;
      } finally {
        db.close();
      }
    },
    read<T>(work: (db: SnapshotReader, schema: Schema) => T): T {
      database ??= setup.open();
      return database.read((db) => work(db, probeSchema(db))).value;
    },
    clobber(pages: readonly number[], byte = 0xa5): void {
      const pageSizeBytes = 4096;
      const fd = fs.openSync(setup.path, 'r+');
      for (const page of pages)
        fs.writeSync(fd, Buffer.alloc(pageSizeBytes, byte), 0, pageSizeBytes, (page - 1) * pageSizeBytes);
      fs.closeSync(fd);
    },
  });
}

export interface Leaf {
  readonly page: number;
  /** Rowids that belong on this page, both included; `to` is Infinity on the last page. Meaningless for an index. */
  readonly from: number;
  readonly to: number;
}

/**
 * The b-tree of a table or index of a sound database with pages of 4096 bytes: its leaves in order, and what lies above
 * them.
 */
export async function treeOf(bytes: Uint8Array, name: string): Promise<{ interior: number[]; leaves: Leaf[] }> {
  const { Database } = await testSql();
  const db = new Database(withJournalMode(bytes, false));
  const root = Number(db.exec('SELECT rootpage FROM sqlite_master WHERE name = ?', [name])[0]?.values[0]?.[0]);
  db.close();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const interior: number[] = [];
  const leaves: Leaf[] = [];
  const walk = (page: number, from: number, to: number): void => {
    const at = (page - 1) * 4096;
    const type = view.getUint8(at);
    if (type === 0x0d || type === 0x0a) {
      leaves.push({ page, from, to });
      return;
    }
    interior.push(page);
    let next = from;
    for (let i = 0; i < view.getUint16(at + 3); i += 1) {
      const cell = at + view.getUint16(at + 12 + 2 * i);
      const key = type === 0x05 ? varint(view, cell + 4) : 0;
      walk(view.getUint32(cell), next, key);
      next = key + 1;
    }
    walk(view.getUint32(at + 8), next, to);
  };
  walk(root, 1, Infinity);
  return { interior, leaves };
}

function varint(view: DataView, at: number): number {
  let value = 0;
  for (let i = 0; i < 8; i += 1) {
    const byte = view.getUint8(at + i);
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) break;
  }
  return value;
}

/** `reader` with every statement's text written into `statements`. */
export function recorded(reader: SnapshotReader, statements: string[]): SnapshotReader {
  return {
    all: (sql, params) => (statements.push(sql), reader.all(sql, params)),
    first: (sql, params) => (statements.push(sql), reader.first(sql, params)),
    each: (sql, params, row) => (statements.push(sql), reader.each(sql, params, row)),
    ofSchema: (read) => reader.ofSchema(read),
  };
}

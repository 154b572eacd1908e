import type { ReadFiles } from '../files';
import { nodeFiles } from '../files';
import type { SqlJs } from './openSqlJs';
import { pause } from './pause';
import { SnapshotDatabase } from './snapshotDatabase';
import type { ReadableDatabase } from './snapshotReader';
import { SnapshotSource } from './snapshotSource';

export interface OpenDatabaseOptions {
  /** The main database file; `-wal`, `-shm` and `-journal` are looked for beside it. */
  readonly path: string;
  readonly sqlJs: SqlJs;
  readonly files?: ReadFiles;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  readonly sleep?: (ms: number) => void;
  /** SQLite's own page cache. */
  readonly cacheKiB?: number;
  /** Our cache of pages of the main file; it survives commits, SQLite's does not. */
  readonly readAheadBytes?: number;
  /** Up to this size a database whose writer disturbs every read is copied first. */
  readonly pinBytes?: number;
  /** Up to this size a database is loaded whole when the self-test of the page reader fails. */
  readonly copyBytes?: number;
  /** How often one read is begun before it is db_busy. */
  readonly attempts?: number;
  /** For how long one read is begun anew before it is db_busy. */
  readonly patienceMs?: number;
  /** 'shared' for storage that another machine may write; by default what the operating system says. */
  readonly storage?: 'local' | 'shared';
  /** False switches every proof off, for the test that shows what the proofs are worth. */
  readonly validate?: boolean;
  /** Told why a read was begun anew; for logs and the stress table. */
  readonly onRestart?: (reason: string) => void;
}

/**
 * A database to read while others write it. Takes no lock, opens nothing for writing, and creates nothing. Nothing is
 * opened before the first `read` or `token`, which also report every failure.
 */
export function openDatabase(options: OpenDatabaseOptions): ReadableDatabase {
  const { path, sqlJs, files = nodeFiles, now = Date.now, sleep = pause } = options;
  const source = new SnapshotSource({
    path,
    files,
    now,
    sleep,
    validate: options.validate ?? true,
    cacheBytes: options.readAheadBytes ?? 8 << 20,
    storage: options.storage ?? 'detect',
  });
  return new SnapshotDatabase(source, {
    path,
    sqlJs,
    now,
    sleep,
    cacheKiB: options.cacheKiB ?? 4096,
    pinBytes: options.pinBytes ?? 16 << 20,
    copyBytes: options.copyBytes ?? 512 << 20,
    attempts: options.attempts ?? 50,
    patienceMs: options.patienceMs ?? 5000,
    onRestart: options.onRestart ?? (() => undefined),
  });
}

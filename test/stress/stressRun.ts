import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure } from '../../src/core/failure';
import { openDatabase } from '../../src/io/sqlite/openDatabase';
import type { OpenDatabaseOptions } from '../../src/io/sqlite/openDatabase';
import { loadSqlJs } from '../../src/io/sqlite/openSqlJs';
import { pause } from '../../src/io/sqlite/pause';
import type { ReadableDatabase, SnapshotReader } from '../../src/io/sqlite/snapshotReader';
import { nativeNodePath, projectRoot } from '../support/nativeNode';

export const STRESS_MODES = ['wal', 'wal-hostile', 'wal-reopen', 'wal-vacuum', 'delete'] as const;
export type StressMode = (typeof STRESS_MODES)[number];

export interface StressResult {
  readonly mode: StressMode;
  /** Reads that were released. */
  readonly snapshots: number;
  /** Of those, reads of a state that was not seen before. */
  readonly states: number;
  /** Attempts that were thrown away. */
  readonly restarts: number;
  /** Reads that ended as db_busy. */
  readonly gaveUp: number;
  /** What an invariant or SQLite said about a state that was released, and false alarms about its log: must be empty. */
  readonly torn: readonly string[];
  readonly reasons: Readonly<Record<string, number>>;
}

export interface StressOptions {
  readonly mode: StressMode;
  readonly seconds: number;
  readonly seed: number;
  readonly validate?: boolean;
  /** Stop at the first torn read. */
  readonly untilTorn?: boolean;
  /** Go on after the time is over, for a minute at most, until so many states were seen: a busy machine shows few. */
  readonly leastStates?: number;
}

const LONGER_S = 60;

/** One writer process and one reader on the same database, until the time is over. */
export async function stress(options: StressOptions): Promise<StressResult> {
  const folder = mkdtempSync(join(tmpdir(), 'hs-'));
  const path = join(folder, 'state.db');
  const script = join(projectRoot(), 'test', 'stress', 'writer.mjs');
  const args = ['--no-warnings', script, path, options.mode, String(options.seconds + 2 * LONGER_S), String(options.seed)];
  const writer = spawn(nativeNodePath(), args, { stdio: ['ignore', 'ignore', 'inherit'] });
  try {
    await untilReady(writer, `${path}.ready`);
    const sqlJs = await loadSqlJs(join(projectRoot(), 'node_modules', 'sql.js', 'dist', 'sql-wasm.wasm'));
    const result = readUntil(Date.now() + options.seconds * 1000, { path, sqlJs }, options);
    if (writer.exitCode !== null) throw new Error(`the writer ended early with ${writer.exitCode}`);
    return result;
  } finally {
    await ended(writer);
    rmSync(folder, { recursive: true, force: true });
  }
}

function readUntil(endAt: number, open: OpenDatabaseOptions, options: StressOptions): StressResult {
  let snapshots = 0;
  let restarts = 0;
  let gaveUp = 0;
  const torn: string[] = [];
  const states = new Set<string>();
  const reasons: Record<string, number> = {};
  const db = openDatabase({
    ...open,
    // Small caches: the point is to read pages while they change. No copying whole: that would hide it.
    cacheKiB: 64,
    readAheadBytes: 128 * 1024,
    pinBytes: 0,
    patienceMs: 2000,
    validate: options.validate ?? true,
    onRestart: (reason) => {
      restarts++;
      reasons[reason] = (reasons[reason] ?? 0) + 1;
    },
  });
  try {
    const isOver = (): boolean => Date.now() >= endAt && (states.size >= (options.leastStates ?? 0) || Date.now() >= endAt + LONGER_S * 1000);
    while (!isOver() && !(options.untilTorn === true && torn.length > 0)) {
      try {
        const seen = readOnce(db, snapshots % 16 === 0);
        snapshots++;
        states.add(seen.token);
        torn.push(...seen.broken.map((what) => `${what} in ${seen.token}`));
        // Nothing is ever lost here, so nothing may be said to be.
        const problem = db.logProblem();
        if (problem !== null) torn.push(`log said to be ${problem.kind} in ${seen.token}`);
      } catch (error) {
        if (Failure.is(error, 'db_busy')) gaveUp++;
        else torn.push(Failure.is(error) ? `${error.code} ${JSON.stringify(error.details)}` : String(error));
      }
    }
  } finally {
    db.close();
  }
  return { mode: options.mode, snapshots, states: states.size, restarts, gaveUp, torn, reasons };
}

function readOnce(db: ReadableDatabase, thoroughly: boolean): { readonly token: string; readonly broken: string[] } {
  const { value, snapshot } = db.read((reader) => brokenInvariants(reader, thoroughly));
  return { token: snapshot.token, broken: value };
}

function brokenInvariants(reader: SnapshotReader, thoroughly: boolean): string[] {
  const broken: string[] = [];
  const expect = (what: string, actual: unknown, expected: unknown): void => {
    if (JSON.stringify(actual) !== JSON.stringify(expected)) {
      broken.push(`${what}: ${JSON.stringify(actual)} is not ${JSON.stringify(expected)}`);
    }
  };
  const total = reader.first('SELECT pairs, value, pad FROM total');
  // Time for the writer between the queries of one snapshot.
  pause(1);
  expect('table', reader.first('SELECT count(*), sum(value), sum(length(pad)) FROM left_side NOT INDEXED'), total);
  const pairs = total?.slice(0, 2);
  pause(1);
  expect('index', reader.first('SELECT count(*), sum(value) FROM left_side INDEXED BY left_by_value WHERE value >= 0'), pairs);
  expect('other table', reader.first('SELECT count(*), sum(value) FROM right_side'), pairs);
  const different = 'SELECT count(*) FROM left_side l LEFT JOIN right_side r USING (id) WHERE r.revision IS NOT l.revision';
  expect('pairs', reader.first(different), [0]);
  if (thoroughly) expect('integrity', reader.all('PRAGMA integrity_check(3)'), [['ok']]);
  return broken;
}

async function untilReady(writer: ChildProcess, readyFile: string): Promise<void> {
  for (let i = 0; i < 1500; i++) {
    if (existsSync(readyFile)) return;
    if (writer.exitCode !== null) throw new Error(`the writer ended early with ${writer.exitCode}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('the writer did not get ready');
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await exit;
}

/** The results as an aligned table. */
export function stressTable(results: readonly StressResult[]): string {
  const rows = [
    ['mode', 'snapshots', 'states', 'restarts', 'gave up', 'torn'],
    ...results.map((r) => [r.mode, r.snapshots, r.states, r.restarts, r.gaveUp, r.torn.length].map(String)),
  ];
  const widths = rows[0]!.map((_, i) => Math.max(...rows.map((row) => row[i]!.length)));
  return rows.map((row) => row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('  ')).join('\n');
}

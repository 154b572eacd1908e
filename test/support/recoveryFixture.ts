/**
 * Fixtures of the recovery audit: `before/` is a Hermes home as files, with databases as SQL text (`state.sql` becomes
 * `state.db`), `setup.json` says what files cannot (times, damage, links), `report.json` what the audit answers.
 */
import * as fs from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { audit } from '../../src/core/recovery/audit';
import { mergeReports, reportOf, type Report } from '../../src/core/recovery/report';
import type { RecoveryFacts } from '../../src/core/recovery/snapshot';
import { nodeFiles, type ReadFiles } from '../../src/io/files';
import { findProfiles } from '../../src/io/hermesHome';
import { auditPlaces, type AuditPlace } from '../../src/io/recovery/auditPlaces';
import { readFacts } from '../../src/io/recovery/readFacts';
import { FixtureDatabase, FIXTURE_SECOND, testSql } from './fixtureDatabase';

export const RECOVERY_FIXTURES = join('test', 'fixtures', 'recovery');

/** Everything in a fixture was written an hour after its first second, and is looked at a day after that. */
const WRITTEN_AT = (FIXTURE_SECOND + 3600) * 1000;
export const FIXTURE_NOW = WRITTEN_AT + 86_400_000;

interface Setup {
  /** Seconds between the last write and the audit, by path below `before`. */
  readonly secondsAgo?: Readonly<Record<string, number>>;
  /** Tables whose pages are destroyed, by the database's path. */
  readonly damage?: Readonly<Record<string, string>>;
  /** Databases that lose their last pages. */
  readonly cutPages?: Readonly<Record<string, number>>;
}

/** The fixture's folders, in order of names. */
export const recoveryFixtures = (): string[] =>
  fs
    .readdirSync(RECOVERY_FIXTURES, { withFileTypes: true })
    .flatMap((e) => (e.isDirectory() ? [e.name] : []))
    .sort();

/** Makes the home of a fixture in `home`. */
export async function makeFixtureHome(fixture: string, home: string): Promise<void> {
  const dir = join(RECOVERY_FIXTURES, fixture);
  const setupPath = join(dir, 'setup.json');
  const setup = (fs.existsSync(setupPath) ? JSON.parse(fs.readFileSync(setupPath, 'utf8')) : {}) as Setup;
  fs.cpSync(join(dir, 'before'), home, { recursive: true });
  // What makes the folder a home also without a database.
  fs.writeFileSync(join(home, 'active_profile'), 'default\n');
  const paths = fs.readdirSync(home, { recursive: true, encoding: 'utf8' });
  for (const sql of paths.filter((path) => basename(path) === 'state.sql')) {
    const database = await FixtureDatabase.create();
    database.exec(fs.readFileSync(join(home, sql), 'utf8'));
    const bytes = await damaged(database.toBytes(), setup, join(dirname(sql), 'state.db'));
    fs.writeFileSync(join(home, dirname(sql), 'state.db'), bytes);
    database.close();
    fs.rmSync(join(home, sql));
  }
  for (const path of fs.readdirSync(home, { recursive: true, encoding: 'utf8' })) {
    const ago = setup.secondsAgo?.[path.replaceAll('\\', '/')];
    const at = (ago === undefined ? WRITTEN_AT : FIXTURE_NOW - ago * 1000) / 1000;
    fs.utimesSync(join(home, path), at, at);
  }
}

async function damaged(bytes: Uint8Array, setup: Setup, path: string): Promise<Uint8Array> {
  const pageSizeBytes = 4096;
  const cut = setup.cutPages?.[path] ?? 0;
  const copy = Uint8Array.from(bytes.subarray(0, bytes.length - cut * pageSizeBytes));
  const table = setup.damage?.[path];
  if (table === undefined) return copy;
  const sql = await testSql();
  const db = new sql.Database(bytes);
  const root = db.exec(`SELECT rootpage FROM sqlite_master WHERE name = '${table}'`)[0]?.values[0]?.[0] as number;
  db.close();
  return copy.fill(0xee, (root - 1) * pageSizeBytes, root * pageSizeBytes);
}

/** What an audit of a home has to look at. */
export function fixturePlaces(home: string): AuditPlace[] {
  const query = {
    settings: { home },
    workspaceFolders: [],
    env: {},
    platform: process.platform,
    homedir: home,
  } as const;
  return auditPlaces(findProfiles(query, nodeFiles).profiles);
}

/** The audit of a home, as the terminal makes it. */
export async function auditHome(home: string, now = FIXTURE_NOW, files: ReadFiles = nodeFiles): Promise<Report> {
  const facts = await readHome(home, now, files);
  return mergeReports(facts.map((one) => reportOf(one, audit(one))));
}

/** What the audit of a home looks at, one value for each session directory. */
export async function readHome(
  home: string,
  now = FIXTURE_NOW,
  files: ReadFiles = nodeFiles,
): Promise<RecoveryFacts[]> {
  const sqlJs = await testSql();
  return fixturePlaces(home).map((place) => readFacts({ ...place, sqlJs, now, files }));
}

/** Opens what the command line names, and says what cannot be read. */
import { homedir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { Failure } from '../core/failure';
import { visibleText } from '../core/visibleText';
import { describeFailure } from '../core/words/describeFailure';
import { describeLogProblem } from '../core/words/logProblems';
import { SESSION_WORDS } from '../core/words/sessions';
import { say } from '../core/words/say';
import { TERMINAL_WORDS } from '../core/words/terminal';
import { nodeFiles } from '../io/files';
import { findProfiles, type ProfileLocation } from '../io/hermesHome';
import { openProfile, sessionDirProfiles } from '../io/profile/openProfile';
import type { ProfileReader } from '../io/profile/profileReader';
import { loadSqlJs } from '../io/sqlite/openSqlJs';
import type { Where } from './options';
import type { Output } from './output';

export interface OpenProfile {
  readonly location: ProfileLocation;
  readonly reader: ProfileReader;
}

/**
 * Readers of all profiles named by `where`, fully read. Remarks go to the output.
 * @throws Failure home_missing, or why a database cannot be read when no profile has any conversation
 */
export async function openProfiles(where: Where, output: Output): Promise<OpenProfile[]> {
  const locations = where.db === null ? homeLocations(where.home) : [databaseLocation(absolute(where.db))];
  const sqlJs = await loadSqlJs(join(__dirname, 'sql-wasm.wasm'));
  const open = locations.map((location) => ({
    location,
    reader: openProfile(location, { sqlJs, sessionDirProfiles: sessionDirProfiles(location, locations) }),
  }));
  const failures = open.flatMap((profile) => readWhole(profile, output) ?? []);
  const nothing = open.every(({ reader }) => reader.list().conversations.length === 0);
  // A database that is there and cannot be read says more than one that is not there.
  const worst = failures.find((failure) => failure.code !== 'db_missing') ?? failures[0];
  if (nothing && worst !== undefined) {
    for (const { reader } of open) reader.close();
    throw worst;
  }
  for (const failure of failures) {
    // Without a database there are files; a profile that has neither is simply new.
    if (failure.code !== 'db_missing')
      output.remark(say(TERMINAL_WORDS, 'warningDatabase', { problem: describeForTerminal(failure, output) }));
  }
  return open;
}

/** A failure in words, with the whole path: which of several databases is meant cannot be seen otherwise. */
export const describeForTerminal = (failure: Failure, output: Output): string =>
  describeFailure(failure, output.locale, (path) => path);

/** A written path, absolute. A shell expands `~` in `--home ~/x`, but not in `--home=~/x`. */
export const absolute = (written: string): string => resolve(written.replace(/^~(?=$|[\\/])/, () => homedir()));

/** The profiles of a home, or of the homes that are found where `home` is null. @throws Failure home_missing */
export function homeLocations(home: string | null): readonly ProfileLocation[] {
  const search = findProfiles(
    {
      settings: home === null ? {} : { home: absolute(home) },
      workspaceFolders: [],
      env: process.env,
      platform: process.platform,
      homedir: homedir(),
    },
    nodeFiles,
  );
  if (search.profiles.length === 0) throw new Failure('home_missing', { looked: search.looked });
  return search.profiles;
}

function databaseLocation(path: string): ProfileLocation {
  return {
    key: path,
    rootPath: dirname(path),
    homePath: dirname(path),
    profile: 'default',
    isActive: true,
    foundBy: 'setting',
    stateDbPath: path,
    sessionDirPath: null,
    agentSessionsPath: null,
    cronJobsPath: null,
    backend: 'sqlite',
    isStandalone: true,
  };
}

/** Reads everything of a profile and remarks on what is incomplete; why its database gave nothing, or null. */
function readWhole({ reader, location }: OpenProfile, output: Output): Failure | null {
  const { database, fileProblems, copies } = reader.refresh('full');
  const { locale } = output;
  if (database.mode === 'copy') output.remark(SESSION_WORDS.fallbackCopy);
  const { logProblem } = database;
  if (logProblem !== null)
    output.remark(say(TERMINAL_WORDS, 'warningDatabase', { problem: describeLogProblem(logProblem) }));
  if (database.missingPages > 0) {
    output.remark(
      say(
        TERMINAL_WORDS,
        'warningCutShort',
        { path: visibleText(location.stateDbPath), count: database.missingPages },
        locale,
      ),
    );
  }
  for (const { table, from, to, isOpenEnded } of database.skipped) {
    const key = isOpenEnded === true ? 'warningDamagedOpen' : 'warningDamaged';
    output.remark(say(TERMINAL_WORDS, key, { count: to - from + 1, table }, locale));
  }
  for (const { path, errno } of fileProblems)
    output.remark(say(TERMINAL_WORDS, 'warningFolder', { path: visibleText(path), errno }));
  if (copies.length > 0) {
    output.remark(
      say(
        TERMINAL_WORDS,
        database.failure === null ? 'warningYoung' : 'warningCopies',
        { count: copies.length },
        locale,
      ),
    );
    for (const copy of copies)
      output.remark(`  ${visibleText(join(basename(dirname(copy.path)), basename(copy.path)))}`);
  }
  if (location.backend === 'postgres') return new Failure('db_postgres', { path: location.homePath });
  const { failure } = database;
  return failure === null ? null : new Failure(failure.code, { path: location.stateDbPath, ...failure.details });
}

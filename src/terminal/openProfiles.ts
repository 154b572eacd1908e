/** Opens what the command line names, and says what cannot be read. */
import { homedir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { Failure } from '../core/failure';
import { visibleText } from '../core/visibleText';
import { describeFailure } from '../core/words/describeFailure';
import { say } from '../core/words/say';
import { TERMINAL_WORDS } from '../core/words/terminal';
import { nodeFiles } from '../io/files';
import { findProfiles, type ProfileLocation } from '../io/hermesHome';
import { openProfile, sessionDirProfiles } from '../io/profile/openProfile';
import type { ProfileReader } from '../io/profile/profileReader';
import { loadSqlJs } from '../io/sqlite/openSqlJs';
import type { Where } from './arguments';
import type { Output } from './output';

export interface OpenProfile {
  readonly location: ProfileLocation;
  readonly reader: ProfileReader;
}

/**
 * Readers of all profiles named by `where`, fully read. Remarks go to the output.
 * @throws Failure home_missing, or why a database cannot be read when nothing else gives conversations
 */
export async function openProfiles(where: Where, output: Output): Promise<OpenProfile[]> {
  const locations = where.db === null ? homeLocations(where.home) : [databaseLocation(where.db)];
  const sqlJs = await loadSqlJs(join(__dirname, 'sql-wasm.wasm'));
  const open = locations.map((location) => ({
    location,
    reader: openProfile(location, { sqlJs, sessionDirProfiles: sessionDirProfiles(location, locations) }),
  }));
  for (const profile of open) readWhole(profile, open.length === 1, output);
  return open;
}

function homeLocations(home: string | null): readonly ProfileLocation[] {
  const search = findProfiles(
    {
      settings: home === null ? {} : { home: resolve(home) },
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

function databaseLocation(db: string): ProfileLocation {
  const path = resolve(db);
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

function readWhole({ reader }: OpenProfile, isOnly: boolean, output: Output): void {
  const state = reader.refresh('full');
  const { failure, skipped } = state.database;
  const hasFiles = reader.list().conversations.length > 0;
  if (failure !== null) {
    const named = new Failure(failure.code, failure.details);
    // A home without a database may still have conversations in files, or be one profile of several.
    if (isOnly && !hasFiles) throw named;
    if (failure.code !== 'db_missing') output.remark(say(TERMINAL_WORDS, 'warningDatabase', { problem: describeFailure(named) }));
  }
  for (const { table, from, to } of skipped) output.remark(say(TERMINAL_WORDS, 'warningDamaged', { count: to - from + 1, table }, output.locale));
  for (const { path, errno } of state.fileProblems) output.remark(say(TERMINAL_WORDS, 'warningFolder', { path: visibleText(path), errno }));
  if (state.copies.length > 0) {
    output.remark(say(TERMINAL_WORDS, 'warningCopies', { count: state.copies.length }, output.locale));
    for (const copy of state.copies) output.remark(`  ${visibleText(join(basename(dirname(copy.path)), basename(copy.path)))}`);
  }
}

/** What Hermes's directories look like from outside: how a folder is told to be one of them. */
import type * as nodePath from 'node:path';
import { parseJsonPrefix } from '../core/jsonPrefix';
import { isRecord } from '../core/jsonValue';
import { errnoOf, type DirectoryEntry, type FileStat, type ReadFiles } from './files';
import { readStable } from './stableFile';
import { decodeUtf8Prefix } from './utf8Text';

type PathRules = nodePath.PlatformPath;

/** Signs of a home that no other program's folder is likely to have. */
const HOME_SIGNS: ReadonlySet<string> = new Set(['state.db', 'active_profile', 'state-snapshots']);
/** Signs that many folders have; together with `config.yaml` they make a home. */
const WEAK_SIGNS: ReadonlySet<string> = new Set(['sessions', 'cron', 'memories', 'webui', 'profiles']);
/** WebUI's own books in a session directory. */
const SESSION_DIR_SIGNS: ReadonlySet<string> = new Set([
  '_index.json',
  '_turn_journal',
  '_run_journal',
  '_deleted_webui_sessions.json',
]);

/** A Hermes home, or a profile's: also one whose database is gone and only copies of it are left. */
export function isHome(dir: string, files: ReadFiles, path: PathRules): boolean {
  const names = namesIn(dir, files);
  if (names.some((name) => HOME_SIGNS.has(name) || name.startsWith('state.db.'))) return true;
  const weak = names.filter((name) => WEAK_SIGNS.has(name)).length;
  // A folder that bears the default's name needs less proof; projects keep other things in a `.hermes` of theirs, too.
  return weak > 0 && (names.includes('config.yaml') || path.basename(dir) === '.hermes');
}

/**
 * Hermes WebUI's state directory: it holds `sessions`, and that is a session directory. A home may look so, too: ask
 * `isHome` first.
 */
export function isWebuiStateDir(dir: string, files: ReadFiles, path: PathRules): boolean {
  const sessions = path.join(dir, 'sessions');
  return namesIn(dir, files).includes('sessions') && isSessionDir(sessions, files, path);
}

// Hermes's own rule for names of profiles.
const PROFILE_NAME = /^[a-z0-9][a-z0-9_-]{0,63}$/;
const MOST_PROFILES = 1000;

/** The named profiles of a home, in order of their names. */
export function namesOfProfiles(root: string, files: ReadFiles, path: PathRules): string[] {
  const profiles = path.join(root, 'profiles');
  const isProfile = (name: string): boolean => {
    const dir = path.join(profiles, name);
    if (kindOf(dir, files) !== 'directory') return false;
    // An odd name is a backup or a mistake, unless there is a database in it: then it holds sessions.
    return PROFILE_NAME.test(name) || kindOf(path.join(dir, 'state.db'), files) === 'file';
  };
  return namesIn(profiles, files).filter(isProfile).sort().slice(0, MOST_PROFILES);
}

const MOST_LOOKED_INTO = 3;
const LOOK_BYTES = 8 * 1024;

/** Hermes WebUI's session directory, or the agent's: by WebUI's own books, else by what the first few files say. */
export function isSessionDir(dir: string, files: ReadFiles, path: PathRules): boolean {
  const names = namesIn(dir, files);
  if (names.some((name) => SESSION_DIR_SIGNS.has(name))) return true;
  return names
    .filter((name) => /\.json(\.bak)?$/.test(name))
    .sort()
    .slice(0, MOST_LOOKED_INTO)
    .some((name) => namesItsSession(path.join(dir, name), name, files));
}

/** A conversation file says its own id, which is its name. */
function namesItsSession(file: string, name: string, files: ReadFiles): boolean {
  const reading = readStable(
    files,
    file,
    (open) => parseJsonPrefix(decodeUtf8Prefix(open.bytes(0, LOOK_BYTES)))?.value,
  );
  if (reading.kind !== 'read' || !isRecord(reading.value)) return false;
  const id = reading.value.session_id;
  return typeof id === 'string' && id !== '' && name.replace(/^session_/, '').startsWith(`${id}.json`);
}

function namesIn(dir: string, files: ReadFiles): string[] {
  try {
    return files.list(dir).map((entry: DirectoryEntry) => entry.name);
  } catch (error) {
    if (errnoOf(error) === '') throw error;
    return [];
  }
}

function kindOf(name: string, files: ReadFiles): FileStat['kind'] | null {
  try {
    return files.stat(name)?.kind ?? null;
  } catch (error) {
    if (errnoOf(error) === '') throw error;
    return null;
  }
}

/** Which session directories a recovery command is about. */
import { basename, dirname, join } from 'node:path';
import { visibleText } from '../core/visibleText';
import { RUN_WORDS } from '../core/words/repair';
import { say } from '../core/words/say';
import { Failure } from '../core/failure';
import { nodeFiles } from '../io/files';
import { auditPlaces, type AuditPlace } from '../io/recovery/auditPlaces';
import { absolute, homeLocations } from './openProfiles';
import type { AuditWhere } from './recoveryArguments';

export interface NamedPlace extends AuditPlace {
  /** The options that name it again, in a command that a person can copy. */
  readonly options: readonly string[];
}

/** @throws Failure home_missing; db_missing for a database that is named and not there */
export function recoveryPlaces(where: AuditWhere): NamedPlace[] {
  if ('sessionDir' in where) return [named(placeOf(where))];
  const home = where.home === null ? null : rootOf(absolute(where.home));
  const places = auditPlaces(homeLocations(home));
  const [only, ...rest] = places;
  if (only === undefined || rest.length > 0) return places.map(named);
  return [{ ...only, options: home === null ? [] : ['--home', home] }];
}

/**
 * The one directory of a command that works on one run.
 * @throws Failure home_missing; usage when a home has several session directories
 */
export function onlyPlace(where: AuditWhere): NamedPlace {
  const places = recoveryPlaces(where);
  const [place, ...rest] = places;
  if (place !== undefined && rest.length === 0) return place;
  const dirs = places.map(({ sessionDir }) => visibleText(sessionDir)).join(', ');
  throw new Failure('usage', { problem: say(RUN_WORDS, place === undefined ? 'noPlace' : 'severalPlaces', { dirs }) });
}

/**
 * The home that a profile's folder belongs to: all profiles share its session folder, so that the databases of all have
 * to be asked. Any other folder is a home itself.
 */
function rootOf(home: string): string {
  const profiles = dirname(home);
  const root = dirname(profiles);
  const isProfile = basename(profiles) === 'profiles' && nodeFiles.stat(join(home, 'webui', 'sessions')) === null;
  return isProfile && nodeFiles.stat(join(root, 'webui', 'sessions'))?.kind === 'directory' ? root : home;
}

const named = (place: AuditPlace): NamedPlace => ({
  ...place,
  options: ['--session-dir', place.sessionDir, ...place.databases.flatMap(({ path }) => ['--state-db', path])],
});

function placeOf(where: Extract<AuditWhere, { readonly sessionDir: string }>): AuditPlace {
  const databases = where.stateDbs.map(absolute).map((path) => ({ path, profile: basename(dirname(path)) }));
  // What is named has to be there: a name that was mistyped would be silence, which counts as evidence.
  for (const { path } of databases) if (nodeFiles.stat(path) === null) throw new Failure('db_missing', { path, reason: 'absent' });
  return { sessionDir: absolute(where.sessionDir), databases, agentDirs: [] };
}

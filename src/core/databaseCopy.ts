/**
 * Names of what may lie beside a `state.db` and hold the sessions that it lost. Source: the programs that leave them
 * there.
 */

/**
 * - `zeroed`, `notadb`: put aside by Hermes as unusable, after which it started an empty database.
 * - `malformed`: raw copy made before a repair. `corrupt`: as documented for older builds.
 * - `retired_wal`: folder with a write-ahead log (and perhaps its database) that another writer had replaced.
 * - `before_fts_rebuild`, `before_update`: copies that Hermes and its updater make.
 * - `snapshot`: `state-snapshots/<time>/state.db`. `archive`: `backups/*.zip`.
 * - `user_copy`: named like a copy that a person made.
 */
export type DatabaseCopyKind =
  | 'zeroed'
  | 'notadb'
  | 'malformed'
  | 'corrupt'
  | 'retired_wal'
  | 'before_fts_rebuild'
  | 'before_update'
  | 'snapshot'
  | 'archive'
  | 'user_copy';

const HERMES_SUFFIXES: readonly (readonly [string, DatabaseCopyKind])[] = [
  ['.zeroed-', 'zeroed'],
  ['.notadb-', 'notadb'],
  ['.malformed-backup-', 'malformed'],
  ['.retired-wal-', 'retired_wal'],
  ['.corrupt', 'corrupt'],
  ['.pre-update-emergency-', 'before_update'],
  ['.backup-before-fts-rebuild-', 'before_fts_rebuild'],
];

// Beside a database or a copy of it, but not a database: SQLite's own files, Hermes's locks, notes and unfinished work.
const NOT_A_COPY = /(-wal|-shm|-journal|\.lock|\.json|\.tmp)$|\.(repair-scratch|backup-staging-)/i;
// What people and file managers add to a name: "state copy.db", "state (1).db", "state - Copy.db", state_backup.db,
// state.old.db, state-2026-05-01.db. Not any word: state_meta.db is somebody else's.
const COPY_WORD = /^[ ._(-]+(copy|kopie|copie|copia|backup|bak|old|orig|saved?|prev|before|broken|corrupt|\d)/;

/** What the file `name` beside the database `base` ("state.db") is a copy of it by, or null when it is none. */
export function databaseCopyKind(name: string, base: string): DatabaseCopyKind | null {
  if (name === base || NOT_A_COPY.test(name)) return null;
  const lower = name.toLowerCase();
  const lowerBase = base.toLowerCase();
  if (lower.startsWith(lowerBase)) {
    const rest = lower.slice(lowerBase.length);
    for (const [suffix, kind] of HERMES_SUFFIXES) if (rest.startsWith(suffix)) return kind;
    // state.db.bak, state.db.old, state.db~, "state.db (1)", state.db.manual-backup, state.db-2026-05-01
    return /^[.~ _(-]/.test(rest) ? 'user_copy' : null;
  }
  const dot = lowerBase.lastIndexOf('.');
  const [stem, extension] = dot > 0 ? [lowerBase.slice(0, dot), lowerBase.slice(dot)] : [lowerBase, ''];
  if (!lower.endsWith(extension)) return null;
  const own = lower.slice(0, lower.length - extension.length);
  const isNamedAfter = own.startsWith(stem) && COPY_WORD.test(own.slice(stem.length));
  const isCopyOf = /^(copy|backup) of /.test(own) && own.endsWith(stem);
  return isNamedAfter || isCopyOf ? 'user_copy' : null;
}

/**
 * The time in a copy's name, milliseconds since 1970: `20261001-123456`, `20261001_123456`,
 * `2026-10-01T12-34-56(-789Z)`. Local unless it ends in Z or `isUtc` (snapshots); null when there is none.
 */
export function timeInName(name: string, isUtc = false): number | null {
  const found = /(20\d{2})-?(\d{2})-?(\d{2})[T_-](\d{2})[-:]?(\d{2})[-:]?(\d{2})(?:[.-]\d{1,9})?(Z?)/i.exec(name);
  if (found === null) return null;
  const [, y, mo, d, h, mi, s, z] = found;
  const ms = Date.parse(`${y}-${mo}-${d}T${h}:${mi}:${s}${isUtc || z !== '' ? 'Z' : ''}`);
  return Number.isNaN(ms) ? null : ms;
}

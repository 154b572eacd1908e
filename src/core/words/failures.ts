/** What each failure means for a person: what, and what to do. One entry for every code of `FailureCode`. */
import type { FailureCode } from '../failure';

export const FAILURE_WORDS = {
  db_missing: 'There is no database at {path}. Hermes creates it with the first conversation; if it was there before, look for copies beside it.',
  db_not_a_file: '{path} is not a file that can be read as a database. Point the setting “hermesSessions.stateDb” at state.db itself.',
  db_empty: 'state.db is empty (0 bytes). If it held conversations before, look for copies beside it before you start Hermes again.',
  db_zeroed: 'state.db holds only zeros at its start, so its content is lost. Look for copies beside it; “hermes sessions recover” can read them.',
  db_not_sqlite: 'state.db cannot be read: its first page is not that of a database. Look for copies beside it; “hermes sessions recover” may still read parts.',
  db_foreign: '{path} is a database, but not one of Hermes: it has no sessions in it.',
  db_permission: 'state.db cannot be read: permission denied. Give your user read access to {path}.',
  db_io: 'state.db cannot be read: the system reports {errno}. Check the disk or the network drive it is on.',
  db_damaged: 'state.db is damaged and its list of tables cannot be read. Keep a copy of the folder, then see “hermes sessions recover”.',
  db_busy: 'Hermes is writing faster than a consistent state can be read. Try again in a moment.',
  db_too_large: 'The page reader does not work on this machine, and the database is too large to be loaded whole ({sizeMb} MB).',
  session_not_found: 'No session has the id {id}.',
  session_ambiguous: 'Several sessions fit: {candidates}. Give more of the id.',
  worker_lost: 'Reading stopped unexpectedly, twice. The log says more; the next try starts anew.',
  home_missing: 'No Hermes home was found. Looked in {looked}.',
  usage: '{problem}',
} as const satisfies Readonly<Record<FailureCode, string>>;

/** The beginning of a sentence that names only the reason, for one line in a list. */
export const FAILURE_REASONS = {
  db_missing: 'there is no database',
  db_not_a_file: 'it is not a file',
  db_empty: 'it is empty (0 bytes)',
  db_zeroed: 'it holds only zeros',
  db_not_sqlite: 'its first page is damaged',
  db_foreign: 'it is not a database of Hermes',
  db_permission: 'permission denied',
  db_io: 'the disk reports an error',
  db_damaged: 'it is damaged',
  db_busy: 'Hermes is writing to it without a pause',
  db_too_large: 'it is too large to load whole',
  session_not_found: 'there is no such session',
  session_ambiguous: 'several sessions fit',
  worker_lost: 'reading stopped unexpectedly',
  home_missing: 'there is no Hermes home',
  usage: 'the request was not understood',
} as const satisfies Readonly<Record<FailureCode, string>>;

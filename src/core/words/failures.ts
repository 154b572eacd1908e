/** What each failure means for a person: what, why, and what to do. One entry for every code of `FailureCode`. */
import type { FailureCode } from '../failure';

/** `{file}` is the file's name, or its whole path where the reader of the words cannot know it otherwise. */
export const FAILURE_WORDS = {
  db_missing:
    'There is no database at {path}. Hermes creates it with the first conversation; if it was there before, look for copies beside it.',
  db_not_a_file: '{path} is not an ordinary file, so it cannot be read as a database. Name the file state.db itself.',
  db_empty:
    '{file} is empty (0 bytes). If it held conversations before, look for copies beside it before you start Hermes again.',
  db_zeroed:
    '{file} holds only zeros at its start, so its content is lost. Look for copies beside it; “hermes sessions recover” can read them.',
  db_not_sqlite:
    '{file} cannot be read: its first page is not that of a database. Look for copies beside it; “hermes sessions recover” may still read parts.',
  db_foreign:
    '{file} is a database, but not one of Hermes: it has no sessions in it. Name the state.db of a Hermes home.',
  db_permission: '{file} cannot be read: permission denied. Give your user read access to {path}.',
  db_io: '{file} cannot be read: {errno}. Check the disk or the network drive it is on.',
  db_damaged:
    '{file} is damaged, and what was asked for lies in the damaged part. Keep a copy of the folder, then see “hermes sessions recover”.',
  db_busy: 'Hermes is writing to {file} faster than a consistent state can be read. Try again in a moment.',
  db_too_large:
    'The page reader does not work on this machine ({problem}), and {file} is too large to be loaded whole ({sizeBytes}). Try a newer Node or VS Code.',
  db_postgres:
    'The profile at {path} keeps its conversations in PostgreSQL, which Hermes Sessions does not read, and there are none in files.',
  session_dir_unreadable:
    'The session folder {path} cannot be read: {errno}. Give your user read access to it, or check the drive it is on.',
  session_not_found: 'No session has the id {id}. It may have been deleted since the list was read.',
  copy_missing: '{id} has no such copy: {source}. It may have been removed since it was listed.',
  conversation_changed:
    'The conversation changed while it was being written: messages were taken out of it, by an undo or a compaction. Try again.',
  file_exists: '{path} is there already, and nothing is written over it. Choose another name.',
  save_failed: '{path} cannot be written: {errno}. Choose a folder that is there and that you may write to.',
  save_protected:
    '{path} lies among the files Hermes reads, which would take the document for one of them. Choose another folder.',
  worker_lost: 'Reading stopped unexpectedly, twice. The log says more; the next try starts anew.',
  home_missing: 'No Hermes home was found. Looked in {looked}. Name one with --home, or a database with --db.',
  usage: '{problem}',
} as const satisfies Readonly<Record<FailureCode, string>>;

/** More exact words, by code and what the failure's details say; see `describeFailure`. */
export const FAILURE_VARIANTS = {
  db_missing_dangling_symlink:
    '{path} is a link to a file that is not there. Connect the drive it was on, or point the link at a state.db.',
  db_missing_symlink_loop: '{path} is a link that leads in a circle. Point it at a state.db.',
  db_missing_impossible_path: '{path} cannot be the name of a file. Name the file state.db itself.',
  // SQLite deletes a log that it finds without its database.
  db_missing_log:
    'There is no database at {path}, only its log ({walBytes}). Keep a copy of the log before you start Hermes, and look for copies of the database beside it.',
  db_empty_log:
    '{file} is empty (0 bytes), but its log holds {walBytes}. Keep a copy of both before you start Hermes, and look for copies of the database beside them.',
  db_not_a_file_directory: '{path} is a folder, not a database. Name the file state.db in it.',
  db_damaged_truncated:
    '{file} is cut off: not even its first page is whole. Look for copies beside it, and keep a copy of the folder.',
} as const satisfies Readonly<Record<`${FailureCode}_${string}`, string>>;

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
  db_postgres: 'it keeps its conversations in PostgreSQL',
  session_dir_unreadable: 'the session folder cannot be read',
  session_not_found: 'there is no such session',
  copy_missing: 'there is no such copy',
  conversation_changed: 'it changed meanwhile',
  file_exists: 'the name is taken',
  save_failed: 'the disk refuses it',
  save_protected: 'the folder is one that Hermes reads',
  worker_lost: 'reading stopped unexpectedly',
  home_missing: 'there is no Hermes home',
  usage: 'the request was not understood',
} as const satisfies Readonly<Record<FailureCode, string>>;

/** What a repair, an undo and their history say. */
import { RECOVERY_NAME } from '../recovery/names';
import type { RefusalReason, SkipReason } from '../recovery/outcome';
import type { StepAction } from '../recovery/plan';
import type { NotPlannedReason } from '../recovery/notPlanned';

/** Why a step was not done, to stand after its name. */
export const SKIP_WORDS = {
  changed: 'it was changed meanwhile',
  appeared: 'a file with this name appeared meanwhile; it stays',
  saved_meanwhile: 'something was saved while it was repaired; that stays, and what was there before is in the repair',
  vanished: 'the file is gone',
  source_changed: 'the copy it would come from has changed',
  in_flight: 'it is in use by Hermes WebUI',
  just_written: 'it was just written; try again in a moment',
  deleted: 'it was deleted in Hermes WebUI meanwhile, and stays so',
  not_a_plain_file: 'its file is a link or something else that is never followed or replaced',
  unsafe_name: 'its name is none that Hermes WebUI can open',
  case_collision: 'another file’s name differs only in upper and lower case',
  would_change_owner: 'its file belongs to another user, and would not any more',
  busy: 'another program holds the file',
  too_large: 'it is too large',
  after_skipped: 'another part of its repair could not be done',
  stopped: 'the repair ended before it',
} as const satisfies Readonly<Record<SkipReason, string>>;

/** What a person can do about it, where there is something. */
export const SKIP_ADVICE: Readonly<Partial<Record<SkipReason, string>>> = {
  changed: 'The view “Recovery” says how it is now.',
  appeared: 'The view “Recovery” says how it is now.',
  saved_meanwhile: 'It opens from Repair History.',
  vanished: 'The view “Recovery” says how it is now.',
  source_changed: 'The view “Recovery” says how it is now.',
  in_flight: 'Try again when nothing was written to it for 10 minutes.',
  not_a_plain_file: 'Put the file itself in that place while Hermes WebUI is stopped, and check again.',
  case_collision: 'Rename one of them while Hermes WebUI is stopped, and check again.',
  would_change_owner: 'Repair it as that user.',
  busy: 'Close that program, or stop Hermes WebUI, and try again.',
  too_large: 'Its copies can still be read and exported.',
  after_skipped: 'The view “Recovery” says how it is now.',
};

/** Why a safe finding is not in the plan. */
export const NOT_PLANNED_WORDS = {
  in_flight: 'it is in use by Hermes WebUI',
  just_written: 'it was just written; try again in a moment',
  differs: 'two of its copies differ, and each has what the other lacks',
  not_decided: 'not every place in which its copies differ was decided',
  needs_other_repair: 'it needs another repair, too, which is not ticked',
  unreadable: 'it cannot be read exactly enough to be repaired safely; its copies can still be read',
} as const satisfies Readonly<Record<NotPlannedReason, string>>;

/** Why nothing was begun, as a sentence. */
export const REFUSAL_WORDS = {
  locked: 'Another repair of this folder is under way, or was when its machine stopped.',
  interrupted_run: 'A repair of this folder was interrupted: complete it, or take it back, first.',
  read_only: 'The session folder cannot be written to.',
  no_space: 'There is not enough free space to keep what would be replaced.',
  other_device: `The folder of repairs (${RECOVERY_NAME}) lies on another disk, so that nothing could be kept safely.`,
  directory_missing: 'The session folder is not there any more.',
  newer_version: 'A newer version of Hermes Sessions was at work here.',
  recovery_not_a_folder: `${RECOVERY_NAME} in the session folder is a link or a file, and is not followed.`,
  unknown_run: 'There is no repair with this name.',
  unreadable_run: 'The description of an earlier repair cannot be read, so that nobody can tell what it did.',
  nothing_to_undo: 'There is no repair to take back.',
  nothing_to_complete: 'This repair was not interrupted.',
  system_refused: 'The system refused.',
} as const satisfies Readonly<Record<RefusalReason, string>>;

/** What a person can do about it, where the reason does not say it. */
export const REFUSAL_ADVICE: Readonly<Partial<Record<RefusalReason, string>>> = {
  locked: 'Wait until it has ended, and try again.',
  read_only: 'See that it can be written to, and try again.',
  no_space: 'Make room on the disk of the session folder, and try again.',
  other_device: 'Put it on the disk of the session folder.',
  directory_missing: 'Connect the drive it was on, or look where it was moved.',
  newer_version: 'Update Hermes Sessions, and try again.',
  recovery_not_a_folder: 'Move it elsewhere, and try again.',
  unknown_run: 'It may have been moved to the trash.',
  unreadable_run: 'A new check names its folder and says what to do.',
  system_refused: 'Check the disk of the session folder, and try again.',
};

/** What a step does, in a column of its own. */
export const ACTION_WORDS = {
  create: 'restore',
  replace: 'repair',
  replace_derived: 'rebuild',
  move_aside: 'move aside',
} as const satisfies Readonly<Record<StepAction, string>>;

/** What became of a step. */
export const OUTCOME_WORDS = { applied: 'done', skipped: 'not done', failed: 'failed' } as const;

export const RUN_STATE_WORDS = {
  done: 'done',
  undone: 'taken back',
  interrupted: 'interrupted',
  not_started: 'ended before it changed anything',
  unreadable: 'cannot be read',
  newer_version: 'made by a newer version',
} as const;

export const RUN_KIND_WORDS = { repair: 'repair', undo: 'undo' } as const;

export const RUN_WORDS = {
  noPlace: 'This home has no WebUI session folder. Name one with --session-dir.',
  severalPlaces: 'This home has several session folders: {dirs}. Name one with --session-dir.',

  plan: 'What would be done in {dir}:',
  planned: 'What is to be done in {dir}:',
  notShown: 'What is to be done in {dir} could not be shown. Nothing was changed there.',
  nothingDone: 'None of it was done.',
  nothingChosen: 'Nothing of what was chosen can be repaired safely in {dir}.',
  nothingToMerge: '{id} has no two copies in {dir} that could be put together.',
  nothingToRepair: 'Nothing in {dir} can be repaired safely.',
  notPlanned: 'Not repaired: {id} ({reason})',
  change: '{before} → {count|message|messages}',
  restored: '{count|message|messages}',
  from: 'from {sources}',
  metadata: 'changes, too: {keys}',
  onlyMetadata: 'changes: {keys}',
  leavesOut: 'leaves out {count|message|messages}',
  cannot: 'cannot be done: {reason}',
  dryRun: 'This is only a plan. Nothing was changed. To do it: {command}',

  outcomes: 'What became of it:',
  outcomeBecause: '{outcome}: {reason}',
  kept: 'What was there before is kept in {dir}.',
  undoWith: 'Take it back with: {command}',
  restart: 'Now restart Hermes WebUI, or reopen these chats there: it keeps conversations in memory, and may write its old copy back.',
  completeWith: 'Complete it with: {command}',
  wentOn: 'An undo of this repair was interrupted. It was carried to its end.',
  takeBackWith: 'Or take it back with: {command}',
  interrupted: 'It was interrupted. Finish it with: {command}',
  asideChanged: '{name} was written to after it was moved aside. Its newer content is kept in the repair.',
  kept_same_messages: '{name} stays: its settings were changed since the repair, its messages are the same.',
  kept_other_messages: '{name} stays: {count|new message|new messages} since the repair.',
  kept_unknown: '{name} stays: it was changed since the repair.',
  replaceSettings: 'To take those back whose settings alone changed (the present file is kept in the undo): {command}',
  nothingChanged: 'Nothing was changed.',
  refusedBy: '{what}: {errno}.',
  lockedBy: 'It is held by {host} (process {pid}), last seen at {time}.',
  holderIsHere:
    'That process is still there on this machine, at work or stopped. Let it end, or end it yourself: --break-lock does not take its place.',
  breakLock: 'If you are sure that nothing is at work there, go on with --break-lock.',

  noRuns: 'No repairs in {dir}.',
  runs: 'Repairs in {dir}, the newest first:',
  didNothing: 'changed no conversation',
  undoes: 'takes back {run}',
  end_open: 'not finished',
  end_applied: 'done',
  end_skipped: 'not done',
  end_failed: 'failed',
  end_taken_back: 'taken back',
  runsKeep: 'They keep what they replaced, also of chats that were deleted since, in {dir}.',
} as const;

/** What became of one step of a repair, an undo or a completion. */

/** Why a step was not done. Nothing was changed for it, or what was changed has been put back. */
export type SkipReason =
  /** The target is not what the plan expected: something was saved since. */
  | 'changed'
  /** The target did not exist when the plan was made, and does now. */
  | 'appeared'
  /** Something was saved under the name while the step was at work: that stays, what was there before is in the run. */
  | 'saved_meanwhile'
  | 'vanished'
  /** A copy that the new content is made of is not what the plan saw. */
  | 'source_changed'
  /** WebUI works on the conversation, or did a moment ago. */
  | 'in_flight'
  | 'just_written'
  /** It was deleted in WebUI since the plan was made. */
  | 'deleted'
  /** A link, folder, FIFO, device, or a file with several names. */
  | 'not_a_plain_file'
  | 'unsafe_name'
  /** Another name of the directory differs only in upper and lower case. */
  | 'case_collision'
  | 'would_change_owner'
  /** Another program holds the file. */
  | 'busy'
  | 'too_large'
  /** Another step of the same conversation was not done. */
  | 'after_skipped'
  /** The run ended before it: it was cancelled, its lock was broken, or the disk failed. */
  | 'stopped';

/** Why nothing of a run could be started. */
export type RefusalReason =
  | 'locked'
  | 'interrupted_run'
  | 'read_only'
  | 'no_space'
  | 'other_device'
  | 'directory_missing'
  /** A run of a newer version of this program is there: what it did is not known. */
  | 'newer_version'
  /** `_recovery` is a link or a file. */
  | 'recovery_not_a_folder'
  /** No run has this name. */
  | 'unknown_run'
  /** A run's own description cannot be read. */
  | 'unreadable_run'
  | 'nothing_to_undo'
  | 'nothing_to_complete'
  /** Any other error of the system; the result has its word. */
  | 'system_refused';

export type Outcome =
  | { readonly state: 'applied' }
  | { readonly state: 'skipped'; readonly reason: SkipReason }
  /** The system refused in the middle; `errno` is its word. The run says what stands where. */
  | { readonly state: 'failed'; readonly errno: string };

/** What became of one step of a repair, an undo or a completion. */

/** Why a step was not done. Nothing was changed for it, or what was changed has been put back. */
export type SkipReason =
  /** The target is not what the plan expected: something was saved since. */
  | 'changed'
  /** The target did not exist when the plan was made, and does now. */
  | 'appeared'
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
  /** A step before it of the same conversation was not done. */
  | 'after_skipped';

/** Why nothing of a run could be started. */
export type RefusalReason =
  | 'locked'
  | 'interrupted_run'
  | 'read_only'
  | 'no_space'
  | 'other_device'
  | 'directory_missing'
  | 'newer_version';

export type Outcome =
  | { readonly state: 'applied' }
  | { readonly state: 'skipped'; readonly reason: SkipReason }
  /** The system refused in the middle; `errno` is its word. The run says what stands where. */
  | { readonly state: 'failed'; readonly errno: string };

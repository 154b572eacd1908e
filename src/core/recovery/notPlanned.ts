/** What a plan leaves out although it is safe and was chosen. */

export type NotPlannedReason =
  | 'in_flight'
  | 'just_written'
  /** The conversation has no whole file, and what would make one was not chosen. */
  | 'needs_other_repair'
  /** Another copy that was chosen has what this one lacks, and the other way round: a person has to decide. */
  | 'differs'
  /** A merge without a decision for each place in which the copies differ. */
  | 'not_decided'
  /** Not known exactly enough to be checked again before writing. */
  | 'unreadable';

export interface NotPlanned {
  readonly sessionId: string;
  readonly kinds: readonly string[];
  readonly reason: NotPlannedReason;
}

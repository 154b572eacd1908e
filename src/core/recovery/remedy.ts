/** What a finding asks for. A plan merges the remedies of one conversation into one new file. */
import type { Chosen, Copy } from './copies';
import type { Turn } from './journal';
import type { Merged } from './mergeCopies';
import type { AgentFact, FileFact, StoredPrint } from './snapshot';

/**
 * Two files of one conversation, each with messages that the other lacks. The evidence of a finding that offers this has the
 * digests of both, so that a decision about it is about these bytes.
 */
export interface MergeOffer {
  /** Of a damaged one what stands before the damage. */
  readonly live: FileFact;
  /** Whole: the previous copy, or a temporary file. */
  readonly other: FileFact;
}

export type Remedy =
  /** The chosen copy takes the place of the file; messages that only the file has follow behind it. */
  | { readonly remedy: 'restore'; readonly chosen: Chosen }
  /** The agent's transcript gives the messages of a file that has none. */
  | { readonly remedy: 'adopt_transcript'; readonly transcript: AgentFact }
  | { readonly remedy: 'append_rows'; readonly rows: Copy; readonly missing: readonly StoredPrint[] }
  | { readonly remedy: 'recover_turn'; readonly turn: Turn }
  /** A prompt that waits becomes a message, and a dead stream ends. */
  | { readonly remedy: 'end_waiting' }
  /** What a person decided about two copies. */
  | { readonly remedy: 'merge'; readonly offer: MergeOffer; readonly merged: Merged }
  | { readonly remedy: 'move_aside'; readonly file: FileFact }
  | { readonly remedy: 'rebuild_index' }
  | { readonly remedy: 'refresh_index_row'; readonly sessionId: string }
  | { readonly remedy: 'drop_index_row'; readonly sessionId: string };

export type RemedyOf<K extends Remedy['remedy']> = Extract<Remedy, { readonly remedy: K }>;

/** False for what concerns the index or a leftover only. */
export const writesConversation = ({ remedy }: Remedy): boolean =>
  remedy === 'restore' ||
  remedy === 'adopt_transcript' ||
  remedy === 'append_rows' ||
  remedy === 'recover_turn' ||
  remedy === 'end_waiting' ||
  remedy === 'merge';

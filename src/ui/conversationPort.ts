/** What an open transcript needs of the window it is in. */
import type { Failure } from '../core/failure';
import type { HostToWebview } from '../core/protocol';
import type { TranscriptTarget } from '../core/transcriptTarget';

export interface ConversationPort {
  post(message: HostToWebview): void;
  /** Asks the person and opens the address; the only way out of a transcript. */
  openAddress(address: string): Promise<void>;
  copy(text: string): Promise<void>;
  setTitle(title: string): void;
  /** Lays two copies beside each other. */
  compare(one: TranscriptTarget, other: TranscriptTarget, title: string): Promise<void>;
  /** Words for an expected failure. */
  describe(failure: Failure): string;
  /** Words for anything else; logs it. */
  unexpected(error: unknown): string;
  readonly locale: string;
  /** Lets the person choose one of these lines; null for none. `active` is the number of the one to begin at. */
  choose(lines: readonly string[], active: number): Promise<number | null>;
  /** Where the thread lies that searches. */
  readonly findWorkerPath: string;
}

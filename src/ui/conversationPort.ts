/** What an open transcript needs of the window it is in. */
import type { Failure } from '../core/failure';
import type { HostToWebview } from '../core/protocol';
import type { TranscriptTarget } from '../core/transcriptTarget';

export interface ConversationPort {
  post(message: HostToWebview): void;
  /** Asks the person and opens the address; the only way out of a transcript. */
  openAddress(address: string): Promise<void>;
  /** Puts `text` on the clipboard; `done` says so, for a moment. */
  copy(text: string, done: string): Promise<void>;
  /** A link that opens this conversation, at a message; null where nothing but a path would name it. */
  linkTo(messageId: string | null): string | null;
  /** Says something that needs no answer, for a moment. */
  say(words: string): void;
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
  /** Opens another conversation of the same profile. */
  openConversation(sessionId: string, title: string): void;
  readonly files: ConversationFiles;
  /** Where the thread lies that searches. */
  readonly findWorkerPath: string;
}

/** Files that a conversation names. */
export interface ConversationFiles {
  /** The file that `path` stands for, in one of `bases` where it is relative; null for none, and where nothing may be looked at. */
  find(path: string, bases: readonly string[]): Promise<string | null>;
  /** How a person knows it. */
  label(path: string): string;
  /** At a line and column, from 1. */
  open(path: string, line: number | null, column: number | null): Promise<void>;
}

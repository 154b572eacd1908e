/** A conversation as one file of a session directory tells it, without reading its whole transcript. */

/**
 * Where such a file lives: Hermes WebUI's `<sid>.json`, its `<sid>.json.bak`, the agent's `session_<id>.json`,
 * `<id>.jsonl`.
 */
export type FilePlace = 'conversationFile' | 'previousCopy' | 'agentJson' | 'agentJsonl';

/**
 * What is wrong with a file. A conversation with a problem is still listed, with whatever could be read of it.
 * - `empty`: zero bytes, or only white space.
 * - `unparseable`: not JSON from its very start (also: nothing but NUL bytes).
 * - `not_an_object`: JSON, but a list, string or number.
 * - `no_messages`: an object without a list of messages.
 * - `torn`: good at the start, then cut off or damaged.
 * - `too_large`: over the bound of the reader.
 * - `unreadable`: the system refused, or there is no regular file at the path (dangling link, directory, FIFO).
 */
export type FileProblemReason =
  'empty' | 'unparseable' | 'not_an_object' | 'no_messages' | 'torn' | 'too_large' | 'unreadable';

/** `detail` is a short technical remark (an errno, a byte count) for tooltips and logs; decide on `reason`. */
export interface FileProblem {
  readonly reason: FileProblemReason;
  readonly detail: string;
}

/** All strings are untrusted data of the file. Times are milliseconds since 1970. */
export interface FileConversation {
  /**
   * The session id: the file's name without its affixes. The whole name where two files of a directory claim one id.
   */
  readonly id: string;
  readonly place: FilePlace;
  readonly path: string;
  readonly sizeBytes: number;
  readonly modifiedAt: number;
  /** Null when blank or WebUI's placeholder "Untitled". */
  readonly title: string | null;
  /** Hermes's word for the surface, e.g. `webui`, `telegram`; `unknown` when the file does not say. */
  readonly source: string;
  readonly model: string | null;
  /** `default` when blank. */
  readonly profile: string;
  readonly createdAt: number | null;
  readonly updatedAt: number | null;
  readonly lastMessageAt: number | null;
  /** Null when it cannot be told without reading the whole transcript. */
  readonly messageCount: number | null;
  readonly archived: boolean;
  readonly pinned: boolean;
  /** An answer was being written when the file was saved. */
  readonly hasStream: boolean;
  /** A prompt waits for its turn. */
  readonly hasPending: boolean;
  readonly hasWorktree: boolean;
  readonly workspace: string | null;
  readonly parentId: string | null;
  /** WebUI keeps the uncompressed conversation under its old id and marks it so. */
  readonly isPreCompressionSnapshot: boolean;
  /** First words of the first user message by Hermes's rule; null when it was not reached or says nothing. */
  readonly preview: string | null;
  /** A live conversation file with a `.bak` beside it. */
  readonly hasPreviousCopy: boolean;
  readonly problem: FileProblem | null;
}

/** What a file's content says of its conversation; the rest of `FileConversation` comes from the directory. */
export type ConversationMetadata = Omit<
  FileConversation,
  'id' | 'place' | 'path' | 'sizeBytes' | 'modifiedAt' | 'hasPreviousCopy'
>;

/** Nothing known: the base that parsers fill in, and all there is for a file that cannot be read. */
export const UNKNOWN_METADATA: ConversationMetadata = {
  title: null,
  source: 'unknown',
  model: null,
  profile: 'default',
  createdAt: null,
  updatedAt: null,
  lastMessageAt: null,
  messageCount: null,
  archived: false,
  pinned: false,
  hasStream: false,
  hasPending: false,
  hasWorktree: false,
  workspace: null,
  parentId: null,
  isPreCompressionSnapshot: false,
  preview: null,
  problem: null,
};

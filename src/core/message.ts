/** One part of a message as the reader shows it. Order is the order in which it was written. */
export type MessagePart =
  | { readonly kind: 'text'; readonly text: string }
  /** A picture. `bytes` is the size of the decoded data for `data:` URLs; remote pictures are never loaded. `alt` is what the text says in its place, where it says something. */
  | { readonly kind: 'image'; readonly origin: 'data' | 'remote' | 'unknown'; readonly mediaType: string; readonly host: string; readonly bytes: number; readonly alt?: string }
  | { readonly kind: 'attachment'; readonly name: string; readonly mediaType: string }
  /** A part of a type we do not know, as JSON text, so that nothing is dropped silently. */
  | { readonly kind: 'unknown'; readonly type: string; readonly json: string };

/** One call an assistant message asked for. `argumentsText` is Hermes's own JSON text, which may be broken. */
export interface ToolCall {
  readonly id: string;
  readonly name: string;
  readonly argumentsText: string;
}

/**
 * Where a row stands in its conversation: `live` rows are what the agent sees, `compacted` rows were
 * archived by an in-place compaction and still belong to the history, `undone` rows were rewound and are hidden by Hermes.
 */
export type MessageState = 'live' | 'compacted' | 'undone';

/** One message of a conversation, decoded from any store. */
export interface Message {
  /** Unique in its conversation and stable between reads: the row's id in `state.db`, the position elsewhere. */
  readonly id: string;
  readonly sessionId: string;
  /** `user`, `assistant`, `tool`, `system`, legacy `session_meta`, or whatever the store says. */
  readonly role: string;
  readonly parts: readonly MessagePart[];
  /** Milliseconds since 1970, or null when missing or outside 2000..2100. */
  readonly at: number | null;
  readonly toolCalls: readonly ToolCall[];
  /** True when `tool_calls` holds text that is not a JSON array of calls. */
  readonly toolCallsBroken: boolean;
  /** For role `tool`: the call it answers. */
  readonly toolCallId: string | null;
  readonly toolName: string | null;
  readonly reasoning: string | null;
  readonly finishReason: string | null;
  readonly tokenCount: number | null;
  readonly state: MessageState;
  /** `display_kind` of Hermes, e.g. `model_switch`: a timeline note rather than a person's words. */
  readonly displayKind: string | null;
  /** A summary that a compaction left in place of earlier messages. */
  readonly isCompactionSummary: boolean;
  /**
   * It was lost when it was said, and put back later: a prompt that was never saved (`_recovered` of Hermes WebUI's files), or an
   * answer from the journal of its run (`_recovered_from_run_journal`).
   */
  readonly isRecovered: boolean;
  /** Bytes of the stored content before decoding. */
  readonly contentBytes: number;
  /** True when bytes that are not UTF-8 were replaced by U+FFFD. */
  readonly hadInvalidUtf8: boolean;
}

/** What a person may ask of an export. */
import type { MessageFilter } from '../messageFilter';
import type { CopySource } from '../transcriptTarget';

export const EXPORT_FORMATS = ['text', 'markdown', 'html', 'json', 'jsonl'] as const;

/** `jsonl` is rows of `state.db` exactly as `hermes sessions export` writes them; all others are made for readers. */
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export type DocumentFormat = Exclude<ExportFormat, 'jsonl'>;

/** What goes into a document beside what was said. */
export interface ExportParts {
  /** Tool calls and their results. */
  readonly tools: boolean;
  readonly reasoning: boolean;
  /** `messages`: those of role `system` that stand among the messages; `all`: also the one a store keeps beside them. */
  readonly systemPrompt: 'none' | 'messages' | 'all';
}

/** Plain values only: it crosses threads. */
export interface ExportRequest extends ExportParts {
  /** Oldest first; several are segments of one conversation. */
  readonly sessionIds: readonly string[];
  readonly format: ExportFormat;
  /** Which copy of the newest of them; null for the one that is shown by default. Null with `jsonl`. */
  readonly source: CopySource | null;
  /** Never together with `jsonl`, which would not be exact any more. */
  readonly redact: boolean;
  /** Also messages that were undone, in their places and marked; only where a reader asked to see them. */
  readonly withUndone?: boolean;
  /** Only what this leaves of the conversation; never together with `jsonl`. */
  readonly filter?: MessageFilter;
  /** BCP 47, for numbers in words. */
  readonly locale: string;
}

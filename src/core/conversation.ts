/** A conversation as the tree and the terminal list it: a folded chain of segments from all stores of a profile. */
import type { FilePlace } from './fileConversation';
import type { Relation } from './lineage';

/**
 * The stores a conversation may live in. `keptCopy` is a file that something put aside: it is read when it is asked for by
 * its path, and never listed.
 */
export type Place = 'state.db' | FilePlace | 'keptCopy';

/** Why a conversation is not shown by default. The first four are Hermes's own rules, the rest are ours. */
export type HiddenReason = 'delegate' | 'subagent' | 'archived' | 'hidden' | 'tool' | 'background' | 'empty';

/**
 * What the filter speaks of: a reason, with `background` split by source, as in "61 cron, 20 archived, 6 subagents".
 */
export type HiddenCategory = Exclude<HiddenReason, 'background'> | 'cron' | 'webhook' | 'kanban' | 'oneshot';

export const HIDDEN_CATEGORIES: readonly HiddenCategory[] = [
  'cron',
  'webhook',
  'kanban',
  'oneshot',
  'tool',
  'archived',
  'hidden',
  'subagent',
  'delegate',
  'empty',
];

/** One row. Times are milliseconds since 1970; strings are untrusted data of the stores. */
export interface Conversation {
  /** The tip's session id: what is opened, resumed and shown. */
  readonly id: string;
  readonly rootId: string;
  /** All segments, oldest first, the tip last. */
  readonly segmentIds: readonly string[];
  readonly source: string;
  readonly title: string | null;
  readonly startedAt: number | null;
  readonly lastActiveAt: number | null;
  /** The tip's number of messages as its store says; null when no store says. */
  readonly messageCount: number | null;
  readonly endReason: string | null;
  readonly pinned: boolean;
  readonly relation: Relation;
  readonly parentSessionId: string | null;
  readonly places: readonly Place[];
  readonly hidden: HiddenReason | null;
  /** Branches, subagents, resets that hang on this conversation; older segments are not counted. */
  readonly childCount: number;
  /** The `sessions` row is missing: only messages were found. */
  readonly rowMissing: boolean;
  /** A file of this conversation cannot be read whole; the reason, for the tooltip. */
  readonly fileProblem: string | null;
}

/** A conversation with what only visible rows need. */
export interface ConversationRow extends Conversation {
  /** Title, else cron job name, else preview; null when there is none of them (the source's name then serves). */
  readonly label: string | null;
  /** First words of the first prompt by Hermes's rule; null when not read. */
  readonly preview: string | null;
}

const BACKGROUND: ReadonlySet<string> = new Set(['cron', 'webhook', 'kanban', 'oneshot']);

/** The filter's word for a hidden conversation, or null for one that is shown. */
export function hiddenCategory(conversation: Pick<Conversation, 'hidden' | 'source'>): HiddenCategory | null {
  if (conversation.hidden !== 'background') return conversation.hidden;
  return backgroundSource(conversation.source) as HiddenCategory;
}

/** The background source a source string stands for, or null. */
export function backgroundSource(source: string): string | null {
  const lower = source.toLowerCase();
  return BACKGROUND.has(lower) ? lower : null;
}

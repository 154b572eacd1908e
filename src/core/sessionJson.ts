/** A conversation as the terminal's JSON gives it: Hermes's own names and units (seconds), exact values as stored. */
import type { Conversation } from './conversation';
import { lastActive } from './sessionRecord';
import type { SessionTree } from './sessionTree';

export interface SessionJson {
  readonly id: string;
  readonly source: string;
  readonly title: string | null;
  readonly preview: string;
  readonly started_at: number | null;
  readonly ended_at: number | null;
  /** Seconds; of the tip, as Hermes projects it. Lists are ordered by the freshest segment. */
  readonly last_active: number | null;
  readonly message_count: number | null;
  readonly parent_session_id: string | null;
  readonly end_reason: string | null;
  /** The oldest segment's id when the conversation has several, else null. */
  readonly _lineage_root_id: string | null;
  /** Older segments folded into this row, oldest first, then the row's own id. */
  readonly segment_ids: readonly string[];
  /**
   * Why it is not listed by default: tool, subagent, delegate, archived, hidden, background, empty; null when it is.
   */
  readonly hidden_reason: string | null;
  readonly archived: boolean;
  readonly pinned: boolean;
  /** What it is to its parent: root, branch, reset, delegate, subagent, continuation. */
  readonly relation: string;
  readonly profile: string;
  readonly places: readonly string[];
}

export function toSessionJson(
  conversation: Conversation,
  tree: SessionTree,
  preview: string,
  profile: string,
): SessionJson {
  const tip = tree.records.get(conversation.id);
  const root = tree.records.get(conversation.rootId);
  return {
    id: conversation.id,
    source: conversation.source,
    title: conversation.title,
    preview,
    started_at: root?.started_at ?? null,
    ended_at: tip?.ended_at ?? null,
    last_active: tip === undefined ? null : lastActive(tip),
    message_count: conversation.messageCount,
    parent_session_id: conversation.parentSessionId,
    end_reason: conversation.endReason,
    _lineage_root_id: conversation.segmentIds.length > 1 ? conversation.rootId : null,
    segment_ids: conversation.segmentIds,
    hidden_reason: conversation.hidden,
    archived: conversation.hidden === 'archived' || (root?.archived ?? false),
    pinned: conversation.pinned,
    relation: conversation.relation,
    profile,
    places: conversation.places,
  };
}

/** The rows of the session tree, before they become tree items. */
import type { ConversationRow } from '../core/conversation';
import type { GroupKey } from '../core/dayGroups';
import type { DatabaseCopy } from '../io/lostDatabases';
import type { Notice } from './notices';
import type { ProfileModel } from './profileModel';

export type SessionNode =
  | { readonly kind: 'profile'; readonly model: ProfileModel }
  | { readonly kind: 'notShown'; readonly model: ProfileModel }
  | { readonly kind: 'notice'; readonly model: ProfileModel; readonly notice: Notice }
  /** Holds the copies found beside a database that looks new, empty or broken. */
  | { readonly kind: 'copies'; readonly model: ProfileModel; readonly count: number }
  /** A copy; `reader` reads it as a root of its own, null when it cannot be opened. */
  | { readonly kind: 'copy'; readonly model: ProfileModel; readonly copy: DatabaseCopy; readonly reader: ProfileModel | null }
  | { readonly kind: 'group'; readonly model: ProfileModel; readonly key: GroupKey; readonly count: number; readonly isFirst: boolean }
  | { readonly kind: 'conversation'; readonly model: ProfileModel; readonly row: ConversationRow }
  /** An older segment of a conversation: `position` counts from 0, the oldest; `total` are all older ones. */
  | { readonly kind: 'segment'; readonly model: ProfileModel; readonly row: ConversationRow; readonly position: number; readonly total: number }
  /** A conversation that hangs on the one above it. */
  | { readonly kind: 'child'; readonly model: ProfileModel; readonly row: ConversationRow; readonly parentId: string }
  | { readonly kind: 'more'; readonly model: ProfileModel; readonly group: GroupKey; readonly loaded: number; readonly total: number };

/** A row as VS Code holds it: the same object for as long as the row stands below the same parent, whatever it comes to say. */
export interface TreeRow {
  /** `nodeId(node)`. */
  readonly id: string;
  node: SessionNode;
}

export const rowOf = (node: SessionNode): TreeRow => ({ id: nodeId(node), node });

/** Equal for the same row before and after a refresh, so that VS Code keeps expansion and selection. */
export function nodeId(node: SessionNode): string {
  const { key } = node.model.location;
  switch (node.kind) {
    case 'profile':
    case 'notShown':
    case 'copies':
      return JSON.stringify([key, node.kind]);
    case 'notice':
      return JSON.stringify([key, 'notice', node.notice.name]);
    case 'copy':
      return JSON.stringify([key, 'copy', node.copy.path]);
    case 'group':
      return JSON.stringify([key, 'group', node.key]);
    case 'conversation':
      // The root's id: the tip changes when a conversation is compressed, and the row is still the same.
      return JSON.stringify([key, 'conversation', node.row.rootId]);
    case 'segment':
      return JSON.stringify([key, 'segment', node.row.id]);
    case 'child':
      return JSON.stringify([key, 'child', node.parentId, node.row.rootId]);
    case 'more':
      return JSON.stringify([key, 'more', node.group]);
  }
}

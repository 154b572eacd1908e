/**
 * Folds everything known about a profile's sessions into conversations: rows of state.db and files of the session
 * directories, merged by id, chained by lineage, newest activity first. Nothing is dropped; what is hidden says why.
 */
import {
  backgroundSource,
  hiddenCategory,
  type Conversation,
  type HiddenCategory,
  type HiddenReason,
  type Place,
} from './conversation';
import { groupsAt, type GroupKey } from './dayGroups';
import type { FileConversation, FilePlace } from './fileConversation';
import { buildLineage, type Chain, type Lineage } from './lineage';
import { lastActive, toMs, type SessionRecord } from './sessionRecord';

/** The folded sessions of a profile. Immutable; built anew when something changed. */
export interface SessionTree {
  /** All conversations, hidden ones too, newest activity first. */
  readonly conversations: readonly Conversation[];
  /** By id of any segment. */
  readonly bySessionId: ReadonlyMap<string, Conversation>;
  /** Conversations that hang on any segment of one, by its `rootId`, oldest first. */
  readonly childrenOf: ReadonlyMap<string, readonly Conversation[]>;
  /** The record behind each session id, synthesized for sessions that exist only as files. */
  readonly records: ReadonlyMap<string, SessionRecord>;
  readonly files: ReadonlyMap<string, readonly FileConversation[]>;
}

/** Which copy speaks for a session that has no row: the store that Hermes itself would ask first. */
const PLACE_ORDER: readonly FilePlace[] = ['conversationFile', 'previousCopy', 'agentJson', 'agentJsonl'];

export function buildSessionTree(rows: readonly SessionRecord[], files: readonly FileConversation[]): SessionTree {
  const filesById = new Map<string, FileConversation[]>();
  for (const file of files) {
    const list = filesById.get(file.id);
    if (list === undefined) filesById.set(file.id, [file]);
    else list.push(file);
  }
  for (const copies of filesById.values())
    copies.sort((a, b) => PLACE_ORDER.indexOf(a.place) - PLACE_ORDER.indexOf(b.place));
  const records = new Map<string, SessionRecord>();
  for (const row of rows) records.set(row.id, row);
  const endsInCompression = (id: string): boolean => {
    const row = records.get(id);
    const speaksForItself = row !== undefined && !row.rowMissing;
    return speaksForItself
      ? row.end_reason === 'compression'
      : filesById.get(id)?.[0]?.isPreCompressionSnapshot === true;
  };
  for (const [id, [first]] of filesById) {
    const row = records.get(id);
    if (first !== undefined && (row === undefined || row.rowMissing))
      records.set(id, recordOfFile(first, row, endsInCompression));
  }

  const lineage = buildLineage(records.values());
  const inDatabase = new Set(rows.map((row) => row.id));
  const byChain = new Map<Chain, Conversation>();
  for (const chain of lineage.chains) byChain.set(chain, conversationOf(chain, lineage, filesById, inDatabase));

  const bySessionId = new Map<string, Conversation>();
  for (const [chain, conversation] of byChain)
    for (const segment of chain.segments) bySessionId.set(segment.id, conversation);
  const childrenOf = new Map<string, Conversation[]>();
  for (const [rootId, chains] of lineage.childrenOf) {
    const children = chains.flatMap((chain) => byChain.get(chain) ?? []);
    childrenOf.set(rootId, children.sort(oldestStartFirst));
  }
  return {
    conversations: [...byChain.values()].sort(newestActivityFirst),
    bySessionId,
    childrenOf,
    records,
    files: filesById,
  };
}

/** Newest activity first; ties by start, then id, both descending, as Hermes orders its own list. */
export function newestActivityFirst(a: Conversation, b: Conversation): number {
  return (
    (b.lastActiveAt ?? 0) - (a.lastActiveAt ?? 0) ||
    (b.startedAt ?? 0) - (a.startedAt ?? 0) ||
    (a.id < b.id ? 1 : a.id > b.id ? -1 : 0)
  );
}

const oldestStartFirst = (a: Conversation, b: Conversation): number =>
  (a.startedAt ?? 0) - (b.startedAt ?? 0) || (a.rootId < b.rootId ? -1 : 1);

function conversationOf(
  chain: Chain,
  lineage: Lineage,
  filesById: ReadonlyMap<string, readonly FileConversation[]>,
  inDatabase: ReadonlySet<string>,
): Conversation {
  const { root, tip, segments } = chain;
  const copies = filesById.get(tip.id) ?? [];
  const speaker = copies[0];
  const places: Place[] = inDatabase.has(tip.id) ? ['state.db'] : [];
  for (const copy of copies) {
    if (!places.includes(copy.place)) places.push(copy.place);
    if (copy.hasPreviousCopy && !places.includes('previousCopy')) places.push('previousCopy');
  }
  const title = nonBlank(tip.title) ?? nonBlank(speaker?.title) ?? nonBlank(root.title);
  return {
    id: tip.id,
    rootId: root.id,
    segmentIds: segments.map((segment) => segment.id),
    source: root.source,
    title,
    startedAt: toMs(root.started_at),
    lastActiveAt: newestOf(segments),
    messageCount: tip.message_count,
    endReason: tip.end_reason,
    pinned: root.pinned || tip.pinned || copies.some((copy) => copy.pinned),
    relation: chain.relation,
    parentSessionId: chain.parentSessionId,
    places,
    hidden: hiddenReason(chain, copies, title),
    childCount: lineage.childrenOf.get(root.id)?.length ?? 0,
    rowMissing: tip.rowMissing,
    fileProblem: speaker?.problem?.detail ?? null,
  };
}

/**
 * Order matters: the first four are what Hermes's own list leaves out, and must be named so even for, say, an archived
 * cron run.
 */
function hiddenReason(chain: Chain, copies: readonly FileConversation[], title: string | null): HiddenReason | null {
  const { root, tip, relation } = chain;
  if (relation === 'delegate') return 'delegate';
  if (relation === 'subagent' || relation === 'continuation') return 'subagent';
  // Hermes WebUI keeps its archive flag in the conversation file only.
  if (
    root.archived ||
    (root.source === 'webui' && copies.some((copy) => copy.place === 'conversationFile' && copy.archived))
  )
    return 'archived';
  if (root.hidden) return 'hidden';
  if (root.source === 'tool') return 'tool';
  if (backgroundSource(root.source) !== null) return 'background';
  const nothingSaid =
    tip.message_count === 0 && tip.newest_message_at === null && title === null && chain.segments.length === 1;
  const inWork = copies.some(
    (copy) => copy.hasStream || copy.hasPending || copy.hasWorktree || copy.problem !== null || copy.hasPreviousCopy,
  );
  return nothingSaid && !inWork ? 'empty' : null;
}

function recordOfFile(
  file: FileConversation,
  orphan: SessionRecord | undefined,
  endsInCompression: (id: string) => boolean,
): SessionRecord {
  const seconds = (ms: number | null): number | null => (ms === null ? null : ms / 1000);
  return {
    id: file.id,
    source: file.source,
    title: file.title,
    parent_session_id: file.parentId,
    started_at: seconds(file.createdAt ?? file.updatedAt ?? file.modifiedAt),
    ended_at: null,
    // A snapshot before compression is the older segment of the conversation that names it as parent.
    end_reason: file.isPreCompressionSnapshot ? 'compression' : null,
    message_count: file.messageCount,
    last_activity_at: seconds(file.lastMessageAt ?? file.updatedAt ?? file.modifiedAt),
    archived: file.archived,
    hidden: false,
    pinned: file.pinned,
    session_key: null,
    // WebUI names a parent for what goes on after a compression and for forks, never for subagents' own sessions.
    branched_from:
      file.parentId !== null && !endsInCompression(file.parentId) && file.source !== 'subagent' ? file.parentId : null,
    delegate_from: null,
    reset_from: null,
    newest_message_at: orphan?.newest_message_at ?? null,
    rowMissing: orphan !== undefined,
  };
}

/** Hermes orders by the freshest segment of a chain, milliseconds. */
function newestOf(segments: readonly SessionRecord[]): number | null {
  let newest: number | null = null;
  for (const segment of segments) {
    const at = toMs(lastActive(segment));
    if (at !== null && (newest === null || at > newest)) newest = at;
  }
  return newest;
}

const nonBlank = (text: string | null | undefined): string | null => (text == null || text.trim() === '' ? null : text);

/** Which hidden categories a person has chosen to see. */
export type Shown = ReadonlySet<HiddenCategory>;

export interface TreeOverview {
  /** Groups that have rows under the filter, newest first, with the number of rows in each. */
  readonly groups: readonly { readonly key: GroupKey; readonly count: number }[];
  /** Conversations that the filter leaves out, by category; categories without any are absent. */
  readonly notShown: Readonly<Partial<Record<HiddenCategory, number>>>;
  readonly shownCount: number;
  readonly totalCount: number;
}

/**
 * True for a conversation with a row of its own at the top: not hidden, or of a category the person chose to see. What
 * hangs on another conversation is below that one as well.
 */
export function hasTopRow(conversation: Conversation, shown: Shown): boolean {
  const category = hiddenCategory(conversation);
  return category === null || shown.has(category);
}

/** Counts rows by group and what is not shown by category. */
export function overviewOf(tree: SessionTree, shown: Shown, now: number): TreeOverview {
  const groups = new Map<GroupKey, number>();
  const notShown: Partial<Record<HiddenCategory, number>> = {};
  let shownCount = 0;
  const groupOf = groupsAt(now);
  for (const conversation of tree.conversations) {
    const category = hiddenCategory(conversation);
    if (category === null || hasTopRow(conversation, shown)) {
      const key = groupOf(conversation.lastActiveAt);
      groups.set(key, (groups.get(key) ?? 0) + 1);
      shownCount += 1;
    } else {
      notShown[category] = (notShown[category] ?? 0) + 1;
    }
  }
  return {
    groups: [...groups].map(([key, count]) => ({ key, count })),
    notShown,
    shownCount,
    totalCount: tree.conversations.length,
  };
}

/** Rows of one group, newest first: `limit` of them from `offset`. */
export function rowsOfGroup(
  tree: SessionTree,
  shown: Shown,
  now: number,
  group: GroupKey,
  offset: number,
  limit: number,
): Conversation[] {
  const rows: Conversation[] = [];
  const groupOf = groupsAt(now);
  let index = 0;
  for (const conversation of tree.conversations) {
    if (rows.length >= limit) break;
    if (!hasTopRow(conversation, shown) || groupOf(conversation.lastActiveAt) !== group) continue;
    if (index >= offset) rows.push(conversation);
    index += 1;
  }
  return rows;
}

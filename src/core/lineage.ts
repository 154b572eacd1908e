/**
 * How sessions hang together, by the rules of Hermes's own `list_sessions_rich`. A conversation is a chain of segments:
 * compression ends one session and continues in a child. Branches, resets, delegates and subagents are children that
 * are conversations of their own.
 */
import { lastActive, type SessionRecord } from './sessionRecord';

/** What a row with a parent is to that parent; `root` is a row without one. */
export type Relation = 'root' | 'continuation' | 'branch' | 'reset' | 'delegate' | 'subagent';

/** A conversation: its segments from oldest (`root`) to newest (`tip`), at least one. */
export interface Chain {
  readonly root: SessionRecord;
  readonly tip: SessionRecord;
  readonly segments: readonly SessionRecord[];
  /** How the root hangs on another conversation, and on which session. */
  readonly relation: Relation;
  readonly parentSessionId: string | null;
}

export interface Lineage {
  readonly chains: readonly Chain[];
  /** The chain a session belongs to, by session id. */
  readonly chainOf: ReadonlyMap<string, Chain>;
  /** Chains that hang on any segment of a chain, by that chain's root id; never in a circle. */
  readonly childrenOf: ReadonlyMap<string, readonly Chain[]>;
}

/** What Hermes writes as `_delegate_from` when the delegating session is gone. */
const ORPHANED = '__orphaned__';

// Legacy resets carry no marker: these end reasons with an equal session_key tell them.
const RESET_REASONS: ReadonlySet<string> = new Set([
  'session_reset',
  'session_switch',
  'idle',
  'daily',
  'suspended',
  'resume_pending_expired',
]);

/**
 * What `child` is to `parent` (null: the parent's row is missing). Order matters. A marker counts first when it is
 * bound to this very parent: a continuation copies its predecessor's `model_config` with the marker of an older parent,
 * and must still count as a continuation. Only then come the guesses.
 */
export function relationOf(child: SessionRecord, parent: SessionRecord | null): Relation {
  const parentId = parentOf(child);
  if (parentId === null)
    return child.delegate_from !== null ? 'delegate' : child.source === 'subagent' ? 'subagent' : 'root';
  if (child.delegate_from === parentId || child.delegate_from === ORPHANED) return 'delegate';
  if (child.branched_from === parentId) return 'branch';
  if (child.reset_from === parentId) return 'reset';
  const crossesIntoSubagent = child.source === 'subagent' && parent?.source !== 'subagent';
  if (parent?.end_reason === 'compression' && child.source !== 'tool' && !crossesIntoSubagent) return 'continuation';
  if (child.delegate_from !== null) return 'delegate';
  if (child.branched_from !== null) return 'branch';
  if (child.reset_from !== null) return 'reset';
  if (parent === null) return 'subagent';
  const startedAfterEnd = child.started_at !== null && parent.ended_at !== null && child.started_at >= parent.ended_at;
  if (parent.end_reason === 'branched' && startedAfterEnd) return 'branch';
  const sameKey = child.session_key !== null && child.session_key !== '' && child.session_key === parent.session_key;
  if (sameKey && RESET_REASONS.has(parent.end_reason ?? '')) return 'reset';
  return 'subagent';
}

/** Which of several continuations goes on: one that was compressed again, then one still open, then the freshest. */
function preferContinuation(a: SessionRecord, b: SessionRecord): number {
  const rank = (r: SessionRecord): number => (r.end_reason === 'compression' ? 0 : r.ended_at === null ? 1 : 2);
  return rank(a) - rank(b) || newestFirst(a, b);
}

const newestFirst = (a: SessionRecord, b: SessionRecord): number =>
  (lastActive(b) ?? 0) - (lastActive(a) ?? 0) || (b.started_at ?? 0) - (a.started_at ?? 0) || (a.id < b.id ? 1 : -1);

const oldestFirst = (a: SessionRecord, b: SessionRecord): number =>
  (a.started_at ?? 0) - (b.started_at ?? 0) || (a.id < b.id ? -1 : 1);

/**
 * Folds rows into conversations. Every row ends up in exactly one chain: continuations that lost against a sibling,
 * rows in a parent cycle, and rows whose parent is missing start a chain of their own. The result does not depend on
 * the order of `records`, except for the order of `chains` itself. Chains have no bound: Hermes stops after 100 hops to
 * be safe from cycles, which here end by themselves.
 */
export function buildLineage(records: Iterable<SessionRecord>): Lineage {
  const byId = new Map<string, SessionRecord>();
  for (const record of records) byId.set(record.id, record);
  const relations = new Map<string, Relation>();
  const continuationsOf = new Map<string, SessionRecord[]>();
  for (const record of byId.values()) {
    const parentId = parentOf(record);
    const relation = relationOf(record, parentId === null ? null : (byId.get(parentId) ?? null));
    relations.set(record.id, relation);
    if (relation === 'continuation' && parentId !== null) push(continuationsOf, parentId, record);
  }
  const nextOf = new Map<string, SessionRecord>();
  const isContinued = new Set<string>();
  for (const [parentId, candidates] of continuationsOf) {
    const next = candidates.sort(preferContinuation)[0];
    if (next === undefined) continue;
    nextOf.set(parentId, next);
    isContinued.add(next.id);
  }

  const chains: Chain[] = [];
  const chainOf = new Map<string, Chain>();
  const addChain = (root: SessionRecord): void => {
    const segments = [root];
    // A segment continues one session only, so a walk can meet no segment again but its own first one.
    for (let next = nextOf.get(root.id); next !== undefined && next !== root; next = nextOf.get(next.id))
      segments.push(next);
    const chain: Chain = {
      root,
      tip: segments[segments.length - 1] ?? root,
      segments,
      relation: relations.get(root.id) ?? 'root',
      parentSessionId: parentOf(root),
    };
    chains.push(chain);
    for (const segment of segments) chainOf.set(segment.id, chain);
  };
  for (const record of byId.values()) if (!isContinued.has(record.id)) addChain(record);
  // What is left was only reachable through itself: cycles, which begin with their oldest segment. Never dropped.
  const cyclic = [...byId.values()].filter((record) => !chainOf.has(record.id)).sort(oldestFirst);
  for (const record of cyclic) if (!chainOf.has(record.id)) addChain(record);
  return { chains, chainOf, childrenOf: hang(chains, chainOf) };
}

/**
 * Which chains hang on which, as a forest: where chains hang on each other in a circle, the oldest of them hangs on
 * nothing, because whoever follows children must come to an end.
 */
function hang(chains: readonly Chain[], chainOf: ReadonlyMap<string, Chain>): Map<string, Chain[]> {
  const above = (chain: Chain): Chain | undefined =>
    chain.parentSessionId === null ? undefined : chainOf.get(chain.parentSessionId);
  const settled = new Set<Chain>();
  const onTop = new Set<Chain>();
  for (const start of chains) {
    const path = new Set<Chain>();
    let chain: Chain | undefined = start;
    for (; chain !== undefined && !settled.has(chain) && !path.has(chain); chain = above(chain)) path.add(chain);
    if (chain !== undefined && path.has(chain)) {
      const way = [...path];
      const circle = way.slice(way.indexOf(chain)).sort((a, b) => oldestFirst(a.root, b.root));
      if (circle[0] !== undefined) onTop.add(circle[0]);
    }
    for (const each of path) settled.add(each);
  }
  const childrenOf = new Map<string, Chain[]>();
  for (const chain of chains) {
    const parent = onTop.has(chain) ? undefined : above(chain);
    if (parent !== undefined) push(childrenOf, parent.root.id, chain);
  }
  return childrenOf;
}

/** The parent's id; an empty one is none. */
const parentOf = (record: SessionRecord): string | null =>
  record.parent_session_id === '' ? null : record.parent_session_id;

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

/** Finding the session a person means: exact id, then unique prefix of an id, then title. */
import type { SessionTree } from './sessionTree';

export type FoundSession =
  | { readonly kind: 'one'; readonly id: string }
  /** Several fit equally well; ids, at most `MAX_CANDIDATES`, newest activity first. */
  | { readonly kind: 'several'; readonly ids: readonly string[] }
  | { readonly kind: 'none' };

export const MAX_CANDIDATES = 20;

export function findSession(tree: SessionTree, wanted: string): FoundSession {
  if (tree.records.has(wanted)) return { kind: 'one', id: wanted };
  if (wanted === '') return { kind: 'none' };
  const byPrefix = idsWhere(tree, (id) => id.startsWith(wanted));
  if (byPrefix.length > 0) return oneOf(byPrefix);
  const title = (id: string): string => tree.records.get(id)?.title ?? tree.bySessionId.get(id)?.title ?? '';
  const exact = idsWhere(tree, (id) => title(id) === wanted);
  if (exact.length > 0) return oneOf(exact);
  const folded = wanted.toLocaleLowerCase();
  return oneOf(idsWhere(tree, (id) => title(id).toLocaleLowerCase().includes(folded)));
}

function idsWhere(tree: SessionTree, fits: (id: string) => boolean): string[] {
  return tree.conversations.flatMap((conversation) => [...conversation.segmentIds].reverse().filter(fits));
}

function oneOf(ids: readonly string[]): FoundSession {
  const first = ids[0];
  if (first === undefined) return { kind: 'none' };
  return ids.length === 1 ? { kind: 'one', id: first } : { kind: 'several', ids: ids.slice(0, MAX_CANDIDATES) };
}

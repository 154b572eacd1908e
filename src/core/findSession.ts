/** Finding the session a person means: exact id, then unique prefix of an id, then title. */
import type { Conversation } from './conversation';
import type { SessionTree } from './sessionTree';

export type FoundSession =
  | { readonly kind: 'one'; readonly id: string }
  /** Several fit equally well, newest activity first. */
  | { readonly kind: 'several'; readonly ids: readonly string[] }
  | { readonly kind: 'none' };

/** How well a title fits, the best first: as written, but for case, or as a part of it. */
const TITLE_FITS: readonly ((title: string, wanted: string) => boolean)[] = [
  (title, wanted) => title === wanted,
  (title, wanted) => folded(title) === folded(wanted),
  (title, wanted) => folded(title).includes(folded(wanted)),
];

export function findSession(tree: SessionTree, wanted: string): FoundSession {
  if (tree.records.has(wanted)) return { kind: 'one', id: wanted };
  if (wanted.trim() === '') return { kind: 'none' };
  const byPrefix = tree.conversations.flatMap((c) => newestSegmentFirst(c).filter((id) => id.startsWith(wanted)));
  if (byPrefix.length > 0) return oneOf(byPrefix);
  for (const fits of TITLE_FITS) {
    const ids = tree.conversations.flatMap((c) => segmentTitled(tree, c, (title) => fits(title, wanted)) ?? []);
    if (ids.length > 0) return oneOf(ids);
  }
  return { kind: 'none' };
}

/** One segment of a conversation: its segments are often titled alike, and then the newest is meant. */
function segmentTitled(tree: SessionTree, conversation: Conversation, fits: (title: string) => boolean): string | null {
  // The conversation's own title is what lists show; its tip need not have it.
  if (fits(conversation.title ?? '')) return conversation.id;
  return newestSegmentFirst(conversation).find((id) => fits(tree.records.get(id)?.title ?? '')) ?? null;
}

const newestSegmentFirst = (conversation: Conversation): string[] => [...conversation.segmentIds].reverse();

function oneOf(ids: readonly string[]): FoundSession {
  const [first, ...others] = ids;
  if (first === undefined) return { kind: 'none' };
  return others.length === 0 ? { kind: 'one', id: first } : { kind: 'several', ids };
}

// File names and keyboards compose accents differently.
const folded = (text: string): string => text.normalize('NFC').toLowerCase();

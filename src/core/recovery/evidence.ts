/** Pieces of evidence, and the doubts that follow from them, which several kinds share. */
import type { Assessment } from './assess';
import { wouldHaveTombstone } from './absence';
import { endsAtTurnBoundary } from './compare';
import type { Chosen, Copy } from './copies';
import { conversationIn } from './fileSource';
import type { AuditInput, Doubt, Evidence, EvidenceValue } from './finding';
import type { MergeOffer } from './remedy';
import type { SessionView } from './sessionView';
import type { ConversationFacts, FileFact, RecoveryFacts } from './snapshot';

type Details = Readonly<Record<string, EvidenceValue>>;

/** Evidence of a session with WebUI's two counts. */
export function evidenceOf(view: SessionView, details: Details = {}): Evidence {
  return {
    sessionId: view.sessionId,
    liveMessages: countOf(view.live),
    backupMessages: countOf(view.backup),
    details,
  };
}

/** Evidence of what belongs to no session. */
export const directoryEvidence = (details: Details): Evidence => ({
  sessionId: '',
  liveMessages: -1,
  backupMessages: -1,
  details,
});

/** WebUI's count: the entries of `messages`, or -1 for what is absent or cannot be read. */
export const countOf = (file: FileFact | null): number =>
  file?.content.state === 'whole' ? file.content.conversation.messageCount : -1;

/** What identifies the state of a file that a finding speaks of. */
export const fileDetails = (file: FileFact): Details => ({
  file: file.name,
  size_bytes: file.sizeBytes,
  sha256: file.digest,
});

/** Where the messages come from, and what restoring them means for those that are only in the file. */
export const sourceDetails = ({ copy, comparison }: Chosen): Details => ({
  source: { origin: copy.origin, name: copy.name, messages: copy.messageCount },
  kept_from_live: comparison.liveOnly,
  // The copy was made while an answer was being written: its stream is dead, and it goes back with it.
  brings_stream: (copy.conversation?.activeStreamId ?? null) !== null,
});

/** Views whose assessment is of this kind, in order of file names as WebUI sorts them. */
export function assessed<K extends Assessment['kind']>(
  { assessments, views }: AuditInput,
  kind: K,
): { readonly view: SessionView; readonly found: Extract<Assessment, { readonly kind: K }> }[] {
  return [...assessments].flatMap(([id, found]) => {
    const view = views.get(id);
    return view !== undefined && isKind(found, kind) ? [{ view, found }] : [];
  });
}

const isKind = <K extends Assessment['kind']>(
  found: Assessment,
  kind: K,
): found is Extract<Assessment, { readonly kind: K }> => found.kind === kind;

/** The name by which WebUI sorts what it found in the directory. */
export const byFileName = (evidence: Evidence): string => `${evidence.sessionId}.json`;

export const viewOf = (evidence: Evidence, { views }: AuditInput): SessionView | null =>
  views.get(evidence.sessionId) ?? null;

/**
 * Null unless both files were read to be compared, the other one is whole, and it has no second name that would stay behind. Of
 * a damaged conversation file what stands before the damage counts.
 */
export function mergeOf(live: FileFact | null, other: FileFact | null): MergeOffer | null {
  const isReady = (file: FileFact | null): file is FileFact =>
    conversationIn(file)?.printsRead === true && file?.digest !== null;
  return isReady(live) && isReady(other) && other.content.state === 'whole' && other.links === 1 ? { live, other } : null;
}

export function useDoubt(view: SessionView | null): Doubt | null {
  return view === null || view.use === 'idle' ? null : view.use;
}

/** Whether a shorter file may have been made shorter on purpose, by a build that left no mark. */
export function shrinkDoubt(live: ConversationFacts | null, copy: Copy): Doubt | null {
  if (live === null) return null;
  if (live.intent.isCompressionSnapshot) return 'compression_snapshot';
  if (live.messageCount === 0) return 'wiped_or_cleared';
  return endsAtTurnBoundary(live.prints, copy.prints) ? 'looks_like_undo' : null;
}

/**
 * Whether a conversation without a file may have been deleted: nothing else speaks of its loss, and a deletion would
 * not have left a tombstone for sure.
 */
export function deletionDoubt(view: SessionView, { facts }: AuditInput): Doubt | null {
  if (facts.tombstones.state === 'unreadable') return 'deletions_unreadable';
  if (view.indexRow !== null || view.backup !== null || view.journal !== null) return null;
  const startedAt = view.rows[0]?.row.startedAtSeconds ?? null;
  return wouldHaveTombstone(facts, startedAt === null ? null : startedAt * 1000) ? null : 'lost_or_deleted';
}

/** Conversation files that are links. They are never followed, so that an index made anew would miss them. */
export const linksIn = ({ live }: Pick<RecoveryFacts, 'live'>): { readonly links: number } => ({
  links: live.filter(({ content }) => content.state === 'not_a_file' && content.found === 'link').length,
});

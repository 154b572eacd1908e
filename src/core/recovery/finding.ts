/**
 * A finding: one kind of damage, one file. `detect` finds evidence in the facts and `describe` says it to a person;
 * both work on the same evidence value, so that what is said is what was found.
 */
import { hindranceWords, type FindingWords } from '../words/recovery';
import type { Assessment } from './assess';
import { hindranceOf } from './hindrance';
import { writesConversation, type MergeOffer, type Remedy } from './remedy';
import type { SessionView } from './sessionView';
import type { RecoveryFacts } from './snapshot';

/**
 * `repairable` is safe; `unsafe_to_repair` needs a person; `information` leaves a directory clean. The first two are
 * Hermes WebUI's own words.
 */
export type Category = 'repairable' | 'unsafe_to_repair' | 'information';

/** Why a repair that is safe is not ticked: a deliberate act cannot be ruled out, or Hermes is at work. */
export type Doubt =
  | 'looks_like_undo'
  | 'wiped_or_cleared'
  | 'lost_or_deleted'
  | 'compression_snapshot'
  | 'written_later'
  | 'deletions_unreadable'
  /** A copy is there, and nobody may read it: it may have more, or say that this was meant. */
  | 'copy_unreadable'
  | 'in_flight'
  | 'just_written';

/** Plain JSON: it is part of the report, and what a person's "not a fault" is remembered by. */
export type EvidenceValue =
  string | number | boolean | null | readonly EvidenceValue[] | { readonly [key: string]: EvidenceValue };

/** What every finding knows. `-1` is Hermes WebUI's "absent, unreadable or not applicable". */
export interface Evidence {
  readonly sessionId: string;
  readonly liveMessages: number;
  readonly backupMessages: number;
  /** What sets this finding apart, in the words of the report. */
  readonly details: { readonly [key: string]: EvidenceValue };
}

/** The facts, and what was worked out of them once for all kinds. */
export interface AuditInput {
  readonly facts: RecoveryFacts;
  readonly views: ReadonlyMap<string, SessionView>;
  /** Of the conversations of which there is something to say. */
  readonly assessments: ReadonlyMap<string, Assessment>;
}

export interface FindingDefinition<E extends Evidence> {
  /** Hermes WebUI's own word where it has one. */
  readonly kind: string;
  readonly detect: (input: AuditInput) => readonly E[];
  readonly category: (evidence: E) => Category;
  /** A machine word for what to do; Hermes WebUI's own where it has one. */
  readonly recommendation: (evidence: E) => string;
  readonly describe: (evidence: E, locale: string) => FindingWords;
  /** What the repair does. Asked only for what is repairable; a kind that never is has none. */
  readonly remedy?: (evidence: E, input: AuditInput) => Remedy | null;
  /** The copies that a person may put together. Asked only for what needs a decision. */
  readonly merge?: (evidence: E, input: AuditInput) => MergeOffer | null;
  /** Asked only for what is repairable. */
  readonly doubt: (evidence: E, input: AuditInput) => Doubt | null;
  /** Where the finding stands among those of its group; the session's id by default. */
  readonly sortKey?: (evidence: E) => string | number;
}

/** One finding of a report. */
export interface Finding {
  readonly kind: string;
  readonly category: Category;
  readonly recommendation: string;
  readonly evidence: Evidence;
  readonly words: FindingWords;
  readonly doubt: Doubt | null;
  /** Null for what is not safe to repair. */
  readonly remedy: Remedy | null;
  /** Null where there are no two copies that could be put together. */
  readonly merge: MergeOffer | null;
  readonly sortKey: string | number;
}

/** Each kind once, in the order of the findings. */
export const kindsOf = (findings: readonly Finding[]): string[] => [...new Set(findings.map(({ kind }) => kind))];

/** A kind, with the type of its evidence closed in. */
export interface FindingKind {
  readonly kind: string;
  readonly find: (input: AuditInput, locale: string) => Finding[];
}

export function defineFinding<E extends Evidence>(definition: FindingDefinition<E>): FindingKind {
  const { kind, detect, category, recommendation, describe, doubt, remedy, merge, sortKey } = definition;
  return {
    kind,
    find: (input, locale) =>
      detect(input).map((evidence): Finding => {
        const judged = category(evidence);
        const found = {
          kind,
          category: judged,
          recommendation: recommendation(evidence),
          evidence,
          words: describe(evidence, locale),
          doubt: null,
          remedy: null,
          merge: null,
          sortKey: sortKey?.(evidence) ?? evidence.sessionId,
        };
        if (judged !== 'repairable') {
          const offer = merge?.(evidence, input) ?? null;
          return (offer === null ? null : hindered(found, input)) ?? { ...found, merge: offer };
        }
        const wanted = remedy?.(evidence, input) ?? null;
        return (wanted !== null && writesConversation(wanted) ? hindered(found, input) : null) ?? { ...found, remedy: wanted, doubt: doubt(evidence, input) ?? unreadableCopy(wanted, evidence, input) };
      }),
  };
}

/** The finding as one for a person, when the conversation's file may not be touched. */
function hindered(found: Finding, { views }: AuditInput): Finding | null {
  const { evidence, words } = found;
  const view = views.get(evidence.sessionId);
  const hindrance = view === undefined ? null : hindranceOf(view);
  if (hindrance === null) return null;
  return {
    ...found,
    category: 'unsafe_to_repair',
    recommendation: 'manual_review',
    evidence: { ...evidence, details: { ...evidence.details, hindrance } },
    words: { ...words, remedy: hindranceWords(hindrance) },
  };
}

/** What is restored from elsewhere while a copy cannot be read is safe, but may be less than there is. */
function unreadableCopy(remedy: Remedy | null, { sessionId }: Evidence, { views }: AuditInput): Doubt | null {
  const backup = views.get(sessionId)?.backup?.content.state;
  return remedy !== null && writesConversation(remedy) && backup === 'unchecked' ? 'copy_unreadable' : null;
}

/** The two copies of a finding, beside each other and put together. */
import { alignCopies, type Aligned, type Stretch } from './alignCopies';
import { conversationIn } from './fileSource';
import type { Finding } from './finding';
import { keyOfFinding } from './findingKey';
import { mergeCopies, type Merged, type MergeChoice, type Take } from './mergeCopies';
import type { RepairChoice } from './planRepairs';
import type { MergeOffer } from './remedy';
import type { ReportItem } from './report';

/** True for a finding about two whole copies that a person may put together. */
export const canMerge = ({ recommendation }: Pick<ReportItem, 'recommendation'>): boolean => recommendation === 'merge_copies';

const NOTHING: Aligned = { prints: [], beside: [], messageCount: 0 };

const copiesOf = ({ live, other }: MergeOffer): { live: Aligned; previous: Aligned } => ({
  live: conversationIn(live) ?? NOTHING,
  previous: conversationIn(other) ?? NOTHING,
});

export function alignOffered(offer: MergeOffer): Stretch[] {
  const { live, previous } = copiesOf(offer);
  return alignCopies(live, previous);
}

/** Null when there is not one decision for each stretch that differs. */
export const mergeOffered = (offer: MergeOffer, takes: MergeChoice['takes']): Merged | null =>
  mergeCopies(alignOffered(offer), copiesOf(offer), takes);

/** The choice of one side, or of both, for a whole conversation: of its first finding that offers a merge, and of nothing else. */
export function chooseMerge(findings: readonly Finding[], sessionId: string, take: Take): RepairChoice {
  const offered = findings.find(({ merge, evidence }) => merge !== null && evidence.sessionId === sessionId);
  const keys = offered === undefined ? [] : [keyOfFinding(offered)];
  return { findings: keys, merges: keys.map((finding) => ({ finding, takes: take })) };
}

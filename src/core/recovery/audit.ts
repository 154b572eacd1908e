/** The audit: facts in, findings out. Pure; it never writes, and cannot. */
import { assess, type Assessment } from './assess';
import type { Finding, FindingKind } from './finding';
import { FINDING_GROUPS } from './findings/index';
import { viewSessions } from './sessionView';
import type { RecoveryFacts } from './snapshot';

/** In the order of the registry. `locale` is for the numbers in the texts. */
export function audit(facts: RecoveryFacts, locale = 'en'): Finding[] {
  if (facts.directory.state === 'unreadable') return [];
  const views = viewSessions(facts);
  const assessments = new Map<string, Assessment>();
  for (const [id, view] of views) {
    const found = assess(facts, view);
    // Of most conversations there is nothing to say, and each kind goes through all of these.
    if (found.kind !== 'none') assessments.set(id, found);
  }
  // One cause, one finding: what an interrupted run left in the middle is that run's.
  const open = new Set(facts.repairRuns.flatMap(({ openSessions }) => openSessions));
  const findings = FINDING_GROUPS.flatMap((kinds: readonly FindingKind[]) =>
    kinds.flatMap((kind) => kind.find({ facts, views, assessments }, locale)).sort(bySortKey),
  );
  return findings.filter(({ evidence }) => !open.has(evidence.sessionId));
}

/** By code units, so that the order is the same on every machine. */
function bySortKey(a: Finding, b: Finding): number {
  if (a.sortKey === b.sortKey) return 0;
  return a.sortKey < b.sortKey ? -1 : 1;
}

/** How many messages a repair brings back into a conversation that is still there. */
import type { EvidenceValue } from './finding';
import type { ReportItem } from './report';

/**
 * Messages of the copy and those that only the file has, less what the file has now. Null where the finding is about
 * something else, or where the conversation is gone: then its title already says how many there are.
 */
export function comesBack({ category, live_messages: live, evidence }: ReportItem): number | null {
  const messages = recordOf(evidence.source).messages;
  const kept = evidence.kept_from_live;
  if (category !== 'repairable' || live < 0 || typeof messages !== 'number') return null;
  const more = messages + (typeof kept === 'number' ? kept : 0) - live;
  return more > 0 ? more : null;
}

const recordOf = (value: EvidenceValue | undefined): Readonly<Record<string, EvidenceValue>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, EvidenceValue>>) : {};

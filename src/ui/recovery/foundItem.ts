/** One finding of an audit, with what tells it from others and finds it again in the next audit. */
import { createHash } from 'node:crypto';
import type { Report, ReportItem } from '../../core/recovery/report';

export interface FoundItem {
  /**
   * Kind, conversation and a digest of the evidence: the same finding has it again in the next audit, and one whose
   * evidence changed has another. Unique in its report.
   */
  readonly key: string;
  readonly item: ReportItem;
}

/** In the order of the report. */
export function foundItems({ items }: Pick<Report, 'items'>): FoundItem[] {
  const seen = new Map<string, number>();
  return items.map((item) => {
    const key = keyOf(item);
    const before = seen.get(key) ?? 0;
    seen.set(key, before + 1);
    return { key: before === 0 ? key : `${key}#${before + 1}`, item };
  });
}

/** The conversation of a finding by its key; "" for one that is about none. No kind has a colon, and neither has a digest. */
export const conversationOfKey = (key: string): string => key.slice(key.indexOf(':') + 1, Math.max(key.lastIndexOf(':'), key.indexOf(':') + 1));

function keyOf({ kind, session_id: sessionId, live_messages: live, bak_messages: backup, turn_id: turn, event, evidence }: ReportItem): string {
  const digest = createHash('sha256').update(JSON.stringify([live, backup, turn, event, evidence])).digest('hex');
  return `${kind}:${sessionId}:${digest.slice(0, 32)}`;
}

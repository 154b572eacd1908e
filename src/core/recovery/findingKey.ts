/** Names one finding among those of a session directory: two audits that find the same evidence give it the same name. */
import type { EvidenceValue, Finding } from './finding';
import type { ReportItem } from './report';

type Details = Readonly<Record<string, EvidenceValue>>;

const findingKey = (kind: string, sessionId: string, details: Details): string =>
  JSON.stringify([kind, sessionId, details]);

export const keyOfFinding = ({ kind, evidence }: Pick<Finding, 'kind' | 'evidence'>): string =>
  findingKey(kind, evidence.sessionId, evidence.details);

export const keyOfItem = ({ kind, session_id: id, evidence }: Pick<ReportItem, 'kind' | 'session_id' | 'evidence'>): string =>
  findingKey(kind, id, evidence);

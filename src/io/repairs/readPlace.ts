/** A session directory read for a repair: everything anew, and no cache is trusted. */
import { audit } from '../../core/recovery/audit';
import type { Finding } from '../../core/recovery/finding';
import { reportOf, type Report } from '../../core/recovery/report';
import type { RecoveryFacts } from '../../core/recovery/snapshot';
import { readFacts, type FactsRequest } from '../recovery/readFacts';
import type { SqlJs } from '../sqlite/openSqlJs';

export interface ReadPlace {
  readonly facts: RecoveryFacts;
  readonly findings: readonly Finding[];
  readonly report: Report;
}

/** `locale` is for the numbers in the findings' words. Never throws for what the disk holds. */
export function readPlace(request: FactsRequest, sqlJs: SqlJs, locale: string): ReadPlace {
  const facts = readFacts({ ...request, sqlJs });
  const findings = audit(facts, locale);
  return { facts, findings, report: reportOf(facts, findings) };
}

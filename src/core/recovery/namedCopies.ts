/** The files that a finding speaks of beside a conversation's own two, by their paths below the session directory. */
import type { EvidenceValue } from './finding';
import type { ReportItem } from './report';

export interface NamedCopy {
  /** With `/`. */
  readonly path: string;
  readonly role: 'temporary_file' | 'kept_original' | 'repaired' | 'other_file';
}

export function namedCopies({ session_id: id, kind, evidence }: ReportItem): NamedCopy[] {
  const source = recordOf(evidence.source);
  const named: NamedCopy[] = [];
  const add = (path: EvidenceValue | undefined, role: NamedCopy['role']): void => {
    if (typeof path === 'string' && path !== `${id}.json` && path !== `${id}.json.bak` && named.every((copy) => copy.path !== path)) named.push({ path, role });
  };
  if (source.origin === 'temporary_file' || source.origin === 'kept_original') add(source.name, source.origin);
  if (kind === 'stale_temp_file') add(evidence.file, 'temporary_file');
  if (kind === 'aside_changed') add(evidence.file, 'kept_original');
  if (kind === 'session_id_mismatch') add(evidence.file, 'other_file');
  if (kind === 'repair_written_back' && typeof evidence.run === 'string' && typeof evidence.file === 'string')
    add(`_recovery/${evidence.run}/new/${evidence.file}`, 'repaired');
  if (kind === 'duplicate_session_id' && Array.isArray(evidence.files)) for (const file of evidence.files as readonly EvidenceValue[]) add(file, 'other_file');
  return named;
}

const recordOf = (value: EvidenceValue | undefined): Readonly<Record<string, EvidenceValue>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, EvidenceValue>>) : {};

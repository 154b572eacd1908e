/**
 * A report in Hermes WebUI's own shape, so that the two can be compared: `{status, summary, items}` with its keys and
 * words, and ours beside them.
 */
import type { Category, Doubt, EvidenceValue, Finding } from './finding';
import { isMalformed, type FileFact, type RecoveryFacts } from './snapshot';

export type Status = 'ok' | 'warn' | 'needs_manual_review';

export interface ReportItem {
  readonly session_id: string;
  readonly kind: string;
  readonly category: Category;
  readonly recommendation: string;
  /** Messages in the conversation file and in its previous copy; -1: absent, unreadable or not applicable. */
  readonly live_messages: number;
  readonly bak_messages: number;
  /** Of the turn journal's kinds. */
  readonly turn_id?: string;
  readonly event?: string;
  readonly title: string;
  readonly explanation: string;
  readonly why: string;
  readonly remedy: string;
  readonly not_a_fault_if: string;
  readonly evidence: { readonly [key: string]: EvidenceValue };
  /** Ticked in a list of repairs. */
  readonly preselected: boolean;
  /** Why it is not ticked although it is safe. */
  readonly not_preselected_because: Doubt | null;
}

/** Something that is there and was not looked into; the report does not speak of it. */
export interface NotChecked {
  readonly file: string;
  readonly reason: string;
}

export interface Report {
  readonly status: Status;
  readonly summary: {
    /** Conversation files, whatever their state: WebUI's own count. */
    readonly ok: number;
    readonly repairable: number;
    readonly unsafe_to_repair: number;
    readonly information: number;
  };
  readonly items: readonly ReportItem[];
  readonly not_checked: readonly NotChecked[];
}

export function reportOf(facts: RecoveryFacts, findings: readonly Finding[]): Report {
  const items = findings.map(itemOf);
  return { ...judge(items, facts.live.length), items, not_checked: notCheckedOf(facts) };
}

/** Everything that is there and of which nothing is known. */
function notCheckedOf({ live, backups, temporaries, index, tombstones, unlisted }: RecoveryFacts): NotChecked[] {
  const books: NotChecked[] = [];
  if (index.state === 'unreadable' && !isMalformed(index)) books.push({ file: '_index.json', reason: index.reason });
  if (tombstones.state === 'unreadable')
    books.push({ file: '_deleted_webui_sessions.json', reason: tombstones.reason });
  const folders = unlisted.map(({ path, reason }) => ({ file: path, reason }));
  // A conversation file that is no file is a finding of its own; a previous copy beside a file is none.
  const copies = [...backups, ...temporaries].flatMap(notAFile);
  return [...[...live, ...backups, ...temporaries].flatMap(notChecked), ...copies, ...books, ...folders];
}

function judge(items: readonly ReportItem[], conversations: number): Pick<Report, 'status' | 'summary'> {
  const count = (category: Category): number => items.filter((item) => item.category === category).length;
  const repairable = count('repairable');
  const unsafe = count('unsafe_to_repair');
  return {
    status: unsafe > 0 ? 'needs_manual_review' : repairable > 0 ? 'warn' : 'ok',
    summary: { ok: conversations, repairable, unsafe_to_repair: unsafe, information: count('information') },
  };
}

function itemOf({ kind, category, recommendation, evidence, words, doubt }: Finding): ReportItem {
  const { turn_id: turnId, event } = evidence.details;
  return {
    session_id: evidence.sessionId,
    kind,
    category,
    recommendation,
    live_messages: evidence.liveMessages,
    bak_messages: evidence.backupMessages,
    ...(typeof turnId === 'string' ? { turn_id: turnId } : {}),
    ...(typeof event === 'string' ? { event } : {}),
    title: words.title,
    explanation: words.explanation,
    why: words.why,
    remedy: words.remedy,
    not_a_fault_if: words.notAFaultIf,
    evidence: evidence.details,
    preselected: category === 'repairable' && doubt === null,
    not_preselected_because: doubt,
  };
}

function notChecked({ name, content }: FileFact): NotChecked[] {
  return content.state === 'unchecked' ? [{ file: name, reason: content.reason }] : [];
}

function notAFile({ name, content }: FileFact): NotChecked[] {
  return content.state === 'not_a_file' ? [{ file: name, reason: content.found }] : [];
}

/** 0 clean, 1 only what is safe to repair, 2 something needs a person, or could not be looked into. */
export function severityOf(report: Report): 0 | 1 | 2 {
  if (report.summary.unsafe_to_repair > 0 || report.not_checked.length > 0) return 2;
  return report.summary.repairable > 0 ? 1 : 0;
}

/** One report for several session directories of a home. What belongs to the home is named once. */
export function mergeReports(reports: readonly Report[]): Report {
  const [first, ...rest] = reports;
  if (first !== undefined && rest.length === 0) return first;
  const items = [
    ...new Map(reports.flatMap((report) => report.items).map((item) => [JSON.stringify(item), item])).values(),
  ];
  const conversations = reports.reduce((sum, report) => sum + report.summary.ok, 0);
  return { ...judge(items, conversations), items, not_checked: reports.flatMap((report) => report.not_checked) };
}

/** An audit's report as Markdown: what was checked, a table of all findings, and what each one means. */
import { escapeInline } from '../export/renderMarkdown';
import { shownId, visibleText } from '../visibleText';
import { AUDIT_WORDS, DOUBT_WORDS } from '../words/recovery';
import { say } from '../words/say';
import { remedyHere } from '../words/ways';
import type { Category } from './finding';
import type { Report, ReportItem } from './report';

export const categoryWord = (category: Category): string => AUDIT_WORDS[`category_${category}`];

/** Why a safe finding is not ticked; "" for all others. */
export const doubtOf = (item: ReportItem): string =>
  item.not_preselected_because === null ? '' : DOUBT_WORDS[item.not_preselected_because];

/** The first line of a report: how many conversations were checked, and what was found. */
export function checkedWords(sessionDir: string, report: Report, locale: string): string {
  const { items, not_checked: unchecked, summary: counted } = report;
  const dir = visibleText(sessionDir);
  const isClean = items.length === 0 && unchecked.length === 0;
  const counts = (['repairable', 'unsafe_to_repair', 'information'] as const)
    .filter((category) => counted[category] > 0)
    .map((category) => say(AUDIT_WORDS, `count_${category}`, { count: counted[category] }, locale));
  if (isClean && counted.ok === 0) return say(AUDIT_WORDS, 'nothingThere', { dir });
  return isClean || counts.length === 0
    ? say(AUDIT_WORDS, 'clean', { count: counted.ok, dir }, locale)
    : say(AUDIT_WORDS, 'checked', { count: counted.ok, dir, counts: counts.join(', ') }, locale);
}

/** One line for everything that is there and was not looked into. */
export const notCheckedWords = ({ not_checked: unchecked }: Report): string[] =>
  unchecked.map(({ file, reason }) => say(AUDIT_WORDS, 'notChecked', { name: visibleText(file), reason: reasonWords(reason) }));

const reasonWords = (reason: string): string =>
  reason === 'too_large' || reason === 'changing' ? AUDIT_WORDS[`notChecked_${reason}`] : reason;

export function markdownTable(items: readonly ReportItem[]): string[] {
  const rows = items.map((item) =>
    [categoryWord(item.category), item.session_id, item.title, doubtOf(item)]
      .map((cell) => escapeInline(visibleText(cell).replace(/\s+/g, ' ')))
      .join(' | '),
  );
  return ['| | | | |', '|---|---|---|---|', ...rows.map((row) => `| ${row} |`)];
}

/** What one finding means. */
export function markdownDetails(item: ReportItem): string[] {
  const id = shownId(item.session_id);
  const label = (key: 'why' | 'remedy' | 'notAFaultIf', text: string): string =>
    `- *${AUDIT_WORDS[key]}:* ${escapeInline(text)}`;
  const doubt = doubtOf(item);
  return [
    `## ${escapeInline(id === '' ? item.title : `${item.title} · ${id}`)}`,
    '',
    escapeInline(item.explanation),
    '',
    label('why', item.why),
    label('remedy', item.remedy),
    ...(doubt === '' ? [] : [`- ${escapeInline(say(AUDIT_WORDS, 'notTicked', { reason: doubt }))}`]),
    label('notAFaultIf', item.not_a_fault_if),
    '',
  ];
}

export interface ReportedPlace {
  readonly sessionDir: string;
  readonly report: Report;
}

/** The whole document, as the editor shows it: every finding with its details, and buttons in the place of commands. */
export function renderReportMarkdown(places: readonly ReportedPlace[], locale: string): string {
  const sections = places.flatMap(({ sessionDir, report }) => [
    escapeInline(checkedWords(sessionDir, report, locale)),
    '',
    ...notCheckedWords(report).flatMap((line) => [escapeInline(line), '']),
    ...(report.items.length === 0 ? [] : [...markdownTable(report.items), '']),
    ...report.items.flatMap((item) => markdownDetails({ ...item, remedy: remedyHere(item.remedy) })),
  ]);
  return `${[`# ${AUDIT_WORDS.heading}`, '', ...sections, AUDIT_WORDS.nothingWritten].join('\n')}\n`;
}

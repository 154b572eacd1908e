/** An audit's report for a person: a table, what each finding means, and how to look at the copies. */
import type { Report, ReportItem } from '../core/recovery/report';
import { categoryWord, checkedWords, doubtOf, markdownDetails, markdownTable, notCheckedWords } from '../core/recovery/reportMarkdown';
import { visibleText } from '../core/visibleText';
import { AUDIT_WORDS } from '../core/words/recovery';
import { say } from '../core/words/say';
import type { AuditFormat } from './recoveryArguments';
import { cutToCells, padEnd, shownId, widestOf } from './columns';
import type { Output } from './output';
import { commandLine, shellWord } from './shellWord';

export interface AuditedPlace {
  readonly sessionDir: string;
  /** What `show --home` takes to find these conversations. */
  readonly home: string;
  /** The options that name the directory again. */
  readonly options: readonly string[];
  readonly report: Report;
}

type Style = Exclude<AuditFormat, 'json'>;

/** A terminal is no place for hundreds of paragraphs: the table names all, `--json` tells all. */
const MOST_DETAILS = 25;

/** The first line, what was not checked, and the table; what each finding means is left to the audit itself. */
export function renderShortReport(
  { sessionDir, report }: Pick<AuditedPlace, 'sessionDir' | 'report'>,
  output: Output,
): string[] {
  return [...summary(sessionDir, report, output), ...(report.items.length > 0 ? [...table(report.items, output), ''] : [])];
}

export function renderReport(places: readonly AuditedPlace[], style: Style, output: Output): string {
  const heading = style === 'markdown' ? `# ${AUDIT_WORDS.heading}\n\n` : '';
  return `${heading}${places.map((place) => renderPlace(place, style, output)).join('\n')}`;
}

function renderPlace({ sessionDir, home, options, report }: AuditedPlace, style: Style, output: Output): string {
  const { locale } = output;
  const { items } = report;
  const lines = summary(sessionDir, report, output);
  if (items.length > 0) {
    lines.push(...(style === 'markdown' ? markdownTable(items) : table(items, output)), '');
    lines.push(...items.slice(0, MOST_DETAILS).flatMap((item) => details(item, style)));
    if (items.length > MOST_DETAILS)
      lines.push(say(AUDIT_WORDS, 'moreDetails', { count: items.length - MOST_DETAILS }, locale), '');
    // An interrupted repair comes first; its own finding says how.
    if (report.summary.repairable > 0 && items.every(({ kind }) => kind !== 'interrupted_run'))
      lines.push(say(AUDIT_WORDS, 'repair', { command: commandLine('repair', ...options, '--dry-run') }));
    lines.push(say(AUDIT_WORDS, 'look', { dir: shellWord(visibleText(home)) }));
  }
  lines.push(AUDIT_WORDS.nothingWritten);
  return `${lines.join('\n')}\n`;
}

function summary(sessionDir: string, report: Report, { locale }: Output): string[] {
  const unchecked = notCheckedWords(report);
  return [checkedWords(sessionDir, report, locale), '', ...unchecked, ...(unchecked.length > 0 ? [''] : [])];
}

function table(items: readonly ReportItem[], output: Output): string[] {
  const words = items.map((item) => categoryWord(item.category));
  const ids = items.map((item) => shownId(item.session_id));
  const titles = items.map((item) => item.title);
  const starts = words.map(
    (word, i) => `${padEnd(word, widestOf(words, 20))}  ${padEnd(ids[i] ?? '', widestOf(ids, 40))}  `,
  );
  const room = Math.max(20, output.columns - widestOf(starts, output.columns) - 1);
  const width = widestOf(titles, room);
  return items.map((item, i) =>
    `${starts[i] ?? ''}${padEnd(cutToCells(item.title, width), width)}  ${doubtOf(item)}`.trimEnd(),
  );
}

function details(item: ReportItem, style: Style): string[] {
  if (style === 'markdown') return markdownDetails(item);
  const id = shownId(item.session_id);
  const doubt = doubtOf(item);
  return [
    id === '' ? item.title : `${item.title} · ${id}`,
    `  ${item.explanation}`,
    `  ${AUDIT_WORDS.why}: ${item.why}`,
    `  ${AUDIT_WORDS.remedy}: ${item.remedy}`,
    ...(doubt === '' ? [] : [`  ${say(AUDIT_WORDS, 'notTicked', { reason: doubt })}`]),
    `  ${AUDIT_WORDS.notAFaultIf}: ${item.not_a_fault_if}`,
    '',
  ];
}

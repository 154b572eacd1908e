/** The report of one repair, in Markdown: what was proven of each conversation, and what is kept where. */
import { escapeInline } from '../export/renderMarkdown';
import { comesBackTo, type EndedConversation, type RepairSummary } from '../recovery/repairSummary';
import type { Report } from '../recovery/report';
import { visibleText } from '../visibleText';
import { LOAD_CHECKS } from '../webuiFile/loadChecks';
import { errnoWords } from './errno';
import { createFormats } from './format';
import { SKIP_WORDS } from './repair';
import { backOf, leftBesideWords, resultWords, titleWords } from './repairResult';
import { REPAIRING_WORDS } from './repairing';
import { isolated } from './rowWords';
import { say } from './say';

export interface RepairReportFrame {
  /** "profile default" */
  readonly where: string;
  /** Paths for a person. */
  readonly dir: string;
  readonly keptIn: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** The audit that followed; null when it could not be made. */
  readonly after: Report | null;
}

export const reportTitle = (startedAt: number, locale: string): string =>
  say(REPAIRING_WORDS, 'reportTitle', { time: createFormats(locale).dayAndTime(startedAt) });

export function renderRepairReport(summary: RepairSummary, frame: RepairReportFrame, locale: string): string {
  const { where, dir, keptIn, startedAt, after } = frame;
  const paragraphs = [
    `# ${escapeInline(reportTitle(startedAt, locale))}`,
    `${escapeInline(where)} · \`${dir.replaceAll('`', '')}\``,
    escapeInline(resultWords(summary, locale).text),
    ...summary.conversations.map((conversation) => renderConversation(conversation, after, locale)),
    ...(summary.leftovers > 0 ? [say(REPAIRING_WORDS, 'reportLeftovers', { count: summary.leftovers }, locale)] : []),
    ...(summary.hasIndex ? [escapeInline(REPAIRING_WORDS.reportIndex)] : []),
    ...(summary.runId === null ? [] : [escapeInline(say(REPAIRING_WORDS, 'reportKeptIn', { dir: keptIn }))]),
    ...(after === null ? [REPAIRING_WORDS.reportNoAudit] : []),
  ];
  return `${paragraphs.join('\n\n')}\n`;
}

function renderConversation(conversation: EndedConversation, after: Report | null, locale: string): string {
  const heading = `## ${escapeInline(titleWords(conversation))}`;
  const lines = provenOf(conversation, after, locale).map(({ text }) => `- ${escapeInline(text)}`);
  return [heading, '', ...lines].join('\n');
}

/** One thing that was found of a repaired conversation. */
export interface Proven {
  readonly text: string;
  /** False for what a person has to look at. */
  readonly isGood: boolean;
}

const good = (text: string): Proven => ({ text, isGood: true });
const bad = (text: string): Proven => ({ text, isGood: false });

export function provenOf(conversation: EndedConversation, after: Report | null, locale: string): Proven[] {
  const { outcome, proof, isAsPlanned, leftOut, isNew, sessionId } = conversation;
  if (outcome.state === 'skipped') return [bad(`${REPAIRING_WORDS.reportNotDone}: ${SKIP_WORDS[outcome.reason]}`)];
  if (outcome.state === 'failed') return [bad(`${REPAIRING_WORDS.reportNotDone}: ${errnoWords(outcome.errno)}`)];
  const looked = proof?.looked ?? null;
  const all = LOAD_CHECKS.length;
  const met = all - (looked?.failed.length ?? 0);
  const last = looked?.last ?? null;
  const still = (after?.items ?? []).filter((item) => item.session_id === sessionId && item.category !== 'information');
  return [
    isAsPlanned
      ? good(comesBackTo(conversation) > 0 ? say(REPAIRING_WORDS, 'reportBack', { ...backOf(conversation) }, locale) : REPAIRING_WORDS.reportSame)
      : bad(REPAIRING_WORDS.reportNotSame),
    ...(leftOut === 0 ? [] : [good(say(REPAIRING_WORDS, 'reportLeftOut', { count: leftOut }, locale))]),
    ...leftBesideWords(conversation).map(bad),
    ...(last === null ? [] : [good([lastWords(visibleText(last.preview)), ...(last.at === null ? [] : [createFormats(locale).dateAndTime(last.at)])].join(' · '))]),
    looked === null ? bad(REPAIRING_WORDS.reportNotLooked) : met === all ? good(say(REPAIRING_WORDS, 'reportLoads', { met, all })) : bad(say(REPAIRING_WORDS, 'reportLoadsNot', { met, all })),
    good(isNew ? REPAIRING_WORDS.reportCreated : REPAIRING_WORDS.reportKept),
    ...(after === null
      ? []
      : still.length === 0
        ? [good(REPAIRING_WORDS.reportAuditClean)]
        : [bad(say(REPAIRING_WORDS, 'reportAuditFinds', { titles: still.map(({ title }) => title).join('; ') }))]),
  ];
}

/**
 * A quotation from right to left would turn the quotation mark and the date behind it, too. A mark, because an isolate is shown
 * as a sign where everything invisible is.
 */
function lastWords(text: string): string {
  const quoted = say(REPAIRING_WORDS, 'reportLast', { text });
  return isolated(text) === text ? quoted : `${quoted}\u200e`;
}

/** The words of one row: its label, its description, what a screen reader says. Pure: time and language come in. */
import {
  hiddenCategory,
  HIDDEN_CATEGORIES,
  type ConversationRow,
  type HiddenCategory,
  type Place,
} from '../conversation';
import type { GroupKey } from '../dayGroups';
import { sourceName } from '../sources';
import { oneLine, visibleText } from '../visibleText';
import { say } from './say';
import { SESSION_WORDS } from './sessions';

export interface RowTime {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly locale: string;
}

const LABEL_CHARS = 120;
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Title, cron name or first words, on one line with everything invisible made visible; never empty. */
export function rowLabel(row: ConversationRow): string {
  const label = row.label === null ? '' : oneLine(visibleText(row.label), LABEL_CHARS);
  return label === '' ? say(SESSION_WORDS, 'untitled', { source: sourceName(row.source) }) : label;
}

/**
 * A right-to-left title would take the digits behind it into its own direction. Titles without such letters stay as they
 * are, so that what is copied or searched has nothing invisible in it.
 */
export const isolated = (label: string): string => (RIGHT_TO_LEFT.test(label) ? `\u2068${label}\u2069` : label);
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/**
 * "8 min · file only · 412 messages · 2 segments": time, where, messages, segments; what is unknown is left out. A narrow side bar
 * cuts the end, so what is unusual comes before what is always said.
 */
export function rowDescription(row: ConversationRow, time: RowTime): string {
  const { locale } = time;
  const parts = [row.lastActiveAt === null ? null : relativeTime(row.lastActiveAt, time)];
  parts.push(whereWords(row));
  if (row.messageCount !== null) parts.push(say(SESSION_WORDS, 'messages', { count: row.messageCount }, locale));
  if (row.segmentIds.length > 1) parts.push(say(SESSION_WORDS, 'segments', { count: row.segmentIds.length }, locale));
  return parts.filter((part) => part !== null).join(' · ');
}

/** "Before compression 2": an older segment; `position` counts from 0, the oldest, `total` are all older ones. */
export const segmentLabel = (position: number, total: number, locale: string): string =>
  total === 1
    ? SESSION_WORDS.beforeCompression
    : say(SESSION_WORDS, 'beforeCompressionN', { n: position + 1 }, locale);

/** "Before compression 2 · Winter timetable": an older segment where it stands alone, as on a tab. */
export const segmentTitle = (row: ConversationRow, position: number, total: number, locale: string): string =>
  say(SESSION_WORDS, 'segmentTitle', { segment: segmentLabel(position, total, locale), title: rowLabel(row) });

/** Where a conversation lives or what became of it, said only when it is not simply in state.db; else null. */
export function whereWords(row: ConversationRow): string | null {
  if (row.fileProblem !== null && !row.places.includes('state.db')) return SESSION_WORDS.unreadableFile;
  if (row.rowMissing) return SESSION_WORDS.rowLost;
  if (row.places.includes('state.db')) return null;
  if (row.places.includes('conversationFile')) return SESSION_WORDS.fileOnly;
  if (row.places.includes('previousCopy')) return SESSION_WORDS.previousCopyOnly;
  return SESSION_WORDS.agentFileOnly;
}

/** "now", "8 min", "3 h", "5 d", and the date from a month on; a time in the future is "now". */
export function relativeTime(at: number, { now, locale }: RowTime): string {
  const age = now - at;
  if (age < MINUTE) return SESSION_WORDS.justNow;
  if (age < HOUR) return say(SESSION_WORDS, 'minutesAgo', { n: Math.floor(age / MINUTE) }, locale);
  if (age < DAY) return say(SESSION_WORDS, 'hoursAgo', { n: Math.floor(age / HOUR) }, locale);
  if (age < 31 * DAY) return say(SESSION_WORDS, 'daysAgo', { n: Math.floor(age / DAY) }, locale);
  const sameYear = new Date(at).getFullYear() === new Date(now).getFullYear();
  return dateFormat(locale, !sameYear, new Date(now).getTimezoneOffset()).format(at);
}

// Formats are costly to make, and a list asks for thousands. They keep the zone they were made in, which a journey
// changes.
const dateFormats = new Map<string, Intl.DateTimeFormat>();

function dateFormat(locale: string, withYear: boolean, zoneOffset: number): Intl.DateTimeFormat {
  const key = `${locale} ${withYear} ${zoneOffset}`;
  const known = dateFormats.get(key);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat(locale, {
    day: 'numeric',
    month: 'short',
    ...(withYear ? { year: 'numeric' } : {}),
  });
  dateFormats.set(key, made);
  return made;
}

/** "Today", "October 2026". */
export function groupLabel(key: GroupKey, locale: string): string {
  if (!isMonth(key)) return SESSION_WORDS[`group_${key}`];
  const [year, month] = key.slice('month:'.length).split('-').map(Number);
  const label = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric' }).format(
    new Date(year ?? 0, (month ?? 1) - 1, 1),
  );
  return label.charAt(0).toLocaleUpperCase(locale) + label.slice(1);
}

const isMonth = (key: GroupKey): key is `month:${string}` => key.startsWith('month:');

/** "61 cron, 20 archived, 6 subagents", the largest first. */
export function notShownWords(notShown: Readonly<Partial<Record<HiddenCategory, number>>>, locale: string): string {
  return HIDDEN_CATEGORIES.map((category) => ({ category, count: notShown[category] ?? 0 }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count)
    .map(({ category, count }) => say(SESSION_WORDS, `category_${category}`, { count }, locale))
    .join(', ');
}

/** "state.db, conversation file". */
export function placesWords(places: readonly Place[]): string {
  return places
    .map((place) => SESSION_WORDS[place === 'state.db' ? 'place_state_db' : (`place_${place}` as const)])
    .join(', ');
}

/**
 * What a screen reader says for a row: source, what it is to its parent, and why it is hidden are otherwise only an
 * icon.
 */
export function rowAria(row: ConversationRow, time: RowTime): string {
  const category = hiddenCategory(row);
  const parts = [
    rowDescription(row, time),
    row.relation === 'root' ? '' : SESSION_WORDS[`relation_${row.relation}`],
    // What it is to its parent says this already.
    category === null || category === 'subagent' || category === 'delegate' ? '' : SESSION_WORDS[`choose_${category}`],
  ];
  return say(SESSION_WORDS, 'ariaRow', {
    label: rowLabel(row),
    source: sourceName(row.source),
    description: parts.filter((part) => part !== '').join(', '),
  });
}

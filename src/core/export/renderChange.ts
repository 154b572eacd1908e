/** A conversation before and after a repair, as two texts that lie side by side in a diff editor. */
import type { Message } from '../message';
import { oneLine, visibleText } from '../visibleText';
import type { MetadataChange } from '../webuiFile/conversationChange';
import { REVIEW_WORDS } from '../words/review';
import { say } from '../words/say';
import { SESSION_WORDS } from '../words/sessions';
import { TRANSCRIPT_WORDS } from '../words/transcript';
import { localTime, piecesOf } from './messagePieces';
import { renderTextMessage } from './renderText';

export interface ConversationSide {
  /** Null when the file has none, or none can be read. */
  readonly title: string | null;
  readonly messages: readonly Message[];
  /** Only a part of the file could be read. */
  readonly isDamaged: boolean;
}

export interface ShownChange {
  /** Null: there is no file. */
  readonly before: ConversationSide | null;
  readonly after: ConversationSide;
  readonly metadata: readonly MetadataChange[];
  /** Names of files and databases that the messages come from. */
  readonly sources: readonly string[];
}

export interface ChangeTexts {
  readonly before: string;
  readonly after: string;
}

/** Beyond these a diff editor becomes slow, and nobody reads it whole. */
const LONG_MESSAGES = 3_000;
const LONG_CHARS = 600_000;
/** Around what changes, in a long conversation. */
const CONTEXT = 3;
/** Of one run of messages that come or go, in a long conversation: so many at either end. */
const RUN_END = 200;
const CUT_CHARS = 4_000;
const VALUE_CHARS = 120;

/**
 * Stands once on either side, so that a diff editor never takes what differs above and a thousand messages below for one
 * change, in which it would compare letter by letter for seconds.
 */
const SEAM = '═'.repeat(24);

/** One message of either side or of both: `null` where the other side has nothing. */
interface Row {
  readonly before: string | null;
  readonly after: string | null;
}

export function renderChange(change: ShownChange, locale: string): ChangeTexts {
  const { before, after } = change;
  const old = (before?.messages ?? []).map(textOf);
  const made = after.messages.map(textOf);
  const chars = [...old, ...made].reduce((sum, text) => sum + text.length, 0);
  const isLong = Math.max(old.length, made.length) > LONG_MESSAGES || chars > LONG_CHARS;
  const rows = align(old, made);
  const shown = isLong ? shorten(rows, locale) : rows;
  const side = (which: 'before' | 'after'): string =>
    [headOf(change, which, isLong, locale), ...shown.map((row) => row[which] ?? '')].join('');
  return { before: before === null ? `${REVIEW_WORDS.noFile}\n` : side('before'), after: side('after') };
}

const textOf = (message: Message): string => renderTextMessage(piecesOf(message));

function headOf({ before, after, metadata, sources }: ShownChange, which: 'before' | 'after', isLong: boolean, locale: string): string {
  const side = which === 'before' ? before : after;
  if (side === null) return '';
  const count = say(SESSION_WORDS, 'messages', { count: side.messages.length }, locale);
  const value = (change: MetadataChange): string => settingValue(change.key, change[which]);
  return [
    oneLine(visibleText(side.title ?? ''), VALUE_CHARS) || TRANSCRIPT_WORDS.untitled,
    `${which === 'before' ? REVIEW_WORDS.now : REVIEW_WORDS.after} · ${count}`,
    ...(which === 'after' && sources.length > 0
      ? [say(REVIEW_WORDS, 'from', { sources: sources.map(visibleText).join(', ') })]
      : []),
    ...(side.isDamaged ? [side.messages.length > 0 ? REVIEW_WORDS.damaged : REVIEW_WORDS.unreadable] : []),
    ...(isLong ? [REVIEW_WORDS.long] : []),
    ...(metadata.length === 0 ? [] : ['', REVIEW_WORDS.settings]),
    ...metadata.map((one) => say(REVIEW_WORDS, 'setting', { key: visibleText(one.key), value: value(one) })),
    SEAM,
    '',
    '',
  ].join('\n');
}

function settingValue(key: string, value: unknown): string {
  if (value === null || value === '') return REVIEW_WORDS.none;
  // Seconds since 1970, as Hermes writes them.
  if (key.endsWith('_at') && typeof value === 'number') return localTime(value * 1000);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return oneLine(visibleText(text), VALUE_CHARS);
}

/** Both lists in one, equal messages together. Order is kept on both sides. */
function align(before: readonly string[], after: readonly string[]): Row[] {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < most - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  const same = (text: string): Row => ({ before: text, after: text });
  return [
    ...before.slice(0, start).map(same),
    ...alignMiddle(before.slice(start, before.length - end), after.slice(start, after.length - end)),
    ...before.slice(before.length - end).map(same),
  ];
}

/** Each message of the one list with the first equal one of the other that still comes later. */
function alignMiddle(before: readonly string[], after: readonly string[]): Row[] {
  const places = new Map<string, number[]>();
  for (const [place, text] of after.entries()) {
    const known = places.get(text);
    if (known === undefined) places.set(text, [place]);
    else known.push(place);
  }
  const rows: Row[] = [];
  let next = 0;
  for (const text of before) {
    const known = places.get(text) ?? [];
    while (known.length > 0 && (known[0] ?? 0) < next) known.shift();
    const place = known[0];
    if (place === undefined) {
      rows.push({ before: text, after: null });
      continue;
    }
    rows.push(...after.slice(next, place).map((made) => ({ before: null, after: made })));
    rows.push({ before: text, after: text });
    next = place + 1;
  }
  return [...rows, ...after.slice(next).map((made) => ({ before: null, after: made }))];
}

const isSame = ({ before, after }: Row): boolean => before !== null && after !== null;

/** What changes, with a little around it; what is left out is counted in its place. */
function shorten(rows: readonly Row[], locale: string): Row[] {
  const shown: Row[] = [];
  for (let from = 0; from < rows.length;) {
    let to = from;
    const isSameRun = isSame(rows[from] as Row);
    while (to < rows.length && isSame(rows[to] as Row) === isSameRun) to += 1;
    const run = rows.slice(from, to).map((row) => cutRow(row, locale));
    const head = isSameRun ? (from === 0 ? 0 : CONTEXT) : RUN_END;
    const tail = isSameRun ? (to === rows.length ? 0 : CONTEXT) : RUN_END;
    shown.push(...(run.length <= head + tail + 1 ? run : withoutMiddle(run, head, tail, isSameRun, locale)));
    from = to;
  }
  return shown;
}

function withoutMiddle(run: readonly Row[], head: number, tail: number, isSameRun: boolean, locale: string): Row[] {
  const middle = run.slice(head, run.length - tail);
  const line = (which: 'before' | 'after'): string | null => {
    const count = middle.filter((row) => row[which] !== null).length;
    return count === 0 ? null : `${say(REVIEW_WORDS, isSameRun ? 'stay' : 'more', { count }, locale)}\n\n`;
  };
  return [...run.slice(0, head), { before: line('before'), after: line('after') }, ...run.slice(run.length - tail)];
}

const cutRow = ({ before, after }: Row, locale: string): Row => ({
  before: before === null ? null : cut(before, locale),
  after: after === null ? null : cut(after, locale),
});

const cut = (text: string, locale: string): string =>
  text.length <= CUT_CHARS
    ? text
    : `${text.slice(0, CUT_CHARS)}\n${say(REVIEW_WORDS, 'cut', { count: text.length - CUT_CHARS }, locale)}\n\n`;

/** Conversations as lines of a table: id, time, messages, source, profile and label. */
import { hiddenCategory, type ConversationRow } from '../core/conversation';
import { relativeTime, rowLabel, whereWords, type RowTime } from '../core/words/rowWords';
import { say } from '../core/words/say';
import { SESSION_WORDS } from '../core/words/sessions';
import { TERMINAL_WORDS } from '../core/words/terminal';
import { cellsOf, cutToCells, padEnd, padStart, shownId, widestOf } from './columns';

export interface TableRow {
  readonly row: ConversationRow;
  /** What `show` takes. */
  readonly id: string;
  readonly profile: string;
}

export interface TableShape extends RowTime {
  /** Cells of a line. */
  readonly columns: number;
  readonly withProfile: boolean;
}

// A longer id stands out of its column rather than being cut, so that it can still be copied.
const WIDEST_ID = 36;
const WIDEST_WORD = 16;
// Narrower than this a label says too little: other columns give way first.
const LEAST_LABEL = 32;
const GAP = '  ';

export function sessionTable(rows: readonly TableRow[], shape: TableShape): string[] {
  const ids = rows.map(({ id }) => shownId(id));
  const columns = fittingColumns(rows, shape, widestOf(ids, WIDEST_ID));
  return rows.map(({ row }, i) => {
    const start = columns.map((cells) => `${cells[i] ?? ''}${GAP}`).join('');
    return `${start}${label(row, shape.columns - cellsOf(start), shape.locale)}`.trimEnd();
  });
}

/** Columns from left to right, each padded; what says least is left out until the label has room. */
function fittingColumns(rows: readonly TableRow[], shape: TableShape, idCells: number): string[][] {
  const { locale } = shape;
  const word = (text: string): string => cutToCells(text, WIDEST_WORD);
  const id = rows.map((row) => padEnd(shownId(row.id), idCells));
  const time = aligned(
    rows.map(({ row }) => (row.lastActiveAt === null ? '' : relativeTime(row.lastActiveAt, shape))),
    padStart,
  );
  const count = aligned(
    rows.map(({ row }) => row.messageCount?.toLocaleString(locale) ?? ''),
    padStart,
  );
  const source = aligned(
    rows.map(({ row }) => word(row.source)),
    padEnd,
  );
  const profile = aligned(
    rows.map((row) => word(row.profile)),
    padEnd,
  );
  const wanted = [id, time, count, source, ...(shape.withProfile ? [profile] : [])];
  for (const expendable of [count, source, time, profile]) {
    const used = wanted.reduce((sum, column) => sum + widestOf(column, WIDEST_ID) + GAP.length, 0);
    if (shape.columns - used >= LEAST_LABEL) break;
    const at = wanted.indexOf(expendable);
    if (at >= 0) wanted.splice(at, 1);
  }
  return wanted;
}

function aligned(texts: readonly string[], pad: (text: string, cells: number) => string): string[] {
  const cells = widestOf(texts, WIDEST_WORD);
  return texts.map((text) => pad(text, cells));
}

/** The label and after it, never cut, its segments, where else the conversation lives, and why it is hidden. */
function label(row: ConversationRow, cells: number, locale: string): string {
  const category = hiddenCategory(row);
  const notes = [
    row.segmentIds.length > 1 ? say(SESSION_WORDS, 'segments', { count: row.segmentIds.length }, locale) : null,
    whereWords(row),
    category === null ? null : TERMINAL_WORDS[`hidden_${category}`],
  ];
  const end = notes.flatMap((note) => (note === null ? [] : [` · ${note}`])).join('');
  return `${cutToCells(rowLabel(row), Math.max(8, cells - cellsOf(end)))}${end}`;
}

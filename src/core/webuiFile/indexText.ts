/** `_index.json` as a whole: a list of rows, the latest first. */
import { parseLenientJson } from '../jsonPrefix';
import { isRecord } from '../jsonValue';
import type { IndexRowText } from './indexRow';
import { jsonList, layoutJson } from './jsonLayout';
import { elementsOf, memberOf, membersOf } from './jsonSpans';

/**
 * The rows that are there, by id; the first of several counts. What is no row is left out, as WebUI does. Null when the
 * text is no whole list.
 */
export function parseIndex(text: string): Map<string, string> | null {
  const json = parseLenientJson(text);
  if (json?.ending !== 'whole' || !Array.isArray(json.value)) return null;
  const rows = new Map<string, string>();
  for (const { start, end } of elementsOf(text, text.search(/\S/))) {
    const row = text.slice(start, end);
    const value = parseLenientJson(row)?.value;
    if (isRecord(value) && typeof value.session_id === 'string' && !rows.has(value.session_id))
      rows.set(value.session_id, row);
  }
  return rows;
}

/** Of two files that say the same id the one with more messages is listed. */
export function addRow(rows: Map<string, IndexRowText>, row: IndexRowText): void {
  const known = rows.get(row.id);
  if (known === undefined || row.messageCount > known.messageCount) rows.set(row.id, row);
}

export function indexText(rows: Iterable<string>): string {
  const dated = [...rows].map((text) => ({ text, updatedAt: updatedAtOf(text) }));
  return layoutJson(jsonList(dated.sort((a, b) => b.updatedAt - a.updatedAt).map(({ text }) => text)));
}

function updatedAtOf(row: string): number {
  const member = memberOf(membersOf(row), 'updated_at');
  const seconds = member === null ? NaN : Number(row.slice(member.start, member.end));
  return Number.isFinite(seconds) ? seconds : 0;
}

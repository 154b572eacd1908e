/**
 * Cells as bytes. SQLite's text functions stop at a NUL, and Hermes stores structured content as NUL + `json:` + JSON;
 * sql.js's strings are whole, but drop a byte order mark and do not say what they replaced. So text that may hold any of
 * these is read as BLOB and decoded here.
 */
import type { SqlValue } from '../sqlite/snapshotReader';

export interface DecodedText {
  readonly text: string;
  /** Bytes that are not UTF-8 were replaced by U+FFFD. */
  readonly invalid: boolean;
}

// `ignoreBOM` keeps a BOM as a character: what is stored is shown.
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder('utf-8', { ignoreBOM: true });

/** Decodes one cell's bytes; never throws. */
export function decodeUtf8(bytes: Uint8Array): DecodedText {
  try {
    return { text: strict.decode(bytes), invalid: false };
  } catch {
    return { text: lenient.decode(bytes), invalid: true };
  }
}

/** SQL for a column as bytes, whatever its type; NULL stays NULL. */
export const asBytes = (column: string): string => `CAST(${quoteName(column)} AS BLOB)`;

/** The text of a cell selected with `asBytes`, or of a number; null for NULL. */
export function textOf(cell: SqlValue | undefined): string | null {
  if (cell === null || cell === undefined) return null;
  if (typeof cell === 'string') return cell;
  if (typeof cell === 'number') return String(cell);
  return decodeUtf8(cell).text;
}

/** A number cell; text that holds a number counts, because column types are only affinities in SQLite. */
export function numberOf(cell: SqlValue | undefined): number | null {
  if (typeof cell === 'number') return cell;
  if (typeof cell !== 'string' || cell.trim() === '') return null;
  const value = Number(cell);
  return Number.isFinite(value) ? value : null;
}

export const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`;

import { toMs } from './sessionRecord';

// ISO 8601 as Python writes it: "2026-05-20T12:34:56.123456", with or without an offset, a space instead of the T
// tolerated.
const ISO = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?$/i;
const NUMBER = /^\d{1,15}(\.\d{1,9})?$/;

/**
 * A time as Hermes's files store it, in milliseconds since 1970: seconds as a number or numeric text, or ISO text (the
 * agent writes naive local time, so text without an offset is local). Null for anything else and outside 2000..2100.
 */
export function parseStoredTime(value: unknown): number | null {
  if (typeof value === 'number') return toMs(value);
  if (typeof value !== 'string') return null;
  const text = value.trim();
  if (NUMBER.test(text)) return toMs(Number(text));
  if (!ISO.test(text)) return null;
  const ms = Date.parse(text.replace(' ', 'T'));
  return Number.isNaN(ms) ? null : toMs(ms / 1000);
}

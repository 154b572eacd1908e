/** Small questions to values that came out of JSON. */

export type JsonRecord = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A string as it is, a number as text, anything else ''. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}

/** A string that says something, cut to `limit` UTF-16 units (never between the halves of a pair), else null. */
export function shortText(value: unknown, limit = 1000): string | null {
  if (typeof value !== 'string' || value.trim() === '') return null;
  if (value.length <= limit) return value;
  const last = value.charCodeAt(limit - 1);
  return value.slice(0, last >= 0xd800 && last < 0xdc00 ? limit - 1 : limit);
}

const LONGEST_STRING = 100_000;
const LEAST_KEPT = 200;

/**
 * JSON text of a value for showing. Strings of over 100,000 units (embedded data) are cut and say by how much; a value
 * nested too deeply for the engine becomes a note.
 */
export function boundedJson(value: unknown): string {
  try {
    const text = JSON.stringify(value, (_key, field: unknown) =>
      typeof field === 'string' && field.length > LONGEST_STRING
        ? `${field.slice(0, LEAST_KEPT)}… (+${field.length - LEAST_KEPT})`
        : field,
    ) as string | undefined;
    return text ?? '';
  } catch (error) {
    if (error instanceof RangeError) return '"…"';
    throw error;
  }
}

/** The length of a string in UTF-8. A lone surrogate counts as the three bytes of U+FFFD. */
export function utf8Bytes(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    if (code < 0x80) continue;
    if (code < 0x800) {
      bytes += 1;
    } else {
      const next = code >= 0xd800 && code < 0xdc00 ? text.charCodeAt(i + 1) : 0;
      // A pair is two units and four bytes, everything else here one unit and three.
      bytes += 2;
      if (next >= 0xdc00 && next < 0xe000) i += 1;
    }
  }
  return bytes;
}

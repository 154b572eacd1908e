/** JSON Lines: one value a line, the last of which may be torn. */
import { parseLenientJson } from '../core/jsonPrefix';
import { decodeUtf8 } from './utf8Text';

export interface JsonLines {
  /** Whole lines that are JSON, in order. */
  readonly values: readonly unknown[];
  /** Indexes into `values` of lines with bytes that are not UTF-8. */
  readonly invalidUtf8: ReadonlySet<number>;
  /** Lines that are not JSON; a torn last line is not among them. */
  readonly brokenLines: number;
  /** True when the last line has no end and is not whole. */
  readonly tornEnd: boolean;
}

/** With `cutStart` the bytes are the end of a file and the first line may be half a line: it is passed over. */
export function parseLines(bytes: Uint8Array, cutStart = false): JsonLines {
  const values: unknown[] = [];
  const invalidUtf8 = new Set<number>();
  let brokenLines = 0;
  let tornEnd = false;
  let from = cutStart ? bytes.indexOf(0x0a) + 1 : 0;
  if (cutStart && from === 0) from = bytes.length;
  while (from < bytes.length) {
    // Only the byte 0x0a ends a line: U+2028 and its like are part of what people write.
    const newline = bytes.indexOf(0x0a, from);
    const end = newline === -1 ? bytes.length : newline;
    const { text, hadInvalidUtf8 } = decodeUtf8(bytes.subarray(from, end));
    from = end + 1;
    if (text.trim() === '') continue;
    const json = parseLenientJson(text);
    if (json?.ending === 'whole') {
      if (hadInvalidUtf8) invalidUtf8.add(values.length);
      values.push(json.value);
    } else if (newline === -1) {
      tornEnd = true;
    } else {
      brokenLines += 1;
    }
  }
  return { values, invalidUtf8, brokenLines, tornEnd };
}

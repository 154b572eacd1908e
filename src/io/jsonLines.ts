/** JSON Lines: one value a line, the last of which may be torn. */
import { isUtf8 } from 'node:buffer';
import { parseLenientJson } from '../core/jsonPrefix';
import { decodeUtf8, type DecodedText } from './utf8Text';

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
  for (const { text, hadInvalidUtf8, isLast } of linesOf(cutStart ? withoutFirstLine(bytes) : bytes)) {
    if (text.trim() === '') continue;
    const json = parseLenientJson(text);
    if (json?.ending === 'whole') {
      if (hadInvalidUtf8) invalidUtf8.add(values.length);
      values.push(json.value);
    } else if (isLast) {
      tornEnd = true;
    } else {
      brokenLines += 1;
    }
  }
  return { values, invalidUtf8, brokenLines, tornEnd };
}

interface Line extends DecodedText {
  /** Nothing ends it but the end of the bytes. */
  readonly isLast: boolean;
}

/** Bytes that are decoded at once; of more never more than a line is. */
const DECODED_BYTES = 256 * 1024;
const NEWLINE = 0x0a;
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Only the byte 0x0a ends a line: U+2028 and its like are part of what people write. Each is without a byte order mark. */
function* linesOf(bytes: Uint8Array): Generator<Line, void, void> {
  if (bytes.length <= DECODED_BYTES && isUtf8(bytes)) {
    const texts = decoder.decode(bytes).split('\n');
    for (const [i, line] of texts.entries()) {
      const text = line.startsWith('\ufeff') ? line.slice(1) : line;
      yield { text, hadInvalidUtf8: false, isLast: i === texts.length - 1 };
    }
    return;
  }
  for (let from = 0; from < bytes.length; ) {
    const newline = bytes.indexOf(NEWLINE, from);
    const isLast = newline === -1;
    const end = isLast ? bytes.length : newline;
    yield { ...decodeUtf8(bytes.subarray(from, end)), isLast };
    from = end + 1;
  }
}

function withoutFirstLine(bytes: Uint8Array): Uint8Array {
  const newline = bytes.indexOf(NEWLINE);
  return newline === -1 ? bytes.subarray(bytes.length) : bytes.subarray(newline + 1);
}

/** `messages.content`: plain text, or NUL + `json:` + JSON for structured parts. */
import { decodeUtf8 } from './cells';

const MARK = [0x00, 0x6a, 0x73, 0x6f, 0x6e, 0x3a];

export interface DecodedContent {
  /** A string, or the parsed JSON value of structured content. */
  readonly value: unknown;
  readonly invalidUtf8: boolean;
}

/** Decodes stored content; structured content with broken JSON stays the text it is. */
export function decodeContent(bytes: Uint8Array): DecodedContent {
  const { text, invalid } = decodeUtf8(bytes);
  if (!isStructured(bytes)) return { value: text, invalidUtf8: invalid };
  try {
    return { value: JSON.parse(text.slice(MARK.length)) as unknown, invalidUtf8: invalid };
  } catch {
    return { value: text, invalidUtf8: invalid };
  }
}

export const isStructured = (bytes: Uint8Array): boolean => MARK.every((byte, i) => bytes[i] === byte);

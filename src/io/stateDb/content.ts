/** `messages.content`: plain text, or NUL + `json:` + JSON for structured parts. */
import { decodeUtf8 } from './cells';

const MARK = '\0json:';

export interface DecodedContent {
  /** A string, or the parsed JSON value of structured content. */
  readonly value: unknown;
  readonly invalidUtf8: boolean;
}

/** Decodes stored content; structured content with broken JSON stays the text it is. */
export function decodeContent(bytes: Uint8Array): DecodedContent {
  const { text, invalid } = decodeUtf8(bytes);
  return { value: contentValue(text), invalidUtf8: invalid };
}

/** What stored text stands for: the structure behind the mark, or itself. */
export function contentValue(text: string): unknown {
  if (!text.startsWith(MARK)) return text;
  try {
    return JSON.parse(text.slice(MARK.length)) as unknown;
  } catch {
    return text;
  }
}

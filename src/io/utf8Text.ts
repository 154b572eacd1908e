import { isUtf8 } from 'node:buffer';

export interface DecodedText {
  /** Without a byte order mark. */
  readonly text: string;
  /** True when bytes that are not UTF-8 were replaced by U+FFFD. */
  readonly hadInvalidUtf8: boolean;
}

const decoder = new TextDecoder('utf-8');

export function decodeUtf8(bytes: Uint8Array): DecodedText {
  return { text: decoder.decode(bytes), hadInvalidUtf8: !isUtf8(bytes) };
}

/** The text of a file's beginning: a character that is cut in two at the end is left out instead of replaced. */
export function decodeUtf8Prefix(bytes: Uint8Array): string {
  // `stream` keeps the rest of the character for a next call that never comes, so the decoder cannot be a shared one.
  return new TextDecoder('utf-8').decode(bytes, { stream: true });
}

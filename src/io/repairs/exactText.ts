/** The text of a conversation file. */
import { decodeUtf8 } from '../utf8Text';

/** Null for bytes that are not UTF-8, or begin with a byte order mark: Hermes WebUI loads neither. */
export function exactText(bytes: Uint8Array): string | null {
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const { text, hadInvalidUtf8 } = decodeUtf8(bytes);
  return hasMark || hadInvalidUtf8 ? null : text;
}

import { createHash } from 'node:crypto';
import { identityText } from '../../core/recovery/fingerprint';
import type { StoredPrint } from '../../core/recovery/snapshot';
import type { Message } from '../../core/message';

/** SHA-256 of a file's bytes, hexadecimal. */
export const digestOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** A fingerprint is kept for each message of a directory: 120 bits are enough and take less. */
export const digestText = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 20);

/** Null for a message that takes no part in comparisons. */
export function printOf(message: Message, isRecovered = false): StoredPrint | null {
  const text = identityText(message);
  const role = message.role === 'user' ? 'user' : 'assistant';
  return text === null ? null : { role, key: digestText(text), at: message.at, isRecovered, place: Number(message.id) };
}

import * as crypto from 'node:crypto';
import { identityText } from '../../core/recovery/fingerprint';
import type { StoredPrint } from '../../core/recovery/snapshot';
import type { Message } from '../../core/message';

type Encoding = 'hex' | 'base64url';
type OneShot = (algorithm: 'sha256', data: Uint8Array | string, encoding: Encoding) => string;

// Node 20.12 can do it in one call, without an object that is then to be collected; there are as many as there are prompts.
const oneShot: OneShot =
  (crypto as { readonly hash?: OneShot }).hash ??
  ((algorithm, data, encoding) => crypto.createHash(algorithm).update(data).digest(encoding));

/** SHA-256 of a file's bytes, hexadecimal. */
export const digestOf = (bytes: Uint8Array): string => oneShot('sha256', bytes, 'hex');

/** A fingerprint is kept for each message of a directory: 120 bits are enough and take less. */
export const digestText = (text: string): string => oneShot('sha256', text, 'base64url').slice(0, 20);

/** As `printOf`, for a note of the timeline or a summary, which another store may keep as if somebody had said it. */
export const printOfNote = (message: Message): StoredPrint | null =>
  printOf({ ...message, displayKind: null, isCompactionSummary: false });

/**
 * The same for an entry that takes no part in comparisons. A tool's answer is that of its call, whatever it says: a second one
 * to the same call is none that a model takes. `message` is null for what is no message.
 */
export function besideKey(message: Message | null, value: unknown): string {
  if (message === null) return digestText(JSON.stringify(value));
  const { role, toolCallId, displayKind, parts } = message;
  return role === 'tool' && toolCallId !== null ? `tool ${toolCallId}` : digestText(JSON.stringify([role, displayKind, parts]));
}

/** Null for a message that takes no part in comparisons. */
export function printOf(message: Message, isRecovered = false): StoredPrint | null {
  const text = identityText(message);
  const role = message.role === 'user' ? 'user' : 'assistant';
  if (text === null) return null;
  const print = { role, key: digestText(text), at: message.at, isRecovered, place: Number(message.id) } as const;
  return message.reasoning === null ? print : { ...print, hasReasoning: true };
}

/** The outline of a conversation: what a reader may want to go to. */
import { beginningOf, type Beginning } from './beginning';
import { ERROR_ENDINGS } from './find';
import type { Message } from './message';
import { summarizeCall } from './toolCall';
import { readToolResult } from './toolResult';
import { plainText } from './messageParts';
import { oneLine } from './visibleText';

export type OutlineEntry = {
  /** Position of the message in the conversation. */
  readonly index: number;
} & (
  | { readonly kind: 'prompt'; readonly text: string }
  /** A call that failed: what was asked, and its exit status when there is one. */
  | { readonly kind: 'error'; readonly text: string; readonly exitCode: number | null }
  /** An answer that did not come to its end; `isError`: because something failed, not at a limit, or because a person stopped it. */
  | { readonly kind: 'ending'; readonly isError: boolean }
  /** What stands above was compacted. */
  | { readonly kind: 'compression' }
);

/** Entries of messages `from` .. `next - 1`; `next === from` when there are no more. */
export interface OutlinePage {
  readonly from: number;
  readonly next: number;
  readonly entries: readonly OutlineEntry[];
  /** How each of these messages begins. */
  readonly beginnings: readonly (Beginning | null)[];
}

const LABEL_LENGTH = 120;
const BROKEN_ENDINGS = new Set([...ERROR_ENDINGS, 'length', 'partial']);

/** Reads neighbouring messages one after another, in order: an error is named by the call above it. */
export class OutlineReader {
  private readonly asked = new Map<string, string>();

  /** What stands there, in order; nothing for a message that nobody looks for. */
  read(message: Message, index: number, startsSegment: boolean): OutlineEntry[] {
    const cut: OutlineEntry[] = startsSegment || message.isCompactionSummary ? [{ index, kind: 'compression' }] : [];
    const isNote = message.isCompactionSummary || message.displayKind !== null;
    const entry = isNote ? endingOf(message, index) : this.entryOf(message, index);
    return entry === null ? cut : [...cut, entry];
  }

  /** How a message begins that was read last, or before. */
  beginning(message: Message): Beginning | null {
    return beginningOf(message, this.asked.get(message.toolCallId ?? '') ?? '');
  }

  private entryOf(message: Message, index: number): OutlineEntry | null {
    for (const call of message.toolCalls) {
      const { gist } = summarizeCall(call.argumentsText);
      this.asked.set(call.id, gist === '' ? call.name : gist);
    }
    if (message.role === 'user') return { index, kind: 'prompt', text: oneLine(plainText(message.parts), LABEL_LENGTH) };
    if (message.role === 'assistant') return endingOf(message, index);
    if (message.role !== 'tool') return null;
    const { failed, exitCode } = readToolResult(plainText(message.parts));
    if (!failed) return null;
    const asked = this.asked.get(message.toolCallId ?? '') ?? message.toolName ?? '';
    return { index, kind: 'error', text: oneLine(asked, LABEL_LENGTH), exitCode };
  }
}

const endingOf = ({ role, finishReason }: Message, index: number): OutlineEntry | null =>
  role === 'assistant' && BROKEN_ENDINGS.has(finishReason ?? '')
    ? { index, kind: 'ending', isError: ERROR_ENDINGS.has(finishReason ?? '') }
    : null;

/** Something failed there. */
export const isErrorEntry = (entry: OutlineEntry): boolean => entry.kind === 'error' || (entry.kind === 'ending' && entry.isError);

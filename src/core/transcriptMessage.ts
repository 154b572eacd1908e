/**
 * A message made ready for the screen: bounded, so that no single row can fill a thread's mailbox or stall a page. Made
 * where the message was read (in the worker), before it crosses a thread. What was cut is counted and can be asked for
 * in pieces by the name of its slot.
 */
import type { Message, MessagePart, MessageState } from './message';
import { pictureData } from './imagePart';
import { summarizeCall } from './toolCall';
import { seenText } from './seenText';
import { splitPictures } from './textPictures';
import { readToolResult, type ResultForm, type ToolOutcome } from './toolResult';
import { cutText, withoutTerminalSequences } from './visibleText';

/** Names one text of a message: its reasoning, its n-th part, the arguments of its n-th call. */
export type TextSlot = 'reasoning' | `part:${number}` | `call:${number}`;

/**
 * A text cut to what fits. `chars` is its whole length in UTF-16 units; `text.length === chars` when nothing is
 * missing.
 */
export interface SlotText {
  readonly slot: TextSlot;
  readonly text: string;
  readonly chars: number;
}

export type TranscriptPart =
  | ({ readonly kind: 'text' } & SlotText)
  | ({ readonly kind: 'unknown'; readonly type: string } & SlotText)
  | {
      readonly kind: 'image';
      readonly origin: 'data' | 'remote' | 'unknown';
      readonly mediaType: string;
      readonly host: string;
      readonly sizeBytes: number;
      /** What the text says in its place; '' where it says nothing. */
      readonly alt: string;
    }
  | { readonly kind: 'attachment'; readonly name: string; readonly mediaType: string };

export interface TranscriptCall {
  readonly id: string;
  readonly name: string;
  readonly input: SlotText;
}

export interface TranscriptMessage {
  readonly id: string;
  /** Position in the conversation, 0-based, below `TranscriptHeader.messageCount`. */
  readonly index: number;
  readonly role: string;
  readonly at: number | null;
  readonly parts: readonly TranscriptPart[];
  readonly calls: readonly TranscriptCall[];
  /** True when the store holds calls that cannot be read. */
  readonly callsBroken: boolean;
  readonly callId: string | null;
  readonly toolName: string | null;
  /** For role `tool`: the exit status when it is not 0, and whether the answer reports an error. */
  readonly exitCode: number | null;
  readonly failed: boolean;
  /** For role `tool`: what its text is. */
  readonly form: ResultForm;
  readonly reasoning: SlotText | null;
  readonly finishReason: string | null;
  readonly tokenCount: number | null;
  readonly state: MessageState;
  readonly displayKind: string | null;
  readonly isCompactionSummary: boolean;
  readonly isRecovered: boolean;
  readonly sizeBytes: number;
  readonly hadInvalidUtf8: boolean;
  /** Parts and calls beyond `PIECES_LIMIT`, which are counted but not shown. */
  readonly omittedPieces: number;
  /** A compression stands between this message and the one before: it is the first of another segment. */
  readonly startsSegment: boolean;
  /** Position in the whole conversation: `index` counts only what a filter leaves. */
  readonly number: number;
}

/** Characters of one message that a page carries, over all its texts. */
export const MESSAGE_TEXT_LIMIT = 64 * 1024;
/**
 * Characters after which a page ends, however many messages were asked for: what a thread holds of a transcript at once
 * does not grow with the size of its messages.
 */
export const PAGE_TEXT_LIMIT = 256 * 1024;
/** Parts and calls of one message that a page carries, each. */
export const PIECES_LIMIT = 200;
/** Characters of one text that can be asked for in all, and those that come at once. */
export const WHOLE_TEXT_LIMIT = 5 * 1024 * 1024;
export const PIECE_TEXT_LIMIT = 256 * 1024;

const LABEL_LIMIT = 500;
const label = (text: string): string => cutText(text, LABEL_LIMIT);

export function toTranscriptMessage(message: Message, index: number, startsSegment = false, number = index): TranscriptMessage {
  let room = MESSAGE_TEXT_LIMIT;
  const take = (slot: TextSlot, whole: string): SlotText => {
    const text = cutText(whole, room);
    room -= text.length;
    return { slot, text, chars: whole.length };
  };
  const outcome = outcomeOf(message);
  // The order is the order of importance: what was said first, then what was asked of tools, then the thoughts.
  const parts = shownParts(message, outcome)
    .slice(0, PIECES_LIMIT)
    .map((part, i) => toPart(part, `part:${i}`, take));
  const calls = message.toolCalls.slice(0, PIECES_LIMIT).map((call, i) => ({
    id: label(call.id),
    name: label(call.name),
    input: take(`call:${i}`, call.argumentsText),
  }));
  return {
    id: message.id,
    index,
    role: label(message.role),
    at: message.at,
    parts,
    calls,
    callsBroken: message.toolCallsBroken,
    callId: message.toolCallId === null ? null : label(message.toolCallId),
    toolName: message.toolName === null ? null : label(message.toolName),
    exitCode: outcome?.exitCode ?? null,
    failed: outcome?.failed ?? false,
    form: outcome?.form ?? { kind: 'text' },
    reasoning:
      message.reasoning === null || message.reasoning.trim() === '' ? null : take('reasoning', message.reasoning),
    finishReason: message.finishReason === null ? null : label(message.finishReason),
    tokenCount: message.tokenCount,
    state: message.state,
    displayKind: message.displayKind === null ? null : label(message.displayKind),
    isCompactionSummary: message.isCompactionSummary,
    isRecovered: message.isRecovered,
    sizeBytes: message.contentBytes,
    hadInvalidUtf8: message.hadInvalidUtf8,
    omittedPieces:
      Math.max(0, message.parts.length - PIECES_LIMIT) + Math.max(0, message.toolCalls.length - PIECES_LIMIT),
    startsSegment,
    number,
  };
}

/**
 * A piece of one text, from `from` on; null when the message has no such text. `chars` is the whole length, and pieces
 * end at `WHOLE_TEXT_LIMIT`.
 */
export function readSlot(
  message: Message,
  slot: TextSlot,
  from: number,
): { readonly text: string; readonly chars: number } | null {
  const whole = slotText(message, slot);
  if (whole === null) return null;
  const end = Math.min(from + PIECE_TEXT_LIMIT, WHOLE_TEXT_LIMIT);
  return { text: from >= end ? '' : cutText(whole.slice(from), end - from), chars: whole.length };
}

function slotText(message: Message, slot: TextSlot): string | null {
  if (slot === 'reasoning') return message.reasoning;
  const [kind, n] = slot.split(':');
  if (kind === 'call') return message.toolCalls[Number(n)]?.argumentsText ?? null;
  const part = shownParts(message, outcomeOf(message))[Number(n)];
  return part?.kind === 'text' ? part.text : part?.kind === 'unknown' ? part.json : null;
}

/** The data of the picture that is the n-th part of a message; null when it is none, or is too large. */
export function readPicture(message: Message, n: number): string | null {
  const part = shownParts(message, outcomeOf(message))[n];
  return part === undefined ? null : pictureData(part);
}

/** Every text of a message as it is shown, whole; calls as the lines and arguments they are shown as. */
export function allTexts(message: Message): {
  readonly texts: readonly { readonly slot: TextSlot; readonly text: string }[];
  /** A tool's answer that reports an error. */
  readonly failed: boolean;
} {
  const outcome = outcomeOf(message);
  const texts: { slot: TextSlot; text: string }[] = [];
  if (message.reasoning !== null) texts.push({ slot: 'reasoning', text: seenText(message.reasoning) });
  shownParts(message, outcome).forEach((part, i) => {
    // Colours stand between letters; they are not searched.
    const plain = outcome !== null ? withoutTerminalSequences : isMarkdown(message) ? seenText : (text: string): string => text;
    if (part.kind === 'text') texts.push({ slot: `part:${i}`, text: plain(part.text) });
    else if (part.kind === 'unknown') texts.push({ slot: `part:${i}`, text: part.json });
  });
  message.toolCalls.forEach((call, i) => {
    const { gist, rest } = summarizeCall(call.argumentsText);
    const said = rest === null ? [call.argumentsText] : [gist, ...rest.flatMap(({ name, value }) => [name, value])];
    texts.push({ slot: `call:${i}`, text: said.join('\n') });
  });
  return { texts: texts.filter(({ text }) => text !== ''), failed: outcome?.failed ?? false };
}

/** Characters that a message takes of `PAGE_TEXT_LIMIT`. */
export function textChars({ parts, calls, reasoning }: TranscriptMessage): number {
  let chars = reasoning?.text.length ?? 0;
  for (const part of parts) if ('text' in part) chars += part.text.length;
  for (const call of calls) chars += call.input.text.length;
  return chars;
}

/** What a tool's answer says; null for a message of anybody else. Reading it parses all of it: once a message. */
const outcomeOf = (message: Message): ToolOutcome | null =>
  message.role === 'tool' ? readToolResult(storedText(message)) : null;

/** A tool's answer is read as one text (see `toolResult`); of what people and models write, pictures stand apart. */
function shownParts(message: Message, outcome: ToolOutcome | null): readonly MessagePart[] {
  if (outcome === null) return isMarkdown(message) ? message.parts.flatMap((part) => (part.kind === 'text' ? splitPictures(part.text) : [part])) : message.parts;
  const others = message.parts.filter((part) => part.kind !== 'text');
  return [{ kind: 'text', text: outcome.coloured }, ...others];
}

const isMarkdown = ({ role }: Message): boolean => role === 'user' || role === 'assistant';

const storedText = (message: Message): string =>
  message.parts.flatMap((part) => (part.kind === 'text' ? [part.text] : [])).join('\n');

function toPart(part: MessagePart, slot: TextSlot, take: (slot: TextSlot, whole: string) => SlotText): TranscriptPart {
  switch (part.kind) {
    case 'text':
      return { kind: 'text', ...take(slot, part.text) };
    case 'unknown':
      return { kind: 'unknown', type: label(part.type), ...take(slot, part.json) };
    case 'image':
      return {
        kind: 'image',
        origin: part.origin,
        mediaType: label(part.mediaType),
        host: label(part.host),
        sizeBytes: part.bytes,
        alt: label(part.alt ?? ''),
      };
    case 'attachment':
      return { kind: 'attachment', name: label(part.name), mediaType: label(part.mediaType) };
  }
}

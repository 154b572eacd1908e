/**
 * Where one segment of a chain goes on from another. Hermes begins the next segment with copies: the first messages, a
 * summary, the last messages, or only the prompt that was not answered yet; Hermes WebUI's file of the next segment may
 * begin with the whole of the one before. A reader sees what was said once. Source: Hermes's own export of a lineage, which
 * drops a prompt that is repeated at the seam, and its compaction, which keeps a conversation's first and last messages.
 */
import type { Message } from './message';
import { identityText } from './recovery/fingerprint';

/** Messages in order, read while they are asked for; fewer than `count` at the end. */
export interface MessageSequence {
  readonly length: number;
  read(from: number, count: number): readonly Message[];
}

/** Messages `from` .. `to - 1`. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** How far back a repeated end may begin. */
const MOST_REPEATED = 256;
const BATCH = 32;
const SAME_TIME_MS = 1000;

/** What `next` repeats of `previous`: at most two ranges, in order, not touching. Reads no more than it has to. */
export function repeatedAtSeam(previous: MessageSequence, next: MessageSequence): readonly Range[] {
  const ranges: Range[] = [];
  const start = repeatedStart(previous, next);
  if (start > 0) ranges.push({ from: 0, to: start });
  const from = firstSaid(next, start);
  const to = repeatedEnd(previous, next, from);
  if (to > from) ranges.push({ from, to });
  return ranges;
}

/**
 * How many messages at the start of `next` are the first ones of `previous`. Somebody may begin twice with the same words:
 * they are copies when a summary follows, when nothing of `previous` is missing, or when they are of the same moment.
 */
function repeatedStart(previous: MessageSequence, next: MessageSequence): number {
  const before = said(previous, 0);
  let end = 0;
  let isSameTime = true;
  for (const { message, position } of said(next, 0)) {
    if (hasSummaryBetween(next, end, position)) return end;
    const other = before.next();
    if (other.done === true) return end;
    if (identityText(other.value.message) !== identityText(message)) return end > 0 && isSameTime ? end : 0;
    isSameTime &&= isSameMoment(message, other.value.message);
    end = position + 1;
  }
  return before.next().done === true || isSameTime ? end : 0;
}

const isSameMoment = (a: Message, b: Message): boolean =>
  a.at !== null && b.at !== null && Math.abs(a.at - b.at) <= SAME_TIME_MS;

const hasSummaryBetween = (next: MessageSequence, from: number, to: number): boolean =>
  to > from && next.read(from, to - from).some((message) => message.isCompactionSummary);

/** The end of what `next` repeats from `from` on, when that is exactly the end of `previous`; else `from`. */
function repeatedEnd(previous: MessageSequence, next: MessageSequence, from: number): number {
  const tailFrom = Math.max(0, previous.length - MOST_REPEATED);
  const tail = [...said(previous, tailFrom)].map(({ message }) => identityText(message));
  const head: { readonly text: string | null; readonly position: number }[] = [];
  for (const { message, position } of said(next, from)) {
    if (head.length === tail.length) break;
    head.push({ text: identityText(message), position });
    // Nothing of it can be the end of what was said before.
    if (head.length === 1 && !tail.includes(head[0]?.text ?? null)) return from;
  }
  for (let count = head.length; count > 0; count -= 1) {
    const start = tail.length - count;
    if (head.slice(0, count).every(({ text }, i) => text === tail[start + i])) return (head[count - 1]?.position ?? from) + 1;
  }
  return from;
}

function firstSaid(sequence: MessageSequence, from: number): number {
  const first = said(sequence, from).next();
  return first.done === true ? sequence.length : first.value.position;
}

/** What people and the agent said, without tools, notes and summaries: stores keep these differently. */
function* said(sequence: MessageSequence, from: number): Generator<{ readonly message: Message; readonly position: number }> {
  for (let position = from; position < sequence.length;) {
    const read = sequence.read(position, BATCH);
    if (read.length === 0) return;
    for (const [i, message] of read.entries())
      if (identityText(message) !== null) yield { message, position: position + i };
    position += read.length;
  }
}

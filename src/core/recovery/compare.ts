/**
 * Comparing two copies of a conversation. Covering decides, never length alone: a copy covers another when every
 * message of the other is in it. Repeats count, so this is a comparison of multisets.
 */
import { groupBy } from './groupBy';
import type { MessagePrint } from './snapshot';

/** Two stores may round a time differently, or stamp a message a moment apart. */
const SAME_TIME_MS = 1000;

/**
 * The messages of `other` that `copy` has not, in their order. A `_recovered` turn is not missing when the copy has its
 * words at all; a message whose time is unknown is the same as one at any time.
 */
export function missingFrom<T extends MessagePrint>(copy: readonly MessagePrint[], other: readonly T[]): T[] {
  const stock = groupBy(copy, keyOf);
  const wanted = groupBy(
    other.filter((print) => !print.isRecovered || !stock.has(print.key)),
    keyOf,
  );
  const missing = new Set<T>();
  for (const [key, prints] of wanted) for (const print of unmatched(stock.get(key) ?? [], prints)) missing.add(print);
  return other.filter((print) => missing.has(print));
}

const keyOf = (print: MessagePrint): string => print.key;

/** Matches equal words by time, the earliest first (which is the most matches there can be), then by what is left. */
function unmatched<T extends MessagePrint>(stock: readonly MessagePrint[], wanted: readonly T[]): T[] {
  const times = stock
    .map(timeOf)
    .filter((at) => at !== null)
    .sort((a, b) => a - b);
  let anyTime = stock.length - times.length;
  let next = 0;
  let taken = 0;
  const leftOver: T[] = [];
  for (const print of wanted.filter((one) => timeOf(one) !== null).sort((a, b) => (a.at ?? 0) - (b.at ?? 0))) {
    const at = print.at ?? 0;
    while (next < times.length && (times[next] as number) < at - SAME_TIME_MS) next += 1;
    if (next < times.length && (times[next] as number) <= at + SAME_TIME_MS) {
      next += 1;
      taken += 1;
    } else {
      leftOver.push(print);
    }
  }
  const missing: T[] = [];
  for (const print of leftOver) {
    if (anyTime > 0) anyTime -= 1;
    else missing.push(print);
  }
  let rest = anyTime + times.length - taken;
  for (const print of wanted) {
    if (timeOf(print) !== null) continue;
    if (rest > 0) rest -= 1;
    else missing.push(print);
  }
  return missing;
}

/** A recovered turn is stamped with the time of its recovery, which says nothing. */
const timeOf = (print: MessagePrint): number | null => (print.isRecovered ? null : print.at);

/** The same by what was said and when; a time that is unknown is any time. */
export function isSameMessage(a: MessagePrint, b: MessagePrint): boolean {
  const [at, otherAt] = [timeOf(a), timeOf(b)];
  return a.key === b.key && (at === null || otherAt === null || Math.abs(at - otherAt) <= SAME_TIME_MS);
}

export const covers = (copy: readonly MessagePrint[], other: readonly MessagePrint[]): boolean =>
  missingFrom(copy, other).length === 0;

/**
 * How the present state `live` stands to an older copy.
 * - `covered`: the copy has every message of it.
 * - `continuation`: what the copy has not came after the copy's end, so that the copy and these are the whole.
 * - `diverged`: anything else; putting one in the place of the other would lose messages.
 */
export type Standing = 'covered' | 'continuation' | 'diverged';

export interface Comparison {
  readonly standing: Standing;
  /** Messages only in the live state. */
  readonly liveOnly: number;
  /** Messages only in the copy. */
  readonly copyOnly: number;
}

export function compare(live: readonly MessagePrint[], copy: readonly MessagePrint[]): Comparison {
  const liveOnly = missingFrom(copy, live);
  const copyOnly = missingFrom(live, copy).length;
  const standing = liveOnly.length === 0 ? 'covered' : isContinuation(liveOnly, copy) ? 'continuation' : 'diverged';
  return { standing, liveOnly: liveOnly.length, copyOnly };
}

/** True when all of `added` is later than everything in `copy`. A time that is unknown proves nothing. */
function isContinuation(added: readonly MessagePrint[], copy: readonly MessagePrint[]): boolean {
  if (copy.length === 0) return true;
  const end = newestAt(copy);
  return end !== null && added.every((print) => print.at !== null && print.at > end);
}

/** The newest time among the messages, or null when none is known. */
export function newestAt(prints: readonly MessagePrint[]): number | null {
  return prints.reduce<number | null>(
    (newest, { at }) => (at !== null && (newest === null || at > newest) ? at : newest),
    null,
  );
}

/**
 * True when `live` is a beginning of `copy` and what follows there starts with a prompt: that is how a conversation
 * looks after a turn was undone.
 */
export function endsAtTurnBoundary(live: readonly MessagePrint[], copy: readonly MessagePrint[]): boolean {
  if (live.length === 0 || live.length >= copy.length) return false;
  return live.every((print, i) => print.key === copy[i]?.key) && copy[live.length]?.role === 'user';
}

/**
 * Two copies of a conversation beside each other: what both have, and between that the stretches in which they differ. A
 * message stands with what follows it in its file (tools' answers, notes), which takes no part in comparisons.
 */
import { isSameMessage } from './compare';
import { groupBy } from './groupBy';
import type { ConversationFacts, StoredPrint } from './snapshot';

/** Places in the list `messages` of one file, `end` excluded. */
export interface Entries {
  readonly start: number;
  readonly end: number;
}

/** A message that takes part in comparisons, and what follows it up to the next one. */
export interface Said extends Entries {
  readonly print: StoredPrint;
}

/** Entries of one of the two files. */
export interface MergePart extends Entries {
  readonly from: 'live' | 'previous';
}

/** The same message in both files. */
export interface Pair {
  readonly live: Entries;
  readonly previous: Entries;
  /** Null where what follows the message is the same in both, too, and the other copy says no more of it. */
  readonly rows: DifferingRows | null;
}

/** What follows a message in one file only, or in each something else. */
export interface DifferingRows {
  /** The message with all of it. */
  readonly both: readonly MergePart[];
  /** Entries that only this side has. */
  readonly live: number;
  readonly previous: number;
}

/** `live` is the conversation file, `previous` the other copy, in which it may have been longer. */
export type Stretch =
  | { readonly kind: 'common'; readonly pairs: readonly Pair[] }
  | { readonly kind: 'differing'; readonly live: readonly Said[]; readonly previous: readonly Said[] };

/** What of a copy is compared. */
export type Aligned = Pick<ConversationFacts, 'prints' | 'beside' | 'messageCount'>;

/** In the order of both; every entry of either file is in it once. Takes time in proportion to n log n, whatever the copies hold. */
export function alignCopies(live: Aligned, previous: Aligned): Stretch[] {
  const [here, there] = [saidIn(live), saidIn(previous)];
  const stretches: Stretch[] = [];
  const pairOf = pairing(live, previous);
  let pairs: Pair[] = [pairOf(headOf(live), headOf(previous), null)];
  const endPairs = (): void => {
    const known = pairs.filter((pair) => lengthOf(pair.live) + lengthOf(pair.previous) > 0);
    if (known.length > 0) stretches.push({ kind: 'common', pairs: known });
    pairs = [];
  };
  let [nextHere, nextThere] = [0, 0];
  const differ = (hereEnd: number, thereEnd: number): void => {
    if (nextHere === hereEnd && nextThere === thereEnd) return;
    endPairs();
    stretches.push({ kind: 'differing', live: here.slice(nextHere, hereEnd), previous: there.slice(nextThere, thereEnd) });
  };
  for (const [i, j] of partnersIn(here, there)) {
    differ(i, j);
    pairs.push(pairOf(entriesOf(here[i]!), entriesOf(there[j]!), fullerOf(here[i]!.print, there[j]!.print)));
    [nextHere, nextThere] = [i + 1, j + 1];
  }
  differ(here.length, there.length);
  endPairs();
  return stretches;
}

export const lengthOf = ({ start, end }: Entries): number => end - start;

const entriesOf = ({ start, end }: Said): Entries => ({ start, end });

/** What stands before the first message that is compared. */
const headOf = ({ prints, messageCount }: Aligned): Entries => ({ start: 0, end: prints[0]?.place ?? messageCount });

const saidIn = ({ prints, messageCount }: Aligned): Said[] =>
  prints.map((print, i) => ({ print, start: print.place, end: prints[i + 1]?.place ?? messageCount }));

/**
 * Which of two forms of one message says more: the one that was not put back after a crash, whose time is that of the crash, then the one
 * with reasoning. Null where neither does. Its tools' answers are not looked at: those that one file alone has are kept either way.
 */
function fullerOf(here: StoredPrint, there: StoredPrint): MergePart['from'] | null {
  if (here.isRecovered !== there.isRecovered) return here.isRecovered ? 'previous' : 'live';
  if (here.hasReasoning !== there.hasReasoning) return here.hasReasoning === true ? 'live' : 'previous';
  return null;
}

/** Makes pairs of ranges that begin with the same message, or in which none is compared. */
function pairing(live: Aligned, previous: Aligned): (live: Entries, previous: Entries, fuller: MergePart['from'] | null) => Pair {
  const rowOf = ({ beside }: Aligned): ((entries: Entries) => Said[]) => {
    const keys = new Map(beside.map(({ place, key }) => [place, key]));
    // The message itself has no key here, and none is like that of an entry.
    return ({ start, end }) => Array.from({ length: end - start }, (_, i) => alone(start + i, keys.get(start + i) ?? ''));
  };
  const [liveRow, previousRow] = [rowOf(live), rowOf(previous)];
  return (own, other, fullerMessage) => {
    const [here, there] = [liveRow(own), previousRow(other)];
    const isSameRow = here.length === there.length && here.every(({ print }, i) => print.key === there[i]?.print.key);
    if (isSameRow && fullerMessage !== 'previous') return { live: own, previous: other, rows: null };
    const both: MergePart[] = [];
    // What both have is taken from one of them: where the message says as much, from the longer row, whose file may say more of its tools.
    const fuller = fullerMessage ?? (there.length > here.length ? 'previous' : 'live');
    const partners = partnersIn(here, there);
    let [i, j] = [0, 0];
    for (const [nextHere, nextThere] of [...partners, [here.length, there.length] as const]) {
      for (; i < nextHere; i += 1) both.push({ from: 'live', ...entriesOf(here[i]!) });
      for (; j < nextThere; j += 1) both.push({ from: 'previous', ...entriesOf(there[j]!) });
      const shared = fuller === 'live' ? here[nextHere] : there[nextThere];
      if (shared !== undefined) both.push({ from: fuller, ...entriesOf(shared) });
      [i, j] = [nextHere + 1, nextThere + 1];
    }
    const rows = { both, live: here.length - partners.length, previous: there.length - partners.length };
    return { live: own, previous: other, rows };
  };
}

/** An entry that is compared by its key only. */
const alone = (place: number, key: string): Said => ({
  print: { role: 'assistant', key, at: null, isRecovered: false, place },
  start: place,
  end: place + 1,
});

type Partners = readonly [here: number, there: number];

/** Rounds in which what is left between partners is looked through again. Repeats need a few; no copies may take for ever. */
const MOST_ROUNDS = 64;

/** A range of both copies, ends excluded. */
interface Gap {
  readonly here: Entries;
  readonly there: Entries;
}

/**
 * The same messages of both, so that the order of neither is changed: equal beginnings and ends, the most between them, and
 * the same again in what is left between these. So a message stands on both sides of a stretch only where thousands differ.
 */
function partnersIn(here: readonly Said[], there: readonly Said[]): Partners[] {
  const found: Partners[] = [];
  let gaps: Gap[] = [{ here: { start: 0, end: here.length }, there: { start: 0, end: there.length } }];
  for (let round = 0; round < MOST_ROUNDS && gaps.length > 0; round += 1) {
    gaps = gaps.flatMap((gap) => {
      const partners = partnersInGap(here, there, gap);
      for (const pair of partners) found.push(pair);
      return partners.length === 0 ? [] : gapsBetween(gap, partners);
    });
  }
  return found.sort(([a], [b]) => a - b);
}

/** In their order. */
function partnersInGap(here: readonly Said[], there: readonly Said[], gap: Gap): Partners[] {
  const isSame = (i: number, j: number): boolean => isSameMessage(here[i]!.print, there[j]!.print);
  let [{ start: i, end: iEnd }, { start: j, end: jEnd }] = [gap.here, gap.there];
  const first: Partners[] = [];
  for (; i < iEnd && j < jEnd && isSame(i, j); i += 1, j += 1) first.push([i, j]);
  const last: Partners[] = [];
  for (; i < iEnd && j < jEnd && isSame(iEnd - 1, jEnd - 1); iEnd -= 1, jEnd -= 1) last.push([iEnd - 1, jEnd - 1]);
  const [own, others] = [here.slice(i, iEnd), there.slice(j, jEnd)];
  const between = longestCommon(own.length, others.length, (a, b) => isSameMessage(own[a]!.print, others[b]!.print)) ?? increasing(candidates(own, others));
  return [...first, ...between.map(([a, b]): Partners => [a + i, b + j]), ...last.reverse()];
}

/** Entries without a partner up to which the most partners are looked for: the cost grows with their square. */
const MOST_ALONE = 400;

/**
 * The most partners there can be in their order (E. Myers, “An O(ND) Difference Algorithm”, 1986); null where more than
 * `MOST_ALONE` have none.
 */
function longestCommon(hereCount: number, thereCount: number, isSame: (i: number, j: number) => boolean): Partners[] | null {
  /** By the number of those without a partner, then by diagonal (`i - j`, from `-alone`): how far `here` can be followed. */
  const reached: Int32Array[] = [];
  const iOf = (alone: number, diagonal: number): number => reached[alone]?.[diagonal + alone] ?? -1;
  /** Whether the way to a diagonal leaves out one of `there`, and not one of `here`. */
  const skipsThere = (alone: number, diagonal: number): boolean =>
    diagonal === -alone || (diagonal !== alone && iOf(alone - 1, diagonal - 1) < iOf(alone - 1, diagonal + 1));
  for (let alone = 0; alone <= Math.min(MOST_ALONE, hereCount + thereCount); alone += 1) {
    const row = new Int32Array(2 * alone + 1);
    reached.push(row);
    for (let diagonal = -alone; diagonal <= alone; diagonal += 2) {
      let i = alone === 0 ? 0 : skipsThere(alone, diagonal) ? iOf(alone - 1, diagonal + 1) : iOf(alone - 1, diagonal - 1) + 1;
      while (i < hereCount && i - diagonal < thereCount && isSame(i, i - diagonal)) i += 1;
      row[diagonal + alone] = i;
      if (i >= hereCount && i - diagonal >= thereCount) return wayBack(alone);
    }
  }
  return null;

  function wayBack(last: number): Partners[] {
    const partners: Partners[] = [];
    let [i, j] = [hereCount, thereCount];
    for (let alone = last; alone >= 0; alone -= 1) {
      const skips = skipsThere(alone, i - j);
      const before = i - j + (skips ? 1 : -1);
      const start = alone === 0 ? 0 : iOf(alone - 1, before) + (skips ? 0 : 1);
      for (; i > start; i -= 1, j -= 1) partners.push([i - 1, j - 1]);
      if (skips) j -= 1;
      else i -= 1;
    }
    return partners.reverse();
  }
}

/** What is left on both sides at once: only there another partner can be. */
function gapsBetween(gap: Gap, partners: readonly Partners[]): Gap[] {
  const gaps: Gap[] = [];
  let [i, j] = [gap.here.start, gap.there.start];
  for (const [nextHere, nextThere] of [...partners, [gap.here.end, gap.there.end] as const]) {
    if (i < nextHere && j < nextThere) gaps.push({ here: { start: i, end: nextHere }, there: { start: j, end: nextThere } });
    [i, j] = [nextHere + 1, nextThere + 1];
  }
  return gaps;
}

/** For each message the next free one of the other copy that is the same; in the order of `there`. */
function candidates(here: readonly Said[], there: readonly Said[]): Partners[] {
  const places = groupBy(here.keys(), (i) => here[i]!.print.key);
  const next = new Map<string, number>();
  return there.flatMap(({ print }, j): Partners[] => {
    const same = places.get(print.key) ?? [];
    for (let n = next.get(print.key) ?? 0; n < same.length; n += 1) {
      const i = same[n]!;
      const other = here[i]!.print;
      if (isSameMessage(other, print)) {
        next.set(print.key, n + 1);
        return [[i, j]];
      }
      // What is later stays for those that follow; what is earlier is passed for good, so that this is linear.
      if ((other.at ?? 0) > (print.at ?? 0)) break;
      next.set(print.key, n + 1);
    }
    return [];
  });
}

/** The longest part of `partners` whose `here` increases, too. */
function increasing(partners: readonly Partners[]): Partners[] {
  const before = new Array<number>(partners.length).fill(-1);
  /** By length: the partner at which a part of this length ends, the smallest `here` there is. */
  const ends: number[] = [];
  partners.forEach(([here], n) => {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (partners[ends[middle]!]![0] < here) low = middle + 1;
      else high = middle;
    }
    before[n] = low === 0 ? -1 : ends[low - 1]!;
    ends[low] = n;
  });
  const found: Partners[] = [];
  for (let n = ends.at(-1) ?? -1; n !== -1; n = before[n]!) found.push(partners[n]!);
  return found.reverse();
}

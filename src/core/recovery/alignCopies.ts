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

/** The same message in both files. */
export interface Pair {
  readonly live: Entries;
  readonly previous: Entries;
}

/** `live` is the conversation file, `previous` the other copy, in which it may have been longer. */
export type Stretch =
  | { readonly kind: 'common'; readonly pairs: readonly Pair[] }
  | { readonly kind: 'differing'; readonly live: readonly Said[]; readonly previous: readonly Said[] };

/** What of a copy is compared. */
export type Aligned = Pick<ConversationFacts, 'prints' | 'messageCount'>;

/** In the order of both; every entry of either file is in it once. Takes time in proportion to n log n, whatever the copies hold. */
export function alignCopies(live: Aligned, previous: Aligned): Stretch[] {
  const [here, there] = [saidIn(live), saidIn(previous)];
  const stretches: Stretch[] = [];
  let pairs: Pair[] = [{ live: headOf(live), previous: headOf(previous) }];
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
    pairs.push({ live: entriesOf(here[i]!), previous: entriesOf(there[j]!) });
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

type Partners = readonly [here: number, there: number];

/** The same messages of both, so that the order of neither is changed: equal beginnings and ends, and the most between them. */
function partnersIn(here: readonly Said[], there: readonly Said[]): Partners[] {
  const isSame = (i: number, j: number): boolean => isSameMessage(here[i]!.print, there[j]!.print);
  const shorter = Math.min(here.length, there.length);
  let first = 0;
  while (first < shorter && isSame(first, first)) first += 1;
  let last = 0;
  while (last < shorter - first && isSame(here.length - 1 - last, there.length - 1 - last)) last += 1;
  return [
    ...Array.from({ length: first }, (_, n): Partners => [n, n]),
    ...increasing(candidates(here.slice(first, here.length - last), there.slice(first, there.length - last))).map(
      ([i, j]): Partners => [i + first, j + first],
    ),
    ...Array.from({ length: last }, (_, n): Partners => [here.length - last + n, there.length - last + n]),
  ];
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

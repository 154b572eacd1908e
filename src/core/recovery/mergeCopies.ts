/** What becomes of two copies of a conversation when a person has said, stretch by stretch, which messages it should have. */
import { lengthOf, type Aligned, type Entries, type MergePart, type Pair, type Said, type Stretch } from './alignCopies';
import { identityOfEntry, type StoredPrint } from './snapshot';

/** Of a stretch in which the copies differ: the conversation file's messages, the other copy's, or both. */
export const TAKES = ['live', 'previous', 'union'] as const;
export type Take = (typeof TAKES)[number];

export interface Merged {
  /** In their new order. */
  readonly parts: readonly MergePart[];
  /** Of what was said, at its new place. */
  readonly prints: readonly StoredPrint[];
  /** Entries of `messages` in the result. */
  readonly messages: number;
  /** Entries that only one of the copies has, and that are not in the result. */
  readonly leftOut: { readonly live: number; readonly previous: number };
}

/** A person's decision about one finding: one for all stretches, or one for each in their order. */
export interface MergeChoice {
  /** Key of the finding (`findingKey`). It names the bytes of both files. */
  readonly finding: string;
  readonly takes: Take | readonly Take[];
}

/**
 * One side for every stretch gives exactly the messages of that side. Where both are mixed, a message that both have is taken
 * with the tools' answers and notes that either has behind it, in the words of the copy that says more; before a stretch of one side, with
 * that side's. Null when there is not one decision for each stretch.
 */
export function mergeCopies(
  stretches: readonly Stretch[],
  { live, previous }: { readonly live: Aligned; readonly previous: Aligned },
  chosen: MergeChoice['takes'],
): Merged | null {
  const differing = stretches.filter(({ kind }) => kind === 'differing').length;
  const takes = typeof chosen === 'string' ? new Array<Take>(differing).fill(chosen) : chosen;
  if (takes.length !== differing) return null;
  const parts = partsOf(stretches, { live, previous }, takes);
  const copies = { live, previous };
  const prints: StoredPrint[] = [];
  // The parts of each file stand in its own order, so that no print is looked at twice.
  const next = { live: 0, previous: 0 };
  let messages = 0;
  for (const { from, start, end } of parts) {
    const own = copies[from].prints;
    for (; (own[next[from]]?.place ?? end) < end; next[from] += 1) {
      const print = own[next[from]]!;
      if (print.place >= start) prints.push({ ...print, place: print.place - start + messages });
    }
    messages += end - start;
  }
  return { parts, prints, messages, leftOut: leftOutOf(stretches, takes) };
}

/** How far decisions are that are not all made: what is not decided is in neither number. */
export function mergeSoFar(
  stretches: readonly Stretch[],
  copies: { readonly live: Aligned; readonly previous: Aligned },
  takes: readonly (Take | null)[],
): { readonly messages: number; readonly leftOut: number; readonly undecided: number } {
  let next = 0;
  const open = stretches.map((stretch): Stretch => {
    if (stretch.kind === 'common') return stretch;
    next += 1;
    return (takes[next - 1] ?? null) === null ? { ...stretch, live: [], previous: [] } : stretch;
  });
  const known = Array.from({ length: next }, (_, i) => takes[i] ?? 'union');
  const merged = mergeCopies(open, copies, known);
  const { live, previous } = merged?.leftOut ?? { live: 0, previous: 0 };
  return { messages: merged?.messages ?? 0, leftOut: live + previous, undecided: Array.from({ length: next }, (_, i) => takes[i] ?? null).filter((take) => take === null).length };
}

/** The side that is taken everywhere; null where both are mixed. */
function onlyOf(takes: readonly Take[]): 'live' | 'previous' | null {
  const [only] = takes;
  return only !== undefined && only !== 'union' && takes.every((take) => take === only) ? only : null;
}

function partsOf(
  stretches: readonly Stretch[],
  copies: { readonly live: Aligned; readonly previous: Aligned },
  takes: readonly Take[],
): MergePart[] {
  const only = onlyOf(takes);
  if (only !== null) return joined([{ from: only, start: 0, end: copies[only].messageCount }]);
  const parts: MergePart[] = [];
  let next = 0;
  for (const stretch of stretches) {
    const own =
      stretch.kind === 'differing'
        ? taken(stretch, takes[next++] ?? 'union')
        : stretch.pairs.flatMap((pair, i) => takenOf(pair, i === stretch.pairs.length - 1 ? takes[next] : undefined));
    // One by one: a call takes no more arguments than its stack has room for.
    for (const part of own) parts.push(part);
  }
  return joined(withoutRepeats(parts, copies));
}

/**
 * An answer of a tool, or a note, that the copies have behind different messages would come twice. It stays as often as a copy has it, where
 * it comes last: in a file that lost the message that asked a tool, the answer stands further ahead.
 */
function withoutRepeats(parts: readonly MergePart[], copies: { readonly live: Aligned; readonly previous: Aligned }): MergePart[] {
  const names = { live: new Map<number, string>(), previous: new Map<number, string>() };
  const allowed = new Map<string, number>();
  for (const from of ['live', 'previous'] as const) {
    const counts = new Map<string, number>();
    for (const entry of copies[from].beside) {
      const name = identityOfEntry(entry);
      if (name === null) continue;
      names[from].set(entry.place, name);
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
    for (const [name, count] of counts) allowed.set(name, Math.max(allowed.get(name) ?? 0, count));
  }
  const kept: MergePart[] = [];
  for (let n = parts.length - 1; n >= 0; n -= 1) {
    const { from, start, end } = parts[n]!;
    for (let place = end - 1; place >= start; place -= 1) {
      const name = names[from].get(place);
      const left = name === undefined ? 1 : (allowed.get(name) ?? 0);
      if (name !== undefined) allowed.set(name, left - 1);
      if (left > 0) kept.push({ from, start: place, end: place + 1 });
    }
  }
  return kept.reverse();
}

/** `follows`: what is taken of the stretch behind it, whose messages its row belongs to. */
function takenOf({ live, previous, rows }: Pair, follows: Take | undefined): readonly MergePart[] {
  if (follows === 'previous') return [{ from: 'previous', ...previous }];
  return rows === null || follows === 'live' ? [{ from: 'live', ...live }] : rows.both;
}

function taken({ live, previous }: Extract<Stretch, { readonly kind: 'differing' }>, take: Take): MergePart[] {
  const partOf = (from: MergePart['from'], said: readonly Said[]): MergePart[] =>
    said.map(({ start, end }) => ({ from, start, end }));
  if (take === 'live') return partOf('live', live);
  if (take === 'previous') return partOf('previous', previous);
  return byTime(turnsOf(live), turnsOf(previous)).flatMap(({ from, said }) => partOf(from, said));
}

interface OwnTurn {
  readonly from: MergePart['from'];
  readonly said: readonly Said[];
}

interface Turn {
  readonly said: readonly Said[];
  readonly at: number | null;
}

/** Prompts with their answers: what was said to one another stays together. */
function turnsOf(said: readonly Said[]): Turn[] {
  const turns: Said[][] = [];
  for (const one of said) {
    const last = turns.at(-1);
    if (last === undefined || one.print.role === 'user') turns.push([one]);
    else last.push(one);
  }
  return turns.map((turn) => ({ said: turn, at: turn.find(({ print }) => timeOf(print) !== null)?.print.at ?? null }));
}

/** A recovered turn is stamped with the time of its recovery, which says nothing. */
const timeOf = ({ isRecovered, at }: StoredPrint): number | null => (isRecovered ? null : at);

/** Each side keeps its own order. Without all times the previous copy comes first: it is older. */
function byTime(live: readonly Turn[], previous: readonly Turn[]): OwnTurn[] {
  const merged: OwnTurn[] = [];
  const isTimed = [...live, ...previous].every(({ at }) => at !== null);
  let next = 0;
  for (const { said, at } of previous) {
    for (; isTimed && next < live.length && (live[next]!.at ?? 0) < (at ?? 0); next += 1)
      merged.push({ from: 'live', said: live[next]!.said });
    merged.push({ from: 'previous', said });
  }
  return [...merged, ...live.slice(next).map(({ said }): OwnTurn => ({ from: 'live', said }))];
}

/** Neighbours of one file as one part, and none that is empty. */
function joined(parts: readonly MergePart[]): MergePart[] {
  const result: MergePart[] = [];
  for (const part of parts) {
    const last = result.at(-1);
    if (lengthOf(part) === 0) continue;
    if (last?.from === part.from && last.end === part.start) result[result.length - 1] = { ...last, end: part.end };
    else result.push(part);
  }
  return result;
}

function leftOutOf(stretches: readonly Stretch[], takes: readonly Take[]): Merged['leftOut'] {
  const leftOut = { live: 0, previous: 0 };
  const leave = (take: Take | undefined, live: number, previous: number): void => {
    if (take === 'previous') leftOut.live += live;
    if (take === 'live') leftOut.previous += previous;
  };
  const only = onlyOf(takes);
  let next = 0;
  for (const stretch of stretches) {
    if (stretch.kind === 'differing') {
      leave(takes[next], entriesIn(stretch.live), entriesIn(stretch.previous));
      next += 1;
      continue;
    }
    stretch.pairs.forEach(({ rows }, i) => {
      if (rows !== null) leave(only ?? (i === stretch.pairs.length - 1 ? takes[next] : undefined), rows.live, rows.previous);
    });
  }
  return leftOut;
}

/** Entries of a side of a stretch. */
export const entriesIn = (said: readonly Entries[]): number => said.reduce((sum, one) => sum + lengthOf(one), 0);

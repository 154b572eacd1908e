/** Conversations that hang on the one that is read, and the one it hangs on: where among the messages a reader meets them. */
import type { TranscriptMessage } from './transcriptMessage';
import type { TranscriptNote, TranscriptRow } from './transcript';

/** Strings are untrusted data of the store; which conversation it is, is known to the host by its number. */
export interface Kin {
  /** `origin`: what the shown one hangs on; `by` says how, for both ways. */
  readonly side: 'origin' | 'offshoot';
  readonly by: KinRelation;
  readonly label: string;
  /** When it began, milliseconds since 1970; null when no store says. */
  readonly at: number | null;
  readonly messageCount: number | null;
}

/** A branch, a task that was handed to a subagent, or a conversation that was begun anew in the same place. */
export type KinRelation = 'branch' | 'subagent' | 'reset';

/** Of one conversation; the others are in the tree. */
export const MOST_KIN = 300;

/**
 * Rows with a note where each of them left: before the first message that is younger, or after the last one. `rows` are neighbours;
 * what belongs above or below them is left out. `isEnd`: the last row is that of the conversation.
 */
export function placeKin<M extends TranscriptMessage>(rows: readonly TranscriptRow<M>[], kin: readonly Kin[], isEnd: boolean): readonly TranscriptRow<M>[] {
  const shown = rows.flatMap((row, i) => (row.kind === 'silent' ? [] : [i]));
  const last = shown.at(-1);
  if (kin.length === 0 || last === undefined) return rows;
  const before = new Map<number, TranscriptNote[]>();
  const behind: TranscriptNote[] = [];
  kin.forEach(({ side, by, label, at, messageCount }, number) => {
    const note: TranscriptNote = { kind: 'kin', number, side, by, label, messageCount };
    const place = side === 'origin' ? 0 : at === null ? -1 : rows.findIndex(({ message }) => message.at !== null && message.at > at);
    // At the upper edge it may have left anywhere above, unless there is nothing above.
    if (place === 0 && rows[0]!.message.index > 0) return;
    const next = place === -1 ? undefined : shown.find((i) => i >= place);
    if (next !== undefined) before.set(next, [...(before.get(next) ?? []), note]);
    else if (isEnd && (place !== -1 || at !== null)) behind.push(note);
  });
  if (before.size === 0 && behind.length === 0) return rows;
  return rows.map((row, i) => {
    const notes = before.get(i);
    if (notes === undefined && (i !== last || behind.length === 0)) return row;
    return { ...row, notes: [...(notes ?? []), ...row.notes], ...(i === last && behind.length > 0 && { after: behind }) };
  });
}

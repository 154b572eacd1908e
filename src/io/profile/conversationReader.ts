/**
 * One conversation as a reader sees it: the segments of a chain one after the other, each in the copy that is shown by
 * default, with what is repeated where one goes on from another shown once.
 */
import { Failure } from '../../core/failure';
import type { Message } from '../../core/message';
import { repeatedAtSeam, type MessageSequence, type Range } from '../../core/seam';
import { copyAtPlace, type CopyName, type CopySource, type TranscriptTarget } from '../../core/transcriptTarget';
import type { CopyCounts } from './copyCounts';
import type { MessageReader, MessageSource, PageBound } from './messageReader';

/** A session of the chain with what is shown of it. */
export interface SegmentSource {
  /** The session and the very copy that is shown of it. */
  readonly target: TranscriptTarget;
  readonly source: MessageSource;
  /** Messages that stand in the segment before, too, and are not shown again. */
  readonly repeated: readonly Range[];
  /** The index of its first message in the conversation, and how many are shown. */
  readonly from: number;
  readonly count: number;
}

/** The whole of what is shown. `messageCount`, `undoneCount`, `incomplete` and `token` are of all segments together. */
export interface ConversationSource extends MessageSource {
  /** The copy of the session that was asked for. Ask with it from now on, so that it stays what it is. */
  readonly copy: CopySource;
  /** Oldest first. */
  readonly segments: readonly SegmentSource[];
}

interface Layout {
  readonly segments: readonly SegmentSource[];
  readonly copy: CopySource;
}

/** A message of a conversation. `startsSegment`: a compression stands between it and the one before. */
export type AsMessage<T> = (message: Message, index: number, startsSegment: boolean) => T;

const MOST_SEAMS = 256;

export class ConversationReader {
  /** What is repeated, by what both sides are. */
  private readonly seams = new Map<string, readonly Range[]>();
  private readonly choices = new Map<string, CopyName | null>();

  /** `segmentsOf` gives all sessions of the chain that a session belongs to, oldest first; itself alone when unknown. */
  constructor(
    private readonly messages: MessageReader,
    private readonly copies: CopyCounts,
    private readonly segmentsOf: (sessionId: string) => readonly string[],
  ) {}

  /** @throws Failure as `MessageReader.source` does for the session that was asked for */
  source(target: TranscriptTarget): ConversationSource {
    const { segments, copy } = this.layout(target);
    const sources = segments.map(({ source }) => source);
    const asked = segments.find(({ target: { sessionId } }) => sessionId === target.sessionId);
    return {
      place: asked?.source.place ?? 'state.db',
      copy,
      messageCount: segments.reduce((sum, { count }) => sum + count, 0),
      undoneCount: sources.reduce((sum, { undoneCount }) => sum + undoneCount, 0),
      incomplete: sources.some(({ incomplete }) => incomplete),
      token: sources.map(({ token }) => token).join(' '),
      segments,
    };
  }

  /** As `MessageReader.pageAs`, over all segments; a page may end early where one begins. @throws as `source` */
  pageAs<T>(target: TranscriptTarget, from: number, count: number, as: AsMessage<T>, bound: PageBound<T>): T[] {
    const { segments } = this.layout(target);
    // Whoever wants more than one run asks again, as for what is too long for one page.
    const run = runAt(segments, from, count);
    if (run === null) return [];
    const { segment, position, place } = run;
    const name = nameIn(position);
    return this.messages.pageAs(
      segment.target,
      place,
      run.count,
      (message, at) => {
        const index = from + at - place;
        return as({ ...message, id: name(message.id) }, index, position > 0 && index === segment.from);
      },
      bound,
    );
  }

  /**
   * The messages at these indexes, in ascending order, each with its number among them; a page may end early where a segment
   * begins. @throws as `source`
   */
  pickAs<T>(target: TranscriptTarget, indexes: readonly number[], as: (message: Message, i: number) => T, bound: PageBound<T>): T[] {
    const { segments } = this.layout(target);
    const run = indexes[0] === undefined ? null : runAt(segments, indexes[0], 1);
    if (run === null) return [];
    const { segment, position } = run;
    const here = indexes.filter((index) => index < segment.from + segment.count);
    const places = here.map((index) => placeOf(index - segment.from, segment.repeated));
    const name = nameIn(position);
    return this.messages.pickAs(segment.target, places, (message, i) => as({ ...message, id: name(message.id) }, i), bound);
  }

  /** @throws as `source` */
  message<T>(target: TranscriptTarget, messageId: string, as: AsMessage<T>): T | null {
    const { segments } = this.layout(target);
    const named = /^([1-9]\d*):(.+)$/s.exec(messageId);
    const position = named === null ? 0 : Number(named[1]);
    const segment = segments[position];
    const found = segment === undefined ? null : this.messages.message(segment.target, named?.[2] ?? messageId);
    if (segment === undefined || found === null) return null;
    const within = indexOf(found.index, segment.repeated);
    if (within === null) return null;
    const index = segment.from + within;
    return as({ ...found.message, id: messageId }, index, position > 0 && within === 0);
  }

  private layout(target: TranscriptTarget): Layout {
    const { sessionId, withUndone } = target;
    const all = target.isWhole === true ? this.segmentsOf(sessionId) : [];
    const ids = all.includes(sessionId) ? all : [sessionId];
    const segments: SegmentSource[] = [];
    let copy: CopySource = 'state_db';
    for (const id of ids) {
      const isAsked = id === sessionId;
      const chosen = (isAsked ? target.source : null) ?? this.choiceFor(id, target.source === null);
      const segment: TranscriptTarget = { sessionId: id, source: chosen, ...(withUndone === true && { withUndone }) };
      const source = isAsked ? this.messages.source(segment) : this.sourceOfOther(segment);
      // By its name: what is shown by default may be another one with the next page.
      const name = chosen ?? copyAtPlace(source.place);
      const resolved = { ...segment, source: name };
      if (isAsked && name !== null) copy = name;
      const repeated = segments.length === 0 ? [] : this.repeatedIn(segments, resolved, source);
      const before = segments.at(-1);
      segments.push({
        target: resolved,
        source,
        repeated,
        from: before === undefined ? 0 : before.from + before.count,
        count: source.messageCount - repeated.reduce((sum, range) => sum + range.to - range.from, 0),
      });
    }
    return { segments, copy };
  }

  /** Made anew for whoever asks without naming a copy; for whoever goes on reading it stays what it was. */
  private choiceFor(sessionId: string, isAnew: boolean): CopyName | null {
    const known = this.choices.get(sessionId);
    if (known !== undefined && !isAnew) return known;
    const choice = this.copies.firstChoice(sessionId);
    this.choices.set(sessionId, choice);
    return choice;
  }

  /** Another segment that cannot be read takes nothing away from the others; that it is missing is told. */
  private sourceOfOther(target: TranscriptTarget): MessageSource {
    try {
      return this.messages.source(target);
    } catch (error) {
      if (!Failure.is(error)) throw error;
      return { place: 'state.db', messageCount: 0, undoneCount: 0, incomplete: true, token: error.code };
    }
  }

  /** Of all that is shown before it: a file may begin with the whole chain, and not only with the segment before. */
  private repeatedIn(before: readonly SegmentSource[], target: TranscriptTarget, source: MessageSource): readonly Range[] {
    const key = JSON.stringify([...before.map((each) => identityOf(each.target, each.source)), identityOf(target, source)]);
    const known = this.seams.get(key);
    if (known !== undefined) return known;
    const next: MessageSequence = {
      length: source.messageCount,
      read: (from, count) => this.messages.page(target, from, count),
    };
    const ranges = repeatedAtSeam(this.sequence(before), next);
    if (this.seams.size >= MOST_SEAMS) this.seams.clear();
    this.seams.set(key, ranges);
    return ranges;
  }

  private sequence(segments: readonly SegmentSource[]): MessageSequence {
    const last = segments.at(-1);
    return {
      length: last === undefined ? 0 : last.from + last.count,
      read: (from, count) => {
        const run = runAt(segments, from, count);
        return run === null ? [] : this.messages.page(run.segment.target, run.place, run.count);
      },
    };
  }
}

/** Rows have one token for the whole database; what is added to a session shows in its number of messages. */
const identityOf = (target: TranscriptTarget, { place, token, messageCount, undoneCount }: MessageSource): unknown[] => [
  target.sessionId,
  target.withUndone === true,
  place === 'state.db' ? [messageCount, undoneCount] : token,
];

/** Ids of rows are unique over all sessions and places in a file are not, so all but the oldest segment say which it is. */
export const nameIn = (position: number): ((id: string) => string) =>
  position === 0 ? (id) => id : (id) => `${position}:${id}`;

/** The neighbours in one copy that begin with the `from`-th message of all; at most `count`. Null behind the end. */
function runAt(
  segments: readonly SegmentSource[],
  from: number,
  count: number,
): { readonly segment: SegmentSource; readonly position: number; readonly place: number; readonly count: number } | null {
  const position = segments.findIndex((each) => from < each.from + each.count);
  const segment = segments[position];
  if (segment === undefined) return null;
  const within = from - segment.from;
  const place = placeOf(within, segment.repeated);
  const next = segment.repeated.find((range) => range.from > place);
  return { segment, position, place, count: Math.min(count, segment.count - within, (next?.from ?? Infinity) - place) };
}

/** The place in the copy of the `index`-th message that is shown. */
function placeOf(index: number, repeated: readonly Range[]): number {
  let place = index;
  for (const { from, to } of repeated) if (from <= place) place += to - from;
  return place;
}

/** The mirror of `placeOf`; null for a message that is not shown. */
function indexOf(place: number, repeated: readonly Range[]): number | null {
  let index = place;
  for (const { from, to } of repeated) {
    if (place >= from && place < to) return null;
    if (place >= to) index -= to - from;
  }
  return index;
}

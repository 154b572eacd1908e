/**
 * Conversations as a filter leaves them: one sequence of its own, in pages, as the whole one is. What a filter asks of each message is
 * read once (`core/messageTraits`), in slices, and kept; of a conversation that only grew, what is new.
 */
import { filtered, type Filtered } from '../../core/messageFilter';
import { MessageTraits, type FilterFacts } from '../../core/messageTraits';
import type { Message } from '../../core/message';
import type { TranscriptTarget } from '../../core/transcriptTarget';
import type { ConversationReader, ConversationSource } from './conversationReader';
import type { PageBound } from './messageReader';

/** What is shown; `messageCount` is that of the sequence. */
export interface FilteredSource extends ConversationSource {
  /** Messages that have something to show, and all there are; null without a filter. */
  readonly filtered: { readonly shown: number; readonly total: number } | null;
}

/** As `AsMessage`; `number` is the place of the message in the whole conversation. */
export type AsFiltered<T> = (message: Message, index: number, startsSegment: boolean, number: number) => T;

interface Known {
  /** What has to be the same for `traits` to still hold of the messages they were read from. */
  readonly ground: string;
  /** The state they were looked at in last: nothing has to be proved while it is the same. */
  token: string;
  total: number;
  lastId: string | null;
  readonly traits: MessageTraits;
  /** What filters leave, by themselves as JSON; made anew when there are more messages. */
  readonly left: Map<string, Filtered>;
}

/** So much is read before whoever waits for something else gets a turn. */
const SLICE: PageBound<number> = { most: 1024 * 1024, sizeOf: (bytes) => bytes };
const SLICE_MESSAGES = 1_000;
/** Conversations that are kept, and filters of each. */
const MOST_KNOWN = 4;
const MOST_FILTERS = 8;

export class FilteredReader {
  private readonly known = new Map<string, Known>();

  constructor(private readonly conversations: ConversationReader) {}

  /** @throws as `ConversationReader.source` */
  source(target: TranscriptTarget): FilteredSource {
    const source = this.conversations.source(target);
    const left = this.left(target, source);
    if (left === null) return { ...source, filtered: null };
    const { places, shown } = left;
    return { ...source, messageCount: places.length, filtered: { shown, total: source.messageCount } };
  }

  /** Reads a slice of what filters ask; true when nothing is left to be read. Whoever goes on without it waits for all of it. */
  prepare(target: TranscriptTarget): boolean {
    const source = this.conversations.source(target);
    const known = this.knownOf(target, source);
    return known.traits.count >= source.messageCount || this.readSlice(target, known) === 0 || known.traits.count >= source.messageCount;
  }

  /** What the target's filter leaves of the conversation as it is now, by places in the whole of it; null without a filter. @throws as `source` */
  leaves(target: TranscriptTarget): Filtered | null {
    return this.left(target, this.conversations.source(target));
  }

  facts(target: TranscriptTarget): FilterFacts {
    return this.whole(target, this.conversations.source(target)).traits.facts();
  }

  /** The position of the message at a place of the whole conversation, or of the nearest one that shows something. -1 for none. */
  near(target: TranscriptTarget, place: number): number {
    return this.left(target, this.conversations.source(target))?.near(place) ?? place;
  }

  /** As `ConversationReader.pageAs`, by positions among what the target's filter leaves. */
  pageAs<T>(target: TranscriptTarget, from: number, count: number, as: AsFiltered<T>, bound: PageBound<T>): T[] {
    if (target.filter === undefined)
      return this.conversations.pageAs(target, from, count, (message, index, starts) => as(message, index, starts, index), bound);
    const source = this.conversations.source(target);
    const { places, strip } = this.left(target, source)!;
    const page = places.slice(from, from + count);
    const starts = startsOf(source);
    const here = (message: Message, i: number): T =>
      as(strip(message, page[i]!), from + i, isCutBefore(places, from + i, starts), page[i]!);
    return this.conversations.pickAs(target, page, here, bound);
  }

  /** As `ConversationReader.message`; null for a message that the filter hides, too. */
  message<T>(target: TranscriptTarget, messageId: string, as: AsFiltered<T>): T | null {
    const found = this.conversations.message(target, messageId, (message, place, starts) => ({ message, place, starts }));
    if (found === null) return null;
    const { message, place } = found;
    if (target.filter === undefined) return as(message, place, found.starts, place);
    const source = this.conversations.source(target);
    const { places, strip } = this.left(target, source)!;
    const index = places.indexOf(place);
    return index === -1 ? null : as(strip(message, place), index, isCutBefore(places, index, startsOf(source)), place);
  }

  /** What the target's filter leaves; null without one. */
  private left(target: TranscriptTarget, source: ConversationSource): Filtered | null {
    if (target.filter === undefined) return null;
    const { left, traits } = this.whole(target, source);
    const key = JSON.stringify(target.filter);
    const made = left.get(key);
    if (made !== undefined) return made;
    const making = filtered(traits, target.filter);
    if (left.size >= MOST_FILTERS) left.clear();
    left.set(key, making);
    return making;
  }

  private whole(target: TranscriptTarget, source: ConversationSource): Known {
    const known = this.knownOf(target, source);
    while (known.traits.count < source.messageCount && this.readSlice(target, known) > 0);
    return known;
  }

  /** Messages that were read; 0 at the end. */
  private readSlice(target: TranscriptTarget, known: Known): number {
    const { traits } = known;
    const from = traits.count;
    // A page under a database that moves is made twice: what it gave is taken once it is there.
    const read = this.conversations.pageAs(target, from, SLICE_MESSAGES, (message) => message, {
      most: SLICE.most,
      sizeOf: ({ contentBytes }) => SLICE.sizeOf(contentBytes),
    });
    for (const message of read) traits.add(message);
    known.lastId = read.at(-1)?.id ?? known.lastId;
    if (read.length > 0) known.left.clear();
    return read.length;
  }

  /** What is known of a conversation, as far as it is still true. */
  private knownOf(target: TranscriptTarget, source: ConversationSource): Known {
    const { sessionId, source: copy, withUndone, isWhole } = target;
    const key = JSON.stringify([sessionId, copy, withUndone === true, isWhole === true]);
    const known = this.known.get(key);
    const ground = groundOf(source);
    if (known !== undefined && known.ground === ground && this.stillHolds(target, known, source)) {
      known.token = source.token;
      known.total = source.messageCount;
      return known;
    }
    this.known.delete(key);
    for (const oldest of this.known.keys()) {
      if (this.known.size < MOST_KNOWN) break;
      this.known.delete(oldest);
    }
    const { token, messageCount: total } = source;
    const fresh: Known = { ground, token, total, lastId: null, traits: new MessageTraits(), left: new Map() };
    this.known.set(key, fresh);
    return fresh;
  }

  /** Rows are only ever added: where the last one that was read stands where it stood, all before it does. */
  private stillHolds(target: TranscriptTarget, known: Known, source: ConversationSource): boolean {
    const { traits, lastId } = known;
    if (known.token === source.token && known.total === source.messageCount) return true;
    if (source.messageCount < traits.count) return false;
    if (traits.count === 0) return true;
    const [last] = this.conversations.pageAs(target, traits.count - 1, 1, ({ id }) => id, { most: 1, sizeOf: () => 1 });
    return last === lastId;
  }
}

/** Another ground is another conversation: other segments, fewer or more messages in one that is over, another file. */
const groundOf = ({ segments }: ConversationSource): string =>
  JSON.stringify(
    segments.map(({ target, source, count }, i) => {
      const isLast = i === segments.length - 1;
      // What a file holds may be anything when it changed; rows of an ended segment stay as many as they are.
      return [target.sessionId, source.place, source.place !== 'state.db' ? source.token : isLast ? source.undoneCount : [count, source.undoneCount]];
    }),
  );

/** Places where a segment goes on from another one. */
const startsOf = ({ segments }: ConversationSource): readonly number[] => segments.slice(1).map(({ from }) => from);

/** A compression stands between what is shown at a position and what is shown before it. */
const isCutBefore = (places: readonly number[], position: number, starts: readonly number[]): boolean =>
  position > 0 && starts.some((start) => start > places[position - 1]! && start <= places[position]!);

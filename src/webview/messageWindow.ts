/** The messages of the feed that are loaded: neighbours, in order, and what is asked for beside them. */
import { PAGE_LIMIT, type PageEdge, type ShownMessage } from '../core/protocol';
import type { Host } from './host';
import { overlaps, type Span, type Wish } from './wishes';

/** Messages kept at most, beside those in and near the view; the others are let go and come again when they are needed. */
export const WINDOW_LIMIT = 4 * PAGE_LIMIT;

/** Taken for the time of an answer before there was one, and at most, in ms. */
const FIRST_ANSWER_MS = 60;
const LONGEST_ANSWER_MS = 250;

export class MessageWindow {
  /** What is on its way, oldest first, and since when, in ms. */
  private asked: readonly { readonly wish: Wish; readonly at: number }[] = [];
  private answerMs = FIRST_ANSWER_MS;

  constructor(
    private readonly host: Pick<Host, 'post'>,
    public messages: readonly ShownMessage[],
    /** Something was asked for, or has come. */
    private readonly onDidLoad: (isBusy: boolean) => void,
  ) {}

  /** Index of the first message, and the one behind the last; equal when there is none. */
  get first(): number {
    return this.messages[0]?.index ?? 0;
  }

  get end(): number {
    return this.first + this.messages.length;
  }

  /** What was asked for and has not come, oldest first. */
  get pending(): readonly Wish[] {
    return this.asked.map(({ wish }) => wish);
  }

  /** How long a place takes to come, in ms, as the last ones did. */
  get latencyMs(): number {
    return this.answerMs;
  }

  isLoaded(index: number): boolean {
    return index >= this.first && index < this.end;
  }

  find(messageId: string): ShownMessage | undefined {
    return this.messages.find((message) => message.id === messageId);
  }

  ask(wish: Wish): void {
    const { from, to } = wish;
    if (wish.kind === 'around') this.host.post({ type: 'around', index: wish.index, from, count: to - from });
    else this.host.post({ type: 'page', edge: wish.kind, from, count: to - from });
    // A page is a neighbour of what is loaded: it will not fit a window of its own.
    const kept = this.asked.filter((other) => other.wish.kind === 'around');
    this.say([...kept, { wish, at: performance.now() }]);
  }

  /** What was asked for has come, or will not come. */
  answered(): void {
    this.say([]);
  }

  /** Messages that were asked for; null for those that do not continue the window, or belong to an older question. */
  joined(edge: PageEdge, page: readonly ShownMessage[]): readonly ShownMessage[] | null {
    const asked = this.asked.find(({ wish }) => wish.kind === edge);
    if (asked === undefined) return null;
    const first = page[0]?.index;
    // Long messages make a shorter page, at the edge that was asked for. One of another edge is the answer to an older question: the
    // newer one is still to come.
    if (first !== undefined && (edge === 'above' ? first + page.length !== asked.wish.to : first !== asked.wish.from)) return null;
    this.say(this.asked.filter((each) => each !== asked));
    const fits = edge === 'above' ? first !== undefined && first + page.length === this.first : first === this.end;
    if (!fits) return null;
    return edge === 'above' ? [...page, ...this.messages] : [...this.messages, ...page];
  }

  /**
   * The messages around an index that was asked for: a window of their own. They may be those of an older wish, whose place the reader
   * has left; null when none of them is among the `needed`.
   */
  around(index: number, messages: readonly ShownMessage[], needed: Span): readonly ShownMessage[] | null {
    const asked = this.asked.find(({ wish }) => wish.kind === 'around' && wish.index === index);
    if (asked === undefined) return null;
    this.answerMs += (Math.min(LONGEST_ANSWER_MS, performance.now() - asked.at) - this.answerMs) / 4;
    this.say(this.asked.filter((each) => each !== asked));
    const first = messages[0]?.index ?? 0;
    return overlaps({ from: first, to: first + messages.length }, needed) ? messages : null;
  }

  /** With what stands at the end now; what comes after a gap is left out, as the rest is a page away. */
  withTail(tail: readonly ShownMessage[], keepsEnd: boolean): readonly ShownMessage[] {
    const from = tail[0]?.index ?? -1;
    const keeps = from >= this.first && from <= this.end;
    const kept = keeps ? this.messages.slice(0, from - this.first) : this.messages;
    const known = new Map(this.messages.map((message) => [message.id, message]));
    const added = keeps ? tail.map((message) => sameAs(known.get(message.id), message)) : [];
    const all = [...kept, ...added];
    return keepsEnd
      ? all.slice(Math.max(0, all.length - WINDOW_LIMIT))
      : all.slice(0, Math.max(WINDOW_LIMIT, this.messages.length));
  }

  private say(asked: MessageWindow['asked']): void {
    this.asked = asked;
    this.onDidLoad(asked.length > 0);
  }
}

/** Without the messages that are too many; `from` .. `to` are needed in any case. */
export function trimmed(all: readonly ShownMessage[], from: number, to: number): readonly ShownMessage[] {
  const first = all[0]?.index ?? 0;
  const above = Math.max(0, from - first);
  const below = Math.max(0, all.length - (to + 1 - first));
  const surplus = Math.max(0, all.length - WINDOW_LIMIT);
  const cut = Math.min(surplus, above);
  return all.slice(cut, all.length - Math.min(surplus - cut, below));
}

/** The message we have when nothing in it changed, so that its article stays. */
function sameAs(known: ShownMessage | undefined, message: ShownMessage): ShownMessage {
  return known !== undefined && JSON.stringify(known) === JSON.stringify(message) ? known : message;
}

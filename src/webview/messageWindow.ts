/** The messages of the feed that are loaded: neighbours, in order, and what is asked for beside them. */
import { PAGE_LIMIT, type PageEdge, type ShownMessage } from '../core/protocol';
import type { Host } from './host';

/** Messages kept at most, beside those in and near the view; the others are let go and come again when they are needed. */
export const WINDOW_LIMIT = 4 * PAGE_LIMIT;

export class MessageWindow {
  private loading: PageEdge | 'around' | null = null;

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

  get isLoading(): boolean {
    return this.loading !== null;
  }

  isLoaded(index: number): boolean {
    return index >= this.first && index < this.end;
  }

  find(messageId: string): ShownMessage | undefined {
    return this.messages.find((message) => message.id === messageId);
  }

  /** Asks for `count` neighbours at one edge. */
  load(edge: PageEdge, count: number): void {
    this.host.post({ type: 'page', edge, from: edge === 'above' ? this.first - count : this.end, count });
    this.say(edge);
  }

  /** Asks for a window around `index`; whatever else is on its way belongs to a place that is being left, and will not fit. */
  loadAround(index: number): void {
    this.host.post({ type: 'around', index });
    this.say('around');
  }

  /** What was asked for has come, or will not come. */
  answered(): void {
    this.say(null);
  }

  /** Messages that were asked for; null for those that do not continue the window, which belong to an older question. */
  joined(edge: PageEdge, page: readonly ShownMessage[]): readonly ShownMessage[] | null {
    if (this.loading !== edge) return null;
    this.answered();
    const first = page[0]?.index;
    const fits = edge === 'above' ? first !== undefined && first + page.length === this.first : first === this.end;
    if (!fits) return null;
    return edge === 'above' ? [...page, ...this.messages] : [...this.messages, ...page];
  }

  /** The messages around an index that was asked for: a window of their own. Null when they are another question's. */
  around(index: number, messages: readonly ShownMessage[]): readonly ShownMessage[] | null {
    if (this.loading !== 'around') return null;
    this.answered();
    const first = messages[0]?.index ?? -1;
    return first === -1 || index < first || index >= first + messages.length ? null : messages;
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

  private say(loading: PageEdge | 'around' | null): void {
    this.loading = loading;
    this.onDidLoad(loading !== null);
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

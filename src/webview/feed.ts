/**
 * The feed: a window of neighbouring messages, the articles that show them, and a row at each edge that says how many
 * lie beyond. What the reader sees never jumps: every change finds an article on screen first and puts it back where it
 * was. Articles can be drawn anew at any time, as what the reader opened is kept in `View` and not in the elements.
 */
import { PAGE_LIMIT, type PageEdge, type Place, type ShownMessage, type TranscriptHeader } from '../core/protocol';
import { arrange, type TranscriptRow } from '../core/transcript';
import { renderArticle } from './article';
import { h } from './dom';
import { moveByKeys } from './feedKeys';
import type { View } from './view';

/**
 * Messages kept in the page at most; beyond it, those farthest from the reader are let go and come again when scrolled
 * to.
 */
const WINDOW_LIMIT = 4 * PAGE_LIMIT;
/** How near to an edge, in pixels, more messages are asked for. */
const AHEAD_PX = 1200;
/** A reader this near to the end follows what is added. */
const FOLLOW_PX = 32;

interface Shown {
  readonly article: HTMLElement;
  readonly message: ShownMessage;
  readonly signature: string;
  /** Of a tool's answer: the message that asked, whose arguments are shown here. */
  readonly askedIn: string | null;
}

export class Feed {
  readonly element = h('div', { class: 'column' });
  private readonly list: HTMLElement;
  private readonly gaps: Readonly<Record<PageEdge, HTMLButtonElement>>;
  private readonly empty: HTMLElement;
  private readonly shown = new Map<string, Shown>();
  private messages: readonly ShownMessage[] = [];
  private header: TranscriptHeader;
  private loading: PageEdge | null = null;

  constructor(
    private readonly view: View,
    header: TranscriptHeader,
    messages: readonly ShownMessage[],
    /** The lower edge of what sticks to the top of the window. */
    private readonly topEdge: () => number,
  ) {
    this.header = header;
    this.list = h('div', { role: 'feed', 'aria-label': view.say('conversation'), 'aria-busy': 'false' });
    this.gaps = { above: this.createGap('above'), below: this.createGap('below') };
    this.empty = h('p', { class: 'message' }, view.say('empty'));
    this.element.append(this.gaps.above, this.list, this.gaps.below, this.empty);
    moveByKeys(this.list, topEdge);
    this.messages = messages;
    this.draw();
  }

  /** To be called once the feed is in the page: stands at `place`, or at the end. */
  goTo(place: Place | null): void {
    const article = place === null ? undefined : this.shown.get(place.messageId)?.article;
    if (article === undefined || place === null) window.scrollTo(0, document.documentElement.scrollHeight);
    else window.scrollBy(0, article.getBoundingClientRect().top - this.topEdge() - place.offset);
    this.lookAhead();
  }

  /** The first article in view and how far it stands from the top edge; null when it is the end that is in view. */
  place(): Place | null {
    const first = this.isAtEnd() ? undefined : this.firstInView();
    const messageId = first?.dataset.messageId;
    return first === undefined || messageId === undefined
      ? null
      : { messageId, offset: Math.round(first.getBoundingClientRect().top - this.topEdge()) };
  }

  /** Messages that were asked for. Those that do not continue the window belong to an older question. */
  addPage(edge: PageEdge, page: readonly ShownMessage[]): void {
    if (this.loading === edge) this.loading = null;
    const from = this.messages[0]?.index ?? 0;
    const to = from + this.messages.length;
    const first = page[0]?.index;
    const fits = edge === 'above' ? first !== undefined && first + page.length === from : first === to;
    if (!fits) return this.drawGaps();
    const all = edge === 'above' ? [...page, ...this.messages] : [...this.messages, ...page];
    const surplus = Math.max(0, all.length - WINDOW_LIMIT);
    this.change(edge === 'above' ? all.slice(0, all.length - surplus) : all.slice(surplus), edge === 'above');
    this.lookAhead();
  }

  /** What stands at the end now. A reader elsewhere only learns how much there is. */
  setTail(header: TranscriptHeader, tail: readonly ShownMessage[]): void {
    const follows = this.isAtEnd();
    this.header = header;
    const from = tail[0]?.index ?? -1;
    const start = this.messages[0]?.index ?? 0;
    const keeps = from >= start && from <= start + this.messages.length;
    const kept = keeps ? this.messages.slice(0, from - start) : this.messages;
    const known = new Map(this.messages.map((message) => [message.id, message]));
    const added = keeps ? tail.map((message) => sameAs(known.get(message.id), message)) : [];
    const all = [...kept, ...added];
    // The window moves on only with a reader who follows: what another one looks at stays, and the rest is a page away.
    this.change(
      follows
        ? all.slice(Math.max(0, all.length - WINDOW_LIMIT))
        : all.slice(0, Math.max(WINDOW_LIMIT, this.messages.length)),
      false,
    );
    if (follows) window.scrollTo(0, document.documentElement.scrollHeight);
    this.lookAhead();
  }

  /** A piece of a long text came: what shows the message is drawn anew, and the focus stays on what asked for it. */
  redraw(messageId: string): void {
    for (const [id, shown] of this.shown) {
      if (id === messageId || shown.askedIn === messageId) this.shown.set(id, { ...shown, signature: '' });
    }
    this.change(this.messages, false);
  }

  find(messageId: string): ShownMessage | undefined {
    return this.messages.find((message) => message.id === messageId);
  }

  /** Asks for more where the reader comes near an edge of the window. */
  lookAhead(): void {
    if (this.loading !== null) return;
    const isNear = (edge: PageEdge): boolean => {
      if (this.beyond(edge) === 0) return false;
      const box = this.gaps[edge].getBoundingClientRect();
      return edge === 'above' ? box.bottom > -AHEAD_PX : box.top < window.innerHeight + AHEAD_PX;
    };
    if (isNear('above')) this.load('above');
    else if (isNear('below')) this.load('below');
  }

  isAtEnd(): boolean {
    const { scrollHeight } = document.documentElement;
    return this.beyond('below') === 0 && window.scrollY + window.innerHeight >= scrollHeight - FOLLOW_PX;
  }

  private load(edge: PageEdge): void {
    const count = Math.min(PAGE_LIMIT, this.beyond(edge));
    if (this.loading !== null || count === 0) return;
    this.loading = edge;
    const first = this.messages[0]?.index ?? 0;
    this.view.host.post({
      type: 'page',
      edge,
      from: edge === 'above' ? first - count : first + this.messages.length,
      count,
    });
    this.drawGaps();
  }

  /** How many messages lie beyond an edge of the window. */
  private beyond(edge: PageEdge): number {
    const first = this.messages[0]?.index ?? 0;
    return edge === 'above' ? first : Math.max(0, this.header.messageCount - first - this.messages.length);
  }

  /**
   * `fromBelow` keeps the lower edge of the article in view: growing upward may take its name and notes from its top.
   */
  private change(messages: readonly ShownMessage[], fromBelow: boolean): void {
    const anchor = this.firstInView();
    const id = anchor?.dataset.messageId;
    const edge = (article: HTMLElement): number => article.getBoundingClientRect()[fromBelow ? 'bottom' : 'top'];
    const before = anchor === undefined ? 0 : edge(anchor);
    this.messages = messages;
    this.draw();
    // The browser's own scroll anchoring is off (see the styles): it does not work at the very top, and two would add
    // up.
    const after = id === undefined ? undefined : this.shown.get(id)?.article;
    if (after !== undefined) window.scrollBy(0, edge(after) - before);
  }

  private firstInView(): HTMLElement | undefined {
    const top = this.topEdge();
    const { children } = this.list;
    // By halves: articles stand in order, and there may be hundreds.
    let low = 0;
    let high = children.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (children[middle]!.getBoundingClientRect().bottom > top) high = middle;
      else low = middle + 1;
    }
    return children[low] as HTMLElement | undefined;
  }

  private draw(): void {
    const { formats } = this.view;
    const rows = arrange(this.messages, { atEnd: this.beyond('below') === 0, dayOf: formats.day }).filter(
      (row) => row.kind !== 'silent',
    );
    const focus = focusedPart(this.list);
    const kept = new Set(rows.map((row) => row.message.id));
    for (const [id, { article }] of this.shown) {
      if (kept.has(id)) continue;
      article.remove();
      this.shown.delete(id);
    }
    let next = this.list.firstElementChild;
    for (const row of rows) {
      const known = this.shown.get(row.message.id)?.article;
      const article = this.articleOf(row);
      // An article drawn anew has taken the place of the old one.
      if (known !== undefined && known === next) next = article;
      if (article === next) next = next.nextElementSibling;
      else this.list.insertBefore(article, next);
    }
    if (focus !== null && document.activeElement !== focus.element) this.refocus(focus);
    this.drawGaps();
  }

  private articleOf(row: TranscriptRow<ShownMessage>): HTMLElement {
    const { message, ...place } = row;
    const signature = JSON.stringify([place, message.index === 0 ? this.header.systemPrompt?.chars : null]);
    const known = this.shown.get(message.id);
    if (known !== undefined && known.message === message && known.signature === signature) {
      known.article.setAttribute('aria-setsize', String(this.header.messageCount));
      return known.article;
    }
    const article = renderArticle(this.view, row, {
      total: this.header.messageCount,
      systemPrompt: this.header.systemPrompt,
    });
    known?.article.replaceWith(article);
    this.shown.set(message.id, { article, message, signature, askedIn: row.kind === 'result' ? row.askedIn : null });
    return article;
  }

  private refocus(focus: Focus): void {
    const article = this.shown.get(focus.messageId)?.article;
    const part =
      focus.part === null ? null : article?.querySelector<HTMLElement>(`[data-focus="${CSS.escape(focus.part)}"]`);
    (part ?? article)?.focus({ preventScroll: true });
  }

  private createGap(edge: PageEdge): HTMLButtonElement {
    return h('button', { type: 'button', class: `gap ${edge}`, onclick: () => this.load(edge) });
  }

  private drawGaps(): void {
    for (const edge of ['above', 'below'] as const) {
      const count = this.beyond(edge);
      const gap = this.gaps[edge];
      gap.hidden = count === 0;
      gap.textContent =
        this.loading === edge
          ? this.view.say('loadingMessages', { count: Math.min(PAGE_LIMIT, count) })
          : this.view.say(edge === 'above' ? 'messagesAbove' : 'messagesBelow', { count });
    }
    this.empty.hidden = this.header.messageCount > 0;
    this.list.setAttribute('aria-busy', String(this.loading !== null));
  }
}

interface Focus {
  readonly element: Element;
  readonly messageId: string;
  readonly part: string | null;
}

function focusedPart(list: HTMLElement): Focus | null {
  const element = document.activeElement;
  const messageId = element?.closest('article')?.dataset.messageId;
  if (element === null || messageId === undefined || !list.contains(element)) return null;
  return { element, messageId, part: element.getAttribute('data-focus') };
}

/** The message we have when nothing in it changed, so that its article stays. */
function sameAs(known: ShownMessage | undefined, message: ShownMessage): ShownMessage {
  return known !== undefined && JSON.stringify(known) === JSON.stringify(message) ? known : message;
}

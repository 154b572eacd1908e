/**
 * The feed: all messages of the conversation by their heights, a window of neighbours that are loaded, and articles only for those in
 * and near the view. What the reader sees never jumps: every change holds one row, the anchor, where it stands on the page. Articles
 * can be drawn anew at any time, as what the reader opened is kept in `View` and not in the elements.
 */
import { PAGE_LIMIT, type PageEdge, type Place, type ShownMessage, type TranscriptHeader } from '../core/protocol';
import { arrange, type TranscriptRow } from '../core/transcript';
import type { TextSlot } from '../core/transcriptMessage';
import { renderArticle } from './article';
import { h, icon } from './dom';
import { moveByKeys } from './feedKeys';
import { Heights } from './heights';
import type { View } from './view';
import { hidingParts } from './hidingParts';

/** Messages kept at most, beside those in and near the view; the others are let go and come again when they are needed. */
const WINDOW_LIMIT = 4 * PAGE_LIMIT;
/** How far beyond the view, in pixels, messages are asked for, and how far they are drawn. */
const AHEAD_PX = 1200;
const DRAWN_PX = 600;
/** A reader this near to the end follows what is added. */
const FOLLOW_PX = 32;
/** Rows that are drawn beyond the view because the selection reaches so far. */
const SELECTED_ROWS = 200;

type Row = TranscriptRow<ShownMessage>;

interface Shown {
  readonly article: HTMLElement;
  readonly message: ShownMessage;
  readonly signature: string;
  /** Of a tool's answer: the message that asked, whose arguments are shown here. */
  readonly askedIn: string | null;
}

/** The row that stays where it is: an edge of it, in pixels from the beginning of the rows. */
interface Anchor {
  readonly index: number;
  readonly edge: 'top' | 'bottom';
  readonly y: number;
}

export class Feed {
  readonly element = h('div', { class: 'column' });
  private readonly body = h('div', { class: 'rows' });
  private readonly list: HTMLElement;
  private readonly gaps: Readonly<Record<PageEdge, HTMLElement>>;
  private readonly empty: HTMLElement;
  private readonly pill: HTMLButtonElement;
  private readonly heights: Heights;
  /** Heights by id: what was measured stays so when the conversation is told anew. */
  private readonly heightOf = new Map<string, number>();
  private readonly shown = new Map<string, Shown>();
  private readonly resizes = new ResizeObserver(() => this.settle());
  private messages: readonly ShownMessage[];
  private rows: readonly Row[] = [];
  private header: TranscriptHeader;
  private loading: PageEdge | 'around' | null = null;
  /** Where to stand once the messages around it have come. */
  private goal: { readonly index: number; readonly offset: number } | null = null;
  /** How much lower the rows stand than their heights say; taken back when the reader rests (`rest`). */
  private drift = 0;
  /** The text to be shown once it has come. */
  private wantedText: { readonly index: number; readonly slot: TextSlot } | null = null;
  private anchor: Anchor | null = null;
  private wasAtEnd = false;
  private isSettled = false;
  /** Messages there were when the end was in view last. */
  private seenCount: number;
  private lostFocus: Omit<Focus, 'element'> | null = null;
  private lastPlace: Place | null = null;

  constructor(
    private readonly view: View,
    header: TranscriptHeader,
    messages: readonly ShownMessage[],
    /** The lower edge of what sticks to the top of the window. */
    private readonly topEdge: () => number,
    /** What is drawn has changed. */
    private readonly onDidDraw: () => void,
    /** What was measured by an earlier feed of the same conversation. */
    before: Feed | null = null,
  ) {
    this.header = header;
    this.heights = new Heights(header.messageCount);
    for (const [id, height] of before?.heightOf ?? []) this.heightOf.set(id, height);
    this.list = h('div', { role: 'feed', 'aria-label': view.say('conversation'), 'aria-busy': 'false', tabindex: -1 });
    this.gaps = { above: h('div', { class: 'gap' }), below: h('div', { class: 'gap' }) };
    this.empty = h('p', { class: 'message' }, view.say('empty'));
    this.pill = h('button', { type: 'button', class: 'pill', onclick: () => this.goToEnd() });
    this.pill.hidden = true;
    this.seenCount = header.messageCount;
    this.body.append(this.gaps.above, this.list, this.gaps.below);
    this.element.append(this.body, this.empty, h('div', { role: 'status' }, this.pill));
    moveByKeys(this.list, topEdge, () => this.articleInView());
    this.messages = messages;
    this.arrange();
  }

  /** No resize is answered any more. */
  dispose(): void {
    this.resizes.disconnect();
  }

  /** To be called once the feed is in the page: stands at `place`, or at the end. */
  goTo(place: Place | null): void {
    const index = place === null ? -1 : (this.find(place.messageId)?.index ?? -1);
    if (index === -1 || place === null) this.toEnd();
    else this.stand(index, place.offset);
    this.lookAhead();
  }

  /** Stands at a message, its beginning `offset` pixels below the top edge; loads what is around it when it has to. */
  goToIndex(index: number, offset = 0): void {
    const to = Math.max(0, Math.min(index, this.header.messageCount - 1));
    this.goal = null;
    if (this.isLoaded(to)) {
      this.stand(to, offset);
      this.lookAhead();
      return;
    }
    this.goal = { index: to, offset };
    // Whatever is on its way belongs to a place that is being left; its answer will not fit.
    this.loading = null;
    this.loadAround(to);
  }

  /** Brings the row that shows this text near the view, with what hides it opened; loads it first when it has to. */
  reveal(index: number, slot: TextSlot): void {
    this.wantedText = null;
    if (!this.isLoaded(index)) {
      this.wantedText = { index, slot };
      this.goToIndex(index);
      return;
    }
    const asking = this.messages[index - this.first]!;
    // What was asked of a tool is shown with its answer.
    const row =
      this.rows.find((each) => each.kind === 'result' && each.askedIn === asking.id && each.call?.input.slot === slot) ??
      this.rows[index - this.first]!;
    if (row.kind === 'silent') return;
    for (const [id, part] of hidingParts(row, asking.id, slot)) this.view.setOpen(id, part, true);
    this.forgetDrawn(row.message.id);
    const at = row.message.index;
    const y = this.yOf(at) - this.viewTop();
    // What is in view already stays where it is.
    if (y > -this.heights.top(at + 1) + this.heights.top(at) && y < window.innerHeight - this.topEdge()) this.draw();
    else this.stand(at, 24);
    this.lookAhead();
  }

  goToEnd(): void {
    if (this.isLoaded(this.header.messageCount - 1)) this.toEnd();
    else this.goToIndex(this.header.messageCount - 1, 0);
  }

  /** The first article in view and how far it stands from the top edge; null when it is the end that is in view. */
  place(): Place | null {
    if (this.isAtEnd()) return null;
    const first = this.firstInView();
    const message = first === null ? undefined : this.messages[first - this.first];
    // Over messages that are not loaded yet, the place is the last one that was.
    if (first !== null && message !== undefined)
      this.lastPlace = { messageId: message.id, offset: Math.round(this.yOf(first) - this.viewTop()) };
    return this.lastPlace;
  }

  /** Messages that were asked for. Those that do not continue the window belong to an older question. */
  addPage(edge: PageEdge, page: readonly ShownMessage[]): void {
    if (this.loading !== edge) return;
    this.answered();
    const first = page[0]?.index;
    const fits = edge === 'above' ? first !== undefined && first + page.length === this.first : first === this.end;
    if (!fits) return;
    // Growing upward may take its name and notes from the top of the row in view: its lower edge is what stays.
    this.capture(edge === 'above' ? 'bottom' : 'top');
    this.messages = this.trimmed(edge === 'above' ? [...page, ...this.messages] : [...this.messages, ...page]);
    this.arrange();
    this.draw();
    this.lookAhead();
  }

  /** The messages around an index that was asked for: a window of their own. */
  setAround(index: number, messages: readonly ShownMessage[]): void {
    if (this.loading !== 'around') return;
    this.answered();
    const first = messages[0]?.index ?? -1;
    if (first === -1 || index < first || index >= first + messages.length) return;
    this.capture();
    this.messages = messages;
    this.arrange();
    const { goal } = this;
    this.goal = null;
    if (goal !== null && this.isLoaded(goal.index)) {
      if (goal.index === this.header.messageCount - 1) this.toEnd();
      else this.stand(goal.index, goal.offset);
      const text = this.wantedText;
      if (text !== null) this.reveal(text.index, text.slot);
    } else {
      this.draw();
    }
    this.lookAhead();
  }

  /** What stands at the end now. A reader elsewhere only learns how much there is. */
  setTail(header: TranscriptHeader, tail: readonly ShownMessage[]): void {
    const follows = this.isAtEnd();
    this.capture();
    this.header = header;
    this.heights.resize(header.messageCount);
    const from = tail[0]?.index ?? -1;
    const keeps = from >= this.first && from <= this.end;
    const kept = keeps ? this.messages.slice(0, from - this.first) : this.messages;
    const known = new Map(this.messages.map((message) => [message.id, message]));
    const added = keeps ? tail.map((message) => sameAs(known.get(message.id), message)) : [];
    const all = [...kept, ...added];
    // The window moves on only with a reader who follows: what another one looks at stays, and the rest is a page away.
    this.messages = follows
      ? all.slice(Math.max(0, all.length - WINDOW_LIMIT))
      : all.slice(0, Math.max(WINDOW_LIMIT, this.messages.length));
    this.arrange();
    if (follows) this.toEnd();
    else this.draw();
    this.tellNew();
    this.lookAhead();
  }

  /** Something that shows this message changed: it is drawn anew, and the focus stays on what asked for it. */
  redraw(messageId: string): void {
    this.forgetDrawn(messageId);
    this.draw();
  }

  private forgetDrawn(messageId: string): void {
    // Whoever has something opened wants to see that, not the end.
    this.wasAtEnd = false;
    for (const [id, shown] of this.shown) {
      if (id === messageId || shown.askedIn === messageId) this.shown.set(id, { ...shown, signature: '' });
    }
  }

  indexOf(messageId: string): number {
    return this.find(messageId)?.index ?? -1;
  }

  find(messageId: string): ShownMessage | undefined {
    return this.messages.find((message) => message.id === messageId);
  }

  /** The reader scrolled, or the window changed its size. */
  look(): void {
    this.capture();
    this.draw();
    this.tellNew();
    this.lookAhead();
  }

  /** The reader has come to rest: rows and scroll bar say the same again. Nothing on the screen moves. */
  rest(): void {
    this.estimate();
    // In whole pixels: by less than that no page is scrolled.
    const drift = Math.trunc(this.drift);
    if (drift === 0) return;
    this.drift -= drift;
    this.placeGaps();
    window.scrollBy(0, -drift);
    this.capture();
  }

  /** What was asked for has come, or will not come; the next look may ask again. */
  answered(): void {
    this.loading = null;
    this.sayBusy();
  }

  isAtEnd(): boolean {
    const { scrollHeight } = document.documentElement;
    return this.end >= this.header.messageCount && window.scrollY + window.innerHeight >= scrollHeight - FOLLOW_PX;
  }

  /** What came while the end was out of view is told by its number, and a click goes there. */
  private tellNew(): void {
    if (this.isAtEnd()) this.seenCount = this.header.messageCount;
    const count = this.header.messageCount - this.seenCount;
    this.pill.hidden = count <= 0;
    if (count > 0) this.pill.replaceChildren(icon('arrow-down'), this.view.say('newMessages', { count }));
  }

  private get first(): number {
    return this.messages[0]?.index ?? 0;
  }

  private get end(): number {
    return this.first + this.messages.length;
  }

  private isLoaded(index: number): boolean {
    return index >= this.first && index < this.end;
  }

  /** Asks for more where the reader comes near an edge of the window, and for all anew where he is far from it. */
  private lookAhead(): void {
    const { messageCount } = this.header;
    if (this.loading !== null || messageCount === 0) return;
    const top = this.viewTop();
    const from = this.indexAt(top - AHEAD_PX);
    const to = this.indexAt(top + window.innerHeight + AHEAD_PX);
    const isFar = to < this.first - PAGE_LIMIT || from >= this.end + PAGE_LIMIT || this.messages.length === 0;
    if (isFar) this.loadAround(this.indexAt(top));
    else if (from < this.first) this.load('above', Math.min(PAGE_LIMIT, this.first));
    else if (to >= this.end && this.end < messageCount) this.load('below', Math.min(PAGE_LIMIT, messageCount - this.end));
  }

  private load(edge: PageEdge, count: number): void {
    this.loading = edge;
    this.view.host.post({ type: 'page', edge, from: edge === 'above' ? this.first - count : this.end, count });
    this.sayBusy();
  }

  private loadAround(index: number): void {
    this.loading = 'around';
    this.view.host.post({ type: 'around', index });
    this.sayBusy();
  }

  private sayBusy(): void {
    this.list.setAttribute('aria-busy', String(this.loading !== null));
  }

  /** Without the messages that are too many, of those far from the view. */
  private trimmed(all: readonly ShownMessage[]): readonly ShownMessage[] {
    const first = all[0]?.index ?? 0;
    const top = this.viewTop();
    const above = Math.max(0, this.indexAt(top - 2 * AHEAD_PX) - first);
    const below = Math.max(0, all.length - (this.indexAt(top + window.innerHeight + 2 * AHEAD_PX) + 1 - first));
    const surplus = Math.max(0, all.length - WINDOW_LIMIT);
    const cut = Math.min(surplus, above);
    return all.slice(cut, all.length - Math.min(surplus - cut, below));
  }

  private arrange(): void {
    const { formats } = this.view;
    this.rows = arrange(this.messages, { atEnd: this.end >= this.header.messageCount, dayOf: formats.day });
    for (const row of this.rows) {
      const known = row.kind === 'silent' ? 0 : this.heightOf.get(row.message.id);
      if (known !== undefined) this.heights.set(row.message.index, known);
    }
    this.hold();
  }

  private stand(index: number, offset: number): void {
    this.wasAtEnd = false;
    this.drift = 0;
    const y = this.heights.top(index);
    this.anchor = { index, edge: 'top', y };
    this.placeGaps();
    window.scrollTo(0, this.bodyTop() + y - this.topEdge() - offset);
    this.draw();
    this.rest();
    this.draw();
  }

  private toEnd(): void {
    // Twice: what the first draws may turn out taller than it was taken for.
    for (let i = 0; i < 2; i++) {
      const index = this.header.messageCount - 1;
      this.anchor = { index, edge: 'bottom', y: this.yOf(index + 1) };
      window.scrollTo(0, document.documentElement.scrollHeight);
      this.draw();
      this.rest();
      window.scrollTo(0, document.documentElement.scrollHeight);
    }
    this.capture();
  }

  /** Draws the rows in and near the view; once more where they turn out smaller than they were taken for. */
  private draw(): void {
    for (let round = 0; round < 4; round++) {
      const drawn = this.drawn();
      this.drawRows(drawn.from, drawn.to);
      if (!this.measure()) break;
    }
    if (!this.isSettled) this.estimate();
    this.empty.hidden = this.header.messageCount > 0;
    this.onDidDraw();
  }

  /** The loaded rows to be drawn, by index. */
  private drawn(): { readonly from: number; readonly to: number } {
    const top = this.viewTop();
    let from = this.indexAt(top - DRAWN_PX);
    let to = this.indexAt(top + window.innerHeight + DRAWN_PX) + 1;
    // What is selected stays, so that it can be dragged on and copied.
    const selected = selectedRows(this.list);
    if (selected !== null && Math.max(to, selected.to + 1) - Math.min(from, selected.from) <= SELECTED_ROWS) {
      from = Math.min(from, selected.from);
      to = Math.max(to, selected.to + 1);
    }
    from = Math.max(this.first, Math.min(from, this.end));
    return { from, to: Math.max(from, Math.min(to, this.end)) };
  }

  private drawRows(from: number, to: number): void {
    const rows = this.rows.slice(from - this.first, to - this.first).filter((row) => row.kind !== 'silent');
    const focus = focusedPart(this.list);
    const kept = new Set(rows.map((row) => row.message.id));
    for (const [id, { article }] of this.shown) {
      if (kept.has(id)) continue;
      this.resizes.unobserve(article);
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
    this.keepFocus(focus);
    this.placeGaps();
  }

  private articleOf(row: Row): HTMLElement {
    const { message, ...place } = row;
    const after = this.kindBefore(message.index);
    const signature = JSON.stringify([place, after, message.index === 0 ? this.header.systemPrompt?.chars : null]);
    const known = this.shown.get(message.id);
    if (known !== undefined && known.message === message && known.signature === signature) {
      known.article.setAttribute('aria-setsize', String(this.header.messageCount));
      return known.article;
    }
    const article = renderArticle(this.view, row, {
      total: this.header.messageCount,
      systemPrompt: this.header.systemPrompt,
      after,
    });
    if (known !== undefined) {
      this.resizes.unobserve(known.article);
      known.article.replaceWith(article);
    }
    this.resizes.observe(article);
    this.shown.set(message.id, { article, message, signature, askedIn: row.kind === 'result' ? row.askedIn : null });
    return article;
  }

  /** What stands above a row decides the space between them; null at the beginning. */
  private kindBefore(index: number): Row['kind'] | null {
    for (let i = index - 1 - this.first; i >= 0; i--) {
      const kind = this.rows[i]?.kind;
      if (kind !== undefined && kind !== 'silent') return kind;
    }
    return null;
  }

  /** Takes the heights of what is drawn, and holds the anchor. True when some were taken for something else. */
  private measure(): boolean {
    let isOther = false;
    for (const [id, { article, message }] of this.shown) {
      const { height } = article.getBoundingClientRect();
      if (height === this.heightOf.get(id)) continue;
      this.heightOf.set(id, height);
      this.heights.set(message.index, height);
      isOther = true;
    }
    if (isOther) this.hold();
    return isOther;
  }

  /** What has not been measured is taken for what has been. */
  private estimate(): void {
    const tall = this.rows.filter((row) => row.kind !== 'silent').length;
    if (this.shown.size === 0) return;
    this.isSettled = true;
    if (this.heights.settle(tall / this.rows.length)) this.hold();
  }

  /** What is drawn changed its size by itself: a line was opened, a font came, the window got narrower. */
  private settle(): void {
    if (!this.element.isConnected) return;
    const follows = this.wasAtEnd;
    if (!this.measure()) return;
    this.draw();
    if (follows && !this.isAtEnd() && this.focusIsElsewhere()) this.toEnd();
    this.lookAhead();
  }

  /** A reader who works on a message does not want the end instead. */
  private focusIsElsewhere(): boolean {
    return !this.list.contains(document.activeElement);
  }

  /** Notes the first row in view as the one that stays. */
  private capture(edge: Anchor['edge'] = 'top'): void {
    this.wasAtEnd = this.isAtEnd();
    const index = this.firstInView();
    this.anchor = index === null ? null : { index, edge, y: this.yOf(edge === 'top' ? index : index + 1) };
  }

  /** Moves the rows so that the anchor stands where it stood. */
  private hold(): void {
    const { anchor } = this;
    if (anchor === null || anchor.index >= this.heights.count) return;
    this.drift = anchor.y - this.heights.top(anchor.edge === 'top' ? anchor.index : anchor.index + 1);
    this.placeGaps();
  }

  private placeGaps(): void {
    const ids = this.list.children;
    const first = ids[0] === undefined ? null : indexOf(ids[0]);
    const last = ids.length === 0 ? null : indexOf(ids[ids.length - 1]!);
    const above = first === null ? this.heights.total : this.heights.top(first);
    const below = last === null ? 0 : this.heights.total - this.heights.top(last + 1);
    // Above the first row there is nothing: what the rows stand too low or too high is taken back at once.
    const least = first === 0 ? 0 : -above;
    const most = first === 0 ? 0 : Infinity;
    const drift = Math.max(least, Math.min(most, this.drift));
    const shift = drift - this.drift;
    this.drift = drift;
    this.gaps.above.style.height = `${above + drift}px`;
    this.gaps.below.style.height = `${below}px`;
    if (shift === 0) return;
    window.scrollBy(0, shift);
    if (this.anchor !== null) this.anchor = { ...this.anchor, y: this.anchor.y + shift };
  }

  /** Where the rows begin, from the top of the document. */
  private bodyTop(): number {
    return this.body.getBoundingClientRect().top + window.scrollY;
  }

  /** Where the view begins, from the beginning of the rows. */
  private viewTop(): number {
    return this.topEdge() - this.body.getBoundingClientRect().top;
  }

  private yOf(index: number): number {
    return this.heights.top(index) + this.drift;
  }

  private indexAt(y: number): number {
    return this.heights.at(y - this.drift);
  }

  /** Index of the first message in view; null where there is no message. */
  firstInView(): number | null {
    return this.header.messageCount === 0 ? null : this.indexAt(this.viewTop() + 1);
  }

  private articleInView(): HTMLElement | null {
    const first = this.firstInView();
    if (first === null) return null;
    for (const row of this.rows.slice(Math.max(0, first - this.first))) {
      const article = this.shown.get(row.message.id)?.article;
      if (article !== undefined) return article;
    }
    return null;
  }

  /** The focus stays on what had it, also when that was drawn anew or comes back into view. */
  private keepFocus(focus: Focus | null): void {
    if (focus !== null && document.activeElement !== focus.element) {
      if (this.refocus(focus)) return;
      this.lostFocus = focus;
      this.list.focus({ preventScroll: true });
    } else if (this.lostFocus !== null) {
      if (document.activeElement !== this.list) this.lostFocus = null;
      else if (this.refocus(this.lostFocus)) this.lostFocus = null;
    }
  }

  private refocus(focus: Omit<Focus, 'element'>): boolean {
    const article = this.shown.get(focus.messageId)?.article;
    const part =
      focus.part === null ? null : article?.querySelector<HTMLElement>(`[data-focus="${CSS.escape(focus.part)}"]`);
    (part ?? article)?.focus({ preventScroll: true });
    return article !== undefined;
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

const indexOf = (article: Element): number => Number(article.getAttribute('aria-posinset')) - 1;

/** The rows the selection begins and ends in, by index; null when nothing of the list is selected. */
function selectedRows(list: HTMLElement): { readonly from: number; readonly to: number } | null {
  const selection = document.getSelection();
  if (selection === null || selection.isCollapsed) return null;
  const ends = [selection.anchorNode, selection.focusNode].map((node) =>
    (node instanceof Element ? node : node?.parentElement)?.closest('article'),
  );
  if (!ends.every((end) => end instanceof HTMLElement && list.contains(end))) return null;
  const [a, b] = ends.map((end) => indexOf(end!)) as [number, number];
  return { from: Math.min(a, b), to: Math.max(a, b) };
}

/** The message we have when nothing in it changed, so that its article stays. */
function sameAs(known: ShownMessage | undefined, message: ShownMessage): ShownMessage {
  return known !== undefined && JSON.stringify(known) === JSON.stringify(message) ? known : message;
}

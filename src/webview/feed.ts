/**
 * The feed: all messages of the conversation by their heights, a window of neighbours that are loaded, and articles only for those in
 * and near the view. What the reader sees never jumps: every change holds one row, the anchor, where it stands on the page. Articles
 * can be drawn anew at any time, as what the reader opened is kept in `View` and not in the elements.
 */
import type { PageEdge, Place, ShownMessage, TranscriptHeader } from '../core/protocol';
import type { CallRun } from '../core/callRuns';
import type { Kin } from '../core/kin';
import type { TextSlot } from '../core/transcriptMessage';
import type { Beginning } from '../core/beginning';
import { ArrangedRows } from './arrangedRows';
import { Beginnings } from './beginnings';
import { h } from './dom';
import { DrawnRows } from './drawnRows';
import { moveByKeys } from './feedKeys';
import { hidingParts } from './hidingParts';
import { MessageWindow, trimmed, WINDOW_LIMIT } from './messageWindow';
import { Motion } from './motion';
import { NewMessages } from './newMessages';
import { RowPlaces } from './rowPlaces';
import { selectedRows } from './selectedRows';
import type { LineKind, View } from './view';
import { nextWish, wishFor, type Span } from './wishes';

/** How far beyond the view, in pixels, messages are asked for, and how far they are drawn. */
const AHEAD_PX = 1200;
/** How far ahead of a view that moves, in ms, messages are asked for beside that. */
const AHEAD_MS = 150;
const DRAWN_PX = 600;
/** How far beyond the view the beginnings are drawn of what is not loaded. */
const BEGUN_PX = 300;
/** A reader this near to the end follows what is added. */
const FOLLOW_PX = 32;
/** Rows that are drawn beyond the view because the selection reaches so far. */
const SELECTED_ROWS = 200;

export class Feed {
  readonly element = h('div', { class: 'column' });
  private readonly list: HTMLElement;
  private readonly empty: HTMLElement;
  private readonly newMessages: NewMessages;
  private readonly places: RowPlaces;
  private readonly drawn: DrawnRows;
  private readonly loaded: MessageWindow;
  private readonly beginnings: Beginnings;
  private readonly motion = new Motion();
  private readonly rows: ArrangedRows;
  private kin: readonly Kin[] = [];
  private header: TranscriptHeader;
  /** Where to stand once the messages around it have come. */
  private goal: { readonly index: number; readonly offset: number } | null = null;
  /** The text to be shown once it has come. */
  private wantedText: { readonly index: number; readonly slot: TextSlot } | null = null;
  private wasAtEnd = false;
  private isSettled = false;
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
    this.list = h('div', { role: 'feed', 'aria-label': view.say('conversation'), 'aria-busy': 'false', tabindex: -1 });
    this.places = new RowPlaces(header.messageCount, this.list, topEdge, before?.places ?? null);
    this.drawn = new DrawnRows(this.list, () => this.settle());
    this.loaded = new MessageWindow(view.host, messages, (isBusy) => this.list.setAttribute('aria-busy', String(isBusy)));
    this.beginnings = new Beginnings(view);
    this.places.element.append(this.beginnings.element);
    this.rows = new ArrangedRows(view, (run) => this.toggleRun(run));
    this.empty = h('p', { class: 'message' }, view.say(header.filtered === null ? 'empty' : 'nothingLeft'));
    this.newMessages = new NewMessages(view, header.messageCount, () => this.goToEnd());
    this.element.append(this.places.element, this.empty, this.newMessages.element);
    moveByKeys(this.list, topEdge, () => this.articleInView());
    this.arrange();
  }

  /** No resize is answered any more. */
  dispose(): void {
    this.drawn.dispose();
  }

  /** To be called once the feed is in the page: stands at `place`, or at the end. */
  goTo(place: Place | null): void {
    const index = place === null ? -1 : this.indexOf(place.messageId);
    if (index === -1 || place === null) this.toEnd();
    else {
      // The line of a run is a place of its own; what it stands for is shown where somebody is led to it.
      if (this.rows.isFolded(index)) this.unfold(index);
      this.stand(index, place.offset);
    }
    this.lookAhead();
  }

  /** Stands at a message, its beginning `offset` pixels below the top edge; loads what is around it when it has to. */
  goToIndex(index: number, offset = 0): void {
    const to = Math.max(0, Math.min(index, this.header.messageCount - 1));
    this.goal = null;
    if (this.loaded.isLoaded(to)) {
      this.unfold(to);
      this.stand(to, offset);
      this.lookAhead();
      return;
    }
    this.goal = { index: to, offset };
    this.loaded.ask(wishFor(to, this.header.messageCount));
  }

  /** Brings the row that shows this text near the view, with what hides it opened; loads it first when it has to. */
  reveal(index: number, slot: TextSlot): void {
    this.wantedText = null;
    const { first, messages } = this.loaded;
    if (!this.loaded.isLoaded(index)) {
      this.wantedText = { index, slot };
      this.goToIndex(index);
      return;
    }
    const asking = messages[index - first]!;
    // What was asked of a tool is shown with its answer.
    const row =
      this.rows.all.find((each) => each.kind === 'result' && each.askedIn === asking.id && each.call?.input.slot === slot) ??
      this.rows.all[index - first]!;
    if (row.kind === 'silent') return;
    this.unfold(row.message.index);
    for (const [id, part] of hidingParts(row, asking.id, slot)) this.view.setOpen(id, part, true);
    this.forgetDrawn(row.message.id);
    const at = row.message.index;
    const y = this.places.yOf(at) - this.places.viewTop();
    // What is in view already stays where it is.
    if (y > -this.places.heightAt(at) && y < window.innerHeight - this.topEdge()) this.draw();
    else this.stand(at, 24);
    this.lookAhead();
  }

  goToEnd(): void {
    if (this.loaded.isLoaded(this.header.messageCount - 1)) this.toEnd();
    else this.goToIndex(this.header.messageCount - 1, 0);
  }

  /** The first article in view and how far it stands from the top edge; null when it is the end that is in view, unless `always`. */
  place(always = false): Place | null {
    if (this.isAtEnd() && !always) return null;
    const first = this.firstInView();
    const message = first === null ? undefined : this.loaded.messages[first - this.loaded.first];
    // Over messages that are not loaded yet, the place is the last one that was.
    if (first !== null && message !== undefined)
      this.lastPlace = { messageId: message.id, offset: Math.round(this.places.yOf(first) - this.places.viewTop()) };
    return this.lastPlace;
  }

  /** Messages that were asked for. */
  addPage(edge: PageEdge, page: readonly ShownMessage[]): void {
    const joined = this.loaded.joined(edge, page);
    if (joined === null) return;
    // Growing upward may take its name and notes from the top of the row in view: its lower edge is what stays.
    this.capture(edge === 'above' ? 'bottom' : 'top');
    // Rows in view may have been taken for taller than they are: whoever stands at the end stands there still.
    if (edge === 'above' && this.wasAtEnd) this.places.keep(this.header.messageCount - 1, 'bottom');
    this.loaded.messages = joined;
    this.arrange();
    // What is folded of the page has no height: only now is known how far it reaches.
    const { from, to } = this.near(2 * AHEAD_PX, 2 * AHEAD_PX);
    this.loaded.messages = trimmed(joined, from, to - 1);
    if (this.loaded.messages.length < joined.length) this.arrange();
    const follows = this.wasAtEnd;
    this.draw();
    // Where much of it is folded there may be less now than the view holds.
    if (follows && !this.isAtEnd()) this.toEnd();
    this.lookAhead();
  }

  /** The messages around an index that was asked for. */
  setAround(index: number, messages: readonly ShownMessage[]): void {
    const around = this.loaded.around(index, messages, this.goal === null ? this.inView() : { from: this.goal.index, to: this.goal.index + 1 });
    if (around === null) {
      // The view has moved on meanwhile. Where there is nothing, asking again would give nothing again.
      if (messages.length > 0) this.lookAhead();
      return;
    }
    this.capture();
    this.loaded.messages = around;
    this.arrange();
    const { goal } = this;
    this.goal = null;
    if (goal !== null && this.loaded.isLoaded(goal.index)) {
      if (goal.index === this.header.messageCount - 1) this.toEnd();
      else {
        this.unfold(goal.index);
        this.stand(goal.index, goal.offset);
      }
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
    if (tail[0] !== undefined) this.beginnings.forget(tail[0].index);
    this.places.resize(header.messageCount);
    // The window moves on only with a reader who follows: what another one looks at stays.
    this.loaded.messages = this.loaded.withTail(tail, follows);
    this.arrange();
    if (follows) this.toEnd();
    else this.draw();
    this.tellNew();
    this.lookAhead();
  }

  /** How messages begin, from `from` on; they need not be loaded. */
  addBeginnings(from: number, beginnings: readonly (Beginning | null)[]): void {
    this.beginnings.add(from, beginnings);
    this.showBeginnings();
  }

  /** What hangs on the conversation, to be named where it left. */
  setKin(kin: readonly Kin[]): void {
    const follows = this.isAtEnd();
    this.capture();
    this.kin = kin;
    this.arrange();
    if (follows) this.toEnd();
    else this.draw();
  }

  /** Something that shows this message changed: it is drawn anew, and the focus stays on what asked for it. */
  redraw(messageId: string): void {
    this.forgetDrawn(messageId);
    this.draw();
  }

  /** Opens or closes all lines of a kind, in all of the conversation. What is in view stays. */
  openKind(kind: LineKind, isOpen: boolean): void {
    this.capture();
    this.wasAtEnd = false;
    this.view.setKindOpen(kind, isOpen);
    this.drawn.forgetAll();
    this.places.forgetAll();
    this.arrange();
    this.draw();
    this.lookAhead();
  }

  /** Opens the run that a message lies in, where it is folded. */
  private unfold(index: number): void {
    if (this.rows.unfold(index)) this.arrange();
  }

  /** The line that was clicked stays where it is. */
  private toggleRun(run: CallRun): void {
    this.wasAtEnd = false;
    this.rows.toggle(run);
    this.places.keep(run.head);
    this.arrange();
    this.draw();
    this.lookAhead();
  }

  private forgetDrawn(messageId: string): void {
    // Whoever has something opened wants to see that, not the end.
    this.wasAtEnd = false;
    this.drawn.forget(messageId);
  }

  indexOf(messageId: string): number {
    return this.find(messageId)?.index ?? -1;
  }

  find(messageId: string): ShownMessage | undefined {
    return this.loaded.find(messageId);
  }

  /** The number of a message in the whole conversation, from 0; its index where it is not loaded. */
  numberAt(index: number): number {
    return this.loaded.messages[index - this.loaded.first]?.number ?? index;
  }

  focus(): void {
    this.list.focus({ preventScroll: true });
  }

  /** The reader scrolled, or the window changed its size. */
  look(): void {
    this.motion.note(window.scrollY, performance.now());
    this.capture();
    this.draw();
    this.tellNew();
    this.lookAhead();
  }

  /** The reader has come to rest: rows and scroll bar say the same again. Nothing on the screen moves. */
  rest(): void {
    if (this.isAtEnd()) this.places.keep(this.header.messageCount - 1, 'bottom');
    this.settleHeights();
  }

  private settleHeights(): void {
    this.estimate();
    if (this.places.settleDrift()) this.capture();
  }

  /** What was asked for will not come. `canAsk`: reading works, so that it can be asked for again; else the next look may. */
  unanswered(canAsk: boolean): void {
    this.loaded.answered();
    if (canAsk) this.lookAhead();
  }

  isAtEnd(): boolean {
    const { scrollHeight } = document.documentElement;
    return this.isEndLoaded && window.scrollY + window.innerHeight >= scrollHeight - FOLLOW_PX;
  }

  /** Index of the first message in view; null where there is no message. */
  firstInView(): number | null {
    return this.header.messageCount === 0 ? null : this.places.indexAt(this.places.viewTop() + 1);
  }

  private get isEndLoaded(): boolean {
    return this.loaded.end >= this.header.messageCount;
  }

  private tellNew(): void {
    this.newMessages.tell(this.header.messageCount, this.isAtEnd());
  }

  /** Asks for what the reader is about to see. */
  private lookAhead(): void {
    // Where somebody is led to comes first.
    if (this.goal !== null && this.loaded.pending.length > 0) return;
    const speed = this.motion.speed(performance.now());
    const look = {
      view: this.inView(),
      near: this.near(AHEAD_PX + AHEAD_MS * Math.max(0, -speed), AHEAD_PX + AHEAD_MS * Math.max(0, speed)),
      aim: this.places.indexAt(this.places.viewTop() + speed * this.loaded.latencyMs),
    };
    const wish = nextWish({ from: this.loaded.first, to: this.loaded.end }, this.loaded.pending, look, this.header.messageCount);
    if (wish !== null) this.loaded.ask(wish);
  }

  private inView(): Span {
    return this.near(0, 0);
  }

  /** The messages in view and so many pixels above and below it; only those in view, where runs hold more than the page should. */
  private near(above: number, below: number): Span {
    const top = this.places.viewTop();
    const at = (before: number, behind: number): Span => ({
      from: this.places.indexAt(top - before),
      to: this.places.indexAt(top + window.innerHeight + behind) + 1,
    });
    const span = at(above, below);
    return span.to - span.from > WINDOW_LIMIT ? at(0, 0) : span;
  }

  private arrange(): void {
    this.rows.arrange(this.loaded.messages, {
      kin: this.kin,
      atEnd: this.isEndLoaded,
      folds: this.header.filtered === null,
      isDrawn: (id) => this.drawn.articleOf(id) !== undefined,
    });
    for (const row of this.rows.all) {
      if (this.rows.isFlat(row)) this.places.flatten(row.message.index);
      else this.places.recall(row.message.id, row.message.index);
    }
    this.places.hold();
  }

  private stand(index: number, offset: number): void {
    this.wasAtEnd = false;
    // Again where the page had been taken for too short to be scrolled so far: what was drawn meanwhile made it longer.
    for (let round = 0; round < 4; round++) {
      this.places.stand(index, offset);
      this.draw();
      this.settleHeights();
      this.draw();
      if (this.places.yOf(index) - this.places.viewTop() - offset < 1 || isScrolledDown()) break;
    }
  }

  private toEnd(): void {
    // Twice: what the first draws may turn out taller than it was taken for.
    for (let i = 0; i < 2; i++) {
      this.places.keep(this.header.messageCount - 1, 'bottom');
      window.scrollTo(0, document.documentElement.scrollHeight);
      this.draw();
      this.settleHeights();
      window.scrollTo(0, document.documentElement.scrollHeight);
    }
    this.capture();
  }

  /** Draws the rows in and near the view; once more where they turn out smaller than they were taken for. */
  private draw(): void {
    for (let round = 0; round < 4; round++) {
      const { from, to } = this.rowsToDraw();
      this.drawRows(from, to);
      if (!this.measure()) break;
    }
    if (!this.isSettled) this.estimate();
    this.showBeginnings();
    this.empty.hidden = this.header.messageCount > 0;
    this.onDidDraw();
  }

  /** Of what is in view and not loaded, the beginnings. */
  private showBeginnings(): void {
    const { first: from, end: to } = this.loaded;
    this.beginnings.show(this.near(BEGUN_PX, BEGUN_PX), { from, to }, this.header.messageCount, (index) => this.places.yOf(index));
  }

  /** The loaded rows to be drawn, by index. */
  private rowsToDraw(): { readonly from: number; readonly to: number } {
    const { first, end } = this.loaded;
    const top = this.places.viewTop();
    let from = this.places.indexAt(top - DRAWN_PX);
    let to = this.places.indexAt(top + window.innerHeight + DRAWN_PX) + 1;
    // What is selected stays, so that it can be dragged on and copied.
    const selected = selectedRows(this.list);
    if (selected !== null && Math.max(to, selected.to + 1) - Math.min(from, selected.from) <= SELECTED_ROWS) {
      from = Math.min(from, selected.from);
      to = Math.max(to, selected.to + 1);
    }
    from = Math.max(first, Math.min(from, end));
    return { from, to: Math.max(from, Math.min(to, end)) };
  }

  private drawRows(from: number, to: number): void {
    const { first } = this.loaded;
    const rows = this.rows.all.slice(from - first, to - first).filter((row) => !this.rows.isFlat(row));
    this.drawn.show(
      rows.map((row) => this.rows.drawing(row, this.header)),
      this.header.messageCount,
    );
    this.places.placeGaps();
  }

  /** Takes the heights of what is drawn, and holds the anchor. True when some were taken for something else. */
  private measure(): boolean {
    let isOther = false;
    for (const { article, message } of this.drawn) {
      if (this.places.measured(message.id, message.index, article.getBoundingClientRect().height)) isOther = true;
    }
    if (isOther) this.places.hold();
    return isOther;
  }

  /** What has not been measured is taken for what has been. */
  private estimate(): void {
    if (this.drawn.count === 0) return;
    this.isSettled = true;
    this.places.estimate(this.rows.shown);
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
  private capture(edge: 'top' | 'bottom' = 'top'): void {
    this.wasAtEnd = this.isAtEnd();
    this.places.keep(this.firstInView(), edge);
  }

  private articleInView(): HTMLElement | null {
    const first = this.firstInView();
    if (first === null) return null;
    for (const row of this.rows.all.slice(Math.max(0, first - this.loaded.first))) {
      const article = this.drawn.articleOf(row.message.id);
      if (article !== undefined) return article;
    }
    return null;
  }
}

const isScrolledDown = (): boolean => Math.ceil(window.scrollY + window.innerHeight) >= document.documentElement.scrollHeight;

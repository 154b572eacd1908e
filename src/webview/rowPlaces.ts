/**
 * Where the rows of the feed stand: their heights one below the other, and one row, the anchor, that stays where it is on the page
 * whatever turns out taller or shorter. Space above and below stands for the rows that are not drawn.
 */
import { h } from './dom';
import { Heights } from './heights';

/** The row that stays where it is: an edge of it, in pixels from the beginning of the rows. */
interface Anchor {
  readonly index: number;
  readonly edge: 'top' | 'bottom';
  readonly y: number;
}

export class RowPlaces {
  readonly element = h('div', { class: 'rows' });
  private readonly above = h('div', { class: 'gap' });
  private readonly below = h('div', { class: 'gap' });
  private readonly heights: Heights;
  /** Heights by id: what was measured stays so when the conversation is told anew. */
  private readonly heightOf: Map<string, number>;
  /** How much lower the rows stand than their heights say; taken back when the reader rests (`settleDrift`). */
  private drift = 0;
  private anchor: Anchor | null = null;

  constructor(
    count: number,
    /** The articles that are drawn, each with its place in the whole. */
    private readonly list: HTMLElement,
    /** The lower edge of what sticks to the top of the window. */
    private readonly topEdge: () => number,
    /** What was measured before, in the same conversation. */
    before: RowPlaces | null,
  ) {
    this.heights = new Heights(count);
    this.heightOf = new Map(before?.heightOf ?? []);
    this.element.append(this.above, list, this.below);
  }

  /** More messages at the end, or fewer. */
  resize(count: number): void {
    this.heights.resize(count);
  }

  /** A row that is shown, with the height it had when it was measured last. */
  recall(messageId: string, index: number): void {
    const known = this.heightOf.get(messageId);
    if (known === undefined) this.heights.forget(index);
    else this.heights.set(index, known);
  }

  /** All rows are other ones than they were, also those that are not drawn. */
  forgetAll(): void {
    this.heightOf.clear();
    for (let index = 0; index < this.heights.count; index += 1) this.heights.forget(index);
  }

  /** A row that is not shown at all. */
  flatten(index: number): void {
    this.heights.set(index, 0);
  }

  /** True when the row was taken for something else. */
  measured(messageId: string, index: number, height: number): boolean {
    if (height === this.heightOf.get(messageId)) return false;
    this.heightOf.set(messageId, height);
    this.heights.set(index, height);
    return true;
  }

  /** What has not been measured is taken for what has been; `shown` is the part of all rows that has a height. */
  estimate(shown: number): void {
    if (this.heights.settle(shown)) this.hold();
  }

  /** Where the view begins, from the beginning of the rows. */
  viewTop(): number {
    return this.topEdge() - this.element.getBoundingClientRect().top;
  }

  /** Where message `index` begins; for the number of messages, where the last one ends. */
  yOf(index: number): number {
    return this.heights.top(index) + this.drift;
  }

  heightAt(index: number): number {
    return this.heights.top(index + 1) - this.heights.top(index);
  }

  indexAt(y: number): number {
    return this.heights.at(y - this.drift);
  }

  /** Notes a row as the one that stays; null for none. */
  keep(index: number | null, edge: Anchor['edge'] = 'top'): void {
    this.anchor = index === null ? null : { index, edge, y: this.yOf(edge === 'top' ? index : index + 1) };
  }

  /** Stands at a message, its beginning `offset` pixels below the top edge. */
  stand(index: number, offset: number): void {
    this.drift = 0;
    const y = this.heights.top(index);
    this.anchor = { index, edge: 'top', y };
    this.placeGaps();
    window.scrollTo(0, this.element.getBoundingClientRect().top + window.scrollY + y - this.topEdge() - offset);
  }

  /** Moves the rows so that the anchor stands where it stood. */
  hold(): void {
    const { anchor } = this;
    if (anchor === null || anchor.index >= this.heights.count) return;
    this.drift = anchor.y - this.heights.top(anchor.edge === 'top' ? anchor.index : anchor.index + 1);
    this.placeGaps();
  }

  /** Rows and scroll bar say the same again; nothing on the screen moves. False when they do already. */
  settleDrift(): boolean {
    // In whole pixels: by less than that no page is scrolled.
    const drift = Math.trunc(this.drift);
    if (drift === 0) return false;
    this.drift -= drift;
    this.placeGaps(-drift);
    return true;
  }

  /** Gives the gaps their heights, and scrolls by `move` pixels and by what all rows were moved. */
  placeGaps(move = 0): void {
    const articles = this.list.children;
    const first = articles[0] === undefined ? null : indexOf(articles[0]);
    const last = articles.length === 0 ? null : indexOf(articles[articles.length - 1]!);
    const above = first === null ? this.heights.total : this.heights.top(first);
    const below = last === null ? 0 : this.heights.total - this.heights.top(last + 1);
    // Above the first row there is nothing: what the rows stand too low or too high is taken back at once. In whole pixels: by
    // less than that no page is scrolled, and what is over stays as room above the first row.
    const shift = first === 0 ? -Math.floor(this.drift) : Math.max(0, Math.ceil(-above - this.drift));
    this.drift += shift;
    // Asked before: a page that gets shorter than where it stands the browser scrolls itself, and then a second time with us.
    const to = shift + move === 0 ? null : window.scrollY + shift + move;
    this.above.style.height = `${above + this.drift}px`;
    this.below.style.height = `${below}px`;
    if (to !== null) window.scrollTo(0, to);
    if (shift !== 0 && this.anchor !== null) this.anchor = { ...this.anchor, y: this.anchor.y + shift };
  }
}

/** The index of the message that an article shows. */
export const indexOf = (article: Element): number => Number(article.getAttribute('aria-posinset')) - 1;

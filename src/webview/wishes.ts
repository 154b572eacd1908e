/** Which messages are asked for next: those the reader is about to see, few where he has left what is loaded and waits, more elsewhere. */
import { PAGE_LIMIT, type PageEdge } from '../core/protocol';

/** Messages `from` .. `to - 1`. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Neighbours of what is loaded at one edge, or, whatever is loaded, those around a place; of these `index` is the one that must come. */
export type Wish = Span & ({ readonly kind: PageEdge } | { readonly kind: 'around'; readonly index: number });

/** What the reader sees, and what is near enough to be seen soon. */
export interface Look {
  readonly view: Span;
  readonly near: Span;
  /** The first message in view when an answer will come, as far as the movement tells. */
  readonly aim: number;
}

/** Around a place that somebody waits at: the view, and a little. The fewer they are, the sooner they come. */
const FEWEST = 40;
const MARGIN = 12;
/** Places that are asked for at once: while one is read the next is on its way. More would only queue up. */
const MOST_WAITING = 2;

export const overlaps = (one: Span, other: Span): boolean => one.from < other.to && other.from < one.to;

/**
 * Null when nothing is to be asked: all is there or on its way, or too much is on its way. `total`: messages of the conversation;
 * `pending`: what was asked for and has not come.
 */
export function nextWish(loaded: Span, pending: readonly Wish[], { view, near, aim }: Look, total: number): Wish | null {
  if (total === 0) return null;
  if (!overlaps(view, loaded)) {
    const isWaiting = pending.filter(({ kind }) => kind === 'around').length >= MOST_WAITING;
    if (isWaiting || pending.some((each) => overlaps(view, each))) return null;
    const page = pending.length > 0 || loaded.from === loaded.to ? null : neighbours(loaded, view.to <= loaded.from ? 'above' : 'below', total);
    // A place far from the window is left for a window of its own; whatever is on its way belongs to the old one.
    return page !== null && contains(page, view) ? page : around(view, aim, total);
  }
  if (pending.length > 0) return null;
  if (aim < loaded.from || aim >= loaded.to) {
    // Before an answer comes the view will have left what is loaded, and maybe its neighbours.
    const page = neighbours(loaded, aim < loaded.from ? 'above' : 'below', total);
    return contains(page, { from: aim, to: aim + 1 }) ? page : around(view, aim, total);
  }
  if (near.from < loaded.from) return neighbours(loaded, 'above', total);
  return near.to > loaded.to && loaded.to < total ? neighbours(loaded, 'below', total) : null;
}

/** A place that somebody is led to, a quarter of a page above it. */
export function wishFor(index: number, total: number): Wish {
  return { kind: 'around', index, ...within(index - PAGE_LIMIT / 4, PAGE_LIMIT, total) };
}

/** As many as are loaded already: a window that began small grows by pages twice as large each time. */
function neighbours(loaded: Span, edge: PageEdge, total: number): Wish {
  const count = Math.min(PAGE_LIMIT, Math.max(FEWEST, loaded.to - loaded.from));
  return edge === 'above'
    ? { kind: edge, from: Math.max(0, loaded.from - count), to: loaded.from }
    : { kind: edge, from: loaded.to, to: Math.min(total, loaded.to + count) };
}

/** What is in view and what lies between it and where the view will be; only that where it is too much. */
function around(view: Span, aim: number, total: number): Wish {
  const ahead = aim - view.from;
  const count = Math.max(FEWEST, view.to - view.from + Math.abs(ahead) + 2 * MARGIN);
  if (count > PAGE_LIMIT) {
    const span = within(aim - PAGE_LIMIT / 2, PAGE_LIMIT, total);
    return { kind: 'around', index: Math.max(span.from, Math.min(aim, span.to - 1)), ...span };
  }
  const span = within(Math.min(view.from, aim) - MARGIN, count, total);
  return { kind: 'around', index: Math.max(span.from, Math.min(view.from, span.to - 1)), ...span };
}

/** `count` messages from `from` on, moved into the conversation. */
function within(from: number, count: number, total: number): Span {
  const first = Math.max(0, Math.min(Math.floor(from), total - count));
  return { from: first, to: Math.min(total, first + count) };
}

const contains = (span: Span, inner: Span): boolean => span.from <= inner.from && inner.to <= span.to;

/**
 * How messages begin that are not loaded, each in its place, as long as they are in view: whoever drags the bar through thousands sees
 * where he is. A line of one message stands for those behind it where a message is lower than a line. It is only looked at: the
 * messages themselves take its place a moment later.
 */
import type { Beginning } from '../core/beginning';
import { h, icon } from './dom';
import type { View } from './view';
import type { Span } from './wishes';

/** The least room for a line, in pixels. */
const LINE_PX = 28;
/** Lines are shared out from every so many messages on, so that they stay what they are while the view moves. */
const SHARED = 16;
/** Of more messages nothing is kept: some 15 MB. */
const MOST = 100_000;
/** What a reader goes by comes first. */
const RANKS: Readonly<Record<Beginning['by'], number>> = { you: 3, hermes: 2, tool: 1, other: 1 };

/** One line: where it begins and how tall it is, in pixels. */
interface Line {
  readonly index: number;
  readonly top: number;
  readonly height: number;
}

export class Beginnings {
  /** Not read aloud: the feed says that it is busy. */
  readonly element = h('div', { class: 'beginnings', 'aria-hidden': 'true' });
  private known: (Beginning | null)[] = [];
  /** What is drawn, as it was said; '' where that changed. */
  private drawn = '';

  constructor(private readonly view: View) {}

  /** Those of neighbouring messages, which continue what is known. */
  add(from: number, beginnings: readonly (Beginning | null)[]): void {
    if (from === this.known.length && from + beginnings.length <= MOST) for (const each of beginnings) this.known.push(each);
  }

  /** Messages from `from` on are other ones now. */
  forget(from: number): void {
    for (let index = from; index < this.known.length; index += 1) this.known[index] = null;
    this.drawn = '';
  }

  /** Draws the lines of what is `seen` and not `loaded`, and no others. `yOf`: where a message begins, in pixels. */
  show(seen: Span, loaded: Span, total: number, yOf: (index: number) => number): void {
    const above = within(seen, { from: 0, to: loaded.from });
    const below = within(seen, { from: loaded.to, to: total });
    const lines = [...this.linesOf(above, yOf), ...this.linesOf(below, yOf)];
    const drawn = lines.map(({ index, top, height }) => `${index}:${top}:${height}`).join();
    if (drawn === this.drawn) return;
    this.drawn = drawn;
    this.element.replaceChildren(...lines.map((line) => this.draw(line)));
  }

  private linesOf({ from, to }: Span, yOf: (index: number) => number): Line[] {
    const lines: Line[] = [];
    let index = from;
    let top = yOf(from);
    while (index < to && index < this.known.length) {
      let best = index;
      let next = index;
      let bottom = top;
      // What shows nothing of its own goes with what comes next.
      while (next < to && (bottom - top < LINE_PX || this.rankAt(best) === 0)) {
        if (this.rankAt(next) > this.rankAt(best)) best = next;
        next += 1;
        bottom = yOf(next);
      }
      if (this.rankAt(best) > 0) lines.push({ index: best, top, height: bottom - top });
      index = next;
      top = bottom;
    }
    return lines;
  }

  private rankAt(index: number): number {
    const beginning = this.known[index];
    return beginning == null ? 0 : RANKS[beginning.by];
  }

  private draw({ index, top, height }: Line): HTMLElement {
    const { by, text } = this.known[index]!;
    const name = by === 'you' || by === 'hermes' ? h('b', {}, this.view.say(by)) : icon(by === 'tool' ? 'terminal' : 'comment');
    const line = h('div', { class: `beginning by-${by}`, 'data-index': index }, name, h('bdi', {}, text));
    line.style.top = `${top}px`;
    line.style.height = `${height}px`;
    return line;
  }
}

/** What of `span` lies in `all`, in steps that do not depend on where it begins; empty for nothing. */
function within(span: Span, all: Span): Span {
  const from = Math.max(all.from, Math.floor(span.from / SHARED) * SHARED);
  const to = Math.min(all.to, Math.ceil(span.to / SHARED) * SHARED);
  const isIn = Math.max(span.from, all.from) < Math.min(span.to, all.to);
  return isIn ? { from, to } : { from, to: from };
}

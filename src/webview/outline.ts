/**
 * The outline beside the text: prompts, and below them what went wrong. Its rows are all of one height, and only those in sight are
 * drawn: a conversation may have thousands of turns.
 */
import { isErrorEntry, type OutlineEntry, type OutlinePage } from '../core/outline';
import { failureWords } from '../core/words/outlineWords';
import { h, icon } from './dom';
import type { View } from './view';

const ROW_PX = 24;
/** Rows drawn above and below those in sight. */
const SPARE_ROWS = 10;
const FOLLOW_MS = 50;

export class Outline {
  readonly element: HTMLElement;
  private readonly place = h('span');
  private readonly scroller: HTMLElement;
  private readonly list: HTMLElement;
  private entries: OutlineEntry[] = [];
  /** Prompts at and before each entry. */
  private turns: number[] = [];
  /** Messages that are read already. */
  private read = 0;
  private total = 0;
  private isAsking = false;
  private current = -1;
  /** The message that is read. */
  private here = 0;
  private timer: number | undefined;

  constructor(
    private readonly view: View,
    private readonly goTo: (index: number) => void,
  ) {
    this.list = h('ol');
    this.scroller = h('div', { class: 'outline-rows', tabindex: 0 }, this.list);
    this.scroller.addEventListener('scroll', () => this.draw(), { passive: true });
    this.scroller.addEventListener('keydown', (event) => this.key(event));
    this.element = h(
      'nav',
      { class: 'outline', 'aria-label': view.say('outline') },
      h('h2', {}, view.say('outline'), this.place),
      this.scroller,
    );
  }

  /** It has been read to its end. */
  get isWhole(): boolean {
    return this.read >= this.total;
  }

  get isVisible(): boolean {
    return this.element.isConnected && getComputedStyle(this.element).display !== 'none';
  }

  /** All of a conversation of `total` messages, from its beginning. */
  start(total: number): void {
    this.entries = [];
    this.turns = [];
    this.read = 0;
    this.current = -1;
    this.isAsking = false;
    this.grow(total);
    this.draw();
  }

  /** There are `total` messages now. */
  grow(total: number): void {
    this.total = total;
    this.ask();
  }

  add(page: OutlinePage): void {
    if (page.from !== this.read) return;
    this.isAsking = false;
    for (const entry of page.entries) {
      this.entries.push(entry);
      this.turns.push((this.turns.at(-1) ?? 0) + (entry.kind === 'prompt' ? 1 : 0));
    }
    this.read = page.next;
    this.draw();
    this.catchUp();
    if (page.next > page.from) this.ask();
  }

  /** The message that is read now. Shown a moment later, and once for many: where the text scrolls, that has the time. */
  follow(index: number): void {
    this.here = index;
    this.timer ??= window.setTimeout(() => this.catchUp(), FOLLOW_MS);
  }

  private catchUp(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const index = this.here;
    const at = this.entries.findLastIndex((entry) => entry.kind === 'prompt' && entry.index <= index);
    if (at === this.current) return;
    this.current = at;
    const top = at * ROW_PX;
    const { scrollTop, clientHeight } = this.scroller;
    // What is read stays in sight, unless somebody is busy with the outline itself.
    if (!this.element.matches(':focus-within, :hover') && (top < scrollTop || top + ROW_PX > scrollTop + clientHeight))
      this.scroller.scrollTop = top - clientHeight / 2;
    this.draw();
  }

  focus(): void {
    this.scroller.focus();
  }

  /** Index of the next prompt, or of the next thing that failed, after (1) or before (-1) a message; null when there is none. */
  next(kind: 'prompt' | 'error', from: number, by: 1 | -1): number | null {
    const fits = (entry: OutlineEntry): boolean =>
      (kind === 'prompt' ? entry.kind === kind : isErrorEntry(entry)) && (by === 1 ? entry.index > from : entry.index < from);
    return (by === 1 ? this.entries.find(fits) : this.entries.findLast(fits))?.index ?? null;
  }

  private ask(): void {
    if (this.isAsking || this.read >= this.total) return;
    this.isAsking = true;
    this.view.host.post({ type: 'outline', from: this.read });
  }

  private key(event: KeyboardEvent): void {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    this.catchUp();
    const to = this.entries[Math.max(0, Math.min(this.entries.length - 1, this.current + by))];
    // From prompt to prompt, or to the first one.
    const index = this.current === -1 ? (to?.index ?? null) : this.next('prompt', this.entries[this.current]!.index, by);
    if (index !== null) this.goTo(index);
  }

  private draw(): void {
    const total = this.turns.at(-1) ?? 0;
    this.element.hidden = this.entries.length === 0;
    this.place.textContent =
      this.current === -1
        ? ''
        : this.view.say('turnOf', { n: this.view.number(this.turns[this.current]!), total: this.view.number(total) });
    const { scrollTop, clientHeight } = this.scroller;
    const from = Math.max(0, Math.floor(scrollTop / ROW_PX) - SPARE_ROWS);
    const to = Math.min(this.entries.length, Math.ceil((scrollTop + clientHeight) / ROW_PX) + SPARE_ROWS);
    this.list.style.paddingTop = `${from * ROW_PX}px`;
    this.list.style.height = `${this.entries.length * ROW_PX}px`;
    this.list.replaceChildren(...this.entries.slice(from, to).map((entry, i) => this.rowOf(entry, from + i)));
  }

  private rowOf(entry: OutlineEntry, position: number): HTMLElement {
    const isCurrent = position === this.current;
    const words = this.wordsOf(entry);
    return h(
      'li',
      { class: entry.kind, 'aria-setsize': this.entries.length, 'aria-posinset': position + 1 },
      h(
        'button',
        {
          type: 'button',
          title: words,
          tabindex: -1,
          ...(isCurrent ? { 'aria-current': 'true' } : {}),
          onclick: () => this.goTo(entry.index),
        },
        h('bdi', {}, words),
        entry.kind === 'prompt' ? null : icon(ICONS[entry.kind]),
      ),
    );
  }

  private wordsOf(entry: OutlineEntry): string {
    switch (entry.kind) {
      case 'prompt':
        return entry.text === '' ? this.view.say('emptyPrompt') : entry.text;
      case 'error':
        return failureWords(entry, this.view.formats.locale);
      case 'ending':
        return this.view.say('endedEarly');
      case 'compression':
        return this.view.say('compression');
    }
  }
}

const ICONS = { error: 'error', ending: 'debug-disconnect', compression: 'fold' } as const;

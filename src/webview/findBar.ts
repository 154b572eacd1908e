/**
 * Finding: a row of the head that asks the host, steps through what was found, and marks it in what is drawn. Found are numbers and
 * words; where they stand on the screen is looked for each time something is drawn.
 */
import { FIND_SCOPES, LONGEST_QUERY, type FindHit, type FindQuery, type FindScope } from '../core/find';
import type { FindProblem } from '../core/protocol';
import type { TextSlot } from '../core/transcriptMessage';
import { h, icon } from './dom';
import { rangesOf } from './textRanges';
import { textKey, type View } from './view';

/** What finding needs of the page. */
export interface FindPlaces {
  /** Index of the first message in view. */
  firstInView(): number;
  /** Brings the row that shows this text on the screen, opens what hides it, and says so by drawing. */
  reveal(index: number, slot: TextSlot): void;
  /** The message whose id this is, as index; -1 when it is not loaded. */
  indexOf(messageId: string): number;
  readonly element: HTMLElement;
  /** The lower edge of what covers the top of the window. */
  topEdge(): number;
}

/** After a key, before what may be the beginning of a word, or of a pattern, is looked for. A word is looked for at once. */
const TYPING_MS = 120;
const SHORTEST_WORD = 3;
/** After the conversation changed, or ten times what the last answer took: finding again never takes more than a tenth of the time. */
const REFRESH_MS = 1_000;
const REFRESH_TIMES = 10;
/** Pieces of a long text that are asked for until a match in it is reached. */
const MOST_PIECES = 25;
const OPTIONS = ['matchCase', 'wholeWord', 'isRegex'] as const;
const OPTION_ICONS = { matchCase: 'case-sensitive', wholeWord: 'whole-word', isRegex: 'regex' } as const;
const OPTION_KEYS = { matchCase: 'KeyC', wholeWord: 'KeyW', isRegex: 'KeyR' } as const;

export class FindBar {
  readonly element: HTMLElement;
  private readonly input: HTMLInputElement;
  private readonly scope: HTMLSelectElement;
  private readonly count: HTMLElement;
  private readonly buttons: readonly HTMLButtonElement[];
  private readonly options = { matchCase: false, wholeWord: false, isRegex: false };
  private id = 0;
  private asked: FindQuery | null = null;
  private hits: FindHit[] = [];
  /** Matches before each hit, and of all in the end. */
  private starts: number[] = [0];
  private readonly hitOf = new Map<string, number>();
  private isLast = true;
  private problem: FindProblem | null = null;
  /** Number of the match in front, from 0; -1 for none. */
  private current = -1;
  /** The match that is on its way to the screen. */
  private wanted: { readonly match: number; pieces: number } | null = null;
  private viewIndex = 0;
  private timer: number | undefined;
  private askedAt = 0;
  /** From the last question to the last of its answers. */
  private tookMs = 0;
  private before: Element | null = null;

  constructor(
    private readonly view: View,
    private readonly places: () => FindPlaces | null,
  ) {
    const tool = (name: string, label: string, act: () => void): HTMLButtonElement =>
      h('button', { type: 'button', class: 'tool', title: label, 'aria-label': label, onclick: act }, icon(name));
    this.input = h('input', {
      type: 'text',
      maxlength: LONGEST_QUERY,
      spellcheck: 'false',
      autocomplete: 'off',
      'aria-label': view.say('find'),
      placeholder: view.say('find'),
      oninput: () => this.ask(this.options.isRegex || this.input.value.length < SHORTEST_WORD ? TYPING_MS : 0),
    });
    const toggles = OPTIONS.map((name) => {
      const button = tool(OPTION_ICONS[name], view.say(name), () => this.toggle(name, button));
      button.classList.add('option');
      button.setAttribute('aria-pressed', 'false');
      return button;
    });
    this.scope = h(
      'select',
      { 'aria-label': view.say('findScope'), onchange: () => this.ask(0) },
      ...FIND_SCOPES.map((scope) => h('option', { value: scope }, view.say(SCOPE_WORDS[scope]))),
    );
    this.count = h('span', { class: 'count', role: 'status' });
    this.buttons = [
      tool('arrow-up', view.say('previousMatch'), () => this.step(-1)),
      tool('arrow-down', view.say('nextMatch'), () => this.step(1)),
    ];
    const close = tool('close', view.say('closeFind'), () => this.close());
    this.element = h(
      'div',
      { class: 'find', role: 'search' },
      h('div', { class: 'field' }, this.input, ...toggles),
      this.scope,
      this.count,
      ...this.buttons,
      close,
    );
    this.element.hidden = true;
    this.element.addEventListener('keydown', (event) => {
      const name = event.altKey ? OPTIONS.find((each) => OPTION_KEYS[each] === event.code) : undefined;
      if (name !== undefined) this.toggle(name, toggles[OPTIONS.indexOf(name)]!);
      else if (event.key === 'Enter' && event.target === this.input) this.step(event.shiftKey ? -1 : 1);
      else if (event.key === 'Escape') this.close();
      else return;
      event.preventDefault();
    });
  }

  get isOpen(): boolean {
    return !this.element.hidden;
  }

  open(): void {
    if (!this.isOpen) {
      this.before = document.activeElement;
      this.element.hidden = false;
      this.viewIndex = this.places()?.firstInView() ?? 0;
      const selected = document.getSelection()?.toString() ?? '';
      if (selected !== '' && selected.length <= 200 && !selected.includes('\n')) this.input.value = selected;
      this.view.host.post({ type: 'findBegin' });
      this.ask(0);
    }
    this.input.focus();
    this.input.select();
  }

  close(): void {
    if (!this.isOpen) return;
    this.element.hidden = true;
    this.forget();
    this.asked = null;
    this.view.host.post({ type: 'findEnd' });
    this.mark();
    if (this.before instanceof HTMLElement && this.before.isConnected) this.before.focus({ preventScroll: true });
    else this.places()?.element.querySelector<HTMLElement>('[role=feed]')?.focus({ preventScroll: true });
  }

  /** To the next match (1) or the one before (-1); around at the ends. */
  step(by: 1 | -1): void {
    const total = this.starts.at(-1)!;
    if (total === 0) return;
    this.current = this.current === -1 ? 0 : (this.current + by + total) % total;
    this.go();
  }

  /** The conversation changed: what was found is looked for again. */
  refresh(): void {
    if (this.asked !== null) this.ask(Math.max(REFRESH_MS, this.tookMs * REFRESH_TIMES), true);
  }

  receive(id: number, hits: readonly FindHit[], isLast: boolean, problem: FindProblem | null): void {
    if (id !== this.id || this.asked === null) return;
    for (const hit of hits) {
      this.hitOf.set(`${hit.index}/${hit.slot}`, this.hits.push(hit) - 1);
      this.starts.push(this.starts.at(-1)! + hit.count);
    }
    this.isLast = isLast;
    this.problem = problem;
    if (isLast) this.tookMs = performance.now() - this.askedAt;
    if (this.current === -1) this.begin();
    this.sayCount();
    this.mark();
  }

  /** What is drawn has changed. */
  drawn(): void {
    if (this.asked === null) return;
    this.mark();
    this.arrive();
  }

  /** Stands at the first match from the view on; where there is none, at the last one before it. */
  private begin(): void {
    const next = this.hits.findIndex((hit) => hit.index >= this.viewIndex);
    if (next === -1 && !this.isLast) return;
    const total = this.starts.at(-1)!;
    this.current = next === -1 ? total - 1 : this.starts[next]!;
    if (total > 0) this.go();
  }

  private toggle(name: (typeof OPTIONS)[number], button: HTMLElement): void {
    this.options[name] = !this.options[name];
    button.setAttribute('aria-pressed', String(this.options[name]));
    this.ask(0);
  }

  private ask(delay: number, isRefresh = false): void {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      const query: FindQuery = { text: this.input.value, ...this.options, scope: this.scope.value as FindScope };
      const place = isRefresh ? this.current : -1;
      if (!isRefresh && this.asked !== null && JSON.stringify(query) === JSON.stringify(this.asked)) return;
      this.forget();
      // What came anew stands at the end, so that numbers above it are what they were.
      this.current = place;
      if (query.text === '') {
        // Before the first word what it will be looked for in is being read.
        if (this.asked !== null) this.view.host.post({ type: 'findEnd' });
        this.asked = null;
        return this.mark();
      }
      this.asked = query;
      this.askedAt = performance.now();
      this.isLast = false;
      this.view.host.post({ type: 'find', id: this.id, query });
      this.sayCount();
    }, delay);
  }

  private forget(): void {
    this.id += 1;
    this.hits = [];
    this.starts = [0];
    this.hitOf.clear();
    this.isLast = true;
    this.problem = null;
    this.current = -1;
    this.wanted = null;
    clearTimeout(this.timer);
    this.sayCount();
  }

  private sayCount(): void {
    const total = this.starts.at(-1)!;
    const { view, problem } = this;
    const of = total === 0 ? '' : view.say('matchOf', { n: this.current + 1, total: view.number(total) + (this.isLast && problem !== 'many' ? '' : '+') });
    const words =
      problem !== null && problem !== 'many'
        ? view.say(PROBLEM_WORDS[problem])
        : total > 0
          ? of
          : this.asked === null
            ? ''
            : view.say(this.isLast ? 'noMatch' : 'searching');
    this.count.textContent = words;
    this.count.classList.toggle('none', problem !== null && problem !== 'many' ? true : this.isLast && this.asked !== null && total === 0);
    for (const button of this.buttons) button.disabled = total === 0;
  }

  private go(): void {
    const hit = this.hits[this.hitAt(this.current)];
    if (hit === undefined) return;
    this.wanted = { match: this.current, pieces: 0 };
    this.sayCount();
    this.places()?.reveal(hit.index, hit.slot);
  }

  /** The hit that holds a match. */
  private hitAt(match: number): number {
    let low = 0;
    let high = this.hits.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.starts[middle]! <= match) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** Elements that are drawn of each text, by index and slot. */
  private texts(): Map<string, HTMLElement[]> {
    const places = this.places();
    const texts = new Map<string, HTMLElement[]>();
    for (const element of places?.element.querySelectorAll<HTMLElement>('[data-text]') ?? []) {
      const { id, slot } = textKey.parse(element.dataset.text ?? '');
      const key = `${places!.indexOf(id)}/${slot}`;
      const known = texts.get(key);
      if (known === undefined) texts.set(key, [element]);
      else known.push(element);
    }
    return texts;
  }

  private rangesOf(hit: FindHit, elements: readonly HTMLElement[]): Range[] {
    return rangesOf(elements, hit.words, this.asked?.wholeWord ?? false);
  }

  /** Marks every match that is drawn. */
  private mark(): void {
    const all = new Highlight();
    const front = new Highlight();
    front.priority = 1;
    if (this.hits.length > 0) {
      const inFront = this.current === -1 ? -1 : this.hitAt(this.current);
      for (const [key, elements] of this.texts()) {
        const number = this.hitOf.get(key);
        const hit = number === undefined ? undefined : this.hits[number];
        if (hit === undefined) continue;
        const ranges = this.rangesOf(hit, elements);
        for (const range of ranges) all.add(range);
        const match = number === inFront ? this.rangeOf(ranges, this.current - this.starts[inFront]!, hit) : undefined;
        if (match !== undefined) front.add(match);
      }
    }
    CSS.highlights.set('match', all);
    CSS.highlights.set('match-front', front);
  }

  /** Marks of Markdown are searched but not shown: what has no place of its own is shown by the last one that has. */
  private rangeOf(ranges: readonly Range[], n: number, hit: FindHit): Range | undefined {
    return ranges.length === 0 ? undefined : ranges[Math.min(n, ranges.length - 1, hit.count - 1)];
  }

  /** Brings the wanted match into view, once its row is drawn. */
  private arrive(): void {
    const { wanted } = this;
    const places = this.places();
    if (wanted === null || places === null) return;
    const number = this.hitAt(wanted.match);
    const hit = this.hits[number];
    const elements = hit === undefined ? undefined : this.texts().get(`${hit.index}/${hit.slot}`);
    if (hit === undefined || elements === undefined) return;
    const n = wanted.match - this.starts[number]!;
    const ranges = this.rangesOf(hit, elements);
    const more = ranges.length > n ? null : elements.at(-1)!.closest('article')?.querySelector<HTMLElement>(`[data-focus="more:${hit.slot}"]`);
    if (more != null && wanted.pieces < MOST_PIECES) {
      // The match lies in a part of a long text that is not here yet.
      wanted.pieces += 1;
      more.click();
      return;
    }
    this.wanted = null;
    const range = this.rangeOf(ranges, n, hit);
    const box = (range === undefined ? elements[0]! : scrolledInside(range)).getBoundingClientRect();
    const top = places.topEdge();
    if (box.top < top + 8 || box.bottom > window.innerHeight - 8)
      window.scrollBy(0, box.top - top - (window.innerHeight - top) / 3);
  }
}

/** Code and tables scroll sideways, lists of arguments up and down: a match in them is brought into what they show. */
function scrolledInside(range: Range): Range {
  for (let box = range.startContainer.parentElement; box !== null && box.tagName !== 'ARTICLE'; box = box.parentElement) {
    const [inner, outer] = [range.getBoundingClientRect(), box.getBoundingClientRect()];
    if (box.scrollWidth > box.clientWidth && (inner.left < outer.left || inner.right > outer.right))
      box.scrollLeft += inner.left - outer.left - box.clientWidth / 3;
    if (box.scrollHeight > box.clientHeight + 1 && getComputedStyle(box).overflowY !== 'visible' && (inner.top < outer.top || inner.bottom > outer.bottom))
      box.scrollTop += inner.top - outer.top - box.clientHeight / 3;
  }
  return range;
}

const SCOPE_WORDS = {
  all: 'scopeAll',
  prompts: 'scopePrompts',
  answers: 'scopeAnswers',
  tools: 'scopeTools',
  errors: 'scopeErrors',
} as const;

const PROBLEM_WORDS = { slow: 'findSlow', pattern: 'findPattern', unreadable: 'findUnreadable' } as const;

/**
 * Filtering: a row of the head with what there is to filter, and below it, as long as something is filtered, a line that says what is
 * shown and brings back the rest. Buttons that are pressed add up; with none pressed everything is shown.
 */
import { FILTER_KINDS, parseFilter, type FilterKind, type MessageFilter } from '../core/messageFilter';
import type { FilterFacts } from '../core/messageTraits';
import type { Place, TranscriptHeader } from '../core/protocol';
import { filterWords, KIND_WORDS } from '../core/words/filterWords';
import { h, icon } from './dom';
import type { View } from './view';

const NOTHING: MessageFilter = { kinds: [], tools: [], errors: false };

export class FilterBar {
  /** The row, and the line. */
  readonly element: HTMLElement;
  private readonly row: HTMLElement;
  private readonly line = h('div', { class: 'filtered', role: 'status' });
  private readonly kinds: ReadonlyMap<FilterKind, HTMLButtonElement>;
  private readonly errors: HTMLButtonElement;
  /** Opens the list of tools, in which each can be ticked. */
  private readonly choose: HTMLButtonElement;
  private readonly tools = h('div', { class: 'tools-named', role: 'group' });
  private filter: MessageFilter = NOTHING;
  private facts: FilterFacts | null = null;
  private before: Element | null = null;

  constructor(
    private readonly view: View,
    /** Where the reader is. */
    private readonly placeNow: () => Place | null,
    /** Gives the focus to the text. */
    private readonly leave: () => void,
  ) {
    this.kinds = new Map(FILTER_KINDS.map((kind) => [kind, this.chip(() => this.toggleKind(kind))]));
    this.errors = this.chip(() => this.ask({ ...this.filter, errors: !this.filter.errors }));
    this.choose = h('button', { type: 'button', class: 'chip', 'aria-expanded': 'false', onclick: () => this.showTools(this.tools.hidden) });
    this.tools.setAttribute('aria-label', view.say('filterByTool'));
    this.tools.hidden = true;
    const close = view.say('closeFilter');
    this.row = h(
      'div',
      { class: 'filter', role: 'group', 'aria-label': view.say('filter') },
      ...this.kinds.values(),
      this.errors,
      this.choose,
      h('button', { type: 'button', class: 'tool', title: close, 'aria-label': close, onclick: () => this.close() }, icon('close')),
      this.tools,
    );
    this.row.hidden = true;
    this.line.hidden = true;
    this.element = h('div', {}, this.row, this.line);
    this.row.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      this.close();
    });
    this.draw();
  }

  open(): void {
    if (this.row.hidden) {
      this.before = document.activeElement;
      this.row.hidden = false;
      this.showTools(this.filter.tools.length > 0);
      this.count();
    }
    this.kinds.get('prompts')?.focus();
  }

  close(): void {
    this.row.hidden = true;
    if (this.before instanceof HTMLElement && this.before.isConnected && this.before !== document.body)
      this.before.focus({ preventScroll: true });
    else this.leave();
  }

  /** Everything is shown again. */
  clear(): void {
    this.ask(NOTHING);
  }

  /** What is shown now. */
  tell({ filtered, segments }: TranscriptHeader): void {
    this.filter = filtered?.filter ?? NOTHING;
    this.draw();
    const words =
      filtered === null
        ? ''
        : this.view.say(segments > 1 ? 'filteredChain' : 'filtered', { shown: filtered.shown, count: filtered.total, segments, what: filterWords(filtered.filter, this.view.formats.locale) });
    const hadFocus = this.line.contains(document.activeElement);
    if (this.line.hidden === (filtered === null) && this.line.firstChild?.textContent === words) return;
    this.line.hidden = filtered === null;
    this.line.replaceChildren(
      ...(filtered === null
        ? []
        : [
            h('span', {}, words),
            h('button', { type: 'button', class: 'link', onclick: () => this.clear() }, this.view.say('showAllMessages')),
          ]),
    );
    if (!hadFocus) return;
    if (filtered === null) this.leave();
    else this.line.querySelector('button')?.focus();
  }

  /** The conversation changed. */
  count(): void {
    if (!this.row.hidden) this.view.host.post({ type: 'filterFacts' });
  }

  setFacts(facts: FilterFacts): void {
    this.facts = facts;
    this.draw();
  }

  private toggleKind(kind: FilterKind): void {
    const { kinds, tools } = this.filter;
    const isOn = kinds.includes(kind);
    this.ask({
      ...this.filter,
      kinds: FILTER_KINDS.filter((each) => (each === kind ? !isOn : kinds.includes(each))),
      // Whoever wants no tools wants no particular one either.
      tools: kind === 'tools' && isOn ? [] : tools,
    });
  }

  private showTools(isShown: boolean): void {
    this.tools.hidden = !isShown;
    this.choose.setAttribute('aria-expanded', String(isShown));
  }

  private toggleTool(name: string): void {
    const { tools } = this.filter;
    this.ask({ ...this.filter, tools: tools.includes(name) ? tools.filter((each) => each !== name) : [...tools, name] });
  }

  private ask(filter: MessageFilter): void {
    this.filter = filter;
    this.draw();
    // Nothing and all is the same.
    this.view.host.post({ type: 'filter', filter: parseFilter(filter), place: this.placeNow() });
  }

  private draw(): void {
    const { facts, filter, view } = this;
    for (const [kind, chip] of this.kinds) {
      chip.setAttribute('aria-pressed', String(filter.kinds.includes(kind)));
      label(chip, view.say(KIND_WORDS[kind]), facts === null ? null : view.number(facts[kind]));
    }
    this.errors.setAttribute('aria-pressed', String(filter.errors));
    label(this.errors, view.say('filterErrors'), facts === null ? null : view.number(facts.errors));
    this.drawTools();
  }

  /** Those there are, most calls first, and any that is filtered by and has no calls here. */
  private drawTools(): void {
    const { facts, filter, view } = this;
    const counted = facts?.names ?? [];
    const names = [...counted, ...filter.tools.filter((name) => counted.every((each) => each.name !== name)).map((name) => ({ name, count: 0 }))];
    label(this.choose, view.say('filterByTool'), filter.tools.length === 0 ? null : view.number(filter.tools.length));
    this.choose.append(h('i', { class: 'codicon chevron', 'aria-hidden': 'true' }));
    this.choose.classList.toggle('chosen', filter.tools.length > 0);
    this.choose.hidden = names.length === 0;
    // Buttons that stay are the same ones: who ticks several keeps the focus where it is.
    const known = new Map([...this.tools.children].map((chip) => [(chip as HTMLElement).dataset.name ?? '', chip as HTMLButtonElement]));
    const chips = names.map(({ name, count }) => {
      const chip = known.get(name) ?? this.chip(() => this.toggleTool(name));
      chip.dataset.name = name;
      chip.setAttribute('aria-pressed', String(filter.tools.includes(name)));
      label(chip, name || view.say('toolCall'), view.number(count));
      return chip;
    });
    if (chips.some((chip, i) => this.tools.children[i] !== chip) || chips.length !== this.tools.children.length) {
      const focused = document.activeElement;
      this.tools.replaceChildren(...chips);
      if (focused instanceof HTMLElement && this.tools.contains(focused)) focused.focus();
    }
  }

  private chip(onclick: () => void): HTMLButtonElement {
    return h('button', { type: 'button', class: 'chip', 'aria-pressed': 'false', onclick });
  }
}

function label(chip: HTMLElement, name: string, count: string | null): void {
  chip.replaceChildren(...(count === null ? [name] : [`${name} `, h('span', { class: 'count' }, count)]));
}

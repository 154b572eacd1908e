/** The line: one quiet row for everything that is not prose, and the card it opens to. */
import { h, icon, type Child } from './dom';
import type { LineKind, View } from './view';

/** What a line says, closed or open. */
export interface LineWords {
  readonly icon: string;
  readonly name: string;
  readonly gist: string;
  /** True for words, false for code: a command, a path, a query. */
  readonly gistIsProse: boolean;
  /** Names the text the gist is of, where it is a part of what is shown of it (`textKey`). */
  readonly gistText?: string;
  readonly exception?: string;
  readonly size?: string;
  readonly duration?: string;
}

export interface LineOptions extends LineWords {
  readonly messageId: string;
  /** Tells this line from others of the message; what the reader opened is kept under it. */
  readonly part: string;
  /** Which others open with it. */
  readonly kind: LineKind;
  readonly tone?: 'error' | 'warning';
  readonly openByDefault?: boolean;
  /** Made when the line is opened; a line that would open to nothing has none. */
  readonly body?: () => readonly Child[];
}

/** The columns of a line, without the chevron, and all of it as a tooltip. */
export function lineRow(words: LineWords): { readonly tooltip: string; readonly row: readonly HTMLElement[] } {
  const { name, gist, exception, size, duration } = words;
  const columns = h(
    'span',
    { class: 'columns' },
    exception === undefined ? null : h('span', { class: 'exception' }, exception),
    size === undefined ? null : h('span', { class: 'size' }, size),
    duration === undefined ? null : h('span', { class: 'duration' }, duration),
  );
  const gistClass = words.gistIsProse ? 'gist prose' : 'gist';
  const gistText = words.gistText === undefined ? {} : { 'data-text': words.gistText };
  return {
    tooltip: [name, gist, exception, size, duration].filter(Boolean).join(' · '),
    row: [icon(words.icon), h('span', { class: 'name' }, name), h('bdi', { class: gistClass, ...gistText }, gist), columns],
  };
}

export function renderLine(view: View, options: LineOptions): HTMLElement {
  const { messageId, part, kind, body } = options;
  const { tooltip, row } = lineRow(options);
  const line = h('div', { class: options.tone === undefined ? 'line' : `line ${options.tone}` });
  if (body === undefined) {
    line.append(h('div', { class: 'line-row', title: tooltip }, ...row));
    return line;
  }
  const button = h(
    'button',
    { type: 'button', class: 'line-row', title: tooltip, 'data-focus': part, 'data-kind': kind },
    ...row,
    h('i', { class: 'codicon chevron', 'aria-hidden': 'true' }),
  );
  line.append(button);

  const show = (isOpen: boolean): void => {
    line.classList.toggle('open', isOpen);
    button.setAttribute('aria-expanded', String(isOpen));
    line.querySelector(':scope > .body')?.remove();
    if (isOpen) line.append(h('div', { class: 'body' }, ...body()));
  };
  button.addEventListener('click', () => {
    const isOpen = !line.classList.contains('open');
    view.setOpen(messageId, part, isOpen);
    show(isOpen);
  });
  show(view.isOpen(messageId, part, options.openByDefault, kind));
  return line;
}

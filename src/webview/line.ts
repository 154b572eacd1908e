/** The line: one quiet row for everything that is not prose, and the card it opens to. */
import { h, icon, type Child } from './dom';
import type { View } from './view';

export interface LineOptions {
  readonly messageId: string;
  /** Tells this line from others of the message; what the reader opened is kept under it. */
  readonly part: string;
  readonly icon: string;
  readonly name: string;
  readonly gist: string;
  /** True for words, false for code: a command, a path, a query. */
  readonly gistIsProse: boolean;
  /** Names the text the gist is of, where it is a part of what is shown of it (`textKey`). */
  readonly gistText?: string;
  readonly tone?: 'error' | 'warning';
  readonly exception?: string;
  readonly size?: string;
  readonly duration?: string;
  readonly openByDefault?: boolean;
  /** Made when the line is opened; a line that would open to nothing has none. */
  readonly body?: () => readonly Child[];
}

export function renderLine(view: View, options: LineOptions): HTMLElement {
  const { messageId, part, body } = options;
  const columns = h(
    'span',
    { class: 'columns' },
    options.exception === undefined ? null : h('span', { class: 'exception' }, options.exception),
    options.size === undefined ? null : h('span', { class: 'size' }, options.size),
    options.duration === undefined ? null : h('span', { class: 'duration' }, options.duration),
  );
  const tooltip = [options.name, options.gist, options.exception, options.size, options.duration]
    .filter(Boolean)
    .join(' · ');
  const row = [
    icon(options.icon),
    h('span', { class: 'name' }, options.name),
    h(
      'bdi',
      {
        class: options.gistIsProse ? 'gist prose' : 'gist',
        ...(options.gistText === undefined ? {} : { 'data-text': options.gistText }),
      },
      options.gist,
    ),
    columns,
  ];
  const line = h('div', { class: options.tone === undefined ? 'line' : `line ${options.tone}` });
  if (body === undefined) {
    line.append(h('div', { class: 'line-row', title: tooltip }, ...row));
    return line;
  }
  const button = h(
    'button',
    { type: 'button', class: 'line-row', title: tooltip, 'data-focus': part },
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
  show(view.isOpen(messageId, part, options.openByDefault));
  return line;
}

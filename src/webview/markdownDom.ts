/** Markdown values to elements. A link is a button that says its number to the host; the page holds no address. */
import type { Block, Inline } from '../core/markdownTree';
import { renderCode } from './codeDom';
import { runsRightToLeft } from '../core/textDirection';
import { h, icon, text } from './dom';
import { contextOf } from './messageContext';
import type { View } from './view';

export function renderBlocks(view: View, messageId: string, blocks: readonly Block[]): HTMLElement[] {
  return blocks.map((block) => renderBlock(view, messageId, block));
}

function renderBlock(view: View, id: string, block: Block): HTMLElement {
  const inline = (content: readonly Inline[]): Node[] => renderInlines(view, id, content);
  switch (block.kind) {
    case 'paragraph':
      return h('p', { dir: 'auto' }, ...inline(block.content));
    case 'heading':
      // All one level below the speaker's name: a model's own numbering would tear the page's outline.
      return h('h3', { dir: 'auto', class: `level-${block.level}` }, ...inline(block.content));
    case 'quote':
      return directed(h('blockquote', {}, ...renderBlocks(view, id, block.content)));
    case 'rule':
      return h('hr');
    case 'list': {
      const items = block.items.map((item) => directed(h('li', { dir: 'auto' }, ...renderBlocks(view, id, item))));
      return directed(block.start === null ? h('ul', {}, ...items) : h('ol', { start: block.start }, ...items));
    }
    case 'codeBlock':
      return h(
        'figure',
        { class: 'code' },
        h('figcaption', {}, h('span', {}, block.language), copyButton(view)),
        // Scrolls sideways, so it must be reachable by keyboard.
        h('pre', { tabindex: 0 }, h('code', {}, ...renderCode(block.text, block.language))),
      );
    case 'table': {
      const [head, ...body] = block.rows.map((cells, i) =>
        h(
          'tr',
          {},
          // A column stands on one side by the direction of the table; each cell's words have their own.
          ...cells.map((cell) => h(i === 0 ? 'th' : 'td', { class: cell.align }, h('bdi', {}, ...inline(cell.content)))),
        ),
      );
      return h(
        'div',
        { class: 'table', tabindex: 0 },
        directed(h('table', {}, h('thead', {}, head ?? null), h('tbody', {}, ...body))),
      );
    }
  }
}

/** Marks, edges and columns stand on the side where the text begins; of itself an element does not look into those inside it. */
function directed<E extends HTMLElement>(element: E): E {
  if (runsRightToLeft(element.textContent)) element.dir = 'rtl';
  return element;
}

/** It finds out by where it stands which block of which text it is to copy. */
function copyButton(view: View): HTMLElement {
  const label = view.say('copyCode');
  const copy = (event: Event): void => {
    const context = contextOf(event.currentTarget as Element);
    if (context?.code == null) return;
    const { messageId, code } = context;
    view.host.post({ type: 'copyCode', messageId, slot: code.slot, code: code.number });
  };
  return h('button', { type: 'button', class: 'tool', title: label, 'aria-label': label, onclick: copy }, icon('copy'));
}

export function renderInlines(view: View, id: string, content: readonly Inline[]): Node[] {
  return content.map((inline): Node => {
    switch (inline.kind) {
      case 'text':
        return text(inline.text);
      case 'code':
        return h('code', {}, inline.text);
      case 'break':
        return h('br');
      case 'emphasis':
        return h('em', {}, ...renderInlines(view, id, inline.content));
      case 'strong':
        return h('strong', {}, ...renderInlines(view, id, inline.content));
      case 'deleted':
        return h('s', {}, ...renderInlines(view, id, inline.content));
      case 'link':
        return linkButton(view, id, inline.link, inline.host, renderInlines(view, id, inline.content));
      case 'image':
        return h(
          'span',
          { class: 'stub' },
          icon('file-media'),
          h('span', {}, inline.alt === '' ? view.say(inline.link === null ? 'picture' : 'remotePicture') : inline.alt),
          h('span', { class: 'dim' }, inline.host),
          inline.link === null
            ? null
            : linkButton(view, id, inline.link, inline.host, [text(view.say('openInBrowser'))]),
        );
    }
  });
}

function linkButton(view: View, messageId: string, link: number, host: string, content: readonly Node[]): HTMLElement {
  // An anchor without an address is no link to the browser: nothing to follow, drag, or open in a new window.
  const open = (): void => view.host.post({ type: 'openLink', messageId, link });
  const onkeydown = (event: Event): void => {
    if ((event as KeyboardEvent).key === 'Enter') open();
  };
  return h(
    'a',
    { role: 'link', tabindex: 0, title: view.say('openLink', { host }), onclick: open, onkeydown },
    ...content,
  );
}

/** JSON as a tree of lines that open. What is closed is not made; what the reader opened stays open when it is drawn anew. */
import { h, type Child } from './dom';
import type { View } from './view';

/** Children that come at once, and of an array or object that is open to begin with. */
const CHUNK = 100;
const OPEN_CHILDREN = 12;
const LONGEST_STRING = 2_000;
const DEEPEST = 60;

/** Null for text that is no JSON object or array. `messageId` and `slot` name what is kept of it in `View`. */
export function renderJsonTree(view: View, messageId: string, slot: string, json: string): HTMLElement | null {
  let value: unknown;
  try {
    value = JSON.parse(json);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  return h('div', { class: 'tree' }, ...childrenOf(view, messageId, `json:${slot}`, value, 0));
}

function childrenOf(view: View, id: string, path: string, value: object, depth: number): HTMLElement[] {
  const entries = Object.entries(value);
  const chunk = (from: number): HTMLElement[] => {
    const nodes = entries.slice(from, from + CHUNK).map(([key, child]: [string, unknown], i) => nodeOf(view, id, `${path}/${from + i}`, key, child, depth));
    const left = entries.length - from - CHUNK;
    if (left <= 0) return nodes;
    const more: HTMLElement = h(
      'button',
      { type: 'button', class: 'action', onclick: () => more.replaceWith(...chunk(from + CHUNK)) },
      view.say('jsonMore', { count: left }),
    );
    return [...nodes, more];
  };
  return chunk(0);
}

function nodeOf(view: View, id: string, path: string, key: string, value: unknown, depth: number): HTMLElement {
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0 || depth >= DEEPEST)
    return h('div', { class: 'leaf' }, h('span', { class: 'key' }, `${key}: `), leafOf(value));
  const size = Object.keys(value).length;
  const node = h('div', { class: 'node' });
  const count = view.say(Array.isArray(value) ? 'jsonItems' : 'jsonKeys', { count: size });
  const button = h(
    'button',
    { type: 'button', 'data-focus': path },
    h('i', { class: 'codicon chevron', 'aria-hidden': 'true' }),
    h('span', { class: 'key' }, key),
    h('span', { class: 'dim' }, count),
  );
  const show = (isOpen: boolean): void => {
    button.setAttribute('aria-expanded', String(isOpen));
    node.replaceChildren(button, ...(isOpen ? [h('div', { class: 'inner' }, ...childrenOf(view, id, path, value, depth + 1))] : []));
  };
  button.addEventListener('click', () => {
    const isOpen = button.getAttribute('aria-expanded') !== 'true';
    view.setOpen(id, path, isOpen);
    show(isOpen);
    button.focus({ preventScroll: true });
  });
  show(view.isOpen(id, path, depth < 2 && size <= OPEN_CHILDREN));
  return node;
}

function leafOf(value: unknown): Child {
  if (typeof value === 'string') {
    const cut = value.length > LONGEST_STRING ? `${value.slice(0, LONGEST_STRING)}…` : value;
    return h('span', { class: 'syntax-string', dir: 'auto' }, JSON.stringify(cut));
  }
  return h('span', { class: typeof value === 'number' ? 'syntax-number' : 'syntax-constant' }, JSON.stringify(value));
}


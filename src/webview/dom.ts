/** Elements from values. Text goes in only as text nodes, made visible on the way; nothing here takes markup. */
import { visibleText } from '../core/visibleText';

export type Child = Node | string | null;

export interface Attributes {
  readonly [name: string]: string | number | boolean | ((event: Event) => void);
}

/** `h('p', { class: 'x', onclick: f }, 'text')`. True sets an attribute without a value, false leaves it out. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else if (value !== false) element.setAttribute(name, value === true ? '' : visibleText(String(value)));
  }
  element.append(
    ...children.filter((child) => child !== null).map((child) => (typeof child === 'string' ? text(child) : child)),
  );
  return element;
}

export function text(value: string): Text {
  return document.createTextNode(visibleText(value));
}

export function icon(name: string): HTMLElement {
  return h('i', { class: `codicon codicon-${name}`, 'aria-hidden': 'true' });
}

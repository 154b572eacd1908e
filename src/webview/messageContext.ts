/** What of a message an element belongs to: by ids and numbers only, for menus, keys and buttons. */
import type { TextSlot } from '../core/transcriptMessage';
import { textKey } from './view';

export interface MessageContext {
  readonly messageId: string;
  /** The block of code, by the text it stands in and its number there. */
  readonly code: { readonly slot: TextSlot; readonly number: number } | null;
  /** The text that a tool answered with. */
  readonly output: TextSlot | null;
  /** It has words of a person or a model. */
  readonly hasWords: boolean;
}

export const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLInputElement || target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement;

/** Null for what belongs to no message. */
export function contextOf(element: Element | null): MessageContext | null {
  const article = element?.closest<HTMLElement>('article') ?? null;
  const messageId = article?.dataset.messageId;
  if (element === null || article === null || messageId === undefined) return null;
  return { messageId, code: codeAt(element, messageId), output: outputAt(element, article, messageId), hasWords: article.querySelector('.surface > .read') !== null };
}

/** A block of code of this very message; what is shown of another one is named by that one. */
function codeAt(element: Element, messageId: string): MessageContext['code'] {
  const figure = element.closest('figure.code');
  const text = figure?.closest<HTMLElement>('[data-text]') ?? null;
  if (figure === null || text === null) return null;
  const { id, slot } = textKey.parse(text.dataset.text ?? '');
  const number = [...text.querySelectorAll('figure.code')].indexOf(figure);
  return id === messageId ? { slot: slot as TextSlot, number } : null;
}

function outputAt(element: Element, article: HTMLElement, messageId: string): TextSlot | null {
  if (!article.classList.contains('result')) return null;
  const output = element.closest<HTMLElement>('.output[data-text]');
  const { id, slot } = textKey.parse(output?.dataset.text ?? '');
  return id === messageId ? (slot as TextSlot) : 'part:0';
}

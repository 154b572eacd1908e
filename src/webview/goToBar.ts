/** A row of the head that goes to a message by its number. */
import { h } from './dom';
import type { View } from './view';

export class GoToBar {
  readonly element: HTMLElement;
  private readonly input: HTMLInputElement;
  private before: Element | null = null;

  constructor(view: View, goTo: (index: number) => void) {
    this.input = h('input', { type: 'text', inputmode: 'numeric', maxlength: 9, 'aria-label': view.say('goToMessage') });
    this.element = h(
      'div',
      { class: 'find', role: 'group', 'aria-label': view.say('goToMessage') },
      h('label', { class: 'field' }, h('span', { class: 'dim' }, view.say('goToMessage')), this.input),
    );
    this.element.hidden = true;
    this.element.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' && event.key !== 'Escape') return;
      event.preventDefault();
      const number = Number(this.input.value);
      this.close();
      if (event.key === 'Enter' && Number.isSafeInteger(number) && number >= 1) goTo(number - 1);
    });
    this.element.addEventListener('focusout', () => (this.element.hidden = true));
  }

  /** `number` is the one that stands there to begin with, counted from 1. */
  open(number: number): void {
    this.before = document.activeElement;
    this.element.hidden = false;
    this.input.value = String(number);
    this.input.focus();
    this.input.select();
  }

  private close(): void {
    this.element.hidden = true;
    if (this.before instanceof HTMLElement && this.before.isConnected) this.before.focus({ preventScroll: true });
  }
}

/** What came while the end was out of view is told by its number, and a click goes there. */
import { h, icon } from './dom';
import type { View } from './view';

export class NewMessages {
  readonly element: HTMLElement;
  private readonly pill: HTMLButtonElement;

  constructor(
    private readonly view: View,
    /** Messages there were when the end was in view last. */
    private seen: number,
    goToEnd: () => void,
  ) {
    this.pill = h('button', { type: 'button', class: 'pill', onclick: goToEnd });
    this.pill.hidden = true;
    this.element = h('div', { role: 'status' }, this.pill);
  }

  /** There are `total` messages now. */
  tell(total: number, isAtEnd: boolean): void {
    if (isAtEnd) this.seen = total;
    const count = total - this.seen;
    this.pill.hidden = count <= 0;
    if (count > 0) this.pill.replaceChildren(icon('arrow-down'), this.view.say('newMessages', { count }));
  }
}

/** Which copy of the conversation is shown, what each has, and what another one has more. */
import type { TranscriptHeader } from '../core/protocol';
import { h } from './dom';
import type { View } from './view';

export interface CopyChoice {
  /** `copy` is a number of `header.copies`. */
  show(copy: number): void;
  compare(copy: number): void;
}

/** Text tabs, and where there is no room for them one control with a list. Null where there is only one copy. */
export function renderCopySwitch(view: View, { copies, segments }: TranscriptHeader, choice: CopyChoice): HTMLElement[] {
  if (copies.length < 2) return [];
  const count = (n: number): string => n.toLocaleString(view.formats.locale);
  const label = view.say('copyShown');
  const tabs = copies.map((copy, n) =>
    h(
      'button',
      {
        type: 'button',
        'aria-pressed': String(copy.isShown),
        title: copy.note,
        onclick: () => !copy.isShown && choice.show(n),
      },
      copy.label,
      h('b', {}, count(copy.messageCount)),
    ),
  );
  const list = h(
    'select',
    { class: 'copy-list', 'aria-label': label, onchange: () => choice.show(list.selectedIndex) },
    ...copies.map((copy) => h('option', { selected: copy.isShown }, `${copy.label} ${count(copy.messageCount)}`)),
  );
  // What is counted is that segment, and not all that is shown.
  const ofNewest = segments < 2 ? [] : [h('span', { class: 'of-segment' }, view.say('newestSegment'))];
  return [...ofNewest, h('div', { class: 'copies', role: 'group', 'aria-label': label }, ...tabs), list];
}

/** "3 more messages in the previous copy", with what can be done about it; null where nothing is missing. */
export function renderOffer(view: View, { offer }: TranscriptHeader, choice: CopyChoice): HTMLElement | null {
  if (offer === null) return null;
  const { copy } = offer;
  const button = (words: string, act: (n: number) => void): HTMLElement =>
    h('button', { type: 'button', class: 'link', onclick: () => act(copy) }, words);
  return h(
    'div',
    { class: 'offer' },
    h('span', {}, offer.text),
    h(
      'span',
      { class: 'offered' },
      button(view.say('showCopy'), (n) => choice.show(n)),
      button(view.say('compareCopy'), (n) => choice.compare(n)),
    ),
  );
}

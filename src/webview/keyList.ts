/** The keys of a transcript, in a window of their own. */
import { h } from './dom';
import type { View } from './view';

const KEYS = [
  ['Ctrl+F', 'keyFind'],
  ['F   Shift+F', 'keyFilter'],
  ['N   P', 'keyTurns'],
  ['E   Shift+E', 'keyErrors'],
  ['Home   End', 'keyEnds'],
  ['G', 'keyNumber'],
  ['O', 'keyOutline'],
  ['Page Down   Page Up', 'keyMessages'],
  ['C   M   L', 'keyCopy'],
  ['Ctrl+A', 'keySelectAll'],
  ['Enter', 'keyOpen'],
  ['X   Alt+Click', 'keyKind'],
  ['Shift+X', 'keyAll'],
  ['?', 'keyKeys'],
] as const;

export function showKeys(view: View): void {
  const dialog = h(
    'dialog',
    { class: 'keys', 'aria-label': view.say('keys') },
    h('h2', {}, view.say('keys')),
    h('dl', {}, ...KEYS.flatMap(([key, word]) => [h('dt', {}, key), h('dd', {}, view.say(word))])),
  );
  dialog.addEventListener('close', () => dialog.remove());
  // A click beside it closes it, as Escape does.
  dialog.addEventListener('click', (event) => event.target === dialog && dialog.close());
  document.body.append(dialog);
  dialog.showModal();
}

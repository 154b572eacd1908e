/** Text that may be long: output folded to its first lines, and the rest of texts that the page holds only in part. */
import { WHOLE_TEXT_LIMIT, type SlotText } from '../core/transcriptMessage';
import { renderAnsi } from './codeDom';
import { h, type Child } from './dom';
import { textKey, type View } from './view';

/** Lines of an output that are shown before it is unfolded. */
const FOLD_LINES = 12;
/** Fewer hidden lines than this are not worth a click. */
const FOLD_SLACK = 4;

export interface OutputOptions {
  /** Lines that are shown before it is unfolded. */
  readonly foldLines?: number;
  /** The elements of the part that is shown; `isWhole` when nothing is missing. Plain text without it. */
  readonly draw?: (shown: string, isWhole: boolean) => readonly Child[];
  /** What else can be done with it. */
  readonly actions?: readonly Child[];
}

/** Output as it is, in a fixed-width font, with what one may do with it below. */
export function renderOutput(view: View, messageId: string, output: SlotText, options: OutputOptions = {}): Child[] {
  if (output.text === '') return [h('p', { class: 'dim small' }, view.say('noOutput'))];
  const foldLines = options.foldLines ?? FOLD_LINES;
  const draw = options.draw ?? ((shown: string): Child[] => [h('pre', { tabindex: 0 }, ...renderAnsi(shown))]);
  const fold = `fold:${output.slot}`;
  const whole = [output.text, ...view.morePieces(messageId, output.slot)].join('');
  const lines = newlines(whole) + 1;
  const canFold = lines > foldLines + FOLD_SLACK;
  const container = h('div', { class: 'output', 'data-text': textKey.of(messageId, output.slot) });
  const show = (): void => {
    const isFolded = canFold && !view.isOpen(messageId, fold);
    const toggle = (): void => {
      view.setOpen(messageId, fold, isFolded);
      show();
      container.querySelector<HTMLElement>(`[data-focus="${fold}"]`)?.focus({ preventScroll: true });
    };
    container.replaceChildren(
      ...present(draw(isFolded ? firstLines(whole, foldLines) : whole, !isFolded && whole.length === output.chars)),
      h(
        'div',
        { class: 'foot' },
        ...(canFold
          ? [action(isFolded ? view.say('showAllLines', { count: lines }) : view.say('showFewerLines'), fold, toggle)]
          : []),
        ...(isFolded ? [] : renderMore(view, messageId, output)),
        ...(options.actions ?? []),
        action(view.say('copyOutput'), `copy:${output.slot}`, () =>
          view.host.post({ type: 'copyText', messageId, slot: output.slot }),
        ),
      ),
    );
  };
  show();
  return [container];
}

const present = (children: readonly Child[]): (Node | string)[] => children.filter((child) => child !== null);

/** Prose that is not Markdown, or the part of a long Markdown text that came later. */
export function renderPlain(view: View, messageId: string, whole: SlotText): Child[] {
  return [h('div', { class: 'plain', dir: 'auto' }, whole.text), ...renderRest(view, messageId, whole)];
}

/** The pieces that came after the first one, as plain text, and what asks for the next. Empty for a complete text. */
export function renderRest(view: View, messageId: string, first: SlotText): Child[] {
  const pieces = view
    .morePieces(messageId, first.slot)
    .map((piece) => h('div', { class: 'plain', dir: 'auto' }, piece));
  const more = renderMore(view, messageId, first);
  return [...pieces, ...(more.length === 0 ? [] : [h('div', { class: 'foot' }, ...more)])];
}

function renderMore(view: View, messageId: string, first: SlotText): HTMLElement[] {
  const shown = view.shownChars(messageId, first);
  const left = first.chars - shown;
  if (left <= 0) return [];
  const size = view.formats.size(left);
  if (shown >= WHOLE_TEXT_LIMIT) return [h('span', {}, view.say('tooLarge', { size }))];
  return [
    action(view.say('showMore', { size }), `more:${first.slot}`, () => {
      // As much as is shown now: a second click before the answer asks for the same piece, and only one is taken.
      view.host.post({ type: 'showMore', messageId, slot: first.slot, from: view.shownChars(messageId, first) });
    }),
  ];
}

export function action(label: string, focus: string, onclick: () => void): HTMLElement {
  return h('button', { type: 'button', class: 'action', 'data-focus': focus, onclick }, label);
}

function newlines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

function firstLines(text: string, count: number): string {
  let end = -1;
  for (let line = 0; line < count; line++) {
    end = text.indexOf('\n', end + 1);
    if (end === -1) return text;
  }
  return text.slice(0, end);
}

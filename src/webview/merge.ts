/** The page "Merge Copies": draws what the host says, and names what was chosen. Nothing is chosen before a person does. */
import type { PageAction } from '../core/findingPage';
import { writeTakes, type HostToMerge, type MergePage, type MergeState, type MergeToHost, type ShownMessage, type ShownSide, type ShownStretch } from '../core/mergePage';
import { TAKES, type Take } from '../core/recovery/mergeCopies';
import { h, icon } from './dom';

declare function acquireVsCodeApi(): { postMessage(message: unknown): void; getState(): unknown; setState(state: unknown): void };

const api = acquireVsCodeApi();
const key = JSON.parse(document.body.dataset.state ?? '{}') as Readonly<Record<string, string>>;
const kept = api.getState() as Readonly<Record<string, unknown>> | undefined;
// Of another finding nothing is taken over: a decision is about the bytes that its finding names.
const takes = kept !== undefined && kept.finding === key.finding && kept.place === key.place ? kept.takes : undefined;
// At once, so that the page can be restored even when nothing was ever shown in it.
api.setState({ ...key, takes });
const post = (message: MergeToHost | { readonly type: 'ready'; readonly takes: unknown }): void => api.postMessage(message);
const root = document.getElementById('merge')!;
const COPIES = ['live', 'previous'] as const;

function draw(page: MergePage, state: MergeState): void {
  const focused = document.activeElement?.getAttribute('data-focus') ?? null;
  let place = -1;
  const parts: readonly (HTMLElement | null)[] = [
    page.state.length === 0 ? null : h('div', { class: 'state' }, h('span', { class: page.isOpen ? 'warning' : 'quiet' }, icon('git-compare')), ...page.state.map((words) => h('span', {}, words))),
    h('h1', {}, page.title),
    page.subtitle === '' ? null : h('p', { class: 'subtitle', dir: 'auto' }, page.subtitle),
    page.notice === null ? h('p', { class: 'intro' }, page.intro) : h('p', { class: 'tell', role: 'status' }, icon('info'), h('span', {}, page.notice)),
    page.actions.length === 0 ? null : h('div', { class: 'finding-actions' }, ...page.actions.map(action)),
    page.isOpen ? copies(page) : null,
    page.isOpen ? everywhere(page) : null,
    ...page.stretches.map((stretch) => (stretch.kind === 'common' ? common(stretch) : differing(stretch, (place += 1), page))),
    page.more === '' ? null : h('p', { class: 'subtitle' }, page.more),
    page.path === '' ? null : h('p', { class: 'path' }, page.path),
    page.isOpen ? foot(page) : null,
  ];
  root.replaceChildren(...parts.filter((part) => part !== null));
  decide(state, page);
  if (focused !== null) root.querySelector<HTMLElement>(`[data-focus="${focused}"]`)?.focus();
}

const action = ({ label, look }: PageAction, i: number): HTMLElement =>
  h('button', { type: 'button', class: look, 'data-focus': `act-${i}`, onclick: () => post({ type: 'act', action: i }) }, label);

const copies = ({ words }: MergePage): HTMLElement =>
  h('p', { class: 'whole' }, h('button', { type: 'button', class: 'link', 'data-focus': 'copies', onclick: () => post({ type: 'copies' }) }, words.copies));

const everywhere = ({ words }: MergePage): HTMLElement =>
  h(
    'div',
    { class: 'everywhere', role: 'group', 'aria-label': words.all },
    h('span', {}, words.all),
    ...TAKES.map((take) =>
      h('button', { type: 'button', class: 'secondary', 'data-focus': `all-${take}`, onclick: () => post({ type: 'takeAll', take }) }, words.take[take]),
    ),
  );

const common = ({ label, ends }: Extract<ShownStretch, { readonly kind: 'common' }>): HTMLElement =>
  ends.length === 0
    ? h('p', { class: 'common' }, label)
    : h('details', { class: 'common' }, h('summary', {}, label), h('div', {}, ...ends.map(message)));

function differing({ label, live, previous }: Extract<ShownStretch, { readonly kind: 'differing' }>, place: number, { words, isOpen }: MergePage): HTMLElement {
  const choice = (take: Take): HTMLElement =>
    h(
      'label',
      {},
      h('input', { type: 'radio', name: `take-${place}`, value: take, 'data-focus': `take-${place}-${take}`, onchange: () => post({ type: 'take', stretch: place, take }) }),
      h('span', { dir: 'auto' }, words.take[take]),
    );
  return h(
    'fieldset',
    { class: 'stretch', 'data-stretch': place, disabled: !isOpen },
    h('legend', {}, label),
    h('div', { class: 'takes' }, ...TAKES.map(choice)),
    h('div', { class: 'sides' }, side(live, 'live', words), side(previous, 'previous', words)),
  );
}

function side({ name, count, messages, more }: ShownSide, copy: string, words: MergePage['words']): HTMLElement {
  const isEmpty = messages.length === 0 && more === '';
  return h(
    'div',
    { class: 'side', role: 'group', 'data-copy': copy, 'data-empty': isEmpty, 'aria-label': name },
    h('h2', {}, h('span', { dir: 'auto' }, name), h('small', {}, count), h('small', { class: 'fate' })),
    ...(isEmpty ? [h('p', { class: 'subtitle' }, words.nothing)] : messages.map(message)),
    more === '' ? null : h('p', { class: 'subtitle' }, more),
  );
}

const message = ({ who, time, text }: ShownMessage): HTMLElement =>
  h('div', { class: 'said' }, h('p', { class: 'speaker' }, h('b', {}, who), h('small', {}, time)), h('p', { class: 'words', dir: 'auto' }, text));

const foot = ({ words }: MergePage): HTMLElement =>
  h(
    'div',
    { class: 'merge-foot' },
    h('p', { role: 'status', id: 'summary' }),
    h(
      'div',
      { class: 'finding-actions' },
      h('button', { type: 'button', class: 'primary', 'data-focus': 'review', 'aria-describedby': 'summary', onclick: () => post({ type: 'review' }) }, words.review),
      h('button', { type: 'button', class: 'secondary', 'data-focus': 'repair', 'aria-describedby': 'summary', onclick: () => post({ type: 'repair' }) }, words.repair),
    ),
  );

/** What was chosen, as the host has it; the words beside each side say it, too. */
function decide({ takes: chosen, summary, isDecided }: MergeState, { words }: MergePage): void {
  api.setState({ ...key, takes: chosen.length === 0 ? takes : writeTakes(chosen) });
  for (const stretch of root.querySelectorAll<HTMLElement>('.stretch')) {
    const take = chosen[Number(stretch.dataset.stretch)] ?? null;
    for (const input of stretch.querySelectorAll('input')) input.checked = input.value === take;
    for (const copy of COPIES) {
      const shown = stretch.querySelector<HTMLElement>(`[data-copy=${copy}]`);
      if (shown === null) continue;
      // Of nothing, nothing is taken or left out.
      const fate = take === null || shown.dataset.empty !== undefined ? '' : take === copy || take === 'union' ? 'taken' : 'leftOut';
      shown.dataset.fate = fate;
      const label = shown.querySelector('.fate');
      if (label !== null) label.textContent = fate === '' ? '' : words[fate];
    }
  }
  const told = document.getElementById('summary');
  if (told !== null && told.textContent !== summary) told.textContent = summary;
  for (const button of root.querySelectorAll<HTMLButtonElement>('.merge-foot button')) {
    button.disabled = !isDecided;
    button.title = isDecided ? '' : summary;
  }
}

let shown: MergePage | null = null;
// Only VS Code's own frame can post here: no other origin frames a webview, and it frames none.
window.addEventListener('message', ({ data }: MessageEvent<HostToMerge>) => {
  if (data.type === 'page') draw((shown = data.page), data.state);
  else if (shown !== null) decide(data.state, shown);
});
post({ type: 'ready', takes });

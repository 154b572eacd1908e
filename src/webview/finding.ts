/** The page of a finding: draws what the host says, and names what was clicked. */
import type { FindingPage, FindingToHost, HostToFinding, PageAction, ShownCopy, ShownEnd } from '../core/findingPage';
import { h, icon } from './dom';

declare function acquireVsCodeApi(): { postMessage(message: unknown): void; setState(state: unknown): void };

const api = acquireVsCodeApi();
// At once, so that the page can be restored even when nothing was ever shown in it.
api.setState(JSON.parse(document.body.dataset.state ?? '{}'));
const post = (message: FindingToHost): void => api.postMessage(message);
const root = document.getElementById('finding')!;

function draw(page: FindingPage): void {
  // A new statement must not take the focus from a button that is still there.
  const focused = document.activeElement?.getAttribute('data-focus') ?? null;
  const isOpen = root.querySelector('details')?.open ?? false;
  const parts: readonly (HTMLElement | null)[] = [
    page.state.length === 0 ? null : h('div', { class: 'state' }, h('span', { class: page.tone }, icon(page.icon)), ...page.state.map((words) => h('span', {}, words))),
    h('h1', { dir: 'auto' }, page.title),
    page.subtitle === '' ? null : h('p', { class: 'subtitle', dir: 'auto' }, page.subtitle),
    page.notice === null ? null : h('p', { class: 'tell', role: 'status' }, icon('info'), h('span', {}, page.notice)),
    h('div', { class: 'finding-actions' }, ...page.actions.map(action)),
    page.checks.length === 0 ? null : h('ul', { class: 'checks' }, ...page.checks.map(check)),
    page.answers.length === 0 ? null : h('dl', { class: 'answers' }, ...page.answers.flatMap(({ label, text }) => [h('dt', {}, label), h('dd', { dir: 'auto' }, ...unbroken(text))])),
    ...copies(page),
    page.path === '' ? null : h('p', { class: 'path' }, page.path),
    page.evidence.length === 0 ? null : evidence(page, isOpen),
  ];
  root.replaceChildren(...parts.filter((part) => part !== null));
  if (focused !== null) root.querySelector<HTMLElement>(`[data-focus="${focused}"]`)?.focus();
}

const action = ({ label, look }: PageAction, i: number): HTMLElement =>
  h('button', { type: 'button', class: look, 'data-focus': `act-${i}`, onclick: () => post({ type: 'act', action: i }) }, label);

/** An option of a command is not cut in two at its hyphens. */
const unbroken = (text: string): (Node | string)[] =>
  text.split(/(--[a-z-]+)/).map((part, i) => (i % 2 === 0 ? part : h('span', { class: 'unbroken' }, part)));

const check = ({ text, isGood }: FindingPage['checks'][number]): HTMLElement =>
  h('li', { class: isGood ? 'good' : 'warning' }, icon(isGood ? 'check' : 'warning'), h('span', { dir: 'auto' }, text));

function copies({ copies: shown, words }: FindingPage): HTMLElement[] {
  if (shown?.length === 0) return [];
  const heading = h('h2', { id: 'copies' }, words.copies);
  if (shown === null) return [heading, h('p', { class: 'subtitle', role: 'status' }, words.loading)];
  return [
    heading,
    h(
      'table',
      { 'aria-labelledby': 'copies' },
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          h('th', { scope: 'col' }, words.copy),
          h('th', { scope: 'col', class: 'number' }, words.messages),
          h('th', { scope: 'col', class: 'first' }, words.first),
          h('th', { scope: 'col', class: 'last' }, words.last),
          h('td', {}),
        ),
      ),
      h('tbody', {}, ...shown.map((copy, i) => row(copy, i, words))),
    ),
  ];
}

function row(copy: ShownCopy, i: number, words: FindingPage['words']): HTMLElement {
  const button = (type: 'read' | 'compare'): HTMLElement =>
    h(
      'button',
      { type: 'button', class: 'link', 'data-focus': `${type}-${i}`, 'aria-label': `${words[type]}: ${copy.name}`, onclick: () => post({ type, copy: i }) },
      words[type],
    );
  return h(
    'tr',
    { class: copy.isChosen ? 'chosen' : '' },
    // A narrow page has no room for a column of last messages: there each stands below the name of its copy.
    h('th', { scope: 'row' }, h('span', { dir: 'auto' }, copy.name), h('small', {}, copy.note), h('div', { class: 'last-below' }, ...end(copy.last, words))),
    h('td', { class: copy.isShort ? 'number short' : 'number' }, copy.messages),
    h('td', { class: 'first' }, ...end(copy.first, words)),
    h('td', { class: 'last' }, ...end(copy.last, words)),
    h('td', { class: 'does' }, copy.canRead ? button('read') : null, copy.canCompare ? button('compare') : null),
  );
}

const end = (shown: ShownEnd | null, words: FindingPage['words']): HTMLElement[] =>
  shown === null ? [] : [shown.text === '' ? h('span', {}, words.none) : h('q', { dir: 'auto', title: shown.text }, shown.text), h('small', {}, shown.time)];

function evidence({ evidence: lines, words }: FindingPage, isOpen: boolean): HTMLElement {
  return h(
    'details',
    { open: isOpen },
    h('summary', { 'data-focus': 'evidence' }, words.evidence),
    h('dl', { class: 'evidence' }, ...lines.flatMap(({ name, value }) => [h('dt', {}, name), h('dd', {}, value)])),
  );
}

// Only VS Code's own frame can post here: no other origin frames a webview, and it frames none.
window.addEventListener('message', ({ data }: MessageEvent<HostToFinding>) => draw(data.page));
post({ type: 'ready' });

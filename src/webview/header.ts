/** The head of the page: what is shown, of when, from where, and what is not. */
import type { TranscriptHeader } from '../core/protocol';
import { h } from './dom';
import type { View } from './view';

export function renderHeader(view: View, header: TranscriptHeader): HTMLElement {
  const { formats } = view;
  const from = header.startedAt ?? header.lastActiveAt;
  const facts = [
    { kind: 'source', word: 'source', fact: header.sourceLabel },
    // "nousresearch/hermes-4-405b": whose it is fills the line, and the title says it.
    { kind: 'model', word: 'model', fact: header.model?.split('/').at(-1) ?? '' },
    { kind: 'when', word: 'when', fact: from === null ? '' : formats.dayRange(from, header.lastActiveAt ?? from) },
    {
      kind: 'cost',
      word: 'cost',
      fact: header.costUsd === null || header.costUsd <= 0 ? '' : formats.cost(header.costUsd),
    },
  ] as const;
  const missing = [
    header.earlierSegments > 0 ? view.say('earlierSegments', { count: header.earlierSegments }) : '',
    header.undoneCount > 0 ? view.say('undone', { count: header.undoneCount }) : '',
  ]
    .filter((words) => words !== '')
    .join(', ');
  const said = facts.filter(({ fact }) => fact !== '');
  const all = said.map(({ word, fact }) => `${view.say(word)}: ${word === 'model' ? (header.model ?? '') : fact}`);
  return h(
    'header',
    { class: 'bar' },
    h(
      'div',
      { class: 'bar-inner' },
      h('h1', { dir: 'auto', title: header.title }, header.title.trim() === '' ? view.say('untitled') : header.title),
      h(
        'div',
        { class: 'bar-facts' },
        h(
          'div',
          { class: 'facts', title: all.join('\n') },
          ...said.map(({ kind, fact }) => h('span', { class: kind }, fact)),
        ),
        missing === '' ? null : h('span', { class: 'missing' }, view.say('notShown', { what: missing })),
        h(
          'span',
          { class: 'store', title: view.say('store') },
          header.storeLabel,
          h('span', { class: 'count' }, ` · ${view.say('messages', { count: header.messageCount })}`),
        ),
      ),
    ),
  );
}

/** The head of the page: what is shown, of when, from where, and what is not. */
import type { TranscriptHeader } from '../core/protocol';
import { h } from './dom';
import type { View } from './view';

export function renderHeader(view: View, header: TranscriptHeader): HTMLElement {
  const { formats } = view;
  const from = header.startedAt ?? header.lastActiveAt;
  const facts = [
    { kind: 'source', word: 'source', fact: header.sourceLabel },
    { kind: 'model', word: 'model', fact: header.model ?? '' },
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
    .join(' · ');
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
          { class: 'facts' },
          ...facts
            .filter(({ fact }) => fact !== '')
            .map(({ kind, word, fact }) => h('span', { class: kind, title: view.say(word) }, fact)),
        ),
        missing === '' ? null : h('span', { class: 'missing' }, missing),
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

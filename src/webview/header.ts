/** The head of the page: what is shown, of when, from where, and what is not. */
import type { Place, TranscriptHeader } from '../core/protocol';
import type { TranscriptWord } from '../core/words/transcript';
import { renderCopySwitch, renderOffer, type CopyChoice } from './copySwitch';
import { h, icon } from './dom';
import type { View } from './view';

/** A button of the head's toolbar. */
export function toolButton(view: View, name: string, word: TranscriptWord, onclick: () => void): HTMLButtonElement {
  const label = view.say(word);
  return h('button', { type: 'button', class: 'tool', title: label, 'aria-label': label, onclick }, icon(name));
}

/** `placeNow` says where the reader is when they ask for something else to be shown. */
export function renderHeader(
  view: View,
  header: TranscriptHeader,
  tools: readonly HTMLElement[],
  placeNow: () => Place | null,
): HTMLElement {
  const { formats } = view;
  const choice: CopyChoice = {
    show: (copy) => view.host.post({ type: 'showCopy', copy, place: placeNow() }),
    compare: (copy) => view.host.post({ type: 'compareCopy', copy }),
  };
  const copySwitch = renderCopySwitch(view, header, choice);
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
  const missing = header.earlierSegments > 0 ? view.say('earlierSegments', { count: header.earlierSegments }) : '';
  const said = facts.filter(({ fact }) => fact !== '');
  const all = said.map(({ word, fact }) => `${view.say(word)}: ${word === 'model' ? (header.model ?? '') : fact}`);
  return h(
    'header',
    { class: 'bar' },
    h(
      'div',
      { class: 'bar-inner' },
      h(
        'div',
        { class: 'bar-title' },
        h('h1', { dir: 'auto', title: header.title }, header.title.trim() === '' ? view.say('untitled') : header.title),
        h('div', { class: 'tools', role: 'toolbar', 'aria-label': view.say('conversation') }, ...tools),
      ),
      h(
        'div',
        { class: 'bar-facts' },
        h(
          'div',
          { class: 'facts', title: all.join('\n') },
          ...said.map(({ kind, fact }) => h('span', { class: kind }, fact)),
        ),
        missing === '' ? null : h('span', { class: 'missing' }, view.say('notShown', { what: missing })),
        header.undoneCount > 0 ? renderUndone(view, header, placeNow) : null,
        ...(copySwitch.length > 0
          ? copySwitch
          : [
              h(
                'span',
                { class: 'store', title: view.say('store') },
                header.storeLabel,
                h('span', { class: 'count' }, ` · ${view.say('messages', { count: header.filtered?.total ?? header.messageCount })}`),
              ),
            ]),
      ),
      renderOffer(view, header, choice),
    ),
  );
}

function renderUndone(view: View, { undoneCount, showsUndone }: TranscriptHeader, placeNow: () => Place | null): HTMLElement {
  const toggle = (): void => view.host.post({ type: 'showUndone', shown: !showsUndone, place: placeNow() });
  const words = view.say(showsUndone ? 'hideUndone' : 'showUndone', { count: undoneCount });
  return h('button', { type: 'button', class: 'link', 'aria-pressed': String(showsUndone), onclick: toggle }, words);
}

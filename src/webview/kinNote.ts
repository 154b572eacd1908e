/** A note where another conversation left, or what this one left: its name leads there. */
import type { KinRelation } from '../core/kin';
import type { TranscriptNote } from '../core/transcript';
import { h, icon } from './dom';
import type { View } from './view';

const ICONS: Readonly<Record<KinRelation, string>> = { branch: 'repo-forked', subagent: 'type-hierarchy-sub', reset: 'history' };

const WORDS = {
  origin: { branch: 'originBranch', subagent: 'originSubagent', reset: 'originReset' },
  offshoot: { branch: 'kinBranch', subagent: 'kinSubagent', reset: 'kinReset' },
} as const;

export function renderKin(view: View, { number, side, by, label, messageCount }: TranscriptNote & { readonly kind: 'kin' }): HTMLElement {
  const open = (): void => view.host.post({ type: 'openKin', kin: number });
  return h(
    'div',
    { class: 'note kin' },
    icon(ICONS[by]),
    // One run of words, so that it breaks as one where it is narrow.
    h(
      'span',
      {},
      `${view.say(WORDS[side][by])} `,
      h('button', { type: 'button', class: 'action', 'data-focus': `kin:${number}`, onclick: open }, h('bdi', {}, label)),
      messageCount === null ? null : ` · ${view.say('messages', { count: messageCount })}`,
    ),
    icon('arrow-right'),
  );
}

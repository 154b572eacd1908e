/** Conversations that an undo left alone, because something was saved in them since: what, and what can be done. */
import { RUN_WORDS } from '../core/words/repair';
import { say } from '../core/words/say';
import type { KeptItem } from '../io/repairs/changedSince';
import { shownId } from './columns';
import type { Output } from './output';
import { commandLine } from './shellWord';

export function renderKept(kept: readonly KeptItem[], where: readonly string[], { locale }: Output): string[] {
  const isSettings = ({ change }: KeptItem): boolean => change === 'same_messages';
  return [
    ...kept.flatMap((item) => [
      say(RUN_WORDS, `kept_${item.change}`, { name: shownId(item.target), count: item.new_messages }, locale),
      ...item.previews.map((text) => `    ${shownId(text)}`),
    ]),
    ...(kept.some(isSettings)
      ? [say(RUN_WORDS, 'replaceSettings', { command: commandLine('undo', ...where, '--replace-settings') })]
      : []),
  ];
}

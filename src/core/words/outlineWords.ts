/** One line of the outline, in the editor's own list, where there are no indents and icons to tell lines apart. */
import type { OutlineEntry } from '../outline';
import { say } from './say';
import { TRANSCRIPT_WORDS } from './transcript';

export function outlineWords(entry: OutlineEntry, locale: string): string {
  switch (entry.kind) {
    case 'prompt':
      return entry.text === '' ? say(TRANSCRIPT_WORDS, 'emptyPrompt') : entry.text;
    case 'error':
      return `$(error) ${failureWords(entry, locale)}`;
    case 'ending':
      return `$(debug-disconnect) ${say(TRANSCRIPT_WORDS, 'endedEarly')}`;
    case 'compression':
      return `$(fold) ${say(TRANSCRIPT_WORDS, 'compression')}`;
  }
}

/** "exit 1 · npm test" */
export function failureWords(entry: OutlineEntry & { readonly kind: 'error' }, locale: string): string {
  const how =
    entry.exitCode === null
      ? say(TRANSCRIPT_WORDS, 'failed')
      : say(TRANSCRIPT_WORDS, 'exit', { code: String(entry.exitCode) }, locale);
  return entry.text === '' ? how : `${how} · ${entry.text}`;
}

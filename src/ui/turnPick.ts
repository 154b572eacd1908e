/** The outline of a conversation in the editor's own list. */
import type { OutlineEntry } from '../core/outline';
import type { TranscriptTarget } from '../core/transcriptTarget';
import { outlineWords } from '../core/words/outlineWords';
import type { ConversationPort } from './conversationPort';
import type { TranscriptSource } from './transcriptSource';

/** The index of the message that was chosen; null for none. `index` is the message that is read now. */
export async function pickTurn(
  source: Pick<TranscriptSource, 'outline'>,
  target: TranscriptTarget,
  index: number,
  { choose, locale }: Pick<ConversationPort, 'choose' | 'locale'>,
): Promise<number | null> {
  const entries: OutlineEntry[] = [];
  for (let from = 0; ;) {
    const page = await source.outline(target, from);
    if (page.next === from) break;
    entries.push(...page.entries);
    from = page.next;
  }
  const lines = entries.map((entry) => outlineWords(entry, locale));
  const active = entries.findLastIndex((entry) => entry.kind === 'prompt' && entry.index <= index);
  const chosen = await choose(lines, active);
  return chosen === null ? null : (entries[chosen]?.index ?? null);
}

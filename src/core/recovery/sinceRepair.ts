/** What was saved in a conversation since a repair wrote it: an undo would take that away, so a person has to know. */
import { missingFrom } from './compare';
import type { RepairedFileFact, StoredPrint } from './snapshot';

export type SinceRepair =
  /** Nothing was said since: only settings, or the way the file is written, differ. */
  | { readonly state: 'same_messages' }
  /** `added` is in the order of the file, `lost` is how many are gone. */
  | { readonly state: 'other_messages'; readonly added: readonly StoredPrint[]; readonly lost: number }
  | { readonly state: 'unknown' };

/** Null when the file is as the repair left it. */
export function sinceRepair({ changed }: RepairedFileFact): SinceRepair | null {
  if (changed === null) return null;
  const live = changed.live?.content;
  const written = changed.written?.content;
  if (live?.state !== 'whole' || written?.state !== 'whole') return { state: 'unknown' };
  const added = missingFrom(written.conversation.prints, live.conversation.prints);
  const lost = missingFrom(live.conversation.prints, written.conversation.prints).length;
  const hasSameCount = live.conversation.messageCount === written.conversation.messageCount;
  // Messages that take no part in comparisons (notes, tools' answers) are counted all the same.
  if (added.length === 0 && lost === 0) return { state: hasSameCount ? 'same_messages' : 'unknown' };
  return { state: 'other_messages', added, lost };
}

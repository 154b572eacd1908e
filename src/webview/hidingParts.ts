/** What has to be open for a text to be seen: pairs of a message id and the part of it, as `View.setOpen` knows them. */
import type { ShownMessage } from '../core/protocol';
import type { TranscriptRow } from '../core/transcript';
import type { TextSlot } from '../core/transcriptMessage';

/** `owner` is the message the text belongs to, which for what was asked of a tool is another one than the row's. */
export function hidingParts(row: TranscriptRow<ShownMessage>, owner: string, slot: TextSlot): [string, string][] {
  const { id } = row.message;
  const fold: [string, string] = [owner, `fold:${slot}`];
  switch (row.kind) {
    case 'result':
      return [[id, 'result'], fold, [owner, `plain:${slot}`]];
    case 'aside':
    case 'event':
      return [[id, 'whole'], fold];
    case 'prompt':
    case 'answer':
      if (slot.startsWith('part:')) return [[id, slot.replace('part', 'unknown')], fold];
      return [[id, slot], fold];
    case 'silent':
      return [];
  }
}

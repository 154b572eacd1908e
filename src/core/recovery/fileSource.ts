/** Files of a conversation as sources of a plan. */
import type { FileSource, Frame } from './content';
import { isForeign } from './copies';
import type { ConversationFacts, FileFact } from './snapshot';

/** Null for a file whose bytes were not read. */
export const sourceOf = ({ name, digest }: FileFact): FileSource | null =>
  digest === null ? null : { file: name, sha256: digest };

/** What a file says, also of a damaged one what stands before the damage. */
export function conversationIn(file: FileFact | null): ConversationFacts | null {
  if (file?.content.state === 'whole') return file.content.conversation;
  return file?.content.state === 'damaged' ? file.content.salvage : null;
}

/** Null for what says nothing of this conversation. */
export function frameOf(file: FileFact | null): Frame | null {
  const source = file === null ? null : sourceOf(file);
  if (file === null || source === null || isForeign(file) || conversationIn(file) === null) return null;
  return { ...source, isTorn: file.content.state !== 'whole' };
}

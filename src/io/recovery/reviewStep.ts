/** A step as a person has to see it before agreeing: what is there, what will be, and where it comes from. */
import { join } from 'node:path';
import type { Base, ConversationContent, Edit, NewContent } from '../../core/recovery/content';
import type { SkipReason } from '../../core/recovery/outcome';
import type { RepairStep } from '../../core/recovery/plan';
import { conversationChange, type ConversationChange } from '../../core/webuiFile/conversationChange';
import { readStable } from '../stableFile';
import { decodeUtf8 } from '../utf8Text';
import { digestOf } from './digests';
import { LARGEST_BYTES } from './largestFile';
import { makeContent } from './makeContent';
import type { MaterialReader } from './material';

export type StepReview =
  /** The bytes that would be written now, unless a source changes before. */
  | ({
      readonly state: 'ready';
      readonly sizeBytes: number;
      readonly sha256: string;
      /** `sourceNames` of the content. */
      readonly sources: readonly string[];
    } & ConversationChange)
  /** Nothing is made: a leftover moves, or the index follows from the files. */
  | { readonly state: 'no_content' }
  | { readonly state: 'skipped'; readonly reason: SkipReason };

/** Makes the content once to look at it; the repair makes it again. */
export function reviewStep({ content, target }: RepairStep<NewContent>, reader: MaterialReader): StepReview {
  if (content?.kind !== 'conversation') return { state: 'no_content' };
  const made = makeContent(content, reader);
  if (made.kind === 'skip') return { state: 'skipped', reason: made.reason };
  const before = readStable(reader.files, join(reader.sessionDir, target), (file) =>
    file.sizeBytes > LARGEST_BYTES ? null : decodeUtf8(file.bytes(0, file.sizeBytes)),
  );
  const old = before.kind === 'read' ? before.value : null;
  return {
    state: 'ready',
    sizeBytes: made.bytes.length,
    sha256: digestOf(made.bytes),
    sources: sourceNames(content),
    ...conversationChange(old === null || old.hadInvalidUtf8 ? null : old.text, decodeUtf8(made.bytes).text),
  };
}

/** Files and databases that the messages come from, the first being the base. */
export const sourceNames = ({ base, edits }: ConversationContent): string[] => [
  ...new Set([...sourcesOf(base), ...edits.flatMap(sourcesOfEdit)]),
];

function sourcesOf(base: Base): string[] {
  switch (base.from) {
    case 'file':
    case 'salvage':
      return [base.file];
    case 'state_db':
      return [base.rows.database, ...[base.frame, base.beside].flatMap((source) => source?.file ?? [])];
    case 'transcript':
      return [base.transcript.path, ...(base.frame === null ? [] : [base.frame.file])];
    case 'prompts':
      return [];
  }
}

function sourcesOfEdit(edit: Edit): string[] {
  switch (edit.edit) {
    case 'append_messages':
    case 'take_messages':
    case 'recover_pending':
    case 'recover_answer':
      return [edit.file];
    case 'append_rows':
      return [edit.rows.database];
    case 'recover_turn':
      return edit.journal.map(({ file }) => file);
    case 'mark_interrupted':
    case 'mark_shrunk':
    case 'clear_pending':
      return [];
  }
}

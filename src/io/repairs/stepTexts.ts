/** One step of a plan as a person reads it: the conversation as it is, and as it would be. */
import { join } from 'node:path';
import { renderChange, type ChangeTexts, type ConversationSide } from '../../core/export/renderChange';
import type { NewContent } from '../../core/recovery/content';
import type { SkipReason } from '../../core/recovery/outcome';
import type { RepairStep } from '../../core/recovery/plan';
import { conversationChange } from '../../core/webuiFile/conversationChange';
import { decodeConversation } from '../conversationFile';
import { nodeFiles } from '../files';
import { makeContent } from '../recovery/makeContent';
import { LARGEST_BYTES } from '../recovery/largestFile';
import { OpenDatabases } from '../recovery/openDatabases';
import { sourceNames } from '../recovery/reviewStep';
import type { SqlJs } from '../sqlite/openSqlJs';
import { readStable } from '../stableFile';
import { decodeUtf8 } from '../utf8Text';

export type StepTexts =
  | ({ readonly state: 'ready' } & ChangeTexts)
  /** Nothing of a conversation is written: a leftover moves, or the index follows from the files. */
  | { readonly state: 'no_content' }
  | { readonly state: 'skipped'; readonly reason: SkipReason };

/** Reads only. `locale` is for numbers in words. */
export function stepTexts(
  { content, target, sessionId }: RepairStep<NewContent>,
  sessionDir: string,
  locale: string,
  sqlJs: SqlJs,
): StepTexts {
  if (content?.kind !== 'conversation' || sessionId === null) return { state: 'no_content' };
  const databases = new OpenDatabases(sqlJs, nodeFiles);
  try {
    const made = makeContent(content, { sessionDir, files: nodeFiles, databases });
    if (made.kind === 'skip') return { state: 'skipped', reason: made.reason };
    const old = readOld(join(sessionDir, target));
    const { metadata, title } = conversationChange(old === null ? null : exactText(old), decodeUtf8(made.bytes).text);
    const before = old === null ? null : sideOf(sessionId, old, titleBefore(metadata, title));
    const after = sideOf(sessionId, made.bytes, title);
    return { state: 'ready', ...renderChange({ before, after, metadata, sources: sourceNames(content) }, locale) };
  } finally {
    databases.close();
  }
}

/** Null when there is no file, or one that nobody would read. */
function readOld(path: string): Uint8Array | null {
  const reading = readStable(nodeFiles, path, (file) =>
    file.sizeBytes > LARGEST_BYTES ? null : file.bytes(0, file.sizeBytes),
  );
  return reading.kind === 'read' ? reading.value : null;
}

function exactText(bytes: Uint8Array): string | null {
  const { text, hadInvalidUtf8 } = decodeUtf8(bytes);
  return hadInvalidUtf8 ? null : text;
}

function titleBefore(metadata: readonly { readonly key: string; readonly before: unknown }[], after: string | null): string | null {
  const changed = metadata.find(({ key }) => key === 'title');
  if (changed === undefined) return after;
  return typeof changed.before === 'string' ? changed.before : null;
}

function sideOf(id: string, bytes: Uint8Array, title: string | null): ConversationSide {
  const { messages, problem } = decodeConversation({ id, place: 'conversationFile' }, bytes);
  return { title, messages, isDamaged: problem !== null };
}

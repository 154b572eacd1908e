/** The copies of one conversation that may stand in for what its file lost. */
import { wasReadWhole } from './absence';
import { compare, covers, type Comparison } from './compare';
import { hasAnyIntent, intentOf } from './guards';
import type { ConversationFacts, FileFact, StoredPrint } from './snapshot';
import { WEBUI_SOURCE, type SessionView } from './sessionView';

export type CopyOrigin = 'previous_copy' | 'temporary_file' | 'state_db' | 'agent_file' | 'salvage' | 'kept_original';

export interface Copy {
  readonly origin: CopyOrigin;
  /** The file's name, or the database's path. */
  readonly name: string;
  /** Where it lies, if that is outside the session directory; else its name. */
  readonly path: string;
  /** SHA-256 of the file's bytes, or the digest of the rows; null when it is not known. */
  readonly digest: string | null;
  readonly messageCount: number;
  readonly prints: readonly StoredPrint[];
  /** Tools' answers, and messages with reasoning. */
  readonly extras: number;
  /** The conversation object, where the copy is one. */
  readonly conversation: ConversationFacts | null;
}

/** The previous copy when it can be read and is of this conversation. */
export function usableBackup(view: SessionView): Copy | null {
  return view.backup === null || isForeign(view.backup) ? null : copyOf('previous_copy', view.backup);
}

/** The file says that it is another conversation. */
export const isForeign = ({ content, sessionId }: FileFact): boolean =>
  content.state === 'whole' && content.conversation.innerId !== null && content.conversation.innerId !== sessionId;

export function copyOf(origin: CopyOrigin, { content, name, digest }: FileFact): Copy | null {
  if (content.state !== 'whole') return null;
  const { conversation } = content;
  const { messageCount, prints, extras } = conversation;
  return { origin, name, path: name, digest, messageCount, prints, extras, conversation };
}

/** What stands whole before the damage of a file. */
export const salvageOf = ({ name, digest }: FileFact, conversation: ConversationFacts): Copy => {
  const { messageCount, prints, extras } = conversation;
  return { origin: 'salvage', name, path: name, digest, messageCount, prints, extras, conversation };
};

/** Every copy but the previous one, in the order in which they are preferred. */
export function otherCopies(view: SessionView): Copy[] {
  const temporaries = view.temporaries
    .filter((file) => !isForeign(file))
    .map((file) => copyOf('temporary_file', file))
    .filter((copy) => copy !== null);
  const agentFiles = view.agentFiles.map(({ name, path, digest, messageCount, prints, extras }): Copy => ({
    origin: 'agent_file',
    name,
    path,
    digest,
    messageCount,
    prints,
    extras,
    conversation: null,
  }));
  // Last: what a repair put away counts only where it has more than everything else.
  const kept = view.keptOriginals
    .filter((file) => !isForeign(file))
    .map((file) => copyOf('kept_original', file))
    .filter((copy) => copy !== null);
  return [...databaseCopies(view), ...temporaries, ...agentFiles, ...kept];
}

/** Rows of WebUI's own source, from databases that were read whole: nothing else may feed a repair. */
export function databaseCopies(view: SessionView): Copy[] {
  return view.rows.flatMap(({ database, row }): Copy[] => {
    if (!wasReadWhole(database) || row.source !== WEBUI_SOURCE || row.messages === null || row.messages.isIncomplete)
      return [];
    const { prints, extras, shownCount, digest } = row.messages;
    const { path } = database;
    return shownCount === 0
      ? []
      : [
          {
            origin: 'state_db',
            name: path,
            path,
            digest,
            messageCount: shownCount,
            prints,
            extras,
            conversation: null,
          },
        ];
  });
}

/** What is known of the present state: of a damaged file what stands before the damage. */
export interface Present {
  readonly prints: readonly StoredPrint[];
  readonly conversation: ConversationFacts | null;
}

export interface Chosen {
  readonly copy: Copy;
  readonly comparison: Comparison;
}

/**
 * The copy to restore from: `base`, or a richer one that covers it. Null when `base` would lose messages of the present
 * state and nothing covers both.
 */
export function chooseAround(base: Copy, others: readonly Copy[], present: Present): Chosen | null {
  let chosen: Chosen | null = fit(base, present);
  for (const copy of others) {
    const other = fit(copy, present);
    if (other === null || holdsWhatWasRemoved(copy, base) || !covers(copy.prints, base.prints)) continue;
    if (chosen === null || isRicher(copy, chosen.copy)) chosen = other;
  }
  return chosen;
}

/** The copy that covers all others and the present state, the longest first; null when there is none. */
export function chooseAmong(copies: readonly Copy[], present: Present): Chosen | null {
  let chosen: Chosen | null = null;
  for (const copy of copies) {
    const candidate = fit(copy, present);
    if (candidate === null || copies.some((other) => holdsWhatWasRemoved(copy, other))) continue;
    if (!copies.every((other) => covers(copy.prints, other.prints))) continue;
    if (chosen === null || isRicher(copy, chosen.copy)) chosen = candidate;
  }
  return chosen;
}

/**
 * More messages, or the same with more tools' answers and reasoning, which state.db has and an older copy may lack.
 * Between full equals the first one stays: restoring a file copies its bytes, with all that WebUI keeps nowhere else.
 */
const isRicher = (copy: Copy, than: Copy): boolean =>
  copy.prints.length > than.prints.length || (copy.prints.length === than.prints.length && copy.extras > than.extras);

/** A row carries none of WebUI's marks, so that it may still have what `file` says was taken out on purpose. */
const holdsWhatWasRemoved = (copy: Copy, file: Copy): boolean =>
  copy.conversation === null && file.conversation !== null && hasAnyIntent(file.conversation.intent);

/** Null when the copy would lose messages, or when the present state is without its messages on purpose. */
function fit(copy: Copy, present: Present): Chosen | null {
  const { conversation } = present;
  if (conversation !== null) {
    // A row carries none of WebUI's marks, so that it may hold what was taken out on purpose at any time.
    const isMeant =
      copy.conversation === null
        ? hasAnyIntent(conversation.intent)
        : intentOf(conversation, copy.conversation) !== null;
    if (isMeant) return null;
  }
  const comparison = compare(present.prints, copy.prints);
  return comparison.standing === 'diverged' ? null : { copy, comparison };
}

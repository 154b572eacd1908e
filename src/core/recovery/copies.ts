/** The copies of one conversation that may stand in for what its file lost. */
import { wasReadWhole } from './absence';
import { compare, covers, type Comparison } from './compare';
import { hasAnyIntent, intentOf } from './guards';
import type { ConversationFacts, FileFact, MessagePrint } from './snapshot';
import { WEBUI_SOURCE, type SessionView } from './sessionView';

export type CopyOrigin = 'previous_copy' | 'temporary_file' | 'state_db' | 'agent_file' | 'salvage';

export interface Copy {
  readonly origin: CopyOrigin;
  /** The file's name, or the database's path. */
  readonly name: string;
  readonly messageCount: number;
  readonly prints: readonly MessagePrint[];
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

export function copyOf(origin: CopyOrigin, { content, name }: FileFact): Copy | null {
  if (content.state !== 'whole') return null;
  const { conversation } = content;
  return { origin, name, messageCount: conversation.messageCount, prints: conversation.prints, conversation };
}

/** Every copy but the previous one, in the order in which they are preferred. */
export function otherCopies(view: SessionView): Copy[] {
  const temporaries = view.temporaries
    .filter((file) => !isForeign(file))
    .map((file) => copyOf('temporary_file', file))
    .filter((copy) => copy !== null);
  const agentFiles = view.agentFiles.map(
    ({ name, messageCount, prints }): Copy => ({
      origin: 'agent_file',
      name,
      messageCount,
      prints,
      conversation: null,
    }),
  );
  return [...databaseCopies(view), ...temporaries, ...agentFiles];
}

/** Rows of WebUI's own source, from databases that were read whole: nothing else may feed a repair. */
export function databaseCopies(view: SessionView): Copy[] {
  return view.rows.flatMap(({ database, row }): Copy[] => {
    if (!wasReadWhole(database) || row.source !== WEBUI_SOURCE || row.messages === null || row.messages.isIncomplete)
      return [];
    const { prints, shownCount } = row.messages;
    return shownCount === 0
      ? []
      : [{ origin: 'state_db', name: database.path, messageCount: shownCount, prints, conversation: null }];
  });
}

/** What is known of the present state: of a damaged file what stands before the damage. */
export interface Present {
  readonly prints: readonly MessagePrint[];
  readonly conversation: ConversationFacts | null;
}

export interface Chosen {
  readonly copy: Copy;
  readonly comparison: Comparison;
}

/**
 * The copy to restore from: `base`, or a richer one that covers it. Between equals `base` wins, because a previous copy
 * is already in WebUI's own form. Null when `base` would lose messages of the present state and nothing covers both.
 */
export function chooseAround(base: Copy, others: readonly Copy[], present: Present): Chosen | null {
  let chosen: Chosen | null = fit(base, present);
  for (const copy of others) {
    const other = fit(copy, present);
    if (other === null || !covers(copy.prints, base.prints)) continue;
    if (chosen === null || copy.prints.length > chosen.copy.prints.length) chosen = other;
  }
  return chosen;
}

/** The copy that covers all others and the present state, the longest first; null when there is none. */
export function chooseAmong(copies: readonly Copy[], present: Present): Chosen | null {
  let chosen: Chosen | null = null;
  for (const copy of copies) {
    const candidate = fit(copy, present);
    if (candidate === null || !copies.every((other) => covers(copy.prints, other.prints))) continue;
    if (chosen === null || copy.prints.length > chosen.copy.prints.length) chosen = candidate;
  }
  return chosen;
}

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

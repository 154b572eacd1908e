/**
 * Which copy of a conversation a reader is shown: the one that covers all others, unless something says that a person took
 * out what it has. The same comparison, counting and guards as in an audit, and intent comes first here, too.
 */
import type { CopyName } from '../transcriptTarget';
import { missingFrom } from './compare';
import { hasAnyIntent, intentOf, type Intent, type IntentFields } from './guards';
import type { StoredPrint } from './snapshot';

/** A copy as far as it can be read. */
export interface CountedCopy {
  readonly source: CopyName;
  /** Messages of any kind that a reader of this copy sees. */
  readonly messageCount: number;
  readonly prints: readonly StoredPrint[];
  /** Notes of its timeline, which other stores keep as if somebody had said them. */
  readonly notes: readonly StoredPrint[];
  /** What Hermes WebUI noted in its file; null for stores that hold no such marks. */
  readonly intent: IntentFields | null;
}

/**
 * Why a copy is not shown unless it is asked for: what the conversation file says was done to it, or
 * - `taken_out`: it has messages that the conversation file lacks, and the file says that some were taken out on purpose;
 * - `deleted`: the conversation was deleted in Hermes WebUI, which keeps a list of that.
 */
export type Against = Intent | 'taken_out' | 'deleted';

export interface JudgedCopy {
  readonly source: CopyName;
  readonly messageCount: number;
  readonly against: Against | null;
}

export interface Judgement {
  /** Null where there is no copy at all. */
  readonly fullest: CopyName | null;
  /** No copy has every message of all others, so that `fullest` is the one that Hermes itself would read. */
  readonly isDiverged: boolean;
  /** In the order in which Hermes itself would ask them. */
  readonly copies: readonly JudgedCopy[];
}

/** What Hermes reads, then what speaks for a session without rows. Ties are broken by it. */
const ORDER: readonly CopyName[] = ['state_db', 'conversation_file', 'previous_copy', 'session_json', 'session_jsonl'];

/** `isDeleted`: the session stands in WebUI's list of deleted ones. A conversation file that is there outweighs it. */
export function judgeCopies(counted: readonly CountedCopy[], isDeleted: boolean): Judgement {
  const copies = [...counted].sort((a, b) => ORDER.indexOf(a.source) - ORDER.indexOf(b.source));
  const live = copies.find(({ source }) => source === 'conversation_file') ?? null;
  const against = new Map(copies.map((copy) => [copy, againstOf(copy, live, isDeleted)]));
  const allowed = copies.filter((copy) => against.get(copy) === null);
  // When something speaks against every one, a person who asks for the conversation sees the usual one, and is told.
  const candidates = allowed.length > 0 ? allowed : copies;
  const covering = candidates.filter((copy) => candidates.every((other) => moreIn(other, copy).length === 0));
  const longest = covering.reduce<CountedCopy | null>(
    (best, copy) => (best === null || lengthOf(copy) > lengthOf(best) ? copy : best),
    null,
  );
  return {
    fullest: (longest ?? candidates[0])?.source ?? null,
    isDiverged: longest === null && candidates.length > 0,
    copies: copies.map((copy) => ({
      source: copy.source,
      messageCount: copy.messageCount,
      against: against.get(copy) ?? null,
    })),
  };
}

const lengthOf = ({ prints, notes }: CountedCopy): number => prints.length + notes.length;

/** What was said in `other` and is not in `copy`, not even as a note. */
export const moreIn = (other: CountedCopy, copy: CountedCopy): StoredPrint[] =>
  missingFrom([...copy.prints, ...copy.notes], other.prints);

function againstOf(copy: CountedCopy, live: CountedCopy | null, isDeleted: boolean): Against | null {
  if (live === null) return isDeleted ? 'deleted' : null;
  if (copy === live || live.intent === null) return null;
  if (copy.intent !== null) return intentOf({ intent: live.intent, prints: live.prints }, { intent: copy.intent, prints: copy.prints });
  // Such a store bears none of WebUI's marks: what it has beyond the file may be what was taken out, at any time.
  return hasAnyIntent(live.intent) && moreIn(copy, live).length > 0 ? 'taken_out' : null;
}

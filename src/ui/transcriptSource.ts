import type * as vscode from 'vscode';
import type { WrittenForm } from '../core/export/writeMessage';
import type { FindPage } from '../core/find';
import type { Kin } from '../core/kin';
import type { OutlinePage } from '../core/outline';
import type { FilterFacts } from '../core/messageTraits';
import type { ShownPicture, TranscriptHeader } from '../core/protocol';
import type { SlotText, TextSlot, TranscriptMessage } from '../core/transcriptMessage';
import type { CopySource, TranscriptTarget } from '../core/transcriptTarget';

/** What a header says of copies, with their names. */
export interface FoundCopies extends Pick<TranscriptHeader, 'copies' | 'offer'> {
  readonly names: readonly CopySource[];
}

export const NO_COPIES: FoundCopies = { names: [], copies: [], offer: null };

/** A conversation that hangs on another, with the id it is opened by. */
export interface KinConversation {
  readonly kin: Kin;
  readonly sessionId: string;
}

/**
 * Where a transcript is read from: one profile, one store. Messages are made with `toTranscriptMessage` where they are
 * read, so that nothing unbounded crosses a thread. Every method may reject with a `Failure` (`session_not_found` when
 * the session is gone, `copy_missing` when only the copy is) or a `CancellationError`. Where the target has a filter, indexes count
 * what that leaves, and the rest is not there.
 */
export interface TranscriptSource {
  /** Where `target` names no copy, `copy` is the one that is shown: whoever goes on asks for that one. */
  header(target: TranscriptTarget): Promise<{ readonly header: TranscriptHeader; readonly copy: CopySource }>;
  /**
   * Messages `from` .. `from + count - 1` in order, by index; fewer at the end. Rows Hermes hides after an undo never
   * count.
   */
  messages(target: TranscriptTarget, from: number, count: number): Promise<readonly TranscriptMessage[]>;
  /** The copies of the session, counted and compared with the one that `target` names. Takes its time. */
  copies(target: TranscriptTarget): Promise<FoundCopies>;
  /** The id of the message that says in `to` what `messageId` says in `from`; null when there is none. */
  counterpart(from: TranscriptTarget, messageId: string, to: TranscriptTarget): Promise<string | null>;
  /** One message with its index; null when there is none of this id. */
  message(target: TranscriptTarget, messageId: string): Promise<TranscriptMessage | null>;
  /** Where the session worked, best first: what its relative paths are meant from. */
  directories(target: TranscriptTarget): Promise<readonly string[]>;
  /** What the conversation hangs on, then what hangs on it, oldest first; of a segment or a copy alone what hangs on that session. */
  kin(target: TranscriptTarget): Promise<readonly KinConversation[]>;
  /** The picture that is part `part` of a message; null for what is not shown. */
  picture(target: TranscriptTarget, messageId: string, part: number): Promise<ShownPicture | null>;
  /** A piece of one text (`readSlot`); null when the message or the text is not there. */
  text(
    target: TranscriptTarget,
    messageId: string,
    slot: TextSlot,
    from: number,
  ): Promise<Pick<SlotText, 'text' | 'chars'> | null>;
  /** Messages from `from` on as a document has them; fewer than `count`, but not none, where they are long. */
  written(target: TranscriptTarget, from: number, count: number, form: WrittenForm): Promise<readonly string[]>;
  /** What a finder searches, from message `from` on; without messages at the end. Nobody may be waiting for it. */
  findPage(target: TranscriptTarget, from: number, isWaitedFor: boolean): Promise<FindPage>;
  /** The `FindPage.token` of what would be read now. */
  findToken(target: TranscriptTarget): Promise<string>;
  /** The outline from message `from` on, a page of it. */
  outline(target: TranscriptTarget, from: number): Promise<OutlinePage>;
  /** How many messages of each kind there are, whatever the filter. */
  filterFacts(target: TranscriptTarget): Promise<FilterFacts>;
  /** The index of what is shown at or after a message of the whole conversation, else of the last one; -1 for none. */
  near(target: TranscriptTarget, number: number): Promise<number>;
  /** The store changed in some way. */
  readonly onDidChange: vscode.Event<void>;
}

import type * as vscode from 'vscode';
import type { TranscriptHeader } from '../core/protocol';
import type { SlotText, TextSlot, TranscriptMessage } from '../core/transcriptMessage';

/**
 * Where a transcript is read from: one profile, one store. Messages are made with `toTranscriptMessage` where they are
 * read, so that nothing unbounded crosses a thread. Every method may reject with a `Failure` (`session_not_found` when
 * the session is gone) or a `CancellationError`.
 */
export interface TranscriptSource {
  header(sessionId: string): Promise<TranscriptHeader>;
  /**
   * Messages `from` .. `from + count - 1` in order, by index; fewer at the end. Rows Hermes hides after an undo never
   * count.
   */
  messages(sessionId: string, from: number, count: number): Promise<readonly TranscriptMessage[]>;
  /** One message with its index; null when there is none of this id. */
  message(sessionId: string, messageId: string): Promise<TranscriptMessage | null>;
  /** A piece of one text (`readSlot`); null when the message or the text is not there. */
  text(
    sessionId: string,
    messageId: string,
    slot: TextSlot,
    from: number,
  ): Promise<Pick<SlotText, 'text' | 'chars'> | null>;
  /** The store changed in some way. */
  readonly onDidChange: vscode.Event<void>;
}

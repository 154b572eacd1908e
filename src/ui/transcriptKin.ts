/** What hangs on an open conversation, told behind its text, and opened by its number. */
import { CancellationError, Failure } from '../core/failure';
import type { TranscriptTarget } from '../core/transcriptTarget';
import type { ConversationPort } from './conversationPort';
import type { KinConversation, TranscriptSource } from './transcriptSource';

/** Looked for again after so long, when something changed. */
const PAUSE_MS = 5_000;

export class TranscriptKin {
  private found: readonly KinConversation[] = [];
  private told = '[]';
  private askedAt = -Infinity;

  constructor(
    private readonly source: Pick<TranscriptSource, 'kin'>,
    private readonly target: () => TranscriptTarget,
    private readonly port: Pick<ConversationPort, 'post' | 'openConversation' | 'unexpected'>,
  ) {}

  /** A page that starts anew knows nothing. */
  forget(): void {
    this.told = '[]';
    this.askedAt = -Infinity;
  }

  async tell(): Promise<void> {
    if (Date.now() - this.askedAt < PAUSE_MS) return;
    this.askedAt = Date.now();
    try {
      const found = await this.source.kin(this.target());
      const kin = found.map((each) => each.kin);
      const told = JSON.stringify(kin);
      this.found = found;
      if (told === this.told) return;
      this.told = told;
      this.port.post({ type: 'kin', kin });
    } catch (error) {
      // The text is shown all the same.
      if (!(error instanceof Failure) && !(error instanceof CancellationError)) this.port.unexpected(error);
    }
  }

  open(number: number): void {
    const kin = this.found[number];
    if (kin !== undefined) this.port.openConversation(kin.sessionId, kin.kin.label);
  }
}

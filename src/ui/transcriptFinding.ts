/** Finding in one open transcript: what will be searched is read while nothing else is asked, and at the latest when the bar opens. */
import { CancellationError, Failure } from '../core/failure';
import type { FindQuery } from '../core/find';
import { Finder, type FinderOptions } from '../io/findWorker/finder';
import type { ConversationPort } from './conversationPort';
import { ReadingAhead } from './readingAhead';

export class TranscriptFinding {
  private finder: Finder | null = null;
  private readonly ahead = new ReadingAhead((isWanted) => this.started().readAhead(isWanted));

  /** `texts` are those of what is shown. */
  constructor(
    private readonly port: Pick<ConversationPort, 'post' | 'unexpected' | 'findWorkerPath'>,
    private readonly texts: Pick<FinderOptions, 'fetch' | 'token'>,
  ) {}

  /** The transcript is on the screen, and nothing is looked for in it. */
  start(): void {
    this.end();
    this.ahead.start();
  }

  /** Something is asked: nothing is read ahead until the returned function was called, and a moment longer. */
  hold(): () => void {
    return this.ahead.hold();
  }

  /** What will be searched is read while the person still types. */
  begin(): void {
    this.started().prepare();
  }

  async find(id: number, query: FindQuery): Promise<void> {
    try {
      await this.started().find(query, (answer) => this.port.post({ type: 'found', id, ...answer }));
    } catch (error) {
      if (error instanceof CancellationError) return;
      if (!(error instanceof Failure)) this.port.unexpected(error);
      this.port.post({ type: 'found', id, hits: [], isLast: true, problem: 'unreadable' });
    }
  }

  /** Nothing is looked for any more, for now. */
  end(): void {
    this.finder?.end();
  }

  /** Nobody sees the transcript: nothing of it is kept. */
  dispose(): void {
    this.ahead.stop();
    this.finder?.dispose();
  }

  private started(): Finder {
    return (this.finder ??= new Finder({ workerPath: this.port.findWorkerPath, ...this.texts }));
  }
}

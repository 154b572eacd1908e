/** Finding in one open transcript: its thread is started with the first question and ended with the last. */
import { CancellationError, Failure } from '../core/failure';
import type { FindPage, FindQuery } from '../core/find';
import { Finder } from '../io/findWorker/finder';
import type { ConversationPort } from './conversationPort';

export class TranscriptFinding {
  private finder: Finder | null = null;

  /** `fetch` gives the texts of what is shown. */
  constructor(
    private readonly port: Pick<ConversationPort, 'post' | 'unexpected' | 'findWorkerPath'>,
    private readonly fetch: (from: number) => Promise<FindPage>,
  ) {}

  async find(id: number, query: FindQuery): Promise<void> {
    this.finder ??= new Finder({ workerPath: this.port.findWorkerPath, fetch: this.fetch });
    try {
      await this.finder.find(query, (answer) => this.port.post({ type: 'found', id, ...answer }));
    } catch (error) {
      if (error instanceof CancellationError) return;
      if (!(error instanceof Failure)) this.port.unexpected(error);
      this.port.post({ type: 'found', id, hits: [], isLast: true, problem: 'unreadable' });
    }
  }

  /** The conversation has changed: at its end when it only grew, else anywhere. */
  changed(onlyGrew: boolean): void {
    this.finder?.changed(onlyGrew);
  }

  end(): void {
    this.finder?.end();
  }
}

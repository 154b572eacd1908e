/** Finding in one open transcript: its thread is started when somebody is about to look for something. */
import { CancellationError, Failure } from '../core/failure';
import type { FindQuery } from '../core/find';
import { Finder, type FinderOptions } from '../io/findWorker/finder';
import type { ConversationPort } from './conversationPort';

export class TranscriptFinding {
  private finder: Finder | null = null;

  /** `texts` are those of what is shown. */
  constructor(
    private readonly port: Pick<ConversationPort, 'post' | 'unexpected' | 'findWorkerPath'>,
    private readonly texts: Pick<FinderOptions, 'fetch' | 'token'>,
  ) {}

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

  dispose(): void {
    this.finder?.dispose();
  }

  private started(): Finder {
    return (this.finder ??= new Finder({ workerPath: this.port.findWorkerPath, ...this.texts }));
  }
}

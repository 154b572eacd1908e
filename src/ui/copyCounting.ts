/** Counts the copies of an open transcript's session, behind whoever waits for text. */
import { CancellationError, Failure } from '../core/failure';
import type { TranscriptTarget } from '../core/transcriptTarget';
import { NO_COPIES, type FoundCopies, type TranscriptSource } from './transcriptSource';

/** Copies are counted again after so long, when something changed. */
const COUNT_PAUSE_MS = 10_000;

export class CopyCounting {
  /** What was found last. */
  found: FoundCopies = NO_COPIES;
  private isCounting = false;
  /** Something changed while it was counted. */
  private isOutdated = false;
  private countedAt = -Infinity;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly source: Pick<TranscriptSource, 'copies'>,
    private readonly unexpected: (error: unknown) => unknown,
    private readonly pauseMs = COUNT_PAUSE_MS,
  ) {}

  dispose(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  /** What was said of the copies was said beside another one than is shown now. */
  forget(): void {
    this.found = NO_COPIES;
    this.countedAt = -Infinity;
  }

  /** What is shown is no longer what was counted: the next count does not wait. */
  expire(): void {
    this.countedAt = -Infinity;
  }

  /**
   * Calls `tell` when something else was found; not with every change of a conversation that is being written, but never later than a
   * pause after the last one.
   */
  async count(target: () => TranscriptTarget, tell: (found: FoundCopies) => void): Promise<void> {
    if (this.isCounting) {
      this.isOutdated = true;
      return;
    }
    const wait = this.countedAt + this.pauseMs - Date.now();
    if (wait > 0) {
      this.timer ??= setTimeout(() => {
        this.timer = undefined;
        void this.count(target, tell);
      }, wait).unref();
      return;
    }
    this.dispose();
    this.isCounting = true;
    this.isOutdated = false;
    const asked = target();
    try {
      const found = await this.source.copies(asked);
      this.countedAt = Date.now();
      if (asked.source !== target().source) return;
      if (JSON.stringify(found) === JSON.stringify(this.found)) return;
      this.found = found;
      tell(found);
    } catch (error) {
      // The text is shown all the same; that it cannot be read any more is told by whoever reads it next.
      if (!(error instanceof Failure) && !(error instanceof CancellationError)) this.unexpected(error);
    } finally {
      this.isCounting = false;
      if (this.isOutdated) void this.count(target, tell);
    }
  }
}

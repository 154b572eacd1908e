/** When to read what nobody has asked for yet: while nothing else is asked, and for a twentieth of the time at most. */

/** So long after the last answer, in ms. A reader who scrolls asks more often than that. */
const REST_MS = 400;
/** What was read to its end is read again, where it changed, when so many times as long has passed. */
const PAUSE_TIMES = 20;

export class ReadingAhead {
  private isStarted = false;
  /** What is being answered. */
  private held = 0;
  /** Another one ends the reading that is going on. */
  private turn = 0;
  private timer: NodeJS.Timeout | undefined;
  private notBefore = 0;

  constructor(
    /** Reads as long as `isWanted` says so; what was read is not read again. Rejects as reading does. */
    private readonly read: (isWanted: () => boolean) => Promise<void>,
    private readonly restMs = REST_MS,
  ) {}

  /** Somebody sees what may be asked about. */
  start(): void {
    this.isStarted = true;
  }

  stop(): void {
    this.isStarted = false;
    this.end();
  }

  /** Ends the reading that goes on; none begins before the returned function was called. */
  hold(): () => void {
    this.end();
    this.held += 1;
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.held -= 1;
      if (this.held === 0 && this.isStarted) this.wait();
    };
  }

  private end(): void {
    this.turn += 1;
    clearTimeout(this.timer);
  }

  private wait(): void {
    const { turn } = this;
    this.timer = setTimeout(() => void this.begin(turn), Math.max(this.restMs, this.notBefore - performance.now()));
    this.timer.unref();
  }

  private async begin(turn: number): Promise<void> {
    const isWanted = (): boolean => turn === this.turn;
    const startedAt = performance.now();
    // What cannot be read is told to whoever asks for it.
    await this.read(isWanted).catch(() => undefined);
    const now = performance.now();
    if (isWanted()) this.notBefore = now + (now - startedAt) * PAUSE_TIMES;
  }
}

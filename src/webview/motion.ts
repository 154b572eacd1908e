/** How fast the view moves, so that what it will show can be asked for before it is there. */

/** Looks further apart than this are two movements; and after so long without one a movement is over. In ms. */
const PAUSE_MS = 150;
const REST_MS = 60;

export class Motion {
  private last: { readonly y: number; readonly at: number } | null = null;
  private pixelsPerMs = 0;

  /** The view begins at `y` pixels; `now` in ms. */
  note(y: number, now: number): void {
    const { last } = this;
    if (last !== null && now === last.at) return;
    // What jumped once, to a place that was chosen, does not move.
    this.pixelsPerMs = last === null || now - last.at > PAUSE_MS ? 0 : (y - last.y) / (now - last.at);
    this.last = { y, at: now };
  }

  /** Pixels per ms, negative upward; 0 at rest. */
  speed(now: number): number {
    return this.last === null || now - this.last.at > REST_MS ? 0 : this.pixelsPerMs;
  }
}

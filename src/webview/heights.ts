/**
 * How tall every message of the conversation is, in pixels by index: measured where it was drawn, estimated elsewhere.
 * Sums are kept a block, so that a position in 50,000 messages costs some hundred additions.
 */
const BLOCK = 256;
/** Taller than this no browser draws a page: estimates give way, what was measured never does. */
const TALLEST_PX = 30_000_000;
/** So many measured rows say what the others are like. */
const ENOUGH = 200;

export class Heights {
  private measured: (number | undefined)[] = [];
  private sums: number[] = [];
  private counts: number[] = [];
  private sum = 0;
  private known = 0;
  private guess: number;
  private isGuessed = false;
  private settledWith = 0;
  /** Rows that are known to have no height at all. */
  private flat = 0;

  constructor(
    private length: number,
    guess = 56,
  ) {
    this.guess = guess;
  }

  get count(): number {
    return this.length;
  }

  /** All messages together. */
  get total(): number {
    return this.sum + (this.length - this.known) * this.estimate;
  }

  /** More messages at the end, or fewer. */
  resize(count: number): void {
    for (let i = count; i < this.length; i++) this.forget(i);
    this.measured.length = Math.min(this.measured.length, count);
    this.length = count;
  }

  set(index: number, height: number): void {
    this.forget(index);
    this.measured[index] = height;
    const block = Math.floor(index / BLOCK);
    this.sums[block] = (this.sums[block] ?? 0) + height;
    this.counts[block] = (this.counts[block] ?? 0) + 1;
    this.sum += height;
    this.known += 1;
    if (height === 0) this.flat += 1;
  }

  /**
   * The mean of the rows that were measured and have a height, for the part of all rows that has one, is what the rest is taken for from
   * here on. True when that says something else: all positions below what is measured are other ones then.
   */
  settle(shown: number): boolean {
    const tall = this.known - this.flat;
    if (tall === 0) return false;
    const guess = Math.max(16, (this.sum / tall) * shown);
    // A scroll bar must not breathe: little things are left as they are, and so is what many rows have shown to be right.
    if (this.isGuessed && (Math.abs(guess / this.guess - 1) < 0.1 || this.settledWith >= ENOUGH)) return false;
    this.isGuessed = true;
    this.settledWith = tall;
    this.guess = guess;
    return true;
  }

  /** Where message `index` begins; for the number of messages, where the last one ends. */
  top(index: number): number {
    let sum = 0;
    let known = 0;
    const block = Math.floor(index / BLOCK);
    for (let b = 0; b < block; b++) {
      sum += this.sums[b] ?? 0;
      known += this.counts[b] ?? 0;
    }
    for (let i = block * BLOCK; i < index; i++) {
      const height = this.measured[i];
      if (height === undefined) continue;
      sum += height;
      known += 1;
    }
    return sum + (index - known) * this.estimate;
  }

  /** The message that covers `y`; the first or last one for what lies beyond. 0 when there is none. */
  at(y: number): number {
    let top = 0;
    let index = 0;
    for (; index + BLOCK <= this.length; index += BLOCK) {
      const block = index / BLOCK;
      const height = (this.sums[block] ?? 0) + (BLOCK - (this.counts[block] ?? 0)) * this.estimate;
      if (top + height > y) break;
      top += height;
    }
    for (; index < this.length - 1; index++) {
      top += this.measured[index] ?? this.estimate;
      if (top > y) break;
    }
    return Math.min(index, Math.max(0, this.length - 1));
  }

  private get estimate(): number {
    const room = (TALLEST_PX - this.sum) / Math.max(1, this.length - this.known);
    return Math.max(1, Math.min(this.guess, room));
  }

  /** The height of a row is not known any more. */
  forget(index: number): void {
    const height = this.measured[index];
    if (height === undefined) return;
    const block = Math.floor(index / BLOCK);
    this.sums[block] = (this.sums[block] ?? 0) - height;
    this.counts[block] = (this.counts[block] ?? 0) - 1;
    this.sum -= height;
    this.known -= 1;
    if (height === 0) this.flat -= 1;
    this.measured[index] = undefined;
  }
}

/** A stretch of the main file that was read at once. */
export interface PageRun {
  readonly first: number;
  readonly last: number;
  readonly bytes: Buffer;
  /** Pages of the run that may hold bytes newer than the snapshot and must not be served. */
  unusable: Set<number> | null;
  /** True until everything read before was proven to belong to the snapshot. */
  unproven: boolean;
}

const MOST_SPARE_BYTES = 1 << 20;

/**
 * Pages of the main file, kept in the runs they were read in and dropped least recently used first. It knows nothing of
 * snapshots: its owner decides what may stay. At most `limitBytes`, or one run if that is larger.
 */
export class PageCache {
  private readonly runOfPage = new Map<number, PageRun>();
  /** In order of last use. */
  private readonly runs = new Set<PageRun>();
  private heldBytes = 0;
  /** Rooms of dropped runs, the last one dropped at the end. */
  private readonly spare: Buffer[] = [];
  private spareBytes = 0;

  constructor(private readonly limitBytes: number) {}

  get sizeBytes(): number {
    return this.heldBytes;
  }

  find(page: number): PageRun | null {
    const run = this.runOfPage.get(page);
    if (run === undefined || run.unusable?.has(page)) return null;
    this.runs.delete(run);
    this.runs.add(run);
    return run;
  }

  /**
   * Room for a run, with whatever bytes: that of one that was dropped where its size fits, for the collector is slow to
   * give back what lies outside its heap. So nothing of a dropped run may be in use any more.
   */
  room(sizeBytes: number): Buffer {
    const found = this.spare.findLastIndex((room) => room.length === sizeBytes);
    const [known] = found === -1 ? [] : this.spare.splice(found, 1);
    if (known === undefined) return Buffer.allocUnsafeSlow(sizeBytes);
    this.spareBytes -= sizeBytes;
    return known;
  }

  /** Where a page is already in an older run, the new one takes its place. */
  add(run: PageRun): void {
    for (let page = run.first; page <= run.last; page++) this.runOfPage.set(page, run);
    this.runs.add(run);
    this.heldBytes += run.bytes.length;
    for (const oldest of this.runs) {
      if (this.heldBytes <= this.limitBytes || oldest === run) break;
      this.drop(oldest);
    }
  }

  drop(run: PageRun): void {
    if (!this.runs.delete(run)) return;
    this.heldBytes -= run.bytes.length;
    for (let page = run.first; page <= run.last; page++) {
      if (this.runOfPage.get(page) === run) this.runOfPage.delete(page);
    }
    this.keepRoom(run.bytes);
  }

  clear(): void {
    this.runOfPage.clear();
    this.runs.clear();
    this.heldBytes = 0;
    this.spare.length = 0;
    this.spareBytes = 0;
  }

  private keepRoom(bytes: Buffer): void {
    this.spare.push(bytes);
    this.spareBytes += bytes.length;
    while (this.spareBytes > MOST_SPARE_BYTES) this.spareBytes -= this.spare.shift()?.length ?? 0;
  }
}

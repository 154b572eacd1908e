import { PageCache } from './pageCache';
import type { PageRun } from './pageCache';
import { SnapshotMoved } from './snapshotMoved';
import type { MainFile, Snapshot } from './snapshot';

/**
 * Windows locks bytes around here against reading while a native connection is open; SQLite never stores anything
 * there.
 */
const LOCK_BYTE_AT = 0x40000000;
/** Unproven reads that may pile up before they are proven: bounds memory, and ends a hopeless read early. */
const MOST_UNPROVEN = 64;
/** The largest read-ahead. */
const MOST_RUN_BYTES = 128 * 1024;
/** Pages this close to an end of the last read count as going on from there. */
const NEAR_PAGES = 64;
const NOWHERE = { first: -Infinity, last: -Infinity };

/**
 * Pages of the current snapshot: from its layer or from the main file, the latter read ahead and cached. Remembers what
 * was served without proof until `prove` succeeds.
 */
export class PageReader {
  private main: MainFile | null = null;
  private snapshot: Snapshot | null = null;
  private pageSizeBytes = 0;
  private pageCount = 0;
  private lockBytePage = 0;
  private readonly cache: PageCache;
  private layerPage = Buffer.alloc(0);

  private unprovenRuns: PageRun[] = [];
  private servedFromThem: number[] = [];
  private unprovenLayerReads = 0;
  /** Once set, nothing is served any more until `begin`. */
  private moved: SnapshotMoved | null = null;

  private lastRead = NOWHERE;
  private aheadPages = 1;

  constructor(
    cacheBytes: number,
    private readonly validate: boolean,
  ) {
    this.cache = new PageCache(cacheBytes);
  }

  /**
   * Starts serving `snapshot` over `main`. `keepProven` only when every proven page, unless overlaid, is also one of
   * it.
   */
  begin(main: MainFile, snapshot: Snapshot, pageSizeBytes: number, pageCount: number, keepProven: boolean): void {
    if (keepProven && pageSizeBytes === this.pageSizeBytes) this.dropUnproven();
    else this.clear();
    if (pageSizeBytes !== this.pageSizeBytes) this.layerPage = Buffer.alloc(pageSizeBytes);
    this.main = main;
    this.snapshot = snapshot;
    this.pageSizeBytes = pageSizeBytes;
    this.pageCount = pageCount;
    this.lockBytePage = Math.floor(LOCK_BYTE_AT / pageSizeBytes) + 1;
    this.moved = null;
  }

  /** Serves nothing and keeps nothing. */
  clear(): void {
    this.dropUnproven();
    this.cache.clear();
    this.snapshot = null;
    this.moved = null;
    this.lastRead = NOWHERE;
    this.aheadPages = 1;
  }

  /** Why nothing is served any more; null while all is well. */
  get whyMoved(): SnapshotMoved | null {
    return this.moved;
  }

  get hasUnproven(): boolean {
    return this.unprovenRuns.length > 0 || this.unprovenLayerReads > 0;
  }

  /**
   * One page (1-based). The bytes are valid until the next call, and nothing of them may be released before `prove`.
   * @throws SnapshotMoved
   */
  page(page: number): Uint8Array {
    if (this.moved !== null) throw this.moved;
    if (this.snapshot === null) throw new SnapshotMoved('gone', 'nothing acquired');
    if (this.unprovenRuns.length + this.unprovenLayerReads >= MOST_UNPROVEN) this.prove();
    if (this.snapshot.overlays(page)) {
      this.unprovenLayerReads++;
      this.watch(() => this.snapshot!.readOverlay(page, this.layerPage));
      return this.layerPage;
    }
    if (page === this.lockBytePage) return this.layerPage.fill(0);
    let run = this.cache.find(page);
    if (run === null) {
      run = this.readAhead(page);
      this.unprovenRuns.push(run);
      this.cache.add(run);
    }
    if (run.unproven) this.servedFromThem.push(page);
    const at = (page - run.first) * this.pageSizeBytes;
    return run.bytes.subarray(at, at + this.pageSizeBytes);
  }

  /** Proves that everything served so far belongs to the snapshot. @throws SnapshotMoved */
  prove(): void {
    if (this.moved !== null) throw this.moved;
    if (!this.hasUnproven) return;
    if (this.validate) this.watch(() => this.check());
    for (const run of this.unprovenRuns) run.unproven = false;
    this.forgetUnproven();
  }

  private check(): void {
    const suspicion = this.snapshot!.check();
    if (suspicion === null) return;
    const suspects = new Map<PageRun, Set<number>>();
    for (const run of this.unprovenRuns) {
      const pages = new Set<number>();
      for (let page = run.first; page <= run.last; page++) if (suspicion.mayBeNewer(page)) pages.add(page);
      if (pages.size > 0) suspects.set(run, pages);
    }
    if (suspects.size === 0 || suspicion.clears()) return;
    if (this.servedFromThem.some((page) => suspicion.mayBeNewer(page))) {
      throw new SnapshotMoved('conflict', suspicion.reason);
    }
    // Only read ahead, not served: the rest of the run is good.
    for (const [run, pages] of suspects) run.unusable = pages;
  }

  /**
   * A random access reads one page. Going on from the last read, upward or downward (the newest rows are read from the end),
   * doubles the stretch up to the largest.
   */
  private readAhead(page: number): PageRun {
    const mostPages = Math.max(1, Math.floor(MOST_RUN_BYTES / this.pageSizeBytes));
    const upward = page > this.lastRead.last && page - this.lastRead.last <= NEAR_PAGES;
    const downward = page < this.lastRead.first && this.lastRead.first - page <= NEAR_PAGES;
    this.aheadPages = upward || downward ? Math.min(this.aheadPages * 2, mostPages) : 1;
    const more = this.aheadPages - 1;
    let first = downward ? Math.max(1, page - more) : page;
    let last = downward ? page : Math.max(page, Math.min(page + more, this.pageCount));
    if (first <= this.lockBytePage && page > this.lockBytePage) first = this.lockBytePage + 1;
    if (last >= this.lockBytePage && page < this.lockBytePage) last = this.lockBytePage - 1;
    this.lastRead = { first, last };
    // May be the room of a run whose page was served last: that page is used up, or `page` would not have been called.
    const bytes = this.cache.room((last - first + 1) * this.pageSizeBytes);
    const got = this.main!.read(bytes, 0, bytes.length, (first - 1) * this.pageSizeBytes);
    // As SQLite does: what a truncated file does not have reads as zeros.
    bytes.fill(0, got);
    return { first, last, bytes, unusable: null, unproven: true };
  }

  /** Runs `action`; a snapshot that moved stays moved, however the caller takes the error. */
  private watch(action: () => void): void {
    try {
      action();
    } catch (error) {
      if (error instanceof SnapshotMoved) this.moved = error;
      throw error;
    }
  }

  private dropUnproven(): void {
    for (const run of this.unprovenRuns) this.cache.drop(run);
    this.forgetUnproven();
  }

  private forgetUnproven(): void {
    this.unprovenRuns = [];
    this.servedFromThem = [];
    this.unprovenLayerReads = 0;
  }
}

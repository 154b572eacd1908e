import type { ReadFiles } from '../files';
import { SnapshotMoved } from './snapshotMoved';
import type { MainFile, Snapshot } from './snapshot';
import { stampOf } from './sideFile';
import type { SideFile } from './sideFile';
import { readWalIndex } from './walIndex';

/** File change counter, page count, freelist: 16 bytes of the header that most commits change. */
const COUNTERS_AT = 24;
const COUNTERS_BYTES = 16;

/**
 * A file system tells two writes apart that are at least this far from each other: two ticks of a slow kernel clock,
 * and some.
 */
const TICK_MS = 60;
/** The same where times are whole seconds (FAT: two of them; HFS+, some network servers: one). */
const COARSE_TICK_MS = 2100;

export interface MainStateOptions {
  readonly files: ReadFiles;
  readonly databasePath: string;
  readonly wal: SideFile;
  /**
   * True for storage that another machine may write. Its `-shm` is not coherent with the writer's, and its clock is not
   * ours, so the age of a modification time says nothing: a state counts as settled only after it was seen unchanged
   * over a tick.
   */
  readonly isShared: boolean;
  readonly now: () => number;
}

/**
 * The state when no WAL frames and no journal lie over the main file. Nothing in the file itself proves that it was not
 * changed and changed back (a WAL filled, checkpointed and truncated; a spilled transaction rolled back), so the proof
 * is a token: stats of the main file and the WAL, the header's counters, and the wal-index's transaction counter where
 * there is one. The token relies on modification times, and so on the state being older than the tick of the clock that
 * makes them.
 */
export class MainStates {
  private firstSeen: { readonly token: string; readonly at: number } | null = null;

  constructor(private readonly options: MainStateOptions) {}

  /** The token of the main file as it lies there; null while a writer is publishing. */
  token(main: MainFile): string | null {
    const { files, databasePath, wal, isShared } = this.options;
    const index = isShared ? 'absent' : readWalIndex(files, databasePath);
    if (index === 'unsettled') return null;
    const counters = Buffer.alloc(COUNTERS_BYTES);
    const got = main.read(counters, 0, COUNTERS_BYTES, COUNTERS_AT);
    const published = index === 'absent' ? '-' : `${index.changeCounter}:${index.salts}:${index.lastFrame}`;
    return `main:${stampOf(main.statOpen())}:${counters.toString('hex', 0, got)}|${stampOf(wal.look())}|${published}`;
  }

  /** Milliseconds to wait before the state named by `token` may be trusted; 0 when it may be now. Then look again. */
  unsettledFor(main: MainFile, token: string): number {
    const { mtimeNs } = main.statOpen();
    const tickMs = mtimeNs % 1_000_000_000n === 0n ? COARSE_TICK_MS : TICK_MS;
    const now = this.options.now();
    const ageMs = now - Number(mtimeNs / 1_000_000n);
    if (ageMs >= tickMs && !this.options.isShared) return 0;
    if (this.firstSeen?.token !== token || now < this.firstSeen.at) this.firstSeen = { token, at: now };
    return Math.max(0, this.firstSeen.at + tickMs - now);
  }

  /** `journalIsLive` is the same question that chose this kind of state. */
  snapshot(main: MainFile, token: string, journalIsLive: () => boolean): Snapshot {
    return {
      mode: 'main',
      token,
      geometry: null,
      overlaidBetween: () => 0,
      overlays: () => false,
      readOverlay: () => {
        throw new Error('the main file has no overlay');
      },
      check: () => {
        if (this.token(main) !== token) throw new SnapshotMoved('gone', 'main file changed');
        if (journalIsLive()) throw new SnapshotMoved('gone', 'transaction began');
        return null;
      },
    };
  }
}

import type { LogProblem, LogProblemKind } from '../../core/logProblem';
import { errnoOf } from '../files';
import type { FileStat, ReadFiles } from '../files';
import { stampOf } from './sideFile';
import type { SideFile } from './sideFile';
import type { MainFile } from './snapshot';
import { FRAME_HEADER_BYTES, WAL_HEADER_BYTES } from './walHeader';
import { readWalIndex } from './walIndex';
import type { WalIndex } from './walIndex';
import { findRemains, hasUnreached } from './walRemains';
import type { WalRemains } from './walRemains';
import { WalGeneration } from './walState';

export interface LogWatchOptions {
  readonly files: ReadFiles;
  readonly databasePath: string;
  readonly wal: SideFile;
  readonly main: MainFile;
  /** As in `MainStateOptions`. */
  readonly isShared: boolean;
  readonly now: () => number;
  readonly sleep: (ms: number) => void;
}

/** What a log looks like in the middle of a write, a writer has changed again after this long. */
const WRITE_MS = 100;
/** The age of a file that nobody is writing just now, where times are coarse, or of another machine's clock. */
const AT_REST_MS = 5000;
const FEWEST_BYTES_WITH_A_FRAME = WAL_HEADER_BYTES + FRAME_HEADER_BYTES + 512;

/** 'uncertain' where a writer may be at it: what was known stays, and the next look decides. */
type Verdict = LogProblemKind | 'uncertain' | null;

/**
 * Looks whether the WAL lost something without an error. SQLite's recovery takes a log up to its last sound commit and
 * nothing of one that does not begin soundly; what it passes over is told here, once it is certain that no writer is just
 * at it: either the index in `-shm`, which is published after the frames, knows of more frames than there are, or the
 * file has lain still for a while.
 */
export class LogWatch {
  private kept: { readonly stamp: string; readonly kind: LogProblemKind | null; readonly errno: string } | null = null;

  /** Whether the generation before `of` lost something: that can only be seen, and cannot become true, while `of` lasts. */
  private unreached: { readonly of: WalGeneration; readonly is: boolean } | null = null;

  constructor(private readonly options: LogWatchOptions) {}

  /** `generation` is the one the last snapshot was taken from; null when there was none that is valid. */
  look(generation: WalGeneration | null): LogProblem | null {
    const { wal } = this.options;
    try {
      const found = wal.look();
      const stamp = `${stampOf(found)}|${generation?.name ?? ''}`;
      // Without a log only the index can tell, and it changes without a trace.
      if (found === null || found === 'circle' || this.kept?.stamp !== stamp) {
        const kind = this.kindOf(found, generation);
        if (kind !== 'uncertain') this.kept = { stamp, kind, errno: '' };
      }
    } catch (error) {
      const errno = errnoOf(error);
      if (errno === '') throw error;
      // It vanished under the look: the next read sees what there is instead.
      if (errno !== 'ENOENT') this.kept = { stamp: '', kind: 'unreadable', errno };
    }
    const { kind = null, errno = '' } = this.kept ?? {};
    return kind === null ? null : { kind, path: wal.path, errno };
  }

  private kindOf(found: FileStat | 'circle' | null, generation: WalGeneration | null): Verdict {
    const { files, databasePath, wal, isShared } = this.options;
    if (found === 'circle' || (found !== null && found.kind !== 'file')) return 'not_a_file';
    // Before the frames: what it names was in the file by then.
    const index = isShared ? null : publishedIndex(files, databasePath);
    const now = WalGeneration.find(files, wal, databasePath, !isShared, generation);
    if (now !== generation) return 'uncertain';
    const sizeBytes = found?.sizeBytes ?? 0;
    if (generation !== null) return this.kindOfEnd(generation, sizeBytes, index);
    if (sizeBytes >= FEWEST_BYTES_WITH_A_FRAME) return this.isStill(found) ? 'header' : 'uncertain';
    if (index === null || index.lastFrame <= index.backfilled) return null;
    // A writer that began the log since has frames in it by now.
    return (wal.stat()?.sizeBytes ?? 0) === sizeBytes ? 'gone' : 'uncertain';
  }

  private kindOfEnd(generation: WalGeneration, sizeBytes: number, index: WalIndex | null): Verdict {
    const { wal, main } = this.options;
    const end = generation.end();
    if (!end.isNewest) return 'uncertain';
    const remains = findRemains(wal, sizeBytes, end);
    if (this.unreached?.of !== generation) this.unreached = { of: generation, is: hasUnreached(wal, sizeBytes, end, main) };
    // Last: what was seen is worth something only if nothing was committed meanwhile.
    if (!generation.end().isNewest) {
      this.unreached = null;
      return 'uncertain';
    }
    const lastPublished = index !== null && index.salts === end.header.salts.toString('hex') ? index.lastFrame : null;
    if (lastPublished !== null && lastPublished > end.frames) {
      return remains.hasLaterCommit || remains.hasBrokenEnd ? 'damaged' : 'cut';
    }
    const kind = kindOfRemains(remains, this.unreached.is, lastPublished === end.frames);
    return kind === null || this.isStill(wal.statOpen()) ? kind : 'uncertain';
  }

  /** Whether what was just seen will be seen again: nobody is in the middle of writing it. */
  private isStill(stat: FileStat | null): boolean {
    const { wal, isShared, now, sleep } = this.options;
    if (stat === null) return false;
    if (Math.abs(now() - Number(stat.mtimeNs / 1_000_000n)) >= AT_REST_MS) return true;
    if (isShared) return false;
    sleep(WRITE_MS);
    return stampOf(wal.look()) === stampOf(stat);
  }
}

function publishedIndex(files: ReadFiles, databasePath: string): WalIndex | null {
  const index = readWalIndex(files, databasePath);
  return index === 'absent' || index === 'unsettled' ? null : index;
}

/** `isCleared`: the index says that every commit was seen. The last frames are those a writer may have died at. */
function kindOfRemains(remains: WalRemains, isUnreached: boolean, isCleared: boolean): LogProblemKind | null {
  if (remains.hasLaterCommit) return 'damaged';
  if (remains.hasBrokenEnd && !isCleared) return 'damaged';
  if (remains.endsInFrame && !isCleared) return 'cut';
  return isUnreached ? 'not_reached' : null;
}

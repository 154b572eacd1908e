/**
 * Facts of files that were read before, kept as long as a file is the same by device, inode, size and both times. For an
 * audit only: a repair reads again what it touches.
 */
import { join } from 'node:path';
import { errnoOf, type FileStat, type ReadFiles } from '../files';
import { outlineOf } from '../recovery/conversationFacts';
import { isShard, pathOfTask, type FileTask, type StatedFact, type TaskFact } from '../recovery/fileTask';
import { sameState } from '../stableFile';

/**
 * A file that was written this short a time before it was read could be written again without a change of its times:
 * file systems count them in steps of up to two seconds.
 */
const STEP_MS = 2_500;

interface Kept {
  readonly state: FileStat;
  readonly facts: Readonly<Partial<Record<FileTask['wanted'], TaskFact>>>;
}

export class FileCache {
  /** By session directory, then by path below it. */
  private readonly kept = new Map<string, Map<string, Kept>>();

  constructor(private readonly files: ReadFiles) {}

  /** The fact, when the file is still what it was; null for one that has to be read. */
  look(sessionDir: string, task: FileTask): TaskFact | null {
    const kept = this.kept.get(sessionDir)?.get(pathOfTask(task));
    // Asked of the listing: to `stat`, a link is the file that it points to.
    if (kept === undefined || task.entry.kind !== 'file') return null;
    const fact = kept.facts[task.wanted];
    if (fact === undefined) return null;
    const state = this.stat(join(sessionDir, pathOfTask(task)));
    return state !== null && sameState(kept.state, state) ? fact : null;
  }

  /** `readAt`: when the reading began, milliseconds since 1970 by the clock of this machine. */
  keep(sessionDir: string, task: FileTask, { fact, state }: StatedFact, readAt: number): void {
    if (state === null) return;
    const written = state.mtimeNs > state.ctimeNs ? state.mtimeNs : state.ctimeNs;
    if (Number(written / 1_000_000n) > readAt - STEP_MS) return;
    const outline = task.wanted === 'messages' && !isShard(fact) ? { outline: outlineOf(fact) } : {};
    const ofDir = this.kept.get(sessionDir) ?? new Map<string, Kept>();
    this.kept.set(sessionDir, ofDir.set(pathOfTask(task), { state, facts: { ...outline, [task.wanted]: fact } }));
  }

  /** Of this directory, keeps the files that `tasks` name and lets go of all others. */
  retain(sessionDir: string, tasks: readonly FileTask[]): void {
    const ofDir = this.kept.get(sessionDir);
    const paths = new Set(tasks.map(pathOfTask));
    for (const path of ofDir?.keys() ?? []) if (!paths.has(path)) ofDir?.delete(path);
  }

  private stat(path: string): FileStat | null {
    try {
      return this.files.stat(path);
    } catch (error) {
      // Whoever reads the file will meet the same, and say so.
      if (errnoOf(error) === '') throw error;
      return null;
    }
  }
}

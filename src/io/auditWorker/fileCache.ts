/**
 * Facts of files that were read before, kept as long as a file is the same by device, inode, size and both times. For an
 * audit only: a repair reads again what it touches.
 */
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
  /** By session directory, then by path. */
  private readonly kept = new Map<string, Map<string, Kept>>();

  constructor(private readonly files: ReadFiles) {}

  /** The fact, when the file is still what it was; else the file's size, 0 when that is not known. */
  look(sessionDir: string, task: FileTask): { readonly fact: TaskFact } | { readonly sizeBytes: number } {
    // Asked of the listing: to `stat`, a link is the file that it points to.
    if (task.entry.kind !== 'file') return { sizeBytes: 0 };
    const path = pathOfTask(sessionDir, task);
    const state = this.stat(path);
    if (state === null) return { sizeBytes: 0 };
    const kept = this.kept.get(sessionDir)?.get(path);
    const fact = kept !== undefined && sameState(kept.state, state) ? kept.facts[task.wanted] : undefined;
    return fact === undefined ? { sizeBytes: state.sizeBytes } : { fact };
  }

  /** `readAt`: when the reading began, milliseconds since 1970 by the clock of this machine. */
  keep(sessionDir: string, task: FileTask, { fact, state }: StatedFact, readAt: number): void {
    if (state === null) return;
    const written = state.mtimeNs > state.ctimeNs ? state.mtimeNs : state.ctimeNs;
    if (Number(written / 1_000_000n) > readAt - STEP_MS) return;
    const facts = isShard(fact)
      ? { [task.wanted]: fact }
      : { outline: outlineOf(fact), ...(task.wanted === 'messages' ? { messages: fact } : {}) };
    const ofDir = this.kept.get(sessionDir) ?? new Map<string, Kept>();
    this.kept.set(sessionDir, ofDir.set(pathOfTask(sessionDir, task), { state, facts }));
  }

  /** Of this directory, keeps the files that `tasks` name and lets go of all others. */
  retain(sessionDir: string, tasks: readonly FileTask[]): void {
    const ofDir = this.kept.get(sessionDir);
    const paths = new Set(tasks.map((task) => pathOfTask(sessionDir, task)));
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

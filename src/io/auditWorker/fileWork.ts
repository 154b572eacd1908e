/** The files that are still to be read, from which each reader takes some and gives back what it did not come to. */
import type { FileTask } from '../recovery/fileTask';

export interface WorkItem {
  readonly task: FileTask;
  /** Its place among the facts. */
  readonly index: number;
}

const TAKEN_FILES = 32;
/** Less than this is done before a second thread would have started. */
const WORTH_FILES = 2_000;
const WORTH_BYTES = 24 * 1024 * 1024;

export class FileWork {
  private next = 0;
  private readonly returned: WorkItem[] = [];
  private readFiles = 0;
  private readBytes = 0;

  constructor(private readonly items: readonly WorkItem[]) {}

  /** Some of what is left; none when nothing is. */
  take(): readonly WorkItem[] {
    if (this.returned.length > 0) return this.returned.splice(0, TAKEN_FILES);
    const taken = this.items.slice(this.next, this.next + TAKEN_FILES);
    this.next += taken.length;
    return taken;
  }

  giveBack(items: readonly WorkItem[]): void {
    this.returned.push(...items);
  }

  /** So many files, of so many bytes together, were read. */
  note(files: number, bytes: number): void {
    this.readFiles += files;
    this.readBytes += bytes;
  }

  /** Whether a second reader would still have enough to do: files that were read tell how large the rest is. */
  isWorthHelp(): boolean {
    const left = this.items.length - this.next + this.returned.length;
    const average = this.readFiles === 0 ? 0 : this.readBytes / this.readFiles;
    return left >= WORTH_FILES || left * average >= WORTH_BYTES;
  }
}

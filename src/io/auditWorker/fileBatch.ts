/** Some files of one session directory, read together: the piece of work that threads share. */
import { nodeFiles, type ReadFiles } from '../files';
import { JsonScanner } from '../jsonScan/jsonScanner';
import { readTask, type FileTask, type StatedFact } from '../recovery/fileTask';

export interface FileBatch {
  readonly sessionDir: string;
  readonly tasks: readonly FileTask[];
  readonly largestBytes: number | undefined;
}

/** So much is a few milliseconds of work, after which a cancellation is seen. */
const BATCH_BYTES = 4 * 1024 * 1024;

const scanner = new JsonScanner();

/**
 * In the order of the tasks; null for what there is no fact of. Of large files it is fewer than there are tasks, one at
 * least: how large they are nobody asks before they are opened.
 */
export function readBatch({ sessionDir, tasks, largestBytes }: FileBatch, files: ReadFiles = nodeFiles): (StatedFact | null)[] {
  const read: (StatedFact | null)[] = [];
  let bytes = 0;
  for (const task of tasks) {
    if (bytes >= BATCH_BYTES) break;
    const stated = readTask(sessionDir, task, { files, largestBytes, scanner });
    read.push(stated);
    bytes += stated?.state?.sizeBytes ?? 0;
  }
  return read;
}

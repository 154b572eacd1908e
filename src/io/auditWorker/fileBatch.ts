/** Some files of one session directory, read together: the piece of work that threads share. */
import { nodeFiles, type ReadFiles } from '../files';
import { JsonScanner } from '../jsonScan/jsonScanner';
import { readTask, type FileTask, type StatedFact } from '../recovery/fileTask';

export interface FileBatch {
  readonly sessionDir: string;
  readonly tasks: readonly FileTask[];
  readonly largestBytes: number | undefined;
}

const scanner = new JsonScanner();

/** In the order of the tasks; null for what there is no fact of. */
export const readBatch = (
  { sessionDir, tasks, largestBytes }: FileBatch,
  files: ReadFiles = nodeFiles,
): (StatedFact | null)[] => tasks.map((task) => readTask(sessionDir, task, { files, largestBytes, scanner }));

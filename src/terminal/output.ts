import { errnoOf } from '../io/files';

/** Where a command writes: lines to standard output, remarks to standard error. A port, so that tests can read it. */
export interface Output {
  /** Resolves when the text was taken. @throws OutputError */
  write(text: string): Promise<void>;
  remark(line: string): void;
  /** Cells of a line. */
  readonly columns: number;
  readonly locale: string;
  now(): number;
}

/** Standard output takes no more: EPIPE when its reader has gone, ENOSPC on a full disk, … */
export class OutputError extends Error {
  override readonly name = 'OutputError';
  constructor(readonly errno: string) {
    super(`standard output: ${errno}`);
  }
}

/** Lines for a file or a pipe have no edge to respect, but must stay readable. */
const COLUMNS_WITHOUT_TERMINAL = 160;

export const nodeOutput: Output = {
  write: (text) =>
    new Promise((resolve, reject) => {
      process.stdout.write(text, (error) => {
        if (error == null) resolve();
        else reject(new OutputError(errnoOf(error)));
      });
    }),
  remark: (line) => void process.stderr.write(`${line}\n`),
  // A terminal that does not know its size says 0.
  columns: (process.stdout.isTTY && process.stdout.columns) || COLUMNS_WITHOUT_TERMINAL,
  locale: Intl.DateTimeFormat().resolvedOptions().locale,
  now: () => Date.now(),
};

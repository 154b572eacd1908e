/** Where a command writes: lines to standard output, remarks to standard error. A port, so that tests can read it. */
export interface Output {
  /** Resolves when the text was taken; rejects with EPIPE when the reader has gone. */
  write(text: string): Promise<void>;
  remark(line: string): void;
  readonly columns: number;
  readonly locale: string;
  now(): number;
}

export const nodeOutput: Output = {
  write: (text) =>
    new Promise((resolve, reject) => {
      process.stdout.write(text, (error) => (error == null ? resolve() : reject(error)));
    }),
  remark: (line) => void process.stderr.write(`${line}\n`),
  columns: process.stdout.isTTY ? process.stdout.columns : 160,
  locale: Intl.DateTimeFormat().resolvedOptions().locale,
  now: () => Date.now(),
};

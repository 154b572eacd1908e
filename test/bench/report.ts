/** The bench's result as Markdown, fit for the README. */
import type { Measurement } from './measure';
import { mebibytes, median, milliseconds } from './numbers';
import { SUBJECT_LABELS, type SubjectName } from './subjects';

export interface Machine {
  readonly cores: number;
  readonly processor: string;
  readonly memoryBytes: number;
  readonly platform: string;
  /** Versions of the Node our side and sql.js ran on, and of the one with `node:sqlite`. */
  readonly node: string;
  readonly nativeNode: string;
}

/** One subject on one database. A failure is one sentence, e.g. that the file is too large to load. */
export type Result = { readonly runs: readonly Measurement[] } | { readonly failure: string };

export interface DatabaseResult {
  readonly label: string;
  readonly mainBytes: number;
  readonly walBytes: number;
  readonly results: Readonly<Partial<Record<SubjectName, Result>>>;
}

export interface Extras {
  /** Medians of real activations, by VS Code version; empty when none were recorded. */
  readonly activationMs: Readonly<Record<string, number>>;
  /** Null when no package was built. */
  readonly packageBytes: number | null;
}

export function renderReport(
  machine: Machine,
  databases: readonly DatabaseResult[],
  extras: Extras,
  runs: number,
): string {
  const lines = [
    `${machine.cores} cores (${machine.processor}), ${mebibytes(machine.memoryBytes)} MiB, ${machine.platform}; ` +
      `Node ${machine.node}, node:sqlite of Node ${machine.nativeNode}. Medians of ${runs} runs, each in a process of its own; ` +
      'files in the system’s cache. Times in ms.',
    '',
    '| database | reader | first list | list again | transcript | again | peak MiB, list | transcript |',
    '|---|---|---:|---:|---:|---:|---:|---:|',
    ...databases.flatMap(databaseLines),
    '',
    '*First list*: from nothing to the newest 200 sessions. *Transcript*: 1,000 messages. *Peak*: the whole process so far, Node included.',
  ];
  for (const [version, ms] of Object.entries(extras.activationMs))
    lines.push('', `Activation in VS Code ${version}: ${milliseconds(ms)} ms.`);
  if (extras.packageBytes !== null) lines.push('', `Package: ${(extras.packageBytes / 1e6).toFixed(2)} MB.`);
  return `${lines.join('\n')}\n`;
}

function databaseLines({ label, mainBytes, walBytes, results }: DatabaseResult): string[] {
  const name = `${label} (${mebibytes(mainBytes)} MiB + ${mebibytes(walBytes)} MiB log)`;
  return (Object.keys(SUBJECT_LABELS) as SubjectName[]).flatMap((subject, i) => {
    const result = results[subject];
    if (result === undefined) return [];
    const cells = 'failure' in result ? [result.failure, '', '', '', '', ''] : cellsOf(result.runs);
    return [`| ${[i === 0 ? name : '', SUBJECT_LABELS[subject], ...cells].join(' | ')} |`];
  });
}

function cellsOf(runs: readonly Measurement[]): string[] {
  const of = (pick: (run: Measurement) => number): number => median(runs.map(pick));
  return [
    milliseconds(of((r) => r.firstListMs)),
    milliseconds(of((r) => r.warmListMs)),
    milliseconds(of((r) => r.transcriptMs)),
    milliseconds(of((r) => r.warmTranscriptMs)),
    mebibytes(of((r) => r.listPeakBytes)),
    mebibytes(of((r) => r.peakBytes)),
  ];
}

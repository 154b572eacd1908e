/** The measured repairs as Markdown, fit for the README. */
import type { RepairMeasurement, TimedRun } from './measureRepair';
import { mebibytes, median, milliseconds } from './numbers';

/** `bytes`: of the files that the repair puts in place. */
export function renderRepairs(bytes: number, runs: readonly RepairMeasurement[]): string {
  const of = (pick: (run: RepairMeasurement) => number): number => median(runs.map(pick));
  const row = (label: string, pick: (run: RepairMeasurement) => TimedRun): string => {
    const ms = milliseconds(of((run) => pick(run).ms));
    const syncMs = milliseconds(of((run) => pick(run).syncMs));
    return `| ${label} | ${ms} | ${syncMs} | ${of((run) => pick(run).syncs).toLocaleString('en-US')} |`;
  };
  const conversations = of((run) => run.conversations).toLocaleString('en-US');
  const lines = [
    `A repair of ${conversations} conversations that shrank, from their previous copies (${mebibytes(bytes)} MiB), and its undo: medians of`,
    `${runs.length} runs, each on a directory of its own. Times in ms; peak ${mebibytes(of((run) => run.peakBytes))} MiB.`,
    '',
    '|  | time | of that fsync | fsyncs |',
    '|---|---:|---:|---:|',
    `| reading and planning | ${milliseconds(of((run) => run.planMs))} |  |  |`,
    row('repair', (run) => run.repair),
    row('undo', (run) => run.undo),
    '',
    '*Of that fsync*: waiting for the disk to say that the bytes are on it, conversation by conversation, which is what keeps them',
    'through a crash. How long that takes is the disk’s.',
  ];
  return `${lines.join('\n')}\n`;
}

/** The measured audits as Markdown, fit for the README. */
import type { AuditMeasurement, AuditSubject } from './measureAudit';
import { mebibytes, median, milliseconds } from './numbers';

export interface AuditResult {
  readonly label: string;
  /** Of conversation files and previous copies. */
  readonly bytes: number;
  readonly runs: Readonly<Record<AuditSubject, readonly AuditMeasurement[]>>;
}

export const AUDIT_LABELS: Readonly<Record<AuditSubject, string>> = {
  audit: 'Hermes Sessions',
  parse: '`JSON.parse` of all',
  read: 'reading all',
};

export function renderAudits(results: readonly AuditResult[], runs: number): string {
  const lines = [
    `Audit of a session directory: medians of ${runs} runs, each in a process of its own; files in the system’s cache. Times in ms.`,
    '',
    '| directory | reader | first | processor | unchanged | longest pause | cancel | peak MiB |',
    '|---|---|---:|---:|---:|---:|---:|---:|',
    ...results.flatMap(resultLines),
    '',
    '*First*: from nothing to the findings. *Processor*: the same in processor time of all threads. *Unchanged*: again in the same process.',
    '*Longest pause*: of the caller’s event loop. The peers are one thread that keeps nothing.',
  ];
  return `${lines.join('\n')}\n`;
}

function resultLines({ label, bytes, runs }: AuditResult): string[] {
  return (Object.keys(AUDIT_LABELS) as AuditSubject[]).map((subject, i) => {
    const of = (pick: (run: AuditMeasurement) => number | null, show: (value: number) => string): string => {
      const values = runs[subject].map(pick).filter((value) => value !== null);
      return values.length === 0 ? '' : show(median(values));
    };
    const cells = [
      i === 0 ? `${label} (${mebibytes(bytes)} MiB)` : '',
      AUDIT_LABELS[subject],
      of((run) => run.coldMs, milliseconds),
      of((run) => run.coldCpuMs, milliseconds),
      of((run) => run.againMs, milliseconds),
      of((run) => run.longestPauseMs, milliseconds),
      of((run) => run.cancelMs, milliseconds),
      of((run) => run.peakBytes, mebibytes),
    ];
    return `| ${cells.join(' | ')} |`;
  });
}

/**
 * A process that works on a real session directory and may die on the way: `node repairChild.js <job.json>`.
 * What it came to is one line of JSON on its output.
 */
import { readFileSync, writeSync } from 'node:fs';
import { applyPlan } from '../../../../src/io/repairRun/applyPlan';
import { completeRun } from '../../../../src/io/repairRun/completeRun';
import { portsOfThisHost } from '../../../../src/io/repairRun/thisHost';
import type { RunPorts } from '../../../../src/io/repairRun/ports';
import type { RunResult } from '../../../../src/io/repairRun/runResult';
import { undoRun } from '../../../../src/io/repairRun/undoRun';
import { killingDisk } from '../../../support/disks/hookedDisk';
import { withoutSyncs } from '../../../support/disks/withoutSyncs';
import { textSource, type TextPlan } from './world';

export interface RepairJob {
  readonly work: 'apply' | 'undo' | 'complete';
  readonly dir: string;
  readonly plan: TextPlan;
  /** The run that is completed or undone; null for the newest. */
  readonly runId: string | null;
  /** What the index becomes when a run that is completed had not come to make it. */
  readonly index: string | null;
  /** The write before which it kills itself; null: it lives. */
  readonly killAt: number | null;
}

function work(job: RepairJob): RunResult {
  const host = portsOfThisHost();
  const ports: RunPorts = { ...host, disk: killingDisk(withoutSyncs(host.disk), job.killAt ?? Infinity) };
  switch (job.work) {
    case 'apply':
      return applyPlan(job.plan, textSource, ports);
    case 'undo':
      return undoRun(job.dir, job.runId, ports, () => null);
    case 'complete':
      return completeRun(job.dir, job.runId ?? '', ports, {
        rebuildIndex: () => (job.index === null ? null : Buffer.from(job.index)),
      });
  }
}

const job = JSON.parse(readFileSync(process.argv[2]!, 'utf8')) as RepairJob;
writeSync(1, JSON.stringify(work(job)));

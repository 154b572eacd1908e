/**
 * One repair and its undo in a process of its own: `measureRepair.js DIRECTORY`, of which every conversation shrank;
 * prints it as JSON.
 */
import { join, resolve } from 'node:path';
import { audit } from '../../src/core/recovery/audit';
import { planRepairs } from '../../src/core/recovery/planRepairs';
import { readFacts } from '../../src/io/recovery/readFacts';
import { carryOutPlan, carryOutUndo } from '../../src/io/repairs/carryOut';
import type { Disk } from '../../src/io/repairRun/disk';
import type { RunResult } from '../../src/io/repairRun/runResult';
import { portsOfThisHost } from '../../src/io/repairRun/thisHost';
import { loadSqlJs } from '../../src/io/sqlite/openSqlJs';

export interface TimedRun {
  readonly ms: number;
  readonly syncs: number;
  /** Of `ms`, until the disk had said of all of them that the bytes are on it. */
  readonly syncMs: number;
}

export interface RepairMeasurement {
  readonly conversations: number;
  /** From nothing to the plan. */
  readonly planMs: number;
  readonly repair: TimedRun;
  readonly undo: TimedRun;
  /** The most memory the process had held, Node itself included. */
  readonly peakBytes: number;
}

async function measureRepair(sessionDir: string): Promise<RepairMeasurement> {
  const sqlJs = await loadSqlJs(join(resolve('dist'), 'sql-wasm.wasm'));
  const begun = performance.now();
  const facts = readFacts({ sessionDir, databases: [], agentDirs: [], now: Date.now(), sqlJs });
  const plan = planRepairs(facts, audit(facts));
  const planMs = performance.now() - begun;
  const host = portsOfThisHost();
  const run = (work: (ports: typeof host) => RunResult): TimedRun => {
    const syncs = { count: 0, ms: 0 };
    const from = performance.now();
    const { steps, refusal } = work({ ...host, disk: withTimedSyncs(host.disk, syncs) });
    const ms = performance.now() - from;
    const done = steps.filter(({ outcome }) => outcome.state === 'applied').length;
    if (refusal !== null || done < facts.live.length) throw new Error(`${done} steps were done; ${refusal ?? ''}`);
    return { ms, syncs: syncs.count, syncMs: syncs.ms };
  };
  const repair = run((ports) => carryOutPlan(plan, sqlJs, ports));
  const undo = run((ports) => carryOutUndo(sessionDir, { run: null }, sqlJs, ports));
  const peakBytes = process.resourceUsage().maxRSS * 1024;
  return { conversations: facts.live.length, planMs, repair, undo, peakBytes };
}

function withTimedSyncs(disk: Disk, syncs: { count: number; ms: number }): Disk {
  const timed = (sync: (path: string) => void) => (path: string): void => {
    const from = performance.now();
    sync(path);
    syncs.count += 1;
    syncs.ms += performance.now() - from;
  };
  return { ...disk, syncFile: timed((path) => disk.syncFile(path)), syncDir: timed((path) => disk.syncDir(path)) };
}

const [sessionDir] = process.argv.slice(2);
if (sessionDir === undefined) throw new Error('usage: measureRepair.js DIRECTORY');
void measureRepair(sessionDir).then((result) => console.log(JSON.stringify(result)));

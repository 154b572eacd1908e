/** Real processes that are killed in the middle of a run on a real directory. */
import * as assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { applyPlan } from '../../../../src/io/repairRun/applyPlan';
import type { Disk } from '../../../../src/io/repairRun/disk';
import { nodeDisk } from '../../../../src/io/repairRun/nodeDisk';
import type { RunPorts } from '../../../../src/io/repairRun/ports';
import { portsOfThisHost } from '../../../../src/io/repairRun/thisHost';
import { copyTree } from '../../../support/disks/copyTree';
import { withoutSyncs } from '../../../support/disks/withoutSyncs';
import { projectRoot } from '../../../support/nativeNode';
import { type Found, interruptedRun, proveState, stopAtFirstChange, succeeded, type Work } from './crashes';
import type { RepairJob } from './repairChild';
import { shown, surface, textsBelow, textSource, type World } from './world';

const CHILD = join(projectRoot(), 'out/js/test/unit/io/repairProofs/repairChild.js');
/** More than any work has writes: the loop ends by itself. */
const MOST = 1000;
/** No process has this number. */
const NOBODY = 0x7ffffffe;

/** What a kill leaves is in the kernel, so that syncing shows nothing here and takes most of the time. */
const disk: Disk = withoutSyncs(nodeDisk);
const ports = (): RunPorts => ({ ...portsOfThisHost(), disk });

/** A directory that goes away with everything in it; the world lies in it. */
export function inRealDirectory<T>(work: (world: World) => T, make: (dir: string) => World): T {
  const folder = mkdtempSync(join(tmpdir(), 'hs-'));
  try {
    return work(make(join(folder, 'sessions')));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A child is killed before each of its writes in turn. Returns how many were. */
export function proveKills(work: Work, world: World): number {
  const start = `${world.dir}.start`;
  const runId = makeStart(work, world);
  const kept = textsBelow(disk, world.dir);
  copyTree(world.dir, start);
  for (let killAt = 1; killAt <= MOST; killAt++) {
    restore(start, world.dir);
    if (!isKilled(work.name, world, runId, killAt)) {
      assert.deepEqual(shown(surface(disk, world.dir)), shown(work.to));
      return killAt - 1;
    }
    const left = `${world.dir}.left`;
    rmSync(left, { recursive: true, force: true });
    copyTree(world.dir, left);
    const again = (): Disk => {
      restore(left, world.dir);
      return disk;
    };
    const found: Found = { disk, again, ports, mayBeTorn: false };
    try {
      proveState(found, work, world, kept);
    } catch (error) {
      throw new Error(`${work.name}, killed before write ${killAt}`, { cause: error });
    }
  }
  return assert.fail('it never came to its end');
}

/** The directory as the work finds it; the name of the run to complete, or null. */
function makeStart(work: Work, world: World): string | null {
  mkdirSync(world.dir);
  for (const [name, text] of world.before) writeFileSync(join(world.dir, name), text);
  if (work.name === 'undo') succeeded(applyPlan(world.plan, textSource, ports()));
  if (work.name !== 'complete') return null;
  stopAtFirstChange(world, disk, { ...ports().host, pid: NOBODY });
  return interruptedRun(world.dir, disk);
}

function isKilled(work: Work['name'], { dir, plan, after }: World, runId: string | null, killAt: number): boolean {
  const job: RepairJob = { work, dir, plan, runId, killAt, index: after.get('_index.json') ?? null };
  const path = `${job.dir}.job.json`;
  writeFileSync(path, JSON.stringify(job));
  const { signal, status, stderr } = spawnSync(process.execPath, [CHILD, path], { encoding: 'utf8', timeout: 60_000 });
  assert.ok(signal === 'SIGKILL' || status === 0, `${signal ?? status}: ${stderr}`);
  return signal === 'SIGKILL';
}

function restore(from: string, to: string): void {
  rmSync(to, { recursive: true, force: true });
  copyTree(from, to);
}

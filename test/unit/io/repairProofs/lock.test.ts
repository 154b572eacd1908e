import * as assert from 'node:assert/strict';
import { applyPlan } from '../../../../src/io/repairRun/applyPlan';
import { lockOf } from '../../../../src/io/repairRun/breakLock';
import type { RunPorts } from '../../../../src/io/repairRun/ports';
import { countingDisk, Stopped } from '../../../support/disks/countingDisk';
import { copyOf } from '../../../support/disks/crashStates';
import { hookedDisk } from '../../../support/disks/hookedDisk';
import type { MemoryDisk } from '../../../support/disks/memoryDisk';
import { describeOperation } from '../../../support/disks/operations';
import { asItIs, startDisk, type Weaken } from './crashes';
import { replacingLink } from './weakened';
import { makeWorld, portsAt, shown, surface, textSource } from './world';

const WORLD = makeWorld('/home/webui/sessions', ['replace']);
const DEAD = 700;
const FIRST = 701;
const SECOND = 702;

/** Processes of one start of the machine: two live, one is dead. */
function portsOf(pid: number, given: Partial<RunPorts>, memory: MemoryDisk): RunPorts {
  const ports = portsAt(memory, pid - 600, given);
  return { ...ports, host: { ...ports.host, bootId: 'this one', pid, isAlive: (one) => one !== DEAD } };
}

/** A process died and left its lock behind, before it had changed anything. */
function withDeadLock(): MemoryDisk {
  const memory = startDisk(WORLD);
  const { disk } = countingDisk(memory, 8);
  assert.throws(() => applyPlan(WORLD.plan, textSource, portsOf(DEAD, { disk }, memory)), Stopped);
  const lock = memory.list(`${WORLD.dir}/_recovery`).filter((name) => name.startsWith('lock-'));
  assert.notDeepEqual(lock, []);
  return copyOf(memory);
}

describe('two processes that take over the lock of a dead one', function () {
  this.timeout(120_000);

  const race = (weaken: Weaken): number => {
    const start = withDeadLock();
    const probe = copyOf(start);
    const writes = countingDisk(probe);
    let reads = 0;
    const counting = hookedDisk(writes.disk, { before: ({ n }) => (reads = n) });
    assert.equal(applyPlan(WORLD.plan, textSource, portsOf(FIRST, { disk: counting }, probe)).refusal, null);

    let refused = 0;
    for (let n = 1; n <= Math.min(reads, 60); n++) {
      for (let stopAt = 2; stopAt <= writes.done.length; stopAt++) {
        refused += Number(bothAtWork(start, n, stopAt, weaken));
      }
    }
    return refused;
  };

  it('never work at the same time', () => {
    const refused = race(asItIs);
    assert.ok(refused > 100, `the second was in the way only ${refused} times`);
  });

  it('do so where a link lands on whatever is there', () => {
    assert.throws(() => race(replacingLink), /the second came before/);
  });
});

/**
 * Before operation `n` of the first process the second one begins, and sleeps before its write `stopAt`. True when it
 * has the lock by then, and the first one was refused.
 */
function bothAtWork(start: MemoryDisk, n: number, stopAt: number, weaken: Weaken): boolean {
  const memory = copyOf(start);
  const asleep = { holdsLock: false, surface: [''], at: '' };
  const disk = hookedDisk(weaken(memory), {
    before: (operation) => {
      if (operation.n !== n) return;
      asleep.at = describeOperation(operation, WORLD.dir);
      const second = portsOf(SECOND, { disk: countingDisk(weaken(memory), stopAt).disk }, memory);
      try {
        applyPlan(WORLD.plan, textSource, second);
      } catch (error) {
        if (!(error instanceof Stopped)) throw error;
      }
      const lock = lockOf(WORLD.dir, portsOf(FIRST, {}, memory));
      asleep.holdsLock = lock.state === 'held' && lock.holder.pid === SECOND;
      asleep.surface = shown(surface(memory, WORLD.dir));
    },
  });
  const result = applyPlan(WORLD.plan, textSource, portsOf(FIRST, { disk }, memory));
  if (!asleep.holdsLock) return false;
  const where = `the second came before ${asleep.at} and sleeps before its write ${stopAt}`;
  assert.equal(result.refusal, 'locked', where);
  assert.deepEqual(shown(surface(memory, WORLD.dir)), asleep.surface, where);
  return true;
}

import * as assert from 'node:assert/strict';
import { mkdirSync, readdirSync, utimesSync } from 'node:fs';
import { applyPlan } from '../../../../src/io/repairRun/applyPlan';
import { breakLock, lockOf } from '../../../../src/io/repairRun/breakLock';
import type { Disk } from '../../../../src/io/repairRun/disk';
import { listRuns } from '../../../../src/io/repairRun/listRuns';
import { isHeldHere, takeLock, type Lock } from '../../../../src/io/repairRun/lock';
import { nodeDisk } from '../../../../src/io/repairRun/nodeDisk';
import type { HostIdentity, RunPorts } from '../../../../src/io/repairRun/ports';
import { outcomes, replace, RepairHouse, source } from './repairHouse';
import { errorOf, watchedDisk } from './watchedDisk';

describe('the lock', () => {
  let house: RepairHouse;
  let recovery: string;
  beforeEach(() => {
    house = new RepairHouse({ 'one.json': 'old', 'two.json': 'old' });
    recovery = house.path('_recovery');
    mkdirSync(recovery);
  });
  afterEach(() => house.remove());

  const alive = new Set<number>();
  const host = (changes: Partial<HostIdentity> = {}): HostIdentity => ({
    name: 'here',
    bootId: 'boot',
    containerId: 'container',
    pid: 1,
    isAlive: (pid) => alive.has(pid),
    ...changes,
  });
  const take = (identity: HostIdentity, disk: Disk = nodeDisk): Lock | null =>
    takeLock(recovery, null, house.ports({ host: identity, disk }));
  beforeEach(() => alive.clear());

  it('is held by one, until it is released', () => {
    alive.add(1);
    const first = take(host());
    assert.ok(first !== null && first.isHeld());
    assert.equal(take(host({ pid: 2 })), null);
    first.release();
    const second = take(host({ pid: 2 }));
    assert.ok(second?.isHeld());
    assert.ok(!first.isHeld());
  });

  it('of a dead process of this start of the machine is taken over', () => {
    take(host());
    assert.ok(take(host({ pid: 2 }))?.isHeld());
  });

  it('of another machine or container is not, however old', () => {
    for (const other of [{ name: 'there' }, { containerId: 'other' }, { containerId: null }]) {
      const lock = take(host({ pid: 7, ...other }));
      assert.ok(lock);
      house.now += 365 * 86_400_000;
      assert.equal(take(host()), null, JSON.stringify(other));
      lock.release();
    }
  });

  it('of an earlier start of this machine is taken over when it was quiet for two minutes', () => {
    alive.add(1);
    take(host({ bootId: 'earlier' }));
    house.now += 60_000;
    assert.equal(take(host()), null);
    house.now += 61_000;
    assert.ok(take(host()));
  });

  it('is kept fresh by a heartbeat', () => {
    const lock = take(host({ bootId: 'earlier' }));
    house.now += 119_000;
    lock?.beat();
    house.now += 119_000;
    assert.equal(take(host()), null);
  });

  it('that cannot be read is nobody’s to take', () => {
    house.put('_recovery/lock-000001.jsonl', '{"token":');
    assert.equal(take(host()), null);
    assert.deepEqual(lockOf(house.dir, house.ports()), { state: 'unreadable', name: 'lock-000001.jsonl' });
    assert.ok(breakLock(house.dir, lockOf(house.dir, house.ports()), house.ports()));
    assert.ok(take(host()));
  });

  for (const [system, link] of [
    ['with hard links', (from: string, to: string) => nodeDisk.link(from, to)],
    [
      'without hard links',
      (): never => {
        throw errorOf('EPERM');
      },
    ],
  ] as const) {
    it(`of the dead is taken over by one of two, wherever the other was, ${system}`, () => {
      const base = { ...nodeDisk, link };
      for (let n = 1; n < 40; n += 1) {
        const other = new RepairHouse();
        mkdirSync(other.path('_recovery'));
        const dir = other.path('_recovery');
        takeLock(dir, null, other.ports({ host: host({ pid: 66 }) }));
        alive.clear();
        let rival: Lock | null = null;
        const disk = watchedDisk(base, (operation) => {
          if (operation.n !== n) return;
          alive.add(2);
          rival = takeLock(dir, null, other.ports({ host: host({ pid: 2 }), disk: base }));
        });
        alive.add(1);
        const mine = takeLock(dir, null, other.ports({ host: host({ pid: 1 }), disk }));
        const held = [mine, rival as Lock | null].filter((lock) => lock?.isHeld() === true);
        assert.ok(held.length === 1, `before operation ${n}: ${held.length} hold it`);
        alive.delete(2);
        other.remove();
      }
    });
  }

  it('is held also when the system took it for a failure', () => {
    alive.add(1);
    const disk = watchedDisk(nodeDisk, ({ verb, run }) => {
      if (verb !== 'link') return;
      run();
      throw errorOf('EEXIST');
    });
    assert.ok(take(host(), disk)?.isHeld());
  });

  it('is not mistaken by one who slept through another’s whole turn', () => {
    take(host({ pid: 66 }));
    let slept = false;
    const disk = watchedDisk(nodeDisk, ({ verb }) => {
      if (verb !== 'link' || slept) return;
      slept = true;
      take(host({ pid: 2 }))?.release();
      alive.add(3);
      assert.ok(take(host({ pid: 3 })));
    });
    assert.equal(take(host(), disk), null);
    assert.ok(slept);
  });

  it('is broken only when it is the one that was shown, and its holder stops at the next conversation', () => {
    const ports = (changes: Partial<RunPorts>): RunPorts => house.ports({ host: host({ name: 'there' }), ...changes });
    let broke: boolean | null = null;
    const disk = watchedDisk(nodeDisk, ({ verb, paths }) => {
      if (broke !== null || verb !== 'link' || paths[1] !== house.path('one.json')) return;
      const seen = lockOf(house.dir, house.ports());
      assert.equal(seen.state, 'held');
      broke = breakLock(house.dir, seen, house.ports());
      assert.ok(!breakLock(house.dir, seen, house.ports()), 'a second answer about the same lock');
    });
    const result = applyPlan(
      house.plan(replace('one', 'old', 'new'), replace('two', 'old', 'new')),
      source(),
      ports({ disk }),
    );
    assert.equal(broke, true);
    assert.deepEqual(outcomes(result), ['one.json: applied', 'two.json: skipped stopped']);
    assert.equal(result.isInterrupted, true);
    assert.deepEqual(
      listRuns(house.dir, nodeDisk).map(({ state }) => state),
      ['interrupted'],
    );
  });

  it('of a process of this machine that is there is never broken, whatever the answer', () => {
    const me = house.ports({ host: host() });
    alive.add(9);
    take(host({ pid: 9 }));
    // A process that is stopped does not beat.
    house.now += 365 * 86_400_000;
    const seen = lockOf(house.dir, me);
    assert.ok(isHeldHere(seen, me));
    assert.ok(!breakLock(house.dir, seen, me));
    assert.equal(take(host()), null);
    alive.delete(9);
    assert.ok(take(host()));
  });

  it('of a process of another machine or container is broken by an answer, also when its number is in use here', () => {
    for (const other of [{ name: 'there' }, { containerId: 'other' }]) {
      alive.add(9);
      take(host({ pid: 9, ...other }));
      const me = house.ports({ host: host() });
      assert.ok(breakLock(house.dir, lockOf(house.dir, me), me), JSON.stringify(other));
    }
  });

  it('of a dead process is taken over also when another one has its number', () => {
    let start = 100;
    const identity = { startOf: () => start };
    alive.add(9);
    take(host({ pid: 9, ...identity }));
    assert.equal(take(host({ pid: 2, ...identity })), null);
    start = 101;
    assert.ok(take(host({ pid: 2, ...identity })));
  });

  it('of an earlier start of the machine is broken by an answer, where starts have no names', () => {
    alive.add(9);
    take(host({ pid: 9, bootId: null }));
    const since = (ms: number): RunPorts => house.ports({ host: host({ bootId: null, upSince: () => ms }) });
    const seen = lockOf(house.dir, since(0));
    assert.ok(!breakLock(house.dir, seen, since(house.now - 3_600_000)));
    assert.ok(breakLock(house.dir, seen, since(house.now + 3_600_000)));
  });

  const drafts = (): string[] => readdirSync(recovery).filter((name) => name.endsWith('.tmp'));

  it('leaves no draft behind on a full disk', () => {
    const disk = {
      ...nodeDisk,
      create: (...[path, bytes, file]: Parameters<typeof nodeDisk.create>): void => {
        nodeDisk.create(path, bytes.subarray(0, 7), file);
        throw errorOf('ENOSPC');
      },
    };
    assert.throws(() => take(host(), disk), /ENOSPC/);
    assert.deepEqual(readdirSync(recovery), []);
  });

  it('sweeps what a process left that was killed long ago, and nothing else', () => {
    for (const name of ['lock-0123456789ab.tmp', 'lock-ba9876543210.tmp', 'lock-note.tmp']) house.put(`_recovery/${name}`, '{');
    const hours = (n: number): number => Date.now() / 1000 - n * 3600;
    utimesSync(house.path('_recovery/lock-0123456789ab.tmp'), hours(2), hours(2));
    utimesSync(house.path('_recovery/lock-ba9876543210.tmp'), hours(0.5), hours(0.5));
    utimesSync(house.path('_recovery/lock-note.tmp'), hours(2), hours(2));
    take(host());
    assert.deepEqual(drafts(), ['lock-ba9876543210.tmp', 'lock-note.tmp']);
  });

  it('refuses a second run, and leaves one small file behind', () => {
    alive.add(9);
    const lock = take(host({ pid: 9 }));
    assert.equal(
      applyPlan(house.plan(replace('one', 'old', 'new')), source(), house.ports({ host: host() })).refusal,
      'locked',
    );
    lock?.release();
    assert.deepEqual(
      readdirSync(recovery).filter((name) => name.startsWith('lock')),
      ['lock-000001.jsonl'],
    );
  });
});

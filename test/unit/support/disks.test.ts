import * as assert from 'node:assert/strict';
import type { Disk } from '../../../src/io/repairRun/disk';
import { countingDisk, Stopped } from '../../support/disks/countingDisk';
import { type CrashOptions, crashStates } from '../../support/disks/crashStates';
import { faultyDisk } from '../../support/disks/faultyDisk';
import { hookedDisk } from '../../support/disks/hookedDisk';
import { MemoryDisk } from '../../support/disks/memoryDisk';
import { describeOperation } from '../../support/disks/operations';

const OLD = 'the old text, long enough to be torn in two';
const NEW = 'the new text, which is a good deal longer than the old one was';
const MODE = { mode: 0o600, owner: null };
const bytes = (text: string): Uint8Array => Buffer.from(text);
const text = (disk: Disk, path: string): string | null =>
  disk.stat(path) === null ? null : Buffer.from(disk.read(path)).toString();

type Replacer = (disk: Disk) => void;

const naive: Replacer = (disk) => {
  disk.create('/d/a.tmp', bytes(NEW), MODE);
  disk.rename('/d/a.tmp', '/d/a');
};
const synced: Replacer = (disk) => {
  disk.create('/d/a.tmp', bytes(NEW), MODE);
  disk.syncFile('/d/a.tmp');
  disk.rename('/d/a.tmp', '/d/a');
  disk.syncDir('/d');
};
/** By two names instead of one rename, as a replacer that must not land on anything has to. */
const aside =
  (syncBetween: boolean): Replacer =>
  (disk) => {
    disk.create('/d/a.tmp', bytes(NEW), MODE);
    disk.syncFile('/d/a.tmp');
    disk.syncDir('/d');
    disk.rename('/d/a', '/kept/a');
    if (syncBetween) disk.syncDir('/kept');
    disk.link('/d/a.tmp', '/d/a');
    disk.syncDir('/d');
    disk.unlink('/d/a.tmp');
  };

/** Everything that may stand at `/d/a` and elsewhere after a crash at any operation. */
function afterCrashes(replace: Replacer, options: Partial<CrashOptions> = {}): Set<string> {
  const found = new Set<string>();
  const start = (): MemoryDisk => {
    const disk = new MemoryDisk();
    disk.put('/d/a', OLD);
    disk.putFolder('/kept');
    return disk;
  };
  const whole = countingDisk(start());
  replace(whole.disk);
  for (let n = 1; n <= whole.done.length + 1; n++) {
    const disk = start();
    try {
      replace(countingDisk(disk, n).disk);
    } catch (error) {
      assert.ok(error instanceof Stopped);
    }
    for (const state of crashStates(disk, { limit: 1000, seed: 1, ...options })) {
      const elsewhere = text(state.disk, '/kept/a') ?? text(state.disk, '/d/a.tmp');
      found.add(`${text(state.disk, '/d/a')} | ${elsewhere}`);
    }
  }
  return found;
}

const live = (states: Set<string>): string[] => [...new Set([...states].map((state) => state.split(' | ')[0]!))].sort();

describe('a crash of the disk in memory', () => {
  it('leaves whole what was synced', () => {
    const disk = new MemoryDisk();
    disk.put('/d/a', OLD);
    const states = [...crashStates(disk, { limit: 100, seed: 1 })];
    assert.deepEqual(
      states.map((state) => [text(state.disk, '/d/a'), state.how]),
      [[OLD, 'all that was done']],
    );
  });

  it('shows that a file renamed without a sync may be empty, cut or full of zeros', () => {
    const found = live(afterCrashes(naive));
    for (const lost of ['', NEW.slice(0, NEW.length >> 1), '\0'.repeat(NEW.length)]) {
      assert.ok(found.includes(lost), JSON.stringify(lost));
    }
  });

  it('leaves the old or the new text where the file is synced before the rename', () => {
    assert.deepEqual(live(afterCrashes(synced)), [NEW, OLD]);
    assert.deepEqual(live(afterCrashes(synced, { names: 'ordered' })), [NEW, OLD]);
  });

  it('may keep a later name and lose an earlier one, unless names have one journal', () => {
    const lost = [...afterCrashes(aside(false))].filter((state) => !state.includes(OLD));
    assert.notDeepEqual(lost, [], 'the new name arrived, the aside did not');
    const order = { names: 'ordered' } as const;
    assert.deepEqual([...afterCrashes(aside(false), order)].filter((state) => !state.includes(OLD)), []);
    assert.deepEqual([...afterCrashes(aside(true))].filter((state) => !state.includes(OLD)), []);
  });

  it('forgets a new file whose folder was not synced, however often the file was', () => {
    const disk = new MemoryDisk();
    disk.makeDir('/d', 0o700);
    disk.create('/d/a', bytes(NEW), MODE);
    disk.syncFile('/d/a');
    disk.syncDir('/d');
    const found = [...crashStates(disk, { limit: 100, seed: 1 })].map((state) => text(state.disk, '/d/a'));
    assert.deepEqual(found, [null, NEW]);
  });

  it('tears an addition, and never what was synced before it', () => {
    const disk = new MemoryDisk();
    disk.put('/log', 'one\n');
    disk.append('/log', bytes('two!'));
    const found = [...crashStates(disk, { limit: 100, seed: 1 })].map((state) => text(state.disk, '/log'));
    assert.deepEqual(found, ['one\n', 'one\ntw', 'one\n\0\0\0\0', 'one\n\0\0o!', 'one\ntwo!']);
  });

  it('moves a file by rename to one place or leaves it, never both and never none', () => {
    const disk = new MemoryDisk();
    disk.put('/d/a', OLD);
    disk.putFolder('/kept');
    disk.rename('/d/a', '/kept/a');
    for (const { disk: after, how } of crashStates(disk, { limit: 100, seed: 1 })) {
      assert.deepEqual([text(after, '/d/a'), text(after, '/kept/a')].filter((found) => found !== null), [OLD], how);
    }
  });

  it('draws the same states for the same seed, without repetition, and always the telling ones', () => {
    const disk = new MemoryDisk();
    for (let n = 0; n < 12; n++) disk.create(`/${n}`, bytes(NEW), MODE);
    const drawn = (seed: number): string[] => [...crashStates(disk, { limit: 500, seed })].map((state) => state.how);
    assert.equal(drawn(1).length, 500);
    assert.deepEqual(drawn(1), drawn(1));
    assert.notDeepEqual(drawn(1), drawn(2));
    assert.equal(new Set(drawn(2)).size, 500);
    assert.ok(drawn(3).includes('all that was done'));
    assert.ok(drawn(3).some((how) => how.split('without').length === 13));
  });
});

describe('the disk in memory', () => {
  const code = (errno: string) => (error: NodeJS.ErrnoException) => error.code === errno;

  it('refuses what a disk refuses', () => {
    const disk = new MemoryDisk({ deviceOf: (path) => (path.startsWith('/other') ? 2n : 1n) });
    disk.put('/d/a', OLD);
    disk.put('/d/b', NEW);
    disk.putFolder('/other');
    disk.putOther('/d/link', 'link');
    assert.throws(() => disk.create('/d/a', bytes(''), MODE), code('EEXIST'));
    assert.throws(() => disk.create('/nowhere/a', bytes(''), MODE), code('ENOENT'));
    assert.throws(() => disk.link('/d/a', '/d/b'), code('EEXIST'));
    assert.throws(() => disk.link('/d/a', '/other/a'), code('EXDEV'));
    assert.throws(() => disk.rename('/d/a', '/other/a'), code('EXDEV'));
    assert.throws(() => disk.rename('/d/c', '/d/a'), code('ENOENT'));
    assert.throws(() => disk.unlink('/d/c'), code('ENOENT'));
    assert.throws(() => disk.read('/d/link'), code('ELOOP'));
    assert.throws(() => disk.read('/d'), code('EISDIR'));
    assert.throws(() => disk.makeDir('/d', 0o700), code('EEXIST'));
    assert.equal(disk.stat('/d/a/below'), null);
  });

  it('counts the names of a file', () => {
    const disk = new MemoryDisk();
    disk.put('/d/a', OLD);
    disk.link('/d/a', '/d/b');
    assert.equal(disk.stat('/d/a')?.links, 2);
    assert.equal(disk.stat('/d/a')?.ino, disk.stat('/d/b')?.ino);
    disk.put('/d/c', NEW);
    disk.rename('/d/c', '/d/b');
    assert.equal(disk.stat('/d/a')?.links, 1);
    disk.unlink('/d/a');
    assert.deepEqual([...disk.files().keys()], ['/d/b']);
  });
});

describe('the disks around another one', () => {
  const start = (): MemoryDisk => {
    const disk = new MemoryDisk();
    disk.put('/d/a', OLD);
    return disk;
  };

  it('count what changes the disk, stop at a number, and stay stopped', () => {
    const memory = start();
    const { disk, done } = countingDisk(memory, 2);
    disk.create('/d/b', bytes(NEW), MODE);
    disk.stat('/d/b');
    assert.throws(() => disk.unlink('/d/b'), Stopped);
    assert.throws(() => disk.unlink('/d/a'), Stopped);
    assert.deepEqual(done.map((operation) => describeOperation(operation, '/d')), ['1 create b']);
    assert.deepEqual([...memory.files().keys()], ['/d/a', '/d/b']);
  });

  it('fail before, after or in the middle of an operation', () => {
    const failing = (when: 'before' | 'after' | 'half'): MemoryDisk => {
      const memory = start();
      const disk = faultyDisk(memory, { errno: 'ENOSPC', at: ({ verb }) => verb === 'create', when });
      assert.throws(() => disk.create('/d/b', bytes('1234'), MODE), { code: 'ENOSPC' });
      return memory;
    };
    assert.equal(text(failing('before'), '/d/b'), null);
    assert.equal(text(failing('half'), '/d/b'), '12');
    assert.equal(text(failing('after'), '/d/b'), '1234');
  });

  it('let another program in before an operation, also before one that only reads', () => {
    const memory = start();
    const seen: string[] = [];
    const disk = hookedDisk(memory, {
      before: ({ n, verb }) => {
        seen.push(`${n} ${verb}`);
        if (verb === 'read') memory.put('/d/a', NEW);
      },
    });
    disk.stat('/d/a');
    assert.equal(text(disk, '/d/a'), NEW);
    assert.deepEqual(seen, ['1 stat', '2 stat', '3 read']);
  });
});

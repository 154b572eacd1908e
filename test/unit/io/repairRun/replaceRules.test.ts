/** Each rule of replacing a file, by what it is there for. */
import * as assert from 'node:assert/strict';
import {
  appendFileSync,
  chmodSync,
  closeSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  writeSync,
} from 'node:fs';
import { applyPlan } from '../../../../src/io/repairRun/applyPlan';
import { completeRun } from '../../../../src/io/repairRun/completeRun';
import { listRuns } from '../../../../src/io/repairRun/listRuns';
import { nodeDisk } from '../../../../src/io/repairRun/nodeDisk';
import type { RunPorts } from '../../../../src/io/repairRun/ports';
import type { RunResult } from '../../../../src/io/repairRun/runResult';
import { undoRun } from '../../../../src/io/repairRun/undoRun';
import { create, index, moveAside, outcomes, replace, RepairHouse, source, type TextStep } from './repairHouse';
import { errorOf, watchedDisk, type Operation } from './watchedDisk';

describe('replacing a file', () => {
  let house: RepairHouse;
  beforeEach(() => {
    house = new RepairHouse({ 'one.json': 'old', 'one.json.bak': 'previous' });
  });
  afterEach(() => house.remove());

  const apply = (steps: readonly TextStep[], ports: Partial<RunPorts> = {}): RunResult =>
    applyPlan(house.plan(...steps), source(), house.ports(ports));
  const onOld = (ports: Partial<RunPorts> = {}): RunResult => apply([replace('one', 'old', 'new')], ports);
  const before = (is: (operation: Operation) => boolean, act: () => void): Partial<RunPorts> => {
    let did = false;
    return {
      disk: watchedDisk(nodeDisk, (operation) => {
        if (did || !is(operation)) return;
        did = true;
        act();
      }),
    };
  };
  /** As Hermes WebUI saves: a temporary file renamed over the name. */
  const save = (text: string, name = 'one.json'): void => {
    house.put('one.tmp.7.7', text);
    renameSync(house.path('one.tmp.7.7'), house.path(name));
  };
  const isAside = ({ verb, paths }: Operation): boolean => verb === 'rename' && paths[0] === house.path('one.json');
  const isPublish = ({ verb, paths }: Operation): boolean => verb === 'link' && paths[1] === house.path('one.json');
  const crashAt = (is: (operation: Operation) => boolean): Partial<RunPorts> =>
    before(is, () => {
      throw new Error('crash');
    });
  const kept = (): string[] => Object.values(house.kept());

  it('keeps the mode, one name, and every earlier text', () => {
    chmodSync(house.path('one.json'), 0o640);
    assert.deepEqual(outcomes(onOld()), ['one.json: applied']);
    assert.equal(house.state()['one.json'], '640 1 new');
    for (const text of ['old', 'previous', 'new']) assert.ok(kept().includes(text), `"${text}" is not in the run`);
  });

  it('keeps runs to the owner alone', () => {
    onOld();
    for (const name of ['', ...readdirSync(house.path('_recovery'), { recursive: true, encoding: 'utf8' })]) {
      const stat = lstatSync(house.path(`_recovery/${name}`));
      if (name.endsWith('originals/one.json')) continue;
      assert.equal(stat.mode & 0o777, stat.isDirectory() ? 0o700 : 0o600, name);
    }
  });

  it('leaves what was saved since the plan, without moving it', () => {
    house.put('one.json', 'typed on');
    const inode = lstatSync(house.path('one.json')).ino;
    assert.deepEqual(outcomes(onOld()), ['one.json: skipped changed']);
    assert.equal(house.text('one.json'), 'typed on');
    assert.equal(lstatSync(house.path('one.json')).ino, inode);
  });

  it('does not move what was saved since the run began', () => {
    const begun = before(
      ({ verb, paths }) => verb === 'syncDir' && paths[0]?.endsWith('new') === true,
      () => save('typed on'),
    );
    const disk = watchedDisk(begun.disk ?? nodeDisk, (operation) => assert.ok(!isAside(operation), 'it was moved'));
    assert.deepEqual(outcomes(onOld({ disk })), ['one.json: skipped changed']);
    assert.equal(house.text('one.json'), 'typed on');
  });

  it('puts back what was saved right before the move', () => {
    assert.deepEqual(outcomes(onOld(before(isAside, () => save('typed on')))), ['one.json: skipped changed']);
    assert.equal(house.state()['one.json'], '644 1 typed on');
  });

  it('leaves what was saved between the move and the link, and keeps what was moved', () => {
    const result = onOld(before(isPublish, () => save('typed on')));
    assert.deepEqual(outcomes(result), ['one.json: skipped saved_meanwhile']);
    assert.equal(house.state()['one.json'], '644 1 typed on');
    assert.ok(kept().includes('old'));
    assert.deepEqual(
      listRuns(house.dir, nodeDisk).map(({ state }) => state),
      ['done'],
    );
  });

  it('leaves a second save while the first is put back', () => {
    let saves = 0;
    const disk = watchedDisk(nodeDisk, (operation) => {
      if (isAside(operation) || isPublish(operation)) save(`typed on, ${(saves += 1)}`);
    });
    assert.deepEqual(outcomes(onOld({ disk })), ['one.json: skipped saved_meanwhile']);
    assert.equal(house.text('one.json'), 'typed on, 2');
    assert.ok(kept().includes('typed on, 1'));
  });

  it('leaves a file that appeared where one was to be made', () => {
    const late = before(
      ({ verb, paths }) => verb === 'link' && paths[1] === house.path('two.json'),
      () => save('mine', 'two.json'),
    );
    assert.deepEqual(outcomes(apply([create('two', 'made')], late)), ['two.json: skipped appeared']);
    assert.equal(house.text('two.json'), 'mine');
    house.put('three.json', 'mine');
    assert.deepEqual(outcomes(apply([create('three', 'made')])), ['three.json: skipped appeared']);
  });

  it('asks again right before the swap', () => {
    const seen: (string | null)[] = [];
    const deleted = source(() => {
      seen.push(house.text('one.json'));
      return 'deleted';
    });
    const result = applyPlan(house.plan(replace('one', 'old', 'new')), deleted, house.ports());
    assert.deepEqual(outcomes(result), ['one.json: skipped deleted']);
    assert.deepEqual(seen, ['old']);
    assert.equal(house.state()['one.json'], '644 1 old');
  });

  it('syncs content before it moves anything, and names before it says done', () => {
    const calls: string[] = [];
    const short = (path: string): string => path.slice(house.dir.length + 1).replace(/_recovery\/[^/]+/, 'run');
    onOld({ disk: watchedDisk(nodeDisk, ({ verb, paths }) => void calls.push([verb, ...paths.map(short)].join(' '))) });
    const at = (call: string): number => {
      const found = calls.lastIndexOf(call);
      assert.ok(found >= 0, `never: ${call}`);
      return found;
    };
    const aside = at('rename one.json run/originals/one.json');
    const publish = at('link run/stage/one.json one.json');
    assert.ok(at('syncFile run/new/one.json') < aside);
    assert.ok(at('syncFile run/stage/one.json') < aside);
    assert.ok(
      calls.slice(0, aside).lastIndexOf('syncFile run/journal.jsonl') >
        calls.slice(0, aside).lastIndexOf('append run/journal.jsonl'),
    );
    assert.ok(calls.slice(aside, publish).includes('read run/originals/one.json'), 'hashed after the move');
    assert.ok(calls.slice(aside, publish).includes('syncDir run/originals'));
    const done = calls.indexOf('append run/journal.jsonl', publish);
    assert.ok(calls.slice(publish, done).includes('unlink run/stage/one.json'));
    assert.ok(calls.slice(publish, done).includes('syncDir '));
    assert.equal(calls[done + 1], 'syncFile run/journal.jsonl');
  });

  it('tells of an original that was written to after it was moved', () => {
    const fd = openSync(house.path('one.json'), 'r+');
    const late = before(
      ({ verb, paths }) => verb === 'unlink' && paths[0]?.includes('stage') === true,
      () => {
        writeSync(fd, 'longer than before');
      },
    );
    const result = onOld(late);
    closeSync(fd);
    assert.deepEqual(outcomes(result), ['one.json: applied']);
    assert.deepEqual(result.asidesChanged, ['one.json']);
  });

  it('never touches links, folders, FIFOs, second names or other cases', () => {
    house.put('linked.json', 'old');
    linkSync(house.path('linked.json'), house.path('other name'));
    symlinkSync(house.path('one.json'), house.path('soft.json'));
    mkdirSync(house.path('folder.json'));
    house.put('Case.json', 'old');
    house.put('case.json', 'old');
    const result = apply([
      replace('linked', 'old', 'new'),
      replace('soft', 'old', 'new'),
      replace('folder', 'old', 'new'),
      replace('Case', 'old', 'new'),
    ]);
    assert.deepEqual(outcomes(result), [
      'linked.json: skipped not_a_plain_file',
      'soft.json: skipped not_a_plain_file',
      'folder.json: skipped not_a_plain_file',
      'Case.json: skipped case_collision',
    ]);
    assert.equal(house.text('one.json'), 'old');
  });

  it('refuses names that lead elsewhere or belong to others', () => {
    house.put('_deleted_webui_sessions.json', 'old');
    house.put('con.tmp.1', 'old');
    const step = (target: string, action: TextStep['action'] = 'replace'): TextStep => ({
      ...replace('one', 'old', 'new'),
      action,
      target,
      content: action === 'move_aside' ? null : 'new',
    });
    const result = apply([
      step('../one.json'),
      step('sub/one.json'),
      step('..\\one.json'),
      step('one.json.bak'),
      step('one'),
      step('one.json.'),
      step('nul.json'),
      step('.json'),
      step('a b.json'),
      step('one:stream.json'),
      step('_deleted_webui_sessions.json'),
      step('one.json', 'move_aside'),
      step('con.tmp.1', 'move_aside'),
      // Only the previous copy of its own conversation.
      step('other.json.bak', 'move_aside'),
      step('one.json', 'replace_derived'),
      step('one\0.json'),
      step(`${'x'.repeat(300)}.json`),
      { ...step('one.json'), sessionId: '../one' },
    ]);
    assert.deepEqual(
      result.steps.map(({ step: { target }, outcome }) => [target, outcome]),
      result.steps.map(({ step: { target } }) => [target, { state: 'skipped', reason: 'unsafe_name' }]),
    );
    assert.equal(result.steps.length, 18, `${result.refusal} ${result.errno}`);
    assert.equal(house.text('one.json'), 'old');
  });

  it('says that a huge file is too large, and reads nothing of it', () => {
    truncateSync(house.path('one.json'), 2 ** 31);
    const disk = watchedDisk(nodeDisk, ({ verb, paths }) => {
      assert.ok(verb !== 'read' || !paths[0]?.endsWith('one.json'), 'it was read');
    });
    assert.deepEqual(outcomes(onOld({ disk: { ...disk, freeBytes: () => null } })), ['one.json: skipped too_large']);
  });

  it('tries again while another program holds the file, and then leaves it', () => {
    for (const [failures, outcome] of [
      [5, 'one.json: applied'],
      [6, 'one.json: skipped busy'],
    ] as const) {
      house.put('one.json', 'old');
      let left: number = failures;
      let pauses = 0;
      const disk = watchedDisk(nodeDisk, (operation) => {
        if (isAside(operation) && left-- > 0) throw errorOf('EACCES');
      });
      // watchedDisk asks once an operation, and a retried one is another operation.
      assert.deepEqual(outcomes(onOld({ disk, isWindows: true, pause: () => void (pauses += 1) })), [outcome]);
      assert.equal(pauses, 5);
    }
    assert.equal(house.state()['one.json'], '644 1 old');
  });

  it('clears away its own torn copy, where there are no hard links, and puts the old file back', () => {
    const disk = {
      ...nodeDisk,
      link: (): never => {
        throw errorOf('EPERM');
      },
      create: (...[path, bytes, file]: Parameters<typeof nodeDisk.create>): void => {
        if (path !== house.path('one.json') || !Buffer.from(bytes).includes('new'))
          return nodeDisk.create(path, bytes, file);
        nodeDisk.create(path, bytes.subarray(0, 2), file);
        throw errorOf('ENOSPC');
      },
    };
    assert.deepEqual(outcomes(onOld({ disk })), ['one.json: failed ENOSPC']);
    assert.equal(house.state()['one.json'], '644 1 old');
    assert.ok(Object.keys(house.kept()).some((name) => name.endsWith('torn/one.json')));
  });

  it('takes an index that changes all the time as it is, after three tries', () => {
    house.put('_index.json', 'index 0');
    let n = 0;
    const disk = watchedDisk(nodeDisk, ({ verb, paths }) => {
      if (verb === 'create' && paths[0]?.includes('stage') === true) house.put('_index.json', `index ${(n += 1)}`);
    });
    assert.deepEqual(outcomes(apply([index('index 0', 'made')], { disk })), ['_index.json: skipped changed']);
    assert.equal(n, 3);
    assert.equal(house.text('_index.json'), 'index 3');
  });

  it('makes the index again when a conversation came meanwhile, and undo brings the first one back', () => {
    house.put('_index.json', 'index, old');
    let made = 0;
    const make = {
      make: () => {
        made += 1;
        if (made === 1) house.put('late.json', 'came while the index was made');
        return { kind: 'content' as const, bytes: new TextEncoder().encode(`index ${made}`) };
      },
      recheck: () => null,
    };
    const plan = house.plan(index('index, old', ''));
    assert.deepEqual(outcomes(applyPlan(plan, make, house.ports())), ['_index.json: applied']);
    assert.equal(house.text('_index.json'), 'index 2');
    undoRun(house.dir, null, house.ports(), () => null);
    assert.equal(house.text('_index.json'), 'index, old');
  });

  it('brings the first index back also when Hermes WebUI wrote one between two tries, and keeps that', () => {
    house.put('_index.json', 'index, old');
    let made = 0;
    const make = {
      make: () => {
        made += 1;
        if (made === 1) house.put('late.json', 'came while the index was made');
        if (made === 2) house.put('_index.json', 'index, of WebUI');
        return { kind: 'content' as const, bytes: new TextEncoder().encode(`index ${made}`) };
      },
      recheck: () => null,
    };
    assert.deepEqual(outcomes(applyPlan(house.plan(index('index, old', '')), make, house.ports())), ['_index.json: applied']);
    assert.deepEqual([made, house.text('_index.json')], [3, 'index 3']);
    assert.ok(kept().includes('index, of WebUI'));
    undoRun(house.dir, null, house.ports(), () => null);
    assert.equal(house.text('_index.json'), 'index, old');
  });

  it('brings the first index back when another one stood there before the second try', () => {
    house.put('_index.json', 'index, old');
    let made = 0;
    const make = {
      make: () => {
        made += 1;
        if (made < 3) house.put(`late${made}.json`, 'came while the index was made');
        return { kind: 'content' as const, bytes: new TextEncoder().encode(`index ${made}`) };
      },
      recheck: () => null,
    };
    // After the first try has written, and before the second looks.
    const disk = watchedDisk(nodeDisk, ({ verb, paths }) => {
      if (made === 1 && verb === 'syncDir' && paths[0]?.endsWith('torn') && house.text('_index.json') === 'index 1')
        house.put('_index.json', 'index, of WebUI');
    });
    applyPlan(house.plan(index('index, old', '')), make, house.ports({ disk }));
    assert.deepEqual([made, house.text('_index.json')], [3, 'index 3']);
    assert.ok(kept().includes('index, of WebUI'));
    undoRun(house.dir, null, house.ports(), () => null);
    assert.equal(house.text('_index.json'), 'index, old');
  });

  it('stops between conversations when it is cancelled, and is no interrupted run', () => {
    house.put('two.json', 'old');
    let asked = 0;
    const result = apply([replace('one', 'old', 'new'), replace('two', 'old', 'new')], {
      isCancelled: () => (asked += 1) > 1,
    });
    assert.deepEqual(outcomes(result), ['one.json: applied', 'two.json: skipped stopped']);
    assert.equal(result.isInterrupted, false);
    assert.deepEqual(
      listRuns(house.dir, nodeDisk).map(({ state }) => state),
      ['done'],
    );
  });

  it('leaves later steps of a conversation when one was not done', () => {
    house.put('one.tmp.1.2', 'rest');
    house.put('two.json', 'old');
    const result = apply([
      replace('one', 'other', 'new'),
      moveAside('one', 'one.tmp.1.2', 'rest'),
      replace('two', 'old', 'new'),
    ]);
    assert.deepEqual(outcomes(result), [
      'one.json: skipped changed',
      'one.tmp.1.2: skipped after_skipped',
      'two.json: applied',
    ]);
  });

  describe('refuses to start', () => {
    const refusal = (ports: Partial<RunPorts> = {}): unknown => onOld(ports).refusal;

    it('in a directory that is not there', () => {
      assert.equal(
        applyPlan(
          { ...house.plan(replace('one', 'old', 'new')), sessionDir: house.path('no') },
          source(),
          house.ports(),
        ).refusal,
        'directory_missing',
      );
    });

    it('when _recovery is a link or a file', () => {
      house.put('_recovery', 'a file');
      assert.equal(refusal(), 'recovery_not_a_folder');
      unlinkSync(house.path('_recovery'));
      mkdirSync(house.path('elsewhere'));
      symlinkSync(house.path('elsewhere'), house.path('_recovery'));
      assert.equal(refusal(), 'recovery_not_a_folder');
      assert.deepEqual(readdirSync(house.path('elsewhere')), []);
    });

    it('without room for twice the originals', () => {
      const room = (freeBytes: number): unknown => refusal({ disk: { ...nodeDisk, freeBytes: () => freeBytes } });
      const needed = 1024 * 1024 + 2 * ('old'.length + 'previous'.length);
      assert.equal(room(needed - 1), 'no_space');
      assert.equal(room(needed), null);
    });

    it('on another device than its own folder', () => {
      const disk = {
        ...nodeDisk,
        stat: (path: string) => {
          const stat = nodeDisk.stat(path);
          return stat !== null && path.endsWith('_recovery') ? { ...stat, dev: stat.dev + 1n } : stat;
        },
      };
      assert.equal(refusal({ disk }), 'other_device');
    });

    it('beside an interrupted, an unreadable or a newer run', () => {
      const crash = crashAt(isPublish);
      assert.throws(() => onOld(crash), /crash/);
      assert.equal(refusal(), 'interrupted_run');
      const run = listRuns(house.dir, nodeDisk)[0];
      assert.ok(run !== undefined && run.state === 'interrupted');
      const head = `_recovery/${run.runId}/run.json`;
      house.put(head, '{"version": 2}');
      assert.equal(refusal(), 'newer_version');
      assert.equal(completeRun(house.dir, run.runId, house.ports()).refusal, 'newer_version');
      house.put(head, '{');
      assert.equal(refusal(), 'unreadable_run');
      assert.equal(undoRun(house.dir, run.runId, house.ports(), () => null).refusal, 'unreadable_run');
    });
  });

  it('ignores the torn end of a journal, and goes on behind it', () => {
    const crash = crashAt(isPublish);
    assert.throws(() => onOld(crash), /crash/);
    const runId = listRuns(house.dir, nodeDisk)[0]?.runId ?? '';
    appendFileSync(house.path(`_recovery/${runId}/journal.jsonl`), '{"at":1,"state":"do');
    assert.equal(house.text('one.json'), null);
    assert.deepEqual(outcomes(completeRun(house.dir, runId, house.ports())), ['one.json: applied']);
    assert.equal(house.text('one.json'), 'new');
    assert.deepEqual(
      listRuns(house.dir, nodeDisk).map(({ state }) => state),
      ['done'],
    );
  });

  it('moves nothing aside whose group could not be given back', () => {
    house.put('one.tmp.1.2', 'rest');
    const foreign = 4711;
    const disk = {
      ...nodeDisk,
      stat: (path: string) => {
        const stat = nodeDisk.stat(path);
        return stat !== null && path.endsWith('one.tmp.1.2') ? { ...stat, gid: foreign } : stat;
      },
      create: (...[path, bytes, file]: Parameters<typeof nodeDisk.create>): void => {
        nodeDisk.create(path, bytes, { ...file, owner: null });
        // As the system answers a person who is not in the group.
        if (file.owner?.gid === foreign) throw errorOf('EPERM');
      },
    };
    assert.deepEqual(outcomes(apply([moveAside('one', 'one.tmp.1.2', 'rest')], { disk })), [
      'one.tmp.1.2: skipped would_change_owner',
    ]);
    assert.equal(house.text('one.tmp.1.2'), 'rest');
    assert.deepEqual(Object.keys(house.kept()).filter((name) => name.includes('stage')), []);
  });

  it('begins a line of its own behind the torn end of a journal, so that no record is lost in it', () => {
    onOld();
    const runId = listRuns(house.dir, nodeDisk)[0]?.runId ?? '';
    const journal = `_recovery/${runId}/journal.jsonl`;
    const lines = (house.text(journal) ?? '').split('\n');
    assert.match(lines.at(-2) ?? '', /"finished"/);
    // A crash in the middle of the very last record.
    house.put(journal, `${lines.slice(0, -2).join('\n')}\n${(lines.at(-2) ?? '').slice(0, 20)}`);
    assert.equal(listRuns(house.dir, nodeDisk)[0]?.state, 'interrupted');
    completeRun(house.dir, runId, house.ports());
    assert.equal(listRuns(house.dir, nodeDisk)[0]?.state, 'done');
  });

  it('completes from what the run keeps, and never with content that was tampered with', () => {
    const crash = crashAt(isAside);
    assert.throws(() => onOld(crash), /crash/);
    const runId = listRuns(house.dir, nodeDisk)[0]?.runId ?? '';
    house.put(`_recovery/${runId}/new/one.json`, 'something else');
    assert.deepEqual(outcomes(completeRun(house.dir, runId, house.ports())), ['one.json: skipped source_changed']);
    assert.equal(house.text('one.json'), 'old');
  });
});

/** A small repair, undo and completion, with something going wrong at each of their operations in turn. */
import * as assert from 'node:assert/strict';
import { renameSync, writeFileSync } from 'node:fs';
import { applyPlan } from '../../../../src/io/repairRun/applyPlan';
import { completeRun } from '../../../../src/io/repairRun/completeRun';
import type { Disk } from '../../../../src/io/repairRun/disk';
import { listRuns } from '../../../../src/io/repairRun/listRuns';
import { nodeDisk } from '../../../../src/io/repairRun/nodeDisk';
import type { RunPorts } from '../../../../src/io/repairRun/ports';
import type { RunResult } from '../../../../src/io/repairRun/runResult';
import { undoRun } from '../../../../src/io/repairRun/undoRun';
import { create, index, moveAside, outcomes, replace, RepairHouse, source } from './repairHouse';
import { errorOf, watchedDisk, type Operation } from './watchedDisk';

const BEFORE = {
  'one.json': 'one, old',
  'one.json.bak': 'one, previous',
  'one.tmp.1.2': 'one, left over',
  'two.json.bak': 'two, previous',
  '_index.json': 'index, old',
};
const AFTER = {
  'one.json': 'one, new',
  'one.json.bak': 'one, previous',
  'two.json': 'two, new',
  'two.json.bak': 'two, previous',
  '_index.json': 'index, new',
};

class Crash extends Error {}

interface Task {
  readonly name: string;
  readonly start: (house: RepairHouse) => void;
  readonly run: (house: RepairHouse, ports: RunPorts) => RunResult;
  readonly from: Readonly<Record<string, string>>;
  readonly to: Readonly<Record<string, string>>;
}

const apply = (house: RepairHouse, ports: RunPorts): RunResult =>
  applyPlan(
    house.plan(
      replace('one', 'one, old', 'one, new'),
      moveAside('one', 'one.tmp.1.2', 'one, left over'),
      create('two', 'two, new'),
      index('index, old', 'index, new'),
    ),
    source(),
    ports,
  );
const undo = (house: RepairHouse, ports: RunPorts, runId: string | null = null): RunResult =>
  undoRun(house.dir, runId, ports, () => null);
const complete = (house: RepairHouse, ports: RunPorts, runId: string): RunResult =>
  completeRun(house.dir, runId, ports, { rebuildIndex: () => new TextEncoder().encode('index, new') });

const TASKS: readonly Task[] = [
  { name: 'a repair', start: () => undefined, run: apply, from: BEFORE, to: AFTER },
  {
    name: 'an undo',
    start: (house) => void apply(house, house.ports({ disk: quick })),
    run: (house, ports) => undo(house, ports),
    from: AFTER,
    to: BEFORE,
  },
];

const texts = (house: RepairHouse): Record<string, string> =>
  Object.fromEntries(Object.keys(house.state()).map((name) => [name, house.text(name) ?? '']));

/** Files that are at rest have one name, and the mode they had. */
function assertAtRest(house: RepairHouse, texts: Readonly<Record<string, string>>, what: string): void {
  const expected = Object.entries(texts).map(([name, text]) => [name, `644 1 ${text}`]);
  assert.deepEqual(house.state(), Object.fromEntries(expected), what);
}

/** Each original is at its name or kept in a run; each name has its old or its new text, or none while it is kept. */
function assertNothingLost(house: RepairHouse, task: Task, what: string, also: readonly string[] = []): void {
  const found = texts(house);
  const everything = new Set([...Object.values(found), ...Object.values(house.kept())]);
  for (const text of [...Object.values(task.from), ...also]) assert.ok(everything.has(text), `${what}: lost "${text}"`);
  for (const [name, text] of Object.entries(found)) {
    const known = [task.from[name], task.to[name], ...also];
    assert.ok(known.includes(text), `${what}: ${name} is "${text}"`);
  }
}

/** How many operations a task takes; each is then disturbed in its own house. */
function countOperations(task: Task, base: Disk): number {
  const house = new RepairHouse(BEFORE);
  try {
    task.start(house);
    let count = 0;
    const result = task.run(house, house.ports({ disk: watchedDisk(base, ({ n }) => (count = n)) }));
    assert.deepEqual(texts(house), task.to);
    assert.ok(
      result.steps.every(({ outcome }) => outcome.state === 'applied'),
      outcomes(result).join(),
    );
    return count;
  } finally {
    house.remove();
  }
}

function eachOperation(task: Task, base: Disk, check: (house: RepairHouse, n: number) => void): void {
  const count = countOperations(task, base);
  assert.ok(count > 50, `only ${count} operations`);
  for (let n = 1; n <= count; n += 1) {
    const house = new RepairHouse(BEFORE);
    try {
      task.start(house);
      check(house, n);
    } finally {
      house.remove();
    }
  }
}

/** What is on the disk after a crash of the machine is the proofs' concern; waiting for it takes most of the time. */
const quick: Disk = { ...nodeDisk, syncFile: (path) => void nodeDisk.stat(path), syncDir: () => undefined };

/** A file system without hard links. */
const linkless: Disk = {
  ...quick,
  link: () => {
    throw errorOf('EPERM');
  },
};

const disturbed = (house: RepairHouse, base: Disk, disturb: (operation: Operation) => void): RunPorts =>
  house.ports({ disk: watchedDisk(base, disturb) });

const newestRun = (house: RepairHouse): ReturnType<typeof listRuns>[number] | undefined =>
  listRuns(house.dir, nodeDisk)[0];

for (const [system, base, refusals] of [
  ['with hard links', quick, ['ENOSPC', 'EPERM', 'EBUSY', 'ENOENT', 'EEXIST']],
  ['without hard links', linkless, ['ENOSPC']],
] as const) {
  for (const task of TASKS) {
    describe(`every operation of ${task.name}, ${system}`, () => {
      for (const way of ['completed', 'undone'] as const) {
        it(`may be the last before a crash, and the rest is ${way}`, () => {
          eachOperation(task, base, (house, n) => {
            const crash = (operation: Operation): void => {
              if (operation.n >= n) throw new Crash();
            };
            assert.throws(() => task.run(house, disturbed(house, base, crash)), Crash);
            const what = `crash at ${n}`;
            assertNothingLost(house, task, what);
            const run = newestRun(house);
            const isOurs = run !== undefined && run.kind === (task.name === 'an undo' ? 'undo' : 'repair');
            if (!isOurs || run.state === 'not_started') {
              assertAtRest(house, task.from, what);
            } else if (run.state === 'done') {
              assertAtRest(house, task.to, what);
            } else {
              assert.equal(run.state, 'interrupted', what);
              assert.equal(apply(house, house.ports()).refusal, 'interrupted_run', what);
              const ports = house.ports({ disk: base });
              if (way === 'completed') {
                const result = complete(house, ports, run.runId);
                assert.deepEqual(
                  result.steps.filter(({ outcome }) => outcome.state === 'failed'),
                  [],
                  what,
                );
                assertAtRest(house, task.to, what);
              } else {
                undo(house, ports, run.runId);
                assertAtRest(house, task.from, what);
              }
              assert.ok(
                listRuns(house.dir, nodeDisk).every(({ state }) => state !== 'interrupted'),
                what,
              );
            }
          });
        });
      }

      for (const errno of refusals) {
        it(`may be refused with ${errno}, once`, () => {
          eachOperation(task, base, (house, n) => {
            let did = false;
            const refuse = (operation: Operation): void => {
              if (operation.n !== n || did) return;
              did = true;
              throw errorOf(errno);
            };
            task.run(house, disturbed(house, base, refuse));
            assertSettled(house, task, base, `${errno} at ${n}`);
          });
        });
      }

      it('may be refused, and all after it', () => {
        eachOperation(task, base, (house, n) => {
          const refuse = (operation: Operation): void => {
            if (operation.n >= n) throw errorOf('EROFS');
          };
          task.run(house, disturbed(house, base, refuse));
          assertSettled(house, task, base, `EROFS from ${n}`);
        });
      });

      it('may be done and reported as failed', () => {
        eachOperation(task, base, (house, n) => {
          const lie = ({ n: now, verb, run }: Operation): void => {
            const canLie = verb === 'rename' || verb === 'unlink' || (verb === 'link' && base !== linkless);
            if (now !== n || !canLie) return;
            run();
            throw errorOf(verb === 'link' ? 'EEXIST' : 'ENOENT');
          };
          const result = task.run(house, disturbed(house, base, lie));
          assert.deepEqual(texts(house), task.to, `at ${n}: ${outcomes(result).join()}`);
          assert.ok(
            result.steps.every(({ outcome }) => outcome.state === 'applied'),
            outcomes(result).join(),
          );
        });
      });

      it('may have a save of Hermes WebUI before it', () => {
        eachOperation(task, base, (house, n) => {
          const save = (operation: Operation): void => {
            if (operation.n !== n) return;
            writeFileSync(house.path('one.tmp.9.9'), 'one, typed on');
            renameSync(house.path('one.tmp.9.9'), house.path('one.json'));
          };
          task.run(house, disturbed(house, base, save));
          const everything = [...Object.values(texts(house)), ...Object.values(house.kept())];
          assert.ok(everything.includes('one, typed on'), `a save before ${n} was lost`);
          assert.ok(
            ['one, typed on', task.to['one.json']].includes(house.text('one.json') ?? 'nothing'),
            `a save before ${n} left ${house.text('one.json')}`,
          );
        });
      });
    });
  }
}

/** Nothing is lost; what is interrupted can be completed; what is not has every file in its old or new form. */
function assertSettled(house: RepairHouse, task: Task, base: Disk, what: string): void {
  assertNothingLost(house, task, what);
  const run = newestRun(house);
  if (run?.state === 'interrupted') {
    complete(house, house.ports({ disk: base }), run.runId);
    assertNothingLost(house, task, `${what}, completed`);
  }
  for (const name of ['one.json', '_index.json']) assert.notEqual(house.text(name), null, `${what}: ${name} is gone`);
  assert.ok(
    listRuns(house.dir, nodeDisk).every(({ state }) => state !== 'interrupted'),
    what,
  );
}

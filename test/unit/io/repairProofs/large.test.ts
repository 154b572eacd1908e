import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Outcome } from '../../../../src/core/recovery/outcome';
import type { StepAction } from '../../../../src/core/recovery/plan';
import { applyPlan } from '../../../../src/io/repairRun/applyPlan';
import type { RunResult } from '../../../../src/io/repairRun/runResult';
import { portsOfThisHost } from '../../../../src/io/repairRun/thisHost';
import { succeeded, undo } from './crashes';
import { repairLarge } from './largeFile';
import { conversation, expecting, sha256, shown, surface, textSource, type TextPlan, type TextStep } from './world';

const step = (action: StepAction, target: string, old: string | null, content: string | null): TextStep => {
  const sessionId = target === '_index.json' ? null : target.replace(/\.(json|tmp).*$/, '');
  return { action, sessionId, target, expected: expecting(old), content, kinds: [] };
};

describe('a run on', function () {
  this.timeout(120_000);
  let folder = '';
  let dir = '';
  const write = (name: string, text: string): void => fs.writeFileSync(join(dir, name), text);
  const apply = (...steps: TextStep[]): RunResult => {
    const plan: TextPlan = { version: 1, sessionDir: dir, madeAt: 0, steps };
    return applyPlan(plan, textSource, portsOfThisHost());
  };
  const undoAll = (): RunResult => undo(dir, null, portsOfThisHost());
  const outcomes = (result: RunResult): Outcome[] => result.steps.map(({ outcome }) => outcome);

  beforeEach(() => {
    folder = fs.mkdtempSync(join(tmpdir(), 'hs-'));
    dir = join(folder, 'sessions');
    fs.mkdirSync(dir);
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  it('a directory of 10,000 conversations changes those of its plan and no other', () => {
    for (let n = 0; n < 10_000; n++) write(`s${n}.json`, conversation(`s${n}`, `text ${n}`));
    const before = new Map(fs.readdirSync(dir).map((name) => [name, fs.statSync(join(dir, name)).mtimeMs]));
    const changed = [17, 4711, 9999].map((n) =>
      step('replace', `s${n}.json`, conversation(`s${n}`, `text ${n}`), conversation(`s${n}`, 'whole again')),
    );
    succeeded(apply(...changed));
    const names = new Set(changed.map(({ target }) => target));
    for (const [name, at] of before) {
      if (!names.has(name)) assert.equal(fs.statSync(join(dir, name)).mtimeMs, at, name);
    }
    succeeded(undoAll());
    assert.equal(fs.readFileSync(join(dir, 's4711.json'), 'utf8'), conversation('s4711', 'text 4711'));
    assert.equal(fs.readdirSync(dir).length, 10_001);
  });

  it('a large file holds two copies of it in memory at most', () => {
    const megabytes = 48;
    const { heldBytes, outcomes: ended } = repairLarge(folder, dir, megabytes);
    assert.deepEqual(ended, ['applied', 'applied', 'back']);
    const copies = heldBytes / (megabytes * 1024 * 1024);
    assert.ok(copies > 1 && copies < 2.1, `${copies.toFixed(2)} copies`);
  });

  it('hostile names changes nothing of them', () => {
    const outside = join(folder, 'outside.json');
    fs.writeFileSync(outside, 'outside');
    const hostile = [
      ...['../outside.json', '/etc/passwd.json', 'sub/a.json', '..', '.', '', '_recovery', '_index.json.bak', 'a.json.bak'],
      ...['a .json', 'ä.json', 'a\0.json', 'a\n.json', 'con.json', 'a.json.', '.json', '-.json\u202e', `${'x'.repeat(300)}.json`],
      ...['_deleted_webui_sessions.json', '__proto__', 'a.json:stream', 'a\\b.json', '~.json', '%2e%2e.json'],
    ];
    const actions: readonly StepAction[] = ['create', 'replace', 'move_aside', 'replace_derived'];
    write('a.json.bak', 'the previous copy');
    const before = shown(surface(portsOfThisHost().disk, dir));
    const steps = hostile.flatMap((target) =>
      actions.flatMap((action) =>
        [null, 'the previous copy', 'outside'].map((old, n): TextStep => {
          return { ...step(action, target, old, 'hostile'), sessionId: `${action}-${n}` };
        }),
      ),
    );
    const result = apply(...steps);
    assert.equal(result.steps.length, steps.length, `refused: ${result.refusal}`);
    for (const { step: one, outcome } of result.steps) {
      const what = `${one.action} ${one.target.slice(0, 30)}`;
      assert.deepEqual(outcome, { state: 'skipped', reason: 'unsafe_name' }, what);
    }
    assert.deepEqual(shown(surface(portsOfThisHost().disk, dir)), before);
    assert.equal(fs.readFileSync(outside, 'utf8'), 'outside');
  });

  it('links, folders and files of several names leaves them alone', () => {
    const text = conversation('a', 'one');
    fs.writeFileSync(join(folder, 'elsewhere.json'), text);
    fs.symlinkSync(join(folder, 'elsewhere.json'), join(dir, 'link.json'));
    fs.symlinkSync('nowhere', join(dir, 'dangling.json'));
    fs.mkdirSync(join(dir, 'folder.json'));
    write('twice.json', text);
    fs.linkSync(join(dir, 'twice.json'), join(folder, 'second.json'));
    const targets = ['link', 'dangling', 'folder', 'twice'].map((name) => `${name}.json`);
    for (const target of targets) {
      for (const one of [step('replace', target, text, 'new'), step('create', target, null, 'new')]) {
        assert.deepEqual(outcomes(apply(one)), [{ state: 'skipped', reason: 'not_a_plain_file' }], `${one.action} ${target}`);
      }
    }
    assert.equal(fs.readFileSync(join(folder, 'elsewhere.json'), 'utf8'), text);
    assert.equal(fs.readFileSync(join(folder, 'second.json'), 'utf8'), text);
    assert.equal(fs.statSync(join(dir, 'twice.json')).nlink, 2);
    assert.ok(fs.lstatSync(join(dir, 'link.json')).isSymbolicLink());
  });

  it('names that differ in case only asks a person', () => {
    const old = conversation('abc', 'one');
    write('abc.json', old);
    write('ABC.json', 'another, where the system tells them apart');
    if (fs.readFileSync(join(dir, 'abc.json'), 'utf8') !== old) return;
    assert.deepEqual(outcomes(apply(step('replace', 'abc.json', old, 'new'))), [{ state: 'skipped', reason: 'case_collision' }]);
    assert.deepEqual(outcomes(apply(step('create', 'Abc.json', null, 'new'))), [{ state: 'skipped', reason: 'case_collision' }]);
    assert.equal(fs.readFileSync(join(dir, 'abc.json'), 'utf8'), old);
    assert.equal(fs.readdirSync(dir).filter((name) => /^abc/i.test(name)).length, 2);
  });

  it('bytes of every kind gives them back as they were', () => {
    const bytes = Uint8Array.from({ length: 100_000 }, (_, n) => (n * 31 + (n >> 8)) % 256);
    fs.writeFileSync(join(dir, 'a.json'), bytes, { mode: 0o640 });
    const one: TextStep = { ...step('replace', 'a.json', '', 'new'), expected: { state: 'file', sha256: sha256(bytes) } };
    succeeded(apply(one));
    succeeded(undoAll());
    assert.deepEqual(new Uint8Array(fs.readFileSync(join(dir, 'a.json'))), bytes);
    assert.equal(fs.statSync(join(dir, 'a.json')).mode & 0o777, 0o640);
  });
});

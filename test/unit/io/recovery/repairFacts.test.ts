import * as assert from 'node:assert/strict';
import { renameSync, rmSync, symlinkSync } from 'node:fs';
import { readRepairFacts } from '../../../../src/io/recovery/repairFacts';
import { applyPlan } from '../../../../src/io/repairRun/applyPlan';
import { undoRun } from '../../../../src/io/repairRun/undoRun';
import { replace, RepairHouse, sha256, source } from '../repairRun/repairHouse';
import { TracedFiles } from '../tracedFiles';

const conversation = (...words: string[]): string =>
  JSON.stringify({ session_id: 'one', messages: words.map((content) => ({ role: 'user', content })) });

describe('readRepairFacts', () => {
  const old = conversation('a');
  const repaired = conversation('a', 'b');
  let house: RepairHouse;
  let files: TracedFiles;
  beforeEach(() => {
    house = new RepairHouse({ 'one.json': old, 'one.json.bak': repaired });
    files = new TracedFiles();
    applyPlan(house.plan(replace('one', old, repaired)), source(), house.ports());
  });
  afterEach(() => {
    assert.equal(files.openHandles, 0, 'a file was left open');
    house.remove();
  });

  it('reads no copy of a conversation that is as the repair left it', () => {
    const { repairRuns, repairedFiles, keptOriginals } = readRepairFacts(house.dir, files);
    assert.deepEqual(
      repairRuns.map(({ kind, state, doneSteps, allSteps }) => [kind, state, doneSteps, allSteps]),
      [['repair', 'done', 1, 1]],
    );
    assert.deepEqual(
      repairedFiles.map((file) => [file.beforeSha256, file.afterSha256, file.foundSha256, file.changed]),
      [[sha256(old), sha256(repaired), sha256(repaired), null]],
    );
    assert.deepEqual(keptOriginals, []);
  });

  it('reads each kept content once when the conversation was changed since', () => {
    house.put('one.json', conversation('a', 'c'));
    const { keptOriginals } = readRepairFacts(house.dir, files);
    assert.deepEqual(keptOriginals.map(({ digest }) => digest).sort(), [sha256(old), sha256(repaired)].sort());
    assert.ok(keptOriginals.every(({ name, sessionId }) => sessionId === 'one' && name.startsWith('_recovery/')));
  });

  it('speaks of the newest run only, and of none that was undone', () => {
    undoRun(house.dir, null, house.ports(), () => null);
    const { repairRuns, repairedFiles } = readRepairFacts(house.dir, files);
    assert.deepEqual(
      repairRuns.map(({ kind, state }) => [kind, state]),
      [
        ['repair', 'undone'],
        ['undo', 'done'],
      ],
    );
    assert.deepEqual(
      repairedFiles.map(({ kind, afterSha256 }) => [kind, afterSha256]),
      [['undo', sha256(old)]],
    );
  });

  it('follows no link', () => {
    house.put('elsewhere', repaired);
    rmSync(house.path('one.json'));
    symlinkSync(house.path('elsewhere'), house.path('one.json'));
    assert.equal(readRepairFacts(house.dir, files).repairedFiles[0]?.foundSha256, null);
    assert.ok(!files.opened.includes(house.path('one.json')));
    renameSync(house.path('_recovery'), house.path('runs'));
    symlinkSync(house.path('runs'), house.path('_recovery'));
    assert.deepEqual(readRepairFacts(house.dir, files).repairRuns, []);
  });
});

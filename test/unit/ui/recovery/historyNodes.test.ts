import * as assert from 'node:assert/strict';
import type { StepEnd } from '../../../../src/core/recovery/runRecord';
import type { RunSummary } from '../../../../src/io/repairRun/listRuns';
import type { KeptOfRun } from '../../../../src/io/repairs/runKeeps';
import { historyContext, historyNodeId, keptDescription, keptTitle, runDescription, runTitle } from '../../../../src/ui/recovery/historyNodes';
import type { RecoveryPlace } from '../../../../src/ui/recovery/recoveryPlace';
import { step } from '../../core/recovery/repairSamples';

const APPLIED: StepEnd = { state: 'applied' };
type Part = [id: string | null, end: StepEnd, isInEffect: boolean];
const run = (parts: readonly Part[], changes: Partial<RunSummary> = {}): RunSummary => ({
  runId: 'r',
  startedAt: Date.UTC(2026, 10, 21, 14, 12),
  state: 'done',
  kind: 'repair',
  of: null,
  steps: parts.map(([id, end, isInEffect]) => ({ step: step(id), end, isInEffect })),
  ...changes,
});
const withLeftover = (one: RunSummary): RunSummary => ({
  ...one,
  steps: [...one.steps, { step: step('a', 'move_aside', 'a.tmp.1'), end: APPLIED, isInEffect: true }],
});
const kept = (changes: Partial<KeptOfRun> = {}): KeptOfRun => ({
  sessionId: 's',
  target: 's.json',
  isLeftover: false,
  title: 'Winter timetable',
  original: '_recovery/r/originals/s.json',
  messagesThen: 2,
  messagesNow: 1_000,
  end: 'applied',
  isInEffect: true,
  ...changes,
});
const place = { key: 'p' } as RecoveryPlace;

describe('the rows of Repair History', () => {
  it('say of a run when it was, what it touched, and what is left of it', () => {
    const { startedAt } = run([]);
    assert.match(runTitle(run([]), startedAt, 'en'), /^Repair of \d\d:12$/);
    assert.match(runTitle(run([]), startedAt + 2 * 86_400_000, 'en'), /^Repair of .*Nov 2[12], \d\d:12$/);
    assert.match(runTitle(run([], { kind: 'undo' }), startedAt, 'en'), /^Undo of /);
    assert.match(runTitle(run([], { kind: null, state: 'unreadable' }), startedAt, 'en'), /^Repair of /);
    assert.equal(runDescription(withLeftover(run([['a', APPLIED, true], ['b', APPLIED, true], [null, APPLIED, true]])), 'en'), '2 conversations');
    assert.equal(runDescription(run([['a', APPLIED, true], ['b', APPLIED, false]]), 'en'), '2 conversations · taken back in part');
    assert.equal(runDescription(run([['a', APPLIED, false]], { state: 'undone' }), 'en'), '1 conversation · taken back');
    assert.equal(runDescription(run([['a', { state: 'open' }, false]], { state: 'interrupted' }), 'en'), '1 conversation · interrupted');
    assert.equal(runDescription(run([['a', { state: 'skipped', reason: 'changed' }, false]]), 'en'), '1 conversation · changed no conversation');
    assert.equal(runDescription(run([[null, APPLIED, true]]), 'en'), 'session folder');
    assert.equal(runDescription(run([], { state: 'newer_version' }), 'en'), 'made by a newer version');
  });

  it('say of a conversation what is kept, and what stands there now', () => {
    const words = (changes: Partial<KeptOfRun>): string => keptDescription(kept(changes), 'en');
    assert.equal(words({}), '2 messages kept, 1,000 now');
    assert.equal(words({ messagesNow: -1, isInEffect: false }), '2 messages kept, no file now · taken back');
    assert.equal(words({ isLeftover: true }), 'leftover file, moved aside');
    assert.equal(words({ isLeftover: true, target: 's.json.bak' }), 'previous copy, moved aside');
    assert.equal(keptTitle(kept({ isLeftover: true, target: 's.tmp.1', title: null })), 's.tmp.1');
    assert.equal(words({ messagesThen: -1 }), 'the file as it was is kept');
    assert.equal(words({ original: null }), 'no file before, 1,000 messages now');
    assert.equal(words({ original: null, messagesNow: -1 }), 'no file before, none now');
    assert.deepEqual(
      (['open', 'skipped', 'failed', 'taken_back'] as const).map((end) => words({ end })),
      ['not finished', 'not done', 'failed', 'taken back'],
    );
    assert.equal(keptTitle(kept({ title: ' \n' })), 's');
    assert.equal(keptTitle(kept({ title: 'a\u202eb' })), 'a⟨U+202E⟩b');
  });

  it('offer what can be done', () => {
    const ofRun = (one: RunSummary): string => historyContext({ kind: 'run', place, runId: 'r', run: one });
    assert.equal(ofRun(run([['a', APPLIED, true]])), 'run:undoable');
    assert.equal(ofRun(run([['a', APPLIED, false]], { state: 'undone' })), 'run');
    assert.equal(ofRun(run([['a', APPLIED, true]], { state: 'interrupted' })), 'run:interrupted');
    const ofKept = (one: KeptOfRun, state: RunSummary['state'] = 'done'): string =>
      historyContext({ kind: 'kept', place, runId: 'r', sessionId: 's', run: run([], { state }), kept: one });
    assert.equal(ofKept(kept()), 'kept:original:undoable');
    assert.equal(ofKept(kept({ original: null, isInEffect: false })), 'kept');
    assert.equal(ofKept(kept(), 'interrupted'), 'kept:original');
    assert.notEqual(historyNodeId({ kind: 'run', place, runId: 'r', run: run([]) }), historyNodeId({ kind: 'place', place }));
  });
});

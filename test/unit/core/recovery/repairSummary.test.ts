import * as assert from 'node:assert/strict';
import type { Outcome } from '../../../../src/core/recovery/outcome';
import type { RepairStep } from '../../../../src/core/recovery/plan';
import { changedSinceReview, planParts, summarizeRepair } from '../../../../src/core/recovery/repairSummary';
import { ready, step } from './repairSamples';

const APPLIED: Outcome = { state: 'applied' };
const run = (steps: readonly RepairStep[], outcomes: readonly Outcome[]): Parameters<typeof summarizeRepair>[2] => ({
  runId: 'r',
  steps: steps.flatMap((one, i) => (outcomes[i] === undefined ? [] : [{ step: one, outcome: outcomes[i] }])),
  refusal: null,
  errno: null,
  isInterrupted: false,
  asidesChanged: [],
});

describe('a repair as a person thinks of it', () => {
  const steps = [step('a'), step('a', 'move_aside', 'a.tmp.1.2'), step('b', 'create'), step(null, 'replace_derived', '_index.json')];
  const reviews = [ready(2, 8), { state: 'no_content' }, ready(-1, 5), { state: 'no_content' }] as const;

  it('is conversations with what comes back to them, and the rest of the folder', () => {
    const parts = planParts(steps, reviews);
    assert.deepEqual(
      parts.conversations.map(({ sessionId, messages, added, isNew }) => [sessionId, messages, added, isNew]),
      [['a', 8, 6, false], ['b', 5, 5, true]],
    );
    assert.deepEqual([parts.leftovers, parts.hasIndex], [1, true]);
    // A cut-off save of the index is a leftover, and no index that is made anew.
    const ofDirectory = planParts([step(null, 'move_aside', '_index.json.tmp.1.2')], [{ state: 'no_content' }]);
    assert.deepEqual([ofDirectory.leftovers, ofDirectory.hasIndex], [1, false]);
    const [gone] = planParts([step('a')], [{ state: 'skipped', reason: 'source_changed' }]).conversations;
    assert.deepEqual([gone?.messages, gone?.added, gone?.problem], [-1, 0, 'source_changed']);
    // Nothing comes back to a file that has more than what replaces it.
    assert.equal(planParts([step('a')], [ready(9, 8)]).conversations[0]?.added, 0);
  });

  it('tells a decision about copies: what is left out, and that the previous copy goes into the run', () => {
    const content = { kind: 'conversation', edits: [{ edit: 'mark_shrunk', generation: 'g', leftOut: 3 }] };
    const merge = [{ ...step('a'), content }, step('a', 'move_aside', 'a.json.bak'), step('b')];
    const parts = planParts(merge, [ready(9, 6), { state: 'no_content' }, ready(2, 8)]);
    assert.deepEqual(parts.conversations.map(({ leftOut, movesCopy }) => [leftOut, movesCopy]), [[3, true], [0, false]]);
    assert.equal(parts.leftovers, 0);
    const done = summarizeRepair(merge, [ready(9, 6), { state: 'no_content' }, ready(2, 8)], run(merge, [APPLIED, APPLIED, APPLIED]), []);
    assert.equal(done.leftovers, 0);
    for (const odd of [null, {}, { edits: 7 }, { edits: [null, { edit: 'mark_shrunk' }] }])
      assert.equal(planParts([{ ...step('a'), content: odd }], [ready(9, 6)]).conversations[0]?.leftOut, 0);
  });

  it('has changed since it was reviewed when other bytes would be written, or it is not planned any more', () => {
    const seen = { steps, reviews };
    const changed = (now: typeof seen.reviews | Parameters<typeof changedSinceReview>[1], planned = steps): string[] =>
      changedSinceReview(seen, now, planned).map(({ sessionId }) => sessionId);
    assert.deepEqual(changed(reviews), []);
    assert.deepEqual(changed([ready(2, 9), reviews[1], reviews[2], reviews[3]]), ['a']);
    assert.deepEqual(changed([{ state: 'skipped', reason: 'source_changed' }, ...reviews.slice(1)]), ['a']);
    assert.deepEqual(changed(reviews, steps.slice(0, 2)), ['b']);
    const other = { ...step('a'), expected: { state: 'file', sha256: 'x' } } as const;
    assert.deepEqual(changed(reviews, [other, ...steps.slice(1)]), ['a']);
    // What could not be made then, and cannot now, is as it was seen: it is left out again.
    const skipped = [{ state: 'skipped', reason: 'too_large' }] as const;
    assert.deepEqual(changedSinceReview({ steps: [step('a')], reviews: skipped }, skipped, []), []);
  });

  it('is done for a conversation when its file is, says what beside it was not, and is proven by its digest', () => {
    const proof = (sha256: string | null): Parameters<typeof summarizeRepair>[3] => [
      { sessionId: 'a', target: 'a.json', sha256, looked: null },
    ];
    const outcomes = [APPLIED, APPLIED, { state: 'skipped', reason: 'appeared' }, APPLIED] as const;
    const summary = summarizeRepair(steps, reviews, run(steps, outcomes), proof('sha of 8'));
    assert.deepEqual(
      summary.conversations.map(({ sessionId, outcome, isAsPlanned }) => [sessionId, outcome.state, isAsPlanned]),
      [['a', 'applied', true], ['b', 'skipped', false]],
    );
    assert.deepEqual([summary.leftovers, summary.hasIndex, summary.isStopped], [1, true, false]);
    for (const other of ['another', null])
      assert.equal(summarizeRepair(steps, reviews, run(steps, outcomes), proof(other)).conversations[0]?.isAsPlanned, false);
    const half = summarizeRepair(steps, reviews, run(steps, [APPLIED, { state: 'failed', errno: 'EIO' }]), []);
    assert.deepEqual([half.conversations[0]?.outcome, half.failedErrno], [APPLIED, 'EIO']);
    assert.deepEqual(half.conversations[0]?.leftBeside, { target: 'a.tmp.1.2', outcome: { state: 'failed', errno: 'EIO' } });
    assert.deepEqual(summary.conversations.map(({ leftBeside }) => leftBeside), [null, null]);
    const skipped = summarizeRepair(steps, reviews, run(steps, [{ state: 'skipped', reason: 'changed' }, { state: 'skipped', reason: 'after_skipped' }]), []);
    assert.deepEqual([skipped.conversations[0]?.outcome.state, skipped.conversations[0]?.leftBeside], ['skipped', null]);
    assert.equal(half.conversations[1]?.outcome.state, 'skipped');
  });
});

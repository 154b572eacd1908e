import * as assert from 'node:assert/strict';
import type { FoundItem } from '../../../../src/ui/recovery/foundItem';
import { proofHolds, type Proof } from '../../../../src/ui/recovery/proof';

const found = (sessionId: string, key: string): FoundItem => ({ key, item: { session_id: sessionId } }) as unknown as FoundItem;
// Safe: only what is asked of it is read.
const proof = { conversation: { sessionId: 's1' }, stillFound: new Set(['stale']) } as unknown as Proof;

describe('a proof of a repair', () => {
  it('holds while nothing is found, or what is found was found behind the repair already', () => {
    assert.ok(proofHolds(proof, []));
    assert.ok(proofHolds(proof, [found('s1', 'stale')]));
  });

  it('holds whatever is found of others, or of the folder', () => {
    assert.ok(proofHolds(proof, [found('s2', 'shrank'), found('', 'index')]));
  });

  it('ends when a check finds something new of its conversation, also beside what was known', () => {
    assert.ok(!proofHolds(proof, [found('s1', 'written back')]));
    assert.ok(!proofHolds(proof, [found('s1', 'stale'), found('s1', 'written back')]));
  });
});

import * as assert from 'node:assert/strict';
import { isAsRunLeftIt } from '../../../../src/core/recovery/use';
import type { RepairedFileFact } from '../../../../src/core/recovery/snapshot';

describe('isAsRunLeftIt', () => {
  const fact = (afterSha256: string | null, foundSha256: string | null): RepairedFileFact => ({
    runId: 'r',
    kind: 'repair',
    sessionId: 'a',
    name: 'a.json',
    beforeSha256: 'old',
    afterSha256,
    foundSha256,
    aside: null,
    changed: null,
  });
  const isLeft = (digest: string | null, repaired: RepairedFileFact): boolean =>
    isAsRunLeftIt({ name: 'a.json', digest }, [repaired]);

  it('is true of the bytes that the run wrote, whichever of two readings saw them', () => {
    assert.ok(isLeft('new', fact('new', 'new')));
    assert.ok(isLeft(null, fact('new', 'new')));
  });

  it('is false of others, of a file that changed between the readings, and of one that the run took away', () => {
    assert.ok(!isLeft('typed on', fact('new', 'typed on')));
    assert.ok(!isLeft(null, fact('new', 'typed on')));
    assert.ok(!isLeft('typed on', fact('new', 'new')));
    assert.ok(!isLeft('new', fact('new', 'typed on')));
    assert.ok(!isLeft(null, fact(null, null)));
    assert.ok(!isAsRunLeftIt({ name: 'b.json', digest: 'new' }, [fact('new', 'new')]));
  });
});

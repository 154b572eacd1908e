import * as assert from 'node:assert/strict';
import { Failure } from '../../../../src/core/failure';
import { orIfDamaged } from '../../../../src/io/stateDb/damage';

describe('orIfDamaged', () => {
  const reading = (error: Error) => (): number => {
    throw error;
  };

  it('gives what was read, or the other value where there is damage', () => {
    assert.equal(
      orIfDamaged(() => 1, 2),
      1,
    );
    assert.equal(orIfDamaged(reading(new Failure('db_damaged')), 2), 2);
  });

  it('lets everything else through: it may mean that the whole read is void', () => {
    for (const error of [new Failure('db_busy'), new Error('database disk image is malformed'), new TypeError()]) {
      assert.throws(
        () => orIfDamaged(reading(error), 2),
        (thrown) => thrown === error,
      );
    }
  });
});

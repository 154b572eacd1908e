import * as assert from 'node:assert/strict';
import type { FileStat } from '../../../src/io/files';
import { modifiedAtOf, sameState } from '../../../src/io/stableFile';

describe('stableFile', () => {
  const stat: FileStat = {
    kind: 'file',
    dev: 1n,
    ino: 2n,
    sizeBytes: 3,
    mtimeNs: 1785000000123456789n,
    ctimeNs: 5n,
    links: 1,
  };

  it('tells two states of a file apart by each of their marks', () => {
    assert.ok(sameState(stat, { ...stat }));
    for (const other of [{ dev: 9n }, { ino: 9n }, { sizeBytes: 9 }, { mtimeNs: 9n }, { ctimeNs: 9n }]) {
      assert.ok(!sameState(stat, { ...stat, ...other }), Object.keys(other)[0]);
    }
  });

  it('gives times in milliseconds', () => {
    assert.equal(Math.floor(modifiedAtOf(stat)), 1785000000123);
  });
});

import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { errnoOf, nodeFiles } from '../../../src/io/files';

describe('errnoOf', () => {
  const thrown = (work: () => unknown): unknown => {
    try {
      work();
    } catch (error) {
      return error;
    }
    return assert.fail('nothing was thrown');
  };

  it('is what the system said of a path', () => {
    assert.equal(errnoOf(thrown(() => fs.readdirSync(join(tmpdir(), 'hs-none')))), 'ENOENT');
    assert.equal(errnoOf(thrown(() => nodeFiles.read(-1 >>> 1, new Uint8Array(1), 0, 1, 0))), 'EBADF');
  });

  it('is also what Node says of data that no system takes: a path with a NUL, a file too large', () => {
    assert.equal(errnoOf(thrown(() => nodeFiles.stat('a\0b'))), 'ERR_INVALID_ARG_VALUE');
    assert.equal(errnoOf(Object.assign(new RangeError('File size (3) is greater than 2 GiB'), { code: 'ERR_FS_FILE_TOO_LARGE' })), 'ERR_FS_FILE_TOO_LARGE');
  });

  it('is nothing for a mistake in a call, and for what is no error', () => {
    assert.equal(errnoOf(thrown(() => nodeFiles.statOpen('x' as unknown as number))), '');
    assert.equal(errnoOf(thrown(() => nodeFiles.read(0, new Uint8Array(1), 5, 1, 0))), '');
    assert.deepEqual([null, 'ENOENT', { code: 'ENOENT' }, Object.assign(new Error(), { code: 7 })].map(errnoOf), ['', '', '', '']);
  });
});

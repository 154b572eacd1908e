import * as assert from 'node:assert/strict';
import { changedPages, encodeWal, FIXED_SALTS, WAL_FRAME_HEADER_BYTES, WAL_HEADER_BYTES } from '../../support/walFile';

const PAGE = 512;
/** Of the frame below, little and big: native SQLite recovers a log with these and checkpoints its page. */
const NATIVE_SUMS = ['20c92df588bf7e67', '48a74e9a6423845a'];
const page = (fill: number): Uint8Array => new Uint8Array(PAGE).fill(fill);

describe('encodeWal', () => {
  it('names the database size in the last frame of each transaction and nowhere else', () => {
    const wal = encodeWal({
      pageSizeBytes: PAGE,
      transactions: [
        {
          pages: new Map([
            [1, page(1)],
            [3, page(3)],
          ]),
          pageCount: 3,
        },
        { pages: new Map([[4, page(4)]]), pageCount: 4 },
      ],
    });
    const view = new DataView(wal.buffer);
    const frames = [0, 1, 2].map((i) => {
      const at = WAL_HEADER_BYTES + i * (WAL_FRAME_HEADER_BYTES + PAGE);
      return [view.getUint32(at), view.getUint32(at + 4), view.getUint32(at + 8), view.getUint32(at + 12)];
    });
    assert.deepEqual(frames, [
      [1, 0, ...FIXED_SALTS],
      [3, 3, ...FIXED_SALTS],
      [4, 4, ...FIXED_SALTS],
    ]);
    assert.equal(wal.length, WAL_HEADER_BYTES + 3 * (WAL_FRAME_HEADER_BYTES + PAGE));
  });

  it('writes the checksums native SQLite accepts, in both byte orders', () => {
    const transactions = [{ pages: new Map([[2, page(7)]]), pageCount: 2 }];
    const sums = (['little', 'big'] as const).map((checksumOrder) => {
      const wal = encodeWal({ pageSizeBytes: PAGE, transactions, salts: [1, 2], checkpointSequence: 3, checksumOrder });
      return Buffer.from(wal.subarray(WAL_HEADER_BYTES + 16, WAL_HEADER_BYTES + 24)).toString('hex');
    });
    assert.deepEqual(sums, NATIVE_SUMS);
  });

  it('refuses a page of another size', () => {
    const transactions = [{ pages: new Map([[1, new Uint8Array(PAGE - 1)]]), pageCount: 1 }];
    assert.throws(() => encodeWal({ pageSizeBytes: PAGE, transactions }), /511 bytes/);
  });
});

describe('changedPages', () => {
  it('lists pages that differ and pages that are new, by number from 1', () => {
    const before = new Uint8Array([...page(1), ...page(2)]);
    const after = new Uint8Array([...page(1), ...page(9), ...page(0)]);
    assert.deepEqual([...changedPages(before, after, PAGE).keys()], [2, 3]);
  });
});

import * as assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { nodeFiles } from '../../../../src/io/files';
import { SideFile } from '../../../../src/io/sqlite/sideFile';
import type { Snapshot } from '../../../../src/io/sqlite/snapshot';
import { SnapshotMoved } from '../../../../src/io/sqlite/snapshotMoved';
import { WalGeneration } from '../../../../src/io/sqlite/walState';
import { encodeWal } from '../../../support/walFile';
import type { WalOptions, WalTransaction } from '../../../support/walFile';
import { useSetup } from './setup';

const PAGE = 512;
const commit = (pageCount: number, ...pages: number[]): WalTransaction => ({
  pageCount,
  pages: new Map(pages.map((page) => [page, new Uint8Array(PAGE).fill(page)])),
});

describe('WalGeneration', () => {
  const setup = useSetup();
  let file: SideFile;
  beforeEach(() => {
    file = new SideFile(nodeFiles, `${setup.path}-wal`);
  });
  afterEach(() => file.release());

  const encode = (transactions: WalTransaction[], options: Partial<WalOptions> = {}): Buffer =>
    Buffer.from(encodeWal({ pageSizeBytes: PAGE, transactions, salts: [5, 6], ...options }));
  const writeWal = (bytes: Buffer): void => writeFileSync(file.path, bytes);
  const find = (current: WalGeneration | null = null): WalGeneration | null => WalGeneration.find(nodeFiles, file, setup.path, true, current);
  const newest = (): Snapshot => find()!.newest()!;
  const isGone = (error: unknown): boolean => error instanceof SnapshotMoved && error.kind === 'gone';

  const first = commit(10, 2, 3);

  /** A -shm as a writer of this machine leaves it. */
  function writeIndex(fields: { salts?: [number, number]; lastFrame: number; backfilled: number; attempted: number; copyDiffers?: boolean }): void {
    const bytes = Buffer.alloc(136);
    const words = new Uint32Array(bytes.buffer, bytes.byteOffset, 34);
    for (const at of [0, 12]) {
      words[at] = 3007000;
      words[at + 2] = 9;
      bytes[at * 4 + 12] = 1;
      words[at + 4] = fields.lastFrame;
      const [salt1, salt2] = fields.salts ?? [5, 6];
      bytes.writeUInt32BE(salt1, at * 4 + 32);
      bytes.writeUInt32BE(salt2, at * 4 + 36);
    }
    if (fields.copyDiffers === true) words[12 + 2] = 10;
    words[24] = fields.backfilled;
    words[32] = fields.attempted;
    writeFileSync(`${setup.path}-shm`, bytes);
  }

  it('gives the newest commit, its pages and a token of its own for each', () => {
    writeWal(encode([first]));
    const generation = find()!;
    const before = generation.newest()!;
    assert.deepEqual(before.geometry, { pageSizeBytes: PAGE, pageCount: 10 });
    assert.deepEqual([1, 2, 3, 4].map((page) => before.overlays(page)), [false, true, true, false]);
    assert.deepEqual([before.overlaidBetween(1, 2), before.overlaidBetween(3, 10)], [1, 1]);
    const page = new Uint8Array(PAGE);
    before.readOverlay(3, page);
    assert.equal(page[PAGE - 1], 3);
    writeWal(encode([first, commit(11, 4)]));
    assert.equal(find(generation), generation);
    const after = generation.newest()!;
    assert.notEqual(after.token, before.token);
    assert.deepEqual([after.overlays(4), after.geometry?.pageCount], [true, 11]);
  });

  it('suspects pages of newer commits, and pages that a newer commit cut off', () => {
    writeWal(encode([first]));
    const snapshot = newest();
    assert.equal(snapshot.check(), null);
    writeWal(encode([first, commit(5, 2, 4), commit(9, 9)]));
    const suspicion = snapshot.check()!;
    const suspects = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].filter((page) => suspicion.mayBeNewer(page));
    // 2 and 3 come from the WAL in this snapshot, whatever the main file holds.
    assert.deepEqual(suspects, [4, 6, 7, 8, 9, 10]);
  });

  it('clears suspects only by an index that is of this generation, up to date, and says that no newer frame was copied', () => {
    writeWal(encode([first]));
    const snapshot = newest();
    writeWal(encode([first, commit(10, 4)]));
    const suspicion = snapshot.check()!;
    const clears = (fields: Parameters<typeof writeIndex>[0]): boolean => {
      writeIndex(fields);
      return suspicion.clears();
    };
    assert.equal(suspicion.clears(), false, 'no index');
    assert.equal(clears({ lastFrame: 3, backfilled: 2, attempted: 2 }), true);
    assert.equal(clears({ lastFrame: 3, backfilled: 2, attempted: 3 }), false);
    assert.equal(clears({ lastFrame: 3, backfilled: 3, attempted: 2 }), false);
    assert.equal(clears({ lastFrame: 2, backfilled: 2, attempted: 2 }), false);
    assert.equal(clears({ lastFrame: 3, backfilled: 0, attempted: 0, salts: [5, 7] }), false);
    assert.equal(clears({ lastFrame: 3, backfilled: 0, attempted: 0, copyDiffers: true }), false);
  });

  it('never clears a suspect where memory is not shared with the writer', () => {
    writeWal(encode([first]));
    const snapshot = WalGeneration.find(nodeFiles, file, setup.path, false, null)!.newest()!;
    writeWal(encode([first, commit(10, 4)]));
    writeIndex({ lastFrame: 3, backfilled: 0, attempted: 0 });
    assert.equal(snapshot.check()!.clears(), false);
  });

  it('is over when its header changes, also while its frames still lie there', () => {
    writeWal(encode([first]));
    const snapshot = newest();
    const next = encode([first]);
    encode([], { salts: [6, 99] }).copy(next);
    writeWal(next);
    assert.throws(() => snapshot.check(), isGone);
    assert.equal(newest().geometry, null);
  });

  it('is over when its frames are overwritten, and when the file is cut, replaced or gone', () => {
    const changes = [
      () => writeWal(encode([commit(10, 2, 5)])),
      () => writeWal(encode([first]).subarray(0, 100)),
      () => writeWal(Buffer.alloc(0)),
    ];
    for (const change of changes) {
      writeWal(encode([first]));
      const snapshot = newest();
      change();
      assert.throws(() => snapshot.check(), isGone);
    }
    writeWal(encode([first]));
    const generation = find()!;
    assert.ok(generation.newest());
    writeWal(encode([commit(10, 2, 5)]));
    assert.equal(generation.newest(), null);
  });
});

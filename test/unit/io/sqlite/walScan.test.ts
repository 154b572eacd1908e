import * as assert from 'node:assert/strict';
import { parseWalHeader } from '../../../../src/io/sqlite/walHeader';
import { WalScan } from '../../../../src/io/sqlite/walScan';
import type { ReadAt } from '../../../../src/io/sqlite/walScan';
import { encodeWal } from '../../../support/walFile';
import type { WalOptions, WalTransaction } from '../../../support/walFile';

const PAGE = 512;
const page = (fill: number): Uint8Array => new Uint8Array(PAGE).fill(fill);
const commit = (pageCount: number, ...pages: [number, number][]): WalTransaction => ({
  pageCount,
  pages: new Map(pages.map(([number, fill]) => [number, page(fill)])),
});
const encode = (transactions: WalTransaction[], options: Partial<WalOptions> = {}): Buffer =>
  Buffer.from(encodeWal({ pageSizeBytes: PAGE, transactions, ...options }));

const readerOf = (file: () => Buffer): ReadAt => (into, offset, length, position) =>
  file().copy(into, offset, position, Math.min(position + length, file().length));

function scanOf(file: Buffer): { frames: number; pageCount: number; pages: number[] } {
  const header = parseWalHeader(file);
  assert.ok(header);
  const scan = new WalScan(header);
  const pages: number[] = [];
  scan.extend(readerOf(() => file), (number) => pages.push(number));
  return { frames: scan.frames, pageCount: scan.pageCount, pages };
}

describe('WalScan', () => {
  const two = [commit(3, [1, 1], [2, 2], [3, 3]), commit(4, [2, 9], [4, 4])];

  for (const checksumOrder of ['little', 'big'] as const) {
    it(`takes committed frames in order, checksums ${checksumOrder}-endian`, () => {
      assert.deepEqual(scanOf(encode(two, { checksumOrder })), { frames: 5, pageCount: 4, pages: [1, 2, 3, 2, 4] });
    });
  }

  it('stops at the last commit before a broken frame', () => {
    for (const at of [32 + 3 * (24 + PAGE) + 30, 32 + 4 * (24 + PAGE) + 17, 32 + 4 * (24 + PAGE) + 9]) {
      const file = encode(two);
      file[at]! ^= 1;
      assert.deepEqual(scanOf(file), { frames: 3, pageCount: 3, pages: [1, 2, 3] });
    }
  });

  it('ignores a transaction without its commit frame, and half a frame', () => {
    const whole = encode(two);
    assert.equal(scanOf(whole.subarray(0, whole.length - (24 + PAGE))).frames, 3);
    assert.equal(scanOf(whole.subarray(0, whole.length - 1)).frames, 3);
  });

  it('stops where frames of an older generation begin', () => {
    const older = encode([...two, ...two], { salts: [1, 2] });
    const file = Buffer.concat([encode([two[0]!]), older.subarray(encode([two[0]!]).length)]);
    assert.deepEqual(scanOf(file).frames, 3);
  });

  it('refuses a frame for page 0', () => {
    assert.equal(scanOf(encode([commit(1, [1, 1]), commit(1, [0, 1])])).frames, 1);
  });

  it('goes on from where it stopped, and a fork goes its own way', () => {
    const whole = encode(two);
    let file = whole.subarray(0, 32 + 3 * (24 + PAGE));
    const scan = new WalScan(parseWalHeader(file)!);
    const read = readerOf(() => file);
    scan.extend(read, () => undefined);
    const fork = scan.fork();
    file = whole;
    const found: [number, number][] = [];
    fork.extend(read, (number, frame) => found.push([number, frame]));
    assert.deepEqual(found, [[2, 3], [4, 4]]);
    assert.deepEqual([scan.frames, fork.frames, fork.pageCount], [3, 5, 4]);
  });

  it('reads a WAL of many chunks', () => {
    const many = Array.from({ length: 3000 }, (_, i) => commit(i + 1, [i + 1, i & 255]));
    const found = scanOf(encode(many));
    assert.deepEqual([found.frames, found.pageCount], [3000, 3000]);
    assert.deepEqual(found.pages, Array.from({ length: 3000 }, (_, i) => i + 1));
  });

  it('notices that its last frame was overwritten', () => {
    let file = encode(two);
    const scan = new WalScan(parseWalHeader(file)!);
    const read = readerOf(() => file);
    scan.extend(read, () => undefined);
    assert.equal(scan.stillThere(read), true);
    file = encode([two[0]!, commit(4, [2, 8], [4, 4])]);
    assert.equal(scan.stillThere(read), false);
  });
});

describe('parseWalHeader', () => {
  it('refuses what recovery ignores', () => {
    const sound = encode([]);
    assert.equal(parseWalHeader(sound)?.pageSizeBytes, PAGE);
    assert.equal(parseWalHeader(sound.subarray(0, 31)), null);
    for (let at = 0; at < 32; at++) {
      const broken = Buffer.from(sound);
      broken[at]! ^= 0x10;
      assert.equal(parseWalHeader(broken), null, `byte ${at}`);
    }
    for (const pageSizeBytes of [256, 513, 131072]) assert.equal(parseWalHeader(encode([], { pageSizeBytes })), null);
  });
});

import * as assert from 'node:assert/strict';
import { PageReader } from '../../../../src/io/sqlite/pageReader';
import type { MainFile, Snapshot } from '../../../../src/io/sqlite/snapshot';
import { SnapshotMoved } from '../../../../src/io/sqlite/snapshotMoved';

const PAGE = 4096;

/** A main file that records what is read of it; each page is filled with its number's low byte. */
function fakeMain(): { readonly main: MainFile; readonly reads: [first: number, pages: number][] } {
  const reads: [number, number][] = [];
  const main: MainFile = {
    identity: 'main',
    read(into, offset, length, position) {
      reads.push([position / PAGE + 1, length / PAGE]);
      for (let i = 0; i < length; i += PAGE) into.fill(((position + i) / PAGE + 1) & 255, offset + i, offset + i + PAGE);
      return length;
    },
    statOpen: () => assert.fail('not asked'),
  };
  return { main, reads };
}

function fakeSnapshot(check: Snapshot['check'] = () => null): Snapshot {
  return {
    mode: 'wal',
    token: 'a token',
    geometry: null,
    overlaidBetween: () => 0,
    overlays: (page) => page === 7,
    readOverlay: (_page, into) => void into.fill(200),
    check,
  };
}

describe('PageReader', () => {
  it('reads one page at random, and ahead where reads go on', () => {
    const { main, reads } = fakeMain();
    const pages = new PageReader(1 << 20, true);
    pages.begin(main, fakeSnapshot(), PAGE, 10_000, false);
    for (const page of [500, 9000, 4000, 4001, 4002, 4003, 4004]) assert.equal(pages.page(page)[0], page & 255);
    assert.deepEqual(reads, [[500, 1], [9000, 1], [4000, 1], [4001, 2], [4003, 4]]);
  });

  it('reads ahead downward where reads go down, and nothing twice', () => {
    const { main, reads } = fakeMain();
    const pages = new PageReader(1 << 20, true);
    pages.begin(main, fakeSnapshot(), PAGE, 10_000, false);
    for (let page = 4000; page > 3992; page--) assert.equal(pages.page(page)[0], page & 255);
    assert.deepEqual(reads, [[4000, 1], [3998, 2], [3994, 4], [3986, 8]]);
    const lockPage = 2 ** 30 / PAGE + 1;
    pages.begin(main, fakeSnapshot(), PAGE, lockPage + 100, false);
    reads.length = 0;
    for (let page = lockPage + 5; page >= lockPage - 5; page--) pages.page(page);
    for (const [first, count] of reads) assert.ok(first > lockPage || first + count - 1 < lockPage, `${first}, ${count} pages`);
    pages.begin(main, fakeSnapshot(), PAGE, 100, false);
    reads.length = 0;
    for (let page = 4; page >= 1; page--) assert.equal(pages.page(page)[0], page);
    for (const [first] of reads) assert.ok(first >= 1);
  });

  it('never reads beyond the end, nor the lock-byte page', () => {
    const { main, reads } = fakeMain();
    const lockPage = 2 ** 30 / PAGE + 1;
    const pages = new PageReader(1 << 20, true);
    pages.begin(main, fakeSnapshot(), PAGE, lockPage + 9, false);
    for (let page = lockPage - 40; page <= lockPage + 9; page++) {
      assert.equal(pages.page(page)[0], page === lockPage ? 0 : page & 255);
    }
    assert.ok(reads.length > 3);
    for (const [first, count] of reads) {
      assert.ok(first + count - 1 < lockPage || first > lockPage, `${first} and ${count - 1} more`);
      assert.ok(first + count - 1 <= lockPage + 9);
    }
  });

  it('serves the layer before the main file', () => {
    const { main, reads } = fakeMain();
    const pages = new PageReader(1 << 20, true);
    pages.begin(main, fakeSnapshot(), PAGE, 100, false);
    assert.equal(pages.page(7)[PAGE - 1], 200);
    assert.deepEqual(reads, []);
  });

  it('stays moved until the next snapshot, whoever catches the error', () => {
    const { main } = fakeMain();
    const pages = new PageReader(1 << 20, true);
    const conflict = { reason: 'newer', mayBeNewer: (page: number) => page === 20, clears: () => false };
    pages.begin(main, fakeSnapshot(() => conflict), PAGE, 100, false);
    pages.page(20);
    assert.throws(() => pages.prove(), SnapshotMoved);
    assert.throws(() => pages.page(50), SnapshotMoved);
    assert.throws(() => pages.prove(), SnapshotMoved);
    pages.begin(main, fakeSnapshot(), PAGE, 100, true);
    assert.equal(pages.page(50)[0], 50);
    pages.prove();
  });

  it('keeps proven pages, and of a doubtful stretch only those beyond doubt', () => {
    const { main, reads } = fakeMain();
    const pages = new PageReader(1 << 20, true);
    let newer = -1;
    const suspicion = { reason: 'newer', mayBeNewer: (page: number) => page === newer, clears: () => false };
    pages.begin(main, fakeSnapshot(() => suspicion), PAGE, 1000, false);
    pages.page(20);
    pages.page(21);
    newer = 22; // read ahead with 21, not served
    pages.prove();
    newer = -1;
    reads.length = 0;
    pages.begin(main, fakeSnapshot(() => suspicion), PAGE, 1000, true);
    pages.page(20);
    pages.page(21);
    assert.deepEqual(reads, []);
    pages.page(22);
    assert.equal(reads.length, 1);
  });

  it('drops what was not proven, and everything when nothing may be kept', () => {
    const { main, reads } = fakeMain();
    const pages = new PageReader(1 << 20, true);
    const read = (page: number): number => {
      reads.length = 0;
      pages.page(page);
      return reads.length;
    };
    pages.begin(main, fakeSnapshot(), PAGE, 1000, false);
    read(20);
    pages.prove();
    read(500);
    pages.begin(main, fakeSnapshot(), PAGE, 1000, true);
    assert.deepEqual([read(20), read(500)], [0, 1]);
    pages.begin(main, fakeSnapshot(), PAGE, 1000, false);
    assert.equal(read(20), 1);
  });

  it('proves by itself before too much piles up, and believes a second look that clears a page', () => {
    const { main } = fakeMain();
    let checks = 0;
    const cleared = { reason: 'newer', mayBeNewer: () => true, clears: () => true };
    const pages = new PageReader(1 << 20, true);
    pages.begin(
      main,
      fakeSnapshot(() => {
        checks++;
        return cleared;
      }),
      PAGE,
      1_000_000,
      false,
    );
    for (let i = 1; i <= 500; i++) pages.page(i * 1000);
    assert.ok(checks >= 5);
  });
});

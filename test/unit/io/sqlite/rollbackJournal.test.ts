import * as assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeFiles } from '../../../../src/io/files';
import type { ReadFiles } from '../../../../src/io/files';
import { RollbackJournal } from '../../../../src/io/sqlite/rollbackJournal';
import { SideFile } from '../../../../src/io/sqlite/sideFile';
import { useSetup } from './setup';

const PAGE = 512;
const SECTOR = 512;
const MAGIC = Buffer.from('d9d505f920a163d7', 'hex');

function header(recordCount: number, nonce = 77): Buffer {
  const bytes = Buffer.alloc(SECTOR);
  MAGIC.copy(bytes);
  [recordCount, nonce, 40, SECTOR, PAGE].forEach((value, i) => bytes.writeUInt32BE(value >>> 0, 8 + 4 * i));
  return bytes;
}

function record(page: number, fill: number, nonce = 77): Buffer {
  const bytes = Buffer.alloc(PAGE + 8, fill);
  bytes.writeUInt32BE(page, 0);
  let sum = nonce;
  for (let i = PAGE - 200; i > 0; i -= 200) sum += bytes[4 + i]!;
  bytes.writeUInt32BE(sum >>> 0, PAGE + 4);
  return bytes;
}

/** Fills up to the next sector, where the next segment begins. */
function segment(...parts: Buffer[]): Buffer {
  const bytes = Buffer.concat(parts);
  return Buffer.concat([bytes, Buffer.alloc((SECTOR - (bytes.length % SECTOR)) % SECTOR)]);
}

describe('RollbackJournal', () => {
  const setup = useSetup();
  let file: SideFile;
  const write = (...parts: Buffer[]): void => writeFileSync(`${setup.path}-journal`, Buffer.concat(parts));
  const find = (): RollbackJournal | null => RollbackJournal.find(nodeFiles, file);
  const fillOf = (journal: RollbackJournal, page: number): number | null => {
    if (!journal.has(page)) return null;
    const into = Buffer.alloc(PAGE);
    assert.equal(journal.readOriginal(page, into), true);
    assert.equal(into.every((byte) => byte === into[0]), true);
    return into[0]!;
  };
  beforeEach(() => {
    file = new SideFile(nodeFiles, `${setup.path}-journal`);
  });
  afterEach(() => file.release());

  it('reads counted segments one after the other, and the first original of a page', () => {
    write(segment(header(2), record(3, 30), record(5, 50)), segment(header(2), record(3, 31), record(7, 70)));
    const journal = find()!;
    assert.equal(journal.extend(), true);
    assert.deepEqual([3, 5, 7, 8].map((page) => fillOf(journal, page)), [30, 50, 70, null]);
    assert.deepEqual([journal.pageCount, journal.pageSizeBytes], [40, PAGE]);
  });

  it('goes on in an uncounted segment whose tail was half a record', () => {
    const whole = [header(0xffffffff), record(3, 30), record(5, 50), record(7, 70)];
    const bytes = Buffer.concat(whole);
    write(bytes.subarray(0, bytes.length - PAGE - 200));
    const journal = find()!;
    assert.equal(journal.extend(), true);
    assert.deepEqual([3, 5, 7].map((page) => journal.has(page)), [true, false, false]);
    write(...whole);
    assert.equal(journal.extend(), true);
    assert.deepEqual([3, 5, 7].map((page) => fillOf(journal, page)), [30, 50, 70]);
  });

  it('goes on when a segment that was not yet counted is counted', () => {
    write(segment(header(1), record(3, 30)), segment(header(0), record(5, 50)));
    const journal = find()!;
    journal.extend();
    assert.equal(journal.has(5), false);
    write(segment(header(1), record(3, 30)), segment(header(1), record(5, 50)), segment(header(1), record(7, 70)));
    journal.extend();
    assert.deepEqual([3, 5, 7].map((page) => fillOf(journal, page)), [30, 50, 70]);
  });

  it('takes nothing from a broken record on, nor from records of another transaction', () => {
    const broken = record(5, 50);
    broken[PAGE + 7]! ^= 1;
    write(segment(header(3), record(3, 30), broken, record(7, 70)));
    const journal = find()!;
    journal.extend();
    assert.deepEqual([3, 5, 7].map((page) => journal.has(page)), [true, false, false]);
    write(segment(header(2), record(3, 30), record(5, 50, 78)));
    const second = find()!;
    second.extend();
    assert.deepEqual([3, 5].map((page) => second.has(page)), [true, false]);
  });

  it('knows that its transaction is over: gone, emptied, zeroed, or another one', () => {
    const over = [Buffer.alloc(0), Buffer.alloc(SECTOR), header(1, 78)];
    for (const next of over) {
      write(segment(header(1), record(3, 30)));
      const journal = find()!;
      assert.equal(journal.extend(), true);
      write(next);
      assert.equal(journal.extend(), false);
    }
  });

  it('knows that its transaction ended while its records were read', () => {
    write(segment(header(0xffffffff), record(3, 30)));
    let nextBeginsAt = Infinity;
    let reads = 0;
    const files: ReadFiles = {
      ...nodeFiles,
      read(fd, into, offset, length, position) {
        if (++reads === nextBeginsAt) write(segment(header(0xffffffff, 78), record(9, 90, 78)));
        return nodeFiles.read(fd, into, offset, length, position);
      },
    };
    const racing = new SideFile(files, file.path);
    try {
      const journal = RollbackJournal.find(files, racing)!;
      // The first read of `extend` is the header; the next transaction takes the file over right after it.
      nextBeginsAt = reads + 2;
      assert.equal(journal.extend(), false);
    } finally {
      racing.release();
    }
  });

  it('is not there when empty, short, zeroed, garbage or absurd', () => {
    assert.equal(find(), null);
    const absurd = header(1);
    absurd.writeUInt32BE(100, 24);
    for (const bytes of [Buffer.alloc(0), header(1).subarray(0, 20), Buffer.alloc(600), Buffer.alloc(600, 7), absurd]) {
      write(bytes);
      assert.equal(find(), null);
    }
  });

  it('is committed once its super-journal is gone', () => {
    const name = Buffer.from(join(setup.folder, 'super-journal'));
    const tail = Buffer.alloc(16);
    tail.writeUInt32BE(name.length, 0);
    MAGIC.copy(tail, 8);
    write(segment(header(1), record(3, 30)), name, tail);
    assert.equal(find(), null);
    writeFileSync(name.toString(), '');
    assert.notEqual(find(), null);
  });
});

import * as assert from 'node:assert/strict';
import { parseDatabaseHeader, presentPageOne, schemaDigest } from '../../../../src/io/sqlite/databaseHeader';
import { build, tableSql, useSetup } from './setup';

describe('the database header', () => {
  const setup = useSetup();

  it('tells page size and page count, and when the count cannot be believed', () => {
    const bytes = build(setup.sqlJs, `PRAGMA page_size=65536; ${tableSql(1000)}`);
    const pageCount = bytes.length / 65536;
    assert.deepEqual(parseDatabaseHeader(bytes), { pageSizeBytes: 65536, pageCount });
    bytes.writeUInt32BE(bytes.readUInt32BE(24) + 1, 24);
    assert.deepEqual(parseDatabaseHeader(bytes), { pageSizeBytes: 65536, pageCount: null });
  });

  it('is presented without WAL mode, with our size and counter, and otherwise as it is', () => {
    const original = build(setup.sqlJs, tableSql(10)).subarray(0, 4096).fill(2, 18, 20);
    const presented = presentPageOne(original, 77, 12345);
    assert.deepEqual([...presented.subarray(18, 20)], [1, 1]);
    assert.deepEqual([24, 28, 92].map((at) => presented.readUInt32BE(at)), [12345, 77, 12345]);
    presented.fill(2, 18, 20);
    for (const at of [24, 28, 92]) original.copy(presented, at, at, at + 4);
    assert.deepEqual(presented, original);
  });

  it('has a digest of the schema that ordinary commits leave alone', () => {
    const page = build(setup.sqlJs, tableSql(10)).subarray(0, 4096);
    const digest = schemaDigest(page);
    const later = Buffer.from(page);
    for (const at of [24, 28, 32, 36, 92, 96]) later.writeUInt32BE(4711, at);
    later.fill(2, 18, 20);
    assert.equal(schemaDigest(later), digest);
    const altered = Buffer.from(page);
    altered.writeUInt32BE(4711, 40);
    assert.notEqual(schemaDigest(altered), digest);
    assert.notEqual(schemaDigest(build(setup.sqlJs, 'CREATE TABLE t(n INTEGER, pad TEXT)').subarray(0, 4096)), digest);
  });
});

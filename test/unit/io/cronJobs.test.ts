import * as assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CronNamesReader, parseCronNames } from '../../../src/io/cronJobs';
import { errorOf } from './memoryFiles';
import { TracedFiles } from './tracedFiles';

describe('parseCronNames', () => {
  it('reads the object, the bare list, and what is good of both', () => {
    const job = { id: 'abc123', name: 'Morning report' };
    const expected = [['abc123', 'Morning report']];
    assert.deepEqual([...parseCronNames(JSON.stringify({ jobs: [job], updated_at: 'x' }))], expected);
    assert.deepEqual(
      [...parseCronNames(JSON.stringify([job, null, { id: 'x' }, { name: 'y' }, { id: 'z', name: ' ' }]))],
      expected,
    );
    assert.deepEqual([...parseCronNames(JSON.stringify([job, { id: 'x' }]).slice(0, -5))], expected);
    for (const text of ['', '{', '7', '{"jobs": {}}', '\0']) assert.equal(parseCronNames(text).size, 0, text);
  });
});

describe('CronNamesReader', () => {
  let dir: string;
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'hs-'));
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  it('reads again only what changed, and gives the same map while the names are the same', () => {
    const files = new TracedFiles();
    const path = join(dir, 'jobs.json');
    const reader = new CronNamesReader(path, files);
    const none = reader.read();
    assert.equal(none.size, 0);
    writeFileSync(path, '[{"id": "a", "name": "A"}]');
    const names = reader.read();
    assert.deepEqual([...names], [['a', 'A']]);
    files.reset();
    assert.equal(reader.read(), names);
    assert.deepEqual(files.opened, []);
    writeFileSync(path, '[{"id": "a", "name": "A", "enabled": true}]');
    assert.equal(reader.read(), names);
    assert.equal(files.opened.length, 1);
    writeFileSync(path, '[{"id": "a", "name": "B"}]');
    assert.deepEqual([...reader.read()], [['a', 'B']]);
    files.before = () => {
      throw errorOf('EACCES');
    };
    assert.equal(reader.read().size, 0);
    files.before = () => undefined;
    assert.deepEqual([...reader.read()], [['a', 'B']]);
    rmSync(path);
    assert.equal(reader.read().size, 0);
    assert.equal(files.openHandles, 0);
  });
});

import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { nodeFiles } from '../../../../src/io/files';
import type { ReadFiles } from '../../../../src/io/files';
import { native, sum, sumOf, tableSql, useSetup } from './setup';

/** Counts the handles that are open, by path. */
function countedFiles(): { readonly files: ReadFiles; readonly open: Map<number, string> } {
  const open = new Map<number, string>();
  const files: ReadFiles = {
    ...nodeFiles,
    open(path) {
      const fd = nodeFiles.open(path);
      open.set(fd, path);
      return fd;
    },
    close(fd) {
      open.delete(fd);
      nodeFiles.close(fd);
    },
  };
  return { files, open };
}

describe('handles and memory', () => {
  const setup = useSetup();

  it('between reads only the main file is held, and after close nothing', () => {
    native(setup.path, `db.exec("PRAGMA journal_mode=WAL"); db.exec(${JSON.stringify(tableSql(300))})`, 'killed');
    const { files, open } = countedFiles();
    const db = setup.open({ files });
    for (const use of [() => db.token(), () => sum(db), () => assert.throws(() => db.read((reader) => reader.all('no SQL')))]) {
      use();
      assert.deepEqual([...open.values()], [setup.path]);
    }
    db.close();
    assert.deepEqual([...open.values()], []);
    assert.equal(sum(db), sumOf(300));
    fs.rmSync(setup.path);
    assert.throws(() => sum(db));
    db.close();
    assert.deepEqual([...open.values()], []);
  });

  it('do not grow over a thousand refreshes, changed or not', function () {
    this.timeout(60_000);
    native(setup.path, `db.exec("PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0"); db.exec(${JSON.stringify(tableSql(2000))})`, 'killed');
    const { files, open } = countedFiles();
    const db = setup.open({ files });
    const wal = fs.readFileSync(`${setup.path}-wal`);
    const refresh = (i: number): void => {
      // A WAL that comes and goes: another generation, another snapshot, another parse of everything.
      if (i % 3 === 0) fs.writeFileSync(`${setup.path}-wal`, wal);
      db.token();
      assert.equal(sum(db), sumOf(2000));
      if (i % 50 === 0) db.close();
    };
    const handles = (): number => (process.platform === 'linux' ? fs.readdirSync('/proc/self/fd').length : open.size);
    for (let i = 1; i <= 100; i++) refresh(i);
    const [handlesBefore, memoryBefore] = [handles(), process.memoryUsage()];
    for (let i = 101; i <= 1100; i++) refresh(i);
    assert.ok(handles() <= handlesBefore, `${handles()} handles, ${handlesBefore} before`);
    assert.ok(open.size <= 1);
    const grown = (process.memoryUsage().arrayBuffers + process.memoryUsage().external - memoryBefore.arrayBuffers - memoryBefore.external) >> 20;
    assert.ok(grown < 32, `${grown} MiB more`);
  });
});

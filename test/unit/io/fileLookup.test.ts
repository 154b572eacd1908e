import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileLookup, type LookupOptions } from '../../../src/io/fileLookup';

function lookup(options: Partial<LookupOptions> = {}): { files: FileLookup; looks: string[]; clock: { now: number } } {
  const looks: string[] = [];
  const clock = { now: 0 };
  const files = new FileLookup({
    rules: () => ({ platform: 'linux', homedir: '/home/ann', folders: [] }),
    mountInfo: async () => '22 1 0:1 / / rw - ext4 disk rw\n30 22 0:2 / /mnt/nas rw - nfs4 x:/ rw',
    isFile: async (path) => (looks.push(path), path.endsWith('there.ts')),
    now: () => clock.now,
    ...options,
  });
  return { files, looks, clock };
}

describe('FileLookup', () => {
  it('finds the first that is there, and remembers for a while what it saw', async () => {
    const { files, looks, clock } = lookup();
    assert.equal(await files.find('there.ts', ['/a', '/b']), '/a/there.ts');
    assert.equal(await files.find('gone.ts', ['/a', '/b']), null);
    assert.deepEqual(looks, ['/a/there.ts', '/a/gone.ts', '/b/gone.ts']);
    await files.find('gone.ts', ['/a', '/b']);
    assert.equal(looks.length, 3);
    clock.now = 60_000;
    await files.find('gone.ts', ['/a', '/b']);
    assert.equal(looks.length, 5);
  });

  it('never looks at another machine', async () => {
    const { files, looks } = lookup();
    for (const path of ['/mnt/nas/there.ts', '//server/there.ts', '/dev/there.ts']) assert.equal(await files.find(path, []), null);
    assert.deepEqual(looks, []);
  });

  it('looks at a few at a time, and does not wait for one that hangs', async () => {
    let most = 0;
    let now = 0;
    const release: (() => void)[] = [];
    const { files } = lookup({
      isFile: async () => {
        most = Math.max(most, ++now);
        await new Promise<void>((resolve) => release.push(resolve));
        now -= 1;
        return true;
      },
    });
    const found = Array.from({ length: 6 }, (_, i) => files.find(`/x/${i}.ts`, []));
    // The first four hang: they are given up, and the other two still have no place.
    assert.deepEqual(await Promise.all(found.slice(0, 4)), [null, null, null, null]);
    assert.equal(most, 4);
    for (let i = 0; i < 6; i++) {
      await new Promise(setImmediate);
      release.shift()?.();
      await new Promise(setImmediate);
    }
    assert.deepEqual(await Promise.all(found.slice(4)), ['/x/4.ts', '/x/5.ts']);
    assert.equal(most, 4);
  });

  it('takes only ordinary files', async () => {
    const root = fs.mkdtempSync(join(tmpdir(), 'hs-files-'));
    try {
      fs.writeFileSync(join(root, 'a.ts'), '');
      fs.mkdirSync(join(root, 'dir.ts'));
      const rules = (): ReturnType<LookupOptions['rules']> => ({ platform: process.platform, homedir: homedir(), folders: [root] });
      const files = new FileLookup({ rules });
      assert.equal(await files.find('a.ts', [root]), join(root, 'a.ts'));
      assert.equal(await files.find('dir.ts', [root]), null);
      assert.equal(await files.find('none.ts', [root]), null);
    } finally {
      fs.rmSync(root, { recursive: true, force: true });
    }
  });
});

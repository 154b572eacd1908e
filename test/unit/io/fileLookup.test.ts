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

  /** Looks that hang until they are released, one a path; those under /quick do not. */
  function hanging(): { files: FileLookup; looks: string[]; release: Map<string, () => void>; most: () => number } {
    const release = new Map<string, () => void>();
    const looks: string[] = [];
    let [now, most] = [0, 0];
    const { files } = lookup({
      isFile: async (path) => {
        looks.push(path);
        most = Math.max(most, ++now);
        if (!path.startsWith('/quick')) await new Promise<void>((resolve) => release.set(path, resolve));
        now -= 1;
        return true;
      },
    });
    return { files, looks, release, most: () => most };
  }

  it('looks at a few at a time, waits for none that hangs, and goes on elsewhere meanwhile', async () => {
    const { files, looks, release, most } = hanging();
    const dead = files.find('/dead/a.ts', []);
    const quick = Array.from({ length: 9 }, (_, i) => files.find(`/quick/${i}.ts`, []));
    assert.deepEqual(await Promise.all(quick), quick.map((_, i) => `/quick/${i}.ts`));
    assert.equal(await dead, null);
    assert.ok(most() <= 3);
    // While it hangs neither it nor its neighbour takes another place; and what is further on is not taken for it.
    assert.deepEqual([await files.find('/dead/a.ts', []), await files.find('b.ts', ['/dead', '/quick'])], [null, null]);
    assert.deepEqual(looks.filter((path) => path.startsWith('/dead')), ['/dead/a.ts']);
    // Over at last, it is asked again.
    release.get('/dead/a.ts')!();
    await new Promise(setImmediate);
    const again = files.find('/dead/a.ts', []);
    await new Promise(setImmediate);
    release.get('/dead/a.ts')!();
    assert.equal(await again, '/dead/a.ts');
  });

  it('keeps nobody waiting where all looks hang, begins none then, and goes on when one ends', async () => {
    const { files, looks, release, most } = hanging();
    const found = Array.from({ length: 6 }, (_, i) => files.find(`/x${i}/a.ts`, []));
    assert.deepEqual(await Promise.all(found), found.map(() => null));
    assert.equal(await files.find('/quick/a.ts', []), null);
    assert.deepEqual([looks.length, most()], [3, 3]);
    release.get('/x1/a.ts')!();
    await new Promise(setImmediate);
    assert.equal(await files.find('/quick/a.ts', []), '/quick/a.ts');
    // A look that fails is an answer.
    for (const path of ['/x0/a.ts', '/x2/a.ts']) release.get(path)!();
    await new Promise(setImmediate);
    const failing = lookup({ isFile: async () => Promise.reject(new Error('no')) }).files;
    assert.equal(await failing.find('/y.ts', []), null);
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

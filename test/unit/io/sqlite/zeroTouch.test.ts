import * as assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { projectRoot } from '../../../support/nativeNode';
import { build, native, tableSql, useSetup, WASM_PATH } from './setup';

const SOURCES = join(projectRoot(), 'test', 'unit', 'io', 'sqlite');
/** A user without privileges: another one when the tests run as root, else the one who runs them. */
const UNPRIVILEGED = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};

/** What the child runs, in a folder that anybody may read: the project itself may lie in a private home. */
let tools = '';

interface TracedCall {
  readonly name: string;
  readonly path: string;
  readonly flags?: number | string;
}

/** Runs the reader over a database in a process of its own. */
function readInChild(path: string, user: { uid?: number; gid?: number } = {}): { calls: TracedCall[]; said: string[] } {
  const args = ['--require', join(tools, 'traceFs.cjs'), join(tools, 'readChild.js'), join(tools, 'sql-wasm.wasm'), path];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', cwd: '/', ...user });
  assert.equal(status, 0, stderr);
  return { calls: JSON.parse(stdout) as TracedCall[], said: stderr.split('\n').filter((line) => line !== '') };
}

/** Everything that a write, a lock file or a checkpoint would change. Access times do change by reading. */
function describeFolder(folder: string): unknown[] {
  const entries = ['.', ...fs.readdirSync(folder)].sort();
  return entries.map((name) => {
    const path = join(folder, name);
    const { ino, size, mtimeNs, ctimeNs, mode, nlink } = fs.statSync(path, { bigint: true });
    const hash = fs.statSync(path).isFile() ? createHash('sha256').update(fs.readFileSync(path)).digest('hex') : '';
    return { name, ino, size, mtimeNs, ctimeNs, mode, nlink, hash };
  });
}

function assertOnlyReads(calls: readonly TracedCall[], database: string): void {
  const writing = fs.constants.O_WRONLY | fs.constants.O_RDWR | fs.constants.O_CREAT | fs.constants.O_TRUNC | fs.constants.O_APPEND;
  for (const { name, path, flags } of calls) {
    assert.match(name, /^open/, `${name} ${path}`);
    assert.equal(typeof flags, 'number', `${name} ${path} ${flags}`);
    assert.equal((flags as number) & writing, 0, `${path} opened with ${flags}`);
  }
  assert.ok(calls.some((call) => call.path === database), 'the database was never opened: nothing was proven');
}

describe('zero touch', () => {
  const setup = useSetup();
  before(() => {
    tools = fs.mkdtempSync(join(tmpdir(), 'hs-'));
    fs.chmodSync(tools, 0o755);
    buildSync({
      entryPoints: [join(SOURCES, 'readChild.ts')],
      outfile: join(tools, 'readChild.js'),
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'cjs',
    });
    fs.copyFileSync(join(SOURCES, 'traceFs.cjs'), join(tools, 'traceFs.cjs'));
    fs.copyFileSync(WASM_PATH, join(tools, 'sql-wasm.wasm'));
  });
  after(() => fs.rmSync(tools, { recursive: true, force: true }));

  const states: Record<string, () => void> = {
    'WAL with frames': () => {
      native(setup.path, `db.exec("PRAGMA journal_mode=WAL"); db.exec(${JSON.stringify(tableSql(300))})`, 'killed');
      assert.deepEqual(fs.readdirSync(setup.folder).sort(), ['state.db', 'state.db-shm', 'state.db-wal']);
    },
    'WAL mode, closed: no -wal, no -shm': () => {
      native(setup.path, `db.exec("PRAGMA journal_mode=WAL"); db.exec(${JSON.stringify(tableSql(300))})`);
      assert.deepEqual(fs.readdirSync(setup.folder), ['state.db']);
      assert.equal(fs.readFileSync(setup.path)[18], 2);
    },
    'DELETE mode': () => fs.writeFileSync(setup.path, build(setup.sqlJs, tableSql(300))),
    'hot journal': () => {
      native(setup.path, `db.exec("PRAGMA journal_mode=DELETE"); db.exec(${JSON.stringify(tableSql(3000))})`);
      native(setup.path, `db.exec("PRAGMA cache_size=5; BEGIN; UPDATE t SET pad = 'uncommitted'")`, 'killed');
      assert.deepEqual(fs.readdirSync(setup.folder), ['state.db', 'state.db-journal']);
    },
    'damaged pages': () => fs.writeFileSync(setup.path, build(setup.sqlJs, tableSql(300)).fill(7, 5000, 9000)),
    'not a database': () => fs.writeFileSync(setup.path, 'text'.repeat(3000)),
  };

  for (const [name, make] of Object.entries(states)) {
    it(`reading leaves no trace: ${name}`, () => {
      make();
      const before = describeFolder(setup.folder);
      const { calls } = readInChild(setup.path);
      assertOnlyReads(calls, setup.path);
      assert.deepEqual(describeFolder(setup.folder), before);
    });
  }

  describe('where nothing may be written, as a person without privileges', () => {
    beforeEach(() => fs.chmodSync(setup.folder, 0o755));

    it('a database in WAL mode just reads, with and without its WAL', () => {
      for (const end of ['killed', 'closed'] as const) {
        native(setup.path, `db.exec("PRAGMA journal_mode=WAL"); db.exec(${JSON.stringify(`DROP TABLE IF EXISTS t; ${tableSql(300)}`)})`, end);
        for (const entry of fs.readdirSync(setup.folder)) fs.chmodSync(join(setup.folder, entry), 0o444);
        fs.chmodSync(setup.folder, 0o555);
        assertRefused(`fs.writeFileSync(${JSON.stringify(join(setup.folder, 'probe'))}, '')`);
        const before = describeFolder(setup.folder);
        const { calls, said } = readInChild(setup.path, UNPRIVILEGED);
        assert.deepEqual(said, []);
        assertOnlyReads(calls, setup.path);
        assert.deepEqual(describeFolder(setup.folder), before);
        fs.chmodSync(setup.folder, 0o755);
        for (const entry of fs.readdirSync(setup.folder)) fs.chmodSync(join(setup.folder, entry), 0o644);
      }
    });

    it('a database, a WAL or a folder that may not be read is db_permission, never half an answer', () => {
      native(setup.path, `db.exec("PRAGMA journal_mode=WAL"); db.exec(${JSON.stringify(tableSql(300))})`, 'killed');
      for (const secret of [setup.path, `${setup.path}-wal`]) {
        fs.chmodSync(secret, 0o000);
        assertRefused(`fs.readFileSync(${JSON.stringify(secret)})`);
        assert.deepEqual(readInChild(setup.path, UNPRIVILEGED).said, ['db_permission EACCES', 'db_permission EACCES']);
        fs.chmodSync(secret, 0o644);
      }
      fs.chmodSync(setup.folder, 0o000);
      assertRefused(`fs.readdirSync(${JSON.stringify(setup.folder)})`);
      assert.deepEqual(readInChild(setup.path, UNPRIVILEGED).said, ['db_permission EACCES', 'db_permission EACCES']);
      fs.chmodSync(setup.folder, 0o755);
    });
  });
});

/** Fails unless the kernel refuses it to the unprivileged user: otherwise the test around it would prove nothing. */
function assertRefused(statement: string): void {
  const script = `try { ${statement}; } catch (error) { process.exit(error.code === 'EACCES' ? 42 : 1); }`;
  const { status } = spawnSync(process.execPath, ['-e', script], { cwd: '/', ...UNPRIVILEGED });
  assert.equal(status, 42, `the kernel did not refuse: ${statement}`);
}

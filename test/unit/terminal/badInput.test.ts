import * as assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { FixtureDatabase, testSql } from '../../support/fixtureDatabase';
import { runUnprivileged } from '../io/unprivileged';
import { assertNoStack, type BadPlaces, sessions, useBadPlaces } from './badPlaces';
import { stateOf, type Command } from './command';

describe('the terminal command with bad input', function () {
  // Programs are started; a busy machine takes its time.
  this.timeout(120_000);

  let places: BadPlaces;
  let command: Command;
  useBadPlaces((made) => {
    places = made;
    command = made.command;
  });

  /** The command must fail with one sentence that names the path, for `list` and for `show`, and touch nothing. */
  const refuses = async (path: string, why: RegExp): Promise<void> => {
    const before = stateOf(places.root);
    const results = await Promise.all([['list'], ['show', 's1']].map((args) => command.run([...args, '--db', path])));
    for (const { code, stdout, stderr } of results) {
      assert.equal(code, 74, stderr);
      assert.equal(stdout, '');
      assert.match(stderr, why);
      assert.equal(stderr.trimEnd().split('\n').length, 1, stderr);
      assert.ok(stderr.includes(path), `${stderr} does not name ${path}`);
      assertNoStack(stderr);
    }
    assert.deepEqual(stateOf(places.root), before);
  };

  it('says that there is no file', () =>
    refuses(places.place(), /^There is no database at .*look for copies beside it\.$/m));
  it('says that there is no folder', () =>
    refuses(join(dirname(places.place()), 'below', 'state.db'), /^There is no database at/));
  it('says that it is a folder', async () => {
    const path = places.place();
    fs.mkdirSync(path);
    await refuses(path, /is a folder, not a database\. Name the file state\.db in it\.$/m);
  });
  it('says that it is empty', () =>
    refuses(places.place({ 'state.db': Buffer.alloc(0) }), /is empty \(0 bytes\)\. If it held/));
  it('says that only zeros are left', async () => {
    await refuses(places.place({ 'state.db': Buffer.alloc(8192) }), /holds only zeros at its start/);
    const header = Buffer.from(places.good);
    header.fill(0, 0, 100);
    await refuses(places.place({ 'state.db': header }), /holds only zeros at its start/);
  });
  it('says that the first page is not that of a database', async () => {
    const clobbered = Buffer.from(places.good);
    clobbered.fill('clobbered', 0, 4096);
    await refuses(places.place({ 'state.db': clobbered }), /its first page is not that of a database/);
    await refuses(
      places.place({ 'state.db': Buffer.from('Dear diary\n'.repeat(1000)) }),
      /its first page is not that of a database/,
    );
    await refuses(places.place({ 'state.db': Buffer.from('x') }), /state\.db/);
  });
  it('says that it is cut off in its first page', async () => {
    await refuses(
      places.place({ 'state.db': places.good.subarray(0, 60) }),
      /is cut off: not even its first page is whole/,
    );
    await refuses(
      places.place({ 'state.db': places.good.subarray(0, 1000) }),
      /is damaged, and what was asked for lies in the damaged part/,
    );
  });
  it('says that it is the database of something else', async () => {
    const sql = await testSql();
    const other = new sql.Database();
    other.run('CREATE TABLE urls (id INTEGER PRIMARY KEY, url TEXT)');
    await refuses(
      places.place({ 'state.db': other.export() }),
      /is a database, but not one of Hermes: it has no sessions in it/,
    );
    other.run('CREATE TABLE sessions (id, secret)');
    await refuses(places.place({ 'state.db': other.export() }), /not one of Hermes/);
    other.close();
  });
  it('says that a link leads nowhere, or in a circle', async () => {
    const dangling = places.place();
    fs.symlinkSync('gone.db', dangling);
    await refuses(dangling, /is a link to a file that is not there/);
    const circle = places.place();
    fs.symlinkSync('state.db', circle);
    await refuses(circle, /is a link that leads in a circle/);
  });
  it('does not wait for a pipe or a socket', async () => {
    const pipe = places.place();
    execFileSync('mkfifo', [pipe]);
    await refuses(pipe, /is not an ordinary file/);
    assert.match((await command.run(['list', '--db', '/dev/zero'])).stderr, /^\/dev\/zero is not an ordinary file/);
  });
  it('says that a log without its database is left', async () => {
    const path = places.place();
    (await sessions(1)).toFileWithWal(path, () => undefined);
    fs.rmSync(path);
    fs.writeFileSync(`${path}-wal`, Buffer.alloc(4152, 7));
    await refuses(
      path,
      /There is no database at .*, only its log \(4\.1 KB\)\. Keep a copy of the log before you start Hermes/,
    );
    fs.writeFileSync(path, '');
    await refuses(path, /is empty \(0 bytes\), but its log holds 4\.1 KB/);
  });
  it('says that permission is missing, of the database or of its log', () => {
    const walMode = Buffer.from(places.good);
    walMode.fill(2, 18, 20);
    const path = places.place({ 'state.db': walMode });
    fs.chmodSync(places.root, 0o755);
    fs.chmodSync(command.dir, 0o755);
    fs.chmodSync(path, 0o000);
    const run = `const { status, stdout, stderr } = require('node:child_process').spawnSync(process.execPath, [input.cli, 'list', '--db', input.db], { encoding: 'utf8', timeout: 60000 });
      return { status, stdout, stderr };`;
    const result = runUnprivileged<{ status: number; stdout: string; stderr: string }>(
      run,
      { cli: command.path, db: path },
      path,
    );
    assert.deepEqual({ ...result, stderr: '' }, { status: 74, stdout: '', stderr: '' });
    assert.match(
      result.stderr,
      /state\.db cannot be read: permission denied\. Give your user read access to .*state\.db\.\n$/,
    );
    fs.chmodSync(path, 0o644);
    fs.writeFileSync(`${path}-wal`, Buffer.alloc(4152, 7), { mode: 0o000 });
    const log = runUnprivileged<{ status: number; stderr: string }>(
      run,
      { cli: command.path, db: path },
      `${path}-wal`,
    );
    assert.equal(log.status, 74);
    assert.match(
      log.stderr,
      /state\.db-wal cannot be read: permission denied\. Give your user read access to .*-wal\.\n$/,
    );
  });
  it('reads paths with any characters', async () => {
    const names = [
      'a b',
      'what?',
      'half#way',
      '100%',
      '%20',
      '日本',
      'näh',
      "it's",
      '"',
      '$HOME',
      'file:state.db?mode=rw',
      '-dash',
    ];
    const folder = dirname(places.place());
    for (const name of names) {
      fs.mkdirSync(join(folder, name));
      fs.writeFileSync(join(folder, name, 'state.db'), places.good);
    }
    const before = stateOf(folder);
    const results = await Promise.all(
      names.map((name) => command.run(['list', `--db=${join(folder, name, 'state.db')}`])),
    );
    results.forEach(({ stdout, stderr }, i) => assert.match(stdout, /Title of s1$/m, `${names[i]}: ${stderr}`));
    const { stdout } = await command.run(['list', '--db=-dash/state.db'], { cwd: folder });
    assert.match(stdout, /Title of s1$/m);
    assert.deepEqual(stateOf(folder), before);
  });
  describe('does not believe what cannot be a log', () => {
    const random = Buffer.from(Array.from({ length: 9000 }, (_, i) => (i * 7919) % 251));
    let whole: Buffer;
    before(async () => {
      const path = places.place();
      const db = await sessions(1);
      db.toFileWithWal(path, [2, 3].map((i) => () => void db.addSession({ id: `s${i}`, title: `Title of s${i}` })));
      whole = fs.readFileSync(`${path}-wal`);
      assert.match((await command.run(['list', '--all', '--db', path])).stdout, /Title of s3/);
    });

    const logs: Record<string, readonly [make: (path: string) => void, said: RegExp | null]> = {
      garbage: [(path) => fs.writeFileSync(path, random), /does not begin as a log does, so nothing of it counts/],
      'a database': [(path) => fs.writeFileSync(path, places.good), /does not begin as a log does/],
      'a log with a bit turned': [
        (path) => fs.writeFileSync(path, Buffer.from(whole).fill(whole[2000]! ^ 1, 2000, 2001)),
        /is damaged, so it counts only up to the damage/,
      ],
      'a log cut within a frame': [(path) => fs.writeFileSync(path, whole.subarray(0, -100)), /was cut short/],
      'a folder': [(path) => fs.mkdirSync(path), /is not an ordinary file, .* move it away while no Hermes runs/],
      'a pipe': [(path) => execFileSync('mkfifo', [path]), /is not an ordinary file/],
      'a link to itself': [(path) => fs.symlinkSync('state.db-wal', path), /is not an ordinary file/],
      nothing: [(path) => fs.writeFileSync(path, ''), null],
      'too little for anything': [(path) => fs.writeFileSync(path, Buffer.alloc(32)), null],
    };
    for (const [what, [make, said]] of Object.entries(logs)) {
      it(`but ${said === null ? 'says nothing of' : 'tells of'} ${what}`, async () => {
        const walMode = Buffer.from(places.good);
        walMode.fill(2, 18, 20);
        const path = places.place({ 'state.db': walMode });
        make(`${path}-wal`);
        const before = stateOf(dirname(path));
        for (const args of [['list'], ['show', 's1']]) {
          const { code, stdout, stderr } = await command.run([...args, '--db', path]);
          assert.equal(code, 0, stderr);
          assert.match(stdout, /Title of s1$/m);
          assertNoStack(stderr);
          if (said === null) assert.equal(stderr, '');
          else {
            assert.match(stderr, said);
            assert.ok(stderr.startsWith(`Warning: What Hermes wrote last may be missing: ${fs.realpathSync(dirname(path))}`), stderr);
          }
        }
        assert.deepEqual(stateOf(dirname(path)), before);
      });
    }
  });
  it('lists what is readable of a damaged or cut-off database, and says what is not', async () => {
    const large = Buffer.from((await sessions(3000)).toBytes());
    const pages = large.length / 4096;
    const hurt = Buffer.from(large);
    // Leaf pages of the tables: everything from the second third on, except every fifth page.
    for (let page = Math.floor(pages / 3); page < pages; page += 5) hurt.fill(0xee, page * 4096, (page + 1) * 4096);
    for (const [bytes, what] of [
      [hurt, 'damaged'],
      [large.subarray(0, Math.floor(pages / 2) * 4096), 'cut in half'],
      [large.subarray(0, Math.floor(pages / 2) * 4096 + 100), 'cut in a page'],
    ] as const) {
      const path = places.place({ 'state.db': bytes });
      const before = stateOf(dirname(path));
      const { code, stdout, stderr } = await command.run(['list', '--db', path, '--all', '--limit', '0']);
      assert.equal(code, 0, `${what}: ${stderr}`);
      assert.ok(stdout.split('\n').length > 100, `${what}: little is listed`);
      assert.match(
        stderr,
        // Nobody can tell how many rows a cut took with it: then no number is said.
        what === 'damaged'
          ? /^Warning: damaged pages; up to [\d,]+ rows of (sessions|messages) cannot be read\. Everything readable is listed\.$/m
          : /^Warning: damaged pages; (sessions|messages) rows at the end cannot be read, and how many is not known\. Everything/m,
        what,
      );
      if (what !== 'damaged')
        assert.match(
          stderr,
          /^Warning: .*state\.db was cut short: [\d,]+ pages are missing at its end\. Everything/m,
          what,
        );
      assertNoStack(stderr);
      assert.deepEqual(stateOf(dirname(path)), before);
    }
  });
  it('names copies of a database that may have been lost', async () => {
    const young = (await FixtureDatabase.create({ schema: 30 })).toBytes();
    const copy = {
      'state.db.zeroed-20260501-090000-77.bak': Buffer.alloc(4096),
      'state.db.malformed-backup-20260502_090000': places.good,
    };
    const listed = await command.run(['list', '--db', places.place({ 'state.db': young, ...copy })]);
    assert.equal(listed.code, 0);
    assert.match(
      listed.stderr,
      /^Warning: this state\.db looks new, and 2 older copies lie beside it:\n( {2}case\d+\/state\.db\.(malformed|zeroed)-.*\n){2}$/,
    );
    const broken = await command.run(['list', '--db', places.place({ 'state.db': Buffer.alloc(0), ...copy })]);
    assert.equal(broken.code, 74);
    assert.match(
      broken.stderr,
      /^2 older copies lie beside state\.db; what is readable opens with --db:\n( {2}.*\n){2}.*state\.db is empty \(0 bytes\)\..*\n$/,
    );
  });

  it('ends with a sentence, not a stack, when its own files are gone', () => {
    const broken = fs.mkdtempSync(join(tmpdir(), 'hs-'));
    fs.cpSync(command.dir, broken, { recursive: true });
    fs.rmSync(join(broken, 'dist', 'sql-wasm.wasm'));
    const { status, stderr } = spawnSync(
      process.execPath,
      [join(broken, 'dist', 'cli.js'), 'list', '--db', '/dev/null'],
      { encoding: 'utf8', env: command.env(), timeout: 60_000 },
    );
    assert.equal(status, 74);
    assert.match(stderr, /^Something unexpected happened: ENOENT.*sql-wasm\.wasm.*Please report it\.\n$/);
    fs.rmSync(broken, { recursive: true });
  });
});

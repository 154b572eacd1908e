import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { assertNoStack, type BadPlaces, useBadPlaces } from './badPlaces';
import { stateOf, type Command } from './command';

describe('the terminal command on a bad home', function () {
  // Programs are started; a busy machine takes its time.
  this.timeout(120_000);

  let places: BadPlaces;
  let command: Command;
  useBadPlaces((made) => {
    places = made;
    command = made.command;
  });

  const listHome = async (home: string): ReturnType<Command['run']> => {
    const before = fs.existsSync(home) ? stateOf(home) : [];
    const result = await command.run(['list', '--home', home]);
    if (fs.existsSync(home)) assert.deepEqual(stateOf(home), before);
    assertNoStack(result.stderr);
    return result;
  };

  it('says where it looked when there is none', async () => {
    const missing = await listHome(join(places.root, 'nowhere'));
    assert.equal(missing.code, 74);
    assert.match(
      missing.stderr,
      /^No Hermes home was found\. Looked in .*nowhere\. Name one with --home, or a database with --db\.\n$/,
    );
    const { code, stderr } = await command.run(['list']);
    assert.equal(code, 74);
    assert.match(stderr, /Looked in .*\.hermes\./);
  });
  it('says that there is no database in it', async () => {
    const { code, stderr } = await listHome(dirname(places.place()));
    assert.equal(code, 74);
    assert.match(stderr, /^There is no database at .*state\.db\. Hermes creates it/);
  });
  it('lists files when the database cannot be read, and says so', async () => {
    const home = dirname(places.place({ 'state.db': Buffer.alloc(4096) }));
    fs.mkdirSync(join(home, 'sessions'));
    const session = {
      session_id: 'x',
      platform: 'cli',
      session_start: '2026-05-01T09:00:00',
      messages: [{ role: 'user', content: 'From a file' }],
    };
    fs.writeFileSync(join(home, 'sessions', 'session_x.json'), JSON.stringify(session));
    const { code, stdout, stderr } = await listHome(home);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /From a file · agent file only$/m);
    assert.match(stderr, /^Warning: .*state\.db holds only zeros/m);
    assert.match((await command.run(['show', 'x', '--home', home])).stdout, /── You\nFrom a file\n/);
  });
  it('lists one profile when the database of another cannot be read', async () => {
    const home = dirname(
      places.place({ 'state.db': Buffer.from('no database at all, but long enough to be looked at as one'.repeat(9)) }),
    );
    fs.mkdirSync(join(home, 'profiles', 'work'), { recursive: true });
    fs.writeFileSync(join(home, 'profiles', 'work', 'state.db'), places.good);
    const { code, stdout, stderr } = await listHome(home);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /work {2}Title of s1$/m);
    assert.match(stderr, /^Warning: .*state\.db cannot be read: its first page/m);
    fs.writeFileSync(join(home, 'profiles', 'work', 'state.db'), '');
    assert.equal((await listHome(home)).code, 74, 'none gives anything');
  });
  it('says that conversations are in PostgreSQL', async () => {
    const home = dirname(places.place({ 'config.yaml': Buffer.from('database:\n  backend: postgres\n') }));
    const { code, stderr } = await listHome(home);
    assert.equal(code, 74);
    assert.match(
      stderr,
      /^The profile at .* keeps its conversations in PostgreSQL, which Hermes Sessions does not read/,
    );
    assert.ok(stderr.includes(basename(home)));
  });
});

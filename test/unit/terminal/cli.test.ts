import * as assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { OutputError, type Output } from '../../../src/terminal/output';
import { run } from '../../../src/terminal/run';
import { FIXTURE_SECOND, FixtureDatabase } from '../../support/fixtureDatabase';
import { PROJECT } from '../sourceCode';
import { type Fixture, useFixture } from './fixture';

const FULL_DISK = 'The output could not be written (the system reports ENOSPC), so it is not whole. Is the disk full?';

describe('hermes-sessions', function () {
  // Programs are started; a busy machine takes its time.
  this.timeout(120_000);

  let fixture: Fixture;
  useFixture((made) => (fixture = made));

  it('says its version and how it is used', async () => {
    const { version } = JSON.parse(fs.readFileSync(join(PROJECT, 'package.json'), 'utf8')) as { version: string };
    assert.equal((await fixture.ok('--version')).stdout, `${version}\n`);
    for (const args of [[], ['--help']])
      assert.match((await fixture.ok(...args)).stdout, /^Usage:\n {2}hermes-sessions list /);
    const wrong = await fixture.command.run(['list', '--bogus']);
    assert.deepEqual(wrong, {
      code: 64,
      stdout: '',
      stderr: 'There is no option --bogus. Try: hermes-sessions --help\n',
    });
  });

  it('ends quietly when nobody reads on', async () => {
    const long = join(fixture.root, 'long.db');
    const database = await FixtureDatabase.create({ schema: 30 });
    database.addSession({ id: 'long', title: 'Long' });
    for (let i = 0; i < 400; i += 1)
      database.addMessage({ session_id: 'long', role: 'user', content: 'x'.repeat(4000) });
    database.toFile(long);
    for (const args of [
      ['show', 'long', '--db', long],
      ['show', 'long', '--db', long, '--format', 'json'],
      ['list', '--all', '--limit', '0', '--json', '--home', fixture.sample],
    ]) {
      const child = spawn(process.execPath, [fixture.command.path, ...args], {
        env: fixture.command.env(),
        stdio: ['ignore', 'pipe', 'pipe'],
        timeout: 60_000,
        killSignal: 'SIGKILL',
      });
      const stderr: Buffer[] = [];
      child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
      child.stdout.once('data', () => child.stdout.destroy());
      const code = await new Promise((resolve) => child.on('close', resolve));
      assert.equal(code, 0, args.join(' '));
      assert.equal(Buffer.concat(stderr).toString(), '');
    }
    fs.rmSync(long);
  });

  it('says that the output could not be written, and that it is not whole', async () => {
    const remarks: string[] = [];
    const full: Output = {
      write: () => Promise.reject(new OutputError('ENOSPC')),
      remark: (line) => remarks.push(line),
      columns: 80,
      locale: 'en',
      now: () => 0,
    };
    assert.equal(await run(['--version'], '1', full), 74);
    assert.deepEqual(remarks, [FULL_DISK]);
  });

  // Where there is such a device: a disk that is always full.
  if (process.platform === 'linux') {
    it('says so as a program, too', () => {
      const { status, stderr } = spawnSync(process.execPath, [fixture.command.path, 'list', '--db', fixture.db], {
        env: fixture.command.env(),
        stdio: ['ignore', fs.openSync('/dev/full', 'w'), 'pipe'],
        encoding: 'utf8',
        timeout: 60_000,
      });
      assert.deepEqual([status, stderr], [74, `${FULL_DISK}\n`]);
    });
  }

  it('shows 20,000 messages in little memory', async () => {
    const huge = join(fixture.root, 'huge.db');
    const database = await FixtureDatabase.create({ schema: 30 });
    database.addSession({ id: 'huge', title: 'Huge' });
    database.exec(
      `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
       INSERT INTO messages (session_id, role, content, timestamp)
       SELECT 'huge', CASE i % 2 WHEN 1 THEN 'user' ELSE 'assistant' END, 'Message ' || i || ' ' || substr(hex(zeroblob(1000)), 1, 2000), ${FIXTURE_SECOND} + i FROM n`,
    );
    database.toFile(huge);
    database.close();
    // 40 MB of words: a heap that could hold them all would not show that they are written as they are read.
    const nodeOptions = ['--max-old-space-size=32'];
    for (const format of ['text', 'json']) {
      const { code, stdout, stderr } = await fixture.command.run(['show', 'huge', '--db', huge, '--format', format], {
        nodeOptions,
      });
      assert.equal(code, 0, stderr);
      assert.ok(stdout.includes('Message 1 ') && stdout.includes('Message 20000 '));
      assert.ok(stdout.length > 40_000_000);
    }
    fs.rmSync(huge);
  });
});

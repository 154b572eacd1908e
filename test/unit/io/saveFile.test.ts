import * as assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CancellationError, Failure } from '../../../src/core/failure';
import { nodeFiles } from '../../../src/io/files';
import { refuseProtected } from '../../../src/io/protectedPlaces';
import { saveFile } from '../../../src/io/saveFile';

const failsWith =
  (code: string, errno?: string) =>
  (error: unknown): boolean =>
    error instanceof Failure && error.code === code && (errno === undefined || error.details.errno === errno);
const errno = (code: string): Error => Object.assign(new Error(code), { code });

describe('saveFile', () => {
  let folder: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(join(tmpdir(), 'hs-'));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));
  const names = (): string[] => fs.readdirSync(folder).sort();

  it('writes a whole file that only its owner reads, and nothing beside it', async () => {
    const path = join(folder, 'ä 你好.md');
    assert.equal(await saveFile(path, ['Grüße', ' ', '你好\n']), 15);
    assert.equal(fs.readFileSync(path, 'utf8'), 'Grüße 你好\n');
    assert.deepEqual(names(), ['ä 你好.md']);
    if (process.platform !== 'win32') assert.equal(fs.statSync(path).mode & 0o777, 0o600);
  });

  it('writes pieces as they come, and an empty file for none', async () => {
    async function* late(): AsyncGenerator<string> {
      for (let i = 0; i < 3000; i += 1) yield `${i} ${'x'.repeat(500)}\n`;
    }
    await saveFile(join(folder, 'long'), late());
    const lines = fs.readFileSync(join(folder, 'long'), 'utf8').trimEnd().split('\n');
    assert.equal(lines.length, 3000);
    assert.ok(lines.every((line, i) => line.startsWith(`${i} `)));
    assert.equal(await saveFile(join(folder, 'empty'), []), 0);
  });

  it('has no file under its name until it is whole', async () => {
    const path = join(folder, 'a');
    function* pieces(): Generator<string> {
      yield 'x'.repeat(600_000);
      assert.equal(fs.existsSync(path), false);
      assert.equal(names().length, 1);
      yield 'y';
    }
    await saveFile(path, pieces());
    assert.equal(fs.statSync(path).size, 600_001);
  });

  it('never writes over anything, whatever it is, and asks for no piece then', async () => {
    fs.writeFileSync(join(folder, 'file'), 'mine');
    fs.mkdirSync(join(folder, 'dir'));
    if (process.platform !== 'win32') fs.symlinkSync(join(folder, 'nowhere'), join(folder, 'link'));
    const before = names();
    function* never(): Generator<string> {
      yield assert.fail('a piece was asked for');
    }
    for (const name of before)
      await assert.rejects(saveFile(join(folder, name), never()), failsWith('file_exists'), name);
    assert.equal(fs.readFileSync(join(folder, 'file'), 'utf8'), 'mine');
    assert.deepEqual(names(), before);
  });

  it('does not write over what came while it was at work', async () => {
    const path = join(folder, 'a');
    function* pieces(): Generator<string> {
      fs.writeFileSync(path, 'theirs');
      yield 'mine';
    }
    await assert.rejects(saveFile(path, pieces()), failsWith('file_exists'));
    assert.equal(fs.readFileSync(path, 'utf8'), 'theirs');
    assert.deepEqual(names(), ['a']);
  });

  it('replaces a file when somebody said so, in one step', async () => {
    const path = join(folder, 'a');
    fs.writeFileSync(path, 'old');
    function* pieces(): Generator<string> {
      assert.equal(fs.readFileSync(path, 'utf8'), 'old');
      yield 'new';
    }
    await saveFile(path, pieces(), { replace: true });
    assert.equal(fs.readFileSync(path, 'utf8'), 'new');
    assert.deepEqual(names(), ['a']);
  });

  it('leaves nothing behind when it is ended, or when what it writes cannot be made', async () => {
    const end = new AbortController();
    function* ended(): Generator<string> {
      yield 'x'.repeat(300_000);
      end.abort();
      yield 'x'.repeat(300_000);
      assert.fail('it went on');
    }
    await assert.rejects(saveFile(join(folder, 'a'), ended(), { signal: end.signal }), CancellationError);
    function* broken(): Generator<string> {
      yield 'x'.repeat(300_000);
      throw new Failure('conversation_changed');
    }
    await assert.rejects(saveFile(join(folder, 'a'), broken()), failsWith('conversation_changed'));
    fs.writeFileSync(join(folder, 'b'), 'old');
    await assert.rejects(saveFile(join(folder, 'b'), broken(), { replace: true }), failsWith('conversation_changed'));
    assert.equal(fs.readFileSync(join(folder, 'b'), 'utf8'), 'old');
    assert.deepEqual(names(), ['b']);
  });

  it('says why it cannot write', async () => {
    await assert.rejects(saveFile(join(folder, 'no', 'a'), ['x']), failsWith('save_failed', 'ENOENT'));
    fs.writeFileSync(join(folder, 'file'), '');
    await assert.rejects(saveFile(join(folder, 'file', 'a'), ['x']), failsWith('save_failed', 'ENOTDIR'));
    await assert.rejects(saveFile(join(folder, 'x'.repeat(300)), ['x']), failsWith('save_failed', 'ENAMETOOLONG'));
    await assert.rejects(saveFile(join(folder, 'a\0b'), ['x']), failsWith('save_failed'));
    assert.deepEqual(names(), ['file']);
  });

  describe('where files have no second name', () => {
    const unlinked = { link: () => Promise.reject(errno('EPERM')) };

    it('claims the name first', async () => {
      const path = join(folder, 'a');
      await saveFile(path, ['mine'], unlinked);
      assert.equal(fs.readFileSync(path, 'utf8'), 'mine');
      assert.deepEqual(names(), ['a']);
    });

    it('writes over nothing either', async () => {
      const path = join(folder, 'a');
      const link = async (): Promise<void> => {
        fs.writeFileSync(path, 'theirs');
        throw errno('ENOTSUP');
      };
      await assert.rejects(saveFile(path, ['mine'], { link }), failsWith('file_exists'));
      assert.equal(fs.readFileSync(path, 'utf8'), 'theirs');
      assert.deepEqual(names(), ['a']);
    });

    it('goes on only for that reason', async () => {
      const link = (): Promise<void> => Promise.reject(errno('EIO'));
      await assert.rejects(saveFile(join(folder, 'a'), ['mine'], { link }), failsWith('save_failed', 'EIO'));
      assert.deepEqual(names(), []);
    });
  });

  it('leaves a whole file or none when the program is killed', function () {
    this.timeout(120_000);
    const module = join(__dirname, '../../../src/io/saveFile.js');
    const program = `
      const { saveFile } = require(${JSON.stringify(module)});
      function* pieces() { yield 'x'.repeat(400_000); yield 'x'.repeat(400_000); process.kill(process.pid, 'SIGKILL'); yield 'y'; }
      void saveFile(${JSON.stringify(join(folder, 'a'))}, pieces());`;
    const { signal } = spawnSync(process.execPath, ['-e', program]);
    assert.equal(signal, 'SIGKILL');
    assert.equal(fs.existsSync(join(folder, 'a')), false);
  });
});

describe('refuseProtected', () => {
  let home: string;
  beforeEach(() => {
    home = fs.mkdtempSync(join(tmpdir(), 'hs-'));
    for (const dir of ['webui/sessions/sub', 'sessions', 'other']) fs.mkdirSync(join(home, dir), { recursive: true });
  });
  afterEach(() => fs.rmSync(home, { recursive: true, force: true }));
  const refuse = (path: string): void =>
    refuseProtected(
      path,
      [
        {
          stateDbPath: join(home, 'state.db'),
          sessionDirPath: join(home, 'webui', 'sessions'),
          agentSessionsPath: join(home, 'sessions'),
        },
        { stateDbPath: join(home, 'gone', 'state.db'), sessionDirPath: null, agentSessionsPath: null },
      ],
      nodeFiles,
    );

  it('keeps documents out of the folders that Hermes reads, and off its databases', () => {
    for (const path of ['webui/sessions/a.json', 'webui/sessions/sub/a.md', 'sessions/a.html', 'state.db', 'state.db-wal', 'gone/state.db'])
      assert.throws(() => refuse(join(home, path)), failsWith('save_protected'), path);
  });

  it('sees through links', () => {
    if (process.platform === 'win32') return;
    fs.symlinkSync(join(home, 'webui', 'sessions'), join(home, 'other', 'link'));
    assert.throws(() => refuse(join(home, 'other', 'link', 'a.json')), failsWith('save_protected'));
  });

  it('lets them go anywhere else', () => {
    for (const path of ['a.md', 'other/a.json', 'webui/a.md', 'sessions-of-mine/a.md', 'other/state.db', 'nowhere/a.md'])
      refuse(join(home, path));
  });
});

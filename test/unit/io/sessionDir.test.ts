import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { FileConversation } from '../../../src/core/fileConversation';
import { SessionDirReader } from '../../../src/io/sessionDir';
import { errorOf } from './memoryFiles';
import { TracedFiles } from './tracedFiles';
import { runUnprivileged } from './unprivileged';

const T0 = 1785000000;
// FIFOs, modes and such names do not exist on Windows.
const itOnPosix = process.platform === 'win32' ? (): void => undefined : it;

describe('SessionDirReader', () => {
  let dir: string;
  let files: TracedFiles;
  let reader: SessionDirReader;

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'hs-'));
    files = new TracedFiles();
    reader = new SessionDirReader(dir, files, () => 42);
  });
  afterEach(() => {
    assert.equal(files.openHandles, 0, 'every handle is closed');
    rmSync(dir, { recursive: true });
  });

  const write = (name: string, content: string | Uint8Array): void => writeFileSync(join(dir, name), content);
  const byId = (): Map<string, FileConversation> => new Map(reader.read().conversations.map((c) => [c.id, c]));
  const only = (): FileConversation => {
    const { conversations } = reader.read();
    assert.equal(conversations.length, 1);
    return conversations[0] as FileConversation;
  };

  it("lists conversations and previous copies, and none of WebUI's books", () => {
    write('a1.json', webuiText('a1', 2));
    write('b1.json', webuiText('b1', 1));
    write('b1.json.bak', webuiText('b1', 5));
    write('c1.json.bak', webuiText('c1', 3));
    write('_index.json', '[]');
    write('_deleted_webui_sessions.json', '{}');
    write('a1.tmp.12.34', '{');
    write('a1.json.bak.tmp.12.34', '{');
    write('notes.txt', '');
    write('._a1.json', '\0\x05');
    const { conversations, changed, listedAt, problem } = reader.read();
    assert.deepEqual(
      conversations.map((c) => [c.id, c.place, c.messageCount, c.hasPreviousCopy, c.path]),
      [
        ['a1', 'conversationFile', 2, false, join(dir, 'a1.json')],
        ['b1', 'conversationFile', 1, true, join(dir, 'b1.json')],
        ['c1', 'previousCopy', 3, false, join(dir, 'c1.json.bak')],
      ],
    );
    assert.deepEqual([changed, listedAt, problem], [true, 42, null]);
    const first = conversations[0] as FileConversation;
    assert.equal(first.title, 'Title a1');
    assert.equal(first.preview, 'question 0 of a1');
    assert.equal(first.updatedAt, (T0 + 2) * 1000);
    assert.ok(first.modifiedAt > 1.6e12 && first.sizeBytes > 0);
  });

  it('opens nothing again while nothing changes', () => {
    for (const id of ['a', 'b', 'c']) write(`${id}.json`, webuiText(id, 1));
    const before = reader.read();
    files.reset();
    const again = reader.read();
    assert.deepEqual(files.opened, []);
    assert.deepEqual([files.lists, files.stats], [1, 3]);
    assert.equal(again.changed, false);
    assert.equal(again.conversations, before.conversations);
  });

  it('opens only what changed, and keeps the rest as it was', () => {
    for (const id of ['a', 'b', 'c']) write(`${id}.json`, webuiText(id, 1));
    const before = reader.read();
    files.reset();
    write('new.tmp', webuiText('b', 2));
    renameSync(join(dir, 'new.tmp'), join(dir, 'b.json'));
    unlinkSync(join(dir, 'c.json'));
    const after = reader.read();
    assert.equal(after.changed, true);
    assert.deepEqual(files.opened, [join(dir, 'b.json')]);
    assert.deepEqual(
      after.conversations.map((c) => [c.id, c.messageCount]),
      [
        ['a', 1],
        ['b', 2],
      ],
    );
    assert.equal(after.conversations[0], before.conversations[0]);
  });

  it('notices a rewrite that keeps size and time', () => {
    write('a.json', webuiText('a', 1));
    const stamp = new Date(T0 * 1000);
    utimesSync(join(dir, 'a.json'), stamp, stamp);
    reader.read();
    write('b.tmp', webuiText('a', 1).replace('Title a', 'Other a'));
    renameSync(join(dir, 'b.tmp'), join(dir, 'a.json'));
    utimesSync(join(dir, 'a.json'), stamp, stamp);
    assert.equal(only().title, 'Other a');
  });

  it('sees a previous copy come and go without opening the live file', () => {
    write('a.json', webuiText('a', 1));
    reader.read();
    write('a.json.bak', webuiText('a', 5));
    files.reset();
    const reading = reader.read();
    assert.equal(reading.changed, true);
    assert.deepEqual(
      reading.conversations.map((c) => [c.place, c.hasPreviousCopy]),
      [['conversationFile', true]],
    );
    assert.deepEqual(files.opened, []);
    unlinkSync(join(dir, 'a.json'));
    assert.equal(only().place, 'previousCopy');
  });

  itOnPosix('says what is wrong with a file, and lists all others', () => {
    write('good.json', webuiText('good', 1));
    write('empty.json', '');
    write('blank.json', ' \n');
    write('nul.json', new Uint8Array(500));
    write('html.json', '<html>');
    write('list.json', '[]');
    write('number.json', '7');
    write('other.json', '{"name": "x"}');
    write('torn.json', webuiText('torn', 3).slice(0, -60));
    write('tail.json', `${webuiText('tail', 1)}\0\0\0`);
    mkdirSync(join(dir, 'dir.json'));
    symlinkSync('nowhere', join(dir, 'dangling.json'));
    symlinkSync('loop.json', join(dir, 'loop.json'));
    symlinkSync('good.json', join(dir, 'linked.json'));
    execFileSync('mkfifo', [join(dir, 'fifo.json')]);
    const found = byId();
    const problems = Object.fromEntries(
      [...found].map(([id, c]) => [id, c.problem === null ? null : `${c.problem.reason}`]),
    );
    assert.deepEqual(problems, {
      blank: 'empty',
      dangling: 'unreadable',
      dir: 'unreadable',
      empty: 'empty',
      fifo: 'unreadable',
      good: null,
      html: 'unparseable',
      linked: null,
      list: 'not_an_object',
      loop: 'unreadable',
      nul: 'unparseable',
      number: 'not_an_object',
      other: 'no_messages',
      tail: 'torn',
      torn: 'torn',
    });
    const detail = (id: string): string | undefined => found.get(id)?.problem?.detail;
    assert.deepEqual(['dir', 'dangling', 'loop', 'fifo'].map(detail), [
      'EISDIR',
      'dangling_link',
      'ELOOP',
      'not_a_file',
    ]);
    for (const name of ['dir.json', 'fifo.json', 'dangling.json'])
      assert.ok(!files.opened.includes(join(dir, name)), name);
    assert.equal(found.get('torn')?.title, 'Title torn');
    assert.equal(found.get('torn')?.preview, 'question 0 of torn');
    assert.equal(found.get('torn')?.messageCount, null);
    assert.equal(reader.read().changed, false, 'what stays unreadable is no change');
  });

  it('reads no more than the beginning and the end of a large file', () => {
    write('big.json', webuiText('big', 4, { answer: 'x'.repeat(1_000_000) }));
    const big = only();
    assert.deepEqual(
      [big.title, big.preview, big.messageCount, big.problem],
      ['Title big', 'question 0 of big', null, null],
    );
    assert.ok(files.bytesRead <= 16 * 1024 + 64, String(files.bytesRead));
  });

  it('looks further when the first prompt does not lie at the very beginning, up to 64 KiB', () => {
    const before = [{ role: 'assistant', content: 'y'.repeat(30_000), timestamp: T0 }];
    write('late.json', webuiText('late', 4, { before, answer: 'x'.repeat(100_000) }));
    assert.equal(only().preview, 'question 0 of late');
    assert.ok(files.bytesRead <= 80 * 1024 + 64, String(files.bytesRead));
  });

  it('finds a large file torn at its end or in its beginning', () => {
    const text = webuiText('big', 4, { answer: 'x'.repeat(100_000) });
    write('end.json', text.slice(0, -30));
    write('start.json', text.replace('"archived": false', '"archived": fal\0\0\0'));
    write('zeros.json', text + '\0'.repeat(4096));
    write('nolist.json', JSON.stringify({ title: 'x', messages: { 0: 'x'.repeat(100_000) } }));
    const found = byId();
    assert.equal(found.get('nolist')?.problem?.reason, 'no_messages');
    for (const id of ['end', 'start', 'zeros']) assert.equal(found.get(id)?.problem?.reason, 'torn', id);
    assert.equal(found.get('end')?.title, 'Title big');
  });

  it('takes the count of a large file from itself, else from an index row of the same update, else from nowhere', () => {
    const answer = 'x'.repeat(100_000);
    write('own.json', webuiText('own', 4, { answer, extra: { message_count: 11 } }));
    write('agrees.json', webuiText('agrees', 4, { answer }));
    write('stale.json', webuiText('stale', 4, { answer }));
    write('absent.json', webuiText('absent', 4, { answer }));
    const row = (session_id: string, updated_at: number): object => ({
      session_id,
      updated_at,
      message_count: 99,
      last_message_at: T0 + 1,
    });
    write(
      '_index.json',
      JSON.stringify([row('own', T0 + 4), row('agrees', T0 + 4), row('stale', T0 + 3), 'noise', { session_id: 7 }]),
    );
    const found = byId();
    assert.deepEqual(
      ['own', 'agrees', 'stale', 'absent'].map((id) => found.get(id)?.messageCount),
      [11, 99, null, null],
    );
    assert.equal(found.get('agrees')?.lastMessageAt, (T0 + 1) * 1000);
  });

  it('does not need an index that makes sense', () => {
    write('a.json', webuiText('a', 2, { answer: 'x'.repeat(100_000) }));
    for (const index of ['', '{', '{}', '[1, [2', '\0\0', '['.repeat(5000)]) {
      write('_index.json', index);
      assert.equal(new SessionDirReader(dir, files).read().conversations[0]?.title, 'Title a', index.slice(0, 5));
    }
    rmSync(join(dir, '_index.json'));
    mkdirSync(join(dir, '_index.json'));
    assert.equal(only().title, 'Title a');
  });

  it('spares opening thousands of files that the index knows, and only those', () => {
    const rows: object[] = [];
    for (let i = 0; i < 300; i += 1) {
      const id = `s${i}`;
      write(`${id}.json`, webuiText(id, 1));
      const now = new Date((T0 + 1.2) * 1000);
      utimesSync(join(dir, `${id}.json`), now, now);
      rows.push({ session_id: id, title: i === 7 ? 'Untitled' : `Row ${id}`, message_count: 3, updated_at: T0 + 1 });
    }
    const later = new Date((T0 + 900) * 1000);
    utimesSync(join(dir, 's8.json'), later, later);
    renameSync(join(dir, 's9.json'), join(dir, 's9.json.bak'));
    write('_index.json', JSON.stringify(rows));
    const found = byId();
    assert.equal(found.size, 300);
    assert.deepEqual([found.get('s1')?.title, found.get('s1')?.messageCount], ['Row s1', 3]);
    // One without a title needs its first words, one was written again after its row, and a row never speaks of a
    // previous copy.
    assert.deepEqual(files.opened.map((path) => path.slice(dir.length + 1)).sort(), [
      '_index.json',
      's7.json',
      's8.json',
      's9.json.bak',
    ]);
    assert.equal(found.get('s8')?.title, 'Title s8');
    const early = new Date((T0 - 5) * 1000);
    utimesSync(join(dir, '_index.json'), early, early);
    files.reset();
    new SessionDirReader(dir, files).read();
    assert.equal(files.opened.length, 301, 'an index older than the files says nothing');
  });

  itOnPosix('gives each file an id of its own', () => {
    write('a.JSON', webuiText('a', 1));
    write('a.json', webuiText('a', 2));
    write('session_b.json', webuiText('b', 1));
    write('session_c.json', webuiText('c', 1));
    write('c.json', webuiText('c', 1));
    write('.json', webuiText('x', 1));
    assert.deepEqual([...byId().keys()].sort(), ['.json', 'a', 'a.json', 'b', 'c', 'session_c'].sort());
  });

  itOnPosix('keeps odd names and long data in bounds', () => {
    const name = '日本 ?#%41 "quote"\nline';
    write(
      `${name}.json`,
      JSON.stringify({
        session_id: '../../x',
        title: 'T'.repeat(20_000),
        parent_session_id: '/\n'.repeat(5000),
        messages: [],
      }),
    );
    const found = only();
    assert.equal(found.id, name);
    assert.equal(found.title?.length, 1000);
    assert.ok((found.parentId?.length ?? 0) <= 200);
  });

  it('reads bytes that are not UTF-8, a byte order mark, NaN, lone surrogates and any depth', () => {
    write(
      'latin.json',
      Buffer.concat([Buffer.from('{"title": "caf'), Buffer.from([0xe9]), Buffer.from('", "messages": []}')]),
    );
    write('bom.json', `\ufeff${webuiText('bom', 1)}`);
    write('nan.json', webuiText('nan', 1).replace('"pinned": false', '"pinned": false, "estimated_cost": NaN'));
    write('lone.json', '{"title": "a\\ud800b", "messages": []}');
    write('deep.json', `{"title": "deep", "x": ${'['.repeat(20_000)}${']'.repeat(20_000)}, "messages": []}`);
    const found = byId();
    assert.deepEqual(
      ['latin', 'bom', 'nan', 'lone', 'deep'].map((id) => [found.get(id)?.title, found.get(id)?.problem]),
      [
        ['caf\ufffd', null],
        ['Title bom', null],
        ['Title nan', null],
        ['a\ud800b', null],
        ['deep', null],
      ],
    );
  });

  it('does not split a character at the end of the look', () => {
    write('a.json', webuiText('a', 1, { extra: { composer_draft: '日'.repeat(40_000) } }));
    const found = only();
    assert.equal(found.problem, null);
    assert.equal(found.title, 'Title a');
  });

  it('drops a file that vanishes between the listing and the look', () => {
    for (const id of ['a', 'b', 'c']) write(`${id}.json`, webuiText(id, 1));
    files.before = (call, path) => {
      if (call === 'stat' && path.endsWith('a.json')) rmSync(path, { force: true });
      if (call === 'open' && path.endsWith('b.json')) rmSync(path, { force: true });
    };
    assert.deepEqual([...byId().keys()], ['c']);
  });

  itOnPosix("does not hang on a FIFO that takes a file's place after the look", () => {
    write('a.json', webuiText('a', 1));
    files.before = (call, path) => {
      if (call !== 'open') return;
      rmSync(path);
      execFileSync('mkfifo', [path]);
    };
    assert.equal(only().problem?.detail, 'not_a_file');
  });

  it('reads a file again that changed while it was read, and does not keep what it cannot settle', () => {
    write('a.json', webuiText('a', 1));
    let writes = 0;
    files.before = (call) => {
      if (call !== 'read' || writes >= 1) return;
      writes += 1;
      write('a.json', webuiText('a', 2));
    };
    assert.equal(only().messageCount, 2);
    files.before = (call) => {
      if (call === 'read') write('a.json', webuiText('a', (writes += 1)));
    };
    write('a.json', webuiText('a', 2));
    reader.read();
    files.before = () => undefined;
    files.reset();
    assert.equal(only().messageCount, writes);
    assert.equal(files.opened.length, 1);
  });

  it('keeps errors of the system with the file they concern', () => {
    for (const id of ['a', 'b', 'c', 'd']) write(`${id}.json`, webuiText(id, 1));
    files.before = (call, path) => {
      if (call === 'stat' && path.endsWith('a.json')) throw errorOf('EIO');
      if (call === 'open' && path.endsWith('b.json')) throw errorOf('EMFILE');
      if (call === 'read' && path.endsWith('c.json')) throw errorOf('ESTALE');
    };
    const found = byId();
    assert.deepEqual(
      ['a', 'b', 'c', 'd'].map((id) => found.get(id)?.problem?.detail),
      ['EIO', 'EMFILE', 'ESTALE', undefined],
    );
    files.before = () => undefined;
    const after = reader.read();
    assert.equal(after.changed, true);
    assert.ok(after.conversations.every((c) => c.problem === null));
  });

  it("lets errors that are not the system's pass", () => {
    write('a.json', webuiText('a', 1));
    files.before = () => {
      throw new TypeError('a bug');
    };
    assert.throws(() => reader.read(), TypeError);
    files.before = (call) => {
      if (call === 'read') throw new TypeError('a bug');
    };
    assert.throws(() => reader.read(), TypeError);
  });

  it('keeps the last listing when the directory cannot be listed, and says so', () => {
    write('a.json', webuiText('a', 1));
    reader.read();
    files.before = (call) => {
      if (call === 'list') throw errorOf('EIO');
    };
    const failed = reader.read();
    assert.deepEqual(
      [failed.conversations.length, failed.problem, failed.changed],
      [1, { path: dir, errno: 'EIO' }, true],
    );
    assert.equal(reader.read().changed, false);
    files.before = () => undefined;
    assert.deepEqual([reader.read().problem, reader.read().changed], [null, false]);
  });

  it('takes a directory that is not there for an empty one', () => {
    const absent = new SessionDirReader(join(dir, 'absent'), files);
    assert.deepEqual(
      { ...absent.read(), listedAt: 0 },
      { conversations: [], changed: true, listedAt: 0, problem: null },
    );
    write('file', '');
    assert.equal(new SessionDirReader(join(dir, 'file'), files).read().problem?.errno, 'ENOTDIR');
  });

  it('reads ten thousand files', function () {
    this.timeout(60_000);
    for (let i = 0; i < 10_000; i += 1)
      write(`s${i}.json`, i % 100 === 0 ? '{"messages": [' : `{"title": "${i}", "messages": []}`);
    const { conversations } = reader.read();
    assert.equal(conversations.length, 10_000);
    assert.equal(conversations.filter((c) => c.problem?.reason === 'torn').length, 100);
    files.reset();
    assert.equal(reader.read().changed, false);
    assert.deepEqual([files.opened.length, files.lists, files.stats], [0, 1, 10_000]);
  });

  itOnPosix('lists what the system refuses to open', () => {
    write('open.json', webuiText('open', 1));
    write('shut.json', webuiText('shut', 1));
    chmodSync(dir, 0o755);
    chmodSync(join(dir, 'shut.json'), 0o000);
    const listed = runUnprivileged<unknown>(
      `const { SessionDirReader } = require(input.module); const { nodeFiles } = require(input.files);
       return new SessionDirReader(input.dir, nodeFiles).read().conversations.map((c) => [c.id, c.problem]);`,
      {
        module: resolve(__dirname, '../../../src/io/sessionDir.js'),
        files: resolve(__dirname, '../../../src/io/files.js'),
        dir,
      },
      join(dir, 'shut.json'),
    );
    assert.deepEqual(listed, [
      ['open', null],
      ['shut', { reason: 'unreadable', detail: 'EACCES' }],
    ]);
  });
});

/** A conversation file as WebUI writes it: metadata first, `count` messages (user and assistant in turn). */
function webuiText(
  id: string,
  count: number,
  options: { readonly answer?: string; readonly before?: readonly object[]; readonly extra?: object } = {},
): string {
  const messages = Array.from({ length: count }, (_, i) => ({
    role: i % 2 === 0 ? 'user' : 'assistant',
    content: i % 2 === 0 ? `question ${i} of ${id}` : (options.answer ?? `answer ${i}`),
    timestamp: T0 + i,
  }));
  const metadata = {
    session_id: id,
    title: `Title ${id}`,
    created_at: T0,
    updated_at: T0 + count,
    pinned: false,
    archived: false,
    ...options.extra,
  };
  return JSON.stringify({ ...metadata, messages: [...(options.before ?? []), ...messages], tool_calls: [] }, null, 2);
}

import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { Failure, type FailureCode } from '../../../../src/core/failure';
import type { FileConversation } from '../../../../src/core/fileConversation';
import type { Message } from '../../../../src/core/message';
import { MessageReader } from '../../../../src/io/profile/messageReader';
import type { ReadableDatabase } from '../../../../src/io/sqlite/snapshotReader';
import { TracedFiles } from '../tracedFiles';
import { fileConversation, useProfile } from './setup';

const text = (message: Message | undefined): string =>
  message?.parts.map((part) => (part.kind === 'text' ? part.text : part.kind)).join('') ?? '';
const failsWith =
  (code: FailureCode) =>
  (error: unknown): boolean =>
    Failure.is(error, code);

describe('MessageReader', function () {
  this.timeout(30_000);
  const setup = useProfile();
  const files = new TracedFiles();

  /** A conversation file with these words. */
  function copy(id: string, words: readonly string[]): FileConversation {
    const path = join(setup.folder, `${encodeURIComponent(id)}.json`);
    fs.writeFileSync(
      path,
      JSON.stringify({ session_id: id, messages: words.map((content) => ({ role: 'user', content })) }),
    );
    return fileConversation(id, { path, sizeBytes: fs.statSync(path).size });
  }
  const reader = (database: ReadableDatabase | null, ...copies: FileConversation[]): MessageReader =>
    new MessageReader(database, (id) => copies.filter((file) => file.id === id), files);

  beforeEach(async () => {
    files.reset();
    const db = await setup.start();
    for (let i = 1; i <= 10; i += 1)
      db.addMessage({ session_id: 's', role: 'user', content: `row ${i}`, active: i === 4 ? 0 : 1 });
    db.addSession({ id: 'empty' });
    db.addMessage({ session_id: 'undone', role: 'user', content: 'undone', active: 0 });
    setup.save();
  });

  it('reads rows in pages, and one by its id', () => {
    const messages = reader(setup.open());
    const { token, ...source } = messages.source('s');
    assert.deepEqual(source, { place: 'state.db', messageCount: 9, undoneCount: 1, incomplete: false });
    assert.notEqual(token, '');
    assert.deepEqual(messages.page('s', 2, 3).map(text), ['row 3', 'row 5', 'row 6']);
    assert.deepEqual(messages.page('s', 8, 50).map(text), ['row 10']);
    assert.deepEqual(messages.page('s', 9, 50), []);
    const named = (most: number, sizeOf: (name: string) => number): string[] =>
      messages.pageAs('s', 1, 3, (message, index) => `${index}: ${text(message)}`, { most, sizeOf });
    assert.deepEqual(named(99, () => 1), ['1: row 2', '2: row 3', '3: row 5']);
    // The one that fills it is the last.
    assert.deepEqual(named(10, (name) => name.length), ['1: row 2', '2: row 3']);
    assert.deepEqual(named(0, () => 1), ['1: row 2']);
    const found = messages.message('s', '7');
    assert.deepEqual([text(found?.message), found?.index], ['row 7', 5]);
    assert.equal(messages.message('s', '4'), null);
    assert.equal(messages.message('s', 'x'), null);
  });

  it('reads the index once for all pages of a conversation, and anew after a commit', () => {
    const database = setup.watch();
    const messages = reader(database);
    const indexReads = (): number => database.statements.filter((sql) => sql.includes('WHERE session_id = ?')).length;
    const before = messages.source('s');
    messages.page('s', 0, 5);
    messages.message('s', '2');
    assert.equal(indexReads(), 1);
    setup.fixture.addMessage({ session_id: 's', role: 'user', content: 'row 11' });
    setup.save();
    const after = messages.source('s');
    assert.notEqual(after.token, before.token);
    assert.equal(after.messageCount, 10);
    assert.deepEqual(messages.page('s', 9, 1).map(text), ['row 11']);
    assert.equal(indexReads(), 2);
  });

  it('prefers rows to files, and takes the file where there are none', () => {
    const copies = [copy('s', ['file']), copy('empty', ['a', 'b']), copy('only file', ['c']), copy('undone', ['d'])];
    const messages = reader(setup.open(), ...copies);
    assert.deepEqual(
      [messages.source('s').place, messages.source('empty').place, messages.source('only file').place],
      ['state.db', 'conversationFile', 'conversationFile'],
    );
    assert.deepEqual(messages.page('empty', 1, 5).map(text), ['b']);
    const [first] = messages.page('only file', 0, 1);
    assert.equal(text(first), 'c');
    assert.equal(messages.message('only file', first?.id ?? '')?.index, 0);
    assert.equal(messages.message('only file', 'x'), null);
    // All of its rows are undone: Hermes shows nothing, and so do pages and count alike.
    assert.deepEqual(
      [messages.source('undone').messageCount, messages.source('undone').undoneCount, messages.page('undone', 0, 9)],
      [0, 1, []],
    );
    // An id that only the file has is none of the rows' conversation.
    assert.equal(messages.message('s', '0'), null);
  });

  it('reads a file once for all its pages', () => {
    const messages = reader(null, copy('f', ['a', 'b', 'c']));
    messages.source('f');
    for (let i = 0; i < 3; i += 1) messages.page('f', i, 1);
    assert.equal(files.opened.length, 1);
    const changed = reader(null, copy('f', ['a', 'b', 'c', 'd']));
    assert.notEqual(changed.source('f').token, messages.source('f').token);
  });

  it('says when a file is torn', () => {
    const path = join(setup.folder, 'torn.json');
    fs.writeFileSync(path, '{"messages": [{"role": "user", "content": "whole"}, {"role": "assis');
    const source = reader(null, fileConversation('torn', { path })).source('torn');
    assert.deepEqual([source.messageCount, source.incomplete], [1, true]);
  });

  it('knows an empty session from one that nobody has', () => {
    const messages = reader(setup.open());
    assert.equal(messages.source('empty').messageCount, 0);
    for (const id of ['nobody', '', 'x'.repeat(10_240)]) {
      assert.throws(() => messages.source(id), failsWith('session_not_found'));
      assert.throws(() => messages.page(id, 0, 1), failsWith('session_not_found'));
    }
    assert.throws(() => reader(null).source('s'), failsWith('session_not_found'));
  });

  it('falls back to the file while the database cannot be read', () => {
    const database = setup.watch();
    const messages = reader(database, copy('s', ['file']));
    database.failure = 'db_permission';
    assert.equal(messages.source('s').place, 'conversationFile');
    assert.throws(() => messages.source('empty'), failsWith('db_permission'));
    database.failure = null;
    assert.equal(messages.source('s').place, 'state.db');
  });

  it('opens ids with slashes, newlines and 10 kB', () => {
    const ids = ['a/b', 'line\nbreak', 'x'.repeat(10_240)];
    for (const id of ids) setup.fixture.addMessage({ session_id: id, role: 'user', content: `of ${id.length}` });
    setup.save();
    const messages = reader(setup.open());
    for (const id of ids) assert.deepEqual(messages.page(id, 0, 9).map(text), [`of ${id.length}`]);
  });
});

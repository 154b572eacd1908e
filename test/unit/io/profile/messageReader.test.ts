import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { Failure, type FailureCode } from '../../../../src/core/failure';
import type { FileConversation } from '../../../../src/core/fileConversation';
import type { Message } from '../../../../src/core/message';
import { usualCopy, type CopySource } from '../../../../src/core/transcriptTarget';
import { CopyFiles } from '../../../../src/io/profile/copyFiles';
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
  this.timeout(120_000);
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
    new MessageReader(
      database,
      new CopyFiles((id) => copies.filter((file) => file.id === id), setup.folder, files),
      files,
    );

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
    const { token, ...source } = messages.source(usualCopy('s'));
    assert.deepEqual(source, { place: 'state.db', messageCount: 9, undoneCount: 1, incomplete: false });
    assert.notEqual(token, '');
    assert.deepEqual(messages.page(usualCopy('s'), 2, 3).map(text), ['row 3', 'row 5', 'row 6']);
    assert.deepEqual(messages.page(usualCopy('s'), 8, 50).map(text), ['row 10']);
    assert.deepEqual(messages.page(usualCopy('s'), 9, 50), []);
    const named = (most: number, sizeOf: (name: string) => number): string[] =>
      messages.pageAs(usualCopy('s'), 1, 3, (message, index) => `${index}: ${text(message)}`, { most, sizeOf });
    assert.deepEqual(named(99, () => 1), ['1: row 2', '2: row 3', '3: row 5']);
    // The one that fills it is the last.
    assert.deepEqual(named(10, (name) => name.length), ['1: row 2', '2: row 3']);
    assert.deepEqual(named(0, () => 1), ['1: row 2']);
    const found = messages.message(usualCopy('s'), '7');
    assert.deepEqual([text(found?.message), found?.index], ['row 7', 5]);
    assert.equal(messages.message(usualCopy('s'), '4'), null);
    assert.equal(messages.message(usualCopy('s'), 'x'), null);
  });

  it('reads the index once for all pages of a conversation, and anew after a commit', () => {
    const database = setup.watch();
    const messages = reader(database);
    const indexReads = (): number => database.statements.filter((sql) => sql.includes('WHERE session_id = ?')).length;
    const before = messages.source(usualCopy('s'));
    messages.page(usualCopy('s'), 0, 5);
    messages.message(usualCopy('s'), '2');
    assert.equal(indexReads(), 1);
    setup.fixture.addMessage({ session_id: 's', role: 'user', content: 'row 11' });
    setup.save();
    const after = messages.source(usualCopy('s'));
    assert.notEqual(after.token, before.token);
    assert.equal(after.messageCount, 10);
    assert.deepEqual(messages.page(usualCopy('s'), 9, 1).map(text), ['row 11']);
    assert.equal(indexReads(), 2);
  });

  it('prefers rows to files, and takes the file where there are none', () => {
    const copies = [copy('s', ['file']), copy('empty', ['a', 'b']), copy('only file', ['c']), copy('undone', ['d'])];
    const messages = reader(setup.open(), ...copies);
    assert.deepEqual(
      [messages.source(usualCopy('s')).place, messages.source(usualCopy('empty')).place, messages.source(usualCopy('only file')).place],
      ['state.db', 'conversationFile', 'conversationFile'],
    );
    assert.deepEqual(messages.page(usualCopy('empty'), 1, 5).map(text), ['b']);
    const [first] = messages.page(usualCopy('only file'), 0, 1);
    assert.equal(text(first), 'c');
    assert.equal(messages.message(usualCopy('only file'), first?.id ?? '')?.index, 0);
    assert.equal(messages.message(usualCopy('only file'), 'x'), null);
    // All of its rows are undone: Hermes shows nothing, and so do pages and count alike.
    assert.deepEqual(
      [messages.source(usualCopy('undone')).messageCount, messages.source(usualCopy('undone')).undoneCount, messages.page(usualCopy('undone'), 0, 9)],
      [0, 1, []],
    );
    // An id that only the file has is none of the rows' conversation.
    assert.equal(messages.message(usualCopy('s'), '0'), null);
  });

  describe('of a copy that is named', () => {
    const words = (messages: MessageReader, source: CopySource): string[] =>
      messages.page({ sessionId: 's', source }, 0, 99).map(text);

    it('reads that one, whatever else there is', () => {
      const live = { ...copy('s', ['live']), hasPreviousCopy: true };
      fs.writeFileSync(`${live.path}.bak`, '{"messages": [{"role": "user", "content": "before"}]}');
      const json = { ...copy('s json', ['snapshot']), id: 's', place: 'agentJson' as const };
      const lines = { ...copy('s lines', []), id: 's', place: 'agentJsonl' as const };
      fs.writeFileSync(lines.path, '{"role": "user", "content": "line"}\n');
      const kept = join(setup.folder, '_recovery', 'run', 'originals');
      fs.mkdirSync(kept, { recursive: true });
      fs.writeFileSync(join(kept, 's.json'), '{"messages": [{"role": "user", "content": "kept"}]}');
      const messages = reader(setup.open(), live, json, lines);
      assert.equal(words(messages, 'state_db').length, 9);
      assert.deepEqual(words(messages, 'conversation_file'), ['live']);
      assert.deepEqual(words(messages, 'previous_copy'), ['before']);
      assert.deepEqual(words(messages, 'session_json'), ['snapshot']);
      assert.deepEqual(words(messages, 'session_jsonl'), ['line']);
      assert.deepEqual(words(messages, 'path:_recovery/run/originals/s.json'), ['kept']);
      const places = (['previous_copy', 'path:_recovery/run/originals/s.json'] as const).map(
        (source) => messages.source({ sessionId: 's', source }).place,
      );
      assert.deepEqual(places, ['previousCopy', 'keptCopy']);
      // The one that is shown by default is none of them, and each keeps its own ids.
      assert.equal(messages.source(usualCopy('s')).place, 'state.db');
      assert.equal(text(messages.message({ sessionId: 's', source: 'conversation_file' }, '0')?.message), 'live');
    });

    it('says so when there is no such copy', () => {
      const messages = reader(setup.open(), copy('f', ['file']));
      for (const source of ['conversation_file', 'previous_copy', 'session_json', 'path:gone.json'] as const)
        assert.throws(() => messages.source({ sessionId: 's', source }), failsWith('copy_missing'), source);
      assert.throws(() => messages.source({ sessionId: 'f', source: 'state_db' }), failsWith('copy_missing'));
      assert.throws(() => reader(null).source({ sessionId: 's', source: 'state_db' }), failsWith('copy_missing'));
    });

    it('follows no link out of the session directory', () => {
      const outside = fs.mkdtempSync(join(setup.folder, '..', 'hs-'));
      fs.writeFileSync(join(outside, 's.json'), '{"messages": []}');
      fs.symlinkSync(outside, join(setup.folder, 'way'), 'junction');
      assert.throws(() => reader(null).source({ sessionId: 's', source: 'path:way/s.json' }), failsWith('copy_missing'));
      fs.rmSync(outside, { recursive: true });
    });

    it('shows what an unreadable one has, which is nothing, and that it is not whole', () => {
      fs.mkdirSync(join(setup.folder, 'dir.json'));
      const source = reader(null).source({ sessionId: 's', source: 'path:dir.json' });
      assert.deepEqual([source.messageCount, source.incomplete], [0, true]);
    });
  });

  it('reads a file once for all its pages', () => {
    const messages = reader(null, copy('f', ['a', 'b', 'c']));
    messages.source(usualCopy('f'));
    for (let i = 0; i < 3; i += 1) messages.page(usualCopy('f'), i, 1);
    assert.equal(files.opened.length, 1);
    const changed = reader(null, copy('f', ['a', 'b', 'c', 'd']));
    assert.notEqual(changed.source(usualCopy('f')).token, messages.source(usualCopy('f')).token);
  });

  it('says when a file is torn', () => {
    const path = join(setup.folder, 'torn.json');
    fs.writeFileSync(path, '{"messages": [{"role": "user", "content": "whole"}, {"role": "assis');
    const source = reader(null, fileConversation('torn', { path })).source(usualCopy('torn'));
    assert.deepEqual([source.messageCount, source.incomplete], [1, true]);
  });

  it('knows an empty session from one that nobody has', () => {
    const messages = reader(setup.open());
    assert.equal(messages.source(usualCopy('empty')).messageCount, 0);
    for (const id of ['nobody', '', 'x'.repeat(10_240)]) {
      assert.throws(() => messages.source(usualCopy(id)), failsWith('session_not_found'));
      assert.throws(() => messages.page(usualCopy(id), 0, 1), failsWith('session_not_found'));
    }
    assert.throws(() => reader(null).source(usualCopy('s')), failsWith('session_not_found'));
  });

  it('falls back to the file while the database cannot be read', () => {
    const database = setup.watch();
    const messages = reader(database, copy('s', ['file']));
    database.failure = 'db_permission';
    assert.equal(messages.source(usualCopy('s')).place, 'conversationFile');
    assert.throws(() => messages.source(usualCopy('empty')), failsWith('db_permission'));
    database.failure = null;
    assert.equal(messages.source(usualCopy('s')).place, 'state.db');
  });

  it('opens ids with slashes, newlines and 10 kB', () => {
    const ids = ['a/b', 'line\nbreak', 'x'.repeat(10_240)];
    for (const id of ids) setup.fixture.addMessage({ session_id: id, role: 'user', content: `of ${id.length}` });
    setup.save();
    const messages = reader(setup.open());
    for (const id of ids) assert.deepEqual(messages.page(usualCopy(id), 0, 9).map(text), [`of ${id.length}`]);
  });
});

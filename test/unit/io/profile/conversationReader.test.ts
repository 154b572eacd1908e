import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../../../../src/core/failure';
import type { FileConversation } from '../../../../src/core/fileConversation';
import { plainText } from '../../../../src/core/messageParts';
import { usualCopy, type TranscriptTarget } from '../../../../src/core/transcriptTarget';
import type { ProfileReader } from '../../../../src/io/profile/profileReader';
import { FIXTURE_SECOND } from '../../../support/fixtureDatabase';
import { fileConversation, useProfile } from './setup';

/** One line a message: id, "|" where a segment begins, words. */
interface Line {
  readonly id: string;
  readonly index: number;
  readonly begins: boolean;
  readonly text: string;
}

const whole = (sessionId: string, more: Partial<TranscriptTarget> = {}): TranscriptTarget => ({
  ...usualCopy(sessionId),
  isWhole: true,
  ...more,
});
const UNBOUNDED = { most: Infinity, sizeOf: () => 0 };

describe('a conversation of several segments and copies', function () {
  this.timeout(120_000);
  const setup = useProfile();

  function lines({ conversations }: ProfileReader, target: TranscriptTarget, page = 1000): Line[] {
    const found: Line[] = [];
    for (;;) {
      const read = conversations.pageAs<Line>(
        target,
        found.length,
        page,
        ({ id, parts }, index, begins) => ({ id, index, begins, text: plainText(parts) }),
        UNBOUNDED,
      );
      if (read.length === 0) return found;
      found.push(...read);
    }
  }
  const texts = (reader: ProfileReader, target: TranscriptTarget): string[] =>
    lines(reader, target).map(({ begins, text }) => `${begins ? '| ' : ''}${text}`);

  function file(id: string, words: readonly [string, string, number][], more: Partial<FileConversation> = {}, fields = {}): FileConversation {
    const path = join(setup.folder, `${id}.json`);
    const messages = words.map(([role, content, after]) => ({ role, content, timestamp: FIXTURE_SECOND + after }));
    fs.writeFileSync(path, JSON.stringify({ session_id: id, messages, ...fields }));
    return fileConversation(id, { path, sizeBytes: fs.statSync(path).size, ...more });
  }
  function profile(...conversations: FileConversation[]): ProfileReader {
    const reader = setup.profile({
      readFiles: () => ({ conversations, changed: true, problems: [] }),
      sessionDir: setup.folder,
    });
    reader.refresh('full');
    return reader;
  }

  async function chain(): Promise<void> {
    const db = await setup.start();
    db.addSession({ id: 'one', title: 'Berths', end_reason: 'compression', ended_at: FIXTURE_SECOND + 50 });
    db.addMessage({ session_id: 'one', role: 'user', content: 'first' });
    db.addMessage({ session_id: 'one', role: 'assistant', content: 'answer' });
    db.addMessage({ session_id: 'one', role: 'user', content: 'undone', active: 0 });
    db.addMessage({ session_id: 'one', role: 'user', content: 'go on' });
    db.addSession({ id: 'two', parent_session_id: 'one', end_reason: 'compression', ended_at: FIXTURE_SECOND + 90 });
    db.addMessage({ session_id: 'two', role: 'user', content: '[CONTEXT COMPACTION] what was said', _compressed_summary: 1 });
    db.addMessage({ session_id: 'two', role: 'user', content: 'go on' });
    db.addMessage({ session_id: 'two', role: 'assistant', content: 'gone on' });
    db.addSession({ id: 'three', parent_session_id: 'two' });
    db.addMessage({ session_id: 'three', role: 'user', content: 'third' });
    setup.save();
  }

  it('reads as one, with what is replayed at a cut shown once', async () => {
    await chain();
    const reader = profile();
    const all = ['first', 'answer', 'go on', '| [CONTEXT COMPACTION] what was said', 'gone on', '| third'];
    assert.deepEqual(texts(reader, whole('three')), all);
    const { messageCount, undoneCount, copy, incomplete } = reader.conversations.source(whole('three'));
    assert.deepEqual([messageCount, undoneCount, copy, incomplete], [6, 1, 'state_db', false]);
    // One at a time, each with its place and an id of its own.
    const found = lines(reader, whole('three'), 1);
    assert.deepEqual(found.map(({ index }) => index), [0, 1, 2, 3, 4, 5]);
    assert.equal(new Set(found.map(({ id }) => id)).size, 6);
    for (const { id, index, begins, text } of found) {
      const message = reader.conversations.message(whole('three'), id, ({ parts }, at, starts) => [at, starts, plainText(parts)]);
      assert.deepEqual(message, [index, begins, text]);
    }
    assert.equal(reader.conversations.message(whole('three'), '1:6', () => true), null, 'the replayed prompt');
    for (const id of ['99', '7:1', '1:', ':1', '01:5', 'x']) assert.equal(reader.conversations.message(whole('three'), id, () => true), null, id);
  });

  it('gives one segment alone to whoever asks for it, and the same conversation by any of its segments', async () => {
    await chain();
    const reader = profile();
    assert.deepEqual(texts(reader, usualCopy('three')), ['third']);
    assert.deepEqual(texts(reader, usualCopy('two')).length, 3);
    assert.deepEqual(texts(reader, usualCopy('one')), ['first', 'answer', 'go on']);
    for (const id of ['one', 'two']) assert.deepEqual(texts(reader, whole(id)), texts(reader, whole('three')));
    assert.deepEqual(texts(reader, whole('one', { source: 'state_db' })), texts(reader, whole('three')));
  });

  it('shows undone messages in their places when they are asked for', async () => {
    await chain();
    const reader = profile();
    assert.deepEqual(texts(reader, whole('two', { withUndone: true })).slice(0, 4), ['first', 'answer', 'undone', 'go on']);
    assert.equal(reader.conversations.message(whole('two'), '3', () => true), null);
    assert.equal(reader.conversations.message(whole('two', { withUndone: true }), '3', (_, index) => index), 2);
  });

  it('keeps the ids of what is shown when the conversation is compressed meanwhile', async () => {
    await chain();
    setup.fixture.exec("UPDATE sessions SET end_reason = NULL WHERE id = 'two'");
    setup.save();
    const reader = profile();
    const before = lines(reader, whole('two')).map(({ id }) => id);
    assert.equal(before.length, 5);
    setup.fixture.exec("UPDATE sessions SET end_reason = 'compression' WHERE id = 'two'");
    setup.save();
    reader.refresh('full');
    const after = lines(reader, whole('two', { source: 'state_db' }));
    assert.deepEqual(after.map(({ id }) => id).slice(0, 5), before);
    assert.deepEqual(after.slice(5).map(({ text, begins }) => [text, begins]), [['third', true]]);
  });

  it('shows a segment once when the file of the next one begins with all of it', async () => {
    await chain();
    const next = file('three', [
      ['user', 'first', 1],
      ['assistant', 'answer', 2],
      ['user', 'go on', 4],
      ['assistant', 'gone on', 7],
      ['user', 'third', 8],
      ['assistant', 'only in the file', 9],
    ]);
    // The middle segment's summary is no message that anybody said.
    assert.deepEqual(texts(profile(next), whole('three')).slice(-2), ['| third', 'only in the file']);
  });

  it('says what an older segment lacks, and shows the others', async () => {
    await chain();
    const broken = file('zero', [], { isPreCompressionSnapshot: true, source: 'webui' });
    fs.writeFileSync(broken.path, '{"messages": [{"role": "user", "content": "torn');
    const tip = file('tip', [['user', 'whole', 1]], { parentId: 'zero' });
    const reader = profile({ ...broken, sizeBytes: 45 }, tip);
    const source = reader.conversations.source(whole('tip'));
    assert.deepEqual([source.segments.length, source.incomplete], [2, true]);
    assert.equal(texts(reader, whole('tip')).at(-1), '| whole');
  });

  it('fails only when the session that was asked for cannot be read', async () => {
    await chain();
    assert.throws(() => profile().conversations.source(whole('nobody')), (error) => Failure.is(error, 'session_not_found'));
    assert.throws(
      () => profile().conversations.source(whole('three', { source: 'session_json' })),
      (error) => Failure.is(error, 'copy_missing'),
    );
  });

  describe('with several copies', () => {
    const words: [string, string, number][] = [
      ['user', 'first', 1],
      ['assistant', 'answer', 2],
      ['user', 'second', 60],
      ['assistant', 'another', 65],
    ];

    async function rows(count: number): Promise<void> {
      const db = await setup.start();
      db.addSession({ id: 's', source: 'webui' });
      for (const [role, content, after] of words.slice(0, count))
        db.addMessage({ session_id: 's', role, content, timestamp: FIXTURE_SECOND + after });
      setup.save();
    }
    function compared(reader: ProfileReader, shown: 'state_db' | 'conversation_file' | 'previous_copy'): unknown[] {
      for (;;) {
        const { isDone, fullest, copies } = reader.copies.compare('s', shown);
        if (isDone) return [fullest, ...copies.map(({ source, messageCount, more, against }) => [source, messageCount, more, against])];
      }
    }

    it('shows the one that has all, and says what each has', async () => {
      await rows(2);
      const reader = profile(file('s', words));
      assert.equal(reader.conversations.source(whole('s')).copy, 'conversation_file');
      assert.equal(texts(reader, whole('s')).length, 4);
      assert.deepEqual(compared(reader, 'state_db'), ['conversation_file', ['state_db', 2, 0, null], ['conversation_file', 4, 2, null]]);
      assert.deepEqual(texts(reader, whole('s', { source: 'state_db' })), ['first', 'answer']);
    });

    it('prefers state.db among equals, and never shows what was undone by default', async () => {
      await rows(4);
      assert.equal(profile(file('s', words)).conversations.source(whole('s')).copy, 'state_db');
      const generation = { intentional_shrink_generation: '7b249d4c72bf4c01b3597de44db629b4' };
      const undone = file('s', words.slice(0, 2), { hasPreviousCopy: true }, generation);
      fs.writeFileSync(`${undone.path}.bak`, JSON.stringify({ session_id: 's', messages: words.map(([role, content, at]) => ({ role, content, timestamp: FIXTURE_SECOND + at })) }));
      const reader = profile(undone);
      assert.equal(reader.conversations.source(whole('s')).copy, 'conversation_file');
      assert.deepEqual(compared(reader, 'conversation_file'), [
        'conversation_file',
        ['state_db', 4, 2, 'taken_out'],
        ['conversation_file', 2, 0, null],
        ['previous_copy', 4, 2, 'undone'],
      ]);
    });

    it('asks a large file only for what was done on purpose, before the first page', async () => {
      await rows(4);
      const padding = { padding: 'x'.repeat(2 * 1024 * 1024) };
      const plain = profile(file('s', [...words, ['user', 'more', 90]], {}, padding));
      assert.equal(plain.conversations.source(whole('s')).copy, 'state_db');
      // Counted meanwhile: whoever opens it next sees the fullest.
      assert.equal(compared(plain, 'state_db')[0], 'conversation_file');
      assert.equal(plain.conversations.source(whole('s')).copy, 'conversation_file');
      const meant = { ...padding, intentional_shrink_generation: '7b249d4c72bf4c01b3597de44db629b4' };
      const shrunk = profile(file('s', words.slice(0, 2), {}, meant));
      assert.equal(shrunk.conversations.source(whole('s')).copy, 'conversation_file');
    });

    it('is counted anew when a copy changed, in slices that end', async () => {
      await rows(4);
      const live = file('s', words);
      let listed = live;
      const reader = setup.profile({
        readFiles: () => ({ conversations: [listed], changed: true, problems: [] }),
        sessionDir: setup.folder,
      });
      reader.refresh('full');
      assert.deepEqual(compared(reader, 'state_db').slice(1), [['state_db', 4, 0, null], ['conversation_file', 4, 0, null]]);
      for (let i = 0; i < 1000; i += 1) setup.fixture.addMessage({ session_id: 's', role: 'user', content: `row ${i}` });
      setup.save();
      listed = file('s', words.slice(0, 3));
      reader.refresh('full');
      let slices = 0;
      for (; !reader.copies.compare('s', 'state_db').isDone; slices += 1) assert.ok(slices < 10);
      assert.ok(slices >= 2, `${slices}`);
      assert.deepEqual(compared(reader, 'conversation_file').slice(1), [['state_db', 1004, 1001, null], ['conversation_file', 3, 0, null]]);
    });

    it('finds a message of one copy in another', async () => {
      await rows(4);
      const reader = profile(file('s', [['user', 'before all', 0], ...words]));
      compared(reader, 'state_db');
      assert.equal(reader.copies.counterpart('s', 'state_db', '3', 'conversation_file'), '3');
      assert.equal(reader.copies.counterpart('s', 'conversation_file', '4', 'state_db'), '4');
      assert.equal(reader.copies.counterpart('s', 'conversation_file', '0', 'state_db'), null);
      assert.equal(reader.copies.counterpart('s', 'state_db', '3', 'session_json'), null);
    });
  });
});

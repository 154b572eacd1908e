import * as assert from 'node:assert/strict';
import type { FileConversation } from '../../../../src/core/fileConversation';
import { Failure } from '../../../../src/core/failure';
import { usualCopy } from '../../../../src/core/transcriptTarget';
import { openDatabase } from '../../../../src/io/sqlite/openDatabase';
import type { ProfileReader } from '../../../../src/io/profile/profileReader';
import { readDirectoryState } from '../../../support/directoryState';
import { FIXTURE_SECOND } from '../../../support/fixtureDatabase';
import { TracedFiles } from '../tracedFiles';
import { fileConversation, useProfile } from './setup';

const NOW = (FIXTURE_SECOND + 86_400) * 1000;
const idsOf = (reader: ProfileReader): string[] => reader.list().conversations.map((conversation) => conversation.id);
const allRows = (reader: ProfileReader) => {
  const { groups } = reader.overview([], NOW);
  return groups.flatMap(({ key, count }) => reader.rows([], NOW, key, 0, count));
};

describe('ProfileReader', function () {
  this.timeout(120_000);
  const setup = useProfile();

  it('shows what was active lately before it has looked at files, then everything', async () => {
    const db = await setup.start();
    for (let i = 0; i < 30; i += 1) {
      db.addSession({ id: `s${i}`, title: `T${i}`, started_at: FIXTURE_SECOND + i });
      db.addMessage({ session_id: `s${i}`, role: 'user', content: 'x' });
    }
    setup.save();
    let listings = 0;
    const reader = setup.profile({
      readFiles: () => (
        (listings += 1),
        { conversations: [fileConversation('file', { title: 'File' })], changed: listings === 1, problems: [] }
      ),
    });
    const first = reader.refresh('recent', 10);
    assert.deepEqual([first.complete, listings, reader.list().conversations.length, first.revision], [false, 0, 10, 1]);
    const whole = reader.refresh('full', 10);
    assert.deepEqual([whole.complete, listings, reader.list().conversations.length, whole.revision], [true, 1, 31, 2]);
    const same = reader.refresh('recent', 10);
    assert.deepEqual([same.complete, listings, same.revision], [true, 2, 2]);
  });

  it('looks at files at once when the database has nothing to offer', () => {
    const reader = setup.profile({
      readFiles: () => ({
        conversations: [fileConversation('file')],
        changed: true,
        problems: [{ path: '/p', errno: 'EACCES' }],
      }),
    });
    const state = reader.refresh('recent');
    assert.deepEqual(
      [state.database.status, state.database.failure?.code, state.complete, idsOf(reader)],
      ['none', 'db_missing', true, ['file']],
    );
    assert.deepEqual(state.fileProblems, [{ path: '/p', errno: 'EACCES' }]);
    const postgres = setup.profile({
      database: null,
      readFiles: () => ({ conversations: [fileConversation('file')], changed: true, problems: [] }),
    });
    assert.deepEqual([postgres.refresh('recent').database.failure, idsOf(postgres)], [null, ['file']]);
  });

  it('merges rows and files by id', async () => {
    (await setup.start()).addSession({ id: 'both', title: 'Row', message_count: 1 });
    setup.save();
    const conversations = [
      fileConversation('both', { title: 'File', messageCount: 5 }),
      fileConversation('file', { title: 'Only here', messageCount: 2 }),
    ];
    const reader = setup.profile({ readFiles: () => ({ conversations, changed: true, problems: [] }) });
    reader.refresh('full');
    const byId = new Map(reader.list().conversations.map((conversation) => [conversation.id, conversation]));
    assert.deepEqual(
      [byId.size, byId.get('both')?.title, byId.get('both')?.places],
      [2, 'Row', ['state.db', 'conversationFile']],
    );
    assert.deepEqual([byId.get('file')?.messageCount, byId.get('file')?.places], [2, ['conversationFile']]);
  });

  it("names rows by title, else cron job, else first words, else the file's first words", async () => {
    const db = await setup.start();
    const at = FIXTURE_SECOND;
    db.addSession({ id: 'titled', title: 'A title', started_at: at });
    db.addSession({ id: 'cron_0123456789ab_20260501_090000', source: 'cli', started_at: at });
    db.addSession({ id: 'cron_unknownjobid_20260501_090000', source: 'cli', started_at: at });
    db.addSession({ id: 'plain', started_at: at });
    for (const id of ['titled', 'cron_0123456789ab_20260501_090000', 'cron_unknownjobid_20260501_090000', 'plain']) {
      db.addMessage({ session_id: id, role: 'user', content: `Words of ${id.slice(0, 6)}` });
    }
    setup.save();
    const reader = setup.profile({
      readCronNames: () => new Map([['0123456789ab', 'Morning report']]),
      readFiles: () => ({
        conversations: [fileConversation('file', { preview: 'Words of the file' })],
        changed: true,
        problems: [],
      }),
    });
    reader.refresh('full');
    const rows = Object.fromEntries(allRows(reader).map((row) => [row.id.slice(0, 8), [row.label, row.preview]]));
    assert.deepEqual(rows, {
      titled: ['A title', null],
      cron_012: ['Morning report', null],
      cron_unk: ['Words of cron_u', 'Words of cron_u'],
      plain: ['Words of plain', 'Words of plain'],
      file: ['Words of the file', 'Words of the file'],
    });
    assert.deepEqual(
      reader.previewsOf(['titled', 'file', 'nobody']),
      new Map([
        ['titled', 'Words of titled'],
        ['file', 'Words of the file'],
        ['nobody', ''],
      ]),
    );
  });

  it("reads first words once, and anew when the session's messages changed", async () => {
    const db = await setup.start();
    for (const id of ['a', 'b']) {
      db.addSession({ id, message_count: 1 });
      db.addMessage({ session_id: id, role: 'user', content: `words of ${id}`, timestamp: FIXTURE_SECOND + 10 });
    }
    setup.save();
    const database = setup.watch();
    const reader = setup.profile({ database });
    reader.refresh('full');
    const previews = (): number => database.statements.filter((sql) => sql.includes("role = 'user'")).length;
    allRows(reader);
    allRows(reader);
    assert.equal(previews(), 2);
    db.addMessage({ session_id: 'a', role: 'user', content: 'earlier words', timestamp: FIXTURE_SECOND + 5 });
    db.exec("UPDATE sessions SET message_count = 2 WHERE id = 'a'");
    setup.save();
    reader.refresh('recent');
    assert.deepEqual(
      allRows(reader)
        .map((row) => row.label)
        .sort(),
      ['earlier words', 'words of b'],
    );
    assert.equal(previews(), 3);
  });

  it('unfolds older segments and what hangs on a conversation', async () => {
    const db = await setup.start();
    const at = FIXTURE_SECOND;
    db.addSession({
      id: 'root',
      title: 'Root',
      started_at: at,
      end_reason: 'compression',
      ended_at: at + 10,
      message_count: 3,
    });
    db.addSession({
      id: 'middle',
      parent_session_id: 'root',
      started_at: at + 10,
      end_reason: 'compression',
      ended_at: 5e246,
    });
    db.addSession({ id: 'tip', parent_session_id: 'middle', started_at: at + 20 });
    db.addSession({
      id: 'branch',
      parent_session_id: 'root',
      started_at: at + 40,
      model_config: '{"_branched_from": "root"}',
      title: 'Branch',
    });
    db.addSession({ id: 'helper', parent_session_id: 'tip', started_at: at + 30, source: 'subagent' });
    db.addMessage({ session_id: 'middle', role: 'user', content: 'middle words', timestamp: at + 15 });
    setup.save();
    const reader = setup.profile();
    reader.refresh('full');
    const children = reader.children('middle');
    assert.deepEqual(
      children.map((child) => [child.kind, child.row.id, child.row.label]),
      [
        ['segment', 'middle', 'middle words'],
        ['segment', 'root', 'Root'],
        ['conversation', 'helper', null],
        ['conversation', 'branch', 'Branch'],
      ],
    );
    const [middle, root] = children.map((child) => child.row);
    assert.deepEqual(
      [middle?.lastActiveAt, middle?.startedAt, middle?.childCount, middle?.segmentIds],
      [(at + 15) * 1000, (at + 10) * 1000, 0, ['middle']],
    );
    assert.deepEqual([root?.messageCount, root?.endReason], [3, 'compression']);
    assert.deepEqual([reader.row('root')?.id, reader.row('nobody'), reader.children('nobody')], ['tip', null, []]);
    const rows = reader.rowsOf(['nobody', 'middle', 'branch', 'middle', '']);
    assert.deepEqual(rows.map((row) => row?.id ?? null), [null, 'tip', 'branch', 'tip', null]);
    assert.equal(rows[2]?.label, 'Branch');
  });

  it('pages rows', async () => {
    const db = await setup.start();
    for (let i = 0; i < 25; i += 1)
      db.addSession({ id: `s${String(i).padStart(2, '0')}`, title: `T${i}`, started_at: FIXTURE_SECOND + i });
    setup.save();
    const reader = setup.profile();
    reader.refresh('full');
    const overview = reader.overview([], NOW);
    assert.equal(overview.totalCount, 25);
    const [group] = overview.groups;
    assert.ok(group);
    const pages = [0, 10, 20, 30].map((offset) => reader.rows([], NOW, group.key, offset, 10).map((row) => row.id));
    assert.deepEqual(
      pages.map((page) => page.length),
      [10, 10, 5, 0],
    );
    assert.deepEqual(pages.flat(), idsOf(reader));
  });

  it('answers what it knows while the database is out of reach', async () => {
    const db = await setup.start();
    db.addSession({ id: 'a' });
    db.addMessage({ session_id: 'a', role: 'user', content: 'words' });
    setup.save();
    const database = setup.watch();
    const reader = setup.profile({ database });
    reader.refresh('full');
    allRows(reader);
    database.failure = 'db_busy';
    const state = reader.refresh('recent');
    assert.deepEqual(
      [state.database.status, state.database.failure],
      ['stale', { code: 'db_busy', details: { path: 'state.db' } }],
    );
    assert.deepEqual(structuredClone(state), state);
    assert.deepEqual(
      allRows(reader).map((row) => row.label),
      ['words'],
    );
    assert.throws(
      () => reader.details('a'),
      (error) => Failure.is(error, 'db_busy'),
    );
    database.failure = 'db_missing';
    reader.refresh('recent');
    assert.deepEqual([reader.details('a'), reader.systemPrompt('a'), allRows(reader)], [null, null, []]);
  });

  it('knows where a session worked from both stores, each place once', async () => {
    const fixture = await setup.start();
    fixture.addSession({ id: 'a', cwd: '/work/src', git_repo_root: '/work' });
    fixture.addSession({ id: 'b', cwd: '/work', git_repo_root: '/work' });
    fixture.addSession({ id: 'c' });
    setup.save();
    const file = (id: string, workspace: string | null): FileConversation => ({ ...fileConversation(id), workspace });
    const conversations = [file('a', '/elsewhere'), file('file', '/only'), file('c', '')];
    const reader = setup.profile({ readFiles: () => ({ conversations, changed: true, problems: [] }) });
    reader.refresh('full');
    assert.deepEqual(
      ['a', 'b', 'c', 'file', 'nobody'].map((id) => reader.directories(id)),
      [['/work/src', '/elsewhere', '/work'], ['/work'], [], ['/only'], []],
    );
  });

  it('exports and describes what state.db has, and nothing else', async () => {
    (await setup.start()).addSession({ id: 'a', system_prompt: 'Prompt', model: 'm' });
    setup.save();
    const reader = setup.profile({
      readFiles: () => ({ conversations: [fileConversation('file')], changed: true, problems: [] }),
    });
    reader.refresh('full');
    assert.equal(reader.export('a').row.id, 'a');
    assert.equal(reader.details('a')?.model, 'm');
    assert.equal(reader.systemPrompt('a')?.text, 'Prompt');
    for (const id of ['file', 'nobody']) {
      assert.throws(
        () => reader.export(id),
        (error) => Failure.is(error, 'session_not_found'),
      );
      assert.deepEqual([reader.details(id), reader.systemPrompt(id)], [null, null]);
    }
  });

  /** Everything that can be asked of a reader. */
  function useAll(reader: ProfileReader, files: readonly FileConversation[]): void {
    reader.refresh('recent');
    reader.refresh('full');
    reader.state();
    for (const row of allRows(reader)) {
      reader.children(row.id);
      reader.row(row.id);
      reader.details(row.id);
      reader.systemPrompt(row.id);
      reader.messages.source(usualCopy(row.id));
      for (const message of reader.messages.page(usualCopy(row.id), 0, 50)) reader.messages.message(usualCopy(row.id), message.id);
      if (!files.some((file) => file.id === row.id)) reader.export(row.id);
    }
    reader.previewsOf(idsOf(reader));
  }

  it('touches nothing, asks no COUNT, and leaves no handle behind', async () => {
    const db = await setup.start();
    for (let i = 0; i < 20; i += 1) {
      db.addSession({ id: `s${i}`, started_at: FIXTURE_SECOND + i, message_count: 1 });
      db.addMessage({ session_id: `s${i}`, role: 'user', content: 'words' });
    }
    db.toFileWithWal(setup.path, () => {
      db.addSession({ id: 'logged', message_count: 1 });
      db.addMessage({ session_id: 'logged', role: 'user', content: 'words' });
    });
    const before = readDirectoryState(setup.folder);
    const files = new TracedFiles();
    const database = openDatabase({ path: setup.path, sqlJs: setup.sqlJs, files });
    const watched = setup.watch();
    for (const reader of [setup.profile({ database, files }), setup.profile({ database: watched, files })]) {
      useAll(reader, []);
      assert.equal(idsOf(reader).length, 21);
      reader.close();
    }
    assert.deepEqual(readDirectoryState(setup.folder), before);
    assert.equal(files.openHandles, 0);
    assert.ok(watched.statements.length > 50);
    assert.deepEqual(
      watched.statements.filter((sql) => /\bcount\s*\(/i.test(sql)),
      [],
    );
  });

  it('holds the same handles after a thousand looks', async () => {
    const db = await setup.start();
    db.addSession({ id: 'a', message_count: 1 });
    db.addMessage({ session_id: 'a', role: 'user', content: 'words' });
    setup.save();
    const files = new TracedFiles();
    const reader = setup.profile({ database: openDatabase({ path: setup.path, sqlJs: setup.sqlJs, files }), files });
    reader.refresh('full');
    const handles = files.openHandles;
    for (let i = 0; i < 1_000; i += 1) reader.refresh(i % 2 === 0 ? 'recent' : 'full');
    assert.ok(handles <= 1, `${handles} handles`);
    assert.equal(files.openHandles, handles);
    reader.close();
    assert.equal(files.openHandles, 0);
  });
});

import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { dirname, join } from 'node:path';
import { usualCopy } from '../../../../src/core/transcriptTarget';
import { openProfile, sessionDirProfiles } from '../../../../src/io/profile/openProfile';
import type { ProfileLocation } from '../../../../src/io/hermesHome';
import { readDirectoryState } from '../../../support/directoryState';
import { FIXTURE_SECOND } from '../../../support/fixtureDatabase';
import { TracedFiles } from '../tracedFiles';
import { locationAt } from '../worker/location';
import { useProfile } from './setup';

const NOW = (FIXTURE_SECOND + 86_400) * 1000;

describe('openProfile', function () {
  this.timeout(120_000);
  const setup = useProfile();

  function write(path: string, value: unknown): void {
    const whole = join(setup.folder, path);
    fs.mkdirSync(dirname(whole), { recursive: true });
    fs.writeFileSync(whole, typeof value === 'string' ? value : JSON.stringify(value));
  }
  const webui = (id: string, more: object): void =>
    write(`webui/sessions/${id}.json`, {
      session_id: id,
      messages: [{ role: 'user', content: `words of ${id}` }],
      created_at: FIXTURE_SECOND,
      ...more,
    });
  const named = (name: string): ProfileLocation =>
    locationAt(setup.folder, {
      key: name,
      profile: name,
      stateDbPath: join(setup.folder, 'profiles', name, 'state.db'),
      agentSessionsPath: null,
      cronJobsPath: null,
    });
  const open = (location: ProfileLocation, all: readonly ProfileLocation[], files = new TracedFiles()) =>
    openProfile(location, { sqlJs: setup.sqlJs, files, sessionDirProfiles: sessionDirProfiles(location, all) });
  function idsOf(location: ProfileLocation, all: readonly ProfileLocation[]): string[] {
    const reader = open(location, all);
    reader.refresh('full');
    reader.close();
    return reader
      .list()
      .conversations.map((conversation) => conversation.id)
      .sort();
  }

  it('brings together state.db, both session directories and the names of jobs, and touches nothing', async () => {
    const db = await setup.start();
    db.addSession({ id: 'row', title: 'Row', message_count: 1 });
    db.addSession({ id: 'cron_0123456789ab_20260501_090000', source: 'cron', message_count: 1 });
    setup.save();
    webui('file', { title: 'File' });
    write('sessions/session_agent.json', {
      session_id: 'agent',
      platform: 'cli',
      messages: [{ role: 'user', content: 'words of agent' }],
    });
    write('sessions/row.jsonl', '{"role": "user", "content": "x"}\n');
    write('cron/jobs.json', { jobs: [{ id: '0123456789ab', name: 'Morning report' }] });
    write('state.db.bak', fs.readFileSync(setup.path).toString('latin1'));
    const before = readDirectoryState(setup.folder);
    const files = new TracedFiles();
    const location = locationAt(setup.folder);
    const reader = open(location, [location], files);
    assert.deepEqual([files.stats, files.opened], [0, []]);
    const state = reader.refresh('full');
    assert.deepEqual([state.database.status, state.fileProblems], ['good', []]);
    const rows = reader.overview(['cron'], NOW).groups.flatMap(({ key }) => reader.rows(['cron'], NOW, key, 0, 100));
    assert.deepEqual(Object.fromEntries(rows.map((row) => [row.id, [row.label, row.places]])), {
      row: ['Row', ['state.db', 'agentJsonl']],
      cron_0123456789ab_20260501_090000: ['Morning report', ['state.db']],
      file: ['File', ['conversationFile']],
      agent: ['words of agent', ['agentJson']],
    });
    assert.equal(reader.messages.source(usualCopy('agent')).messageCount, 1);
    assert.equal(reader.messages.source(usualCopy('file')).place, 'conversationFile');
    reader.close();
    assert.equal(files.openHandles, 0);
    assert.deepEqual(readDirectoryState(setup.folder), before);
  });

  it('gives each profile its own conversations of a shared directory, and the first one those that nobody owns', () => {
    webui('mine', { profile: 'default' });
    webui('work', { profile: 'work' });
    webui('blank', {});
    webui('gone', { profile: 'deleted-profile' });
    const all = [named('work'), locationAt(setup.folder), named('idle')];
    assert.deepEqual(sessionDirProfiles(named('work'), all), ['default', 'work', 'idle']);
    assert.deepEqual(idsOf(locationAt(setup.folder), all), ['blank', 'gone', 'mine']);
    assert.deepEqual(idsOf(named('work'), all), ['work']);
    assert.deepEqual(idsOf(named('idle'), all), []);
    // Without the default profile among them the first one takes care of the rest.
    assert.deepEqual(idsOf(named('work'), [named('work'), named('idle')]), ['blank', 'gone', 'mine', 'work']);
  });

  it('lists all of a session directory that stands alone', () => {
    webui('a', { profile: 'x' });
    webui('b', {});
    const alone = locationAt(setup.folder, { isStandalone: true, agentSessionsPath: null, cronJobsPath: null });
    assert.deepEqual(idsOf(alone, [alone]), ['a', 'b']);
  });

  it('asks no database of a profile that keeps its rows elsewhere', () => {
    webui('a', {});
    fs.writeFileSync(setup.path, '');
    fs.writeFileSync(join(setup.folder, 'state.db.bak'), 'SQLite format 3\0');
    const files = new TracedFiles();
    const location = locationAt(setup.folder, { backend: 'postgres' });
    const reader = open(location, [location], files);
    const state = reader.refresh('full');
    assert.deepEqual(
      [state.database.status, state.database.failure, state.copies, reader.list().conversations.length],
      ['none', null, [], 1],
    );
    assert.ok(!files.opened.some((path) => path.startsWith(setup.path)));
  });

  it('names copies beside an empty database', async () => {
    await setup.start();
    setup.save();
    fs.copyFileSync(setup.path, join(setup.folder, 'state.db.zeroed-20260501-090000-1.bak'));
    const location = locationAt(setup.folder);
    const { copies } = open(location, [location]).refresh('full');
    assert.deepEqual(
      copies.map((copy) => copy.kind),
      ['zeroed'],
    );
  });

  it('sees new files with a quick look once it knows the directory', () => {
    const location = locationAt(setup.folder);
    const reader = open(location, [location]);
    const { revision } = reader.refresh('full');
    webui('new', {});
    const state = reader.refresh('recent');
    assert.deepEqual(
      [state.revision > revision, reader.list().conversations.map((conversation) => conversation.id)],
      [true, ['new']],
    );
  });
});

import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Profiles } from '../../src/ui/profiles';
import { SessionsProvider } from '../../src/ui/sessionsProvider';
import { situationOf } from '../../src/ui/situation';
import { FixtureDatabase } from '../support/fixtureDatabase';
import { until } from './effects';
import { createProfiles } from './extension';

describe('what stands in the place of rows', () => {
  let scratch: string;
  let profiles: Profiles;
  let provider: SessionsProvider;
  const errors: unknown[] = [];
  const set = (name: string, value: string | undefined): Thenable<void> =>
    vscode.workspace.getConfiguration('hermesSessions').update(name, value, vscode.ConfigurationTarget.Global);

  beforeEach(() => {
    scratch = fs.mkdtempSync(join(tmpdir(), 'hs-'));
    fs.writeFileSync(join(scratch, 'active_profile'), 'default\n');
  });
  afterEach(async () => {
    provider.dispose();
    profiles.dispose();
    for (const name of ['home', 'stateDb']) await set(name, undefined);
    fs.rmSync(scratch, { recursive: true, force: true });
    assert.deepEqual(errors, []);
  });

  /** The home that was made, read to its end. */
  const open = async (): Promise<void> => {
    await set('home', scratch);
    profiles = createProfiles(errors);
    provider = new SessionsProvider(profiles);
    await until(async () => (await profiles.readyModels()).every((model) => model.state?.complete ?? model.failure !== null));
  };
  const database = async (path: string): Promise<void> => {
    const db = await FixtureDatabase.create();
    db.addSession({ id: 'a', title: 'Kept', message_count: 1 });
    db.addMessage({ session_id: 'a', role: 'user', content: 'Hello' });
    db.toFile(path);
    db.close();
  };
  const kinds = async (): Promise<string[]> => (await provider.getChildren()).map((row) => row.node.kind);

  it('a store that cannot be read gives its reason to the welcome content, and has no row', async () => {
    fs.writeFileSync(join(scratch, 'state.db'), 'x'.repeat(8192));
    await open();
    assert.equal(situationOf(profiles.known), 'db_not_sqlite');
    assert.deepEqual(await kinds(), []);
  });

  it('rows come back with the store, and go with it again', async () => {
    fs.writeFileSync(join(scratch, 'state.db'), '');
    await open();
    assert.equal(situationOf(profiles.known), 'db_empty');
    await database(join(scratch, 'next.tmp'));
    fs.renameSync(join(scratch, 'next.tmp'), join(scratch, 'state.db'));
    await profiles.refresh();
    await provider.settled();
    assert.equal(situationOf(profiles.known), 'rows');
    assert.deepEqual(await kinds(), ['group']);
  });

  it('copies are rows, and the reason is one beside them, with a command', async () => {
    fs.writeFileSync(join(scratch, 'state.db'), new Uint8Array(8192));
    await database(join(scratch, 'state.db.malformed-backup-20260301-120000'));
    await open();
    assert.equal(situationOf(profiles.known), 'rows');
    assert.deepEqual(await kinds(), ['notice', 'copies']);
    const [notice] = await provider.getChildren();
    assert.ok(notice);
    assert.equal(provider.getTreeItem(notice).command?.command, 'hermesSessions.explainNotice');
  });

  it('several profiles are rows, and the reason is one below its own', async () => {
    fs.mkdirSync(join(scratch, 'profiles', 'research'), { recursive: true });
    await database(join(scratch, 'profiles', 'research', 'state.db'));
    fs.writeFileSync(join(scratch, 'state.db'), '');
    await open();
    assert.equal(situationOf(profiles.known), 'rows');
    const roots = await provider.getChildren();
    assert.equal(roots.length, 2);
    const below = await Promise.all(roots.map(async (root) => (await provider.getChildren(root)).map((row) => row.node.kind)));
    assert.deepEqual(below, [['notice'], ['group']]);
  });

  it('PostgreSQL is said once: in place of rows, or as one of them', async () => {
    fs.writeFileSync(join(scratch, 'config.yaml'), 'database:\n  backend: postgres\n');
    await open();
    assert.equal(situationOf(profiles.known), 'postgres');
    assert.deepEqual(await kinds(), []);
  });

  it('a database that a setting names has to be there', async () => {
    await set('stateDb', join(scratch, 'nowhere.db'));
    await open();
    assert.equal(situationOf(profiles.known), 'db_missing');
    assert.deepEqual(await kinds(), []);
  });
});

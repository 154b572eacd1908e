import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { AuditReader } from '../../src/io/auditWorker/auditReader';
import type { Profiles } from '../../src/ui/profiles';
import { AutomaticAudit } from '../../src/ui/recovery/automaticAudit';
import { ConversationNames } from '../../src/ui/recovery/conversationNames';
import { auditOf, RecoveryModel } from '../../src/ui/recovery/recoveryModel';
import type { RecoveryPlace } from '../../src/ui/recovery/recoveryPlace';
import { conversation, DamagedHome, talk } from '../support/damagedHome';
import { until } from './effects';
import { createProfiles, extension, memoryMemento } from './extension';

const set = (name: string, value: unknown): Thenable<void> =>
  vscode.workspace.getConfiguration('hermesSessions').update(name, value, vscode.ConfigurationTarget.Global);

describe('the quiet audit', () => {
  let home: DamagedHome;
  let profiles: Profiles;
  let model: RecoveryModel;
  let audits: AutomaticAudit;
  const errors: unknown[] = [];

  beforeEach(async () => {
    home = new DamagedHome();
    home.write('one.json', conversation('one', talk(2)));
    home.write('one.json.bak', conversation('one', talk(40)));
    home.writeIndex([{ session_id: 'one', message_count: 2 }]);
    await set('home', home.dir);
    const built = (file: string): string => join(extension().extensionPath, 'dist', file);
    profiles = createProfiles(errors);
    model = new RecoveryModel({
      profiles,
      auditor: () => new AuditReader({ workerPath: built('auditWorker.js'), wasmPath: built('sql-wasm.wasm') }),
      memento: memoryMemento(),
      log: { info: () => undefined, error: (error) => void errors.push(error) },
      locale: 'en',
    });
    audits = new AutomaticAudit({ model, profiles, settleMs: 20, unexpected: (error) => void errors.push(error) });
  });
  afterEach(async () => {
    audits.dispose();
    model.dispose();
    profiles.dispose();
    await set('home', undefined);
    await set('recovery.automaticAudit', undefined);
    home.remove();
    assert.deepEqual(errors, []);
  });

  const place = (): RecoveryPlace => model.places()[0]!;
  const titles = (): string[] => (auditOf(model.state(place()))?.found ?? []).map(({ item }) => item.title);

  it('begins when a view comes into sight, and not before', async () => {
    await profiles.readyModels();
    assert.equal(model.state(place()).status, 'notAudited');
    audits.setVisible('recovery', true);
    await until(() => model.state(place()).status === 'report');
    assert.deepEqual(titles(), ['Chat shrank: 40 to 2 messages']);
  });

  it('follows what changes in the session directory', async () => {
    audits.setVisible('recovery', true);
    await until(() => titles().length === 1);
    // Written again and again, because a watcher may not be at work yet.
    await until(async () => {
      fs.writeFileSync(home.path('two.json.bak'), JSON.stringify(conversation('two', talk(4))));
      await new Promise((resolve) => setTimeout(resolve, 200));
      return titles().length === 2;
    });
  });

  it('is told by a setting not to begin, and then only a person asks', async () => {
    await set('recovery.automaticAudit', false);
    audits.setVisible('recovery', true);
    await profiles.readyModels();
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.equal(model.state(place()).status, 'notAudited');
    await model.audit(place());
    assert.equal(titles().length, 1);
    await set('recovery.automaticAudit', true);
    fs.writeFileSync(home.path('two.json.bak'), JSON.stringify(conversation('two', talk(4))));
    await until(async () => {
      fs.utimesSync(home.path('two.json.bak'), new Date(), new Date());
      await new Promise((resolve) => setTimeout(resolve, 200));
      return titles().length === 2;
    });
  });

  it('knows the titles of the conversations from the profiles', async () => {
    const names = new ConversationNames(profiles);
    assert.equal(names.get(place(), 'one'), null);
    names.want(place(), new Set(['one', 'unknown']));
    await until(() => names.get(place(), 'one') !== null);
    assert.equal(names.get(place(), 'one')?.title, 'Talk of one');
    assert.equal(names.get(place(), 'unknown'), null);
    names.dispose();
  });
});

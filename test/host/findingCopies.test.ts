import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { ReportItem } from '../../src/core/recovery/report';
import { AuditReader } from '../../src/io/auditWorker/auditReader';
import type { Profiles } from '../../src/ui/profiles';
import { readCopies, type FindingCopy } from '../../src/ui/recovery/findingCopies';
import { fileOfFinding } from '../../src/ui/recovery/findingFile';
import type { FindingNode } from '../../src/ui/recovery/recoveryNodes';
import { RecoveryModel } from '../../src/ui/recovery/recoveryModel';
import { ReportDocument } from '../../src/ui/recovery/reportDocument';
import { conversation, DamagedHome, talk } from '../support/damagedHome';
import { until } from './effects';
import { createProfiles, extension, memoryMemento } from './extension';

const set = (value: string | undefined): Thenable<void> =>
  vscode.workspace.getConfiguration('hermesSessions').update('home', value, vscode.ConfigurationTarget.Global);

describe('the copies of a finding', () => {
  let home: DamagedHome;
  let profiles: Profiles;
  let model: RecoveryModel;
  const errors: unknown[] = [];
  before(async () => {
    home = new DamagedHome();
    home.write('one.json', conversation('one', talk(2)));
    home.write('one.json.bak', conversation('one', talk(40)));
    await home.writeDatabase([{ id: 'one', messages: talk(30) }]);
    home.write('torn.json', JSON.stringify(conversation('torn', talk(6)), null, 2).slice(0, -300));
    home.write('torn.json.bak', conversation('torn', talk(8)));
    home.write('old.json.tmp.77', conversation('old', talk(3)));
    await set(home.dir);
    profiles = createProfiles(errors);
    const built = (file: string): string => join(extension().extensionPath, 'dist', file);
    model = new RecoveryModel({
      profiles,
      auditor: () => new AuditReader({ workerPath: built('auditWorker.js'), wasmPath: built('sql-wasm.wasm') }),
      memento: memoryMemento(),
      log: { info: () => undefined, error: (error) => void errors.push(error) },
      locale: 'en',
    });
    await until(async () => (await profiles.readyModels()).every((each) => each.state?.complete === true));
    await model.audit(model.places()[0]!);
  });
  after(async () => {
    model.dispose();
    profiles.dispose();
    await set(undefined);
    home.remove();
    assert.deepEqual(errors, []);
  });

  const item = (sessionId: string): ReportItem => {
    const [place] = model.places();
    const state = model.state(place!);
    const found = state.status === 'report' ? state.audit.found.find((each) => each.item.session_id === sessionId) : undefined;
    assert.ok(found, `nothing was found about ${sessionId}`);
    return found.item;
  };
  const said = (copies: readonly FindingCopy[]): unknown[] => copies.map(({ name, note, messages }) => [name, note, messages]);
  const words = (copy: FindingCopy | undefined, end: 'first' | 'last'): unknown => {
    const part = copy?.[end]?.parts[0];
    return part?.kind === 'text' ? part.text : part;
  };

  it('are all that are there, with what comes back, counted as the finding counts, and with both ends', async () => {
    const copies = await readCopies(item('one'), profiles.models());
    assert.deepEqual(said(copies), [
      ['conversation file', 'what Hermes WebUI shows', 2],
      ['previous copy (.bak)', 'comes back', 40],
      ['state.db', '', 30],
    ]);
    assert.deepEqual(copies.map((copy) => [words(copy, 'first'), words(copy, 'last')]), [
      ['message 0', 'message 1'],
      ['message 0', 'message 39'],
      ['message 0', 'message 29'],
    ]);
  });

  it('say what is damaged, and show what can be read of it', async () => {
    const [live, backup] = await readCopies(item('torn'), profiles.models());
    assert.match(live?.note ?? '', /^damaged, only what can be read/);
    assert.ok((live?.messages ?? 0) > 0 && (live?.messages ?? 0) < 6, String(live?.messages));
    assert.deepEqual([backup?.note, backup?.messages], ['comes back', 8]);
  });

  it('are also files that no list has', async () => {
    const [only, ...others] = await readCopies(item('old'), profiles.models());
    assert.deepEqual(others, []);
    assert.deepEqual([only?.name, only?.messages, only?.isReadable], ['temporary file', 3, true]);
  });

  it('lie where the finding says, and an odd id leads nowhere', () => {
    const [place] = model.places();
    const at = (sessionId: string, evidence: ReportItem['evidence'] = {}): string =>
      fileOfFinding({ place, found: { key: 'k', item: { ...item('one'), session_id: sessionId, evidence } } } as unknown as FindingNode);
    assert.equal(at('one'), home.path('one.json'));
    fs.renameSync(home.path('one.json'), home.path('away'));
    assert.equal(at('one'), home.path('one.json.bak'));
    fs.renameSync(home.path('away'), home.path('one.json'));
    assert.equal(at('../../../etc/passwd'), place!.sessionDir);
    assert.equal(at('', { database: '/h/state.db' }), '/h/state.db');
  });

  it('stand in the report, which is said anew with each audit', async () => {
    const report = new ReportDocument(model);
    try {
      await report.show();
      const document = vscode.window.activeTextEditor?.document;
      assert.ok(document !== undefined);
      assert.match(document.getText(), /^# Recovery audit\n\n2 conversations checked in .*: \d safe to repair/);
      assert.match(document.getText(), /\n## Chat shrank: 40 to 2 messages · one\n/);
      fs.renameSync(home.path('one.json.bak'), home.path('elsewhere'));
      await model.audit(model.places()[0]!);
      await until(() => !document.getText().includes('Chat shrank: 40 to 2'));
      fs.renameSync(home.path('elsewhere'), home.path('one.json.bak'));
      await model.audit(model.places()[0]!);
    } finally {
      report.dispose();
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    }
  });
});

import * as assert from 'node:assert/strict';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { ReportItem } from '../../src/core/recovery/report';
import { AuditReader } from '../../src/io/auditWorker/auditReader';
import { FindingMarks, markedUri } from '../../src/ui/recovery/findingMarks';
import { auditOf, RecoveryModel } from '../../src/ui/recovery/recoveryModel';
import type { TreeRow } from '../../src/ui/sessionNodes';
import { SessionsProvider } from '../../src/ui/sessionsProvider';
import { conversation, DamagedHome, talk } from '../support/damagedHome';
import { until } from './effects';
import { createProfiles, extension, memoryMemento } from './extension';
import { foundReport } from '../support/foundReport';
import { FakeAudits, FakeHomes } from './fakeAudits';

describe('the marks of findings', () => {
  let audits: FakeAudits;
  let homes: FakeHomes;
  let model: RecoveryModel;
  let marks: FindingMarks;
  let changes = 0;
  beforeEach(() => {
    audits = new FakeAudits();
    homes = new FakeHomes();
    const log = { info: () => undefined, error: (error: unknown) => assert.fail(String(error)) };
    model = new RecoveryModel({ profiles: homes.profiles, auditor: audits.auditor, memento: memoryMemento(), log, locale: 'en' });
    marks = new FindingMarks(model);
    marks.onDidChange(() => (changes += 1));
  });
  afterEach(() => {
    marks.dispose();
    model.dispose();
    homes.dispose();
    changes = 0;
  });
  const audit = async (...items: ReportItem[]): Promise<void> => {
    const done = model.audit(model.places()[0]!);
    (await audits.ask(audits.asked.length + 1)).answer(items);
    await done;
  };

  it('say what is wrong with a conversation, by any of its sessions, and only of its own home', async () => {
    await audit(foundReport());
    assert.equal(marks.of('/a', ['s0', 's1']), 'Chat shrank: 1,000 to 2 messages. 998 can come back.');
    assert.deepEqual([marks.of('/a', ['s2']), marks.of('/b', ['s1'])], [null, null]);
  });

  it('count what there is beside the first, and leave out notes, what was put away, and what is of no conversation', async () => {
    const more = foundReport({ kind: 'index_row_stale' });
    await audit(foundReport(), more, foundReport({ session_id: 's2', category: 'information' }), foundReport({ session_id: '' }));
    assert.equal(marks.of('/a', ['s1']), 'Chat shrank: 1,000 to 2 messages. 998 can come back. And 1 more finding.');
    assert.deepEqual([marks.of('/a', ['s2']), marks.of('/a', [''])], [null, null]);
    const place = model.places()[0]!;
    for (const found of auditOf(model.state(place))!.found) await model.dismiss(place, found, 'not_a_fault');
    assert.equal(marks.of('/a', ['s1']), null);
  });

  it('are told when they change, and not when an audit says the same again', async () => {
    await audit(foundReport());
    assert.equal(changes, 1);
    await audit(foundReport());
    assert.equal(changes, 1);
    await audit();
    assert.equal(changes, 2);
  });

  it('are a sign in the colour of warnings, with the words as its tooltip, and none of anything else', () => {
    const decoration = marks.provideFileDecoration(markedUri('s1', 'Chat shrank: “50%” #1?'));
    assert.deepEqual([decoration?.badge, decoration?.tooltip], ['!', 'Chat shrank: “50%” #1?']);
    assert.equal(decoration?.color?.id, 'list.warningForeground');
    assert.equal(marks.provideFileDecoration(vscode.Uri.file('/a/s1.json')), undefined);
  });
});

describe('a conversation with a finding, in the session tree', () => {
  it('has the mark and says it to a screen reader; its label and icon stay, and others have none', async () => {
    const errors: unknown[] = [];
    const home = new DamagedHome();
    home.write('one.json', conversation('one', talk(2)));
    home.write('one.json.bak', conversation('one', talk(40)));
    home.write('two.json', conversation('two', talk(4)));
    const set = (value: string | undefined): Thenable<void> =>
      vscode.workspace.getConfiguration('hermesSessions').update('home', value, vscode.ConfigurationTarget.Global);
    await set(home.dir);
    const built = (file: string): string => join(extension().extensionPath, 'dist', file);
    const profiles = createProfiles(errors);
    const log = { info: () => undefined, error: (error: unknown) => void errors.push(error) };
    const auditor = (): AuditReader => new AuditReader({ workerPath: built('auditWorker.js'), wasmPath: built('sql-wasm.wasm') });
    const model = new RecoveryModel({ profiles, auditor, memento: memoryMemento(), log, locale: 'en' });
    const marks = new FindingMarks(model);
    const provider = new SessionsProvider(profiles, Date.now, marks);
    try {
      await until(async () => (await profiles.readyModels()).every((each) => each.state?.complete === true));
      const rows = async (): Promise<Record<string, vscode.TreeItem>> => {
        const all = async (row?: TreeRow): Promise<TreeRow[]> =>
          (await Promise.all((await provider.getChildren(row)).map(async (child) => [child, ...(await all(child))]))).flat();
        const items = (await all()).filter(({ node }) => node.kind === 'conversation').map((row) => provider.getTreeItem(row));
        return Object.fromEntries(items.map((item) => [item.label as string, item]));
      };
      const before = await rows();
      assert.equal(before['Talk of one']?.resourceUri, undefined);
      await model.audit(model.places()[0]!);
      await provider.settled();
      const now = await rows();
      const words = 'Chat shrank: 40 to 2 messages. 38 can come back.';
      assert.match(now['Talk of one']?.resourceUri?.query ?? '', new RegExp(`^${words}`));
      assert.match(now['Talk of one']?.accessibilityInformation?.label ?? '', new RegExp(`^Talk of one, .*, ${words}`));
      assert.deepEqual(now['Talk of one']?.iconPath, before['Talk of one']?.iconPath);
      assert.equal(now['Talk of two']?.resourceUri, undefined);
    } finally {
      provider.dispose();
      marks.dispose();
      model.dispose();
      profiles.dispose();
      await set(undefined);
      home.remove();
    }
    assert.deepEqual(errors, []);
  });
});

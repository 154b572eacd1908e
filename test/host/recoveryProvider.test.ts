import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { Failure } from '../../src/core/failure';
import type { ReportItem } from '../../src/core/recovery/report';
import { ConversationNames } from '../../src/ui/recovery/conversationNames';
import { auditOf, RecoveryModel } from '../../src/ui/recovery/recoveryModel';
import type { RecoveryPlace } from '../../src/ui/recovery/recoveryPlace';
import { RecoveryProvider, type RecoveryRow } from '../../src/ui/recovery/recoveryProvider';
import { countRepairable, recoveryMessage, recoverySituation } from '../../src/ui/recovery/recoverySituation';
import { memoryMemento } from './extension';
import { foundReport } from '../support/foundReport';
import { FakeAudits, FakeHomes, type Said } from './fakeAudits';

/** Noon of a day in the middle of a month. */
const NOW = Date.UTC(2026, 10, 18, 12);

describe('the tree of what recovery found', () => {
  let audits: FakeAudits;
  let homes: FakeHomes;
  let model: RecoveryModel;
  let names: ConversationNames;
  let provider: RecoveryProvider;
  /** What each event named: labels, or "everything". */
  const events: (string[] | 'everything')[] = [];

  beforeEach(() => {
    audits = new FakeAudits();
    homes = new FakeHomes();
    model = new RecoveryModel({
      profiles: homes.profiles,
      auditor: audits.auditor,
      memento: memoryMemento(),
      log: { info: () => undefined, error: (error) => assert.fail(error) },
      locale: 'en',
      now: () => NOW,
    });
    names = new ConversationNames({ models: () => [], onDidChange: homes.moved.event });
    provider = new RecoveryProvider(model, names, () => NOW);
    provider.onDidChangeTreeData((rows) => events.push(rows === undefined ? 'everything' : rows.map(labelOf)));
  });
  afterEach(() => {
    provider.dispose();
    names.dispose();
    model.dispose();
    homes.dispose();
    events.length = 0;
  });

  const place = (i = 0): RecoveryPlace => model.places()[i]!;
  const labelOf = (row: RecoveryRow): string => provider.getTreeItem(row).label as string;
  /** Resolves when the tree says what the model does. */
  const compared = async (): Promise<void> => {
    await new Promise(setImmediate);
    await new Promise(setImmediate);
  };
  const audit = async (items: readonly ReportItem[], said: Said = {}, i = 0): Promise<void> => {
    const done = model.audit(place(i));
    (await audits.ask(audits.asked.length + 1)).answer(items, said);
    await done;
    await compared();
    events.length = 0;
  };
  const walk = (row?: RecoveryRow, indent = ''): string[] =>
    provider.getChildren(row).flatMap((child) => {
      const { description } = provider.getTreeItem(child);
      return [`${indent}${labelOf(child)} | ${String(description)}`, ...walk(child, `${indent}  `)];
    });
  const rowNamed = (label: string, rows: readonly RecoveryRow[] = provider.roots): RecoveryRow =>
    rows.flatMap((row) => [row, ...row.rows]).find((row) => labelOf(row) === label) ?? assert.fail(`${label} is not in ${walk().join('; ')}`);

  const doubtful = foundReport({ session_id: 's2', title: 'Chat shrank: 38 to 36 messages', preselected: false, not_preselected_because: 'looks_like_undo' });
  const review = foundReport({ session_id: 's3', kind: 'diverged_backup', category: 'unsafe_to_repair', title: 'Two copies differ', preselected: false });
  const note = foundReport({ session_id: '', bak_messages: -1, kind: 'turn_journal_malformed_event', category: 'information', title: 'A note', preselected: false });

  it('has the groups with their counts, and says why something safe is not ticked', async () => {
    await audit([foundReport(), doubtful, review, note], { notChecked: [{ file: 'big.json', reason: 'too_large' }] });
    assert.deepEqual(walk(), [
      'Safe to repair | 2',
      '  Chat shrank: 1,000 to 2 messages | s1',
      '  Chat shrank: 38 to 36 messages | looks like an undo · s2',
      'Needs review | 1',
      '  Two copies differ | s3',
      'Information | 1',
      '  A note | ',
      'Not checked | 1',
      '  big.json | too large',
    ]);
    const [safe, inReview, information] = provider.roots.map((row) => provider.getTreeItem(row).collapsibleState);
    const { Expanded, Collapsed } = vscode.TreeItemCollapsibleState;
    assert.deepEqual([safe, inReview, information], [Expanded, Expanded, Collapsed]);
    const boxes = ['Chat shrank: 1,000 to 2 messages', 'Chat shrank: 38 to 36 messages', 'Two copies differ'].map((label) => {
      const box = provider.getTreeItem(rowNamed(label)).checkboxState;
      return typeof box === 'object' ? [box.state, box.tooltip] : box;
    });
    const { Checked, Unchecked } = vscode.TreeItemCheckboxState;
    assert.deepEqual(boxes, [
      [Checked, '“Repair Safe Findings…” will repair it'],
      [Unchecked, 'Safe, but not ticked: looks like an undo'],
      undefined,
    ]);
  });

  it('tells a screen reader the whole sentence, and menus what the row is', async () => {
    await audit([foundReport(), review, note]);
    const items = ['Chat shrank: 1,000 to 2 messages', 'Two copies differ', 'A note'].map((label) => provider.getTreeItem(rowNamed(label)));
    assert.deepEqual(items.map((item) => item.accessibilityInformation?.label), [
      'Chat shrank: 1,000 to 2 messages. 998 can come back. s1',
      'Two copies differ. s3',
      'A note.',
    ]);
    assert.deepEqual(items.map((item) => item.contextValue), ['finding:safe:file:backup', 'finding:review:file:backup', 'finding:information']);
  });

  it('draws anew only what changed', async () => {
    await audit([foundReport(), doubtful, review]);
    await audit([foundReport(), doubtful, review]);
    assert.deepEqual(events, []);
    const [first] = auditOf(model.state(place()))!.found;
    model.setTicked(place(), [[first!, false]]);
    await compared();
    assert.deepEqual(events, [['Chat shrank: 1,000 to 2 messages']]);
    assert.deepEqual(rowNamed('Chat shrank: 1,000 to 2 messages').node.kind === 'finding' && model.isTicked(place(), first!), false);
  });

  it('puts what is dismissed into a group of its own, in one step, and counts it no more', async () => {
    await audit([foundReport(), doubtful]);
    const [first] = auditOf(model.state(place()))!.found;
    assert.equal(countRepairable(model), 2);
    await model.dismiss(place(), first!, 'keep_deleted');
    await compared();
    assert.deepEqual(events, ['everything']);
    assert.deepEqual(walk(), [
      'Safe to repair | 1',
      '  Chat shrank: 38 to 36 messages | looks like an undo · s2',
      'Dismissed | 1',
      '  Chat shrank: 1,000 to 2 messages | keep it deleted · s1',
    ]);
    assert.equal(countRepairable(model), 1);
    assert.equal(provider.getTreeItem(rowNamed('Chat shrank: 1,000 to 2 messages')).checkboxState, undefined);
    await model.bringBack(place(), first!);
    await compared();
    assert.equal(walk()[0], 'Safe to repair | 2');
  });

  it('gives no id to a row below another row as long as VS Code may hold it, whatever moves', async () => {
    const third = foundReport({ session_id: 's4' });
    homes.roots = ['/a', '/b'];
    /** By id, what the row hangs on. VS Code holds it there until that is drawn anew, which may be a while after it changed here. */
    const parents = (): Map<string, string> => {
      const all = (rows: readonly RecoveryRow[]): RecoveryRow[] => rows.flatMap((row) => [row, ...all(row.rows)]);
      return new Map(all(provider.roots).map(({ id, parent }) => [id, parent?.id ?? '']));
    };
    const moved: string[] = [];
    const change = async (what: () => unknown): Promise<void> => {
      const before = parents();
      events.length = 0;
      await what();
      await compared();
      // Drawn anew from the top, VS Code forgets what it held in the same step.
      if (events.includes('everything')) return;
      for (const [id, parent] of parents()) if ((before.get(id) ?? parent) !== parent) moved.push(id);
    };
    const auditNow = (items: readonly ReportItem[], i = 0): Promise<void> =>
      change(async () => {
        const done = model.audit(place(i));
        (await audits.ask(audits.asked.length + 1)).answer(items);
        await done;
      });
    await auditNow([foundReport(), doubtful, third, review, note]);
    const [first, second] = auditOf(model.state(place()))!.found;
    await change(() => model.dismiss(place(), first!, 'not_a_fault'));
    // From one group to another, both of which stay.
    await change(() => model.dismiss(place(), second!, 'keep_deleted'));
    assert.deepEqual(events, [['Safe to repair', 'Dismissed']]);
    await change(() => model.bringBack(place(), second!));
    // The same evidence, judged anew.
    await auditNow([{ ...foundReport(), category: 'unsafe_to_repair' }, { ...doubtful, category: 'information' }, third, review, note]);
    // Groups that get places above them, and lose them.
    await auditNow([review], 1);
    await auditNow([], 1);
    assert.deepEqual(moved, []);
  });

  it('has a root for each place only when several have something to say', async () => {
    homes.roots = ['/a', '/b'];
    await audit([foundReport()], {}, 0);
    await audit([], {}, 1);
    assert.equal(walk()[0], 'Safe to repair | 1');
    await audit([review], {}, 1);
    assert.deepEqual(walk(), [
      'default | /a/webui/sessions',
      '  Safe to repair | 1',
      '    Chat shrank: 1,000 to 2 messages | s1',
      'default | /b/webui/sessions',
      '  Needs review | 1',
      '    Two copies differ | s3',
    ]);
  });

  it('shows many findings in portions', async () => {
    await audit(Array.from({ length: 450 }, (_, n) => foundReport({ session_id: `s${n}` })));
    const shelf = provider.roots[0]!;
    assert.equal(shelf.rows.length, 201);
    provider.showMore(shelf.rows[200]!);
    await compared();
    assert.equal(shelf.rows.length, 401);
    assert.deepEqual(walk().at(-1), '  Show 50 more | 400 of 450');
    provider.showMore(shelf.rows[400]!);
    await compared();
    assert.equal(shelf.rows.length, 450);
  });

  it('puts an interrupted repair first, for the others wait for it', async () => {
    await audit([review, foundReport({ session_id: '', kind: 'interrupted_run', category: 'unsafe_to_repair', title: 'A repair was interrupted', preselected: false })]);
    assert.equal(walk()[1], '  A repair was interrupted | ');
  });

  it('keeps the rows of an earlier check above which it says that the last one failed', async () => {
    await audit([foundReport()]);
    const lost = model.audit(place());
    (await audits.ask(2)).fail(new Failure('session_dir_unreadable', { path: '/a/webui/sessions', errno: 'EACCES' }));
    await assert.rejects(lost, Failure);
    await compared();
    assert.match(walk()[0]!, /^The last check failed: The session folder \/a\/webui\/sessions cannot be read: permission denied \(EACCES\)\./);
    assert.equal(walk().length, 3);
  });

  it('says that a directory changed under every reading', async () => {
    await audit([], { isSettled: false });
    assert.match(walk()[0]!, /^Files came and went/);
  });

  describe('in words for the whole view', () => {
    const said = (isTrusted = true): [string, string] => {
      const situation = recoverySituation(model, { homes: homes.roots.length, hasRows: provider.roots.length > 0 });
      return [situation, recoveryMessage(model, situation, isTrusted, 'en-GB')];
    };
    const at = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(NOW);

    it('knows what it was not told yet', async () => {
      assert.equal(recoverySituation(model, { homes: null, hasRows: false }), 'unknown');
      assert.equal(recoverySituation(model, { homes: 0, hasRows: false }), 'noHome');
      place();
      assert.deepEqual(said(), ['notAudited', '']);
      homes.roots = [];
      homes.moved.fire();
      assert.equal(recoverySituation(model, { homes: 1, hasRows: false }), 'noSessionDir');
    });

    it('says that it checks, and what a clean check found', async () => {
      const done = model.audit(place());
      const asked = await audits.ask(1);
      assert.deepEqual(said(), ['checking', 'Checking conversations…']);
      asked.answer([], { conversations: 1_940 });
      await done;
      assert.deepEqual(said(), ['clean', `1,940 conversations checked, all whole. Checked at ${at}.`]);
    });

    it('does not call clean what is not there, not looked into, or put away', async () => {
      await audit([], { directory: { state: 'absent' }, conversations: 0 });
      assert.deepEqual(said(), ['noSessionDir', '']);
      await audit([], { conversations: 0 });
      assert.deepEqual(said(), ['clean', `There are no Hermes WebUI conversations yet. Checked at ${at}.`]);
      await audit([note]);
      assert.deepEqual(said(), ['rows', `3 conversations checked, none needs a repair. Checked at ${at}.`]);
      await audit([], { notChecked: [{ file: 'big.json', reason: 'too_large' }] });
      assert.deepEqual(said(), ['rows', '']);
      await audit([foundReport()]);
      assert.deepEqual(said(), ['rows', '']);
      assert.deepEqual(said(false), ['rows', 'This workspace is not trusted: you can read conversations, but not repair them.']);
    });

    it('says why nothing was checked', async () => {
      for (const code of ['session_dir_unreadable', 'worker_lost'] as const) {
        const lost = model.audit(place());
        (await audits.ask(audits.asked.length + 1)).fail(new Failure(code));
        await assert.rejects(lost, Failure);
        await compared();
        assert.deepEqual(said(), [code, '']);
      }
    });
  });
});

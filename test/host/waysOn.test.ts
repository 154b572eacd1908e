import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ReportItem } from '../../src/core/recovery/report';
import { ConversationNames } from '../../src/ui/recovery/conversationNames';
import type { FindingAction, FindingKey } from '../../src/ui/recovery/findingPanels';
import type { Proof } from '../../src/ui/recovery/proof';
import { Proofs } from '../../src/ui/recovery/proofs';
import { auditOf, RecoveryModel } from '../../src/ui/recovery/recoveryModel';
import { findingNode, type FindingNode } from '../../src/ui/recovery/recoveryNodes';
import type { RecoveryPlace } from '../../src/ui/recovery/recoveryPlace';
import { waysOn } from '../../src/ui/recovery/waysOn';
import { memoryMemento } from './extension';
import { foundReport } from '../support/foundReport';
import { FakeAudits, FakeHomes } from './fakeAudits';

describe('the ways on from a finding that is not there any more', () => {
  let audits: FakeAudits;
  let homes: FakeHomes;
  let model: RecoveryModel;
  let names: ConversationNames;
  let proofs: Proofs;
  const shown: FindingNode[] = [];

  beforeEach(() => {
    audits = new FakeAudits();
    homes = new FakeHomes();
    model = new RecoveryModel({ profiles: homes.profiles, auditor: audits.auditor, memento: memoryMemento(), log: { info: () => undefined, error: (error) => assert.fail(error) }, locale: 'en' });
    names = new ConversationNames({ models: () => [], onDidChange: homes.moved.event });
    proofs = new Proofs();
  });
  afterEach(() => {
    vscode.Disposable.from(proofs, names, model).dispose();
    homes.dispose();
    shown.length = 0;
  });

  const place = (): RecoveryPlace => model.places()[0]!;
  const audit = async (...items: readonly ReportItem[]): Promise<void> => {
    const done = model.audit(place());
    (await audits.ask(audits.asked.length + 1)).answer(items);
    await done;
  };
  /** A finding that was there once, and the page that names it. */
  const gone = async (item: ReportItem): Promise<{ readonly key: FindingKey; readonly node: FindingNode }> => {
    await audit(item);
    const [found] = auditOf(model.state(place()))!.found;
    return { key: { place: place().key, finding: found!.key }, node: findingNode(place(), found!, model, names) };
  };
  const ways = (key: FindingKey, node: FindingNode | null): FindingAction[] => waysOn(key, node, { model, names, proofs, show: (other) => void shown.push(other) });
  const labels = (actions: readonly FindingAction[]): string[] => actions.map(({ label, look }) => `${label} (${look})`);

  const diverged = foundReport({ kind: 'diverged_backup', category: 'unsafe_to_repair', preselected: false });
  const changed = { ...diverged, evidence: { sha256: 'other' } };

  it('are what is found of the same conversation now, also where this window never saw the finding', async () => {
    const { key, node } = await gone(diverged);
    await audit(foundReport({ session_id: 's2' }), changed, foundReport({ category: 'information', title: 'A note' }));
    for (const known of [node, null]) {
      const actions = ways(key, known);
      assert.deepEqual(labels(actions), ['Show What Is Found Now (primary)', 'Run Recovery Audit (secondary)']);
      await actions[0]!.run();
      assert.deepEqual(shown.splice(0).map(({ found }) => found.item), [changed]);
    }
  });

  it('are not what a person put away', async () => {
    const { key, node } = await gone(diverged);
    await audit(changed);
    const [now] = auditOf(model.state(place()))!.found;
    await model.dismiss(place(), now!, 'not_a_fault');
    assert.deepEqual(labels(ways(key, node)), ['Run Recovery Audit (primary)']);
  });

  it('are the repair, as long as what was proven of it holds', async () => {
    const { key, node } = await gone(diverged);
    await audit();
    assert.deepEqual(labels(ways(key, node)), ['Run Recovery Audit (primary)']);
    proofs.add(place(), [{ conversation: { sessionId: 's1' }, stillFound: new Set() } as unknown as Proof]);
    const actions = ways(key, node);
    assert.deepEqual(labels(actions), ['Show the Repair (primary)', 'Run Recovery Audit (secondary)']);
    await actions[0]!.run();
    assert.deepEqual(shown, [node]);
    await audit(changed);
    assert.deepEqual(labels(ways(key, node)), ['Show What Is Found Now (primary)', 'Run Recovery Audit (secondary)']);
  });

  it('are a new check where the finding was about no conversation, or its folder is gone', async () => {
    const { key, node } = await gone(foundReport({ session_id: '', kind: 'index_missing' }));
    await audit(foundReport({ session_id: '', kind: 'index_malformed' }));
    assert.deepEqual(labels(ways(key, node)), ['Run Recovery Audit (primary)']);
    assert.deepEqual(labels(ways({ ...key, place: 'elsewhere' }, null)), ['Run Recovery Audit (primary)']);
  });
});

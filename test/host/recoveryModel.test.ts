import * as assert from 'node:assert/strict';
import { CancellationError, Failure } from '../../src/core/failure';
import type { ReportItem } from '../../src/core/recovery/report';
import { auditOf, RecoveryModel } from '../../src/ui/recovery/recoveryModel';
import type { RecoveryPlace } from '../../src/ui/recovery/recoveryPlace';
import { memoryMemento } from './extension';
import { foundReport } from '../support/foundReport';
import { FakeAudits, FakeHomes, type AskedAudit } from './fakeAudits';

describe('the model of recovery', () => {
  const errors: unknown[] = [];
  let audits: FakeAudits;
  let homes: FakeHomes;
  let changes = 0;
  let model: RecoveryModel;

  beforeEach(() => {
    audits = new FakeAudits();
    homes = new FakeHomes();
    model = new RecoveryModel({
      profiles: homes.profiles,
      auditor: audits.auditor,
      memento: memoryMemento(),
      log: { info: () => undefined, error: (error) => void errors.push(error) },
      locale: 'en',
      now: () => 1_000,
    });
    model.onDidChange(() => (changes += 1));
  });
  afterEach(() => {
    model.dispose();
    homes.dispose();
    errors.length = changes = 0;
  });

  const place = (i = 0): RecoveryPlace => model.places()[i]!;
  const ask = (count: number): Promise<AskedAudit> => audits.ask(count);
  const audited = async (...items: ReportItem[]): Promise<void> => {
    const done = model.audit(place());
    (await ask(audits.asked.length + 1)).answer(items);
    await done;
  };

  it('says nothing of a place until it was audited, then shows the last report while the next one runs', async () => {
    assert.deepEqual(model.state(place()), { status: 'notAudited' });
    const first = model.audit(place());
    const one = await ask(1);
    assert.deepEqual(model.state(place()), { status: 'auditing', before: null });
    one.answer([foundReport()]);
    assert.equal((await first).auditedAt, 1_000);
    assert.equal(model.state(place()).status, 'report');
    const second = model.audit(place());
    await ask(2);
    assert.equal(model.state(place()).status, 'auditing');
    assert.equal(auditOf(model.state(place()))?.found.length, 1);
    audits.asked[1]!.answer([]);
    await second;
    assert.equal(auditOf(model.state(place()))?.found.length, 0);
  });

  it('does not take an audit that began before for one that was asked for later, and runs one at a time', async () => {
    const early = model.audit(place());
    await ask(1);
    const late = model.audit(place());
    const later = model.audit(place());
    await new Promise(setImmediate);
    assert.equal(audits.asked.length, 1);
    audits.asked[0]!.answer([]);
    await early;
    (await ask(2)).answer([foundReport()]);
    assert.equal(await late, await later);
    assert.equal(audits.asked.length, 2);
  });

  it('audits one place after the other', async () => {
    homes.roots = ['/a', '/b'];
    const both = [model.audit(place(0)), model.audit(place(1))];
    (await ask(1)).answer();
    (await ask(2)).answer();
    await Promise.all(both);
    assert.deepEqual(audits.asked.map(({ sessionDir }) => sessionDir), ['/a/webui/sessions', '/b/webui/sessions']);
  });

  it('ends an audit when the last of those who wait for it leaves, and is then as it was', async () => {
    const [one, two] = [new AbortController(), new AbortController()];
    await audited(foundReport());
    const before = model.state(place());
    const running = model.audit(place(), { signal: one.signal });
    await ask(2);
    const joined = model.audit(place(), { signal: two.signal });
    two.abort();
    await assert.rejects(joined, CancellationError);
    assert.equal(audits.asked[1]!.signal?.aborted, false);
    one.abort();
    await assert.rejects(running, CancellationError);
    assert.equal(audits.asked[1]!.signal?.aborted, true);
    await new Promise(setImmediate);
    assert.deepEqual(model.state(place()), before);
    await audited();
    assert.equal(model.state(place()).status, 'report');
  });

  it('can be told to end them all', async () => {
    const running = model.audit(place());
    await ask(1);
    const waiting = model.audit(place());
    model.cancel();
    await assert.rejects(running, CancellationError);
    await assert.rejects(waiting, CancellationError);
    assert.equal(audits.asked.length, 1);
    assert.equal(model.isAuditing, false);
  });

  it('says why an audit failed, and keeps the report before it', async () => {
    await audited(foundReport());
    const lost = model.audit(place());
    (await ask(2)).fail(new Failure('worker_lost'));
    await assert.rejects(lost, Failure);
    const state = model.state(place());
    assert.ok(state.status === 'failed' && state.failure.code === 'worker_lost');
    assert.equal(auditOf(state)?.found.length, 1);
    assert.deepEqual(errors, []);
    const broken = model.audit(place());
    (await ask(3)).fail(new TypeError('a bug'));
    await assert.rejects(broken, Failure);
    assert.equal(errors.length, 1);
  });

  it('calls a directory that cannot be read a failure, and one that is not there a report', async () => {
    const closed = model.audit(place());
    (await ask(1)).answer([], { directory: { state: 'unreadable', reason: 'EACCES' } });
    await assert.rejects(closed, (error) => Failure.is(error, 'session_dir_unreadable') && error.details.errno === 'EACCES');
    const none = model.audit(place());
    (await ask(2)).answer([], { directory: { state: 'absent' } });
    assert.deepEqual((await none).directory, { state: 'absent' });
  });

  it('ticks what the audit proposes, unless a person said otherwise, also after the next audit', async () => {
    const doubtful = foundReport({ session_id: 's2', preselected: false, not_preselected_because: 'looks_like_undo' });
    const review = foundReport({ session_id: 's3', category: 'unsafe_to_repair', preselected: false });
    await audited(foundReport(), doubtful, review);
    const ids = (): string[] => model.ticked(place()).map(({ item }) => item.session_id);
    assert.deepEqual(ids(), ['s1']);
    const [first, second, third] = auditOf(model.state(place()))!.found;
    model.setTicked(place(), [[first!, false], [second!, true], [third!, true]]);
    assert.deepEqual(ids(), ['s2']);
    await audited(foundReport(), doubtful, review);
    assert.deepEqual(ids(), ['s2']);
    await audited(foundReport({ live_messages: 1 }), doubtful, review);
    assert.deepEqual(ids(), ['s1', 's2']);
  });

  it('keeps what was dismissed until its evidence changes, and never ticks it', async () => {
    await audited(foundReport());
    const [first] = auditOf(model.state(place()))!.found;
    await model.dismiss(place(), first!, 'not_a_fault');
    assert.deepEqual(model.dismissal(place(), first!.key), { reason: 'not_a_fault', at: 1_000 });
    assert.deepEqual(model.ticked(place()), []);
    await audited(foundReport());
    assert.deepEqual(model.ticked(place()), []);
    await audited(foundReport({ evidence: { sha256: 'other' } }));
    assert.equal(model.ticked(place()).length, 1);
    await audited(foundReport());
    await model.bringBack(place(), first!);
    assert.equal(model.ticked(place()).length, 1);
  });

  it('keeps the report of a place that is still there, and lets go of one that went', async () => {
    await audited(foundReport());
    homes.moved.fire();
    assert.equal(model.state(place()).status, 'report');
    assert.equal(audits.disposed, 0);
    const before = changes;
    homes.roots = ['/b', '/a'];
    homes.moved.fire();
    assert.deepEqual(model.places().map((each) => model.state(each).status), ['notAudited', 'report']);
    assert.equal(changes, before + 1);
    homes.roots = ['/b'];
    homes.moved.fire();
    assert.equal(audits.disposed, 1);
  });
});

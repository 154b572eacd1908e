import * as assert from 'node:assert/strict';
import type { MessagePrint, RecoveryFacts } from '../../../../src/core/recovery/snapshot';
import {
  packFacts,
  packReport,
  unpackFacts,
  unpackReport,
  type AuditedDirectory,
  type FactsParcel,
  type ReportParcel,
} from '../../../../src/io/auditWorker/parcels';

const MANY = 5_000;
const numbers = Array.from({ length: MANY }, (_, i) => i);
const print = (i: number): MessagePrint => ({ role: 'user', key: `k${i}`, at: i, isRecovered: false });
const prints = numbers.slice(0, 100).map(print);

/** A directory with a lot of everything; the content of the objects is not looked at. */
function manyFacts(): RecoveryFacts {
  const file = (i: number): object => ({
    name: `s${i}.json`,
    content: { state: 'whole', conversation: { prints: i % 10 === 0 ? prints : [] } },
  });
  const row = (i: number): [string, object] => [`s${i}`, { id: `s${i}`, messages: { prints, undone: [] } }];
  return {
    sessionDir: '/d',
    now: 1,
    directory: { state: 'read', value: null },
    isSettled: true,
    live: numbers.map(file),
    backups: [file(1)],
    temporaries: [],
    index: { state: 'read', value: new Map(numbers.map((i) => [`s${i}`, { messageCount: i }])) },
    tombstones: { state: 'absent' },
    turnJournals: numbers.map((i) => ({ sessionId: `s${i}`, events: Array.from({ length: 20 }, () => ({})) })),
    oddJournalNames: ['x'],
    runs: new Map([['s', { streamId: 'x' }]]),
    databases: [
      { path: 'a', rows: { state: 'absent' } },
      { path: 'b', rows: { state: 'read', value: { oldestAt: 1, byId: new Map(numbers.slice(0, 900).map(row)) } } },
    ],
    agentFiles: [{ sessionId: 's', prints }],
    unlisted: [],
  } as unknown as RecoveryFacts;
}

/** Objects in a value, however deep. */
function objectsIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const inner = value instanceof Map ? [...value] : Object.values(value);
  return inner.reduce<number>((sum, one) => sum + objectsIn(one), 1);
}

describe('parcels', () => {
  it('bring facts over a border as they were, a little at a time', () => {
    const parcels = [...packFacts(manyFacts())].map((parcel): FactsParcel => structuredClone(parcel));
    const largest = Math.max(...parcels.map(objectsIn));
    assert.ok(parcels.length > 50 && largest < 3_000, `${parcels.length} parcels, ${largest} objects in one`);
    const facts = parcels.reduce<RecoveryFacts | null>(unpackFacts, null);
    assert.deepEqual(facts, manyFacts());
  });

  it('leave the facts that they are made of as they are', () => {
    const facts = manyFacts();
    assert.ok([...packFacts(facts)].length > 0);
    assert.deepEqual(facts, manyFacts());
  });

  it('bring a report over', () => {
    const items = numbers.map((i) => ({ session_id: `s${i}`, evidence: {} }));
    const audited = {
      sessionDir: '/d',
      directory: { state: 'absent' },
      isSettled: true,
      report: { status: 'ok', summary: {}, items, not_checked: [] },
    } as unknown as AuditedDirectory;
    const parcels = [...packReport(audited)].map((parcel): ReportParcel => structuredClone(parcel));
    assert.ok(parcels.length > 50);
    assert.deepEqual(parcels.reduce<AuditedDirectory | null>(unpackReport, null), audited);
  });
});

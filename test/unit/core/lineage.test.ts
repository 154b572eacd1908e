import * as assert from 'node:assert/strict';
import { buildLineage, type Lineage } from '../../../src/core/lineage';
import type { SessionRecord } from '../../../src/core/sessionRecord';
import { compressed, randomNumbers, record, SECOND, shuffled } from './sessionSamples';

/** Chains as "a>b", sorted. */
const folded = (lineage: Lineage): string[] =>
  lineage.chains.map((chain) => chain.segments.map((s) => s.id).join('>')).sort();

const chain = (length: number): SessionRecord[] =>
  Array.from({ length }, (_, i) =>
    compressed(`s${i}`, {
      parent_session_id: i === 0 ? null : `s${i - 1}`,
      started_at: SECOND + i,
      ...(i === length - 1 && { end_reason: null }),
    }),
  );

describe('buildLineage', () => {
  it('folds a chain of compressions, root and tip named', () => {
    const lineage = buildLineage(chain(3));
    assert.deepEqual(folded(lineage), ['s0>s1>s2']);
    const [only] = lineage.chains;
    assert.equal(only?.root.id, 's0');
    assert.equal(only?.tip.id, 's2');
    assert.equal(only?.relation, 'root');
    for (const id of ['s0', 's1', 's2']) assert.equal(lineage.chainOf.get(id), only);
    assert.equal(lineage.childrenOf.size, 0);
  });

  it('folds chains of any length whole', () => {
    const lineage = buildLineage(shuffled(chain(5000), randomNumbers(1)));
    assert.equal(lineage.chains.length, 1);
    assert.equal(lineage.chains[0]?.segments.length, 5000);
    assert.equal(lineage.chains[0]?.tip.id, 's4999');
  });

  it('goes on with the continuation that was compressed again, then an open one, then the freshest', () => {
    const parent = compressed('p');
    const next = (id: string, fields: Partial<SessionRecord> = {}): SessionRecord =>
      record(id, { parent_session_id: 'p', ...fields });
    const freshest = next('freshest', { ended_at: SECOND + 500, newest_message_at: SECOND + 900 });
    const stale = next('stale', { ended_at: SECOND + 500, newest_message_at: SECOND + 100 });
    const open = next('open', { newest_message_at: SECOND + 50 });
    const again = next('again', { end_reason: 'compression', ended_at: SECOND + 200, newest_message_at: SECOND + 10 });
    const tipOf = (...candidates: SessionRecord[]): string | undefined =>
      buildLineage([...candidates, parent]).chainOf.get('p')?.tip.id;
    assert.equal(tipOf(stale, freshest, open, again), 'again');
    assert.equal(tipOf(stale, freshest, open), 'open');
    assert.equal(tipOf(stale, freshest), 'freshest');
    // Equal in all: the later start, then the greater id.
    assert.equal(tipOf(next('a', { started_at: SECOND + 2 }), next('b', { started_at: SECOND + 1 })), 'a');
    assert.equal(tipOf(next('b'), next('a')), 'b');
  });

  it('keeps continuations that lost as conversations below the one that goes on', () => {
    const lineage = buildLineage([
      compressed('p'),
      record('won', { parent_session_id: 'p' }),
      record('lost', { parent_session_id: 'p', ended_at: SECOND }),
    ]);
    assert.deepEqual(folded(lineage), ['lost', 'p>won']);
    assert.equal(lineage.chainOf.get('lost')?.relation, 'continuation');
    assert.deepEqual(
      lineage.childrenOf.get('p')?.map((c) => c.root.id),
      ['lost'],
    );
  });

  it('hangs conversations on whichever segment they belong to, by the root of its chain', () => {
    const lineage = buildLineage([
      ...chain(3),
      record('branch', { parent_session_id: 's1', branched_from: 's1' }),
      record('delegate', { parent_session_id: 's2', delegate_from: 's2' }),
      record('below', { parent_session_id: 'delegate', delegate_from: 'delegate' }),
    ]);
    assert.deepEqual(
      lineage.childrenOf
        .get('s0')
        ?.map((c) => c.root.id)
        .sort(),
      ['branch', 'delegate'],
    );
    assert.deepEqual(
      lineage.childrenOf.get('delegate')?.map((c) => c.root.id),
      ['below'],
    );
    assert.equal(lineage.childrenOf.has('s1'), false);
  });

  it('keeps rows whose parent is missing', () => {
    const lineage = buildLineage([
      record('orphan', { parent_session_id: 'gone' }),
      record('next', { parent_session_id: 'orphan' }),
    ]);
    assert.deepEqual(folded(lineage), ['next', 'orphan']);
    assert.equal(lineage.chainOf.get('orphan')?.parentSessionId, 'gone');
    assert.deepEqual([...lineage.childrenOf.keys()], ['orphan']);
  });

  it('keeps a row that is its own parent', () => {
    for (const one of [record('me', { parent_session_id: 'me' }), compressed('me', { parent_session_id: 'me' })]) {
      const lineage = buildLineage([one]);
      assert.deepEqual(folded(lineage), ['me']);
      assert.equal(lineage.childrenOf.size, 0);
    }
  });

  it('begins a cycle of compressions with its oldest segment', () => {
    const cycle = ['c', 'a', 'b'].map((id, i) =>
      compressed(id, { parent_session_id: ['b', 'c', 'a'][i] as string, started_at: SECOND + i }),
    );
    for (const order of [
      [0, 1, 2],
      [2, 1, 0],
      [1, 2, 0],
    ]) {
      assert.deepEqual(folded(buildLineage(order.map((i) => cycle[i] as SessionRecord))), ['c>a>b']);
    }
  });

  it('lets whoever follows children come to an end', () => {
    const circle = ['a', 'b', 'c'].map((id, i) =>
      record(id, { parent_session_id: ['c', 'a', 'b'][i] as string, started_at: SECOND + i }),
    );
    const lineage = buildLineage([...circle, record('d', { parent_session_id: 'b' })]);
    assert.deepEqual([...lineage.childrenOf].map(([id, chains]) => [id, chains.map((c) => c.root.id).sort()]).sort(), [
      ['a', ['b']],
      ['b', ['c', 'd']],
    ]);
  });

  it('is not confused by ids that are names of object properties', () => {
    const ids = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
    const lineage = buildLineage(ids.map((id, i) => compressed(id, { parent_session_id: ids[i - 1] ?? null })));
    assert.deepEqual(folded(lineage), [ids.join('>')]);
  });

  it('puts every row of any graph into one chain, whatever the order of the rows', function () {
    this.timeout(120_000);
    for (let seed = 1; seed <= 150; seed += 1) {
      const random = randomNumbers(seed);
      const records = randomGraph(random);
      const lineage = buildLineage(records);
      const listed = lineage.chains.flatMap((c) => c.segments.map((s) => s.id));
      assert.deepEqual([...listed].sort(), records.map((r) => r.id).sort(), `seed ${seed}: each row once`);
      for (const each of lineage.chains) for (const s of each.segments) assert.equal(lineage.chainOf.get(s.id), each);
      assertForest(lineage, `seed ${seed}`);
      const again = buildLineage(shuffled(records, random));
      assert.deepEqual(statement(again), statement(lineage), `seed ${seed}: order of rows`);
    }
  });
});

/** All that a lineage says, in an order of its own. */
const statement = (lineage: Lineage): unknown => ({
  chains: lineage.chains.map((c) => [c.relation, c.parentSessionId, ...c.segments.map((s) => s.id)].join(' ')).sort(),
  children: [...lineage.childrenOf]
    .map(
      ([id, chains]) =>
        `${id}: ${chains
          .map((c) => c.root.id)
          .sort()
          .join(' ')}`,
    )
    .sort(),
});

function assertForest(lineage: Lineage, what: string): void {
  const above = new Map<string, string>();
  for (const [id, chains] of lineage.childrenOf) {
    for (const each of chains) {
      assert.ok(!above.has(each.root.id), `${what}: ${each.root.id} hangs on two`);
      above.set(each.root.id, id);
    }
  }
  for (const start of above.keys()) {
    let steps = 0;
    for (let id: string | undefined = start; id !== undefined; id = above.get(id))
      assert.ok((steps += 1) <= above.size + 1, `${what}: a circle`);
  }
}

function randomGraph(random: () => number): SessionRecord[] {
  const size = 1 + Math.floor(random() * 40);
  const pick = <T>(values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
  const ids = Array.from({ length: size }, (_, i) => `s${i}`);
  const maybe = (): string | null => (random() < 0.15 ? pick([...ids, 'gone', '__orphaned__']) : null);
  return ids.map((id) =>
    record(id, {
      parent_session_id: random() < 0.8 ? pick([...ids, 'gone', '']) : null,
      end_reason: pick([null, 'compression', 'compression', 'compression', 'branched', 'session_reset', 'cli_close']),
      ended_at: random() < 0.5 ? SECOND + Math.floor(random() * 5) : null,
      started_at: random() < 0.1 ? null : SECOND + Math.floor(random() * 5),
      newest_message_at: random() < 0.3 ? null : SECOND + Math.floor(random() * 5),
      source: pick(['cli', 'cli', 'subagent', 'tool']),
      session_key: pick([null, 'k']),
      delegate_from: maybe(),
      branched_from: maybe(),
      reset_from: maybe(),
    }),
  );
}

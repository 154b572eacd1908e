import * as assert from 'node:assert/strict';
import type { Memento } from 'vscode';
import { Dismissals } from '../../../../src/ui/recovery/dismissals';

/** What VS Code keeps, as JSON as it does. */
function storage(values: Record<string, unknown> = {}): Memento & { readonly values: Record<string, unknown> } {
  return {
    values,
    keys: () => Object.keys(values),
    get: <T>(key: string, otherwise?: T) => (values[key] ?? otherwise) as T,
    update: async (key, value) => {
      values[key] = JSON.parse(JSON.stringify(value)) as unknown;
    },
  };
}

describe('dismissals', () => {
  it('are kept by place and finding, with their reason, for whoever asks later', async () => {
    const kept = storage();
    await new Dismissals(kept).add('p', 'k', { reason: 'not_a_fault', at: 5 });
    const later = new Dismissals(kept);
    assert.deepEqual(later.of('p').get('k'), { reason: 'not_a_fault', at: 5 });
    assert.equal(later.of('q').get('k'), undefined);
  });

  it('of two windows are both kept', async () => {
    const kept = storage();
    const [one, other] = [new Dismissals(kept), new Dismissals(kept)];
    await one.add('p', 'a', { reason: 'not_a_fault', at: 1 });
    await other.add('p', 'b', { reason: 'keep_deleted', at: 2 });
    assert.deepEqual([...one.of('p').keys()].sort(), ['a', 'b']);
  });

  it('are brought back one by one', async () => {
    const dismissals = new Dismissals(storage());
    for (const key of ['a', 'b']) await dismissals.add('p', key, { reason: 'not_a_fault', at: 1 });
    await dismissals.remove('p', 'a');
    assert.deepEqual([...dismissals.of('p').keys()], ['b']);
  });

  it('are read as far as what was stored makes sense', () => {
    const good = { reason: 'keep_deleted', at: 1 };
    for (const stored of [undefined, null, 7, [], { p: null }, { p: { k: null, l: { reason: 'odd', at: 1 }, m: { reason: 'not_a_fault' } } }]) {
      assert.equal(new Dismissals(storage({ 'recovery.dismissed': stored })).of('p').size, 0);
    }
    assert.equal(new Dismissals(storage({ 'recovery.dismissed': { p: { k: good, l: 3 } } })).of('p').size, 1);
  });

  it('do not grow for ever: the oldest are forgotten', async () => {
    const many = Object.fromEntries(Array.from({ length: 2_000 }, (_, at) => [`k${at}`, { reason: 'not_a_fault', at }]));
    const dismissals = new Dismissals(storage({ 'recovery.dismissed': { p: many } }));
    await dismissals.add('p', 'new', { reason: 'not_a_fault', at: 9_999 });
    assert.equal(dismissals.of('p').size, 2_000);
    assert.deepEqual([dismissals.of('p').has('new'), dismissals.of('p').has('k0'), dismissals.of('p').has('k1')], [true, false, true]);
  });
});

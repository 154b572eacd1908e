import * as assert from 'node:assert/strict';
import { HeldRows } from '../../../src/ui/heldRows';
import type { TreeRow } from '../../../src/ui/sessionNodes';

const row = (id: string): TreeRow => ({ id }) as TreeRow;

describe('HeldRows', () => {
  const [profile, today, yesterday] = [row('profile'), row('today'), row('yesterday')];
  const [boat, pier] = [row('boat'), row('pier')];
  let held: HeldRows;
  beforeEach(() => {
    held = new HeldRows();
    for (const each of [profile, today, yesterday]) held.drawn(each);
  });
  const answer = (day: TreeRow, ...rows: TreeRow[]): TreeRow[] | null => held.taken(held.asked([day, profile]), rows);

  it('gives rows, and gives them again', () => {
    assert.deepEqual(answer(today, boat, pier), [boat, pier]);
    assert.deepEqual(answer(today, boat, pier), [boat, pier]);
  });

  it('gives nothing for a list that was drawn anew, itself or one above it, while it was read: it is asked for again', () => {
    for (const drawn of [today, profile]) {
      const first = held.asked([today, profile]);
      held.drawn(drawn);
      const second = held.asked([today, profile]);
      assert.deepEqual([held.taken(first, [boat]), held.taken(second, [boat])], [null, [boat]]);
    }
    const first = held.asked([today, profile]);
    held.allDrawn();
    assert.equal(held.taken(first, [boat]), null);
  });

  it('leaves out a row that is held in another list, until that, or one above it, is drawn anew', () => {
    assert.deepEqual(answer(yesterday, boat, pier), [boat, pier]);
    assert.deepEqual(answer(today, boat), []);
    held.drawn(yesterday);
    held.drawn(today);
    assert.deepEqual([answer(yesterday, pier), answer(today, boat)], [[pier], [boat]]);

    for (const forget of [() => held.drawn(profile), () => held.allDrawn()]) {
      held.taken(held.asked([yesterday, profile]), [row('new')]);
      forget();
      assert.deepEqual(answer(today, row('new')), [row('new')]);
    }
  });

  it('leaves a row out once only: a list that is not drawn any more holds nothing', () => {
    answer(yesterday, boat);
    assert.deepEqual(answer(today, boat, pier), [pier]);
    assert.deepEqual(answer(today, boat, pier), [boat, pier]);
  });
});

import * as assert from 'node:assert/strict';
import { Redraws } from '../../../src/ui/redraws';
import type { TreeRow } from '../../../src/ui/sessionNodes';

const row = (id: string): TreeRow => ({ id }) as TreeRow;

describe('Redraws', () => {
  const [profile, today, yesterday] = [row('profile'), row('today'), row('yesterday')];
  const [boat, pier] = [row('boat'), row('pier')];
  let redraws: Redraws;
  beforeEach(() => {
    redraws = new Redraws();
    for (const each of [profile, today, yesterday]) redraws.drawn(each);
  });
  const answer = (day: TreeRow, ...rows: TreeRow[]): TreeRow[] | null => redraws.taken(redraws.asked([day, profile]), rows);

  it('gives rows, and gives them again', () => {
    assert.deepEqual(answer(today, boat, pier), [boat, pier]);
    assert.deepEqual(answer(today, boat, pier), [boat, pier]);
  });

  it('gives nothing for a list that was drawn anew, itself or one above it, while it was read: it is asked for again', () => {
    for (const drawn of [today, profile]) {
      const first = redraws.asked([today, profile]);
      redraws.drawn(drawn);
      const second = redraws.asked([today, profile]);
      assert.deepEqual([redraws.taken(first, [boat]), redraws.taken(second, [boat])], [null, [boat]]);
    }
    const first = redraws.asked([today, profile]);
    redraws.allDrawn();
    assert.equal(redraws.taken(first, [boat]), null);
  });

  it('leaves out a row that is held in another list, until that, or one above it, is drawn anew', () => {
    assert.deepEqual(answer(yesterday, boat, pier), [boat, pier]);
    assert.deepEqual(answer(today, boat), []);
    redraws.drawn(yesterday);
    redraws.drawn(today);
    assert.deepEqual([answer(yesterday, pier), answer(today, boat)], [[pier], [boat]]);

    for (const forget of [() => redraws.drawn(profile), () => redraws.allDrawn()]) {
      redraws.taken(redraws.asked([yesterday, profile]), [row('new')]);
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

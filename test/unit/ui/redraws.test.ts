import * as assert from 'node:assert/strict';
import { Redraws } from '../../../src/ui/redraws';
import type { TreeRow } from '../../../src/ui/sessionNodes';

const row = (id: string): TreeRow => ({ id }) as TreeRow;

describe('Redraws', () => {
  const [profile, today, yesterday] = [row('profile'), row('today'), row('yesterday')];
  let now: number;
  let redraws: Redraws;
  beforeEach(() => {
    now = 1_000;
    redraws = new Redraws(() => now);
    for (const each of [profile, today, yesterday]) redraws.drawn(each);
  });

  it('lets rows be given where nothing is to be drawn anew', () => {
    assert.equal(redraws.asked([today, profile])(), 'now');
  });

  it('gives nothing for a list that was drawn anew, itself or one above it, while it was read: it is asked for again', () => {
    for (const drawn of [today, profile]) {
      const first = redraws.asked([today, profile]);
      redraws.drawn(drawn);
      const second = redraws.asked([today, profile]);
      assert.deepEqual([first(), second()], ['asked_again', 'now']);
    }
  });

  it('gives nothing for what VS Code was told of and has not drawn yet', () => {
    redraws.told([today, yesterday]);
    assert.equal(redraws.asked([yesterday, profile])(), 'asked_again');
    redraws.drawn(today);
    redraws.drawn(yesterday);
    assert.equal(redraws.asked([yesterday, profile])(), 'now');
  });

  it('has a list drawn together with others that are still to be drawn: a row may have gone from them to it', () => {
    redraws.told([today]);
    assert.equal(redraws.asked([yesterday, profile])(), 'after_redraw');
    redraws.told([yesterday]);
    redraws.drawn(today);
    assert.equal(redraws.asked([yesterday, profile])(), 'asked_again', 'its own turn has not come');
    redraws.drawn(yesterday);
    assert.equal(redraws.asked([yesterday, profile])(), 'now');
  });

  it('waits for the first level where everything is drawn anew', () => {
    redraws.told(undefined);
    redraws.drawn(today);
    assert.equal(redraws.asked([yesterday, profile])(), 'asked_again');
    redraws.allDrawn();
    assert.equal(redraws.asked([yesterday, profile])(), 'now');
  });

  it('waits no more, after a while, for a row that VS Code does not hold', () => {
    redraws.told([row('gone')]);
    now += 6_000;
    assert.equal(redraws.asked([today, profile])(), 'now');
  });
});

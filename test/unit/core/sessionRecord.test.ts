import * as assert from 'node:assert/strict';
import { lastActive, saneSeconds, toMs } from '../../../src/core/sessionRecord';
import { record, SECOND } from './sessionSamples';

describe('times of a session record', () => {
  it('are believed from 2000 to 2100 only', () => {
    assert.equal(saneSeconds(946_684_800), 946_684_800);
    assert.equal(saneSeconds(946_684_799), null);
    assert.equal(saneSeconds(4_102_444_800), 4_102_444_800);
    for (const absurd of [4_102_444_801, 5e246, -1, 0, NaN, Infinity, null]) assert.equal(saneSeconds(absurd), null);
    assert.equal(toMs(SECOND + 0.5), SECOND * 1000 + 500);
    assert.equal(toMs(1e300), null);
  });

  it('are the later of activity and newest message, else the start as stored', () => {
    const at = (last_activity_at: number | null, newest_message_at: number | null): number | null =>
      lastActive(record('a', { last_activity_at, newest_message_at }));
    assert.equal(at(SECOND + 1, SECOND + 2), SECOND + 2);
    assert.equal(at(SECOND + 3, SECOND + 2), SECOND + 3);
    assert.equal(at(null, SECOND + 2), SECOND + 2);
    assert.equal(at(SECOND + 3, null), SECOND + 3);
    assert.equal(at(5e246, SECOND + 2), SECOND + 2);
    assert.equal(at(null, null), SECOND);
    assert.equal(at(-1, 0), SECOND);
  });
});

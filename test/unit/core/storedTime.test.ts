import * as assert from 'node:assert/strict';
import { parseStoredTime } from '../../../src/core/storedTime';

describe('parseStoredTime', () => {
  it('reads seconds, as a number or as text', () => {
    assert.equal(parseStoredTime(1785000000.5), 1785000000500);
    assert.equal(parseStoredTime('1785000000.5'), 1785000000500);
    assert.equal(parseStoredTime(' 1785000000 '), 1785000000000);
  });

  it('reads ISO text, local without an offset', () => {
    const local = new Date(2026, 4, 20, 12, 34, 56, 123).getTime();
    assert.equal(parseStoredTime('2026-05-20T12:34:56.123456'), local);
    assert.equal(parseStoredTime('2026-05-20 12:34:56.123'), local);
    assert.equal(parseStoredTime('2026-05-20T12:34:56Z'), Date.UTC(2026, 4, 20, 12, 34, 56));
    assert.equal(parseStoredTime('2026-05-20T12:34:56+02:00'), Date.UTC(2026, 4, 20, 10, 34, 56));
  });

  it('knows no other time', () => {
    for (const value of [
      null,
      undefined,
      0,
      -1,
      NaN,
      Infinity,
      5e246,
      1785000000000,
      'soon',
      '2026',
      '2026-13-45T00:00:00',
      '',
      true,
      {},
      [],
    ]) {
      assert.equal(parseStoredTime(value), null, JSON.stringify(value));
    }
  });
});

import * as assert from 'node:assert/strict';
import { createFormats } from '../../../../src/core/words/format';

const formats = createFormats('en-GB', 'Europe/Berlin');
const NOON = Date.UTC(2026, 10, 18, 12, 0);

describe('formats', () => {
  it('says sizes with at most one digit after the point', () => {
    assert.deepEqual(
      [0, 1023, 1126, 62_464, 1_048_576, 5_000_000_000].map((bytes) => formats.size(bytes)),
      ['0 B', '1,023 B', '1.1 KB', '61 KB', '1 MB', '4.7 GB'],
    );
  });

  it('says durations in the two units that matter', () => {
    const ms = [12, 99, 120, 4200, 48_000, 128_000, 59 * 60_000 + 59_900, 11_520_000, 47 * 3_600_000];
    assert.deepEqual(
      ms.map((n) => formats.duration(n)),
      ['12 ms', '99 ms', '0.1 s', '4.2 s', '48 s', '2 min 08 s', '1 h 00 min', '3 h 12 min', '1 d 23 h'],
    );
  });

  it('tells times in the reader’s own zone and language', () => {
    assert.equal(formats.time(NOON), '13:00');
    assert.match(formats.dayAndTime(NOON), /^Wed,? 18 Nov,? 13:00$/);
    assert.equal(createFormats('en-GB', 'Asia/Tokyo').time(NOON), '21:00');
    assert.equal(createFormats('de', 'UTC').size(1126), '1,1 KB');
  });

  it('never says that something small was free', () => {
    const american = createFormats('en-US', 'UTC');
    assert.deepEqual(
      [0, 0.00242, 0.0099, 0.01, 1.839].map((usd) => american.cost(usd)),
      ['$0.00', '$0.0024', '$0.0099', '$0.01', '$1.84'],
    );
  });

  it('names days so that equal names are equal days', () => {
    const late = Date.UTC(2026, 10, 18, 23, 30);
    assert.equal(formats.day(NOON), '2026-11-18');
    assert.equal(formats.day(late), '2026-11-19');
    // Midnight is not at a full hour everywhere.
    for (const zone of ['Asia/Kathmandu', 'Australia/Eucla', 'America/St_Johns']) {
      const there = createFormats('en-GB', zone);
      for (let at = NOON; at < NOON + 86_400_000; at += 299_999) assert.equal(there.day(at), createFormats('en-GB', zone).day(at));
    }
  });

  it('says a range of days, also when it is stored backwards', () => {
    assert.match(formats.dayRange(NOON, NOON + 3 * 86_400_000), /^18\s?–\s?21 Nov 2026$/);
    assert.match(formats.dayRange(NOON, NOON - 1), /^18 Nov 2026$/);
  });
});

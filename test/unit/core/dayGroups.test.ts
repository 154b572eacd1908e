import * as assert from 'node:assert/strict';
import { groupsAt } from '../../../src/core/dayGroups';

/** The time that a clock on the wall shows; months from 1. */
const at = (year: number, month: number, day: number, hour = 0, minute = 0, second = 0, ms = 0): number =>
  new Date(year, month - 1, day, hour, minute, second, ms).getTime();

describe('day groups', () => {
  const zone = process.env.TZ;
  after(() => {
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
  });

  // Clocks go forward at 02:00, back at 03:00, forward at midnight, by half an hour, and never.
  const zones = [
    'Europe/Berlin',
    'America/New_York',
    'America/Santiago',
    'Australia/Lord_Howe',
    'Asia/Kolkata',
    'Pacific/Kiritimati',
    'UTC',
  ];
  for (const each of zones) {
    it(`begin and end at midnight in ${each}, every day of a year`, () => {
      process.env.TZ = each;
      for (let day = 1; day <= 366; day += 1) {
        for (const now of [at(2026, 1, day, 0, 0, 0), at(2026, 1, day, 12), at(2026, 1, day, 23, 59, 59, 999)]) {
          const groupOf = groupsAt(now);
          const today = new Date(now).getDate();
          const midnight = (back: number): number =>
            new Date(new Date(now).getFullYear(), new Date(now).getMonth(), today - back).getTime();
          const what = new Date(now).toString();
          assert.equal(groupOf(midnight(0)), 'today', what);
          assert.equal(groupOf(midnight(0) - 1), 'yesterday', what);
          assert.equal(groupOf(midnight(1)), 'yesterday', what);
          assert.equal(groupOf(midnight(1) - 1), 'last7Days', what);
          assert.equal(groupOf(midnight(7)), 'last7Days', what);
          assert.equal(groupOf(midnight(7) - 1), 'last30Days', what);
          assert.equal(groupOf(midnight(30)), 'last30Days', what);
          assert.match(groupOf(midnight(30) - 1), /^month:202[56]-\d\d$/, what);
          assert.equal(groupsAt(midnight(-1))(now), 'yesterday', what);
          assert.equal(groupsAt(midnight(-1) - 1)(now), 'today', what);
        }
      }
    });
  }

  it('are the months of the viewer for older times', () => {
    process.env.TZ = 'Pacific/Kiritimati';
    const groupOf = groupsAt(at(2026, 11, 20));
    assert.equal(groupOf(Date.UTC(2026, 2, 31, 12)), 'month:2026-04', 'already April there');
    assert.equal(groupOf(at(2025, 12, 31, 23, 59)), 'month:2025-12');
    assert.equal(groupOf(at(2000, 1, 1)), 'month:2000-01');
  });

  it('count the future as today, and know what has no date', () => {
    process.env.TZ = 'UTC';
    const groupOf = groupsAt(at(2026, 11, 20, 12));
    assert.equal(groupOf(at(2026, 11, 20, 13)), 'today');
    assert.equal(groupOf(at(2099, 1, 1)), 'today');
    assert.equal(groupOf(null), 'undated');
  });

  it('hold on the day that clocks change', () => {
    process.env.TZ = 'Europe/Berlin';
    // 25 October 2026 has 25 hours: an hour after noon of the day before is 26 hours ago.
    const groupOf = groupsAt(at(2026, 10, 25, 14));
    assert.equal(groupOf(at(2026, 10, 25, 0, 30)), 'today');
    assert.equal(groupOf(at(2026, 10, 24, 23, 59)), 'yesterday');
    assert.equal(groupOf(at(2026, 10, 24, 0, 0)), 'yesterday');
  });
});

/** Grouping by day of last activity, in the viewer's time zone. */

/** `today`, `yesterday`, `last7Days`, `last30Days`, `month:YYYY-MM`, or `undated`. */
export type GroupKey = 'today' | 'yesterday' | 'last7Days' | 'last30Days' | `month:${string}` | 'undated';

/** Start of the local day that lies `daysBack` calendar days before `at` (milliseconds); right across clock changes. */
function startOfDay(at: number, daysBack: number): number {
  const day = new Date(at);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() - daysBack).getTime();
}

/**
 * A function from a time to its group, for one `now`; a time in the future counts as today, because a clock may run
 * ahead.
 */
export function groupsAt(now: number): (at: number | null) => GroupKey {
  const today = startOfDay(now, 0);
  const yesterday = startOfDay(now, 1);
  const week = startOfDay(now, 7);
  const month = startOfDay(now, 30);
  return (at) => {
    if (at === null) return 'undated';
    if (at >= today) return 'today';
    if (at >= yesterday) return 'yesterday';
    if (at >= week) return 'last7Days';
    if (at >= month) return 'last30Days';
    const date = new Date(at);
    return `month:${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}`;
  };
}

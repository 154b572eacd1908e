import type { LogProblemKind } from '../../logProblem';
import { describeFinding } from '../../words/recovery';
import { directoryEvidence } from '../evidence';
import { defineFinding, type Evidence } from '../finding';
import type { DatabaseFact } from '../snapshot';

/**
 * `pages`: of which nothing is known; `closed`: not even the list of tables can be read; `log`: the log beside it cannot
 * be used whole, which SQLite itself passes over.
 */
type Extent = 'rows' | 'pages' | 'closed' | 'log';

interface DamagedDatabase extends Evidence {
  readonly path: string;
  readonly extent: Extent;
  readonly count: number;
}

/** A database with pages that cannot be read. Everything readable is listed, but nothing is restored from it. */
export const stateDbDamaged = defineFinding<DamagedDatabase>({
  kind: 'state_db_damaged',
  detect: ({ facts }) =>
    facts.databases.flatMap((database): DamagedDatabase[] => {
      const { path, profile } = database;
      const found = extentOf(database);
      if (found === null) return [];
      const { extent, count } = found;
      return [{ ...directoryEvidence({ database: path, profile, ...found }), path, extent, count }];
    }),
  category: () => 'unsafe_to_repair',
  recommendation: () => 'manual_review',
  describe: ({ path, extent, count }, locale) =>
    describeFinding(extent === 'rows' ? 'state_db_damaged' : `state_db_damaged_${extent}`, { path, count }, locale),
  doubt: () => null,
  sortKey: ({ path }) => path,
});

interface Found {
  readonly extent: Extent;
  readonly count: number;
  readonly log?: LogProblemKind;
}

function extentOf({ rows, failure }: DatabaseFact): Found | null {
  if (failure?.code === 'db_damaged') return { extent: 'closed', count: 0 };
  if (rows.state !== 'read') return null;
  const { damagedRows, missingPages, logProblem } = rows.value;
  if (missingPages > 0) return { extent: 'pages', count: missingPages };
  if (damagedRows > 0) return { extent: 'rows', count: damagedRows };
  return logProblem === null ? null : { extent: 'log', count: 0, log: logProblem.kind };
}

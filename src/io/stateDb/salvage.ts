/**
 * Reading a table whose pages may be damaged: everything readable is delivered, what is not is named. `COUNT(*)` is not
 * asked: SQLite answers it from an index and it lies on damaged files.
 */
import { numberOf, quoteName } from './cells';
import { isDamage, orIfDamaged } from './damage';
import type { SnapshotReader, SqlValue } from '../sqlite/snapshotReader';

/** Rowids between `from` and `to` (both included) lie in damaged pages; at most `to - from + 1` rows. */
export interface Skipped {
  readonly table: 'sessions' | 'messages';
  readonly from: number;
  readonly to: number;
  /** The end of the table is damaged too: how many rows follow `from` is not known. */
  readonly isOpenEnded?: boolean;
}

/** Each damaged page costs about 30 probes; this bounds the time on a file that is damaged everywhere. */
const MOST_PROBES = 20_000;
/**
 * Probes before the distance between them doubles: good pages longer than a 16th of the damage before them are found.
 */
const PROBES_PER_STEP = 16;
const LARGEST_STEP = 2 ** 48;

/**
 * Calls `row` with every readable row of `table` in rowid order: the cells of `select`, then the rowid.
 * @returns the ranges that could not be read; empty on a sound table
 */
export function scanTable(
  db: SnapshotReader,
  table: Skipped['table'],
  select: string,
  row: (cells: SqlValue[]) => void,
  mostProbes = MOST_PROBES,
): Skipped[] {
  const skipped: Skipped[] = [];
  const sql = `SELECT ${select}, rowid FROM ${quoteName(table)} WHERE rowid >= ? ORDER BY rowid`;
  const prober = new Prober(db, table, mostProbes);
  for (let next = 1; ; ) {
    let last = next - 1;
    try {
      db.each(sql, [next], (cells) => {
        last = numberOf(cells[cells.length - 1]) ?? last;
        row(cells);
      });
      return skipped;
    } catch (error) {
      if (!isDamage(error)) throw error;
    }
    const from = last + 1;
    const good = prober.firstReadableAfter(from);
    if (good === null) {
      const newest = orIfDamaged(() => numberOf(db.first(`SELECT max(rowid) FROM ${quoteName(table)}`)?.[0]), null);
      if (newest === null) skipped.push({ table, from, to: from, isOpenEnded: true });
      else skipped.push({ table, from, to: Math.max(from, newest) });
      return skipped;
    }
    skipped.push({ table, from, to: good - 1 });
    next = good;
  }
}

class Prober {
  private probes = 0;
  private readonly sql: string;

  constructor(
    private readonly db: SnapshotReader,
    table: Skipped['table'],
    private readonly most: number,
  ) {
    this.sql = `SELECT rowid FROM ${quoteName(table)} WHERE rowid >= ? ORDER BY rowid LIMIT 1`;
  }

  /** A rowid after `from` where reading goes on; null when nothing more reads or the probes are used up. */
  firstReadableAfter(from: number): number | null {
    const here = this.probe(from);
    // The page is good, so it is the row's own bytes that are not: only this row is lost, however far the next one is.
    if (typeof here === 'number') return here + 1;
    if (here === 'end') return null;
    let bad = from;
    for (let step = 1, made = 1; step < LARGEST_STEP && this.probes < this.most; made += 1) {
      const at = bad + step;
      const found = this.probe(at);
      if (found === 'end') return null;
      if (found !== 'damaged') return this.firstBetween(bad, at);
      bad = at;
      if (made % PROBES_PER_STEP === 0) step *= 2;
    }
    return null;
  }

  /** The first rowid that reads, given that `bad` does not and `good` does. */
  private firstBetween(bad: number, good: number): number {
    while (good - bad > 1 && this.probes < this.most) {
      const middle = bad + Math.floor((good - bad) / 2);
      if (this.probe(middle) === 'damaged') bad = middle;
      else good = middle;
    }
    return good;
  }

  /** The first rowid from `from` on, when the pages on the way to it are good. */
  private probe(from: number): number | 'end' | 'damaged' {
    this.probes += 1;
    return orIfDamaged(() => numberOf(this.db.first(this.sql, [from])?.[0]) ?? 'end', 'damaged');
  }
}

import { SnapshotMoved } from './snapshotMoved';
import type { MainFile, Snapshot, Suspicion } from './snapshot';
import type { RollbackJournal } from './rollbackJournal';

/** The token of the state before the transaction that `journal` belongs to. */
export const journalToken = (main: MainFile, journal: RollbackJournal): string =>
  `journal:${main.identity}:${journal.identity}`;

/**
 * The state before an unfinished transaction: the journal's originals over the main file. Null when it just finished.
 */
export function journalState(main: MainFile, journal: RollbackJournal): Snapshot | null {
  if (!journal.extend()) return null;

  const suspicion: Suspicion = {
    reason: 'page journalled meanwhile',
    mayBeNewer: (page) => journal.has(page),
    clears: () => false,
  };
  return {
    mode: 'journal',
    token: journalToken(main, journal),
    geometry: { pageSizeBytes: journal.pageSizeBytes, pageCount: journal.pageCount },
    overlaidBetween: (first, last) => journal.countBetween(first, last),
    overlays: (page) => journal.has(page),
    readOverlay: (page, into) => {
      if (!journal.readOriginal(page, into)) throw new SnapshotMoved('gone', 'journal cut short');
    },
    // A page of the main file is an original as long as the journal, read after it, does not name it.
    check: () => {
      if (!journal.extend()) throw new SnapshotMoved('gone', 'transaction finished');
      return suspicion;
    },
  };
}

import { Failure } from '../../failure';
import { describeFailure } from '../../words/describeFailure';
import { describeFinding } from '../../words/recovery';
import { directoryEvidence } from '../evidence';
import { defineFinding } from '../finding';

/** A database of the home that cannot be opened. What is in it proves nothing and restores nothing. */
export const stateDbUnreadable = defineFinding({
  kind: 'state_db_unreadable',
  detect: ({ facts }) =>
    facts.databases.flatMap(({ path, profile, failure, copies }) =>
      // Damaged inside: that is a finding of its own.
      failure === null || failure.code === 'db_damaged'
        ? []
        : [
            {
              ...directoryEvidence({ database: path, profile, reason: failure.code, copies: copies.length }),
              path,
              failure,
              copies,
            },
          ],
    ),
  category: () => 'unsafe_to_repair',
  recommendation: () => 'manual_review',
  describe: ({ failure, copies }, locale) =>
    describeFinding(
      copies.length > 0 ? 'state_db_unreadable_copies' : 'state_db_unreadable',
      { problem: describeFailure(new Failure(failure.code, failure.details), locale), count: copies.length },
      locale,
    ),
  doubt: () => null,
  sortKey: ({ path }) => path,
});

import { describeFinding } from '../../words/recovery';
import { assessed, byFileName, evidenceOf, fileDetails, mergeOf, viewOf } from '../evidence';
import { defineFinding } from '../finding';

/** Two copies of a conversation each have messages that the other lacks. */
export const divergedBackup = defineFinding({
  kind: 'diverged_backup',
  detect: (input) =>
    assessed(input, 'diverged_backup').map(({ view, found: { comparison } }) => ({
      ...evidenceOf(view, {
        ...(view.live === null ? {} : fileDetails(view.live)),
        backup_sha256: view.backup?.digest ?? null,
        only_here: comparison.liveOnly,
        only_in_backup: comparison.copyOnly,
      }),
      hasFile: view.live !== null,
      comparison,
    })),
  category: () => 'unsafe_to_repair',
  recommendation: ({ hasFile }) => (hasFile ? 'merge_copies' : 'manual_review'),
  describe: ({ comparison, hasFile }, locale) =>
    describeFinding(
      hasFile ? 'diverged_backup' : 'diverged_backup_row',
      { here: comparison.liveOnly, there: comparison.copyOnly },
      locale,
    ),
  merge: (evidence, input) => {
    const view = viewOf(evidence, input);
    return mergeOf(view?.live ?? null, view?.backup ?? null);
  },
  doubt: () => null,
  sortKey: byFileName,
});

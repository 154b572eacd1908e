import { describeFinding } from '../../words/recovery';
import { assessed, byFileName, evidenceOf } from '../evidence';
import { defineFinding } from '../finding';

/** A previous copy without its conversation file, where the databases' silence is a sign of deletion. */
export const orphanBackupWithoutStateRow = defineFinding({
  kind: 'orphan_backup_without_state_row',
  detect: (input) =>
    assessed(input, 'orphan_backup_without_state_row').map(({ view, found: { backup } }) => ({
      ...evidenceOf(view, { backup_sha256: view.backup?.digest ?? null }),
      count: backup.messageCount,
    })),
  category: () => 'unsafe_to_repair',
  recommendation: () => 'manual_review',
  describe: ({ count }, locale) => describeFinding('orphan_backup_without_state_row', { count }, locale),
  doubt: () => null,
  sortKey: byFileName,
});

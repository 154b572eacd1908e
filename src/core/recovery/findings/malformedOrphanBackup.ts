import { describeFinding } from '../../words/recovery';
import { assessed, byFileName, evidenceOf, fileDetails } from '../evidence';
import { defineFinding } from '../finding';

/** A previous copy without its conversation file, and not readable itself. */
export const malformedOrphanBackup = defineFinding({
  kind: 'malformed_orphan_backup',
  detect: (input) =>
    assessed(input, 'malformed_orphan_backup').map(({ view, found: { backup } }) => ({
      ...evidenceOf(view, fileDetails(backup)),
      name: backup.name,
    })),
  category: () => 'unsafe_to_repair',
  recommendation: () => 'manual_review',
  describe: ({ name }, locale) => describeFinding('malformed_orphan_backup', { name }, locale),
  doubt: () => null,
  sortKey: byFileName,
});

import { describeFinding } from '../../words/recovery';
import { assessed, byFileName, evidenceOf, sourceDetails } from '../evidence';
import { defineFinding } from '../finding';

/** A previous copy without its conversation file, of a conversation that nothing says was deleted. */
export const orphanBackup = defineFinding({
  kind: 'orphan_backup',
  detect: (input) =>
    assessed(input, 'orphan_backup').map(({ view, found: { chosen } }) => ({
      ...evidenceOf(view, { backup_sha256: view.backup?.digest ?? null, ...sourceDetails(chosen) }),
      count: chosen.copy.messageCount,
      chosen,
    })),
  category: () => 'repairable',
  recommendation: () => 'restore_from_bak',
  describe: ({ count }, locale) => describeFinding('orphan_backup', { count }, locale),
  remedy: ({ chosen }) => ({ remedy: 'restore', chosen }),
  doubt: (_evidence, { facts }) => {
    if (facts.tombstones.state === 'unreadable') return 'deletions_unreadable';
    // Nobody was there to say whether it was deleted.
    return facts.databases.some(({ rows }) => rows.state !== 'absent') ? null : 'lost_or_deleted';
  },
  sortKey: byFileName,
});

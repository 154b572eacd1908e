import { describeFinding } from '../../words/recovery';
import {
  assessed,
  byFileName,
  evidenceOf,
  fileDetails,
  shrinkDoubt,
  sourceDetails,
  useDoubt,
  viewOf,
} from '../evidence';
import { defineFinding } from '../finding';

/** A conversation file with fewer messages than its previous copy, or damaged beside one, without a sign of intent. */
export const shrunkenLive = defineFinding({
  kind: 'shrunken_live',
  detect: (input) =>
    assessed(input, 'shrunken_live').map(({ view, found }) => ({
      ...evidenceOf(view, {
        ...(view.live === null ? {} : fileDetails(view.live)),
        backup_sha256: view.backup?.digest ?? null,
        ...sourceDetails(found.chosen),
      }),
      backup: found.backup,
      chosen: found.chosen,
      restored: found.chosen.copy.messageCount + found.chosen.comparison.liveOnly,
    })),
  category: () => 'repairable',
  recommendation: () => 'restore_from_bak',
  describe: (evidence, locale) =>
    describeFinding(
      evidence.liveMessages < 0 ? 'shrunken_live_damaged' : 'shrunken_live',
      { live: evidence.liveMessages, backup: evidence.backupMessages, restored: evidence.restored },
      locale,
    ),
  remedy: ({ chosen }) => ({ remedy: 'restore', chosen }),
  doubt: (evidence, input) => {
    const view = viewOf(evidence, input);
    const content = view?.live?.content;
    const live = content?.state === 'whole' ? content.conversation : null;
    return useDoubt(view) ?? shrinkDoubt(live, evidence.backup);
  },
  sortKey: byFileName,
});

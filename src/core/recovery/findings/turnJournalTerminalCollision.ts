import { describeFinding } from '../../words/recovery';
import { evidenceOf } from '../evidence';
import { defineFinding } from '../finding';

/** A turn that ended twice, e.g. completed and interrupted: two processes disagreed. */
export const turnJournalTerminalCollision = defineFinding({
  kind: 'turn_journal_terminal_collision',
  detect: ({ views }) =>
    [...views.values()].flatMap((view) =>
      view.turns
        .filter(({ endings }) => endings.length > 1)
        .map(({ turnId, endings }) => ({
          ...evidenceOf(view, { turn_id: turnId, endings: [...endings] }),
          backupMessages: -1,
          turnId,
          endings,
        })),
    ),
  category: () => 'information',
  recommendation: () => 'none',
  describe: ({ endings }, locale) =>
    describeFinding('turn_journal_terminal_collision', { endings: endings.join(', ') }, locale),
  doubt: () => null,
  sortKey: ({ sessionId, turnId }) => `${sessionId}\0${turnId}`,
});

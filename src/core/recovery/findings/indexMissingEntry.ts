import { describeFinding } from '../../words/recovery';
import { evidenceOf } from '../evidence';
import { defineFinding } from '../finding';

/** A conversation file that the index does not list. */
export const indexMissingEntry = defineFinding({
  kind: 'index_missing_entry',
  detect: ({ facts, views }) => {
    if (facts.index.state !== 'read') return [];
    const listed = facts.index.value;
    return (
      [...views.values()]
        .filter(({ live, sessionId, isUnsafe }) => live !== null && !isUnsafe && !listed.has(sessionId))
        // What cannot be loaded cannot be listed, and what says another id is listed under that one.
        .filter(({ live, sessionId }) => {
          if (live?.content.state === 'unchecked') return true;
          if (live?.content.state !== 'whole') return false;
          const { innerId } = live.content.conversation;
          return innerId === null || innerId === sessionId;
        })
        .map((view) => ({ ...evidenceOf(view), backupMessages: -1 }))
    );
  },
  category: () => 'repairable',
  recommendation: () => 'rebuild_index',
  describe: ({ liveMessages }, locale) =>
    liveMessages < 0
      ? describeFinding('index_missing_entry_unchecked', {}, locale)
      : describeFinding('index_missing_entry', { count: liveMessages }, locale),
  remedy: ({ sessionId }) => ({ remedy: 'refresh_index_row', sessionId }),
  doubt: () => null,
});

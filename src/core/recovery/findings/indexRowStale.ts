import { describeFinding } from '../../words/recovery';
import { evidenceOf } from '../evidence';
import { defineFinding } from '../finding';

/**
 * An index row that says a conversation is empty when it is not: WebUI hides empty ones. Rows that merely lag behind
 * hide nothing and come right with the next save.
 */
export const indexRowStale = defineFinding({
  kind: 'index_row_stale',
  detect: ({ views }) =>
    [...views.values()].flatMap((view) => {
      const content = view.live?.content;
      if (content?.state !== 'whole' || view.isUnsafe || view.indexRow?.messageCount !== 0) return [];
      const { messageCount } = content.conversation;
      return messageCount === 0
        ? []
        : [{ ...evidenceOf(view, { indexed_messages: 0 }), backupMessages: -1, count: messageCount }];
    }),
  category: () => 'repairable',
  recommendation: () => 'rebuild_index',
  describe: ({ count }, locale) => describeFinding('index_row_stale', { count }, locale),
  remedy: ({ sessionId }) => ({ remedy: 'refresh_index_row', sessionId }),
  doubt: () => null,
});

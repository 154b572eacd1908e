import { describeFinding } from '../../words/recovery';
import { directoryEvidence } from '../evidence';
import { defineFinding } from '../finding';

/** Conversations without an index: WebUI reads every file at each request until it has one again. */
export const indexMissing = defineFinding({
  kind: 'index_missing',
  detect: ({ facts }) =>
    facts.index.state === 'absent' && facts.live.length > 0
      ? [{ ...directoryEvidence({ conversations: facts.live.length }), count: facts.live.length }]
      : [],
  category: () => 'repairable',
  recommendation: () => 'rebuild_index',
  describe: ({ count }, locale) => describeFinding('index_missing', { count }, locale),
  remedy: () => ({ remedy: 'rebuild_index' }),
  doubt: () => null,
});

import { describeFinding } from '../../words/recovery';
import { directoryEvidence, linksIn } from '../evidence';
import { defineFinding } from '../finding';

/** Conversations without an index: WebUI reads every file at each request until it has one again. */
export const indexMissing = defineFinding({
  kind: 'index_missing',
  detect: ({ facts }) =>
    facts.index.state === 'absent' && facts.live.length > 0
      ? [{ ...directoryEvidence({ conversations: facts.live.length }), count: facts.live.length, ...linksIn(facts) }]
      : [],
  category: ({ links }) => (links > 0 ? 'unsafe_to_repair' : 'repairable'),
  recommendation: ({ links }) => (links > 0 ? 'manual_review' : 'rebuild_index'),
  describe: ({ count, links }, locale) =>
    links > 0
      ? describeFinding('index_missing_links', { count: links }, locale)
      : describeFinding('index_missing', { count }, locale),
  remedy: () => ({ remedy: 'rebuild_index' }),
  doubt: () => null,
});

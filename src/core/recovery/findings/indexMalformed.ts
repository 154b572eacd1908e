import { describeFinding } from '../../words/recovery';
import { directoryEvidence, linksIn } from '../evidence';
import { defineFinding } from '../finding';
import { isMalformed } from '../snapshot';

/** An index that is no list of rows. WebUI then takes every conversation for missing. */
export const indexMalformed = defineFinding({
  kind: 'index_malformed',
  detect: ({ facts }) =>
    facts.index.state === 'unreadable' && isMalformed(facts.index)
      ? [{ ...directoryEvidence({ reason: facts.index.reason }), ...linksIn(facts) }]
      : [],
  category: ({ links }) => (links > 0 ? 'unsafe_to_repair' : 'repairable'),
  recommendation: ({ links }) => (links > 0 ? 'manual_review' : 'rebuild_index'),
  describe: ({ links }, locale) =>
    links > 0
      ? describeFinding('index_missing_links', { count: links }, locale)
      : describeFinding('index_malformed', {}, locale),
  remedy: () => ({ remedy: 'rebuild_index' }),
  doubt: () => null,
});

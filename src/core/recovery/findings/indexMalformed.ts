import { describeFinding } from '../../words/recovery';
import { directoryEvidence } from '../evidence';
import { defineFinding } from '../finding';
import { isMalformed } from '../snapshot';

/** An index that is no list of rows. WebUI then takes every conversation for missing. */
export const indexMalformed = defineFinding({
  kind: 'index_malformed',
  detect: ({ facts }) =>
    facts.index.state === 'unreadable' && isMalformed(facts.index)
      ? [directoryEvidence({ reason: facts.index.reason })]
      : [],
  category: () => 'repairable',
  recommendation: () => 'rebuild_index',
  describe: (_evidence, locale) => describeFinding('index_malformed', {}, locale),
  remedy: () => ({ remedy: 'rebuild_index' }),
  doubt: () => null,
});

import { describeFinding } from '../../words/recovery';
import { evidenceOf } from '../evidence';
import { defineFinding } from '../finding';
import { filesByInnerId } from '../innerIds';

/** The index lists a conversation that has no file. */
export const indexMissingFile = defineFinding({
  kind: 'index_missing_file',
  detect: ({ facts, views }) => {
    if (facts.index.state !== 'read') return [];
    const claims = filesByInnerId(facts.live);
    return (
      [...views.values()]
        .filter((view) => view.indexRow !== null && view.live === null && !view.isTombstoned)
        // A file under another name says this id: the name is the finding.
        .filter((view) => !claims.has(view.sessionId))
        .map((view) => ({ ...evidenceOf(view), backupMessages: -1 }))
    );
  },
  category: () => 'repairable',
  recommendation: () => 'rebuild_index',
  describe: (_evidence, locale) => describeFinding('index_missing_file', {}, locale),
  remedy: ({ sessionId }) => ({ remedy: 'drop_index_row', sessionId }),
  doubt: () => null,
});

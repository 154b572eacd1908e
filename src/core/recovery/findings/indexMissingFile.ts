import { wasReadWhole } from '../absence';
import { describeFinding } from '../../words/recovery';
import { evidenceOf } from '../evidence';
import { defineFinding } from '../finding';
import { filesByInnerId } from '../innerIds';

/** The index lists a conversation that has no file. */
export const indexMissingFile = defineFinding({
  kind: 'index_missing_file',
  detect: ({ facts, views, assessments }) => {
    if (facts.index.state !== 'read') return [];
    const claims = filesByInnerId(facts.live);
    // Databases are asked what they have of a conversation without a file. Where one does not answer, nobody knows.
    const isBlind = facts.databases.length === 0 || !facts.databases.every(wasReadWhole);
    return (
      [...views.values()]
        .filter((view) => view.indexRow !== null && view.live === null && !view.isTombstoned)
        // A file under another name says this id: the name is the finding.
        .filter((view) => !claims.has(view.sessionId))
        .map((view) => {
          const found = assessments.get(view.sessionId);
          return {
            ...evidenceOf(view),
            backupMessages: -1,
            // Its messages are, or may be, where they cannot be read: then its row is all that is left of its title.
            isNeeded: isBlind || (found?.kind === 'state_db_missing_sidecar' && found.copy === null),
          };
        })
    );
  },
  category: ({ isNeeded }) => (isNeeded ? 'unsafe_to_repair' : 'repairable'),
  recommendation: ({ isNeeded }) => (isNeeded ? 'manual_review' : 'rebuild_index'),
  describe: ({ isNeeded }, locale) =>
    describeFinding(isNeeded ? 'index_missing_file_needed' : 'index_missing_file', {}, locale),
  remedy: ({ sessionId }) => ({ remedy: 'drop_index_row', sessionId }),
  doubt: () => null,
});

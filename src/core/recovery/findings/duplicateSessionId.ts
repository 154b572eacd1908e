import { describeFinding } from '../../words/recovery';
import { evidenceOf } from '../evidence';
import { defineFinding } from '../finding';
import { filesByInnerId } from '../innerIds';

/** Several conversation files that say the same id: WebUI lists one of them. */
export const duplicateSessionId = defineFinding({
  kind: 'duplicate_session_id',
  detect: ({ facts, views }) =>
    [...filesByInnerId(facts.live)].flatMap(([id, files]) => {
      const view = views.get(files.find((file) => file.sessionId === id)?.sessionId ?? files[0]?.sessionId ?? '');
      return files.length < 2 || view === undefined
        ? []
        : [
            {
              ...evidenceOf(view, { id, files: files.map(({ name }) => name) }),
              id,
              names: files.map(({ name }) => name),
            },
          ];
    }),
  category: () => 'unsafe_to_repair',
  recommendation: () => 'manual_review',
  describe: ({ id, names }, locale) => describeFinding('duplicate_session_id', { id, names: names.join(', ') }, locale),
  doubt: () => null,
});

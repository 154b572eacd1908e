import { describeFinding } from '../../words/recovery';
import { byFileName, evidenceOf, fileDetails } from '../evidence';
import { defineFinding } from '../finding';
import { filesByInnerId } from '../innerIds';

/** A conversation file that says another id than its name: WebUI opens it by one and lists it by the other. */
export const sessionIdMismatch = defineFinding({
  kind: 'session_id_mismatch',
  detect: ({ facts, views }) => {
    const claims = filesByInnerId(facts.live);
    return facts.live.flatMap((file) => {
      const innerId = file.content.state === 'whole' ? file.content.conversation.innerId : null;
      const view = views.get(file.sessionId);
      // Where two files say the same id, that is the finding.
      if (innerId === null || innerId === file.sessionId || (claims.get(innerId)?.length ?? 0) > 1) return [];
      return view === undefined || view.isUnsafe
        ? []
        : [{ ...evidenceOf(view, { ...fileDetails(file), inner_id: innerId }), innerId, name: file.name }];
    });
  },
  category: () => 'unsafe_to_repair',
  recommendation: () => 'manual_review',
  describe: ({ name, innerId }, locale) => describeFinding('session_id_mismatch', { name, inner: innerId }, locale),
  doubt: () => null,
  sortKey: byFileName,
});

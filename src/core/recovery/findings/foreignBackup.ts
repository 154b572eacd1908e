import { describeFinding } from '../../words/recovery';
import { isForeign } from '../copies';
import { byFileName, evidenceOf, fileDetails } from '../evidence';
import { defineFinding } from '../finding';

/** A previous copy that says it belongs to another conversation. WebUI would restore it under the wrong name. */
export const foreignBackup = defineFinding({
  kind: 'foreign_backup',
  detect: ({ facts, views }) =>
    facts.backups.filter(isForeign).flatMap((file) => {
      const view = views.get(file.sessionId);
      const innerId = file.content.state === 'whole' ? file.content.conversation.innerId : null;
      return view === undefined || view.isUnsafe
        ? []
        : [
            {
              ...evidenceOf(view, { ...fileDetails(file), inner_id: innerId }),
              innerId: innerId ?? '',
              name: file.name,
            },
          ];
    }),
  category: () => 'unsafe_to_repair',
  recommendation: () => 'manual_review',
  describe: ({ name, innerId }, locale) => describeFinding('foreign_backup', { name, inner: innerId }, locale),
  doubt: () => null,
  sortKey: byFileName,
});

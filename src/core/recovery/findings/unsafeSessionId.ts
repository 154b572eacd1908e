import { describeFinding } from '../../words/recovery';
import { evidenceOf } from '../evidence';
import { defineFinding } from '../finding';
import { WEBUI_SOURCE } from '../sessionView';

/** A conversation under an id that WebUI cannot open, or that would name a file outside the directory. */
export const unsafeSessionId = defineFinding({
  kind: 'unsafe_session_id',
  detect: ({ views }) =>
    [...views.values()].flatMap((view) => {
      const hasRow = view.rows[0]?.row.source === WEBUI_SOURCE;
      return view.isUnsafe && (view.live !== null || view.backup !== null || hasRow)
        ? [evidenceOf(view, { has_file: view.live !== null, has_backup: view.backup !== null, has_row: hasRow })]
        : [];
    }),
  category: () => 'unsafe_to_repair',
  recommendation: () => 'manual_review',
  describe: ({ sessionId }, locale) => describeFinding('unsafe_session_id', { id: sessionId }, locale),
  doubt: () => null,
});

import { describeFinding } from '../../words/recovery';
import { assessed, byFileName, evidenceOf } from '../evidence';
import { defineFinding } from '../finding';

/** Leftovers of a conversation that was deleted in WebUI. A deletion that is honoured is no fault. */
export const stateDbDeletedWebuiTombstone = defineFinding({
  kind: 'state_db_deleted_webui_tombstone',
  detect: (input) =>
    assessed(input, 'deleted').map(({ view }) => ({
      ...evidenceOf(view, { has_backup: view.backup !== null, has_row: view.rows.length > 0 }),
    })),
  category: () => 'information',
  recommendation: () => 'deleted_session_skipped',
  describe: (_evidence, locale) => describeFinding('state_db_deleted_webui_tombstone', {}, locale),
  doubt: () => null,
  sortKey: byFileName,
});

import { describeFinding } from '../../words/recovery';
import { assessed, evidenceOf } from '../evidence';
import { defineFinding } from '../finding';

/** A row of a WebUI conversation without a file and without a message: there is nothing to make a file of. */
export const stateDbOrphanWebuiRow = defineFinding({
  kind: 'state_db_orphan_webui_row',
  detect: (input) =>
    assessed(input, 'state_db_orphan_webui_row').map(({ view }) => ({
      ...evidenceOf(view, { database: view.rows[0]?.database.path ?? null }),
      startedAtSeconds: view.rows[0]?.row.startedAtSeconds ?? 0,
    })),
  category: () => 'unsafe_to_repair',
  recommendation: () => 'manual_review',
  describe: (_evidence, locale) => describeFinding('state_db_orphan_webui_row', {}, locale),
  doubt: () => null,
  sortKey: ({ startedAtSeconds }) => -startedAtSeconds,
});

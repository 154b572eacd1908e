import { describeFinding } from '../../words/recovery';
import { compare } from '../compare';
import { assessed, deletionDoubt, evidenceOf, viewOf } from '../evidence';
import { defineFinding } from '../finding';

/** A WebUI conversation whose file is gone while its messages are in state.db. */
export const stateDbMissingSidecar = defineFinding({
  kind: 'state_db_missing_sidecar',
  detect: (input) =>
    assessed(input, 'state_db_missing_sidecar').map(({ view, found: { copy } }) => ({
      ...evidenceOf(view, {
        database: copy?.name ?? view.rows[0]?.database.path ?? null,
        profile: view.rows[0]?.database.profile ?? null,
        messages: copy?.messageCount ?? null,
      }),
      copy,
      startedAtSeconds: view.rows[0]?.row.startedAtSeconds ?? 0,
    })),
  // Rows from between damaged pages are never made into a whole conversation.
  category: ({ copy }) => (copy === null ? 'unsafe_to_repair' : 'repairable'),
  recommendation: ({ copy }) => (copy === null ? 'manual_review' : 'materialize_from_state_db'),
  describe: ({ copy }, locale) =>
    copy === null
      ? describeFinding('state_db_missing_sidecar_manual', {}, locale)
      : describeFinding('state_db_missing_sidecar', { count: copy.messageCount }, locale),
  remedy: ({ copy }) =>
    copy === null ? null : { remedy: 'restore', chosen: { copy, comparison: compare([], copy.prints) } },
  doubt: (evidence, input) => {
    const view = viewOf(evidence, input);
    return view === null ? null : deletionDoubt(view, input);
  },
  // The newest first, as WebUI lists them.
  sortKey: ({ startedAtSeconds }) => -startedAtSeconds,
});

import { describeFinding } from '../../words/recovery';
import { assessed, byFileName, evidenceOf, fileDetails, shrinkDoubt, viewOf } from '../evidence';
import { defineFinding } from '../finding';

/** state.db has messages that the conversation file never got, and nothing says that they were taken out. */
export const sidecarBehindStateDb = defineFinding({
  kind: 'sidecar_behind_state_db',
  detect: (input) =>
    assessed(input, 'sidecar_behind_state_db').map(({ view, found: { copy, missing, isContinuation } }) => ({
      ...evidenceOf(view, {
        ...(view.live === null ? {} : fileDetails(view.live)),
        database: copy.name,
        only_in_database: missing.length,
      }),
      copy,
      missing,
      isContinuation,
    })),
  category: ({ isContinuation }) => (isContinuation ? 'repairable' : 'unsafe_to_repair'),
  recommendation: ({ isContinuation }) => (isContinuation ? 'append_from_state_db' : 'manual_review'),
  describe: ({ missing, isContinuation }, locale) =>
    describeFinding(
      isContinuation ? 'sidecar_behind_state_db' : 'sidecar_behind_state_db_manual',
      { count: missing.length },
      locale,
    ),
  remedy: ({ copy, missing }) => ({ remedy: 'append_rows', rows: copy, missing }),
  doubt: ({ copy, missing, ...evidence }, input) => {
    const live = viewOf(evidence, input)?.live;
    if (live?.content.state !== 'whole') return null;
    // A file that was last written before these messages were sent cannot have had them taken out of it.
    if (missing.every(({ at }) => at !== null && at > live.modifiedAt)) return null;
    return shrinkDoubt(live.content.conversation, copy);
  },
  sortKey: byFileName,
});

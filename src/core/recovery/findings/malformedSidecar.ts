import { damageWords, describeFinding, originWords } from '../../words/recovery';
import { compare } from '../compare';
import { usableBackup } from '../copies';
import { assessed, byFileName, evidenceOf, fileDetails, mergeOf, sourceDetails, useDoubt, viewOf } from '../evidence';
import { conversationIn } from '../fileSource';
import { defineFinding } from '../finding';
import type { MergeOffer } from '../remedy';
import type { SessionView } from '../sessionView';

/** A conversation file that Hermes WebUI cannot load, and that no previous copy alone makes good. */
export const malformedSidecar = defineFinding({
  kind: 'malformed_sidecar',
  detect: (input) =>
    assessed(input, 'malformed_sidecar').map(({ view, found: { damage, chosen } }) => {
      const offer = chosen === null ? mergeWithCopy(view) : null;
      const details = {
        ...(view.live === null ? {} : fileDetails(view.live)),
        damage,
        ...(chosen === null ? {} : sourceDetails(chosen)),
        ...(offer === null ? {} : { backup_sha256: offer.other.digest }),
      };
      return { ...evidenceOf(view, details), damage, chosen, name: view.live?.name ?? '', offer };
    }),
  category: ({ chosen }) => (chosen === null ? 'unsafe_to_repair' : 'repairable'),
  recommendation: ({ chosen, offer }) =>
    chosen !== null ? `restore_from_${chosen.copy.origin}` : offer === null ? 'manual_review' : 'merge_copies',
  describe: ({ damage, chosen, name, offer }, locale) =>
    chosen === null
      ? damage === 'link'
        ? describeFinding('malformed_sidecar_link', { name }, locale)
        : describeFinding(offer === null ? 'malformed_sidecar_manual' : 'malformed_sidecar_merge', { name, damage: damageWords(damage) }, locale)
      : describeFinding(
          'malformed_sidecar',
          {
            name,
            damage: damageWords(damage),
            count: chosen.copy.messageCount,
            origin: originWords(chosen.copy.origin),
          },
          locale,
        ),
  remedy: ({ chosen }) => (chosen === null ? null : { remedy: 'restore', chosen }),
  merge: ({ offer }) => offer,
  doubt: (evidence, input) => useDoubt(viewOf(evidence, input)),
  sortKey: byFileName,
});

/** What stands before the damage, beside the previous copy, where each has messages that the other lacks. */
function mergeWithCopy(view: SessionView): MergeOffer | null {
  const [live, copy] = [conversationIn(view.live), usableBackup(view)];
  if (live === null || copy === null) return null;
  const { liveOnly, copyOnly } = compare(live.prints, copy.prints);
  return liveOnly > 0 && copyOnly > 0 ? mergeOf(view.live, view.backup) : null;
}

import { damageWords, describeFinding, originWords } from '../../words/recovery';
import { assessed, byFileName, evidenceOf, fileDetails, sourceDetails, useDoubt, viewOf } from '../evidence';
import { defineFinding } from '../finding';

/** A conversation file that Hermes WebUI cannot load, and that no previous copy alone makes good. */
export const malformedSidecar = defineFinding({
  kind: 'malformed_sidecar',
  detect: (input) =>
    assessed(input, 'malformed_sidecar').map(({ view, found: { damage, chosen } }) => ({
      ...evidenceOf(view, {
        ...(view.live === null ? {} : fileDetails(view.live)),
        damage,
        ...(chosen === null ? {} : sourceDetails(chosen)),
      }),
      damage,
      chosen,
      name: view.live?.name ?? '',
    })),
  category: ({ chosen }) => (chosen === null ? 'unsafe_to_repair' : 'repairable'),
  recommendation: ({ chosen }) => (chosen === null ? 'manual_review' : `restore_from_${chosen.copy.origin}`),
  describe: ({ damage, chosen, name }, locale) =>
    chosen === null
      ? damage === 'link'
        ? describeFinding('malformed_sidecar_link', { name }, locale)
        : describeFinding('malformed_sidecar_manual', { name, damage: damageWords(damage) }, locale)
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
  doubt: (evidence, input) => useDoubt(viewOf(evidence, input)),
  sortKey: byFileName,
});

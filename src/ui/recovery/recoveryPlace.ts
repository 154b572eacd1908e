/** Where recovery looks: one place for each session directory of the homes that this window shows. */
import { groupBy } from '../../core/recovery/groupBy';
import type { ProfileLocation } from '../../io/hermesHome';
import { auditPlaces, type AuditPlace } from '../../io/recovery/auditPlaces';

export interface RecoveryPlace extends AuditPlace {
  /** Stable for the same session directory of the same home; fit for ids and storage. */
  readonly key: string;
  /** The profiles that share the directory, the one that was found first in front. Never empty. */
  readonly profiles: readonly ProfileLocation[];
}

/** Every place is judged with the databases of all profiles of its home. */
export const placesOf = (locations: readonly ProfileLocation[]): RecoveryPlace[] =>
  [...groupBy(locations, ({ rootPath }) => rootPath).values()].flatMap((ofHome) =>
    auditPlaces(ofHome).map((place): RecoveryPlace => {
      const profiles = ofHome.filter(({ sessionDirPath }) => sessionDirPath === place.sessionDir);
      // A place comes from the profiles that name its directory, so that there is a first one.
      return { ...place, key: profiles[0]!.key, profiles };
    }),
  );

/** Equal places: nothing that an audit looks at, or says, is another. */
export const isSamePlace = (a: RecoveryPlace, b: RecoveryPlace): boolean => JSON.stringify(a) === JSON.stringify(b);

/** What an audit has to look at, from the profiles of a home: one request for each session directory. */
import { groupBy } from '../../core/recovery/groupBy';
import type { ProfileLocation } from '../hermesHome';
import type { DatabasePlace } from './databaseFacts';

export interface AuditPlace {
  readonly sessionDir: string;
  readonly databases: readonly DatabasePlace[];
  readonly agentDirs: readonly string[];
}

/**
 * Profiles of a home share WebUI's session directory as a rule. Every directory is judged with all databases of the
 * home: a row in another profile's database is a row.
 */
export function auditPlaces(profiles: readonly ProfileLocation[]): AuditPlace[] {
  return [...groupBy(profiles, ({ rootPath }) => rootPath).values()].flatMap((ofHome) => {
    const dirs = new Set(ofHome.map(({ sessionDirPath }) => sessionDirPath).filter((dir) => dir !== null));
    const databases = ofHome
      .filter(({ backend }) => backend === 'sqlite')
      .map(({ stateDbPath, profile }) => ({ path: stateDbPath, profile }));
    const agentDirs = new Set(ofHome.map(({ agentSessionsPath }) => agentSessionsPath).filter((dir) => dir !== null));
    return [...dirs].map((sessionDir) => ({ sessionDir, databases, agentDirs: [...agentDirs] }));
  });
}

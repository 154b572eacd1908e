/** Puts a profile's reader together from its place on disk. */
import type { FileConversation } from '../../core/fileConversation';
import type { ProfileLocation } from '../hermesHome';
import { AgentFilesReader } from '../agentFiles';
import { CronNamesReader } from '../cronJobs';
import { nodeFiles, type ReadFiles } from '../files';
import { findDatabaseCopies } from '../lostDatabases';
import { SessionDirReader } from '../sessionDir';
import { openDatabase } from '../sqlite/openDatabase';
import type { SqlJs } from '../sqlite/openSqlJs';
import { ProfileReader, type FileListing, type FileListingProblem } from './profileReader';

export interface OpenProfileOptions {
  readonly sqlJs: SqlJs;
  readonly files?: ReadFiles;
  /** Names of all profiles that share this one's WebUI session directory, from `sessionDirProfiles`. */
  readonly sessionDirProfiles: readonly string[];
}

/**
 * The profiles among `all` whose WebUI conversations lie in the same directory as this one's, the default one first.
 */
export function sessionDirProfiles(location: ProfileLocation, all: readonly ProfileLocation[]): string[] {
  const names = all.filter((other) => other.sessionDirPath === location.sessionDirPath).map((other) => other.profile);
  return names.sort((a, b) => Number(b === 'default') - Number(a === 'default'));
}

/** Opens nothing yet: the first `refresh` does. */
export function openProfile(location: ProfileLocation, options: OpenProfileOptions): ProfileReader {
  const files = options.files ?? nodeFiles;
  const database =
    location.backend === 'sqlite' ? openDatabase({ path: location.stateDbPath, sqlJs: options.sqlJs, files }) : null;
  const webui = location.sessionDirPath === null ? null : new SessionDirReader(location.sessionDirPath, files);
  const agent = location.agentSessionsPath === null ? null : new AgentFilesReader(location.agentSessionsPath, files);
  const cron = location.cronJobsPath === null ? null : new CronNamesReader(location.cronJobsPath, files);
  const sharers = new Set(options.sessionDirProfiles);
  const [keeper] = sharers;
  // WebUI keeps one directory for all profiles and names each conversation's; names nobody has belong to the first
  // profile, so that no conversation is without a row.
  const belongsHere = (profile: string): boolean =>
    location.isStandalone || profile === location.profile || (location.profile === keeper && !sharers.has(profile));
  return new ProfileReader({
    database,
    files,
    sessionDir: location.sessionDirPath,
    readFiles: (): FileListing => {
      const listings = [webui?.read(), agent?.read()].filter((listing) => listing !== undefined);
      return {
        conversations: listings
          .flatMap((listing) => listing.conversations)
          .filter((c) => isAgentFile(c) || belongsHere(c.profile)),
        changed: listings.some((listing) => listing.changed),
        problems: listings.flatMap((listing): FileListingProblem[] =>
          listing.problem === null ? [] : [listing.problem],
        ),
      };
    },
    readCronNames: () => cron?.read() ?? NO_NAMES,
    findCopies: () => (location.backend === 'sqlite' ? findDatabaseCopies(location.stateDbPath, files) : []),
  });
}

const isAgentFile = (file: FileConversation): boolean => file.place === 'agentJson' || file.place === 'agentJsonl';

const NO_NAMES: ReadonlyMap<string, string> = new Map();

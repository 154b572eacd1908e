import { join } from 'node:path';
import type { ProfileLocation } from '../../../../src/io/hermesHome';

/** The default profile of a home at `folder`, with everything Hermes may have there. */
export const locationAt = (folder: string, more: Partial<ProfileLocation> = {}): ProfileLocation => ({
  key: folder,
  rootPath: folder,
  homePath: folder,
  profile: 'default',
  isActive: true,
  foundBy: 'setting',
  stateDbPath: join(folder, 'state.db'),
  sessionDirPath: join(folder, 'webui', 'sessions'),
  agentSessionsPath: join(folder, 'sessions'),
  cronJobsPath: join(folder, 'cron', 'jobs.json'),
  backend: 'sqlite',
  isStandalone: false,
  ...more,
});

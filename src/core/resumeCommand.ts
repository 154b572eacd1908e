/**
 * The command with which Hermes goes on with a conversation: `hermes [-p PROFILE] --resume ID`, as Hermes's own command line
 * documents it. Hermes looks the id up in the profile's state.db, so that only what has a row there can be resumed.
 */
import type { Conversation } from './conversation';

export interface ResumeCommand {
  readonly program: string;
  readonly args: readonly string[];
  /** Variables that have to be set; none for the home that Hermes finds by itself. */
  readonly environment: Readonly<Record<string, string>>;
}

export interface ResumePlace {
  /** `default` needs no naming. */
  readonly profile: string;
  /** Null where Hermes finds the home by itself. */
  readonly home: string | null;
}

/** What Hermes and all its surfaces make ids of. Others could be read as options, or as something else by a shell. */
const PLAIN_ID = /^[0-9A-Za-z][0-9A-Za-z_.-]{0,199}$/;
/** Hermes's own rule for names of profiles. */
const PROFILE_NAME = /^[a-z0-9][a-z0-9_-]{0,63}$/;

/** True when Hermes can go on with it: its newest segment has a row in state.db, and its id is an ordinary one. */
export const isResumable = ({ id, places, rowMissing }: Pick<Conversation, 'id' | 'places' | 'rowMissing'>): boolean =>
  places.includes('state.db') && !rowMissing && PLAIN_ID.test(id);

/** Null for an id or a profile that is not an ordinary one. `sessionId` is that of the newest segment. */
export function resumeCommand(sessionId: string, { profile, home }: ResumePlace): ResumeCommand | null {
  if (!PLAIN_ID.test(sessionId) || !PROFILE_NAME.test(profile)) return null;
  return {
    program: 'hermes',
    args: [...(profile === 'default' ? [] : ['-p', profile]), '--resume', sessionId],
    environment: home === null ? {} : { HERMES_HOME: home },
  };
}

/** For a person to paste: into PowerShell on Windows, into any POSIX shell elsewhere. */
export function resumeText({ program, args, environment }: ResumeCommand, isWindows: boolean): string {
  const command = [program, ...args].join(' ');
  const set = Object.entries(environment).map(([name, value]) =>
    isWindows ? `$env:${name} = '${value.replaceAll("'", "''")}';` : `${name}='${value.replaceAll("'", "'\\''")}'`,
  );
  return [...set, command].join(' ');
}

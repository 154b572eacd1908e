/** Names one transcript, in panels, documents and links alike. */
import { parseCopySource, type CopySource, type TranscriptTarget } from '../core/transcriptTarget';

export interface TranscriptKey {
  /** A profile as the extension calls it. */
  readonly profile: string;
  readonly sessionId: string;
  /** `whole`: the conversation that the session belongs to; `segment`: that session alone; else a very copy of it. */
  readonly show: 'whole' | 'segment' | CopySource;
}

/** Ids are anything that a store holds. */
const LONGEST_ID = 16 * 1024;

/** Null for what names no transcript. Without a word on what to show it is the whole conversation. */
export function parseTranscriptKey(state: unknown): TranscriptKey | null {
  if (typeof state !== 'object' || state === null) return null;
  const { profile, sessionId, show: named } = state as Record<string, unknown>;
  if (typeof profile !== 'string' || typeof sessionId !== 'string' || sessionId.length > LONGEST_ID) return null;
  // What is no name must not come back as something else.
  const show = named === undefined || named === 'whole' ? 'whole' : named === 'segment' ? named : parseCopySource(named);
  return show === null ? null : { profile, sessionId, show };
}

export const nameOfKey = ({ profile, sessionId, show }: TranscriptKey): string => JSON.stringify([profile, sessionId, show]);

export const targetOfKey = ({ sessionId, show }: TranscriptKey): TranscriptTarget => ({
  sessionId,
  source: show === 'whole' || show === 'segment' ? null : show,
  isWhole: show === 'whole',
});

/** Names that very copy, alone. */
export const keyOfCopy = (profile: string, { sessionId, source }: TranscriptTarget): TranscriptKey => ({
  profile,
  sessionId,
  show: source ?? 'segment',
});

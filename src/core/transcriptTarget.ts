/** What a transcript, a document or an export shows: which session, and which copy of its messages. */
import type { Place } from './conversation';
import type { FilePlace } from './fileConversation';
import type { MessageFilter } from './messageFilter';

/** The copies a session may have, by the names that the terminal, links and protocols use. */
export const COPY_NAMES = ['state_db', 'conversation_file', 'previous_copy', 'session_json', 'session_jsonl'] as const;

export type CopyName = (typeof COPY_NAMES)[number];

/**
 * One copy: by its name, or a file below Hermes WebUI's session directory by its path from there, with `/`, as in
 * "path:_recovery/20261118T140200000Z-4f1c/originals/8c1f.json". Only what `parseCopySource` let through is one.
 */
export type CopySource = CopyName | `path:${string}`;

export interface TranscriptTarget {
  readonly sessionId: string;
  /** Null: whichever copy is shown by default. */
  readonly source: CopySource | null;
  /** Also messages that were undone, in their places. */
  readonly withUndone?: boolean;
  /**
   * With all other segments of the chain that the session belongs to, each in the copy that is shown by default. What a chain
   * goes on in while it is read then belongs to it.
   */
  readonly isWhole?: boolean;
  /** Only what this leaves, as a sequence of its own. */
  readonly filter?: MessageFilter;
}

/** The copy that is shown by default. */
export const usualCopy = (sessionId: string): TranscriptTarget => ({ sessionId, source: null });

const PATH = 'path:';
const LONGEST_PATH = 1024;

/** Null for anything that is not a copy's name, and for a path that could lead out of the session directory. */
export function parseCopySource(value: unknown): CopySource | null {
  if (typeof value !== 'string') return null;
  const name = COPY_NAMES.find((each) => each === value);
  if (name !== undefined) return name;
  return value.startsWith(PATH) && isPathBelow(value.slice(PATH.length)) ? (value as CopySource) : null;
}

/** The path of a copy that was named by one, relative to the session directory and with `/`; null for the others. */
export const pathOfSource = (source: CopySource): string | null =>
  source.startsWith(PATH) ? source.slice(PATH.length) : null;

/** @throws RangeError for a path that could lead out of the session directory */
export function sourceOfPath(path: string): CopySource {
  const source = parseCopySource(`${PATH}${path}`);
  if (source === null) throw new RangeError('not a path below a session directory');
  return source;
}

/** Null for a copy that goes by its path. */
export const copyAtPlace = (place: Place): CopyName | null =>
  place === 'state.db' ? 'state_db' : (FILE_COPIES.find((name) => PLACE_OF_COPY[name] === place) ?? null);

export const PLACE_OF_COPY: Readonly<Record<Exclude<CopyName, 'state_db'>, FilePlace>> = {
  conversation_file: 'conversationFile',
  previous_copy: 'previousCopy',
  session_json: 'agentJson',
  session_jsonl: 'agentJsonl',
};

const FILE_COPIES = ['conversation_file', 'previous_copy', 'session_json', 'session_jsonl'] as const;

// A colon would name a drive or a stream on Windows, and a backslash is a separator there.
function isPathBelow(path: string): boolean {
  // eslint-disable-next-line no-control-regex
  if (path.length > LONGEST_PATH || /[\\:\u0000-\u001f]/.test(path)) return false;
  return path.split('/').every((name) => name !== '' && name !== '.' && name !== '..');
}

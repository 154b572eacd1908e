/**
 * The facts an audit may look at: one pass over a Hermes WebUI session directory and the databases of its home. Facts,
 * not contents: messages are kept as fingerprints. What could not be known is a fact of its own, never an empty list.
 */
import type { DatabaseCopyKind } from '../databaseCopy';
import type { FailureCode, FailureDetails } from '../failure';
import type { LogProblem } from '../logProblem';
import type { IntentFields } from './guards';
import type { JsonRecord } from '../jsonValue';
import type { JournalEvent } from './journal';

/** One source of facts. `reason` is a short technical word (an errno, a parse state) for reports and logs. */
export type Source<T> =
  | { readonly state: 'read'; readonly value: T }
  | { readonly state: 'absent' }
  | { readonly state: 'unreadable'; readonly reason: string };

/** The reasons of a source that was read and makes no sense; any other is a refusal of the system. */
const MALFORMED: ReadonlySet<string> = new Set(['damaged', 'wrong_shape']);

/** True for a source whose content is at fault, and not that it could not be read. */
export const isMalformed = ({ reason }: { readonly reason: string }): boolean => MALFORMED.has(reason);

/** A user or assistant message that takes part in comparisons; see `fingerprint.ts` for what makes two the same. */
export interface MessagePrint {
  readonly role: 'user' | 'assistant';
  /** Digest of role, normalised text and tool ids. */
  readonly key: string;
  /** Milliseconds since 1970; null when unknown or not believable. */
  readonly at: number | null;
  /** WebUI put the message back after a crash (`_recovered`): its time is that of the recovery. */
  readonly isRecovered: boolean;
}

/** The print of a message that stands in a store. */
export interface StoredPrint extends MessagePrint {
  /** Where it stands: its index in the file's list of messages, or its row's id in a database. */
  readonly place: number;
  /** Reasoning stands beside the words, which another copy of the message may lack. Only where it does: there are many prints. */
  readonly hasReasoning?: true;
}

/** An entry that takes no part in comparisons: a tool's answer, a note, a summary, what cannot be read. */
export interface BesideEntry {
  readonly place: number;
  /** The same in two copies of it, `tool` and the id of the call for a tool's answer; see `besideKey`. */
  readonly key: string;
  /** Milliseconds since 1970; only where it is known, and of no tool's answer: their calls tell those apart. */
  readonly at?: number;
}

/** What tells an entry from all others of its conversation, in either copy; null where nothing does: a note may be made twice. */
export const identityOfEntry = ({ key, at }: BesideEntry): string | null => (key.startsWith('tool ') ? key : at === undefined ? null : `${key} ${at}`);

/** What a conversation object says, of a live file, a previous copy or a temporary file alike. */
export interface ConversationFacts {
  /** The session id inside the file; null when it is missing or not text. */
  readonly innerId: string | null;
  readonly parentId: string | null;
  /** Entries of `messages`, as Hermes WebUI counts them. */
  readonly messageCount: number;
  /** Empty, and `printsRead` false, where nothing is in question: see `question.ts`. */
  readonly prints: readonly StoredPrint[];
  readonly printsRead: boolean;
  /** All other entries, in their order; empty without prints. */
  readonly beside: readonly BesideEntry[];
  /** The time of the last message that takes part in comparisons; known without the prints. */
  readonly endAt: number | null;
  /** Tools' answers, and messages with reasoning: what another copy of the same messages may have or lack; 0 without prints. */
  readonly extras: number;
  readonly intent: IntentFields;
  readonly activeStreamId: string | null;
  readonly pending: PendingPrompt | null;
}

/** `pending_user_message` and its neighbours: a prompt that was taken and is in no message yet. */
export interface PendingPrompt {
  readonly print: MessagePrint;
  /** The first words, for a person. */
  readonly preview: string;
  readonly attachmentCount: number;
}

/**
 * - `empty`, `unparseable`, `not_an_object`, `no_messages`, `torn`: as in `FileProblemReason`.
 * - `not_utf8`: JSON, but with bytes that are not UTF-8; Hermes WebUI cannot load it.
 */
export type DamageReason = 'empty' | 'unparseable' | 'not_an_object' | 'no_messages' | 'torn' | 'not_utf8';

export type FileContent =
  | { readonly state: 'whole'; readonly conversation: ConversationFacts }
  /** `salvage`: what stands whole before the damage; null when nothing does. */
  | { readonly state: 'damaged'; readonly reason: DamageReason; readonly salvage: ConversationFacts | null }
  /** A link, directory, FIFO or device: never followed, opened or replaced. */
  | { readonly state: 'not_a_file'; readonly found: 'link' | 'directory' | 'other' }
  /** Larger than we parse, or refused by the system: nothing is known of it. */
  | { readonly state: 'unchecked'; readonly reason: string };

export interface FileFact {
  readonly name: string;
  /** The name without its endings: the id under which Hermes WebUI opens it. */
  readonly sessionId: string;
  readonly sizeBytes: number;
  readonly modifiedAt: number;
  /** SHA-256 of the bytes, hexadecimal; null when they were not read, and where nothing is in question. */
  readonly digest: string | null;
  /** Names that the file has; null where it is no file. A file with several is never replaced. */
  readonly links: number | null;
  readonly content: FileContent;
}

/** A leftover of an interrupted write. `session` ones are conversations or their previous copies. */
export interface TemporaryFact extends FileFact {
  readonly purpose: 'session' | 'book';
}

/** A row of `_index.json`. */
export interface IndexRow {
  readonly messageCount: number | null;
  /** What only the index may still know when a conversation's file is gone: see `KEPT_SETTINGS`. */
  readonly settings: JsonRecord;
}

/** `_deleted_webui_sessions.json`: ids of conversations that a person deleted. WebUI keeps at most 1,000. */
export interface Tombstones {
  readonly ids: ReadonlySet<string>;
  readonly modifiedAt: number;
}

/** The turn journal of one session: all its shards together. */
export interface TurnJournal {
  readonly sessionId: string;
  readonly files: readonly string[];
  /** The newest write to any of them. */
  readonly modifiedAt: number;
  /** In order of files, then lines. An audit leaves out those of a journal whose turns ended, each once: see `areSettled`. */
  readonly events: readonly JournalEvent[];
  /** Lines that are no event: not JSON, not UTF-8, not an object, or cut off at the end. */
  readonly malformedLines: number;
  /** Shards that could not be read. */
  readonly unreadable: readonly string[];
  /** The shards that were read, with SHA-256 of their bytes. */
  readonly shards: readonly { readonly name: string; readonly digest: string }[];
  /** The run journals of its open turns, by the stream that each turn names. */
  readonly runs: ReadonlyMap<string, RunFact>;
}

/** The run journal of the stream that a conversation names as its active one. */
export interface RunFact {
  readonly streamId: string;
  readonly modifiedAt: number;
  /** WebUI's word of how it ended, e.g. `completed`; null while it has not. */
  readonly terminalState: string | null;
  /** What the agent had said in it; null when it had said nothing, and where nobody asks. */
  readonly answer: RunAnswer | null;
}

export interface RunAnswer {
  /** SHA-256 of the journal's bytes. */
  readonly digest: string;
  /** Messages that it makes. */
  readonly parts: number;
  /** The first words, for a person. */
  readonly preview: string;
}

/** A session's row in one database. */
export interface RowFact {
  readonly id: string;
  readonly source: string;
  /** Seconds as stored; WebUI's order. */
  readonly startedAtSeconds: number | null;
  /** Rows of `messages`, of any state. */
  readonly messageRows: number;
  /** Null when the audit had no reason to read them. */
  readonly messages: RowMessages | null;
}

export interface RowMessages {
  /** Of messages that Hermes shows. */
  readonly prints: readonly StoredPrint[];
  /** As in `ConversationFacts`. */
  readonly extras: number;
  /** Of the ids and prints of all messages that Hermes shows: it tells whether the rows are still what was compared. */
  readonly digest: string;
  /** Of messages that were undone: hidden, but not lost. */
  readonly undone: readonly MessagePrint[];
  /** Messages that Hermes shows. */
  readonly shownCount: number;
  /** Damaged pages hide some of them, or may. */
  readonly isIncomplete: boolean;
}

export interface DatabaseRows {
  readonly byId: ReadonlyMap<string, RowFact>;
  /** The start of the oldest session, milliseconds since 1970; null when unknown. */
  readonly oldestAt: number | null;
  /** At most this many rows lie in damaged pages; 0 in a sound database. */
  readonly damagedRows: number;
  /** Pages that the file should have and has not. */
  readonly missingPages: number;
  /** Why what was written last may be missing; null for a log that was used whole, and where there is none. */
  readonly logProblem: LogProblem | null;
}

export interface DatabaseFact {
  readonly path: string;
  readonly profile: string;
  readonly rows: Source<DatabaseRows>;
  /** Why it could not be read. */
  readonly failure: { readonly code: FailureCode; readonly details: FailureDetails } | null;
  /** Copies that were put aside beside it. `madeAt` is milliseconds since 1970. */
  readonly copies: readonly { readonly kind: DatabaseCopyKind; readonly madeAt: number }[];
}

/** The agent's own transcript of a session. */
export interface AgentFact {
  readonly sessionId: string;
  readonly name: string;
  readonly path: string;
  readonly place: 'agentJson' | 'agentJsonl';
  /** SHA-256 of the bytes; null when they could not be read whole. */
  readonly digest: string | null;
  readonly messageCount: number;
  readonly prints: readonly StoredPrint[];
  /** As in `ConversationFacts`. */
  readonly extras: number;
}

/** A repair or an undo that was made in this directory. */
export interface RepairRunFact {
  readonly runId: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  /** Null when the run cannot be read. */
  readonly kind: 'repair' | 'undo' | null;
  readonly state: 'interrupted' | 'done' | 'undone' | 'unreadable' | 'newer_version';
  /** It came to its end, also when nobody can read any more what it did. */
  readonly isFinished: boolean;
  readonly doneSteps: number;
  readonly allSteps: number;
  /** Conversations that it had not come to the end of: what they look like now is its doing. */
  readonly openSessions: readonly string[];
  /** Files that taking it back needs and that are not in its folder any more, by their paths from the session directory. */
  readonly lacks: readonly string[];
}

/** A conversation file as the newest run that touched it left it, and as it is now. */
export interface RepairedFileFact {
  readonly runId: string;
  readonly kind: 'repair' | 'undo';
  readonly sessionId: string;
  readonly name: string;
  /** SHA-256 of what was there before and what the run put there; null where there was nothing. */
  readonly beforeSha256: string | null;
  readonly afterSha256: string | null;
  /** SHA-256 of what is there now; null when there is nothing, or it cannot be read. */
  readonly foundSha256: string | null;
  /** What was moved aside, by its path from the session directory. `foundSha256` null: gone or unreadable. */
  readonly aside: { readonly name: string; readonly foundSha256: string | null } | null;
  /** What stands there now, what was there and what the run wrote; read only when the file was changed since. */
  readonly changed: {
    readonly live: FileFact | null;
    readonly original: FileFact | null;
    readonly written: FileFact | null;
  } | null;
}

export interface RecoveryFacts {
  readonly sessionDir: string;
  /** When the audit was asked for, milliseconds since 1970. */
  readonly now: number;
  /** The directory itself. Absent is no fault: WebUI was never started. */
  readonly directory: Source<null>;
  /** False when files came and went under every reading. */
  readonly isSettled: boolean;
  /** `<sid>.json`, in order of names. */
  readonly live: readonly FileFact[];
  /** `<sid>.json.bak`, in order of names. */
  readonly backups: readonly FileFact[];
  readonly temporaries: readonly TemporaryFact[];
  readonly index: Source<ReadonlyMap<string, IndexRow>>;
  /** SHA-256 of `_index.json`, also of a malformed one; null when there is none that can be read. */
  readonly indexDigest: string | null;
  readonly tombstones: Source<Tombstones>;
  readonly turnJournals: readonly TurnJournal[];
  /** Files of the turn journal whose names WebUI's reader does not accept. */
  readonly oddJournalNames: readonly string[];
  readonly runs: ReadonlyMap<string, RunFact>;
  readonly databases: readonly DatabaseFact[];
  readonly agentFiles: readonly AgentFact[];
  /** Oldest first. */
  readonly repairRuns: readonly RepairRunFact[];
  readonly repairedFiles: readonly RepairedFileFact[];
  /**
   * What runs keep of conversations whose file is not what the newest run left: originals, previous copies, and what
   * that run wrote. `name` is a path from the session directory.
   */
  readonly keptOriginals: readonly FileFact[];
  /** Folders that are there and could not be listed. */
  readonly unlisted: readonly { readonly path: string; readonly reason: string }[];
}

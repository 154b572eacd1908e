/**
 * What a step's new bytes are made of, as plain JSON: sources are named with their digest, never held. The same content
 * made from the same sources gives the same bytes.
 */
import { isRecord, type JsonRecord } from '../jsonValue';
import type { MergePart } from './alignCopies';

/** `file` is a name in the session directory, or a path below it. `sha256` is hexadecimal, of the file's bytes. */
export interface FileSource {
  readonly file: string;
  readonly sha256: string;
}

/** The messages of one session in a state.db. `digest` is that of `RowMessages`. */
export interface RowsSource {
  readonly database: string;
  readonly sessionId: string;
  readonly digest: string;
}

/** The agent's own transcript: one JSON object, or one JSON value a line. */
export interface TranscriptSource {
  readonly path: string;
  readonly form: 'agentJson' | 'agentJsonl';
  readonly sha256: string;
}

/** A conversation file whose metadata are kept around messages from elsewhere. `isTorn`: only its beginning is whole. */
export interface Frame extends FileSource {
  readonly isTorn: boolean;
}

/** What the edits are made to. */
export type Base =
  /** A file, byte for byte. */
  | ({ readonly from: 'file' } & FileSource)
  /** The first whole messages of a damaged file, and the metadata before them. */
  | ({ readonly from: 'salvage'; readonly messages: number } & FileSource)
  /** Made anew from rows. `settings` come from the index, and count where neither frame nor rows say anything. */
  | {
      readonly from: 'state_db';
      readonly rows: RowsSource;
      readonly frame: Frame | null;
      /** A whole file with some of the same messages: what only WebUI knows of them (attachments, notes) comes from it. */
      readonly beside: FileSource | null;
      readonly settings: JsonRecord;
      /** The profile of the database; null for the default one. */
      readonly profile: string | null;
    }
  | {
      readonly from: 'transcript';
      readonly transcript: TranscriptSource;
      readonly frame: Frame | null;
      readonly settings: JsonRecord;
    }
  /** A conversation of which only prompts in the turn journal are left. */
  | { readonly from: 'prompts'; readonly settings: JsonRecord };

/**
 * One change, in the order in which they are made. `at` is the time of a new message in whole seconds. `isInterrupted`:
 * the turn got no answer, and WebUI's own note says so behind it.
 */
export type Edit =
  /** Messages that only another file has, by their index there; they are later than all others. */
  | ({ readonly edit: 'append_messages'; readonly places: readonly number[] } & FileSource)
  /** The file gets messages of its own and of another copy, as a person put them together. */
  | ({ readonly edit: 'take_messages'; readonly parts: readonly MergePart[] } & FileSource)
  /** That messages were left out on purpose, in Hermes WebUI's own mark of it. `leftOut` counts them. */
  | { readonly edit: 'mark_shrunk'; readonly generation: string; readonly leftOut: number }
  /** Rows that the file never got, by their ids. */
  | { readonly edit: 'append_rows'; readonly rows: RowsSource; readonly ids: readonly number[] }
  /** The prompt that waits in a file becomes a message. */
  | ({ readonly edit: 'recover_pending'; readonly isInterrupted: boolean; readonly at: number } & FileSource)
  /** The same for a prompt of the turn journal. */
  | {
      readonly edit: 'recover_turn';
      readonly turnId: string;
      readonly journal: readonly FileSource[];
      readonly isInterrupted: boolean;
      readonly at: number;
    }
  /** What the agent had said to it before it was cut off: the file is the run's journal. */
  | ({
      readonly edit: 'recover_answer';
      readonly streamId: string;
      readonly isInterrupted: boolean;
      readonly at: number;
    } & FileSource)
  /** The prompt is a message already, and nothing answers it. */
  | { readonly edit: 'mark_interrupted'; readonly at: number }
  /** Nobody works on the conversation any more: no prompt waits, and no stream is active. */
  | { readonly edit: 'clear_pending' };

export interface ConversationContent {
  readonly kind: 'conversation';
  readonly sessionId: string;
  readonly base: Base;
  readonly edits: readonly Edit[];
  /** A database that has the session's row: without it the conversation was deleted meanwhile. Null when none has. */
  readonly rowIn: string | null;
}

/** `_index.json`, made from the rows it has and the conversation files there are when it is made. */
export interface IndexContent {
  readonly kind: 'index';
  /** Ids whose rows are made anew from their files; null: all files, and nothing of a row without a file stays. */
  readonly refresh: readonly string[] | null;
  /** Ids whose rows go when there is no file. */
  readonly drop: readonly string[];
}

/** The index content of a step that was read from a run's record; null when it has none. */
export function indexContentOf({ content }: { readonly content: unknown }): IndexContent | null {
  if (!isRecord(content) || content.kind !== 'index') return null;
  const { refresh, drop } = content;
  const isWhole = (refresh === null || isTexts(refresh)) && isTexts(drop);
  return isWhole ? { kind: 'index', refresh, drop } : null;
}

/** Messages that a step leaves out because a person said so. */
export function leftOutBy({ content }: { readonly content: unknown }): number {
  const edits: readonly unknown[] = isRecord(content) && Array.isArray(content.edits) ? content.edits : [];
  return edits.reduce<number>(
    (sum, edit) => sum + (isRecord(edit) && edit.edit === 'mark_shrunk' && typeof edit.leftOut === 'number' ? edit.leftOut : 0),
    0,
  );
}

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');

export type NewContent = ConversationContent | IndexContent;

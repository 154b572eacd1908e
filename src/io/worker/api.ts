/**
 * What the worker answers, and the messages it speaks in. Plain values only: everything crosses by structured clone.
 */
import type { ConversationRow, HiddenCategory } from '../../core/conversation';
import type { GroupKey } from '../../core/dayGroups';
import type { ExportRequest } from '../../core/export/exportRequest';
import type { WrittenForm } from '../../core/export/writeMessage';
import type { FindPage } from '../../core/find';
import type { FailureCode, FailureDetails } from '../../core/failure';
import type { FilterFacts } from '../../core/messageTraits';
import type { SessionDetails } from '../../core/sessionDetails';
import type { OutlinePage } from '../../core/outline';
import type { TreeOverview } from '../../core/sessionTree';
import type { TextSlot, TranscriptMessage } from '../../core/transcriptMessage';
import type { CopyName, TranscriptTarget } from '../../core/transcriptTarget';
import type { ProfileLocation } from '../hermesHome';
import type { FilteredSource } from '../profile/filteredReader';
import type { CopiesAnswer } from '../profile/copyCounts';
import type { ChildRow, ProfileState } from '../profile/profileReader';
import type { Depth } from '../profile/sessionCatalogue';
import type { SystemPrompt } from '../stateDb/systemPrompt';
import type { ExportPiece } from './exportJobs';
import type { Picture } from './picture';

/** The calls, as the worker runs them; the client's are the same but asynchronous. */
export interface ProfileApi {
  refresh(depth: Depth): ProfileState;
  overview(shown: readonly HiddenCategory[], now: number): TreeOverview;
  rows(
    shown: readonly HiddenCategory[],
    now: number,
    group: GroupKey,
    offset: number,
    limit: number,
  ): ConversationRow[];
  children(sessionId: string): ChildRow[];
  row(sessionId: string): ConversationRow | null;
  /** `row` of several at once, in the order of the ids. */
  rowsOf(sessionIds: readonly string[]): (ConversationRow | null)[];
  details(sessionId: string): SessionDetails | null;
  /** Where a session worked, best first, as its stores say. */
  directories(sessionId: string): readonly string[];
  /** Where the messages are and how many. */
  source(target: TranscriptTarget): FilteredSource;
  /** A slice of what filters ask of the messages: ask until it is true, before anything else is asked with a filter. */
  prepareFilter(target: TranscriptTarget): boolean;
  /** How many messages of each kind there are, whatever the target's filter. */
  filterFacts(target: TranscriptTarget): FilterFacts;
  /** The index of what the filter shows at or after a message of the whole conversation; -1 for none. */
  near(target: TranscriptTarget, number: number): number;
  /** A slice of counting the session's copies and comparing them with `shown`: ask until it is done. */
  compareCopies(sessionId: string, shown: CopyName | null): CopiesAnswer;
  /** The message of the copy `to` that says what `messageId` says in `from`; null when they have none in common. */
  counterpart(sessionId: string, from: CopyName, messageId: string, to: CopyName): string | null;
  /** The prompt a session started with, cut to a bounded length; null when the store keeps none. */
  systemPrompt(sessionId: string): SystemPrompt | null;
  /** Messages from `from` on, as `ConversationReader.pageAs`; fewer than `count`, but not none, where they are long. */
  page(target: TranscriptTarget, from: number, count: number): TranscriptMessage[];
  message(target: TranscriptTarget, messageId: string): TranscriptMessage | null;
  /** The picture that is part `part` of a message; null for what is not shown. */
  picture(target: TranscriptTarget, messageId: string, part: number): Picture | null;
  /** A piece of one text of a message (`readSlot`). */
  text(
    target: TranscriptTarget,
    messageId: string,
    slot: TextSlot,
    from: number,
  ): { readonly text: string; readonly chars: number } | null;
  /** Messages from `from` on as a document has them; fewer than `count`, but not none, where they are long. */
  written(target: TranscriptTarget, from: number, count: number, form: WrittenForm): string[];
  /** What `findPage` says of the state it reads: the same for as long as it would give the same texts. */
  findToken(target: TranscriptTarget): string;
  /** The texts of messages from `from` on, for whoever searches them; without messages at the end. */
  findPage(target: TranscriptTarget, from: number): FindPage;
  /** What the outline says of the messages from `from` on; without messages at the end. */
  outline(target: TranscriptTarget, from: number): OutlinePage;
  /** The next piece of the export called `job`, which the first one begins. */
  exportPiece(job: string, isFirst: boolean, request: ExportRequest): ExportPiece;
  /** Forgets an export that is not wanted any more. */
  exportEnd(job: string): void;
}

export type ProfileMethod = keyof ProfileApi;

export interface WorkerOptions {
  readonly location: ProfileLocation;
  readonly sessionDirProfiles: readonly string[];
  readonly wasmPath: string;
}

export interface WorkerRequest {
  readonly id: number;
  readonly method: ProfileMethod;
  readonly args: readonly unknown[];
}

export type WorkerResponse =
  | { readonly id: number; readonly outcome: 'value'; readonly value: unknown }
  | { readonly id: number; readonly outcome: 'failure'; readonly code: FailureCode; readonly details: FailureDetails }
  /** A bug: the stack is for the log. */
  | { readonly id: number; readonly outcome: 'error'; readonly message: string; readonly stack: string };

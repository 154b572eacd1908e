/**
 * One profile of a Hermes home, read: its state.db, the session directories, cron names and copies of lost databases,
 * folded into a session tree that answers in pages. Synchronous and single-threaded; the extension runs it in a worker.
 */
import type { Conversation, ConversationRow, HiddenCategory } from '../../core/conversation';
import type { GroupKey } from '../../core/dayGroups';
import { Failure } from '../../core/failure';
import type { FileConversation } from '../../core/fileConversation';
import type { SessionDetails } from '../../core/sessionDetails';
import { buildSessionTree, overviewOf, rowsOfGroup, type SessionTree, type TreeOverview } from '../../core/sessionTree';
import { lastActive, saneSeconds, toMs, type SessionRecord } from '../../core/sessionRecord';
import type { CronNames } from '../cronJobs';
import type { DatabaseCopy } from '../lostDatabases';
import type { ReadFiles } from '../files';
import type { ReadableDatabase } from '../sqlite/snapshotReader';
import { orIfDamaged } from '../stateDb/damage';
import { readDetails } from '../stateDb/details';
import { exportSession, type ExportedSession } from '../stateDb/exportSession';
import { readPreview } from '../stateDb/previews';
import { probeSchema } from '../stateDb/schema';
import { readSystemPrompt, type SystemPrompt } from '../stateDb/systemPrompt';
import { NO_DATABASE, SessionCatalogue, type DatabaseState, type Depth } from './sessionCatalogue';
import { ConversationReader } from './conversationReader';
import { CopyCounts } from './copyCounts';
import { CopyFiles } from './copyFiles';
import { FilteredReader } from './filteredReader';
import { MessageReader } from './messageReader';

/** Where a profile's facts come from; each may be absent. Injected, so that tests can make any of them fail. */
export interface ProfileSources {
  /** Null when the profile keeps no SQLite database (PostgreSQL backend). */
  readonly database: ReadableDatabase | null;
  /** Conversations of the session directories that belong to this profile. */
  readonly readFiles: () => FileListing;
  readonly readCronNames: () => CronNames;
  readonly findCopies: () => readonly DatabaseCopy[];
  /** Hermes WebUI's session directory; null without one. */
  readonly sessionDir: string | null;
  /** For conversations that are read from their files. */
  readonly files: ReadFiles;
}

export interface FileListing {
  readonly conversations: readonly FileConversation[];
  readonly changed: boolean;
  /** Directories that are there and could not be listed. */
  readonly problems: readonly FileListingProblem[];
}

export interface FileListingProblem {
  readonly path: string;
  readonly errno: string;
}

/** The profile as a whole. A complete statement; plain values only. */
export interface ProfileState {
  /** Grows whenever anything a row shows may have changed. */
  readonly revision: number;
  readonly database: Omit<DatabaseState, 'failure'> & {
    readonly failure: { code: Failure['code']; details: Failure['details'] } | null;
  };
  /** Everything is known; false after a first look at what was active lately. */
  readonly complete: boolean;
  readonly fileProblems: readonly FileListingProblem[];
  /**
   * Copies beside the database, named when it is unreadable, empty, or younger than a copy: such a database may stand
   * in for a lost one, and must not be called empty.
   */
  readonly copies: readonly DatabaseCopy[];
}

/** A row below a conversation: an older segment of itself, or a conversation that hangs on it. */
export type ChildRow =
  | { readonly kind: 'segment'; readonly id: string; readonly position: number; readonly row: ConversationRow }
  | { readonly kind: 'conversation'; readonly row: ConversationRow };

const MOST_SESSIONS_OF_A_YOUNG_DATABASE = 500;

export class ProfileReader {
  readonly messages: MessageReader;
  readonly conversations: ConversationReader;
  readonly filtered: FilteredReader;
  readonly copies: CopyCounts;
  private readonly catalogue: SessionCatalogue | null;
  private tree: SessionTree = buildSessionTree([], []);
  private files: readonly FileConversation[] = [];
  private fileProblems: readonly FileListingProblem[] = [];
  private cronNames: CronNames = new Map();
  private databaseCopies: readonly DatabaseCopy[] = [];
  private filesRead = false;
  private revision = 0;
  private readonly previews = new Map<string, { readonly record: SessionRecord; readonly preview: string }>();

  constructor(private readonly sources: ProfileSources) {
    this.catalogue = sources.database === null ? null : new SessionCatalogue(sources.database);
    const copies = new CopyFiles((id) => this.tree.files.get(id) ?? [], sources.sessionDir, sources.files);
    this.messages = new MessageReader(sources.database, copies, sources.files);
    this.copies = new CopyCounts(this.messages, copies, sources.sessionDir, sources.files);
    this.conversations = new ConversationReader(this.messages, this.copies, (id) => this.tree.bySessionId.get(id)?.segmentIds ?? [id]);
    this.filtered = new FilteredReader(this.conversations);
  }

  /**
   * Looks at every source and reads what changed. `recent` on a reader that knows nothing yet reads only the newest
   * sessions of the database (files too when it has none to offer), so that a first screen does not wait for
   * everything.
   */
  refresh(depth: Depth, recentLimit = 200): ProfileState {
    let changed = this.catalogue?.refresh(depth, recentLimit) ?? false;
    const nothingElse = this.catalogue === null || this.catalogue.current.status === 'none';
    if (depth === 'full' || this.filesRead || nothingElse) changed = this.readFiles() || changed;
    if (changed || this.revision === 0) {
      this.tree = buildSessionTree(this.catalogue?.records ?? [], this.files);
      this.databaseCopies = this.copiesWorthNaming();
      for (const id of this.previews.keys()) if (!this.tree.records.has(id)) this.previews.delete(id);
      this.revision += 1;
    }
    return this.state();
  }

  state(): ProfileState {
    const database = this.catalogue?.current ?? NO_DATABASE;
    const { failure } = database;
    return {
      revision: this.revision,
      database: { ...database, failure: failure === null ? null : { code: failure.code, details: failure.details } },
      complete: database.complete && this.filesRead,
      fileProblems: this.fileProblems,
      copies: this.databaseCopies,
    };
  }

  overview(shown: readonly HiddenCategory[], now: number): TreeOverview {
    return overviewOf(this.tree, new Set(shown), now);
  }

  rows(
    shown: readonly HiddenCategory[],
    now: number,
    group: GroupKey,
    offset: number,
    limit: number,
  ): ConversationRow[] {
    return this.toRows(rowsOfGroup(this.tree, new Set(shown), now, group, offset, limit));
  }

  /** All conversations, hidden ones too, newest activity first. */
  list(): { conversations: readonly Conversation[]; tree: SessionTree } {
    return { conversations: this.tree.conversations, tree: this.tree };
  }

  /** What lies below a conversation: its older segments, newest first, then what hangs on it, oldest first. */
  children(sessionId: string): ChildRow[] {
    const conversation = this.tree.bySessionId.get(sessionId);
    if (conversation === undefined) return [];
    const older = conversation.segmentIds.slice(0, -1);
    const segments: ChildRow[] = older
      .map((id, position) => ({ kind: 'segment' as const, id, position, row: this.segmentRow(conversation, id) }))
      .reverse();
    const hanging = this.toRows(this.tree.childrenOf.get(conversation.rootId) ?? []);
    return [...segments, ...hanging.map((row) => ({ kind: 'conversation' as const, row }))];
  }

  /** The conversation that a session id belongs to, as a row; null when unknown. */
  row(sessionId: string): ConversationRow | null {
    return this.rowsOf([sessionId])[0] ?? null;
  }

  /** The conversations that these session ids belong to, in their order; null for an unknown one. */
  rowsOf(sessionIds: readonly string[]): (ConversationRow | null)[] {
    const known = new Set(sessionIds.flatMap((id) => this.tree.bySessionId.get(id) ?? []));
    const rows = new Map(this.toRows([...known]).map((row) => [row.id, row]));
    return sessionIds.map((id) => rows.get(this.tree.bySessionId.get(id)?.id ?? '') ?? null);
  }

  /** Null when state.db has no row of this session, or none that can be read. @throws what the database throws */
  details(sessionId: string): SessionDetails | null {
    const record = this.tree.records.get(sessionId);
    const database = this.sources.database;
    if (database === null || record === undefined || this.catalogue?.current.status === 'none') return null;
    return database.read((db) => orIfDamaged(() => readDetails(db, probeSchema(db), sessionId), null)).value;
  }

  /** Where a session worked, best first: what Hermes noted, then what Hermes WebUI did. @throws what the database throws */
  directories(sessionId: string): readonly string[] {
    const details = this.details(sessionId);
    const workspaces = (this.tree.files.get(sessionId) ?? []).map(({ workspace }) => workspace);
    const all = [details?.cwd ?? null, ...workspaces, details?.gitRepoRoot ?? null];
    return [...new Set(all.filter((path) => path !== null && path !== ''))].slice(0, 4) as string[];
  }

  /** Null when state.db has no prompt of this session, or none that can be read. @throws what the database throws */
  systemPrompt(sessionId: string, limit?: number): SystemPrompt | null {
    const database = this.sources.database;
    if (database === null || this.catalogue?.current.status === 'none') return null;
    return database.read((db) => orIfDamaged(() => readSystemPrompt(db, probeSchema(db), sessionId, limit), null)).value;
  }

  /** One row of state.db with its live messages, as Hermes exports it. @throws Failure session_not_found */
  export(sessionId: string): ExportedSession {
    const record = this.tree.records.get(sessionId);
    const database = this.sources.database;
    if (database === null || record === undefined) throw new Failure('session_not_found', { id: sessionId });
    const exported = database.read((db) => exportSession(db, probeSchema(db), record)).value;
    if (exported === null) throw new Failure('session_not_found', { id: sessionId });
    return exported;
  }

  /** Conversations with what a visible row needs, previews read in one snapshot. */
  toRows(conversations: readonly Conversation[]): ConversationRow[] {
    const missing = conversations
      .filter((c) => c.title === null && this.cronName(c) === null && this.needsPreview(c.id))
      .map((c) => c.id);
    this.loadPreviews(missing);
    return conversations.map((conversation) => {
      const preview = this.previews.get(conversation.id)?.preview ?? this.filePreview(conversation.id);
      const label =
        conversation.title ?? this.cronName(conversation) ?? (preview === null || preview === '' ? null : preview);
      return { ...conversation, label, preview };
    });
  }

  /** Previews of all these sessions by id; for lists that show them beside titles. */
  previewsOf(ids: readonly string[]): ReadonlyMap<string, string> {
    this.loadPreviews(ids.filter((id) => this.needsPreview(id)));
    return new Map(ids.map((id) => [id, this.previews.get(id)?.preview ?? this.filePreview(id) ?? '']));
  }

  close(): void {
    this.sources.database?.close();
  }

  private segmentRow(conversation: Conversation, id: string): ConversationRow {
    const record = this.tree.records.get(id);
    const own: Conversation = {
      ...conversation,
      id,
      segmentIds: [id],
      title: record?.title ?? null,
      startedAt: toMs(record?.started_at ?? null),
      lastActiveAt: record === undefined ? null : toMs(lastActive(record)),
      messageCount: record?.message_count ?? null,
      endReason: record?.end_reason ?? null,
      childCount: 0,
    };
    return this.toRows([own])[0] as ConversationRow;
  }

  /** A preview is good for as long as the session's record is: every message that changes it changes that. */
  private needsPreview(id: string): boolean {
    const kept = this.previews.get(id);
    const record = this.tree.records.get(id);
    return kept === undefined || record === undefined || !saysTheSame(kept.record, record);
  }

  private loadPreviews(ids: readonly string[]): void {
    const database = this.sources.database;
    const records = ids
      .flatMap((id) => this.tree.records.get(id) ?? [])
      .filter((record) => record.newest_message_at !== null);
    if (database === null || records.length === 0 || this.catalogue?.current.status !== 'good') return;
    try {
      const { value } = database.read((db) => {
        const schema = probeSchema(db);
        // A damaged page takes the words of its own session only.
        return records.map((record) => ({
          record,
          preview: orIfDamaged(() => readPreview(db, schema, record.id), ''),
        }));
      });
      for (const kept of value) this.previews.set(kept.record.id, kept);
    } catch (error) {
      // A row without its preview still has a name; the state of the database is reported by `refresh`.
      if (!(error instanceof Failure)) throw error;
    }
  }

  private filePreview(id: string): string | null {
    return this.tree.files.get(id)?.find((file) => file.preview !== null)?.preview ?? null;
  }

  private cronName(conversation: Conversation): string | null {
    const jobId = /^cron_([^_]+)_/.exec(conversation.rootId)?.[1];
    return jobId === undefined ? null : (this.cronNames.get(jobId) ?? null);
  }

  private readFiles(): boolean {
    const listing = this.sources.readFiles();
    const names = this.sources.readCronNames();
    const changed = listing.changed || !this.filesRead || names !== this.cronNames;
    this.files = listing.conversations;
    this.fileProblems = listing.problems;
    this.cronNames = names;
    this.filesRead = true;
    return changed;
  }

  /**
   * Copies that may hold what the database does not: all when it gives no rows, else those made before its oldest
   * session.
   */
  private copiesWorthNaming(): readonly DatabaseCopy[] {
    if (this.catalogue === null) return [];
    const { records } = this.catalogue;
    const { failure, complete } = this.catalogue.current;
    // Merely busy: nothing is lost.
    if (records.length === 0 && failure?.code === 'db_busy') return [];
    // Of which session is the oldest, a look at the newest ones knows nothing.
    if (records.length > 0 && !complete) return [];
    // An old database with many sessions cannot be the new, empty one that took a lost one's place: no need to look.
    if (records.length > MOST_SESSIONS_OF_A_YOUNG_DATABASE) return [];
    const copies = this.sources.findCopies();
    if (records.length === 0) return copies;
    const oldest = Math.min(...records.map((record) => (saneSeconds(record.started_at) ?? Infinity) * 1000));
    return copies.filter((copy) => copy.madeAt <= oldest);
  }
}

const saysTheSame = (a: SessionRecord, b: SessionRecord): boolean =>
  a === b ||
  (a.newest_message_at === b.newest_message_at &&
    a.message_count === b.message_count &&
    a.last_activity_at === b.last_activity_at);

/** Writes sample sessions as a `state.db` of the newest schema, the newest of them only into its `-wal`. */
import { FixtureDatabase, type Cell } from './fixtureDatabase';
import type { SampleMessage, SampleSession } from './sample/script';
import { DAY } from './sample/script';

export interface SampleStore {
  readonly sessions: readonly SampleSession[];
  /** Sessions whose messages are stored and whose rows are not. */
  readonly rowless: readonly SampleSession[];
  /** What is stored from this time on goes into the log. `Infinity`: no log, and the file is in rollback mode. */
  readonly walSince: number;
  readonly now: number;
}

/** Rows older than this were written before Hermes kept `last_activity_at`. */
const BEFORE_ACTIVITY = 50 * DAY;
const MULTIMODAL = '\0json:';

export async function writeSampleDatabase(path: string, store: SampleStore): Promise<void> {
  const db = await FixtureDatabase.create();
  db.exec('INSERT INTO state_meta (key, value) VALUES (?, ?)', [
    'last_auto_prune',
    String(Math.floor(store.now / 1000 / 3600) * 3600),
  ]);
  const byStart = [...store.sessions].sort((a, b) => a.startedAt - b.startedAt);
  for (const session of byStart) if (session.startedAt < store.walSince) addSession(db, session, store);

  // Ids follow the time of writing across all sessions, as they do where several agents share one file.
  const all = [...store.sessions, ...store.rowless].flatMap((session) =>
    session.messages.map((message) => ({ session, message })),
  );
  all.sort((a, b) => a.message.at - b.message.at);
  for (const { session, message } of all) if (message.at < store.walSince) addMessage(db, session, message);

  if (store.walSince === Infinity) {
    db.toFile(path);
  } else {
    const later = byStart.filter((s) => s.endedAt >= store.walSince).sort((a, b) => a.endedAt - b.endedAt);
    db.toFileWithWal(
      path,
      later.map((session) => () => addLater(db, session, store.walSince)),
    );
  }
  db.close();
}

function addSession(db: FixtureDatabase, session: SampleSession, store: Pick<SampleStore, 'walSince' | 'now'>): void {
  const { id, source, model, title, systemPrompt, columns } = session;
  const stored = session.messages.filter((m) => m.at < store.walSince);
  const last = stored.at(-1);
  const isRecent = session.endedAt > store.now - BEFORE_ACTIVITY;
  db.addSession({
    id,
    source,
    created_source: source,
    model,
    title,
    title_source: title === null ? null : 'llm',
    system_prompt_hash: systemPrompt === null ? null : db.addSystemPrompt(systemPrompt),
    started_at: session.startedAt / 1000,
    last_activity_at: last === undefined || !isRecent ? null : last.at / 1000,
    ...columns,
    message_count: liveRows(stored),
  });
}

/**
 * One commit of the log: the session's row when it is new, its later messages, and the numbers Hermes keeps of them.
 */
function addLater(db: FixtureDatabase, session: SampleSession, walSince: number): void {
  if (session.startedAt >= walSince) addSession(db, session, { walSince: Infinity, now: session.endedAt });
  for (const message of session.messages) if (message.at >= walSince) addMessage(db, session, message);
  db.exec('UPDATE sessions SET message_count = ?, last_activity_at = ? WHERE id = ?', [
    liveRows(session.messages),
    session.endedAt / 1000,
    session.id,
  ]);
}

function addMessage(db: FixtureDatabase, session: SampleSession, message: SampleMessage): void {
  db.addMessage({
    session_id: session.id,
    role: message.role,
    content: storedContent(message.content),
    tool_calls: message.toolCalls === null ? null : JSON.stringify(message.toolCalls),
    timestamp: message.at / 1000,
    ...message.columns,
  });
}

const liveRows = (messages: readonly SampleMessage[]): number => messages.filter((m) => m.columns.active !== 0).length;

/** Structured parts are TEXT that begins with NUL and `json:`, as Hermes has stored them since spring 2026. */
const storedContent = (content: SampleMessage['content']): Cell =>
  content === null || typeof content === 'string' || content instanceof Uint8Array
    ? content
    : MULTIMODAL + JSON.stringify(content);

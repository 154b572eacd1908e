/** The rows of one session with every field that a conversation file has a place for. */
import type { RowsMaterial } from '../../core/webuiFile/material';
import type { MessageRow } from '../../core/webuiFile/rowMessage';
import type { SessionRow } from '../../core/webuiFile/sessionMetadata';
import type { SnapshotReader, SqlValue } from '../sqlite/snapshotReader';
import { asBytes, numberOf, quoteName, textOf } from '../stateDb/cells';
import { readMessageIndex } from '../stateDb/messageIndex';
import type { Schema } from '../stateDb/schema';

const MESSAGE_TEXTS = [
  'role',
  'content',
  'tool_call_id',
  'tool_calls',
  'tool_name',
  'reasoning',
  'reasoning_content',
  'reasoning_details',
  'codex_reasoning_items',
  'codex_message_items',
  'api_content',
  'display_kind',
] as const;
const MESSAGE_NUMBERS = ['timestamp', '_compressed_summary'] as const;

const SESSION_TEXTS = [
  'id',
  'source',
  'title',
  'model',
  'parent_session_id',
  'profile_name',
  'cwd',
  'git_repo_root',
  'workspace',
  'worktree_path',
  'worktree_branch',
  'worktree_repo_root',
] as const;
const SESSION_NUMBERS = [
  'started_at',
  'archived',
  'pinned',
  'input_tokens',
  'output_tokens',
  'cache_read_tokens',
  'cache_write_tokens',
  'actual_cost_usd',
  'estimated_cost_usd',
  'worktree_created_at',
] as const;

/** Null when there is no such session. Messages are those that Hermes shows, by id. */
export function readRowsMaterial(db: SnapshotReader, schema: Schema, sessionId: string): RowsMaterial | null {
  const select = selectOf(schema.sessions, SESSION_TEXTS, SESSION_NUMBERS);
  const cells = db.first(`SELECT ${select} FROM sessions WHERE id = ?`, [sessionId]);
  if (cells === null) return null;
  return { session: sessionRowOf(cells), messages: readMessageRows(db, schema, sessionId) };
}

function readMessageRows(db: SnapshotReader, schema: Schema, sessionId: string): MessageRow[] {
  const columns = schema.messages;
  if (columns === null) return [];
  const sql = `SELECT ${selectOf(columns, MESSAGE_TEXTS, MESSAGE_NUMBERS)} FROM messages WHERE id = ?`;
  return readMessageIndex(db, schema, sessionId).shown.flatMap(({ id, state }) => {
    const cells = db.first(sql, [id]);
    return cells === null ? [] : [{ id, isLive: state === 'live', ...messageRowOf(cells) }];
  });
}

function messageRowOf(cells: readonly SqlValue[]): Omit<MessageRow, 'id' | 'isLive'> {
  const texts = textsOf(cells, MESSAGE_TEXTS);
  const numbers = numbersOf(cells, MESSAGE_TEXTS.length, MESSAGE_NUMBERS);
  return { ...texts, timestamp: numbers.timestamp, isSummary: numbers._compressed_summary === 1 };
}

function sessionRowOf(cells: readonly SqlValue[]): SessionRow {
  const { id, source, ...texts } = textsOf(cells, SESSION_TEXTS);
  const { archived, pinned, ...numbers } = numbersOf(cells, SESSION_TEXTS.length, SESSION_NUMBERS);
  return {
    id: id ?? '',
    source: source ?? '',
    ...texts,
    ...numbers,
    archived: (archived ?? 0) !== 0,
    pinned: (pinned ?? 0) !== 0,
  };
}

/** Text as bytes, because sql.js's own strings end at what is no UTF-8; columns that are not there as NULL. */
function selectOf(columns: ReadonlySet<string>, texts: readonly string[], numbers: readonly string[]): string {
  const cell = (name: string, sql: string): string => (columns.has(name) ? sql : 'NULL');
  return [
    ...texts.map((name) => cell(name, asBytes(name))),
    ...numbers.map((name) => cell(name, quoteName(name))),
  ].join(', ');
}

const textsOf = <K extends string>(cells: readonly SqlValue[], names: readonly K[]): Record<K, string | null> =>
  Object.fromEntries(names.map((name, i) => [name, textOf(cells[i])])) as Record<K, string | null>;

const numbersOf = <K extends string>(
  cells: readonly SqlValue[],
  from: number,
  names: readonly K[],
): Record<K, number | null> =>
  Object.fromEntries(names.map((name, i) => [name, numberOf(cells[from + i])])) as Record<K, number | null>;

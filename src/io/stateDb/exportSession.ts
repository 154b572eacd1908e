/**
 * One session exactly as `hermes sessions export` writes it: the columns the file has, in table order, `last_active`,
 * and the live messages by id with `tool_calls` parsed and structured content decoded.
 */
import { lastActive, type SessionRecord } from '../../core/sessionRecord';
import { decodeUtf8, quoteName, textOf } from './cells';
import { decodeContent } from './content';
import { isDamage, orIfDamaged } from './damage';
import { readMessageIndex } from './messageIndex';
import type { Schema } from './schema';
import type { SnapshotReader, SqlValue } from '../sqlite/snapshotReader';

export interface ExportedSession {
  readonly row: Readonly<Record<string, unknown>>;
  /** Damaged pages hide some of its messages, or may. */
  readonly incomplete: boolean;
}

/**
 * Null when no row has this id. Text that is not UTF-8 has U+FFFD for what could not be decoded.
 * @throws Failure db_damaged when the row itself cannot be read, or none of the messages that it may have
 */
export function exportSession(db: SnapshotReader, schema: Schema, record: SessionRecord): ExportedSession | null {
  const cells = db.first(exactSelect('sessions', schema.sessionColumns, 'id = ?'), [record.id]);
  if (cells === null) return null;
  const session = exactRow(schema.sessionColumns, cells);
  // Since schema v25 prompts are stored once and named by their hash; an export has the words.
  if (schema.hasSystemPrompts && session.system_prompt === null && typeof session.system_prompt_hash === 'string') {
    const prompt = db.first('SELECT CAST(prompt AS BLOB) FROM system_prompts WHERE hash = ?', [
      session.system_prompt_hash,
    ]);
    session.system_prompt = textOf(prompt?.[0]);
  }
  // Hermes writes `last_active` since it has titles; the first schemas' exports are the bare row.
  if (schema.sessions.has('title')) session.last_active = lastActive(record);
  const { messages, incomplete } = exportMessages(db, schema, record.id);
  session.messages = messages;
  return { row: session, incomplete };
}

interface ExportedMessages {
  readonly messages: readonly Record<string, unknown>[];
  readonly incomplete: boolean;
}

function exportMessages(db: SnapshotReader, schema: Schema, sessionId: string): ExportedMessages {
  if (schema.messages === null) return { messages: [], incomplete: false };
  const messages: Record<string, unknown>[] = [];
  const live = schema.messages.has('active') ? ' AND (active IS NULL OR active <> 0)' : '';
  const where = `session_id = ?${live} ORDER BY id`;
  try {
    db.each(exactSelect('messages', schema.messageColumns, where), [sessionId], (cells) => {
      messages.push(exportedMessage(schema, cells));
    });
    return { messages, incomplete: false };
  } catch (error) {
    if (!isDamage(error)) throw error;
    // Each row on its own: some read.
    const around = exportAroundDamage(db, schema, sessionId);
    if (around.length === 0) throw error;
    return { messages: around, incomplete: true };
  }
}

function exportAroundDamage(db: SnapshotReader, schema: Schema, sessionId: string): Record<string, unknown>[] {
  const { shown } = readMessageIndex(db, schema, sessionId);
  const sql = exactSelect('messages', schema.messageColumns, 'id = ?');
  return shown
    .filter(({ state }) => state === 'live')
    .flatMap(({ id }) => {
      const cells = orIfDamaged(() => db.first(sql, [id]), null);
      return cells === null ? [] : [exportedMessage(schema, cells)];
    });
}

function exportedMessage({ messageColumns }: Schema, cells: readonly SqlValue[]): Record<string, unknown> {
  const message = exactRow(messageColumns, cells);
  const content = cells[messageColumns.indexOf('content') * 2];
  if (content instanceof Uint8Array) message.content = decodeContent(content).value;
  if (typeof message.tool_calls === 'string' && message.tool_calls !== '')
    message.tool_calls = parsedOrEmpty(message.tool_calls);
  return message;
}

/** Hermes falls back to no calls when `tool_calls` is not JSON. */
function parsedOrEmpty(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return [];
  }
}

/** Two cells a column: text as bytes (NULs survive) and other types as they are, then the type. */
function exactSelect(table: string, columns: readonly string[], where: string): string {
  const list = columns.map((name) => {
    const column = quoteName(name);
    return `CASE typeof(${column}) WHEN 'text' THEN CAST(${column} AS BLOB) ELSE ${column} END, typeof(${column})`;
  });
  return `SELECT ${list.join(', ')} FROM ${table} WHERE ${where}`;
}

function exactRow(columns: readonly string[], cells: readonly SqlValue[]): Record<string, unknown> {
  const row: Record<string, unknown> = {};
  columns.forEach((name, i) => {
    const cell = cells[i * 2];
    if (cell instanceof Uint8Array)
      row[name] = cells[i * 2 + 1] === 'text' ? decodeUtf8(cell).text : Buffer.from(cell).toString('base64');
    else row[name] = cell === undefined ? null : cell;
  });
  return row;
}

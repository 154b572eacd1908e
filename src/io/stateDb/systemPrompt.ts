/**
 * The prompt a session started with: inline in old schemas, once per hash in `system_prompts` since v25.
 */
import { cutText } from '../../core/visibleText';
import { textOf } from './cells';
import type { Schema } from './schema';
import type { SnapshotReader } from '../sqlite/snapshotReader';

/** `chars` is the whole length in UTF-16 units; `text` is its beginning. */
export interface SystemPrompt {
  readonly text: string;
  readonly chars: number;
}

const SHOWN_CHARS = 64 * 1024;

/** `limit` bounds `text`, in UTF-16 units. */
export function readSystemPrompt(
  db: SnapshotReader,
  schema: Schema,
  sessionId: string,
  limit = SHOWN_CHARS,
): SystemPrompt | null {
  const whole = inlinePrompt(db, schema, sessionId) ?? sharedPrompt(db, schema, sessionId);
  return whole === null || whole === '' ? null : { text: cutText(whole, limit), chars: whole.length };
}

function inlinePrompt(db: SnapshotReader, schema: Schema, sessionId: string): string | null {
  if (!schema.sessions.has('system_prompt')) return null;
  return textOf(db.first('SELECT CAST(system_prompt AS BLOB) FROM sessions WHERE id = ?', [sessionId])?.[0]);
}

function sharedPrompt(db: SnapshotReader, schema: Schema, sessionId: string): string | null {
  if (!schema.hasSystemPrompts || !schema.sessions.has('system_prompt_hash')) return null;
  const sql = `SELECT CAST(prompt AS BLOB) FROM system_prompts
    WHERE hash = (SELECT system_prompt_hash FROM sessions WHERE id = ?)`;
  return textOf(db.first(sql, [sessionId])?.[0]);
}

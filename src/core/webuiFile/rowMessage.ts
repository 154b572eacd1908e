/**
 * One row of `messages` in a state.db as a message of a conversation file. Names of the fields: those of Hermes WebUI's
 * own reader of state.db, which decodes JSON columns and calls a tool's name `name`.
 */
import { jsonFloat, jsonObject, jsonString } from './jsonLayout';
import { isCompactionText } from '../messageParts';
import { codexMessageText } from '../providerFields';

/** Cells as they are stored; null for NULL and for columns that the schema lacks. */
export interface MessageRow {
  readonly id: number;
  /** False for what a compaction archived: shown, and no longer sent to the model. */
  readonly isLive: boolean;
  readonly role: string | null;
  /** Text, or NUL + `json:` + JSON. */
  readonly content: string | null;
  readonly tool_call_id: string | null;
  /** JSON text, like the four below. */
  readonly tool_calls: string | null;
  readonly tool_name: string | null;
  /** Seconds since 1970. */
  readonly timestamp: number | null;
  readonly reasoning: string | null;
  readonly reasoning_content: string | null;
  readonly reasoning_details: string | null;
  readonly codex_reasoning_items: string | null;
  readonly codex_message_items: string | null;
  readonly api_content: string | null;
  readonly display_kind: string | null;
  readonly isSummary: boolean;
}

const STRUCTURED = '\0json:';
const TEXTS = ['reasoning', 'reasoning_content'] as const;
const STRUCTURES = ['reasoning_details', 'codex_reasoning_items', 'codex_message_items'] as const;

/** JSON text without layout. Stored JSON keeps its characters: large integers and `1.0` are not read as numbers. */
export function messageOfRow(row: MessageRow): string {
  const members: [string, string][] = [
    ['role', jsonString(row.role ?? 'unknown')],
    ['content', contentJson(row)],
  ];
  const add = (key: string, json: string | null): void => {
    if (json !== null) members.push([key, json]);
  };
  const text = (value: string | null): string | null => (value === null || value === '' ? null : jsonString(value));
  add('tool_call_id', text(row.tool_call_id));
  add('name', row.role === 'tool' ? text(row.tool_name) : null);
  add('timestamp', row.timestamp === null ? null : jsonFloat(row.timestamp));
  add('tool_calls', callsJson(row.tool_calls));
  for (const key of TEXTS) add(key, text(row[key]));
  for (const key of STRUCTURES) add(key, structureJson(row[key]));
  add('api_content', text(row.api_content));
  add('display_kind', text(row.display_kind));
  // A summary that does not begin like one would count as a person's words.
  add('_compressed_summary', row.isSummary && !isCompactionText(row.content ?? '') ? 'true' : null);
  return jsonObject(members);
}

function contentJson({ content, codex_message_items: items }: MessageRow): string {
  // The final words of a codex turn may stand only in its items, which WebUI does not show.
  if (content === null || content === '') return jsonString(codexMessageText(items) ?? '');
  const structured = content.startsWith(STRUCTURED) ? content.slice(STRUCTURED.length) : null;
  // What is broken stays the text that it is, as Hermes shows it.
  return structured !== null && isJson(structured) ? structured : jsonString(content);
}

/** Hermes falls back to no calls when the column is not a list in JSON. */
function callsJson(stored: string | null): string | null {
  return stored !== null && isJson(stored) && /^\s*\[\s*[^\s\]]/.test(stored) ? stored : null;
}

/** Text that is not JSON stays text. */
function structureJson(stored: string | null): string | null {
  if (stored === null || stored.trim() === '' || stored.trim() === 'null') return null;
  return isJson(stored) ? stored : jsonString(stored);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

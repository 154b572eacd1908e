/**
 * A conversation's row in `_index.json`, by Hermes WebUI's own formula (its `compact`, of May and August 2026). Two
 * programs that count differently would correct each other for ever.
 */
import { parseLenientJson } from '../jsonPrefix';
import { isRecord, type JsonRecord } from '../jsonValue';
import { parseContent, plainText } from '../messageParts';
import { ConversationText } from './conversationText';
import { jsonObject, jsonString } from './jsonLayout';
import { memberOf, membersOf } from './jsonSpans';

export interface IndexRowText {
  /** The id inside the file, by which rows are told apart; its name where it says none. */
  readonly id: string;
  readonly text: string;
  readonly messageCount: number;
}

/**
 * In WebUI's order. `file`: copied, with a default. `newer`: copied, and written only by builds that have the key in
 * their files. `set`: only where it says something. `worktree`: only beside a path. `made`: worked out below.
 */
const FORMULA: readonly (readonly [
  key: string,
  kind: 'file' | 'newer' | 'set' | 'worktree' | 'made',
  absent: string,
])[] = [
  ['session_id', 'made', ''],
  ['title', 'file', '"Untitled"'],
  ['workspace', 'file', '""'],
  ['model', 'file', '"unknown"'],
  ['model_provider', 'file', 'null'],
  ['message_count', 'made', ''],
  ['created_at', 'file', '0.0'],
  ['updated_at', 'file', '0.0'],
  ['last_message_at', 'made', ''],
  ['pinned', 'file', 'false'],
  ['archived', 'file', 'false'],
  ['project_id', 'file', 'null'],
  ['profile', 'file', 'null'],
  ['input_tokens', 'file', '0'],
  ['output_tokens', 'file', '0'],
  ['estimated_cost', 'file', 'null'],
  ['cache_read_tokens', 'newer', '0'],
  ['cache_write_tokens', 'newer', '0'],
  ['cache_hit_percent', 'newer', 'null'],
  ['personality', 'file', 'null'],
  ['compression_anchor_visible_idx', 'file', 'null'],
  ['compression_anchor_message_key', 'file', 'null'],
  ['compression_anchor_summary', 'file', 'null'],
  ['pre_compression_snapshot', 'newer', 'false'],
  ['context_engine', 'newer', 'null'],
  ['compression_anchor_engine', 'newer', 'null'],
  ['compression_anchor_mode', 'newer', 'null'],
  ['compression_anchor_details', 'newer', '{}'],
  ['context_engine_state', 'newer', '{}'],
  ['context_length', 'file', 'null'],
  ['threshold_tokens', 'file', 'null'],
  ['last_prompt_tokens', 'file', 'null'],
  ['post_compression_context_tokens_estimate', 'newer', 'null'],
  ['compression_recovery', 'newer', '{}'],
  ['recommended_recovery_action', 'newer', 'null'],
  ['gateway_routing', 'file', 'null'],
  ['gateway_routing_history', 'file', '[]'],
  ['manual_title', 'newer', 'false'],
  ['created_workspace', 'newer', 'null'],
  ['parent_session_id', 'set', ''],
  ['worktree_path', 'worktree', 'null'],
  ['worktree_branch', 'worktree', 'null'],
  ['worktree_repo_root', 'worktree', 'null'],
  ['worktree_created_at', 'worktree', 'null'],
  ['user_message_count', 'made', ''],
  ['active_stream_id', 'file', 'null'],
  ['pending_user_message', 'file', 'null'],
  ['has_pending_user_message', 'made', ''],
  ['is_cli_session', 'file', 'false'],
  ['source_tag', 'file', 'null'],
  ['raw_source', 'file', 'null'],
  ['session_source', 'file', 'null'],
  ['source_label', 'file', 'null'],
  ['read_only', 'newer', 'false'],
  ['enabled_toolsets', 'file', 'null'],
  ['composer_draft', 'file', '{}'],
  ['process_wakeup_pause', 'newer', '{}'],
  ['share_token', 'newer', 'null'],
  ['share_created_at', 'newer', 'null'],
  ['is_streaming', 'made', ''],
];

/** What a build of August 2026 writes into every file, and one of May into none. */
const NEWER_MARK = 'created_workspace';

/**
 * Null for what is no conversation. A key of the `present` row that the formula does not know survives.
 *
 * @param text the whole file
 * @param name the id that the file's name says
 * @param present the text of the row that stands in the index now
 */
export function indexRowOf(text: string, name: string, present: (id: string) => string | null): IndexRowText | null {
  const json = parseLenientJson(text);
  if (json?.ending !== 'whole' || !isRecord(json.value) || !Array.isArray(json.value.messages)) return null;
  const value = json.value;
  const messages = value.messages as unknown[];
  const file = new ConversationText(text);
  const id = typeof value.session_id === 'string' && value.session_id !== '' ? value.session_id : name;
  const messageCount = countOf(value, messages);
  const made = new Map([
    ['session_id', jsonString(id)],
    ['message_count', String(messageCount)],
    ['last_message_at', lastMessageAt(file, value, messages)],
    ['user_message_count', String(messages.filter((one) => isRecord(one) && one.role === 'user').length)],
    ['has_pending_user_message', String(isSet(value.pending_user_message))],
    ['is_streaming', 'false'],
  ]);
  const old = present(id) ?? '{}';
  const oldMembers = membersOf(old);
  const before = (key: string): string | null => {
    const member = memberOf(oldMembers, key);
    return member === null ? null : old.slice(member.start, member.end);
  };
  const members: [string, string][] = [];
  for (const [key, kind, absent] of FORMULA) {
    const json =
      kind === 'made'
        ? (made.get(key) ?? null)
        : kind === 'newer'
          ? (file.get(key) ?? before(key) ?? (file.has(NEWER_MARK) ? absent : null))
          : kind === 'set'
            ? isSet(value[key])
              ? file.get(key)
              : null
            : kind === 'worktree'
              ? isSet(value.worktree_path)
                ? (file.get(key) ?? absent)
                : null
              : (file.get(key) ?? absent);
    if (json !== null) members.push([key, json]);
  }
  const known = new Set(FORMULA.map(([key]) => key));
  for (const { key, start, end } of oldMembers) if (!known.has(key)) members.push([key, old.slice(start, end)]);
  return { id, text: jsonObject(members), messageCount };
}

/** The stored number counts for WebUI, whatever the list says; a waiting prompt makes at least one. */
function countOf(value: JsonRecord, messages: readonly unknown[]): number {
  const stored = value.message_count;
  const count = typeof stored === 'number' && Number.isSafeInteger(stored) && stored >= 0 ? stored : messages.length;
  return isSet(value.pending_user_message) ? Math.max(1, count) : count;
}

/** A waiting prompt's time, else the last message with a time that is not a tool's answer, else the last save. */
function lastMessageAt(file: ConversationText, value: JsonRecord, messages: readonly unknown[]): string {
  if (isSet(value.pending_user_message) && isSet(value.pending_started_at))
    return file.get('pending_started_at') ?? 'null';
  for (let i = messages.length - 1; i >= 0; i -= 1) {
    const message = messages[i];
    if (!isRecord(message) || message.role === 'tool') continue;
    const isEmptyPart = message._partial === true && plainText(parseContent(message.content).parts).trim() === '';
    const at = message.role === 'assistant' && isEmptyPart ? undefined : timeOf(message);
    if (at !== undefined) return rawTime(file, i, at);
  }
  return file.get('updated_at') ?? '0.0';
}

const timeOf = (message: JsonRecord): 'timestamp' | '_ts' | undefined =>
  isTime(message._ts) ? '_ts' : isTime(message.timestamp) ? 'timestamp' : undefined;

const isTime = (value: unknown): boolean =>
  value !== '' && Number(value) > 0 && (typeof value === 'number' || typeof value === 'string');

/** As it stands there: `1785000011.0` stays that. Text becomes the number it holds. */
function rawTime(file: ConversationText, index: number, key: string): string {
  const message = file.list('messages')[index] ?? '';
  const member = memberOf(membersOf(message), key);
  const raw = member === null ? 'null' : message.slice(member.start, member.end);
  return raw.startsWith('"') ? String(Number(JSON.parse(raw))) : raw;
}

const isSet = (value: unknown): boolean =>
  value !== null && value !== undefined && value !== '' && value !== false && value !== 0;

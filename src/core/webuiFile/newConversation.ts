/** A conversation file from nothing, with every key that Hermes WebUI of August 2026 writes, in its order. */
import { layoutJson, jsonFloat, jsonObject, jsonString } from './jsonLayout';
import type { JsonRecord } from '../jsonValue';
import { KEPT_SETTINGS } from './settings';

/** JSON texts by key. */
export type Metadata = Readonly<Record<string, string>>;

const DEFAULTS: readonly (readonly [key: string, json: string])[] = [
  ['session_id', 'null'],
  ['title', '"Untitled"'],
  ['workspace', '""'],
  ['created_workspace', 'null'],
  ['model', '"unknown"'],
  ['model_provider', 'null'],
  ['model_explicit_pick_signature', 'null'],
  ['created_at', '0.0'],
  ['updated_at', '0.0'],
  ['pinned', 'false'],
  ['archived', 'false'],
  ['project_id', 'null'],
  ['profile', 'null'],
  ['input_tokens', '0'],
  ['output_tokens', '0'],
  ['estimated_cost', 'null'],
  ['cache_read_tokens', '0'],
  ['cache_write_tokens', '0'],
  ['personality', 'null'],
  ['active_stream_id', 'null'],
  ['pending_user_message', 'null'],
  ['pending_attachments', '[]'],
  ['pending_started_at', 'null'],
  ['pending_user_source', 'null'],
  ['compression_anchor_visible_idx', 'null'],
  ['compression_anchor_message_key', 'null'],
  ['compression_anchor_summary', 'null'],
  ['pre_compression_snapshot', 'false'],
  ['context_engine', 'null'],
  ['compression_anchor_engine', 'null'],
  ['compression_anchor_mode', 'null'],
  ['compression_anchor_details', '{}'],
  ['context_engine_state', '{}'],
  ['context_length', 'null'],
  ['threshold_tokens', 'null'],
  ['last_prompt_tokens', 'null'],
  ['post_compression_context_tokens_estimate', 'null'],
  ['compression_recovery', '{}'],
  ['recommended_recovery_action', 'null'],
  ['compression_recovery_source_session_id', 'null'],
  ['compression_recovery_action', 'null'],
  ['truncation_watermark', 'null'],
  ['truncation_boundary', 'null'],
  ['clear_generation', 'null'],
  ['intentional_shrink_generation', 'null'],
  ['gateway_routing', 'null'],
  ['gateway_routing_history', '[]'],
  ['llm_title_generated', 'false'],
  ['manual_title', 'false'],
  ['parent_session_id', 'null'],
  ['worktree_path', 'null'],
  ['worktree_branch', 'null'],
  ['worktree_repo_root', 'null'],
  ['worktree_created_at', 'null'],
  ['is_cli_session', 'false'],
  ['source_tag', 'null'],
  ['raw_source', 'null'],
  ['session_source', 'null'],
  ['source_label', 'null'],
  ['read_only', 'false'],
  ['enabled_toolsets', 'null'],
  ['composer_draft', '{}'],
  ['process_wakeup_pause', '{}'],
  ['share_token', 'null'],
  ['share_created_at', 'null'],
  ['message_count', '0'],
  ['anchor_scene_index', '{}'],
  ['messages', '[]'],
  ['tool_calls', '[]'],
  ['anchor_activity_scenes', '{}'],
  ['context_messages', '[]'],
];

export const newConversation = (metadata: Metadata): string =>
  layoutJson(jsonObject(DEFAULTS.map(([key, json]) => [key, metadata[key] ?? json])));

const FLOATS: ReadonlySet<string> = new Set(['created_at', 'worktree_created_at', 'share_created_at']);

/** Settings as JSON texts: those of the index, and over them what a better source knows (null: it does not). */
export function mergeSettings(settings: JsonRecord, over: JsonRecord): Metadata {
  const merged: Record<string, string> = {};
  for (const key of KEPT_SETTINGS) {
    const value = over[key] ?? settings[key];
    if (value === undefined || value === null) continue;
    merged[key] = typeof value === 'number' && FLOATS.has(key) ? jsonFloat(value) : JSON.stringify(value);
  }
  return merged;
}

/** WebUI's title of a chat that has none yet: the first words of its first prompt. */
export function titleFrom(firstPrompt: string): string | null {
  const words = firstPrompt.trim().replace(/\s+/g, ' ');
  return words === '' ? null : [...words].slice(0, 64).join('');
}

export const idMember = (sessionId: string): Metadata => ({ session_id: jsonString(sessionId) });

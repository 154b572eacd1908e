/** Settings of a conversation that Hermes WebUI repeats in its index, and that come back from there when the file is gone. */
import type { JsonRecord } from '../jsonValue';

/**
 * Names are those of the file and of the index row alike. Left out is what belongs to one moment of the file (a prompt
 * that waits, a draft, positions in its messages) and what is counted anew.
 */
export const KEPT_SETTINGS = [
  'title',
  'workspace',
  'created_workspace',
  'model',
  'model_provider',
  'created_at',
  'pinned',
  'archived',
  'project_id',
  'profile',
  'input_tokens',
  'output_tokens',
  'estimated_cost',
  'cache_read_tokens',
  'cache_write_tokens',
  'personality',
  'pre_compression_snapshot',
  'context_length',
  'threshold_tokens',
  'gateway_routing',
  'gateway_routing_history',
  'manual_title',
  'parent_session_id',
  'worktree_path',
  'worktree_branch',
  'worktree_repo_root',
  'worktree_created_at',
  'is_cli_session',
  'read_only',
  'enabled_toolsets',
  'share_token',
  'share_created_at',
] as const;

/** Those that a row has and that say something. */
export const keptSettings = (row: JsonRecord): JsonRecord =>
  Object.fromEntries(
    KEPT_SETTINGS.filter((key) => row[key] !== undefined && row[key] !== null).map((key) => [key, row[key]]),
  );

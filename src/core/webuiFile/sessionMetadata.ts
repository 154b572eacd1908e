/** Metadata of a conversation file that is made from a row of `sessions` in a state.db. */
import type { JsonRecord } from '../jsonValue';
import { jsonFloat, jsonString } from './jsonLayout';
import { idMember, mergeSettings, titleFrom, type Metadata } from './newConversation';

/** Cells as they are stored; null for NULL and for columns that the schema, or this fork of it, lacks. */
export interface SessionRow {
  readonly id: string;
  readonly source: string;
  readonly title: string | null;
  readonly model: string | null;
  readonly parent_session_id: string | null;
  /** Seconds since 1970. */
  readonly started_at: number | null;
  readonly archived: boolean;
  readonly pinned: boolean;
  readonly input_tokens: number | null;
  readonly output_tokens: number | null;
  readonly cache_read_tokens: number | null;
  readonly cache_write_tokens: number | null;
  readonly actual_cost_usd: number | null;
  readonly estimated_cost_usd: number | null;
  readonly profile_name: string | null;
  readonly cwd: string | null;
  readonly git_repo_root: string | null;
  readonly workspace: string | null;
  readonly worktree_path: string | null;
  readonly worktree_branch: string | null;
  readonly worktree_repo_root: string | null;
  readonly worktree_created_at: number | null;
}

export interface AroundRows {
  /** From the index row: it counts where the row says nothing. */
  readonly settings: JsonRecord;
  /** The profile of the database; null for the default one. */
  readonly profile: string | null;
  /** Of the last message, seconds; null when unknown. */
  readonly lastAt: number | null;
  readonly firstPrompt: string;
}

const UNTITLED = 'Untitled';
/** What WebUI calls the source of its own conversations, in four forms. */
const WEBUI = { source_tag: '"webui"', raw_source: '"webui"', session_source: '"webui"', source_label: '"WebUI"' };

export function metadataOfRow(row: SessionRow, around: AroundRows): Metadata {
  const { settings } = around;
  const indexed = settings.title === UNTITLED ? null : settings.title;
  const merged = mergeSettings(settings, {
    title: said(row.title) ?? indexed ?? titleFrom(around.firstPrompt),
    model: said(row.model),
    created_at: row.started_at,
    parent_session_id: said(row.parent_session_id),
    // Pins and archives of WebUI's are in its files only, those of the agent in the row: either counts.
    pinned: row.pinned || null,
    archived: row.archived || null,
    profile: said(settings.profile) ?? said(row.profile_name) ?? around.profile,
    input_tokens: row.input_tokens || null,
    output_tokens: row.output_tokens || null,
    cache_read_tokens: row.cache_read_tokens || null,
    cache_write_tokens: row.cache_write_tokens || null,
    estimated_cost: row.actual_cost_usd ?? row.estimated_cost_usd,
    workspace: said(row.workspace) ?? said(settings.workspace) ?? said(row.git_repo_root) ?? said(row.cwd),
    worktree_path: said(row.worktree_path),
    worktree_branch: said(row.worktree_branch),
    worktree_repo_root: said(row.worktree_repo_root),
    worktree_created_at: row.worktree_created_at,
  });
  const updatedAt = around.lastAt ?? row.started_at;
  return {
    ...merged,
    ...WEBUI,
    ...idMember(row.id),
    ...(updatedAt === null ? {} : { updated_at: jsonFloat(updatedAt) }),
    raw_source: jsonString(row.source),
    source_tag: jsonString(row.source),
  };
}

const said = (value: unknown): string | null => (typeof value === 'string' && value.trim() !== '' ? value : null);

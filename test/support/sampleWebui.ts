/**
 * Writes a WebUI session directory: conversation files, previous copies, the index, the turn journal. Keys and their
 * order are those of the summer of 2026; metadata stands before the messages, where a reader of a file's first 64 KiB
 * finds it.
 */
import * as fs from 'node:fs';
import { join } from 'node:path';
import { chatMessage, writeAt } from './sampleFiles';
import type { SampleMessage, SampleSession } from './sample/script';
import { hex, stampOf } from './sample/script';

/** What of a conversation file differs from an ordinary one. Names are the WebUI's own. */
export type Metadata = Readonly<Record<string, unknown>>;

export interface Sidecar {
  readonly session: SampleSession;
  readonly messages: readonly SampleMessage[];
  readonly metadata?: Metadata;
}

export const conversationFile = (sidecar: Sidecar): string => JSON.stringify(contentOf(sidecar), null, 2);

export function writeConversation(dir: string, sidecar: Sidecar): void {
  writeAt(join(dir, `${sidecar.session.id}.json`), conversationFile(sidecar), savedAt(sidecar));
}

/** The copy the WebUI keeps when a save would make a conversation shorter. */
export function writePreviousCopy(dir: string, sidecar: Sidecar): void {
  writeAt(join(dir, `${sidecar.session.id}.json.bak`), conversationFile(sidecar), savedAt(sidecar));
}

/** A conversation file as a crash in the middle of a copy leaves it: its metadata is whole, its messages are not. */
export function writeTornConversation(dir: string, sidecar: Sidecar): void {
  const text = conversationFile(sidecar);
  writeAt(
    join(dir, `${sidecar.session.id}.json`),
    text.slice(0, text.indexOf('"messages": [') + 240),
    savedAt(sidecar),
  );
}

/** `_index.json`: one compact row a conversation, the last updated first. */
export function writeIndex(dir: string, sidecars: readonly Sidecar[], now: number): void {
  const rows = sidecars.map(indexRow).sort((a, b) => b.updated_at - a.updated_at);
  writeAt(join(dir, '_index.json'), JSON.stringify(rows, null, 2), now);
}

/** The journal of one turn; `events` is how far it came. */
export function writeTurnJournal(
  dir: string,
  sidecar: Sidecar,
  prompt: string,
  at: number,
  events: readonly string[],
): void {
  const { id, model } = sidecar.session;
  const turn = {
    turn_id: `${stampOf(at).replace('_', 'T')}Z-${hex(`${id}turn`, 12)}`,
    stream_id: hex(`${id}stream`, 32),
  };
  const lines = events.map((event, i) => {
    const first = i === 0 ? { role: 'user', content: prompt } : {};
    const created_at = at / 1000 + i * 0.25;
    const ending = event === 'completed' ? { terminal: true } : {};
    return JSON.stringify({
      event,
      ...turn,
      ...first,
      created_at,
      attachments: [],
      model,
      version: 1,
      session_id: id,
      ...ending,
    });
  });
  fs.mkdirSync(join(dir, '_turn_journal'), { recursive: true });
  writeAt(join(dir, '_turn_journal', `${id}~4711.jsonl`), `${lines.join('\n')}\n`, at);
}

export const writeTombstones = (dir: string, ids: readonly string[], at: number): void =>
  writeAt(join(dir, '_deleted_webui_sessions.json'), JSON.stringify({ version: 1, ids }, null, 2), at);

function savedAt({ session, messages }: Sidecar): number {
  return messages.at(-1)?.at ?? session.endedAt;
}

function contentOf(sidecar: Sidecar): Record<string, unknown> {
  const { session, messages, metadata } = sidecar;
  const { columns } = session;
  return {
    session_id: session.id,
    title: session.title ?? 'Untitled',
    workspace: columns.cwd ?? '',
    created_workspace: columns.cwd ?? '',
    model: session.model,
    model_provider: columns.billing_provider ?? null,
    model_explicit_pick_signature: null,
    created_at: session.startedAt / 1000,
    updated_at: savedAt(sidecar) / 1000,
    pinned: columns.pinned === 1,
    archived: columns.archived === 1,
    project_id: null,
    profile: null,
    input_tokens: columns.input_tokens ?? 0,
    output_tokens: columns.output_tokens ?? 0,
    estimated_cost: columns.estimated_cost_usd ?? null,
    cache_read_tokens: columns.cache_read_tokens ?? 0,
    cache_write_tokens: 0,
    personality: null,
    active_stream_id: null,
    pending_user_message: null,
    pending_attachments: [],
    pending_started_at: null,
    pending_user_source: null,
    pre_compression_snapshot: false,
    context_length: null,
    threshold_tokens: null,
    last_prompt_tokens: null,
    truncation_watermark: null,
    truncation_boundary: null,
    clear_generation: null,
    intentional_shrink_generation: null,
    gateway_routing: null,
    gateway_routing_history: [],
    llm_title_generated: session.title !== null,
    manual_title: false,
    parent_session_id: columns.parent_session_id ?? null,
    worktree_path: null,
    worktree_branch: null,
    worktree_repo_root: null,
    worktree_created_at: null,
    is_cli_session: session.source === 'cli',
    source_tag: session.source === 'webui' ? null : session.source,
    raw_source: session.source === 'webui' ? null : session.source,
    session_source: session.source === 'webui' ? null : session.source,
    source_label: null,
    read_only: false,
    enabled_toolsets: null,
    composer_draft: {},
    share_token: null,
    share_created_at: null,
    message_count: messages.length,
    anchor_scene_index: {},
    ...metadata,
    messages: messages.map(messageOf),
    tool_calls: [],
    anchor_activity_scenes: {},
    context_messages: [],
  };
}

const messageOf = (message: SampleMessage): Record<string, unknown> => ({
  ...chatMessage(message),
  timestamp: message.at / 1000,
  ...(typeof message.columns.reasoning === 'string' ? { reasoning: message.columns.reasoning } : {}),
});

const INDEX_KEYS = [
  'session_id',
  'title',
  'workspace',
  'model',
  'model_provider',
  'message_count',
  'created_at',
  'updated_at',
  'pinned',
  'archived',
  'project_id',
  'profile',
  'input_tokens',
  'output_tokens',
  'estimated_cost',
  'personality',
  'pre_compression_snapshot',
  'parent_session_id',
  'worktree_path',
  'active_stream_id',
  'pending_user_message',
  'is_cli_session',
  'source_tag',
  'raw_source',
  'session_source',
  'source_label',
  'read_only',
  'composer_draft',
] as const;

function indexRow(sidecar: Sidecar): Record<string, unknown> & { updated_at: number } {
  const content = contentOf(sidecar);
  const { messages } = sidecar;
  const kept = INDEX_KEYS.filter(
    (key) => content[key] !== null || !['parent_session_id', 'worktree_path'].includes(key),
  );
  const pending = content.pending_user_message !== null;
  return {
    ...Object.fromEntries(kept.map((key) => [key, content[key]])),
    updated_at: savedAt(sidecar) / 1000,
    // The WebUI counts a prompt that is under way.
    message_count: pending ? Math.max(1, messages.length) : messages.length,
    last_message_at: (messages.findLast((m) => m.role !== 'tool')?.at ?? savedAt(sidecar)) / 1000,
    user_message_count: messages.filter((m) => m.role === 'user').length,
    has_pending_user_message: pending,
    is_streaming: false,
  };
}

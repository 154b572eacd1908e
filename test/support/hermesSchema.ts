/**
 * The tables of Hermes Agent's `state.db` as each schema version declares them. Hermes adds columns and never reorders
 * them, so one list per table, each column with the first version that has it, yields every version.
 *
 * A few columns came within a version: where that is so, the next number stands here, so that version 23 and 25 are the
 * early files of their number.
 */

export type SchemaVersion = 1 | 11 | 16 | 23 | 25 | 30;

/** A column's declaration and the first schema version that has it. */
type Column = readonly [since: number, name: string, declaration: string];
type Index = readonly [since: number, sql: string];

const SESSION_COLUMNS: readonly Column[] = [
  [1, 'id', 'TEXT PRIMARY KEY'],
  [1, 'source', 'TEXT NOT NULL'],
  [26, 'created_source', 'TEXT'],
  [1, 'user_id', 'TEXT'],
  [17, 'session_key', 'TEXT'],
  [17, 'chat_id', 'TEXT'],
  [17, 'chat_type', 'TEXT'],
  [17, 'thread_id', 'TEXT'],
  [18, 'display_name', 'TEXT'],
  [18, 'origin_json', 'TEXT'],
  [18, 'expiry_finalized', 'INTEGER DEFAULT 0'],
  [1, 'model', 'TEXT'],
  [1, 'model_config', 'TEXT'],
  [1, 'system_prompt', 'TEXT'],
  [25, 'system_prompt_hash', 'TEXT'],
  [1, 'parent_session_id', 'TEXT'],
  [1, 'started_at', 'REAL NOT NULL'],
  [1, 'ended_at', 'REAL'],
  [1, 'end_reason', 'TEXT'],
  [1, 'message_count', 'INTEGER DEFAULT 0'],
  [1, 'tool_call_count', 'INTEGER DEFAULT 0'],
  [1, 'input_tokens', 'INTEGER DEFAULT 0'],
  [1, 'output_tokens', 'INTEGER DEFAULT 0'],
  [5, 'cache_read_tokens', 'INTEGER DEFAULT 0'],
  [5, 'cache_write_tokens', 'INTEGER DEFAULT 0'],
  [5, 'reasoning_tokens', 'INTEGER DEFAULT 0'],
  [15, 'cwd', 'TEXT'],
  [17, 'git_branch', 'TEXT'],
  [17, 'git_repo_root', 'TEXT'],
  [26, 'git_metadata_generation', 'INTEGER NOT NULL DEFAULT 0'],
  [5, 'billing_provider', 'TEXT'],
  [5, 'billing_base_url', 'TEXT'],
  [5, 'billing_mode', 'TEXT'],
  [5, 'estimated_cost_usd', 'REAL'],
  [5, 'actual_cost_usd', 'REAL'],
  [5, 'cost_status', 'TEXT'],
  [5, 'cost_source', 'TEXT'],
  [5, 'pricing_version', 'TEXT'],
  [4, 'title', 'TEXT'],
  [26, 'title_source', 'TEXT'],
  [24, 'last_activity_at', 'REAL'],
  [24, 'last_activity_description', 'TEXT'],
  [24, 'last_activity_provenance', 'TEXT'],
  [8, 'api_call_count', 'INTEGER DEFAULT 0'],
  [12, 'handoff_state', 'TEXT'],
  [12, 'handoff_platform', 'TEXT'],
  [12, 'handoff_error', 'TEXT'],
  [18, 'compression_failure_cooldown_until', 'REAL'],
  [18, 'compression_failure_error', 'TEXT'],
  [22, 'compression_fallback_streak', 'INTEGER NOT NULL DEFAULT 0'],
  [24, 'compression_ineffective_count', 'INTEGER NOT NULL DEFAULT 0'],
  [26, 'compression_overload_streak', 'INTEGER NOT NULL DEFAULT 0'],
  [26, 'compression_recovery_deadline', 'REAL'],
  [22, 'profile_name', 'TEXT'],
  [26, 'transport_profile', 'TEXT'],
  [15, 'rewind_count', 'INTEGER NOT NULL DEFAULT 0'],
  [15, 'archived', 'INTEGER NOT NULL DEFAULT 0'],
  [24, 'pinned', 'INTEGER NOT NULL DEFAULT 0'],
  [26, 'hidden', 'INTEGER NOT NULL DEFAULT 0'],
  [26, 'last_read_at', 'REAL'],
  [26, 'tool_names', 'TEXT'],
];

const MESSAGE_COLUMNS: readonly Column[] = [
  [1, 'id', 'INTEGER PRIMARY KEY AUTOINCREMENT'],
  [1, 'session_id', 'TEXT NOT NULL REFERENCES sessions(id)'],
  [1, 'role', 'TEXT NOT NULL'],
  [1, 'content', 'TEXT'],
  [1, 'tool_call_id', 'TEXT'],
  [1, 'tool_calls', 'TEXT'],
  [1, 'tool_name', 'TEXT'],
  [20, 'effect_disposition', 'TEXT'],
  [1, 'timestamp', 'REAL NOT NULL'],
  [1, 'token_count', 'INTEGER'],
  [2, 'finish_reason', 'TEXT'],
  [6, 'reasoning', 'TEXT'],
  [7, 'reasoning_content', 'TEXT'],
  [6, 'reasoning_details', 'TEXT'],
  [6, 'codex_reasoning_items', 'TEXT'],
  [9, 'codex_message_items', 'TEXT'],
  [12, 'platform_message_id', 'TEXT'],
  [13, 'observed', 'INTEGER DEFAULT 0'],
  [26, '_compressed_summary', 'INTEGER NOT NULL DEFAULT 0'],
  [15, 'active', 'INTEGER NOT NULL DEFAULT 1'],
  [17, 'compacted', 'INTEGER NOT NULL DEFAULT 0'],
  [23, 'api_content', 'TEXT'],
  [24, 'display_kind', 'TEXT'],
  [24, 'display_metadata', 'TEXT'],
  [26, 'display_identity', 'BLOB'],
  [26, 'display_order', 'INTEGER'],
];

const USAGE_COLUMNS: readonly Column[] = [
  [20, 'session_id', 'TEXT NOT NULL REFERENCES sessions(id) ON DELETE CASCADE'],
  [20, 'model', 'TEXT NOT NULL'],
  [20, 'billing_provider', "TEXT NOT NULL DEFAULT ''"],
  [20, 'billing_base_url', "TEXT NOT NULL DEFAULT ''"],
  [21, 'billing_mode', "TEXT NOT NULL DEFAULT ''"],
  [22, 'task', "TEXT NOT NULL DEFAULT ''"],
  [20, 'api_call_count', 'INTEGER NOT NULL DEFAULT 0'],
  [20, 'input_tokens', 'INTEGER NOT NULL DEFAULT 0'],
  [20, 'output_tokens', 'INTEGER NOT NULL DEFAULT 0'],
  [20, 'estimated_cost_usd', 'REAL NOT NULL DEFAULT 0'],
  [20, 'first_seen', 'REAL'],
  [20, 'last_seen', 'REAL'],
];

const INDEXES: readonly Index[] = [
  [1, 'CREATE INDEX idx_sessions_source ON sessions(source)'],
  [12, 'CREATE INDEX idx_sessions_source_id ON sessions(source, id)'],
  [1, 'CREATE INDEX idx_sessions_parent ON sessions(parent_session_id)'],
  [1, 'CREATE INDEX idx_sessions_started ON sessions(started_at DESC)'],
  [4, 'CREATE UNIQUE INDEX idx_sessions_title_unique ON sessions(title) WHERE title IS NOT NULL'],
  [17, 'CREATE INDEX idx_sessions_session_key ON sessions(session_key, started_at DESC)'],
  [
    17,
    'CREATE INDEX idx_sessions_gateway_peer ON sessions(source, user_id, chat_id, chat_type, thread_id, started_at DESC)',
  ],
  [17, 'CREATE INDEX idx_sessions_handoff_state ON sessions(handoff_state, started_at)'],
  [25, 'CREATE INDEX idx_sessions_system_prompt_hash ON sessions(system_prompt_hash)'],
  [26, 'CREATE INDEX idx_sessions_tool_names ON sessions(tool_names)'],
  [
    26,
    'CREATE INDEX idx_sessions_effective_activity ' +
      'ON sessions(COALESCE(last_activity_at, started_at) DESC, started_at DESC)',
  ],
  [1, 'CREATE INDEX idx_messages_session ON messages(session_id, timestamp)'],
  [24, 'CREATE INDEX idx_messages_session_id ON messages(session_id, id)'],
  [
    24,
    'CREATE INDEX idx_messages_assistant_calls_by_session ON messages(session_id) ' +
      "WHERE role = 'assistant' AND tool_calls IS NOT NULL",
  ],
  [
    12,
    'CREATE INDEX idx_messages_platform_msg_id ON messages(session_id, platform_message_id) ' +
      'WHERE platform_message_id IS NOT NULL',
  ],
  [15, 'CREATE INDEX idx_messages_session_active ON messages(session_id, active, timestamp)'],
  [17, 'CREATE INDEX idx_messages_active_null ON messages(active) WHERE active IS NULL'],
  [
    26,
    'CREATE INDEX idx_messages_display_page ON messages(session_id, display_order, active DESC, id DESC) ' +
      'WHERE active = 1 OR compacted = 1',
  ],
];

const upTo = <T extends readonly [number, ...unknown[]]>(version: number, items: readonly T[]): T[] =>
  items.filter(([since]) => since <= version);

const createTable = (name: string, columns: readonly Column[], constraints: readonly string[] = []): string =>
  `CREATE TABLE ${name} (\n    ${[...columns.map(([, n, d]) => `${n} ${d}`), ...constraints].join(',\n    ')}\n)`;

/** The names of a table's columns in `version`, in declared order. */
export function columnsOf(table: 'sessions' | 'messages', version: SchemaVersion): string[] {
  return upTo(version, table === 'sessions' ? SESSION_COLUMNS : MESSAGE_COLUMNS).map(([, name]) => name);
}

/**
 * The statements that create an empty database of `version`: everything but full text search, which stock sql.js does
 * not have (`fullTextSql`). The `schema_version` row is part of it.
 */
export function schemaSql(version: SchemaVersion): string {
  const sessionKeys = ['FOREIGN KEY (parent_session_id) REFERENCES sessions(id)'];
  if (version >= 25) sessionKeys.push('FOREIGN KEY (system_prompt_hash) REFERENCES system_prompts(hash)');
  const statements = ['CREATE TABLE schema_version (\n    version INTEGER NOT NULL\n)'];
  if (version >= 25) {
    statements.push('CREATE TABLE system_prompts (\n    hash TEXT PRIMARY KEY,\n    prompt TEXT NOT NULL\n)');
  }
  statements.push(
    createTable('sessions', upTo(version, SESSION_COLUMNS), sessionKeys),
    createTable('messages', upTo(version, MESSAGE_COLUMNS)),
  );
  if (version >= 22) {
    const key = 'PRIMARY KEY (session_id, model, billing_provider, billing_base_url, billing_mode, task)';
    statements.push(createTable('session_model_usage', upTo(version, USAGE_COLUMNS), [key]));
  }
  if (version >= 8) statements.push('CREATE TABLE state_meta (\n    key TEXT PRIMARY KEY,\n    value TEXT\n)');
  if (version >= 14) {
    statements.push(
      'CREATE TABLE compression_locks (\n    session_id TEXT PRIMARY KEY,\n    holder TEXT NOT NULL,\n' +
        '    acquired_at REAL NOT NULL,\n    expires_at REAL NOT NULL\n)',
    );
  }
  if (version >= 19) {
    statements.push(
      "CREATE TABLE gateway_routing (\n    scope TEXT NOT NULL DEFAULT '',\n    session_key TEXT NOT NULL,\n" +
        '    entry_json TEXT NOT NULL,\n    updated_at REAL NOT NULL,\n    PRIMARY KEY (scope, session_key)\n)',
    );
  }
  statements.push(...upTo(version, INDEXES).map(([, sql]) => sql));
  statements.push(`INSERT INTO schema_version (version) VALUES (${version})`);
  return `${statements.join(';\n')};\n`;
}

/**
 * The full text tables and the triggers that fill them, for a native SQLite with FTS5. Version 1 indexes `messages`
 * from outside, 11 and 16 keep a copy of the text, 23 and later index from outside again, 30 only the beginning of a
 * tool's answer. From 23 on, tool rows are not in the trigram index; from 30 on neither are cron's and subagents'.
 */
export function fullTextSql(version: SchemaVersion): string {
  if (version === 1) return externalIndex('messages_fts', 'messages', ['content'], ['new.content']);
  if (version < 23) {
    const text =
      "COALESCE(new.content, '') || ' ' || COALESCE(new.tool_name, '') || ' ' || COALESCE(new.tool_calls, '')";
    return inlineIndex('messages_fts', '', text) + inlineIndex('messages_fts_trigram', ", tokenize='trigram'", text);
  }
  const columns = ['content', 'tool_name', 'tool_calls'];
  const values = columns.map((column) => `new.${column}`);
  const notTool = "new.role <> 'tool'";
  if (version < 30) {
    return (
      externalIndex('messages_fts', 'messages', columns, values) +
      "CREATE VIEW messages_fts_trigram_src AS SELECT id, role, content, tool_name, tool_calls FROM messages WHERE role <> 'tool';\n" +
      externalIndex(
        'messages_fts_trigram',
        'messages_fts_trigram_src',
        columns,
        values,
        ", tokenize='trigram'",
        notTool,
      )
    );
  }
  const cut = (row: string): string =>
    `CASE WHEN ${row}role = 'tool' THEN substr(COALESCE(${row}content, ''), 1, 8192) ELSE ${row}content END`;
  const indexed = (s: string): string =>
    `${s}source NOT IN ('cron', 'subagent') AND json_extract(${s}model_config, '$._delegate_from') IS NULL`;
  const ofIndexedSession = `EXISTS (SELECT 1 FROM sessions WHERE id = new.session_id AND ${indexed('')})`;
  return (
    `CREATE VIEW messages_fts_src AS SELECT id, ${cut('')} AS content, tool_name, tool_calls FROM messages;\n` +
    externalIndex('messages_fts', 'messages_fts_src', columns, [cut('new.'), ...values.slice(1)]) +
    'CREATE VIEW messages_fts_trigram_src AS SELECT m.id, m.role, m.content, m.tool_name FROM messages AS m ' +
    `JOIN sessions AS s ON s.id = m.session_id WHERE m.role <> 'tool' AND ${indexed('s.')};\n` +
    externalIndex(
      'messages_fts_trigram',
      'messages_fts_trigram_src',
      columns.slice(0, 2),
      values.slice(0, 2),
      ", tokenize='trigram'",
      `${notTool} AND ${ofIndexedSession}`,
    )
  );
}

/** An index over rows that stay where they are, in the table or view `source`. */
function externalIndex(
  name: string,
  source: string,
  columns: readonly string[],
  values: readonly string[],
  options = '',
  condition?: string,
): string {
  const list = columns.join(', ');
  return (
    `CREATE VIRTUAL TABLE ${name} USING fts5(${list}, content='${source}', content_rowid='id'${options});\n` +
    `CREATE TRIGGER ${name}_insert AFTER INSERT ON messages${condition === undefined ? '' : ` WHEN ${condition}`} BEGIN\n` +
    `    INSERT INTO ${name}(rowid, ${list}) VALUES (new.id, ${values.join(', ')});\nEND;\n`
  );
}

/** An index with its own copy of `text`. */
const inlineIndex = (name: string, options: string, text: string): string =>
  `CREATE VIRTUAL TABLE ${name} USING fts5(content${options});\n` +
  `CREATE TRIGGER ${name}_insert AFTER INSERT ON messages BEGIN\n` +
  `    INSERT INTO ${name}(rowid, content) VALUES (new.id, ${text});\nEND;\n`;

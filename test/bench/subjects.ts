/**
 * What is measured: three ways to have the newest sessions and a transcript from a `state.db`. Each hands over the same
 * facts, ready to be shown: of a session its id, title, source, counts, last activity and preview; of a message its
 * text and calls.
 */
import * as fs from 'node:fs';
import { join, resolve } from 'node:path';
import { usualCopy } from '../../src/core/transcriptTarget';
import type { SqlValue } from 'sql.js';
import type { ProfileLocation } from '../../src/io/hermesHome';
import { ProfileClient } from '../../src/io/worker/client';
import { testSql, withJournalMode } from '../support/fixtureDatabase';
import { openNative } from './nodeSqlite';

export type SubjectName = 'pages' | 'fullLoad' | 'native';

/** One database, opened. The numbers returned are those of rows had, so that a run that found nothing is seen. */
export interface Subject {
  /**
   * Reads the newest `limit` sessions. Ours returns fewer rows than that: segments are folded, background work is
   * hidden.
   */
  listNewest(limit: number): Promise<number>;
  readMessages(sessionId: string, count: number): Promise<number>;
  close(): Promise<void>;
}

export const SUBJECT_LABELS: Readonly<Record<SubjectName, string>> = {
  pages: 'Hermes Sessions',
  fullLoad: 'sql.js, whole file',
  native: 'node:sqlite',
};

/** Opens lazily or not, as the subject does in use: opening counts as part of the first list. */
export function openSubject(name: SubjectName, databasePath: string): Promise<Subject> {
  switch (name) {
    case 'pages':
      return Promise.resolve(openPages(databasePath));
    case 'fullLoad':
      return openFullLoad(databasePath);
    case 'native':
      return Promise.resolve(openNativeSubject(databasePath));
  }
}

/** How many messages a page of the transcript asks for; long ones come in several answers, as in the panel. */
const PAGE_MESSAGES = 200;
const DIST = resolve('dist');

/** Our own reader exactly as the extension uses it: the shipped worker, spoken to through its client. */
function openPages(databasePath: string): Subject {
  const location: ProfileLocation = {
    key: 'bench',
    rootPath: join(databasePath, '..'),
    homePath: join(databasePath, '..'),
    profile: 'default',
    isActive: true,
    foundBy: 'setting',
    stateDbPath: databasePath,
    sessionDirPath: null,
    agentSessionsPath: null,
    cronJobsPath: null,
    backend: 'sqlite',
    isStandalone: true,
  };
  const client = new ProfileClient({
    location,
    sessionDirProfiles: [],
    wasmPath: join(DIST, 'sql-wasm.wasm'),
    workerPath: join(DIST, 'worker.js'),
  });
  return {
    async listNewest(limit) {
      const now = Date.now();
      await client.call('refresh', ['recent']);
      const { groups } = await client.call('overview', [[], now]);
      let rows = 0;
      for (const { key, count } of groups) {
        if (rows >= limit) break;
        rows += (await client.call('rows', [[], now, key, 0, Math.min(count, limit - rows)])).length;
      }
      return rows;
    },
    async readMessages(sessionId, count) {
      const { messageCount } = await client.call('source', [usualCopy(sessionId)]);
      let messages = 0;
      while (messages < Math.min(count, messageCount)) {
        const page = await client.call('page', [usualCopy(sessionId), messages, PAGE_MESSAGES]);
        if (page.length === 0) break;
        messages += page.length;
      }
      return messages;
    },
    close() {
      client.dispose();
      return Promise.resolve();
    },
  };
}

const LIST_SQL = `
  SELECT s.id, s.title, s.source, s.message_count, s.parent_session_id, s.end_reason, s.model_config,
         COALESCE(s.last_activity_at, s.started_at) AS active_at,
         (SELECT CAST(substr(m.content, 1, 200) AS BLOB) FROM messages AS m
           WHERE m.session_id = s.id AND m.role = 'user' AND m.content IS NOT NULL ORDER BY m.id LIMIT 1) AS preview
    FROM sessions AS s
   ORDER BY COALESCE(s.last_activity_at, s.started_at) DESC, s.started_at DESC
   LIMIT ?`;
/** The columns and rows that ours reads, text as text. */
const TRANSCRIPT_SQL = `
  SELECT id, session_id, role, content, tool_call_id, tool_calls, tool_name, timestamp, token_count, finish_reason,
         reasoning, reasoning_content, codex_message_items, display_kind, _compressed_summary, active, compacted
    FROM messages WHERE session_id = ? AND active = 1 ORDER BY id LIMIT ?`;

/** Stock sql.js as most viewers use it: the whole file in memory, and nothing of the `-wal`. */
async function openFullLoad(databasePath: string): Promise<Subject> {
  const sql = await testSql();
  const bytes = fs.readFileSync(databasePath);
  const db = new sql.Database(withJournalMode(bytes, false));
  const count = (text: string, params: SqlValue[]): Promise<number> => {
    const statement = db.prepare(text, params);
    let rows = 0;
    while (statement.step()) {
      statement.get();
      rows += 1;
    }
    statement.free();
    return Promise.resolve(rows);
  };
  return {
    listNewest: (limit) => count(LIST_SQL, [limit]),
    readMessages: (sessionId, limit) => count(TRANSCRIPT_SQL, [sessionId, limit]),
    close: () => Promise.resolve(db.close()),
  };
}

/** The native engine, as fast as this can be; it leaves a `-shm` beside the database and takes its locks. */
function openNativeSubject(databasePath: string): Subject {
  const db = openNative(databasePath, { readOnly: true });
  const list = db.prepare(LIST_SQL);
  const transcript = db.prepare(TRANSCRIPT_SQL);
  return {
    listNewest: (limit) => Promise.resolve(list.all(limit).length),
    readMessages: (sessionId, limit) => Promise.resolve(transcript.all(sessionId, limit).length),
    close: () => Promise.resolve(db.close()),
  };
}
